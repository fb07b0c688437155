//! What two members of one text share.
//!
//! A text of thousands of witnesses can have millions of links, so a link holds numbers only; what
//! it covers is put together again from its matches where it is needed, for few links of each
//! member.

use super::Text;
use crate::{corpus::Corpus, spans};
use std::ops::Range;
use throughline_model::{Match, Span};

/// The matches of one text between two of its members.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Ranks of the two members; `a` is the document with the smaller id.
    pub(super) a: u32,
    pub(super) b: u32,
    /// Which of the text's matches they are.
    matches: Range<u32>,
    /// Bytes that are covered in `a` and in `b`.
    bytes: [u32; 2],
    /// Whether they share words, and not only say the same in other ones.
    pub(super) in_words: bool,
    /// Mean score of the matches, weighted by length, in millionths: never compared as a float.
    pub(super) similarity: u32,
}

/// All links of a text.
pub(super) struct Links<'m> {
    text: &'m Text,
    matches: &'m [Match],
    all: Vec<Link>,
    /// For each rank, where its links begin in `of_member`; one more at the end.
    begins: Vec<u32>,
    of_member: Vec<u32>,
}

impl Link {
    /// The rank at the other end.
    pub(super) fn other(&self, rank: usize) -> usize {
        (if self.a as usize == rank { self.b } else { self.a }) as usize
    }

    /// Bytes that the link covers in one of its two members.
    pub(super) fn overlap(&self, rank: usize) -> usize {
        self.bytes[usize::from(self.a as usize != rank)] as usize
    }
}

impl<'m> Links<'m> {
    /// The links between the members of a text; `rank_of` gives the rank of a document.
    pub(super) fn of(
        corpus: &Corpus,
        text: &'m Text,
        matches: &'m [Match],
        rank_of: impl Fn(u32) -> Option<u32>,
    ) -> Self {
        let mut all: Vec<Link> = Vec::new();
        let pair = |position: &u32| {
            let found = &matches[*position as usize];
            (found.a, found.b)
        };
        let mut begin = 0;
        // Matches are sorted by pair, so those of one pair follow one another.
        for positions in text.matches.chunk_by(|x, y| pair(x) == pair(y)) {
            let end = begin + positions.len() as u32;
            let (a, b) = pair(&positions[0]);
            let rank = |id| corpus.number(id).and_then(&rank_of);
            if let (Some(a), Some(b)) = (rank(a), rank(b)) {
                let found = || positions.iter().map(|position| &matches[*position as usize]);
                let weight: usize = found().map(|found| found.a_span.len()).sum();
                let scored: f64 = found().map(|found| found.score * found.a_span.len() as f64).sum();
                all.push(Link {
                    a,
                    b,
                    matches: begin..end,
                    bytes: [
                        spans::union_bytes(found().map(|found| found.a_span)) as u32,
                        spans::union_bytes(found().map(|found| found.b_span)) as u32,
                    ],
                    in_words: found().any(|found| !found.kind.is_rendering()),
                    similarity: (spans::share(1, weight.max(1)) * scored * 1e6).round() as u32,
                });
            }
            begin = end;
        }
        let (begins, of_member) = by_member(text.members.len(), &all);
        Self { text, matches, all, begins, of_member }
    }

    /// The links of one member.
    pub(super) fn of_member(&self, rank: usize) -> impl Iterator<Item = &Link> {
        let positions = &self.of_member[self.begins[rank] as usize..self.begins[rank + 1] as usize];
        positions.iter().map(|position| &self.all[*position as usize])
    }

    /// The link between two members, if they have one.
    pub(super) fn between(&self, rank: usize, other: usize) -> Option<&Link> {
        let positions = &self.of_member[self.begins[rank] as usize..self.begins[rank + 1] as usize];
        let other_of = |position: &u32| self.all[*position as usize].other(rank);
        let found = positions.binary_search_by_key(&other, other_of).ok()?;
        Some(&self.all[positions[found] as usize])
    }

    /// The matches of a link.
    pub(super) fn matches(&self, link: &Link) -> impl Iterator<Item = &'m Match> + Clone + use<'m> {
        let matches = self.matches;
        let positions = &self.text.matches[link.matches.start as usize..link.matches.end as usize];
        positions.iter().map(move |position| &matches[*position as usize])
    }

    /// What a link covers in one of its two members.
    pub(super) fn covered(&self, link: &Link, rank: usize) -> Vec<Span> {
        let is_a = link.a as usize == rank;
        spans::union(self.matches(link).map(|found| if is_a { found.a_span } else { found.b_span }))
    }
}

/// Positions of the links of each member, by the rank at the other end.
fn by_member(members: usize, links: &[Link]) -> (Vec<u32>, Vec<u32>) {
    let mut ends: Vec<(u32, u32, u32)> = Vec::with_capacity(2 * links.len());
    for (link, position) in links.iter().zip(0..) {
        ends.extend([(link.a, link.b, position), (link.b, link.a, position)]);
    }
    ends.sort_unstable();
    let mut begins = vec![0; members + 1];
    for (rank, ..) in &ends {
        begins[*rank as usize + 1] += 1;
    }
    for rank in 0..members {
        begins[rank + 1] += begins[rank];
    }
    (begins, ends.into_iter().map(|(.., position)| position).collect())
}
