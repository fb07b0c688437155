//! Cells: a division of the space of stored vectors that never changes.
//!
//! Each vector belongs to the centroid it is nearest to, as in inverted files (Jégou, Douze and
//! Schmid 2011, *Product Quantization for Nearest Neighbor Search*, section IV). Centroids come with
//! the fit and do not depend on an archive, so that a vector's cell is the same whenever it is added.
//!
//! Products of stored vectors are sums of whole numbers, so every machine agrees on every cell.

mod learn;

use rayon::prelude::*;

use crate::forward::integer::{Instructions, PANEL, Panels, SignedRows};
use crate::forward::kernel::BLOCK;

/// Fixed centroids of stored vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    dimensions: usize,
    centroids: Vec<i8>,
}

/// Vectors that are compared with the centroids at a time.
const GROUP: usize = 64;

impl Cells {
    /// As many as a `u16` can number.
    pub(crate) const MOST: usize = 1 << 16;

    pub(crate) fn none(dimensions: usize) -> Self {
        Self::new(Vec::new(), dimensions)
    }

    pub(crate) fn new(centroids: Vec<i8>, dimensions: usize) -> Self {
        Cells { dimensions, centroids }
    }

    /// One cell, to which all vectors belong.
    pub(crate) fn one(dimensions: usize) -> Self {
        Self::new(vec![0; dimensions], dimensions)
    }

    /// Values of a vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.centroids.len() / self.dimensions
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.centroids.is_empty()
    }

    /// The centroids, one after the other.
    pub(crate) fn centroids(&self) -> &[i8] {
        &self.centroids
    }

    /// The cell of each vector; of equally near ones the lower.
    ///
    /// # Panics
    ///
    /// If there is no cell, or `vectors` is no whole number of vectors.
    pub fn of(&self, vectors: &[i8]) -> Vec<u16> {
        self.nearest(vectors, 1)
    }

    /// The `most` nearest cells of each vector, in no order, one vector after the other; of equally
    /// near ones the lower.
    pub(crate) fn nearest(&self, vectors: &[i8], most: usize) -> Vec<u16> {
        assert!(!self.is_empty(), "the fit has cells");
        assert!(vectors.len().is_multiple_of(self.dimensions), "vectors are whole");
        let instructions = Instructions::best();
        let mut centroids = Panels::new(self.dimensions, self.len());
        for (cell, centroid) in self.centroids.chunks_exact(self.dimensions).enumerate() {
            centroids.set_column(cell, centroid);
        }
        let stride = self.len().next_multiple_of(PANEL);
        let groups = vectors.par_chunks(GROUP * self.dimensions).map_init(
            || (SignedRows::default(), vec![[[0; PANEL]; BLOCK]; GROUP / BLOCK], vec![0; GROUP * stride]),
            |(rows, tiles, products), vectors| {
                let vectors = vectors.chunks_exact(self.dimensions);
                let count = vectors.len();
                rows.fill(vectors, self.dimensions);
                let tiles = &mut tiles[..count.div_ceil(BLOCK)];
                let blocks = rows.blocks(GROUP / BLOCK).next().unwrap_or_default();
                for panel in 0..stride / PANEL {
                    instructions.multiply_signed(blocks, &centroids, panel, tiles);
                    for (row, products) in tiles.as_flattened().iter().zip(products.chunks_exact_mut(stride))
                    {
                        products[panel * PANEL..][..PANEL].copy_from_slice(row);
                    }
                }
                let mut cells = Vec::with_capacity(count * most);
                for row in products.chunks_exact(stride).take(count) {
                    push_highest(&row[..self.len()], most, &mut cells);
                }
                cells
            },
        );
        groups.flatten_iter().collect()
    }
}

/// Appends the places of the `most` highest of `row`, in no order; of equal ones the lower counts.
fn push_highest(row: &[i32], most: usize, cells: &mut Vec<u16>) {
    if most == 1 {
        let highest = row.iter().copied().max();
        cells.extend(row.iter().position(|value| Some(*value) == highest).map(|cell| cell as u16));
        return;
    }
    // A value and its place as one number.
    let ordered = row.iter().zip(0u32..).map(|(value, cell)| i64::from(*value) << 32 | i64::from(!cell));
    let mut all: Vec<i64> = ordered.collect();
    let most = most.min(all.len());
    if most < all.len() {
        all.select_nth_unstable_by(most, |a, b| b.cmp(a));
    }
    cells.extend(all[..most].iter().map(|both| !(*both as u32) as u16));
}
