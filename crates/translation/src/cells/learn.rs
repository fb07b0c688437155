//! Centroids by k-means on the sphere (Dhillon and Modha 2001, *Concept Decompositions for Large
//! Sparse Text Data*), in whole numbers, so that the same vectors give the same cells everywhere.

use super::Cells;

impl Cells {
    /// Divides the space of `vectors`, stored vectors of `dimensions` values, into `count` cells in
    /// `rounds` rounds. It starts from vectors at equal distances in the list, so these should come
    /// in no order.
    ///
    /// # Panics
    ///
    /// If there are fewer vectors than cells, or more cells than a `u16` can number.
    #[must_use]
    pub fn learn(vectors: &[i8], dimensions: usize, count: usize, rounds: usize) -> Self {
        let total = vectors.len() / dimensions;
        assert!((1..=total.min(Cells::MOST)).contains(&count), "there are vectors for all cells");
        let start = (0..count).flat_map(|cell| {
            let place = (cell as u64 * total as u64 / count as u64) as usize;
            vectors[place * dimensions..][..dimensions].iter().copied()
        });
        let mut cells = Cells::new(start.collect(), dimensions);
        for _ in 0..rounds {
            let mut sums = vec![0i64; count * dimensions];
            for (cell, vector) in cells.of(vectors).into_iter().zip(vectors.chunks_exact(dimensions)) {
                let sum = &mut sums[usize::from(cell) * dimensions..][..dimensions];
                sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += i64::from(*value));
            }
            let centroids = cells.centroids.chunks_exact_mut(dimensions);
            for (centroid, sum) in centroids.zip(sums.chunks_exact(dimensions)) {
                let length = sum.iter().map(|value| (value * value) as f64).sum::<f64>().sqrt();
                // A cell without vectors keeps its centroid.
                if length > 0.0 {
                    for (value, sum) in centroid.iter_mut().zip(sum) {
                        *value = (*sum as f64 / length * 400.0).round().clamp(-127.0, 127.0) as i8;
                    }
                }
            }
        }
        cells
    }
}
