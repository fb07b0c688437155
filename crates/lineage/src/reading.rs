//! Reading an archive in two passes that keep no text: heads first, then texts in batches.

use crate::{
    Explanation, Heads, KnownSources, Settings, carries,
    corpus::{Corpus, families::Families, families::known_sources},
    editions,
    facts::Facts,
    lineages, pairs, recurring,
    versions::Versions,
};
use rayon::prelude::*;
use throughline_model::{Document, DocumentId, Match, RunId, Source};

/// An archive while its texts are read. Of each text only what the explanation needs is kept: its
/// length, its credits, where it has quotations, set formulas, names and characters of more than one
/// byte, and how much its words say. Neither the order of documents nor the size of batches changes the result.
///
/// ```
/// use throughline_lineage::{Heads, Reading, Settings};
/// # let (batches, matches): (Vec<Vec<throughline_model::Document>>, Vec<throughline_model::Match>) = (vec![], vec![]);
/// let mut heads = Heads::default();
/// batches.iter().for_each(|batch| heads.add(batch));
/// let mut reading = Reading::new(heads, &[], matches.iter().flat_map(|found| [found.a, found.b]));
/// batches.iter().for_each(|batch| reading.read(batch));
/// let explained = reading.explain(matches, &Settings::default(), throughline_model::RunId::derive(&[]));
/// assert!(explained.lineages.is_empty());
/// ```
#[derive(Debug)]
pub struct Reading {
    corpus: Corpus,
    versions: Versions,
    known: KnownSources,
    families: Families,
}

impl Reading {
    /// Begins with the heads of all documents, the registry's sources, and the documents that
    /// occur in matches: no other text is looked at.
    pub fn new(heads: Heads, sources: &[Source], matched: impl IntoIterator<Item = DocumentId>) -> Self {
        let Heads { mut rows, publishers, languages, .. } = heads;
        rows.par_sort_unstable_by_key(|head| head.id);
        rows.dedup_by_key(|head| head.id);
        editions::part(&mut rows, &languages);
        let known = known_sources(&publishers, sources);
        let families = Families::of(&rows, &publishers, &known);
        let versions = Versions::keep_matched(&mut rows, matched);
        let corpus = Corpus::new(&rows, &families, &known, languages);
        Self { corpus, versions, known, families }
    }

    /// How many documents have texts to be read.
    pub fn documents(&self) -> usize {
        self.corpus.ids.len()
    }

    /// Whether the text of a document is of use: one that is not need not be read at all.
    pub fn needs(&self, id: DocumentId) -> bool {
        self.corpus.number(id).is_some()
    }

    /// Reads the texts of some documents, on all threads. Documents that no match is about are
    /// skipped; one that is read twice counts once.
    pub fn read(&mut self, documents: &[Document]) {
        let read: Vec<(u32, Facts)> = documents
            .par_iter()
            .filter_map(|document| {
                let number = self.corpus.number(document.id)?;
                Some((number, Facts::of(document, &self.known)))
            })
            .collect();
        for (number, facts) in read {
            self.corpus.put(number, facts, &self.known, &self.families);
        }
        for document in documents {
            if let Some(number) = self.corpus.number(document.id) {
                self.versions.read(number, &document.text);
            }
        }
    }

    /// Explains the matches between the documents that were read.
    pub fn explain(self, mut matches: Vec<Match>, settings: &Settings, run_id: RunId) -> Explanation {
        let Self { mut corpus, versions, known, families } = self;
        drop((known, families));
        versions.date(&mut corpus.seen);
        matches.par_iter_mut().for_each(|found| found.run_id = run_id);
        let pairs = pairs::group(&corpus, &mut matches);
        let recurrences = recurring::classify(&corpus, &pairs, &mut matches, settings, run_id);
        let traced = lineages::trace(&corpus, &pairs, &matches, settings, run_id);
        let carries = carries::put_together(&corpus, &pairs, &matches, &traced, run_id);
        matches.par_sort_unstable_by_key(|found| found.id);
        Explanation { matches, carries, lineages: traced.lineages, witnesses: traced.witnesses, recurrences }
    }
}
