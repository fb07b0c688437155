//! Visits, and what a record marks.

use super::{Reader, list, literal, passage::segments, times};
use crate::{
    EngineError,
    views::{FacetValue, LinkRow, MarkedPassage, Paging, VisitRow, VisitsView},
};
use arrow::record_batch::RecordBatch;
use std::collections::BTreeSet;
use throughline_archive::rows::Row;
use throughline_model::{Document, DocumentId, Span, operations};
use throughline_text::{OffsetMap, OffsetUnit};

impl Reader {
    /// Visits, the latest first. `outcome` is one of the table's words, `changes` for edits,
    /// removals and returns, or empty for all.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn visits(&self, outcome: &str, offset: u64, limit: u64) -> Result<VisitsView, EngineError> {
        let counted = self
            .rows("SELECT outcome, count(*) AS n FROM visits GROUP BY outcome ORDER BY n DESC, outcome")
            .await?;
        let outcomes: Vec<FacetValue> = Row::iter(&counted)
            .map(|row| FacetValue {
                value: row.text("outcome").to_owned(),
                label: row.text("outcome").to_owned(),
                count: row.number("n"),
            })
            .collect();
        let wanted = match outcome {
            "" => "true".to_owned(),
            "changes" => "outcome IN ('edited', 'removed', 'returned')".to_owned(),
            word => format!("outcome = {}", literal(word)),
        };
        let rows = self
            .rows(&format!(
                "SELECT *, count(*) OVER () AS total FROM visits WHERE {wanted} \
                 ORDER BY visited_latest DESC, visit_id LIMIT {limit} OFFSET {offset}"
            ))
            .await?;
        let total = Row::iter(&rows).next().map_or(0, |row| row.number("total"));
        let flag = if outcome.is_empty() { String::new() } else { format!(" --outcome {outcome}") };
        Ok(VisitsView {
            envelope: self
                .envelope("visits", &format!("show --visits{flag}{}", super::page_flags(offset, limit))),
            paging: Paging { offset, limit, total },
            outcomes,
            visits: self.visit_rows(&rows).await?,
        })
    }

    /// The visits of a document's item, the first one first.
    pub(super) async fn visits_of(&self, document: &Document) -> Result<Vec<VisitRow>, EngineError> {
        let query = format!(
            "SELECT * FROM visits WHERE item_id = '{}' OR (url <> '' AND url = {}) \
             ORDER BY visited_earliest, visit_id LIMIT 500",
            document.item_id,
            literal(&document.url)
        );
        let rows = self.rows(&query).await?;
        self.visit_rows(&rows).await
    }

    async fn visit_rows(&self, rows: &[RecordBatch]) -> Result<Vec<VisitRow>, EngineError> {
        let mut ids: BTreeSet<DocumentId> = BTreeSet::new();
        for row in Row::iter(rows) {
            let named = [row.optional_text("document_id"), row.optional_text("before")];
            ids.extend(named.into_iter().flatten().filter_map(|id| id.parse::<DocumentId>().ok()));
        }
        let ids: Vec<DocumentId> = ids.into_iter().collect();
        let (cards, documents) = (self.cards(&ids).await?, self.documents(&ids).await?);
        let text = |id: Option<&str>| {
            let id: DocumentId = id?.parse().ok()?;
            documents.get(&id).map(|document| document.text.as_str())
        };
        let visit = |row: Row<'_>| {
            let (now, before) = (row.optional_text("document_id"), row.optional_text("before"));
            let changes = match (text(before), text(now), operations::decode(row.text("operations"))) {
                (Some(old), Some(new), Ok(operations)) => segments(old, new, &operations),
                _ => Vec::new(),
            };
            let id: Option<DocumentId> = now.and_then(|id| id.parse().ok());
            VisitRow {
                visit_id: row.text("visit_id").to_owned(),
                url: row.text("url").to_owned(),
                visited: row.moments("visited").map(times::from_moments),
                outcome: row.text("outcome").to_owned(),
                evidence: row.text("evidence").to_owned(),
                document: id.and_then(|id| cards.get(&id).cloned()),
                before: before.unwrap_or_default().to_owned(),
                changes,
            }
        };
        Ok(Row::iter(rows).map(visit).collect())
    }

    /// What the record of a document marks, in text order.
    pub(super) async fn marks(
        &self,
        document: &Document,
        unit: OffsetUnit,
    ) -> Result<Vec<MarkedPassage>, EngineError> {
        let query = format!(
            "SELECT * FROM passages WHERE document_id IN ({}) ORDER BY \"begin\", \"end\" DESC, kind, words",
            list(&[document.id])
        );
        let rows = self.rows(&query).await?;
        let map = OffsetMap::new(&document.text);
        let mark = |row: Row<'_>| {
            let span = Span::new(row.number("begin") as usize, row.number("end") as usize);
            let (begin, end) = map.span(span, unit)?;
            Some(MarkedPassage {
                kind: row.text("kind").to_owned(),
                begin: begin as u64,
                end: end as u64,
                level: row.number("level"),
                speaker: row.text("speaker").to_owned(),
                lang: row.text("lang").to_owned(),
                begin_ms: row.optional_number("begin_ms"),
                end_ms: row.optional_number("end_ms"),
                page: row.optional_number("page"),
                words: row.text("words").to_owned(),
            })
        };
        Ok(Row::iter(&rows).filter_map(mark).collect())
    }

    /// Where a document links to, in text order; links without a place first.
    pub(super) async fn links(
        &self,
        document: &Document,
        unit: OffsetUnit,
    ) -> Result<Vec<LinkRow>, EngineError> {
        let query = format!(
            "SELECT * FROM links WHERE document_id IN ({}) ORDER BY \"begin\" NULLS FIRST, \"end\", kind, url, lang",
            list(&[document.id])
        );
        let rows = self.rows(&query).await?;
        let map = OffsetMap::new(&document.text);
        Ok(Row::iter(&rows)
            .map(|row| {
                let span = row.optional_number("begin").zip(row.optional_number("end"));
                let span =
                    span.and_then(|(begin, end)| map.span(Span::new(begin as usize, end as usize), unit));
                LinkRow {
                    kind: row.text("kind").to_owned(),
                    begin: span.map(|(begin, _)| begin as u64),
                    end: span.map(|(_, end)| end as u64),
                    url: row.text("url").to_owned(),
                    lang: row.text("lang").to_owned(),
                }
            })
            .collect())
    }
}
