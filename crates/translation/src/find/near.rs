//! The near sentences of one language among those of another.

use std::cmp::Reverse;

use super::candidates::CandidateSettings;
use crate::cells::Cells;
use crate::pool::Pool;
use crate::scan::Near;
use crate::static_table::StaticTable;

/// Stored vectors that are copied into a pool at a time.
const AT_A_TIME: usize = 1 << 16;

/// Stored sentences up to which the setting for probes holds, and how many times as many halve it.
const FULL: (usize, usize) = (2_000_000, 4);

/// How near sentences are looked for among so many.
///
/// What is found for a sentence is a function of the sentence, of those among which it is looked for,
/// and of [`reach`](Self::reach). So lists can grow: the nearest among all are the nearest of those
/// found among old and among new ones ([`joined`](Self::joined)).
#[derive(Debug, Clone)]
pub struct NearSearch {
    cells: Cells,
    probes: usize,
    most: usize,
    least: i32,
}

impl NearSearch {
    /// How `queries` sentences are looked up among `stored` ones, of another language or of the same.
    pub fn new(
        queries: usize,
        stored: usize,
        is_same: bool,
        cells: &Cells,
        settings: &CandidateSettings,
    ) -> Self {
        let is_exact = cells.is_empty() || queries as u64 * stored as u64 <= settings.exact;
        let mut probes = cells.len() * settings.probes / 1000;
        let mut among = FULL.0;
        while stored > among {
            (probes, among) = (probes / 2, among * FULL.1);
        }
        // One level for both directions, so that a vote is the same in both.
        let level = settings.level_among(queries.max(stored)) - settings.below;
        NearSearch {
            cells: if is_exact { Cells::one(cells.dimensions()) } else { cells.clone() },
            probes: if is_exact { 1 } else { probes.max(1) },
            // Of one language each sentence is its own nearest.
            most: settings.nearest + usize::from(is_same),
            // What is lower has no vote.
            least: (level * StaticTable::ONE) as i32,
        }
    }

    /// Cells looked into of all cells, and sentences kept at most: lists of another reach cannot grow
    /// on by this search.
    pub fn reach(&self) -> [usize; 3] {
        [self.probes, self.cells.len(), self.most]
    }

    /// A pool of stored vectors, which come twice in the same order.
    pub fn pool<'v, I: Iterator<Item = &'v [i8]>>(&self, vectors: impl Fn() -> I) -> Pool {
        let slices = || Slices { vectors: vectors(), dimensions: self.cells.dimensions() };
        let cells: Vec<u16> = slices().flat_map(|slice| self.cells.of(&slice)).collect();
        let parts: Vec<&[u16]> = cells.chunks(AT_A_TIME).collect();
        Pool::new(&self.cells, &parts, slices())
    }

    /// For each query its nearest in the pool, the nearest first.
    pub fn nearest(&self, pool: &Pool, queries: &[i8]) -> Vec<Vec<Near>> {
        pool.nearest(&self.cells, queries, self.most, self.least, self.probes)
    }

    /// The nearest of two lists, whose positions are of one order.
    #[must_use]
    pub fn joined(&self, mut near: Vec<Near>, other: &[Near]) -> Vec<Near> {
        near.extend_from_slice(other);
        near.sort_unstable_by_key(|near| Reverse(*near));
        near.truncate(self.most);
        near
    }
}

/// Vectors one after the other, so many at a time.
struct Slices<I> {
    vectors: I,
    dimensions: usize,
}

impl<'v, I: Iterator<Item = &'v [i8]>> Iterator for Slices<I> {
    type Item = Vec<i8>;

    fn next(&mut self) -> Option<Vec<i8>> {
        let mut slice = Vec::with_capacity(self.vectors.size_hint().0.min(AT_A_TIME) * self.dimensions);
        slice.extend(self.vectors.by_ref().take(AT_A_TIME).flatten());
        (!slice.is_empty()).then_some(slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DIMENSIONS: usize = 16;

    fn within<'v>(vectors: &'v [i8], kept: impl Fn(usize) -> bool + 'v) -> impl Iterator<Item = &'v [i8]> {
        let numbered = vectors.chunks_exact(DIMENSIONS).enumerate();
        numbered.filter(move |(at, _)| kept(*at)).map(|(_, vector)| vector)
    }

    #[test]
    fn the_larger_the_pool_the_smaller_the_share_of_cells() {
        let vectors: Vec<i8> = (0..64 * DIMENSIONS as i32).map(|step| (step * step % 61) as i8).collect();
        let cells = Cells::learn(&vectors, DIMENSIONS, 64, 1);
        let settings = CandidateSettings::default();
        let reach = |queries, stored| NearSearch::new(queries, stored, false, &cells, &settings).reach();
        assert_eq!(reach(20_000, 2_000_000), [1, 1, 32], "all products");
        let probes = [2_000_000, 2_000_001, 8_000_001, 32_000_001].map(|stored| reach(50_000, stored)[0]);
        assert_eq!(probes, [16, 8, 4, 2]);
    }

    proptest! {
        #[test]
        fn lists_that_grow_are_those_of_looking_anew(
            queries in proptest::collection::vec(-127i8..=127, 3 * DIMENSIONS),
            stored in proptest::collection::vec(-30i8..=30, 200 * DIMENSIONS),
            new in 2usize..9,
            exact in any::<bool>(),
        ) {
            let settings = CandidateSettings {
                nearest: 7, exact: if exact { u64::MAX } else { 0 }, probes: 400, level: 0.01,
                below: 0.0, ..CandidateSettings::default()
            };
            let cells = Cells::learn(&stored, DIMENSIONS, 10, 2);
            let search = NearSearch::new(4000, 200, false, &cells, &settings);
            prop_assert_eq!(search.reach(), if exact { [1, 1, 7] } else { [4, 10, 7] });
            let anew = search.nearest(&search.pool(|| within(&stored, |_| true)), &queries);
            let part = |kept: &dyn Fn(usize) -> bool| {
                let places: Vec<u32> = (0..200).filter(|at| kept(*at as usize)).collect();
                let pool = search.pool(|| within(&stored, kept));
                let mut found = search.nearest(&pool, &queries);
                for near in found.iter_mut().flatten() {
                    near.position = Reverse(places[near.position.0 as usize]);
                }
                found
            };
            let (old, new) = (part(&|at| at % new != 0), part(&|at| at % new == 0));
            for ((anew, old), new) in anew.iter().zip(old).zip(new) {
                prop_assert_eq!(anew, &search.joined(old, &new));
            }
        }
    }
}
