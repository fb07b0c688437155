//! A pool of stored vectors: the nearest of each query, in the cells that are nearest to it.
//!
//! Vectors lie by cell, in panels of as many as the kernel takes at once, so that a cell is read
//! once for all queries of a group that probe it and a panel only has to be widened. Within the
//! cells probed the result is exact. What is found depends on the query, the cells and what is in
//! the pool, not on how it came in or on the number of threads.

use std::cmp::Reverse;

use pulp::Arch;
use rayon::prelude::*;

use crate::cells::{Cells, widen};
use crate::forward::kernel::{Rows, Weights, product};
use crate::scan::Near;

/// Queries that go through the pool together. A cell is then probed by a hundred of them, and
/// widening its vectors is a twentieth of the work.
const GROUP: usize = 4096;

/// Vectors of a panel: those of a panel of the kernel.
const PANEL: usize = 48;

/// Panels that are widened at a time; with the queries they stay in the second-level cache.
const PANELS: usize = 8;

/// Stands for a place of a panel that is not filled.
const NOTHING: u32 = u32::MAX;

/// Stored vectors, by cell.
pub struct Pool {
    dimensions: usize,
    /// For each cell its first panel, and the number of all panels.
    starts: Vec<u32>,
    /// For each vector of a panel its position.
    positions: Vec<u32>,
    /// Panels of `dimensions` × [`PANEL`] values.
    panels: Vec<i8>,
}

impl Pool {
    /// Cells that are looked into for a query.
    pub const PROBES: usize = 64;

    /// A pool of the vectors of all `parts`, whose positions are counted through. A part comes as
    /// the cell of each vector ([`Cells::of`]); `vectors` gives the vectors of one part after the
    /// other, which are copied, so that a part need not be in memory any longer than that.
    ///
    /// # Panics
    ///
    /// If vectors and cells of a part do not agree in number, or a cell is not among `cells`.
    pub fn new<V: AsRef<[i8]>>(
        cells: &Cells,
        parts: &[&[u16]],
        vectors: impl IntoIterator<Item = V>,
    ) -> Self {
        let dimensions = cells.dimensions();
        let mut counts = vec![0u32; cells.len()];
        for &cell in parts.iter().copied().flatten() {
            counts[usize::from(cell)] += 1;
        }
        let mut starts = vec![0];
        let mut all = 0;
        for count in counts {
            all += count.div_ceil(PANEL as u32);
            starts.push(all);
        }
        let mut positions = vec![NOTHING; all as usize * PANEL];
        let mut panels = vec![0; positions.len() * dimensions];
        let mut next: Vec<usize> = starts.iter().map(|&start| start as usize * PANEL).collect();
        let mut given = vectors.into_iter();
        let mut position = 0;
        for part in parts {
            let vectors = given.next().expect("every part has its vectors");
            let vectors = vectors.as_ref();
            assert_eq!(vectors.len(), part.len() * dimensions, "every vector has its cell");
            for (vector, &cell) in vectors.chunks_exact(dimensions).zip(*part) {
                let place = &mut next[usize::from(cell)];
                panels[*place * dimensions..][..dimensions].copy_from_slice(vector);
                positions[*place] = position;
                position += 1;
                *place += 1;
            }
        }
        // In place: the pool is never in memory twice.
        panels.par_chunks_exact_mut(PANEL * dimensions).for_each_init(
            || vec![0; PANEL * dimensions],
            |rows, panel| {
                rows.copy_from_slice(panel);
                for (index, across) in panel.chunks_exact_mut(PANEL).enumerate() {
                    for (row, value) in across.iter_mut().enumerate() {
                        *value = rows[row * dimensions + index];
                    }
                }
            },
        );
        Pool { dimensions, starts, positions, panels }
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.positions.iter().filter(|&&position| position != NOTHING).count()
    }

    /// Whether there is no vector.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// For each query the `most` nearest vectors in the [`Self::PROBES`] cells nearest to it, the
    /// nearest first; of equal ones the lower position comes first. Vectors of zeros are near nothing.
    ///
    /// # Panics
    ///
    /// If `cells` are not those of the pool, or `queries` is no whole number of vectors.
    pub fn nearest(&self, cells: &Cells, queries: &[i8], most: usize) -> Vec<Vec<Near>> {
        self.nearest_probing(cells, queries, most, Self::PROBES)
    }

    /// The same in another number of cells.
    ///
    /// # Panics
    ///
    /// As [`nearest`](Self::nearest).
    pub fn nearest_probing(
        &self,
        cells: &Cells,
        queries: &[i8],
        most: usize,
        probes: usize,
    ) -> Vec<Vec<Near>> {
        assert_eq!(cells.len() + 1, self.starts.len(), "the cells are those of the pool");
        let probes = probes.clamp(1, cells.len());
        queries
            .par_chunks(GROUP * self.dimensions)
            .flat_map_iter(|queries| {
                let mut probed: Vec<(u16, u32)> = Vec::new();
                for (query, cells) in (0..).zip(cells.nearest(queries, probes).chunks_exact(probes)) {
                    probed.extend(cells.iter().map(|&cell| (cell, query)));
                }
                probed.sort_unstable();
                self.search(queries, &probed, most)
            })
            .collect()
    }

