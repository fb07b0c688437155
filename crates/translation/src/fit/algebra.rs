//! Small dense algebra in `f64`, in a fixed order of operations, so that a table made twice is the
//! same file. Libraries choose kernels by processor, which changes last digits.

/// A symmetric matrix times its inverse factor: solves `matrix·x = right` for each column of `right`.
///
/// `matrix` is `size` × `size`, positive definite; `right` has `size` rows of `columns` values and is
/// replaced by the solution. Cholesky factorization (Golub and Van Loan, *Matrix Computations*,
/// 4th edition, section 4.2).
pub(super) fn solve(matrix: &mut [f64], size: usize, right: &mut [f64], columns: usize) {
    for row in 0..size {
        for column in 0..=row {
            let (above, below) = matrix.split_at(row * size);
            let mine = &below[..column];
            let other = if column == row { mine } else { &above[column * size..][..column] };
            let product: f64 = mine.iter().zip(other).map(|(a, b)| a * b).sum();
            let rest = matrix[row * size + column] - product;
            matrix[row * size + column] = if column == row {
                rest.max(f64::MIN_POSITIVE).sqrt()
            } else {
                rest / matrix[column * size + column]
            };
        }
    }
    for row in 0..size {
        let (done, rest) = right.split_at_mut(row * columns);
        for (before, known) in done.chunks_exact(columns).enumerate() {
            subtract(&mut rest[..columns], known, matrix[row * size + before]);
        }
        divide(&mut rest[..columns], matrix[row * size + row]);
    }
    for row in (0..size).rev() {
        let (open, done) = right.split_at_mut((row + 1) * columns);
        let target = &mut open[row * columns..];
        for (after, known) in done.chunks_exact(columns).enumerate() {
            subtract(target, known, matrix[(row + 1 + after) * size + row]);
        }
        divide(target, matrix[row * size + row]);
    }
}

fn divide(values: &mut [f64], divisor: f64) {
    for value in values {
        *value /= divisor;
    }
}

fn subtract(target: &mut [f64], known: &[f64], factor: f64) {
    for (target, known) in target.iter_mut().zip(known) {
        *target -= factor * known;
    }
}

/// Eigenvalues of a symmetric matrix, the largest first, each with its vector of length 1 whose
/// largest value is positive. Cyclic Jacobi rotations (Golub and Van Loan, section 8.5).
pub(super) fn eigen(mut matrix: Vec<f64>, size: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors = vec![0.0; size * size];
    for index in 0..size {
        vectors[index * size + index] = 1.0;
    }
    let total: f64 = matrix.iter().map(|value| value * value).sum();
    for _sweep in 0..30 {
        let off = |row: usize| matrix[row * size..][..row].iter().map(|value| value * value);
        if (1..size).flat_map(off).sum::<f64>() <= 1e-26 * total {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                let off = matrix[p * size + q];
                if off == 0.0 {
                    continue;
                }
                let theta = (matrix[q * size + q] - matrix[p * size + p]) / (2.0 * off);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for row in 0..size {
                    let (a, b) = (matrix[row * size + p], matrix[row * size + q]);
                    matrix[row * size + p] = cosine * a - sine * b;
                    matrix[row * size + q] = sine * a + cosine * b;
                }
                rotate_rows(&mut matrix, size, (p, q), (cosine, sine));
                rotate_rows(&mut vectors, size, (p, q), (cosine, sine));
            }
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> = vectors
        .chunks_exact(size)
        .enumerate()
        .map(|(index, vector)| {
            let largest = vector
                .iter()
                .copied()
                .fold(0.0f64, |largest, value| if value.abs() > largest.abs() { value } else { largest });
            let sign = if largest < 0.0 { -1.0 } else { 1.0 };
            let vector = vector.iter().map(|value| value * sign).collect();
            (matrix[index * (size + 1)], vector)
        })
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs
}

fn rotate_rows(matrix: &mut [f64], size: usize, (p, q): (usize, usize), (cosine, sine): (f64, f64)) {
    let (above, below) = matrix.split_at_mut(q * size);
    for (a, b) in above[p * size..][..size].iter_mut().zip(&mut below[..size]) {
        (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
    }
}

/// `left`ᵀ·`right` for two lists of rows of `f32`.
pub(super) fn cross(left: &[f32], a: usize, right: &[f32], b: usize) -> Vec<f64> {
    let mut sums = vec![0.0; a * b];
    for (left, right) in left.chunks_exact(a).zip(right.chunks_exact(b)) {
        for (&value, sums) in left.iter().zip(sums.chunks_exact_mut(b)) {
            for (sum, &other) in sums.iter_mut().zip(right) {
                *sum += f64::from(value) * f64::from(other);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_solved_and_matrices_taken_apart() {
        let size = 12;
        let rows: Vec<f32> =
            (0..30 * size).map(|index| ((index * index * 7 + index) % 23) as f32 / 11.0 - 1.0).collect();
        let mut matrix = cross(&rows, size, &rows, size);
        for index in 0..size {
            matrix[index * (size + 1)] += 0.5;
        }
        let known: Vec<f64> = (0..size * 2).map(|index| f64::from(index as u32) - 7.0).collect();
        let mut right: Vec<f64> = (0..size * 2)
            .map(|place| {
                let (row, column) = (place / 2, place % 2);
                (0..size).map(|index| matrix[row * size + index] * known[index * 2 + column]).sum()
            })
            .collect();
        let pairs = eigen(matrix.clone(), size);
        for (value, vector) in &pairs {
            for row in 0..size {
                let product: f64 = (0..size).map(|index| matrix[row * size + index] * vector[index]).sum();
                assert!((product - value * vector[row]).abs() < 1e-9);
            }
        }
        assert!(pairs.is_sorted_by(|a, b| a.0 >= b.0));
        solve(&mut matrix, size, &mut right, 2);
        assert!(right.iter().zip(&known).all(|(a, b)| (a - b).abs() < 1e-8));
    }
}
