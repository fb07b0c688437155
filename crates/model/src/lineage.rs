//! Lineages: all carries of one text, its documents being witnesses.

use crate::{
    CarryKind, CreditStatus, DocumentId, LineageId, Order, OrderEvidence, ReuseClass, RunId, Span,
    TimeInterval,
};
use serde::{Deserialize, Serialize};

/// What shows that a text starts at a news agency; the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgencyEvidence {
    /// The origin is an agency's own document.
    Origin,
    /// The first witness credits an agency.
    FirstWitness,
    /// Most witnesses that are not an agency's own credit one.
    MostWitnesses,
}

impl AgencyEvidence {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::FirstWitness => "first-witness",
            Self::MostWitnesses => "most-witnesses",
        }
    }
}

/// All carries of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Lineage {
    /// Derived from the first witness's document and span.
    pub id: LineageId,
    /// A finding or furniture.
    pub class: ReuseClass,
    /// The first witness, if it decidedly precedes every dated witness of another source. Undated
    /// witnesses count only where there is no dated one.
    pub origin: Option<DocumentId>,
    /// Whether the first witness itself credits a source that is not in the archive: then the
    /// text probably began outside it.
    pub origin_outside: bool,
    /// The name credited as origin by the witnesses, if any does.
    pub credited_origin: String,
    /// Whether the text starts at a news agency.
    pub agency_copy: bool,
    /// Canonical name of that agency, or empty if it is none.
    pub agency: String,
    /// What shows it.
    pub agency_evidence: Option<AgencyEvidence>,
    /// Number of witnesses.
    pub witness_count: u32,
    /// Number of different sources among them.
    pub source_count: u32,
    /// Languages of the witnesses, sorted, space separated.
    pub languages: String,
    /// Length of the longest witness in Unicode characters.
    pub longest_characters: u32,
    /// When the first witness was first seen.
    pub first_seen: Option<TimeInterval>,
    /// When the last dated witness was first seen.
    pub last_seen: Option<TimeInterval>,
    /// The run that derived it.
    pub run_id: RunId,
}

/// One passage of one document that belongs to a lineage.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The lineage.
    pub lineage_id: LineageId,
    /// Position in the lineage, from 0: by the middle of the moments at which it can first have been
    /// seen, after the sources it credits where dates tie, then by document id. A rank claims
    /// nothing; `order` does.
    pub rank: u32,
    /// The document.
    pub document_id: DocumentId,
    /// The passage in the document's main text.
    pub span: Span,
    /// Against the witness ranked first: `After` if decidedly later, else `Undecided`; the first
    /// witness itself is `Before` if every other is decidedly later.
    pub order: Order,
    /// What decides the order, if it is decided. A witness that names a source which itself
    /// follows the first witness follows it too.
    pub order_evidence: Option<OrderEvidence>,
    /// The earlier witness it most probably took the text from, if the order is decided.
    pub carried_from: Option<DocumentId>,
    /// How it carries the passage of `carried_from` (or of the first witness).
    pub kind: CarryKind,
    /// Share of the first witness's passage that this one has, from 0 to 1.
    pub coverage: f64,
    /// Whether it names where the text comes from.
    pub credit: CreditStatus,
    /// When it was first seen.
    pub first_seen: Option<TimeInterval>,
    /// The run that derived it.
    pub run_id: RunId,
}
