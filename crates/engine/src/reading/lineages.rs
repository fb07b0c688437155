//! Lists of lineages, and the timeline of one.

use super::{Reader, cards::CARD_COLUMNS, list, literal, times};
use crate::{
    EngineError,
    views::{
        DocumentCard, FacetValue, LineageCard, LineageLink, LineageView, LineagesView, Paging, WitnessView,
    },
};
use arrow::record_batch::RecordBatch;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use throughline_archive::rows::Row;
use throughline_model::{DocumentId, LineageId, Span};
use throughline_text::{OffsetMap, OffsetUnit};

/// What a list of lineages is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineageSort {
    /// Most different sources first.
    #[default]
    Sources,
    /// Most witnesses first.
    Witnesses,
    /// First seen first.
    FirstSeen,
    /// Longest first.
    Length,
}

/// Whether agency copy is listed: text that starts at a news agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyCopy {
    /// With all other text.
    #[default]
    With,
    /// Nothing else.
    Only,
    /// Not at all.
    Without,
}

/// Which lineages are listed, and how.
#[derive(Debug, Clone, Default)]
pub struct LineageFilter {
    /// `carried` (also if empty) or `recurring`.
    pub class: String,
    /// Whether agency copy is listed.
    pub agency_copy: AgencyCopy,
    /// Words that a witness must contain.
    pub words: String,
    /// Language of a witness.
    pub lang: String,
    /// Source id of a witness.
    pub source: String,
    /// Kind of source of a witness.
    pub kind: String,
    /// A witness published not before this ISO 8601 day.
    pub from: String,
    /// A witness published not after this ISO 8601 day.
    pub to: String,
    /// Order.
    pub sort: LineageSort,
    /// Rows to skip.
    pub offset: u64,
    /// Rows to give.
    pub limit: u64,
}

const EXCERPT_CHARACTERS: usize = 300;

impl Reader {
    /// A list of lineages.
    ///
    /// # Errors
    /// If a filter is no valid value, or the archive cannot be read.
    pub async fn lineages(&self, filter: &LineageFilter) -> Result<LineagesView, EngineError> {
        let class = if filter.class.is_empty() { "carried" } else { &filter.class };
        let by_witness = match self.witness_condition(filter).await? {
            Some(witnesses) => format!(
                "l.lineage_id IN (SELECT w.lineage_id FROM witnesses w JOIN documents d ON d.document_id = w.document_id \
                 LEFT JOIN (SELECT DISTINCT source_id AS sid, kind FROM sources) s ON s.sid = d.source_id WHERE {witnesses})"
            ),
            None => "true".to_owned(),
        };
        let agency_copy = match filter.agency_copy {
            AgencyCopy::With => "true",
            AgencyCopy::Only => "l.agency_copy",
            AgencyCopy::Without => "NOT l.agency_copy",
        };
        let wanted = format!("l.class = {} AND {agency_copy} AND {by_witness}", literal(class));
        let order = match filter.sort {
            LineageSort::Sources => "l.source_count DESC, l.witness_count DESC, l.longest_characters DESC",
            LineageSort::Witnesses => "l.witness_count DESC, l.source_count DESC, l.longest_characters DESC",
            LineageSort::FirstSeen => {
                "l.first_seen_earliest NULLS LAST, l.first_seen_latest, l.source_count DESC"
            }
            LineageSort::Length => "l.longest_characters DESC, l.source_count DESC",
        };
        let counted = self
            .rows(&format!(
                "SELECT count(*) AS n, (SELECT count(*) FROM documents) AS documents FROM lineages l WHERE {wanted}"
            ))
            .await?;
        let (total, documents) =
            Row::iter(&counted).next().map_or((0, 0), |row| (row.number("n"), row.number("documents")));
        let rows = self
            .rows(&format!(
                "SELECT l.* FROM lineages l WHERE {wanted} ORDER BY {order}, l.lineage_id LIMIT {} OFFSET {}",
                filter.limit, filter.offset
            ))
            .await?;
        let recurring = if class == "recurring" { " --recurring" } else { "" };
        let agency_copy = match filter.agency_copy {
            AgencyCopy::With => "",
            AgencyCopy::Only => " --agency-copy",
            AgencyCopy::Without => " --no-agency-copy",
        };
        let pages = super::page_flags(filter.offset, filter.limit);
        let command = format!("show --lineages{recurring}{agency_copy}{pages}");
        Ok(LineagesView {
            envelope: self.envelope("lineages", &command),
            paging: Paging { offset: filter.offset, limit: filter.limit, total },
            documents,
            classes: self.classes(&by_witness).await?,
            lineages: self.lineage_cards(&rows).await?,
        })
    }

