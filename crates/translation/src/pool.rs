//! A pool of stored vectors: the nearest of each query, in the cells that are nearest to it.
//!
//! Vectors lie by cell, as the kernel of bytes takes them, so that a cell is read once for all
//! queries of a group that probe it. Products are exact, and within the cells probed so is the
//! result. What is found depends on the query, the cells and what is in the pool, not on how it came
//! in, on the number of threads or on the processor.

use std::cmp::Reverse;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::cells::Cells;
use crate::forward::integer::{Instructions, PANEL, Panels, SignedRows, Tile};
use crate::forward::kernel::BLOCK;
use crate::scan::Near;

/// Queries that go through the pool together. A cell is then probed by hundreds of them, which share
/// one reading of it.
const GROUP: usize = 4096;

/// Stands for a column that is not filled.
const NOTHING: u32 = u32::MAX;

/// Stored vectors, by cell.
pub struct Pool {
    /// For each cell its first panel, and the number of all panels.
    starts: Vec<u32>,
    /// For each column of the panels the position of its vector.
    positions: Vec<u32>,
    panels: Panels,
}

impl Pool {
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
        let mut panels = Panels::new(dimensions, positions.len());
        let mut next: Vec<usize> = starts.iter().map(|&start| start as usize * PANEL).collect();
        let mut given = vectors.into_iter();
        let mut position = 0;
        for part in parts {
            let vectors = given.next().expect("every part has its vectors");
            let vectors = vectors.as_ref();
            assert_eq!(vectors.len(), part.len() * dimensions, "every vector has its cell");
            for (vector, &cell) in vectors.chunks_exact(dimensions).zip(*part) {
                let column = &mut next[usize::from(cell)];
                panels.set_column(*column, vector);
                positions[*column] = position;
                position += 1;
                *column += 1;
            }
        }
        Pool { starts, positions, panels }
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.positions.iter().filter(|&&position| position != NOTHING).count()
    }

    /// Whether there is no vector.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// For each query the `most` nearest vectors in the `probes` cells nearest to it whose products
    /// are at least `least`, the nearest first; of equal ones the lower position comes first. Vectors
    /// of zeros are near nothing.
    ///
    /// # Panics
    ///
    /// If `cells` are not those of the pool, or `queries` is no whole number of vectors.
    pub fn nearest(
        &self,
        cells: &Cells,
        queries: &[i8],
        most: usize,
        least: i32,
        probes: usize,
    ) -> Vec<Vec<Near>> {
        assert_eq!(cells.len() + 1, self.starts.len(), "the cells are those of the pool");
        let (probes, dimensions) = (probes.clamp(1, cells.len()), cells.dimensions());
        let share = (queries.len() / dimensions).div_ceil(rayon::current_num_threads());
        queries
            .par_chunks(share.clamp(BLOCK, GROUP) * dimensions)
            .flat_map_iter(|queries| {
                let mut probed: Vec<(u16, u32)> = Vec::new();
                for (query, cells) in (0..).zip(cells.nearest(queries, probes).chunks_exact(probes)) {
                    probed.extend(cells.iter().map(|&cell| (cell, query)));
                }
                probed.sort_unstable();
                let mut best = Vec::new();
                best.resize_with(queries.len() / dimensions, || Best::new(most, least));
                self.search(queries, &probed, &mut best);
                best.into_iter().map(Best::finish)
            })
            .collect()
    }

    /// Looks through the cells of one group of queries; `probed` are cells with queries, sorted.
    fn search(&self, queries: &[i8], probed: &[(u16, u32)], best: &mut [Best]) {
        let (arch, instructions) = (Arch::new(), Instructions::best());
        let dimensions = self.panels.inner();
        let waiting = instructions.blocks_at_a_time();
        let (mut rows, mut tiles) = (SignedRows::default(), vec![[[0; PANEL]; BLOCK]; waiting]);
        for own in probed.chunk_by(|a, b| a.0 == b.0) {
            let cell = usize::from(own[0].0);
            let vectors = own.iter().map(|&(_, query)| &queries[query as usize * dimensions..][..dimensions]);
            rows.fill(vectors, dimensions);
            for panel in self.starts[cell] as usize..self.starts[cell + 1] as usize {
                let positions = self.positions[panel * PANEL..].first_chunk().expect("panels are whole");
                for (blocks, own) in rows.blocks(waiting).zip(own.chunks(waiting * BLOCK)) {
                    let tiles = &mut tiles[..own.len().div_ceil(BLOCK)];
                    instructions.multiply_signed(blocks, &self.panels, panel, tiles);
                    arch.dispatch(Offer { tiles, positions, own, best });
                }
            }
        }
    }
}

