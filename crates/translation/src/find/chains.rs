//! Chains of groups: the passages that two texts share wherever they stand, be it an excerpt within
//! another text or passages in another order.
//!
//! The best chains are taken one after the other, as in local alignment (Smith and Waterman 1981;
//! Waterman and Eggert 1987), until the next would count too little.

use std::cmp::Reverse;
use std::ops::Range;

/// Groups of two texts, in ticks, of which a sentence has [`TICKS`], and what they count, in whole
/// numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GainedGroup {
    pub(super) first: Range<usize>,
    pub(super) second: Range<usize>,
    /// Which of the groups it is.
    pub(super) number: usize,
    /// May be less than nothing: such a group is only of a chain with others around it.
    pub(super) gain: i64,
}

/// Into how many parts sentences are cut, so that several groups may have parts of one.
pub(super) const TICKS: usize = 16;

/// What makes a chain of groups.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChainRules {
    /// What a chain has to count.
    pub(super) least: i64,
    /// Most ticks of either side between two groups.
    pub(super) gap: usize,
    /// What each of these takes off.
    pub(super) gap_cost: i64,
    /// What it counts that a group follows another in both texts: by chance few would.
    pub(super) in_order: i64,
}

/// The chains of groups that count most, one after the other, each of groups that are free of those
/// before, with what each counts. The first text has so many ticks.
pub(super) fn chains(
    mut groups: Vec<GainedGroup>,
    ticks: usize,
    rules: &ChainRules,
) -> Vec<(Vec<GainedGroup>, i64)> {
    groups.sort_by_key(|group| {
        let GainedGroup { first, second, number, .. } = group;
        (first.end, second.end, first.start, second.start, *number)
    });
    let mut found = Vec::new();
    while let Some((chain, score)) = best_chain(&groups, ticks, rules) {
        if score < rules.least {
            break;
        }
        let chain: Vec<GainedGroup> = chain.into_iter().map(|at| groups[at].clone()).collect();
        groups.retain(|group| {
            chain
                .iter()
                .all(|taken| !overlap(&taken.first, &group.first) && !overlap(&taken.second, &group.second))
        });
        found.push((chain, score));
    }
    found
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The chain of groups that counts most, and what it counts. Of equal ones that wins which ends
/// first.
fn best_chain(
    groups: &[GainedGroup],
    ticks: usize,
    &ChainRules { gap, gap_cost, in_order, .. }: &ChainRules,
) -> Option<(Vec<usize>, i64)> {
    let mut ending_at: Vec<Vec<usize>> = vec![Vec::new(); ticks + 1];
    // Of each candidate what the best chain counts that ends with it, and the one before it.
    let mut chains: Vec<(i64, Option<usize>)> = Vec::with_capacity(groups.len());
    for (at, group) in groups.iter().enumerate() {
        let mut best = (0, None);
        let start = group.first.start;
        for (first_gap, ending) in ending_at[start.saturating_sub(gap)..=start].iter().rev().enumerate() {
            for &before in ending {
                let second_end = groups[before].second.end;
                let Some(second_gap) = group.second.start.checked_sub(second_end) else { continue };
                let skipped = (first_gap + second_gap) as i64;
                let counts = chains[before].0 + in_order - skipped * gap_cost;
                if second_gap <= gap && counts > best.0 {
                    best = (counts, Some(before));
                }
            }
        }
        chains.push((best.0 + group.gain, best.1));
        ending_at[group.first.end].push(at);
    }
    let (last, (score, _)) =
        chains.iter().enumerate().max_by_key(|(at, (score, _))| (*score, Reverse(*at)))?;
    let mut chain = vec![last];
    let mut at = last;
    while let Some(before) = chains[at].1 {
        chain.push(before);
        at = before;
    }
    chain.reverse();
    Some((chain, *score))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(first: Range<usize>, second: Range<usize>, gain: i64) -> GainedGroup {
        GainedGroup { first, second, number: 0, gain }
    }

    fn found(groups: Vec<GainedGroup>, rules: ChainRules) -> Vec<Vec<usize>> {
        let chains = chains(groups, 100, &rules);
        chains.iter().map(|(chain, _)| chain.iter().map(|group| group.first.start).collect()).collect()
    }

    const RULES: ChainRules = ChainRules { least: 3, gap: 4, gap_cost: 1, in_order: 0 };

    #[test]
    fn passages_in_another_order_are_two_chains() {
        let groups = vec![
            group(0..1, 50..51, 5),
            group(1..2, 51..53, 5),
            group(2..3, 10..11, 4),
            group(3..4, 11..12, 4),
            group(2..3, 53..54, 1),
        ];
        assert_eq!(found(groups, RULES), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn a_doubtful_group_is_of_a_chain_where_it_stands_in_order() {
        let at = |first: usize, second: usize, gain| group(first..first + 1, second..second + 1, gain);
        let rules = ChainRules { in_order: 3, ..RULES };
        assert_eq!(found(vec![at(0, 0, 5), at(1, 1, -2), at(2, 2, 5), at(3, 9, -2)], rules), [vec![0, 1, 2]]);
        assert_eq!(found(vec![at(0, 0, 5), at(1, 1, -2)], rules), [vec![0, 1]]);
        assert_eq!(found(vec![at(1, 1, -2)], rules), [] as [Vec<usize>; 0]);
    }

    #[test]
    fn a_gap_costs_and_a_long_one_ends_the_chain() {
        let at = |first: usize, second: usize, gain| group(first..first + 1, second..second + 1, gain);
        assert_eq!(found(vec![at(0, 0, 5), at(3, 2, 5)], RULES), [vec![0, 3]]);
        assert_eq!(found(vec![at(0, 0, 5), at(3, 2, 2)], RULES), [vec![0]], "the gap costs more");
        assert_eq!(found(vec![at(0, 0, 5), at(9, 1, 5)], RULES), [vec![0], vec![9]]);
        assert_eq!(found(vec![at(0, 0, 2)], RULES), [] as [Vec<usize>; 0]);
    }
}
