//! Matches grouped by the pair of documents they join.

use crate::{corpus::Corpus, spans};
use rayon::prelude::*;
use std::ops::Range;
use throughline_model::{EditKind, Match, Span};

/// The matches of one pair of documents: a range of the list that [`group`] sorted.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// Number of the document with the smaller id.
    pub(crate) a: u32,
    /// Number of the other.
    pub(crate) b: u32,
    /// Its matches.
    matches: Range<u32>,
}

impl Pair {
    /// Positions of its matches.
    pub(crate) fn positions(&self) -> Range<usize> {
        self.matches.start as usize..self.matches.end as usize
    }

    /// Its matches, by place.
    pub(crate) fn of<'m>(&self, matches: &'m [Match]) -> &'m [Match] {
        &matches[self.positions()]
    }
}

/// Sorts matches by pair and place and groups them. Matches whose documents are not in the corpus
/// are dropped: nothing could be shown for them.
pub(crate) fn group(corpus: &Corpus, matches: &mut Vec<Match>) -> Vec<Pair> {
    matches.par_sort_unstable_by(|x, y| {
        (x.a, x.b, x.a_span, x.b_span, x.id).cmp(&(y.a, y.b, y.a_span, y.b_span, y.id))
    });
    matches.dedup_by_key(|found| found.id);
    let mut is_whole = true;
    let mut pairs = group_sorted(corpus, matches, &mut is_whole);
    if !is_whole {
        matches.retain(|found| {
            found.a != found.b && corpus.number(found.a).is_some() && corpus.number(found.b).is_some()
        });
        pairs = group_sorted(corpus, matches, &mut is_whole);
    }
    pairs
}

/// The pairs of sorted matches; clears `is_whole` if some match cannot be shown.
fn group_sorted(corpus: &Corpus, matches: &[Match], is_whole: &mut bool) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut begin = 0;
    for chunk in matches.chunk_by(|x, y| (x.a, x.b) == (y.a, y.b)) {
        let end = begin + chunk.len() as u32;
        match (corpus.number(chunk[0].a), corpus.number(chunk[0].b)) {
            (Some(a), Some(b)) if a != b => pairs.push(Pair { a, b, matches: begin..end }),
            _ => *is_whole = false,
        }
        begin = end;
    }
    pairs
}

/// The parts of both texts that matches cover.
pub(crate) fn covered<'m>(matches: impl Iterator<Item = &'m Match> + Clone) -> (Vec<Span>, Vec<Span>) {
    (spans::union(matches.clone().map(|found| found.a_span)), spans::union(matches.map(|found| found.b_span)))
}

/// The stretches of both sides of a match that the other side has too, in the same words or, of a
/// rendering, in its own. Of the two parts of a moved block one is empty.
pub(crate) fn kept(found: &Match) -> Vec<(Span, Span)> {
    if found.operations.is_empty() {
        return vec![(found.a_span, found.b_span)];
    }
    let (mut a_at, mut b_at) = (found.a_span.begin, found.b_span.begin);
    let mut kept = Vec::new();
    for operation in &found.operations {
        let a = Span { begin: a_at, end: a_at + operation.a_bytes };
        let b = Span { begin: b_at, end: b_at + operation.b_bytes };
        let is_kept = match operation.kind {
            EditKind::Kept | EditKind::Respelled | EditKind::Moved | EditKind::Rendered => true,
            EditKind::Replaced | EditKind::Added | EditKind::Cut => false,
        };
        if is_kept {
            kept.push((a, b));
        }
        (a_at, b_at) = (a.end, b.end);
    }
    kept
}
