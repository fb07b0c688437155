//! Visits, and what a record marks, as readers are shown them.

use super::{DocumentCard, Envelope, FacetValue, Paging, Segment, TimeView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One time a watched address was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitRow {
    /// Id.
    pub visit_id: String,
    /// The address.
    pub url: String,
    /// When the answer came.
    pub visited: Option<TimeView>,
    /// first, unchanged, edited, unconfirmed, removed, returned, failed or denied.
    pub outcome: String,
    /// What shows a removal, or why nothing can be said; else empty.
    pub evidence: String,
    /// The version that stood there, if one was read.
    pub document: Option<DocumentCard>,
    /// Id of the version before, if the text is another; else empty.
    pub before: String,
    /// How the main text before became this one; empty if it did not change.
    pub changes: Vec<Segment>,
}

/// Visits, the latest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VisitsView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Which rows these are.
    pub paging: Paging,
    /// Number of visits of each outcome: the denominator of edits and removals, and the gaps.
    pub outcomes: Vec<FacetValue>,
    /// The visits.
    pub visits: Vec<VisitRow>,
}

/// A stretch of a document that its record marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarkedPassage {
    /// heading, quote, list-item, turn, question, answer, cue, page, other-language, caption or
    /// insert.
    pub kind: String,
    /// First character in the main text, in the unit asked for; where captions and inserts stood.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
    /// Level of a heading or list item, from 1; 0 for other kinds.
    pub level: u64,
    /// Who speaks, or empty.
    pub speaker: String,
    /// BCP 47 tag, if it is another language than the document's; or empty.
    pub lang: String,
    /// First millisecond of the recording, if the record says.
    pub begin_ms: Option<u64>,
    /// One past its last millisecond, if the record says.
    pub end_ms: Option<u64>,
    /// Number of the page, if the record has pages.
    pub page: Option<u64>,
    /// The words of a caption or insert; else empty.
    pub words: String,
}

/// A link of a document to another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkRow {
    /// text, language-version, canonical or origin.
    pub kind: String,
    /// First character of the anchor in the main text, in the unit asked for, if it stands there.
    pub begin: Option<u64>,
    /// One past the last.
    pub end: Option<u64>,
    /// The address.
    pub url: String,
    /// BCP 47 tag of what it leads to, or empty.
    pub lang: String,
}
