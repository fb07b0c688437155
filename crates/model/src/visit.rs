//! Visits: what an item looked like each time it was asked for.

use crate::{DocumentId, EditOperation, Id, ItemId, TimeInterval, operations};
use serde::{Deserialize, Serialize};

/// What a visit showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitOutcome {
    /// Seen for the first time.
    First,
    /// As it was; after a removal, still removed.
    Unchanged,
    /// The text is another.
    Edited,
    /// It seems removed; a second visit will tell.
    Unconfirmed,
    /// It is removed: two visits showed it.
    Removed,
    /// It is there again after a removal.
    Returned,
    /// Nothing can be said: a gap in what is known.
    Failed,
    /// The site's robots.txt forbids it: a gap too.
    Denied,
}

impl VisitOutcome {
    /// All outcomes, in the order of their declaration.
    pub const ALL: [Self; 8] = [
        Self::First,
        Self::Unchanged,
        Self::Edited,
        Self::Unconfirmed,
        Self::Removed,
        Self::Returned,
        Self::Failed,
        Self::Denied,
    ];

    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Unchanged => "unchanged",
            Self::Edited => "edited",
            Self::Unconfirmed => "unconfirmed",
            Self::Removed => "removed",
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Denied => "denied",
        }
    }
}

/// One time a watched address was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The address.
    pub url: String,
    /// The item it is a version of.
    pub item_id: ItemId,
    /// When the answer came.
    pub visited: TimeInterval,
    /// What it showed.
    pub outcome: VisitOutcome,
    /// What shows a removal (`status 404`, `home page`, `nearly empty`, `same as others`), or why
    /// nothing can be said; else empty.
    pub evidence: String,
    /// The version that stood there, if one was read.
    pub document_id: Option<DocumentId>,
    /// The version before, if the text is another than that.
    pub before: Option<DocumentId>,
    /// How the main text before became this one; empty if it did not change.
    pub operations: Vec<EditOperation>,
}

impl Visit {
    /// Derived from address, moment and outcome.
    pub fn id(&self) -> String {
        let moment = self.visited.earliest.to_le_bytes();
        format!(
            "v{}",
            Id::derive("a visit", &[self.url.as_bytes(), &moment, self.outcome.as_str().as_bytes()])
        )
    }

    /// The operations as tables store them.
    pub fn encoded_operations(&self) -> String {
        operations::encode(&self.operations)
    }
}
