//! From matches to carries and lineages.

use crate::{Recurrence, Settings, carries, corpus::Corpus, lineages, pairs, recurring};
use throughline_model::{Carry, Document, Lineage, Match, RunId, Source, Witness};

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

/// Explains the matches between `documents`. Neither the order of the inputs nor the number of
/// threads changes the result.
pub fn explain(
    documents: &[Document],
    sources: &[Source],
    matches: Vec<Match>,
    settings: &Settings,
    run_id: RunId,
) -> Explanation {
    let corpus = Corpus::new(documents, sources);
    let mut matches: Vec<Match> = matches.into_iter().map(|found| Match { run_id, ..found }).collect();
    let pairs = pairs::group(&corpus, &mut matches);
    let recurrences = recurring::classify(&corpus, &pairs, &mut matches, settings);
    let traced = lineages::trace(&corpus, &pairs, &matches, settings, run_id);
    let carries = carries::put_together(&corpus, &pairs, &matches, &traced, run_id);
    matches.sort_unstable_by_key(|found| found.id);
    Explanation { matches, carries, lineages: traced.lineages, witnesses: traced.witnesses, recurrences }
}
