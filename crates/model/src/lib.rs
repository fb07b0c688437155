//! The nouns of Throughline, and nothing that acts on them.
//!
//! A *capture* is bytes as received; a *document* is the text of one article or post extracted
//! from it; a *match* is an aligned pair of spans in two documents; a *carry* puts the matches of
//! one pair together; a *lineage* is all carries of one text, its documents being *witnesses*.
//! GLOSSARY.md defines every word once.
//!
//! This crate does no input or output, reads no clock and depends on no engine: it defines ids
//! (content-derived, so they are equal on every machine), times with their precision, spans, and
//! the Arrow schemas of the archive's tables.
//!
//! ```
//! use throughline_model::{TimeInterval, Order};
//! let monday = TimeInterval::parse("2021-05-31").unwrap();
//! let thursday = TimeInterval::parse("2021-06-03T09:47:00+09:00").unwrap();
//! assert_eq!(monday.order(&thursday), Order::Before);
//! ```

mod carry;
mod document;
mod http_head;
mod id;
mod lineage;
mod matching;
mod passage;
mod problem;
mod recurrence;
mod run;
mod source;
pub mod tables;
mod time;
mod visit;

pub use carry::{Carry, CarryKind, Credit, CreditStatus, OrderEvidence, TextField};
pub use document::{Capture, DateEvidence, DateKind, DateRole, Document, DocumentForm};
pub use http_head::decoded_http_head;
pub use id::{
    CaptureId, CarryId, DocumentId, Id, IdError, ItemId, LineageId, MatchId, ProblemId, RunId, SourceId,
    hexadecimal,
};
pub use lineage::{AgencyEvidence, Lineage, Witness};
pub use matching::{EditKind, EditOperation, Match, MatchKind, OperationsError, ReuseClass, operations};
pub use passage::{Link, LinkKind, Passage, PassageKind};
pub use problem::{Problem, ProblemKind};
pub use recurrence::{Place, Recurrence};
pub use run::Run;
pub use source::Source;
pub use time::{Order, Precision, TimeInterval};
pub use visit::{Visit, VisitOutcome};

/// A span of bytes `[begin, end)` into one stored text. Both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte of the span.
    pub begin: u32,
    /// One past the last byte of the span.
    pub end: u32,
}

impl Span {
    /// A span from `begin` to `end`, in bytes.
    pub fn new(begin: usize, end: usize) -> Self {
        debug_assert!(begin <= end);
        Self { begin: begin as u32, end: end as u32 }
    }
    /// Length in bytes.
    pub fn len(&self) -> usize {
        (self.end - self.begin) as usize
    }
    /// Whether the span covers nothing.
    pub fn is_empty(&self) -> bool {
        self.begin == self.end
    }
    /// Bytes shared with `other`.
    pub fn overlap(&self, other: &Span) -> usize {
        (self.end.min(other.end)).saturating_sub(self.begin.max(other.begin)) as usize
    }
    /// The span as a range for slicing.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.begin as usize..self.end as usize
    }
}
