//! The nearest stored vectors of each query, exactly.
//!
//! Vectors are `i8` and their products `i32`, so scores are whole numbers: no rounding, the same on
//! every machine, and ties are real ties, which the lower position wins. Queries are taken in
//! groups, so that a stored vector is read from memory once for a whole group.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// A stored vector near a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Product of the two stored forms; divided by 160,000 it is about the cosine.
    pub score: i32,
    /// Position of the stored vector.
    pub position: Reverse<u32>,
}

/// Queries that share one reading of the stored vectors.
const GROUP: usize = 64;

/// Stored vectors that stay in the first-level cache while all queries of a group pass.
const BLOCK: usize = 64;

/// The `most` nearest of `stored` for each query, the nearest first; of equal ones the lower position
/// comes first. Both sides are vectors of `dimensions` values, one after the other, as
/// [`StaticTable::stored_vectors`](crate::StaticTable::stored_vectors) gives them. Vectors of zeros
/// are near nothing.
///
/// # Panics
///
/// If a side is no whole number of vectors.
pub fn nearest(queries: &[i8], stored: &[i8], dimensions: usize, most: usize) -> Vec<Vec<Near>> {
    assert!(dimensions > 0 && queries.len().is_multiple_of(dimensions));
    assert!(stored.len().is_multiple_of(dimensions), "stored vectors are whole");
    let arch = Arch::new();
    queries
        .par_chunks(GROUP * dimensions)
        .flat_map_iter(|queries| {
            let mut best = vec![BinaryHeap::new(); queries.len() / dimensions];
            arch.dispatch(Group { queries, stored, dimensions, most, best: &mut best });
            best.into_iter().map(|heap: BinaryHeap<Reverse<Near>>| {
                heap.into_sorted_vec().into_iter().map(|near| near.0).collect()
            })
        })
        .collect()
}

struct Group<'a> {
    queries: &'a [i8],
    stored: &'a [i8],
    dimensions: usize,
    most: usize,
    best: &'a mut [BinaryHeap<Reverse<Near>>],
}

impl WithSimd for Group<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "see `forward`")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        let Group { queries, stored, dimensions, most, best } = self;
        for (block, stored) in stored.chunks(BLOCK * dimensions).enumerate() {
            for (query, best) in queries.chunks_exact(dimensions).zip(best.iter_mut()) {
                let mut least =
                    if best.len() < most { 0 } else { best.peek().map_or(0, |least| least.0.score) };
                for (within, vector) in stored.chunks_exact(dimensions).enumerate() {
                    let score = product(query, vector);
                    // Positions rise, so an equal score never displaces an earlier one.
                    if score > least {
                        let position = Reverse((block * BLOCK + within) as u32);
                        best.push(Reverse(Near { score, position }));
                        if best.len() > most {
                            best.pop();
                        }
                        if best.len() == most {
                            least = best.peek().map_or(0, |least| least.0.score);
                        }
                    }
                }
            }
        }
    }
}

/// Sum of the products; a check of each addition, as tests make them, would keep it from being done
/// by vectors.
#[expect(clippy::inline_always, reason = "see `forward`")]
#[inline(always)]
fn product(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).fold(0i32, |sum, (&a, &b)| sum.wrapping_add(i32::from(a).wrapping_mul(i32::from(b))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_are_those_of_sorting_all(
            queries in proptest::collection::vec(-127i8..=127, 3 * 16),
            stored in proptest::collection::vec(-3i8..=3, 16 * 150),
            most in 1usize..9,
        ) {
            let found = nearest(&queries, &stored, 16, most);
            for (query, found) in queries.chunks_exact(16).zip(found) {
                let mut all: Vec<Near> = stored
                    .chunks_exact(16)
                    .enumerate()
                    .map(|(position, vector)| Near {
                        score: query.iter().zip(vector).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum(),
                        position: Reverse(position as u32),
                    })
                    .filter(|near| near.score > 0)
                    .collect();
                all.sort_unstable_by(|a, b| b.cmp(a));
                all.truncate(most);
                prop_assert_eq!(found, all);
            }
        }
    }
}