    /// How many of the lineages for which a condition holds are of each kind.
    async fn classes(&self, condition: &str) -> Result<Vec<FacetValue>, EngineError> {
        let counted = self
            .rows(&format!(
                "SELECT sum(CASE WHEN l.class = 'carried' THEN 1 ELSE 0 END) AS carried, \
                 sum(CASE WHEN l.class = 'carried' AND l.agency_copy THEN 1 ELSE 0 END) AS agency_copy, \
                 sum(CASE WHEN l.class = 'recurring' THEN 1 ELSE 0 END) AS recurring FROM lineages l WHERE {condition}"
            ))
            .await?;
        let row = Row::iter(&counted).next();
        let kinds = [
            ("carried", "carried", "carried text"),
            ("agency-copy", "agency_copy", "agency copy"),
            ("recurring", "recurring", "recurring text"),
        ];
        Ok(kinds
            .map(|(value, column, label)| FacetValue {
                value: value.to_owned(),
                label: label.to_owned(),
                count: row.as_ref().map_or(0, |row| row.number(column)),
            })
            .into())
    }

    async fn witness_condition(&self, filter: &LineageFilter) -> Result<Option<String>, EngineError> {
        let mut conditions = Vec::new();
        if !filter.lang.is_empty() {
            conditions.push(format!("d.lang = {}", literal(&filter.lang)));
        }
        if !filter.source.is_empty() {
            conditions.push(format!("d.source_id = {}", literal(&filter.source)));
        }
        if !filter.kind.is_empty() {
            conditions.push(format!("s.kind = {}", literal(&filter.kind)));
        }
        if let Some(day) = super::search::day(&filter.from)? {
            conditions.push(format!("d.published_latest >= to_timestamp_micros({})", day.earliest));
        }
        if let Some(day) = super::search::day(&filter.to)? {
            conditions.push(format!("d.published_earliest <= to_timestamp_micros({})", day.latest));
        }
        if !filter.words.trim().is_empty() {
            let ids = self.documents_with(&filter.words, 5_000).await?;
            conditions.push(if ids.is_empty() {
                "false".to_owned()
            } else {
                format!("d.document_id IN ({})", list(&ids))
            });
        }
        Ok((!conditions.is_empty()).then(|| conditions.join(" AND ")))
    }

