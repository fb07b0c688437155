//! From seed hits of one pair of texts to chains of exact runs.
//!
//! Hits on one diagonal are extended to maximal exact runs; runs are chained by dynamic programming
//! over their order in both texts, after Li (Bioinformatics 34, 2018, "Minimap2", section 2.1),
//! with a gap cost linear in the longer side of the gap. Chains are taken from the best down;
//! each run belongs to one chain.

use crate::{Settings, prepared::Unit, weight::weight_of_run};
use std::ops::Range;

/// A seed of the first text that also stands in the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Unit of the first text.
    pub a: u32,
    /// Unit of the second text.
    pub b: u32,
}

impl Hit {
    /// Order by diagonal, then along it.
    pub(crate) fn diagonal_order(self) -> (i64, u32) {
        (i64::from(self.b) - i64::from(self.a), self.a)
    }
}

/// A run of equal units in both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// First unit in the first text.
    pub a: usize,
    /// First unit in the second text.
    pub b: usize,
    /// Number of units.
    pub length: usize,
    /// Their weight.
    pub weight: i32,
}

impl Run {
    fn a_end(&self) -> usize {
        self.a + self.length
    }

    fn b_end(&self) -> usize {
        self.b + self.length
    }
}

/// Runs in ascending order in both texts, not overlapping, with their weight less the gaps' cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chain<'a> {
    /// The runs; one at least.
    pub runs: &'a [Run],
    /// Weight of the runs less the cost of the gaps between them.
    pub weight: i32,
}

impl Chain<'_> {
    /// From the first unit of its first run to the last of its last, in the first text.
    pub(crate) fn a_range(&self) -> Range<usize> {
        self.runs[0].a..self.runs[self.runs.len() - 1].a_end()
    }

    /// The same in the second text.
    pub(crate) fn b_range(&self) -> Range<usize> {
        self.runs[0].b..self.runs[self.runs.len() - 1].b_end()
    }
}

/// Predecessors looked at for each run. Runs are maximal, so the right predecessor is near; the
/// bound keeps texts that repeat themselves from costing the square of their repetitions.
const LOOK_BACK: usize = 64;

/// Cost of a unit between two runs: half of what alignment charges, as some of it will turn out
/// to be kept.
const CHAIN_GAP: i32 = 1;

/// The chains of one pair of texts, and memory that one thread reuses from pair to pair.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    runs: Vec<Run>,
    /// Best weight of a chain that ends with each run, and the run before it.
    best: Vec<(i32, Option<usize>)>,
    order: Vec<usize>,
    used: Vec<bool>,
    /// The runs of all chains, and for each chain where they end and its weight.
    chained: Vec<Run>,
    ends: Vec<(usize, i32)>,
}

impl Chains {
    /// Chains the runs through hits, which are sorted by diagonal; chains below `min_chain_weight`
    /// are left out.
    pub(crate) fn find(&mut self, a: &[Unit], b: &[Unit], hits: &[Hit], settings: &Settings) {
        self.chained.clear();
        self.ends.clear();
        exact_runs(a, b, hits, &mut self.runs);
        let least = settings.min_chain_weight as i32;
        if self.runs.iter().map(|run| run.weight).sum::<i32>() < least {
            return;
        }
        self.chain(a, settings);
        self.order.clear();
        self.order.extend((0..self.runs.len()).filter(|&at| self.best[at].0 >= least));
        self.order.sort_unstable_by_key(|&at| (std::cmp::Reverse(self.best[at].0), at));
        self.used.clear();
        self.used.resize(self.runs.len(), false);
        for number in 0..self.order.len() {
            self.take(self.order[number], least);
        }
    }

    /// The chains found, the best first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Chain<'_>> {
        let mut begin = 0;
        self.ends.iter().map(move |&(end, weight)| {
            let runs = &self.chained[begin..end];
            begin = end;
            Chain { runs, weight }
        })
    }

    fn chain(&mut self, a: &[Unit], settings: &Settings) {
        let Self { runs, best, .. } = self;
        best.clear();
        for (at, run) in runs.iter().enumerate() {
            let mut own = (run.weight, None);
            for before in (at.saturating_sub(LOOK_BACK)..at).rev() {
                let Some(joined) = join(a, &runs[before], run, settings.max_gap as usize) else { continue };
                let weight = best[before].0 + joined;
                if weight > own.0 {
                    own = (weight, Some(before));
                }
            }
            best.push(own);
        }
    }

    /// Takes the chain that ends with a run, without what hangs on a chain already taken.
    fn take(&mut self, end: usize, least: i32) {
        let Self { runs, best, used, chained, ends, .. } = self;
        let (begin, mut next, mut below) = (chained.len(), Some(end), 0);
        while let Some(at) = next {
            if used[at] {
                below = best[at].0;
                break;
            }
            used[at] = true;
            chained.push(runs[at]);
            next = best[at].1;
        }
        let weight = best[end].0 - below;
        if chained.len() == begin || weight < least {
            chained.truncate(begin);
            return;
        }
        let own = &mut chained[begin..];
        own.reverse();
        for at in 1..own.len() {
            let overlap = overlap(&own[at - 1], &own[at]);
            let run = &mut own[at];
            (run.a, run.b, run.length) = (run.a + overlap, run.b + overlap, run.length - overlap);
        }
        ends.push((chained.len(), weight));
    }
}

/// Extends hits, sorted by diagonal, to maximal exact runs in order of the first text.
fn exact_runs(a: &[Unit], b: &[Unit], hits: &[Hit], runs: &mut Vec<Run>) {
    runs.clear();
    for hit in hits {
        let (at, bt) = (hit.a as usize, hit.b as usize);
        if let Some(last) = runs.last()
            && bt + last.a == last.b + at
            && at < last.a_end()
        {
            continue;
        }
        let before = a[..at].iter().rev().zip(b[..bt].iter().rev()).take_while(|(x, y)| x == y).count();
        let after = a[at..].iter().zip(&b[bt..]).take_while(|(x, y)| x == y).count();
        // A seed key can be shared by chance; then the run at the hit is short or empty.
        if after < 2 {
            continue;
        }
        let (a_from, length) = (at - before, before + after);
        let weight = weight_of_run(&a[a_from..a_from + length]);
        runs.push(Run { a: a_from, b: bt - before, length, weight });
    }
    runs.sort_unstable_by_key(|run| (run.a, run.b));
}

/// What `run` adds to a chain that ends with `earlier`, or `None` if it cannot follow it.
fn join(a: &[Unit], earlier: &Run, run: &Run, max_gap: usize) -> Option<i32> {
    if run.a <= earlier.a || run.b <= earlier.b {
        return None;
    }
    let overlap = overlap(earlier, run);
    if overlap >= run.length {
        return None;
    }
    let a_gap = (run.a + overlap) - earlier.a_end();
    let b_gap = (run.b + overlap) - earlier.b_end();
    let gap = a_gap.max(b_gap);
    if gap > max_gap {
        return None;
    }
    let lost = if overlap == 0 { 0 } else { weight_of_run(&a[run.a..run.a + overlap]) };
    Some(run.weight - lost - CHAIN_GAP * gap as i32)
}

/// Units at the start of `run` that `earlier` already covers in either text.
fn overlap(earlier: &Run, run: &Run) -> usize {
    earlier.a_end().saturating_sub(run.a).max(earlier.b_end().saturating_sub(run.b))
}
