//! What two members of one text share.

use super::Text;
use crate::{corpus::Corpus, pairs::covered, spans};
use std::collections::BTreeMap;
use throughline_model::{Match, Span};

/// The matches of one text between two of its documents.
pub(super) struct Link<'m> {
    pub(super) a: u32,
    pub(super) matches: Vec<&'m Match>,
    pub(super) covered_a: Vec<Span>,
    pub(super) covered_b: Vec<Span>,
    /// Mean score of the matches, weighted by length, in millionths: never compared as a float.
    pub(super) similarity: u64,
}

impl Link<'_> {
    /// What the link covers in one of its two documents.
    pub(super) fn covered(&self, document: u32) -> &[Span] {
        if document == self.a { &self.covered_a } else { &self.covered_b }
    }
}

/// The links of each member to others, by their documents.
pub(super) type Links<'m> = BTreeMap<u32, BTreeMap<u32, std::rc::Rc<Link<'m>>>>;

/// All links of a text.
pub(super) fn of<'m>(corpus: &Corpus<'_>, text: &Text, matches: &'m [Match]) -> Links<'m> {
    let mut by_pair: BTreeMap<(u32, u32), Vec<&Match>> = BTreeMap::new();
    for found in text.matches.iter().map(|position| &matches[*position as usize]) {
        if let (Some(a), Some(b)) = (corpus.number(found.a), corpus.number(found.b)) {
            by_pair.entry((a, b)).or_default().push(found);
        }
    }
    let mut links: Links<'m> = BTreeMap::new();
    for ((a, b), matches) in by_pair {
        let (covered_a, covered_b) = covered(matches.iter().copied());
        let weight: usize = matches.iter().map(|found| found.a_span.len()).sum();
        let scored: f64 = matches.iter().map(|found| found.score * found.a_span.len() as f64).sum();
        let similarity = (spans::share(1, weight.max(1)) * scored * 1e6).round() as u64;
        let link = std::rc::Rc::new(Link { a, matches, covered_a, covered_b, similarity });
        links.entry(a).or_default().insert(b, link.clone());
        links.entry(b).or_default().insert(a, link);
    }
    links
}
