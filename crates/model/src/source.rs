//! Sources: who speaks or publishes.

use crate::SourceId;
use serde::{Deserialize, Serialize};

/// Who speaks or publishes, with the attributes a registry states and where it states them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Derived from the name, case and surrounding space ignored.
    pub id: SourceId,
    /// Name as people write it.
    pub name: String,
    /// Other names and signatures it goes by, in any script, separated by `|`, or empty.
    pub other_names: String,
    /// Domains it publishes on, space separated, or empty.
    pub domains: String,
    /// What kind of source: leadership, ministry, embassy, agency, broadcaster, newspaper,
    /// monitor, critic, fact-checker; empty if no registry says.
    pub kind: String,
    /// ISO 3166-1 alpha-2 code or name, or empty.
    pub country: String,
    /// BCP 47 tags, space separated, or empty.
    pub languages: String,
    /// Relation to a state, in the registry's words, or empty.
    pub state_relation: String,
    /// Owner, or empty.
    pub owner: String,
    /// Where the attributes are stated, or empty.
    pub citation: String,
    /// The date the attributes were stated for, as written by the registry, or empty.
    pub as_of: String,
}

impl Source {
    /// The id of the source called `name`.
    pub fn id_of(name: &str) -> SourceId {
        SourceId::derive(&[name.trim().to_lowercase().as_bytes()])
    }

    /// A source of which only the name is known.
    pub fn named(name: &str) -> Self {
        let empty = String::new;
        Self {
            id: Self::id_of(name),
            name: name.trim().to_owned(),
            other_names: empty(),
            domains: empty(),
            kind: empty(),
            country: empty(),
            languages: empty(),
            state_relation: empty(),
            owner: empty(),
            citation: empty(),
            as_of: empty(),
        }
    }
}
