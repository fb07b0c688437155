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
mod look_up;
mod pairs;
mod update;

pub(crate) use compare::compare;
pub(crate) use files::{seal, unseal};
pub(crate) use heads::{Heads, read_heads};
pub(crate) use look_up::{LookUp, Sharing};
pub(crate) use pairs::document_matches;
pub(crate) use update::{open, rebuild, update};

use files::State;
use std::collections::BTreeMap;
use throughline_archive::DerivedFiles;
use throughline_model::DocumentId;
use throughline_reuse::{Content, Segment, Settings, TextAbout};

/// Bytes of memory that indexing and comparing take if nobody says.
pub(crate) const DEFAULT_MEMORY: usize = 2 << 30;

/// The index of an archive's texts.
#[derive(Debug)]
pub(crate) struct Matching {
    files: DerivedFiles,
    state: State,
    settings: Settings,
    segments: Vec<Segment>,
    /// Which text each indexed document has.
    contents: BTreeMap<DocumentId, Content>,
    /// Whether the segments are those that the state on disk names.
    is_kept: bool,
}

impl Matching {
    /// The same index, whose further files go elsewhere.
    fn beside(self, files: DerivedFiles) -> Self {
        let state =
            State { segments: Vec::new(), documents: None, compared: None, unfinished: None, ..self.state };
        Self { files, state, is_kept: false, ..self }
    }

    /// Which text each document has.
    pub(crate) fn contents(&self) -> &BTreeMap<DocumentId, Content> {
        &self.contents
    }

    /// What is known of each text, from the documents that have it.
    fn texts(&self, heads: &Heads) -> BTreeMap<Content, TextAbout> {
        let mut texts: BTreeMap<Content, TextAbout> = BTreeMap::new();
        for head in &heads.0 {
            if let Some(content) = self.contents.get(&head.id) {
                let entry = texts.entry(*content);
                entry.and_modify(|about| *about = about.and(head.about)).or_insert(head.about);
            }
        }
        texts
    }
}
