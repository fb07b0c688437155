//! From matches to carries and lineages.

use crate::{Heads, Reading, Settings};
use throughline_model::{Carry, Document, Lineage, Match, Recurrence, RunId, Source, Witness};

/// What the matches of an archive amount to. Every list is sorted by id; witnesses by lineage and
/// rank, recurrences by document and place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The matches given, each with its class decided.
    pub matches: Vec<Match>,
    /// One carry for each pair of documents that share text and are not versions of one item.
    pub carries: Vec<Carry>,
    /// All texts with witnesses in two or more items.
    pub lineages: Vec<Lineage>,
    /// Their witnesses.
    pub witnesses: Vec<Witness>,
    /// The passages that count as recurring, and why.
    pub recurrences: Vec<Recurrence>,
}

/// Explains the matches between `documents`, all given at once: [`Reading`] does the same without
/// holding every text. Neither the order of the inputs nor the number of threads changes the
/// result.
pub fn explain(
    documents: &[Document],
    sources: &[Source],
    matches: Vec<Match>,
    settings: &Settings,
    run_id: RunId,
) -> Explanation {
    let mut heads = Heads::default();
    heads.add(documents);
    let mut reading = Reading::new(heads, sources, matches.iter().flat_map(|found| [found.a, found.b]));
    reading.read(documents);
    reading.explain(matches, settings, run_id)
}
