//! Parts of one pair of texts arranged into matches: sentences in another order are one match with
//! moved blocks, not several matches.
//!
//! Parts that lie close to each other in both texts and do not overlap make one match, if no long
//! stretch between them is left empty and together they fill most of it, in both texts. Which parts
//! these are is found from above: all parts are one group at first, and a group with too much
//! empty is divided at its longest empty stretch. (From below it cannot be told: of four sentences
//! in another order, the first two may stand far apart.) The heaviest parts of a match that keep
//! their order (a heaviest increasing subsequence, Jacobson and Vo, CPM 1992) stay in place; the
//! others have moved.

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

    /// Share of units kept, moved ones included, among all units of both ranges (Dice 1945).
    pub(crate) fn share(&self) -> f64 {
        let kept: usize = self.parts.iter().map(Path::kept).sum();
        let all = self.a_range().len() + self.b_range().len();
        2.0 * kept as f64 / all.max(1) as f64
    }

    /// Units of the first text from the first part to the last.
    pub(crate) fn a_range(&self) -> Range<usize> {
        a_range(&self.parts)
    }

    /// Units of the second text from the first part to the last.
    pub(crate) fn b_range(&self) -> Range<usize> {
        b_range(&self.parts)
    }
}

/// Units of the first text from the first part to the last.
pub(crate) fn a_range(parts: &[Path]) -> Range<usize> {
    hull(parts.iter().map(|part| part.a_begin..part.a_end))
}

/// Units of the second text from the first part to the last.
pub(crate) fn b_range(parts: &[Path]) -> Range<usize> {
    hull(parts.iter().map(|part| part.b_begin..part.b_end))
}

fn hull(mut ranges: impl Iterator<Item = Range<usize>>) -> Range<usize> {
    let first = ranges.next().unwrap_or_default();
    ranges.fold(first, |all, range| all.start.min(range.start)..all.end.max(range.end))
}

/// Longest stretch between two parts of one match, in units, in either text.
const MAX_GAP: usize = 24;

/// Parts of one match fill at least this share of it, in percent, in both texts.
const FILLED: usize = 70;

/// How far the score of a part falls over an edit in which a sentence may have stood: six words
/// cut or put in, four replaced.
const LONG_EDIT: i32 = 12;

/// A part of which less than this share of the weight, in percent, is left outside another one
/// does not share a match with it: it is the same passage at a second place. What two parts share
/// less of is what their ends have in common by chance.
const OWN: i32 = 75;

/// Arranges parts into groups, each of parts in the order of the first text that are disjoint in
/// both texts; the groups are sorted by place.
pub(crate) fn group(a: &[Unit], parts: Vec<Path>) -> Vec<Vec<Path>> {
    if parts.len() < 2 {
        return parts.into_iter().map(|part| vec![part]).collect();
    }
    // An alignment bridges the place of a sentence that moved away; another part holds it.
    let parts = parts.iter().flat_map(|part| part.solid_stretches(a, LONG_EDIT));
    let mut of_weight: Vec<(i32, Path)> = parts.map(|part| (part.kept_weight(a), part)).collect();
    of_weight.sort_by_key(|(weight, part)| (std::cmp::Reverse(*weight), part.a_begin, part.b_begin));
    // Layers of parts that are disjoint; the heavier keeps what two parts share.
    let mut layers: Vec<Vec<Placed>> = Vec::new();
    for (weight, whole) in of_weight {
        let fits = |layer: &Vec<Placed>| {
            let part = layer.iter().try_fold(whole.clone(), |part, other| part.outside(&other.part, a))?;
            (part.kept_weight(a) * 100 >= weight * OWN).then_some(part)
        };
        let home = layers.iter().enumerate().find_map(|(at, layer)| Some((at, fits(layer)?)));
        match home {
            Some((at, part)) => layers[at].push(Placed { whole, part }),
            None => layers.push(vec![Placed { part: whole.clone(), whole }]),
        }
    }
    let mut groups = Vec::new();
    for mut layer in layers {
        layer.sort_unstable_by_key(|placed| placed.part.a_begin);
        divide(layer, &mut groups);
    }
    groups.sort_unstable_by_key(|group| (group[0].a_begin, group[0].b_begin, group[0].a_end, group[0].b_end));
    groups
}

/// A part, and what is left of it beside heavier ones.
#[derive(Debug)]
struct Placed {
    whole: Path,
    part: Path,
}

/// Divides disjoint parts, sorted by place in the first text, until none has too much empty.
fn divide(mut parts: Vec<Placed>, groups: &mut Vec<Vec<Path>>) {
    if parts.len() < 2 {
        groups.extend(parts.pop().map(|placed| vec![placed.whole]));
        return;
    }
    let of_a = |placed: &Placed| placed.part.a_begin..placed.part.a_end;
    let of_b = |placed: &Placed| placed.part.b_begin..placed.part.b_end;
    let (a_empty, b_empty) = (Empty::between(parts.iter().map(of_a)), Empty::between(parts.iter().map(of_b)));
    if parts.is_sorted_by_key(|placed| placed.part.b_begin) {
        // Nothing has moved: what lies between them is for alignment.
        groups.extend(parts.into_iter().map(|placed| vec![placed.whole]));
        return;
    }
    if a_empty.is_little() && b_empty.is_little() {
        groups.push(parts.into_iter().map(|placed| placed.part).collect());
        return;
    }
    let (first, second) = if a_empty.longest >= b_empty.longest {
        parts.into_iter().partition(|placed| placed.part.a_begin < a_empty.at)
    } else {
        parts.into_iter().partition(|placed| placed.part.b_begin < b_empty.at)
    };
    divide(first, groups);
    divide(second, groups);
}

/// What disjoint ranges leave empty between them.
#[derive(Debug, Default)]
struct Empty {
    longest: usize,
    /// End of the longest stretch.
    at: usize,
    units: usize,
    all: usize,
}

impl Empty {
    fn between(ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut ranges: Vec<_> = ranges.collect();
        ranges.sort_unstable_by_key(|range| range.start);
        let mut empty = Self { all: hull(ranges.iter().cloned()).len(), ..Self::default() };
        for next in ranges.windows(2) {
            let length = next[1].start.saturating_sub(next[0].end);
            empty.units += length;
            if length > empty.longest {
                (empty.longest, empty.at) = (length, next[1].start);
            }
        }
        empty
    }

    fn is_little(&self) -> bool {
        self.longest <= MAX_GAP && self.units * 100 <= self.all * (100 - FILLED)
    }
}

/// Makes matches of groups. Groups that are too weak to be a match by themselves stay only near
/// one that is not.
pub(crate) fn arrange(a: &[Unit], groups: Vec<Vec<Path>>, least: i32, settings: &Settings) -> Vec<Arranged> {
    let is_enough = |group: &Vec<Path>| {
        let strong = |part: &Path| part.score >= settings.min_score as i32 && part.kept_weight(a) >= least;
        group.iter().any(strong) || group.iter().map(|part| part.kept_weight(a)).sum::<i32>() * 2 >= least * 3
    };
    let strong: Vec<bool> = groups.iter().map(is_enough).collect();
    let reach = settings.near as usize;
    let keep: Vec<bool> = (0..groups.len())
        .map(|at| {
            strong[at]
                || (0..groups.len()).any(|other| strong[other] && is_near(&groups[at], &groups[other], reach))
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