    /// Cards for rows of `lineages`, in the order given.
    pub(super) async fn lineage_cards(&self, rows: &[RecordBatch]) -> Result<Vec<LineageCard>, EngineError> {
        let ids: Vec<LineageId> =
            Row::iter(rows).filter_map(|row| row.text("lineage_id").parse().ok()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let firsts = self
            .rows(&format!(
                "SELECT w.lineage_id, w.\"begin\", w.\"end\", d.text, {CARD_COLUMNS} FROM witnesses w \
                 JOIN documents d ON d.document_id = w.document_id WHERE w.rank = 0 AND w.lineage_id IN ({})",
                list(&ids)
            ))
            .await?;
        let first: HashMap<&str, Row<'_>> =
            Row::iter(&firsts).map(|row| (row.text("lineage_id"), row)).collect();
        let credited = self
            .rows(&format!(
                "SELECT lineage_id, count(*) AS n FROM witnesses WHERE credit = 'credited' AND lineage_id IN ({}) \
                 GROUP BY lineage_id",
                list(&ids)
            ))
            .await?;
        let credited: HashMap<&str, u64> =
            Row::iter(&credited).map(|row| (row.text("lineage_id"), row.number("n"))).collect();
        Ok(Row::iter(rows)
            .filter_map(|row| {
                let id = row.text("lineage_id");
                let witness = first.get(id)?;
                let passage = witness
                    .text("text")
                    .get(witness.number("begin") as usize..witness.number("end") as usize)
                    .unwrap_or_default();
                let first_witness = self.card(witness);
                Some(LineageCard {
                    lineage_id: id.to_owned(),
                    class: row.text("class").to_owned(),
                    excerpt: excerpt(passage),
                    excerpt_lang: first_witness.lang.clone(),
                    origin_decided: row.optional_text("origin").is_some(),
                    origin_outside: row.truth("origin_outside"),
                    credited_origin: row.text("credited_origin").to_owned(),
                    agency_copy: row.truth("agency_copy"),
                    agency: row.text("agency").to_owned(),
                    agency_evidence: row.text("agency_evidence").to_owned(),
                    witness_count: row.number("witness_count"),
                    source_count: row.number("source_count"),
                    credited_count: credited.get(id).copied().unwrap_or(0),
                    languages: row.text("languages").split_whitespace().map(str::to_owned).collect(),
                    longest_characters: row.number("longest_characters"),
                    first_seen: seen(&row, "first_seen", &first_witness),
                    last_seen: row.moments("last_seen").map(times::from_moments),
                    first_witness,
                })
            })
            .collect())
    }

    /// One lineage: its witnesses in order, and the most probable way the text took.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] if there is none.
    pub async fn lineage(&self, id: &str, unit: OffsetUnit) -> Result<LineageView, EngineError> {
        let (card, run_id) = self.lineage_card(id).await?;
        let witnesses = self.witnesses(&card.lineage_id, unit).await?;
        let links = witnesses
            .iter()
            .filter(|witness| witness.rank > 0)
            .map(|witness| {
                let decided = !witness.carried_from.is_empty();
                LineageLink {
                    origin: if decided {
                        witness.carried_from.clone()
                    } else {
                        card.first_witness.document_id.clone()
                    },
                    carrier: witness.document.document_id.clone(),
                    order: if decided { "before" } else { "undecided" }.to_owned(),
                    kind: witness.kind.clone(),
                    credit: witness.credit.clone(),
                }
            })
            .filter(|link| link.origin != link.carrier)
            .collect();
        Ok(LineageView {
            envelope: self
                .envelope("lineage", &format!("show {}{}", card.lineage_id, super::unit_flag(unit))),
            recurrences: if card.class == "recurring" {
                self.recurrences(&card.lineage_id).await?
            } else {
                Vec::new()
            },
            lineage: card,
            witnesses,
            links,
            run_id,
        })
    }

    /// The card of one lineage, and the run that derived it.
    pub(super) async fn lineage_card(&self, id: &str) -> Result<(LineageCard, String), EngineError> {
        let not_found = || EngineError::NotFound { what: "lineage", id: id.to_owned() };
        let id: LineageId = id.parse().map_err(|_| not_found())?;
        let rows = self.rows(&format!("SELECT * FROM lineages WHERE lineage_id = '{id}'")).await?;
        let run_id =
            Row::iter(&rows).next().map(|row| row.text("run_id").to_owned()).ok_or_else(not_found)?;
        let card = self.lineage_cards(&rows).await?.pop().ok_or_else(not_found)?;
        Ok((card, run_id))
    }

    /// Witnesses of one lineage by rank.
    pub(super) async fn witnesses(
        &self,
        id: &str,
        unit: OffsetUnit,
    ) -> Result<Vec<WitnessView>, EngineError> {
        let rows = self
            .rows(&format!(
                "SELECT w.*, c.sha256 FROM witnesses w JOIN documents d ON d.document_id = w.document_id \
                 LEFT JOIN captures c ON c.capture_id = d.capture_id WHERE w.lineage_id = {} \
                 ORDER BY w.rank, w.\"begin\"",
                literal(id)
            ))
            .await?;
        let ids: Vec<DocumentId> =
            Row::iter(&rows).filter_map(|row| row.text("document_id").parse().ok()).collect();
        let documents = self.documents(&ids).await?;
        let cards: BTreeMap<DocumentId, DocumentCard> = self.cards(&ids).await?;
        Ok(Row::iter(&rows)
            .filter_map(|row| {
                let id: DocumentId = row.text("document_id").parse().ok()?;
                let document = documents.get(&id)?;
                let card = cards.get(&id)?.clone();
                let span = Span::new(row.number("begin") as usize, row.number("end") as usize);
                let (begin, end) = OffsetMap::new(&document.text).span(span, unit)?;
                Some(WitnessView {
                    rank: row.number("rank"),
                    begin: begin as u64,
                    end: end as u64,
                    passage: document.text.get(span.range())?.to_owned(),
                    order: row.text("order").to_owned(),
                    order_evidence: row.text("order_evidence").to_owned(),
                    carried_from: row.text("carried_from").to_owned(),
                    kind: row.text("kind").to_owned(),
                    coverage: row.ratio("coverage"),
                    credit: row.text("credit").to_owned(),
                    credits: self.credit_views(document, unit),
                    first_seen: seen(&row, "first_seen", &card),
                    capture_sha256: row.text("sha256").to_owned(),
                    document: card,
                })
            })
            .collect())
    }
}

/// A derived time; where it equals the document's own publication date, in the record's words.
fn seen(row: &Row<'_>, name: &str, card: &DocumentCard) -> Option<crate::views::TimeView> {
    let derived = times::from_moments(row.moments(name)?);
    match &card.published {
        Some(published)
            if (&published.earliest, &published.latest) == (&derived.earliest, &derived.latest) =>
        {
            Some(published.clone())
        }
        _ => Some(derived),
    }
}

fn excerpt(passage: &str) -> String {
    let words = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(EXCERPT_CHARACTERS) {
        None => words,
        Some((at, _)) => format!("{} …", words[..at].trim_end()),
    }
}
