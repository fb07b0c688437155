//! Matches of an archive's texts, kept up to date.
//!
//! The index lies under `derived/reuse`: segments of texts, the common seeds, and the matches of
//! texts found so far. Bringing it up to date means to index the texts of new documents
//! ([`update`]), to look them up among all texts, and to look again at old matches whose seeds have
//! become more common ([`compare`]). What comes out is what comparing everything anew would give,
//! to the byte, in whatever order documents arrived; deleting `derived` costs time only.
//!
//! Every finished piece of work is kept: an update or a comparison that was killed goes on where
//! it stopped.

mod compare;
mod files;
mod heads;
mod pairs;
mod update;

pub(crate) use compare::compare;
pub(crate) use heads::{Heads, read_heads};
pub(crate) use pairs::{document_matches, documents_of};
pub(crate) use update::{open, update};

use files::State;
use std::collections::BTreeMap;
use throughline_archive::DerivedFiles;
use throughline_model::DocumentId;
use throughline_reuse::{Content, Segment, Settings};

/// How a comparison uses the machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of memory that indexing may take.
    pub(crate) memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 2 << 30 }
    }
}

/// The index of an archive's texts.
#[derive(Debug)]
pub(crate) struct Matching {
    files: DerivedFiles,
    state: State,
    settings: Settings,
    segments: Vec<Segment>,
    /// Which text each indexed document has.
    contents: BTreeMap<DocumentId, Content>,
}