/// Offers the products of queries with a panel.
struct Offer<'a> {
    tiles: &'a [Tile],
    positions: &'a [u32; PANEL],
    /// The queries, after their cell.
    own: &'a [(u16, u32)],
    best: &'a mut [Best],
}

impl WithSimd for Offer<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "see `forward`")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        for ((_, query), products) in self.own.iter().zip(self.tiles.as_flattened()) {
            let best = &mut self.best[*query as usize];
            // Nearly always none is good enough, which a few vector instructions tell.
            if products.iter().fold(i32::MIN, |highest, &product| highest.max(product)) >= best.least.score {
                best.take(products, self.positions);
            }
        }
    }
}

/// The best so far of one query, in no order.
struct Best {
    kept: Vec<Near>,
    most: usize,
    /// What is not better does not count.
    least: Near,
}

impl Best {
    fn new(most: usize, least: i32) -> Self {
        Best { kept: Vec::new(), most, least: Near { score: least.max(1), position: Reverse(NOTHING) } }
    }

    #[inline(never)]
    fn take(&mut self, products: &[i32; PANEL], positions: &[u32; PANEL]) {
        for (&score, &position) in products.iter().zip(positions) {
            let near = Near { score, position: Reverse(position) };
            if near > self.least {
                self.kept.push(near);
                if self.kept.len() == (2 * self.most).max(32) {
                    self.shrink();
                }
            }
        }
    }

    fn shrink(&mut self) {
        if (1..self.kept.len()).contains(&self.most) {
            self.kept.select_nth_unstable_by(self.most - 1, |a, b| b.cmp(a));
            self.kept.truncate(self.most);
            self.least = self.kept[self.most - 1];
        }
    }

    fn finish(mut self) -> Vec<Near> {
        self.kept.sort_unstable_by(|a, b| b.cmp(a));
        self.kept.truncate(self.most);
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
            least in 0i32..400,
        ) {
            let cells = Cells::learn(&stored, 16, 5, 2);
            let of = cells.of(&stored);
            let parts = [&of[..cut], &[], &of[cut..]];
            let vectors = [&stored[..cut * 16], &[], &stored[cut * 16..]];
            let pool = Pool::new(&cells, &parts, vectors);
            prop_assert_eq!(pool.len(), 400);
            let scanned = nearest(&queries, &stored, 16, most);
            prop_assert_eq!(&pool.nearest(&cells, &queries, most, 0, 5), &scanned);
            let one = Cells::one(16);
            let whole = Pool::new(&one, &[&one.of(&stored)], [&stored]);
            prop_assert_eq!(&whole.nearest(&one, &queries, most, 0, 64), &scanned);

            let probed = pool.nearest(&cells, &queries, most, least, 2);
            let nearest_cells = cells.nearest(&queries, 2);
            for (query, (found, own)) in probed.iter().zip(nearest_cells.chunks_exact(2)).enumerate() {
                let all = nearest(&queries[query * 16..][..16], &stored, 16, 400).remove(0);
                let expected: Vec<Near> = all
                    .into_iter()
                    .filter(|near| near.score >= least && own.contains(&of[near.position.0 as usize]))
                    .take(most)
                    .collect();
                prop_assert_eq!(found, &expected);
            }
        }
    }
}
