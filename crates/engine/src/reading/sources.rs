//! Sources and what they carry.

use super::{Reader, cards::CARD_COLUMNS};
use crate::{
    EngineError,
    views::{FacetValue, SourceRow, SourceView, SourcesView},
};
use std::collections::BTreeMap;
use throughline_archive::rows::Row;
use throughline_model::SourceId;

/// Counts per source. Carries within one source are left out: a source does not carry itself.
const COUNTS: &str = "
WITH pairs AS (
  SELECT o.source_id AS origin_source, c.source_id AS carrier_source, y.carrier, y.\"order\", y.credit
  FROM carries y JOIN documents o ON o.document_id = y.origin JOIN documents c ON c.document_id = y.carrier
  WHERE y.class = 'carried' AND coalesce(o.source_id, '') <> coalesce(c.source_id, '-')
), as_carrier AS (
  SELECT carrier_source AS source_id,
         sum(CASE WHEN \"order\" = 'before' THEN 1 ELSE 0 END) AS carries,
         sum(CASE WHEN \"order\" = 'before' AND credit = 'credited' THEN 1 ELSE 0 END) AS credited,
         count(DISTINCT CASE WHEN \"order\" = 'before' THEN carrier END) AS documents
  FROM pairs GROUP BY carrier_source
), as_origin AS (
  SELECT origin_source AS source_id, sum(CASE WHEN \"order\" = 'before' THEN 1 ELSE 0 END) AS carried
  FROM pairs GROUP BY origin_source
), undecided AS (
  SELECT source_id, sum(n) AS n FROM (
    SELECT origin_source AS source_id, count(*) AS n FROM pairs WHERE \"order\" = 'undecided' GROUP BY origin_source
    UNION ALL
    SELECT carrier_source AS source_id, count(*) AS n FROM pairs WHERE \"order\" = 'undecided' GROUP BY carrier_source
  ) GROUP BY source_id
)
SELECT d.source_id, d.name, d.n AS documents, coalesce(a.documents, 0) AS carrying,
       coalesce(a.carries, 0) AS carries, coalesce(a.credited, 0) AS credited,
       coalesce(b.carried, 0) AS carried, coalesce(u.n, 0) AS undecided
FROM (SELECT source_id, min(source_name) AS name, count(*) AS n FROM documents GROUP BY source_id) d
LEFT JOIN as_carrier a ON a.source_id IS NOT DISTINCT FROM d.source_id
LEFT JOIN as_origin b ON b.source_id IS NOT DISTINCT FROM d.source_id
LEFT JOIN undecided u ON u.source_id IS NOT DISTINCT FROM d.source_id
ORDER BY documents DESC, d.name, d.source_id";

impl Reader {
    /// All sources with their counts. Registered sources without documents come last.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn sources(&self) -> Result<SourcesView, EngineError> {
        Ok(SourcesView {
            envelope: self.envelope("sources", "show --sources"),
            sources: self.source_rows().await?,
        })
    }

    async fn source_rows(&self) -> Result<Vec<SourceRow>, EngineError> {
        let rows = self.rows(COUNTS).await?;
        let mut without_documents: BTreeMap<SourceId, _> =
            self.sources.iter().map(|(id, s)| (*id, s)).collect();
        let mut all = Vec::new();
        for row in Row::iter(&rows) {
            let id = row.text("source_id").parse::<SourceId>().ok();
            if let Some(id) = id {
                without_documents.remove(&id);
            }
            let mut source = self.source_row(id, row.text("name"));
            source.documents = row.number("documents");
            source.carrying_documents = row.number("carrying");
            source.carries_from_others = row.number("carries");
            source.credited = row.number("credited");
            source.carried_by_others = row.number("carried");
            source.undecided = row.number("undecided");
            all.push(source);
        }
        let mut rest: Vec<SourceRow> =
            without_documents.into_keys().map(|id| self.source_row(Some(id), "")).collect();
        rest.sort_by(|left, right| left.name.cmp(&right.name));
        all.extend(rest);
        Ok(all)
    }

    fn source_row(&self, id: Option<SourceId>, name: &str) -> SourceRow {
        let source = id.and_then(|id| self.sources.get(&id));
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        let name = source.map_or(name, |source| source.name.as_str());
        SourceRow {
            source_id: id.map(|id| id.to_string()).unwrap_or_default(),
            name: if name.is_empty() { "unknown source".into() } else { name.to_owned() },
            kind: text(source.map(|s| &s.kind)),
            country: text(source.map(|s| &s.country)),
            state_relation: text(source.map(|s| &s.state_relation)),
            owner: text(source.map(|s| &s.owner)),
            citation: text(source.map(|s| &s.citation)),
            as_of: text(source.map(|s| &s.as_of)),
            domains: text(source.map(|s| &s.domains)),
            documents: 0,
            carrying_documents: 0,
            carries_from_others: 0,
            credited: 0,
            carried_by_others: 0,
            undecided: 0,
        }
    }

    /// One source, by id or name.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] if there is none.
    pub async fn source(&self, id: &str) -> Result<SourceView, EngineError> {
        let source = self
            .source_rows()
            .await?
            .into_iter()
            .find(|source| source.source_id == id || source.name.eq_ignore_ascii_case(id))
            .ok_or_else(|| EngineError::NotFound { what: "source", id: id.to_owned() })?;
        let own = match source.source_id.as_str() {
            "" => "IS NULL".to_owned(),
            id => format!("= '{id}'"),
        };
        let documents = self
            .rows(&format!(
                "SELECT {CARD_COLUMNS} FROM documents d WHERE d.source_id {own} \
                 ORDER BY d.published_latest DESC NULLS LAST, d.document_id LIMIT 50"
            ))
            .await?;
        let lineages = self
            .rows(&format!(
                "SELECT l.* FROM lineages l WHERE l.class = 'carried' AND l.lineage_id IN (SELECT w.lineage_id \
                 FROM witnesses w JOIN documents d ON d.document_id = w.document_id WHERE d.source_id {own}) \
                 ORDER BY l.witness_count DESC, l.lineage_id LIMIT 50"
            ))
            .await?;
        Ok(SourceView {
            envelope: self.envelope("source", &format!("show {}", super::shell_word(&source.source_id))),
            carries_from: self.partners(&own, "carrier", "origin").await?,
            carried_by: self.partners(&own, "origin", "carrier").await?,
            documents: Row::iter(&documents).map(|row| self.card(&row)).collect(),
            lineages: self.lineage_cards(&lineages).await?,
            source,
        })
    }

    async fn partners(
        &self,
        own: &str,
        own_side: &str,
        other_side: &str,
    ) -> Result<Vec<FacetValue>, EngineError> {
        let rows = self
            .rows(&format!(
                "SELECT p.source_id, min(p.source_name) AS name, count(*) AS n FROM carries y \
                 JOIN documents d ON d.document_id = y.{own_side} JOIN documents p ON p.document_id = y.{other_side} \
                 WHERE d.source_id {own} AND y.class = 'carried' AND y.\"order\" = 'before' \
                 AND p.source_id IS DISTINCT FROM d.source_id GROUP BY p.source_id ORDER BY n DESC, name"
            ))
            .await?;
        Ok(Row::iter(&rows)
            .map(|row| {
                let id = row.text("source_id").parse::<SourceId>().ok();
                FacetValue {
                    value: row.text("source_id").to_owned(),
                    label: self.source_row(id, row.text("name")).name,
                    count: row.number("n"),
                }
            })
            .collect())
    }
}
