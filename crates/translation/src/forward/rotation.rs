//! A rotation that spreads what sticks out.
//!
//! A few dimensions of a transformer's states are ten times as large as the rest (Dettmers et al.
//! 2022, *LLM.int8()*, section 4), and a scale that has room for them leaves few codes for the
//! others. `x·w` stays the same when `x` and `w` are both rotated; after a Hadamard transform every
//! dimension has a share of the large ones (Ashkboos et al. 2024, *QuaRot*). Unlike column scales
//! (Xiao et al. 2023, *SmoothQuant*) it needs no sample of states and helps weights too.

/// Most values that are mixed with each other.
const WIDEST: usize = 128;

/// Values in a line of the loops.
const LANES: usize = 16;

/// How many values of rows of `length` values are mixed: the largest power of two that divides it,
/// at most 128. It is also by how much [`rotate`], done to both, multiplies an inner product.
pub(crate) fn block(length: usize) -> usize {
    assert!(length.is_multiple_of(LANES), "rows are whole lines");
    1 << length.trailing_zeros().min(WIDEST.trailing_zeros())
}

/// The Walsh–Hadamard transform of each block of `row`, without its factor. Additions have a fixed
/// order.
#[inline(always)]
pub(crate) fn rotate(row: &mut [f32]) {
    let across = block(row.len()) / LANES;
    let (lines, _) = row.as_chunks_mut::<LANES>();
    for line in lines.iter_mut() {
        *line = within::<8>(within::<4>(within::<2>(within::<1>(*line))));
    }
    for lines in lines.chunks_exact_mut(across) {
        let mut half = 1;
        while half < across {
            for pair in lines.chunks_exact_mut(2 * half) {
                let (left, right) = pair.split_at_mut(half);
                for (left, right) in left.iter_mut().zip(right) {
                    for (left, right) in left.iter_mut().zip(right) {
                        (*left, *right) = (*left + *right, *left - *right);
                    }
                }
            }
            half *= 2;
        }
    }
}

/// One step within a line: sums and differences of values at distance `HALF`.
#[inline(always)]
fn within<const HALF: usize>(line: [f32; LANES]) -> [f32; LANES] {
    let value = |lane: usize| {
        let sign = if lane & HALF == 0 { 1.0 } else { -1.0 };
        line[lane].mul_add(sign, line[lane ^ HALF])
    };
    [
        value(0),
        value(1),
        value(2),
        value(3),
        value(4),
        value(5),
        value(6),
        value(7),
        value(8),
        value(9),
        value(10),
        value(11),
        value(12),
        value(13),
        value(14),
        value(15),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inner_product_is_multiplied_by_the_block() {
        for (length, expected) in [(384, 128.0), (96, 32.0), (48, 16.0), (1536, 128.0)] {
            let mut a: Vec<f32> = (0..length).map(|index| ((index * 7) % 23) as f32 - 11.0).collect();
            let mut b: Vec<f32> = (0..length).map(|index| ((index * 5) % 19) as f32 - 9.0).collect();
            let inner = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            let before = inner(&a, &b);
            rotate(&mut a);
            rotate(&mut b);
            // Whole numbers, so nothing is rounded.
            assert!((inner(&a, &b) - expected * before).abs() < 0.5);
        }
    }

    #[test]
    fn one_large_value_is_spread_over_its_block() {
        let mut row = [0.0; 128];
        row[15] = 3.0;
        rotate(&mut row);
        assert!(row.iter().all(|value| (value.abs() - 3.0).abs() < 1e-6));
    }
}
