//! The archive as a whole: counts, sources, problems, coverage, SQL results.

use super::{DocumentCard, Envelope, LineageCard, Paging, TimeView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The archive at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ArchiveView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The archive's name: the last part of its path or URL.
    pub name: String,
    /// Documents.
    pub documents: u64,
    /// Documents without any usable publication date.
    pub undated_documents: u64,
    /// Sources.
    pub sources: u64,
    /// Captures.
    pub captures: u64,
    /// Matches of class carried.
    pub matches: u64,
    /// Carries of class carried.
    pub carries: u64,
    /// Of these, carries of agency copy.
    pub agency_copy_carries: u64,
    /// Lineages of class carried.
    pub lineages: u64,
    /// Of these, agency copy: text that starts at a news agency.
    pub agency_copy_lineages: u64,
    /// Lineages of class recurring.
    pub recurring_lineages: u64,
    /// Problems with inputs.
    pub problems: u64,
    /// First publication date known.
    pub first: Option<TimeView>,
    /// Last publication date known.
    pub last: Option<TimeView>,
    /// Documents per language, most first.
    pub languages: Vec<super::FacetValue>,
    /// Whether every document has been traced; if not, `throughline trace` is due.
    pub traced: bool,
    /// The run that derived the findings, if any has.
    pub run_id: Option<String>,
}

/// One source and what it carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SourceRow {
    /// Id, or empty for documents of unknown source.
    pub source_id: String,
    /// Name, or `unknown source`.
    pub name: String,
    /// Kind of source, or empty.
    pub kind: String,
    /// Country, or empty.
    pub country: String,
    /// Relation to a state, or empty.
    pub state_relation: String,
    /// Owner, or empty.
    pub owner: String,
    /// Where these attributes are stated, or empty.
    pub citation: String,
    /// The date they are stated for, or empty.
    pub as_of: String,
    /// Domains, space separated.
    pub domains: String,
    /// Documents of this source: the denominator of the counts below.
    pub documents: u64,
    /// Its documents that carry text of another source.
    pub carrying_documents: u64,
    /// Carries in which it is the carrier and the order is decided.
    pub carries_from_others: u64,
    /// Of these, the credited ones.
    pub credited: u64,
    /// Carries in which it is the origin and the order is decided.
    pub carried_by_others: u64,
    /// Carries in which it takes part and the order is undecided.
    pub undecided: u64,
}

/// All sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SourcesView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Sources, most documents first.
    pub sources: Vec<SourceRow>,
}

/// One source: whom it carries, who carries it, its documents and lineages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SourceView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The source.
    pub source: SourceRow,
    /// Sources whose text it carries (decided order): name, number of carries; most first.
    pub carries_from: Vec<super::FacetValue>,
    /// Sources that carry its text (decided order).
    pub carried_by: Vec<super::FacetValue>,
    /// Its newest documents, at most 50.
    pub documents: Vec<DocumentCard>,
    /// Lineages it takes part in, most witnesses first, at most 50.
    pub lineages: Vec<LineageCard>,
}

/// Something wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemRow {
    /// Id.
    pub problem_id: String,
    /// Path or URL.
    pub input: String,
    /// Where in the input.
    pub place: String,
    /// What is wrong, a fixed word.
    pub kind: String,
    /// What was seen.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// Problems with inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProblemsView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Which rows these are.
    pub paging: Paging,
    /// Number of problems of each kind.
    pub kinds: Vec<super::FacetValue>,
    /// Problems, by input and place.
    pub problems: Vec<ProblemRow>,
}

/// Documents of one source in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoverageRow {
    /// Source name.
    pub source: String,
    /// `2021-06`, or empty for documents without a usable date.
    pub month: String,
    /// Documents.
    pub documents: u64,
}

/// What the archive covers, and where it has gaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CoverageView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Documents per source and month; the largest 60 sources, the others under `other sources`.
    pub rows: Vec<CoverageRow>,
    /// Documents in all: the denominator.
    pub documents: u64,
}

/// Rows of a query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TableView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Column names.
    pub columns: Vec<String>,
    /// Column types, as Arrow names them.
    pub types: Vec<String>,
    /// Rows; each has one value a column.
    #[schema(value_type = Vec<Vec<Object>>)]
    pub rows: Vec<Vec<serde_json::Value>>,
    /// Whether rows were left out because of the limit.
    pub truncated: bool,
}
