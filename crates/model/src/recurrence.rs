//! Recurring text: what shows that a passage is furniture.

use crate::{DocumentId, RunId, Span, TimeInterval};
use serde::{Deserialize, Serialize};

/// Where and as what a passage recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Its source repeats it near the first or last words of its texts.
    Edge,
    /// Its source repeats it anywhere else in its texts.
    Inside,
    /// Several sources use it on many occasions, in texts that otherwise differ.
    Phrase,
    /// It is made up of names: an address, a title, what an act or a committee is called.
    Name,
    /// It is one of the set formulas known in any archive.
    Formula,
    /// It says too little to be anybody's: names, numbers and common words.
    Common,
}

impl Place {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Inside => "inside",
            Self::Phrase => "phrase",
            Self::Name => "name",
            Self::Formula => "formula",
            Self::Common => "common",
        }
    }
}

/// A passage that recurs, and where it was seen: the evidence for the class `recurring`. Items and
/// days count only documents that otherwise differ from this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The document.
    pub document_id: DocumentId,
    /// The passage in its main text.
    pub span: Span,
    /// Where it stands.
    pub place: Place,
    /// Items that have it, this one included.
    pub items: u32,
    /// Different sources of those items; 1 for what a source repeats by itself.
    pub sources: u32,
    /// Different days on which those items were first seen, as far as they are dated.
    pub days: u32,
    /// When the first of those items was first seen, as far as they are dated.
    pub first_seen: Option<TimeInterval>,
    /// When the last of them was.
    pub last_seen: Option<TimeInterval>,
    /// The run that derived it.
    pub run_id: RunId,
}
