//! Carries: one document carries another's text.

use crate::{CarryId, DocumentId, Order, ReuseClass, RunId, Span};
use serde::{Deserialize, Serialize};

/// How a carrier carries its origin's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CarryKind {
    /// All shared passages are unchanged.
    Verbatim,
    /// Some shared passages were changed.
    Edited,
    /// The shared passages stand in quotation marks or are introduced as someone's words.
    Quoted,
    /// The shared passages, or most of them, are in another language.
    Translated,
    /// The shared passages, or most of them, say the same in other words of the same language.
    Reworded,
}

impl CarryKind {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Edited => "edited",
            Self::Quoted => "quoted",
            Self::Translated => "translated",
            Self::Reworded => "reworded",
        }
    }
}

/// What decides the order of two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderEvidence {
    /// Their first-seen intervals do not overlap.
    Dates,
    /// Their intervals overlap, and the later one names the source of the earlier one.
    Credit,
}

impl OrderEvidence {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dates => "dates",
            Self::Credit => "credit",
        }
    }
}

/// Whether the carrier names where the text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CreditStatus {
    /// It names the origin's source, or a source that the origin itself credits.
    Credited,
    /// It names no source for the text.
    Uncredited,
    /// It names a source that is not where the text comes from, as far as the archive shows.
    Misattributed,
    /// Which document is the origin is undecided, or the name cannot be resolved.
    Undecided,
}

impl CreditStatus {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credited => "credited",
            Self::Uncredited => "uncredited",
            Self::Misattributed => "misattributed",
            Self::Undecided => "undecided",
        }
    }
}

/// One of the stored texts of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// The main text.
    Text,
    /// The headline.
    Title,
    /// The author line.
    Byline,
    /// Lines outside the main text that tell of origin.
    Margin,
}

impl TextField {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Margin => "margin",
        }
    }
}

/// The words with which a document names where its text comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credit {
    /// The name as written: `Xinhua`, `新华社`.
    pub name: String,
    /// Which stored text holds the words.
    pub field: TextField,
    /// The words that give the credit, the cue included: `(Xinhua)`, `Source: Xinhua`.
    pub span: Span,
    /// What kind of words: `dateline`, `source-line`, `byline`, `signature`, `original-title`.
    pub cue: &'static str,
}

/// One document carries another's text: all matches of one pair put together.
///
/// If `order` is `undecided`, `origin` is the document that sorts first by the middle of its first-seen interval, then by id, and
/// nothing is claimed about direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Carry {
    /// Derived from the two documents.
    pub id: CarryId,
    /// The document the text comes from.
    pub origin: DocumentId,
    /// The document that carries it.
    pub carrier: DocumentId,
    /// `Before` if the origin came first, as far as the evidence decides, else `Undecided`.
    pub order: Order,
    /// What decides the order, if it is decided.
    pub order_evidence: Option<OrderEvidence>,
    /// How it is carried.
    pub kind: CarryKind,
    /// A finding or furniture.
    pub class: ReuseClass,
    /// Whether the text it carries starts at a news agency: then the same words elsewhere need no
    /// coordination.
    pub agency_copy: bool,
    /// Share of the origin's main text that the carrier carries, by bytes, from 0 to 1.
    pub origin_coverage: f64,
    /// Share of the carrier's main text that comes from the origin, by bytes, from 0 to 1.
    pub carrier_share: f64,
    /// Bytes of the carrier that are matched.
    pub matched_bytes: u64,
    /// Number of matches put together.
    pub match_count: u32,
    /// Whether the carrier names the origin.
    pub credit: CreditStatus,
    /// The words that show the credit, if there are any.
    pub credit_evidence: Option<Credit>,
    /// The run that derived it.
    pub run_id: RunId,
}

impl Carry {
    /// The id of the carry between two documents.
    pub fn id_of(origin: DocumentId, carrier: DocumentId) -> CarryId {
        CarryId::derive(&[origin.to_string().as_bytes(), carrier.to_string().as_bytes()])
    }
}
