//! Looking up a text that need not be in the archive.

use super::{Matching, heads::Heads, pairs::documents_of, read_heads, update};
use crate::{EngineError, Silent};
use std::collections::BTreeMap;
use throughline_archive::{Archive, DerivedFiles};
use throughline_model::DocumentId;
use throughline_reuse::{Common, Content, Found, Index, Settings, TextAbout};

/// All texts of an archive, ready to be looked up in.
#[derive(Debug)]
pub(crate) struct LookUp {
    index: Index,
    documents: BTreeMap<Content, Vec<DocumentId>>,
    /// Number of documents.
    pub(crate) document_count: u64,
}

/// A document that shares a span with a text that was looked up.
#[derive(Debug, Clone)]
pub(crate) struct Sharing {
    pub(crate) id: DocumentId,
    /// What they share; the first text is the one looked up.
    pub(crate) found: Found,
}

impl LookUp {
    /// Opens an archive's index. Texts that are not indexed yet are indexed in memory; nothing is
    /// written.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub(crate) async fn open(archive: &Archive) -> Result<Self, EngineError> {
        let settings = Settings::default();
        let heads = read_heads(archive).await?;
        let mut matching = super::open(archive, &settings);
        if heads.0.iter().any(|head| !matching.contents.contains_key(&head.id)) {
            matching = matching.beside(DerivedFiles::in_memory());
            update(&mut matching, archive, &heads, super::DEFAULT_MEMORY, &Silent).await?;
        }
        Ok(Self::of(&matching, &heads))
    }

    fn of(matching: &Matching, heads: &Heads) -> Self {
        let texts = matching.texts(heads);
        let about =
            |content| texts.get(&content).copied().unwrap_or(TextAbout::of_family(TextAbout::SEVERAL));
        let kept = matching.state.compared.as_ref().filter(|_| matching.is_kept);
        let common = kept
            .and_then(|compared| Common::decode(&matching.files.read(&compared.common).ok()?))
            .unwrap_or_else(|| Common::count(&matching.segments, &about, &matching.settings));
        let mut documents = documents_of(matching);
        // An older version of the archive has fewer documents than its index.
        for ids in documents.values_mut() {
            ids.retain(|id| heads.0.binary_search_by_key(id, |head| head.id).is_ok());
        }
        Self {
            index: Index::new(matching.segments.clone(), &about, common, &matching.settings),
            documents,
            document_count: heads.0.len() as u64,
        }
    }

    /// The documents that have a text.
    pub(crate) fn documents_with(&self, content: Content) -> &[DocumentId] {
        self.documents.get(&content).map_or(&[], Vec::as_slice)
    }

    /// The documents that share spans with a text, by id and place.
    pub(crate) fn look_up(&self, text: &str) -> Vec<Sharing> {
        let mut sharing: Vec<Sharing> = Vec::new();
        for (content, found) in self.index.look_up(text) {
            let ids = self.documents.get(&content).into_iter().flatten();
            sharing.extend(ids.map(|id| Sharing { id: *id, found: found.clone() }));
        }
        sharing.sort_by_key(|sharing| (sharing.id, sharing.found.a_span, sharing.found.b_span));
        sharing
    }
}
