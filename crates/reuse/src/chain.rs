//! From seed hits of one pair of texts to chains of exact runs.
//!
//! Hits on one diagonal are extended to maximal exact runs; runs are chained by dynamic programming
//! over their order in both texts, after Li (Bioinformatics 34, 2018, "Minimap2", section 2.1),
//! with a gap cost linear in the longer side of the gap. Chains are taken from the best down;
//! each run belongs to one chain.

use crate::{Settings, prepared::Unit, weight::weight_of_run};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    /// The runs.
    pub runs: Vec<Run>,
    /// Weight of the runs less the cost of the gaps between them.
    pub weight: i32,
}

/// Predecessors looked at for each run. Runs are maximal, so the right predecessor is near; the
/// bound keeps texts that repeat themselves from costing the square of their repetitions.
const LOOK_BACK: usize = 64;

/// Cost of a unit between two runs: half of what alignment charges, as some of it will turn out
/// to be kept.
const CHAIN_GAP: i32 = 1;

/// Extends hits, sorted by diagonal, to maximal exact runs in order of the first text.
pub(crate) fn exact_runs(a: &[Unit], b: &[Unit], hits: &[Hit]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
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
    runs
}

/// Chains runs, the best chain first; chains below `min_chain_weight` are left out.
pub(crate) fn chains(a: &[Unit], runs: &[Run], settings: &Settings) -> Vec<Chain> {
    let max_gap = settings.max_gap as usize;
    let mut best: Vec<(i32, Option<usize>)> = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let mut own = (run.weight, None);
        for before in (at.saturating_sub(LOOK_BACK)..at).rev() {
            let earlier = &runs[before];
            let Some(joined) = join(a, earlier, run, max_gap) else { continue };
            let weight = best[before].0 + joined;
            if weight > own.0 {
                own = (weight, Some(before));
            }
        }
        best.push(own);
    }
    let mut order: Vec<usize> =
        (0..runs.len()).filter(|&at| best[at].0 >= settings.min_chain_weight as i32).collect();
    order.sort_unstable_by_key(|&at| (std::cmp::Reverse(best[at].0), at));
    let mut used = vec![false; runs.len()];
    let mut chains = Vec::new();
    for end in order {
        let mut members = Vec::new();
        let mut next = Some(end);
        let mut below = 0;
        while let Some(at) = next {
            if used[at] {
                // What remains hangs on a chain already taken.
                below = best[at].0;
                break;
            }
            used[at] = true;
            members.push(at);
            next = best[at].1;
        }
        let weight = best[end].0 - below;
        if members.is_empty() || weight < settings.min_chain_weight as i32 {
            continue;
        }
        let mut chain: Vec<Run> = Vec::with_capacity(members.len());
        for &at in members.iter().rev() {
            let run = runs[at];
            let overlap = chain.last().map_or(0, |last| overlap(last, &run));
            chain.push(Run {
                a: run.a + overlap,
                b: run.b + overlap,
                length: run.length - overlap,
                weight: run.weight,
            });
        }
        chains.push(Chain { runs: chain, weight });
    }
    chains
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
