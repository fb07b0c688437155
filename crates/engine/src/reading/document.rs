//! The document view.

use super::{Reader, cards::CARD_COLUMNS, literal, times};
use crate::{
    EngineError,
    entries::Entries,
    views::{
        CaptureView, CarryRow, CreditView, DateRow, DocumentCard, DocumentView, PassageInDocument, ProblemRow,
    },
};
use std::collections::BTreeMap;
use throughline_archive::{StoredCapture, rows::Row};
use throughline_model::{DateRole, Document, DocumentId, Span, TextField};
use throughline_text::{OffsetMap, OffsetUnit};

impl Reader {
    /// One document, whole. `id` is a document id or the id its provider gave it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] if there is none.
    pub async fn document(&self, id: &str, unit: OffsetUnit) -> Result<DocumentView, EngineError> {
        let id = self.resolve_document(id).await?;
        let mut document = self
            .documents(&[id])
            .await?
            .remove(&id)
            .ok_or_else(|| EngineError::NotFound { what: "document", id: id.to_string() })?;
        let card = self
            .cards(&[id])
            .await?
            .remove(&id)
            .ok_or_else(|| EngineError::NotFound { what: "document", id: id.to_string() })?;
        let entries = Entries::of_item(&self.archive, document.item_id).await?;
        entries.tell(std::slice::from_mut(&mut document));
        let capture = self.capture_view(&document).await?;
        let versions = self.versions(&document).await?;
        let problems = self.problems_of(&[&capture.locator, &document.external_id]).await?;
        Ok(DocumentView {
            envelope: self.envelope("document", &format!("show {id}{}", super::unit_flag(unit))),
            document: card,
            byline: document.byline.clone(),
            form: document.form.as_str().to_owned(),
            declared_type: document.declared_type.clone(),
            dates: dates(&document),
            credits: self.credit_views(&document, unit),
            capture,
            versions,
            visits: self.visits_of(&document).await?,
            marks: self.marks(&document, unit).await?,
            links: self.links(&document, unit).await?,
            passages: self.passages(&document, unit).await?,
            carries: self.carries_of(id, unit).await?,
            problems,
            extra: document.extra.clone(),
            text: document.text,
            margin: document.margin,
        })
    }

    /// The bytes a document was extracted from.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] if there is no such document, or the archive's error if its
    /// evidence cannot be read.
    pub async fn capture_bytes(&self, id: &str) -> Result<StoredCapture, EngineError> {
        let id = self.resolve_document(id).await?;
        let documents = self.documents(&[id]).await?;
        let document = documents
            .get(&id)
            .ok_or_else(|| EngineError::NotFound { what: "document", id: id.to_string() })?;
        Ok(self.archive.capture(document.capture_id).await?)
    }

    /// Every place where a document names a source for its text.
    pub(super) fn credit_views(&self, document: &Document, unit: OffsetUnit) -> Vec<CreditView> {
        throughline_lineage::credits(document, &self.known_sources)
            .into_iter()
            .filter_map(|credit| {
                credit_view(document, &credit.name, credit.cue, credit.field, credit.span, unit)
            })
            .collect()
    }

    async fn capture_view(&self, document: &Document) -> Result<CaptureView, EngineError> {
        let query = format!("SELECT * FROM captures WHERE capture_id = '{}'", document.capture_id);
        let rows = self.rows(&query).await?;
        let row = Row::iter(&rows)
            .next()
            .ok_or_else(|| EngineError::NotFound { what: "capture", id: document.capture_id.to_string() })?;
        Ok(CaptureView {
            capture_id: row.text("capture_id").to_owned(),
            sha256: row.text("sha256").to_owned(),
            locator: row.text("locator").to_owned(),
            media_type: row.text("media_type").to_owned(),
            byte_length: row.number("byte_length"),
            captured: row.moments("captured").map(times::from_moments),
        })
    }

    async fn versions(&self, document: &Document) -> Result<Vec<DocumentCard>, EngineError> {
        let query = format!(
            "SELECT {CARD_COLUMNS} FROM documents d WHERE d.item_id = '{}' AND d.document_id <> '{}' \
             ORDER BY d.published_earliest, d.document_id",
            document.item_id, document.id
        );
        let rows = self.rows(&query).await?;
        Ok(Row::iter(&rows).map(|row| self.card(&row)).collect())
    }

    async fn problems_of(&self, inputs: &[&str]) -> Result<Vec<ProblemRow>, EngineError> {
        let inputs: Vec<String> = inputs.iter().map(|input| literal(input)).collect();
        let query = format!(
            "SELECT * FROM problems WHERE input IN ({}) ORDER BY place, problem_id",
            inputs.join(",")
        );
        let rows = self.rows(&query).await?;
        Ok(Row::iter(&rows).map(|row| problem_row(&row)).collect())
    }

