//! Document cards, and the ids people type.

use super::{Reader, list, literal, times};
use crate::{EngineError, views::DocumentCard};
use std::collections::BTreeMap;
use throughline_archive::rows::Row;
use throughline_model::{DocumentId, SourceId};

/// Columns of `documents d` that a card needs.
pub(super) const CARD_COLUMNS: &str = "d.document_id, d.external_id, d.title, substr(d.text, 1, 90) AS first_words, \
    d.source_id, d.source_name, d.lang, d.url, d.published_earliest, d.published_latest, d.published_precision, \
    d.published_zoned, d.published_evidence";

impl Reader {
    /// A card from a row that has [`CARD_COLUMNS`].
    pub(super) fn card(&self, row: &Row<'_>) -> DocumentCard {
        let source = row.text("source_id").parse::<SourceId>().ok().and_then(|id| self.sources.get(&id));
        let name = source.map_or_else(|| row.text("source_name"), |source| source.name.as_str());
        DocumentCard {
            document_id: row.text("document_id").to_owned(),
            external_id: row.text("external_id").to_owned(),
            title: title_or_words(row.text("title"), row.text("first_words")),
            source_id: row.text("source_id").to_owned(),
            source: if name.is_empty() { "unknown source".to_owned() } else { name.to_owned() },
            source_kind: source.map(|source| source.kind.clone()).unwrap_or_default(),
            country: source.map(|source| source.country.clone()).unwrap_or_default(),
            lang: row.text("lang").to_owned(),
            url: row.text("url").to_owned(),
            published: times::published(row),
        }
    }

    /// Cards by document id.
    pub(super) async fn cards(
        &self,
        ids: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, DocumentCard>, EngineError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let query = format!("SELECT {CARD_COLUMNS} FROM documents d WHERE d.document_id IN ({})", list(ids));
        let rows = self.rows(&query).await?;
        Ok(Row::iter(&rows)
            .filter_map(|row| Some((row.text("document_id").parse().ok()?, self.card(&row))))
            .collect())
    }

    /// The document a person means: by its id, or by the id its provider gave it. Of several
    /// versions the one with the latest date (then the greatest id) is meant.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] if there is none.
    pub async fn resolve_document(&self, id: &str) -> Result<DocumentId, EngineError> {
        let wanted = literal(id);
        let query = format!(
            "SELECT document_id FROM documents WHERE document_id = {wanted} OR external_id = {wanted} OR url = {wanted} \
             ORDER BY document_id = {wanted} DESC, published_earliest DESC NULLS LAST, document_id DESC LIMIT 1"
        );
        let rows = self.rows(&query).await?;
        Row::iter(&rows)
            .next()
            .and_then(|row| row.text("document_id").parse().ok())
            .ok_or_else(|| EngineError::NotFound { what: "document", id: id.to_owned() })
    }
}

fn title_or_words(title: &str, first_words: &str) -> String {
    if !title.trim().is_empty() {
        return title.to_owned();
    }
    let words = first_words.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut =
        words.rfind(' ').filter(|_| words.chars().count() >= 85).map_or(words.as_str(), |at| &words[..at]);
    format!("[{cut} …]")
}
