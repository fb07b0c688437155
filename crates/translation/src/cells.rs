//! Cells: a division of the space of stored vectors that never changes.
//!
//! Each vector belongs to the centroid it is nearest to, as in inverted files (Jégou, Douze and
//! Schmid 2011, *Product Quantization for Nearest Neighbor Search*, section IV). Centroids come with
//! the fit and do not depend on an archive, so that a vector's cell is the same whenever it is added.
//!
//! Products of stored vectors are whole numbers below 2²³, which `f32` holds exactly, so the kernel
//! of the forward pass does for them and every machine agrees on every score.

mod learn;

use pulp::Arch;
use rayon::prelude::*;

use crate::forward::kernel::{Rows, Weights, product};

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

    /// The `most` nearest cells of each vector, the nearest first, one vector after the other.
    pub(crate) fn nearest(&self, vectors: &[i8], most: usize) -> Vec<u16> {
        assert!(!self.is_empty(), "the fit has cells");
        assert!(vectors.len().is_multiple_of(self.dimensions), "vectors are whole");
        let arch = Arch::new();
        let mut weights = Weights::new(self.dimensions, self.len());
        let mut along = vec![0.0; self.dimensions];
        for (cell, centroid) in self.centroids.chunks_exact(self.dimensions).enumerate() {
            widen(centroid, &mut along);
            weights.set_column(cell, &along);
        }
        let stride = weights.padded_columns();
        let groups = vectors.par_chunks(GROUP * self.dimensions).map_init(
            || (vec![0.0; GROUP * self.dimensions], Rows::default(), vec![0.0; GROUP * stride]),
            |(wide, rows, products), vectors| {
                let wide = &mut wide[..vectors.len()];
                widen(vectors, wide);
                rows.fill(wide, self.dimensions, self.dimensions);
                product(arch, rows, &weights, &mut products[..rows.count() * stride]);
                let mut cells = Vec::with_capacity(vectors.len() / self.dimensions * most);
                for row in products.chunks_exact(stride).take(vectors.len() / self.dimensions) {
                    push_highest(&row[..self.len()], most, &mut cells);
                }
                cells
            },
        );
        groups.flatten_iter().collect()
    }
}

/// Appends the places of the `most` highest of `row`, the highest first; of equal ones the lower.
fn push_highest(row: &[f32], most: usize, cells: &mut Vec<u16>) {
    if most == 1 {
        let mut best = 0;
        for (cell, value) in row.iter().enumerate() {
            if *value > row[best] {
                best = cell;
            }
        }
        cells.push(best as u16);
        return;
    }
    let order = |a: &u16, b: &u16| row[usize::from(*b)].total_cmp(&row[usize::from(*a)]).then(a.cmp(b));
    let mut all: Vec<u16> = (0..row.len()).map(|cell| cell as u16).collect();
    let most = most.min(all.len());
    if most < all.len() {
        all.select_nth_unstable_by(most, order);
    }
    all[..most].sort_unstable_by(order);
    cells.extend(&all[..most]);
}

/// The same numbers as `f32`.
pub(crate) fn widen(vectors: &[i8], wide: &mut [f32]) {
    for (wide, &value) in wide.iter_mut().zip(vectors) {
        *wide = f32::from(value);
    }
}