    /// The nearest of one group of queries; `probed` are cells with queries, sorted.
    fn search(&self, queries: &[i8], probed: &[(u16, u32)], most: usize) -> Vec<Vec<Near>> {
        let (arch, dimensions) = (Arch::new(), self.dimensions);
        let mut best: Vec<Best> = Vec::new();
        best.resize_with(queries.len() / dimensions, Best::default);
        let (mut wide, mut rows, mut products) = (Vec::new(), Rows::default(), Vec::new());
        let mut weights = Weights::new(dimensions, PANELS * PANEL);
        for own in probed.chunk_by(|a, b| a.0 == b.0) {
            let cell = usize::from(own[0].0);
            wide.resize(own.len() * dimensions, 0.0);
            for (&(_, query), wide) in own.iter().zip(wide.chunks_exact_mut(dimensions)) {
                widen(&queries[query as usize * dimensions..][..dimensions], wide);
            }
            rows.fill(&wide, dimensions, dimensions);
            let (from, to) = (self.starts[cell] as usize * PANEL, self.starts[cell + 1] as usize * PANEL);
            let panels = self.panels[from * dimensions..to * dimensions].chunks(PANELS * PANEL * dimensions);
            for (panels, positions) in panels.zip(self.positions[from..to].chunks(PANELS * PANEL)) {
                let stride = positions.len();
                weights.take_panels(arch, panels, stride);
                products.resize(rows.count() * stride, 0.0);
                product(arch, &rows, &weights, &mut products);
                for ((_, query), products) in own.iter().zip(products.chunks_exact(stride)) {
                    best[*query as usize].offer(products, positions, most);
                }
            }
        }
        best.into_iter().map(|best| best.finish(most)).collect()
    }
}

/// The best so far of one query, in no order.
#[derive(Default)]
struct Best {
    kept: Vec<Near>,
    /// The least of the best, once there are enough of them.
    least: Option<Near>,
}

impl Best {
    fn offer(&mut self, products: &[f32], positions: &[u32], most: usize) {
        for (products, positions) in products.chunks(16).zip(positions.chunks(16)) {
            let bound = self.least.map_or(1.0, |least| least.score as f32);
            // Nearly always none is good enough, which a few vector instructions tell.
            if products.iter().map(|&product| u32::from(product >= bound)).sum::<u32>() > 0 {
                for (&product, &position) in products.iter().zip(positions) {
                    if product >= bound {
                        self.take(Near { score: product as i32, position: Reverse(position) }, most);
                    }
                }
            }
        }
    }

    fn take(&mut self, near: Near, most: usize) {
        if self.least.is_some_and(|least| near <= least) {
            return;
        }
        self.kept.push(near);
        if self.kept.len() == (2 * most).max(32) {
            self.shrink(most);
        }
    }

    fn shrink(&mut self, most: usize) {
        if (1..self.kept.len()).contains(&most) {
            self.kept.select_nth_unstable_by(most - 1, |a, b| b.cmp(a));
            self.kept.truncate(most);
            self.least = self.kept.last().copied();
        }
    }

    fn finish(mut self, most: usize) -> Vec<Near> {
        self.kept.sort_unstable_by(|a, b| b.cmp(a));
        self.kept.truncate(most);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::nearest;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_cells_give_what_the_exact_scan_gives(
            queries in proptest::collection::vec(-127i8..=127, 3 * 16),
            stored in proptest::collection::vec(-3i8..=3, 16 * 400),
            cut in 0usize..400,
            most in 1usize..40,
        ) {
            let cells = Cells::learn(&stored, 16, 5, 2);
            let of = cells.of(&stored);
            let parts = [&of[..cut], &[], &of[cut..]];
            let vectors = [&stored[..cut * 16], &[], &stored[cut * 16..]];
            let pool = Pool::new(&cells, &parts, vectors);
            prop_assert_eq!(pool.len(), 400);
            prop_assert_eq!(pool.nearest_probing(&cells, &queries, most, 5), nearest(&queries, &stored, 16, most));

            let probed = pool.nearest_probing(&cells, &queries, most, 2);
            let nearest_cells = cells.nearest(&queries, 2);
            for (query, (found, own)) in probed.iter().zip(nearest_cells.chunks_exact(2)).enumerate() {
                let all = nearest(&queries[query * 16..][..16], &stored, 16, 400).remove(0);
                let expected: Vec<Near> = all
                    .into_iter()
                    .filter(|near| own.contains(&of[near.position.0 as usize]))
                    .take(most)
                    .collect();
                prop_assert_eq!(found, &expected);
            }
        }
    }
}
