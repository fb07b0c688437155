//! The files of `derived/translation`.

use super::{TranslationOptions, lists::KeptLists};
use crate::{EngineError, VERSION};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::PathBuf};
use throughline_archive::{Archive, DerivedFiles};
use throughline_translation::REVISION;

/// Names the files that count. Everything else in the folder is left over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// The version of Throughline and the model that made it.
    made_by: String,
    /// The rows of the static table for the pieces seen so far.
    pub(super) table: Option<String>,
    /// Sentences of texts: for each part, the file of places and the file of vectors.
    pub(super) sentences: Vec<[String; 2]>,
    /// For each language the file of the hashes of its sentences.
    #[serde(default)]
    pub(super) hashes: BTreeMap<String, String>,
    /// For two languages the lists of near sentences of the first among the second.
    #[serde(default)]
    pub(super) near: BTreeMap<String, KeptLists>,
    /// What was found between pairs of texts.
    pub(super) results: Vec<String>,
    /// Number of files made so far; the next one is named by it.
    made: u64,
}

fn folder(archive: &Archive) -> Option<PathBuf> {
    archive.location().folder().map(|folder| folder.join("derived/translation"))
}

/// The files of one archive's renderings.
pub(super) struct Files {
    pub(super) derived: DerivedFiles,
    pub(super) state: State,
    model: String,
}

impl Files {
    /// Opens what is there. What another version or another model made is left out.
    pub(super) fn open(archive: &Archive, options: &TranslationOptions) -> Self {
        let derived = folder(archive).and_then(|folder| DerivedFiles::in_folder(&folder).ok());
        Self::read(derived.unwrap_or_else(DerivedFiles::in_memory), options)
    }

    /// The same, without making anything where nothing is.
    pub(super) fn open_if_there(archive: &Archive, options: &TranslationOptions) -> Option<Self> {
        let folder = folder(archive).filter(|folder| folder.is_dir())?;
        Some(Self::read(DerivedFiles::in_folder(&folder).ok()?, options))
    }

    /// Names no file any more.
    pub(super) fn forget(archive: &Archive) -> Result<(), EngineError> {
        if let Some(folder) = folder(archive).filter(|folder| folder.is_dir()) {
            DerivedFiles::in_folder(&folder)?.commit(&State::default(), &[])?;
        }
        Ok(())
    }

    fn read(derived: DerivedFiles, options: &TranslationOptions) -> Self {
        let made_by = format!("throughline {VERSION} {REVISION} {} {}", options.model, options.digest);
        let stored = derived.state::<State>();
        let made = stored.as_ref().map_or(0, |state| state.made);
        let state = stored.filter(|state| state.made_by == made_by).unwrap_or_else(|| State {
            made_by,
            made,
            ..State::default()
        });
        Self { derived, state, model: options.model.clone() }
    }

    /// The model's name.
    pub(super) fn model(&self) -> &str {
        &self.model
    }

    /// Writes a file and gives its name. It counts once the state names it.
    pub(super) fn put(&mut self, kind: &str, bytes: &[u8]) -> Result<String, EngineError> {
        self.state.made += 1;
        let name = format!("{kind}-{:08}", self.state.made);
        self.derived.put(&name, bytes)?;
        Ok(name)
    }

    /// Makes the present state the one that counts.
    pub(super) fn keep(&self) -> Result<(), EngineError> {
        let State { table, sentences, hashes, near, results, .. } = &self.state;
        let lists = near.values().flat_map(|kept| kept.slices.iter().chain(&kept.hashes));
        let named = table.iter().chain(sentences.iter().flatten()).chain(hashes.values()).chain(lists);
        let named = named.chain(results).map(String::as_str);
        Ok(self.derived.commit(&self.state, &named.collect::<Vec<_>>())?)
    }
}