    async fn passages(
        &self,
        document: &Document,
        unit: OffsetUnit,
    ) -> Result<Vec<PassageInDocument>, EngineError> {
        let query = format!(
            "SELECT w.lineage_id, w.\"begin\", w.\"end\", w.rank, l.class, l.witness_count FROM witnesses w \
             JOIN lineages l ON l.lineage_id = w.lineage_id WHERE w.document_id = '{}' \
             ORDER BY w.\"begin\", w.\"end\", w.lineage_id",
            document.id
        );
        let rows = self.rows(&query).await?;
        let map = OffsetMap::new(&document.text);
        Ok(Row::iter(&rows)
            .filter_map(|row| {
                let span = Span::new(row.number("begin") as usize, row.number("end") as usize);
                let (begin, end) = map.span(span, unit)?;
                Some(PassageInDocument {
                    lineage_id: row.text("lineage_id").to_owned(),
                    class: row.text("class").to_owned(),
                    begin: begin as u64,
                    end: end as u64,
                    witness_count: row.number("witness_count"),
                    rank: row.number("rank"),
                })
            })
            .collect())
    }

    async fn carries_of(&self, id: DocumentId, unit: OffsetUnit) -> Result<Vec<CarryRow>, EngineError> {
        let query = format!(
            "SELECT * FROM carries WHERE origin = '{id}' OR carrier = '{id}' \
             ORDER BY class, matched_bytes DESC, carry_id LIMIT 500"
        );
        let rows = self.rows(&query).await?;
        self.carry_rows(&rows, unit).await
    }

    /// All carries of class carried, by id.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn carries(&self) -> Result<Vec<CarryRow>, EngineError> {
        let rows = self.rows("SELECT * FROM carries WHERE class = 'carried' ORDER BY carry_id").await?;
        self.carry_rows(&rows, OffsetUnit::Bytes).await
    }

    /// Carries as rows of a view, in the order given.
    pub(super) async fn carry_rows(
        &self,
        rows: &[arrow::record_batch::RecordBatch],
        unit: OffsetUnit,
    ) -> Result<Vec<CarryRow>, EngineError> {
        let mut ids: Vec<DocumentId> = Row::iter(rows)
            .flat_map(|row| [row.text("origin").parse().ok(), row.text("carrier").parse().ok()])
            .flatten()
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let cards = self.cards(&ids).await?;
        let credited: Vec<DocumentId> = Row::iter(rows)
            .filter(|row| row.optional_text("credit_field").is_some())
            .filter_map(|row| row.text("carrier").parse().ok())
            .collect();
        let carriers: BTreeMap<DocumentId, Document> = self.documents(&credited).await?;
        Ok(Row::iter(rows)
            .filter_map(|row| {
                let origin: DocumentId = row.text("origin").parse().ok()?;
                let carrier: DocumentId = row.text("carrier").parse().ok()?;
                Some(CarryRow {
                    carry_id: row.text("carry_id").to_owned(),
                    origin: cards.get(&origin)?.clone(),
                    carrier: cards.get(&carrier)?.clone(),
                    order: row.text("order").to_owned(),
                    order_evidence: row.text("order_evidence").to_owned(),
                    kind: row.text("kind").to_owned(),
                    class: row.text("class").to_owned(),
                    agency_copy: row.truth("agency_copy"),
                    origin_coverage: row.ratio("origin_coverage"),
                    carrier_share: row.ratio("carrier_share"),
                    credit: row.text("credit").to_owned(),
                    credit_evidence: carriers
                        .get(&carrier)
                        .and_then(|document| stored_credit(&row, document, unit)),
                })
            })
            .collect())
    }
}

fn stored_credit(row: &Row<'_>, carrier: &Document, unit: OffsetUnit) -> Option<CreditView> {
    let field = match row.optional_text("credit_field")? {
        "title" => TextField::Title,
        "byline" => TextField::Byline,
        "margin" => TextField::Margin,
        _ => TextField::Text,
    };
    let span = Span::new(row.number("credit_begin") as usize, row.number("credit_end") as usize);
    credit_view(carrier, row.text("credit_name"), row.text("credit_cue"), field, span, unit)
}

fn credit_view(
    document: &Document,
    name: &str,
    cue: &str,
    field: TextField,
    span: Span,
    unit: OffsetUnit,
) -> Option<CreditView> {
    let words = document.slice(field, span)?;
    let (begin, end) = OffsetMap::new(document.field(field)).span(span, unit)?;
    Some(CreditView {
        name: name.to_owned(),
        words: words.to_owned(),
        cue: cue.to_owned(),
        field: field.as_str().to_owned(),
        begin: begin as u64,
        end: end as u64,
    })
}

fn dates(document: &Document) -> Vec<DateRow> {
    document
        .dates
        .iter()
        .map(|date| DateRow {
            kind: date.kind.as_str().to_owned(),
            role: match date.role {
                DateRole::Published => "published",
                DateRole::Updated => "updated",
                DateRole::Captured => "captured",
                DateRole::Other => "other",
            }
            .to_owned(),
            raw: date.raw.clone(),
            time: date.interval.map(|interval| times::view(&interval, date.kind.as_str())),
        })
        .collect()
}

/// A row of `problems` as a view.
pub(super) fn problem_row(row: &Row<'_>) -> ProblemRow {
    ProblemRow {
        problem_id: row.text("problem_id").to_owned(),
        input: row.text("input").to_owned(),
        place: row.text("place").to_owned(),
        kind: row.text("kind").to_owned(),
        message: row.text("message").to_owned(),
        remedy: row.text("remedy").to_owned(),
    }
}
