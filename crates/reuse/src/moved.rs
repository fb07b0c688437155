//! Parts of one pair of texts arranged into matches: sentences in another order are one match with
//! moved blocks, not several matches.
//!
//! Parts that lie close to each other in both texts and do not overlap make one match, if together
//! they fill most of the stretch from the first to the last in both texts. The heaviest of them
//! that keep their order (a heaviest increasing subsequence, Jacobson and Vo, CPM 1992) stay in
//! place; the others have moved.

use crate::{Settings, path::Path, prepared::Unit};
use std::ops::Range;

/// One match: parts in the order of the first text, and whether each keeps its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arranged {
    /// The parts; disjoint in both texts.
    pub parts: Vec<Path>,
    /// For each part whether it has moved against the others.
    pub has_moved: Vec<bool>,
}

impl Arranged {
    /// A match of one part.
    pub(crate) fn single(part: Path) -> Self {
        Self { parts: vec![part], has_moved: vec![false] }
    }

    /// Units of the first text from the first part to the last.
    pub(crate) fn a_range(&self) -> Range<usize> {
        hull(self.parts.iter().map(|part| part.a_begin..part.a_end))
    }

    /// Units of the second text from the first part to the last.
    pub(crate) fn b_range(&self) -> Range<usize> {
        hull(self.parts.iter().map(|part| part.b_begin..part.b_end))
    }
}

fn hull(mut ranges: impl Iterator<Item = Range<usize>>) -> Range<usize> {
    let first = ranges.next().unwrap_or_default();
    ranges.fold(first, |all, range| all.start.min(range.start)..all.end.max(range.end))
}

/// Longest stretch between two parts of one match, in units, in either text.
const MAX_GAP: usize = 24;

/// Parts of one match fill at least this share of it, in percent, in both texts.
const FILLED: usize = 70;

/// Arranges parts, sorted by place in the first text, into matches, sorted likewise. Parts that
/// are too weak to be a match by themselves stay only where they are part of one that is not.
pub(crate) fn arrange(a: &[Unit], parts: Vec<Path>, settings: &Settings) -> Vec<Arranged> {
    let mut groups: Vec<Vec<Path>> = Vec::new();
    for part in parts {
        // There are few parts in a pair.
        let home = groups.iter().rposition(|group| belongs(group, &part));
        match home {
            Some(at) => groups[at].push(part),
            None => groups.push(vec![part]),
        }
    }
    let least = settings.min_kept_weight as i32;
    let is_enough = |group: &Vec<Path>| {
        let strong = |part: &Path| part.score >= settings.min_score as i32 && part.kept_weight(a) >= least;
        group.iter().any(strong) || group.iter().map(|part| part.kept_weight(a)).sum::<i32>() * 2 >= least * 3
    };
    let strong: Vec<bool> = groups.iter().map(is_enough).collect();
    let reach = settings.near as usize;
    let keep: Vec<bool> = (0..groups.len())
        .map(|at| {
            strong[at] || (0..groups.len()).any(|other| strong[other] && is_near(&groups[at], &groups[other], reach))
        })
        .collect();
    groups.into_iter().zip(keep).filter_map(|(group, keep)| keep.then(|| in_place(a, group))).collect()
}

fn is_near(x: &[Path], y: &[Path], reach: usize) -> bool {
    x.iter().any(|x| {
        y.iter().any(|y| {
            gap(x.a_begin..x.a_end, y.a_begin..y.a_end).is_none_or(|gap| gap <= reach)
                && gap(x.b_begin..x.b_end, y.b_begin..y.b_end).is_none_or(|gap| gap <= reach)
        })
    })
}

/// Units between two ranges; `None` if they overlap.
fn gap(x: Range<usize>, y: Range<usize>) -> Option<usize> {
    if x.start < y.end && y.start < x.end {
        return None;
    }
    Some(x.start.saturating_sub(y.end).max(y.start.saturating_sub(x.end)))
}

/// Whether a part belongs to the match that others make.
fn belongs(group: &[Path], part: &Path) -> bool {
    let gaps = |x: &Path| {
        Some((
            gap(x.a_begin..x.a_end, part.a_begin..part.a_end)?,
            gap(x.b_begin..x.b_end, part.b_begin..part.b_end)?,
        ))
    };
    let Some(gaps) = group.iter().map(gaps).collect::<Option<Vec<_>>>() else { return false };
    let (a_gap, b_gap) = (gaps.iter().map(|gap| gap.0).min(), gaps.iter().map(|gap| gap.1).min());
    let all = || group.iter().chain([part]);
    let fills = |range: fn(&Path) -> Range<usize>| {
        all().map(|part| range(part).len()).sum::<usize>() * 100 >= hull(all().map(range)).len() * FILLED
    };
    a_gap.is_some_and(|gap| gap <= MAX_GAP)
        && b_gap.is_some_and(|gap| gap <= MAX_GAP)
        && fills(|part| part.a_begin..part.a_end)
        && fills(|part| part.b_begin..part.b_end)
}

/// Decides which parts keep their place.
fn in_place(a: &[Unit], mut parts: Vec<Path>) -> Arranged {
    parts.sort_unstable_by_key(|part| (part.a_begin, part.b_begin));
    let weights: Vec<i32> = parts.iter().map(|part| part.kept_weight(a).max(1)).collect();
    let mut best: Vec<(i32, Option<usize>)> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let earlier = (0..at).filter(|&other| parts[other].b_end <= part.b_begin);
        let before = earlier.max_by_key(|&other| (best[other].0, std::cmp::Reverse(other)));
        best.push((weights[at] + before.map_or(0, |other| best[other].0), before));
    }
    let mut has_moved = vec![true; parts.len()];
    let mut next = (0..parts.len()).max_by_key(|&at| (best[at].0, std::cmp::Reverse(at)));
    while let Some(at) = next {
        has_moved[at] = false;
        next = best[at].1;
    }
    Arranged { parts, has_moved }
}
