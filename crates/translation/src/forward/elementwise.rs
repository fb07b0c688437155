//! What lies between the products: normalising, softmax, the error-function gate.
//!
//! Loops over arrays of sixteen, which compilers turn into the vectors of the machine that
//! [`pulp::Arch::dispatch`] chose. Sums keep sixteen partial sums and add these in a fixed tree, so
//! results do not depend on the width of vectors. Nothing here is approximate beyond the last bits
//! of an `f32`: tests compare with `libm` in `f64`.

use pulp::{Arch, Simd, WithSimd};

const LANES: usize = 16;

/// Scale and shift of a layer normalization (Ba, Kiros and Hinton 2016).
#[derive(Debug, Clone)]
pub(crate) struct Norm {
    pub(crate) scale: Vec<f32>,
    pub(crate) shift: Vec<f32>,
    pub(crate) epsilon: f32,
}

/// Normalises each row of `matrix` in place.
pub(crate) fn normalize_rows(arch: Arch, matrix: &mut [f32], norm: &Norm) {
    arch.dispatch(Normalize { matrix, norm });
}

// Types instead of closures: only a method that is always inlined is compiled for the vectors of
// the machine, and closures are not.
struct Normalize<'a> {
    matrix: &'a mut [f32],
    norm: &'a Norm,
}

impl WithSimd for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        for row in self.matrix.chunks_exact_mut(self.norm.scale.len()) {
            normalize(row, self.norm);
        }
    }
}

#[inline(always)]
fn normalize(row: &mut [f32], norm: &Norm) {
    let width = row.len() as f32;
    let mean = sum(row, |value| value) / width;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / width;
    let factor = 1.0 / (variance + norm.epsilon).sqrt();
    for ((value, scale), shift) in row.iter_mut().zip(&norm.scale).zip(&norm.shift) {
        *value = ((*value - mean) * factor).mul_add(*scale, *shift);
    }
}

/// `x·Φ(x)`, the Gaussian error linear unit (Hendrycks and Gimpel 2016) in its exact form.
#[inline(always)]
pub(crate) fn gated(x: f32) -> f32 {
    let half = 0.5 * x;
    half.mul_add(error_function(x * std::f32::consts::FRAC_1_SQRT_2), half)
}

/// The error function as an odd rational function on [−4, 4], beyond which it is ±1 in `f32`.
/// Coefficients are those of Eigen's `generic_fast_erf_float` (a rational minimax fit, error below
/// 3e-7).
#[inline(always)]
fn error_function(x: f32) -> f32 {
    const ABOVE: [f32; 7] = [
        -2.726_142_3e-10,
        2.770_681_5e-8,
        -2.101_024e-6,
        -5.692_506_3e-5,
        -7.349_906_4e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    const BELOW: [f32; 5] = [-1.456_607_2e-5, -2.133_740_5e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2];
    let x = x.clamp(-4.0, 4.0);
    let square = x * x;
    let mut above = ABOVE[0];
    for &coefficient in &ABOVE[1..] {
        above = above.mul_add(square, coefficient);
    }
    let mut below = BELOW[0];
    for &coefficient in &BELOW[1..] {
        below = below.mul_add(square, coefficient);
    }
    x * above / below
}

/// Turns the first `length` values of each row of `scores` into shares: `exp(scale·s)` over its
/// sum.
pub(crate) fn softmax_rows(arch: Arch, scores: &mut [f32], stride: usize, length: usize, scale: f32) {
    arch.dispatch(Softmax { scores, stride, length, scale });
}

struct Softmax<'a> {
    scores: &'a mut [f32],
    stride: usize,
    length: usize,
    scale: f32,
}

impl WithSimd for Softmax<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        for row in self.scores.chunks_exact_mut(self.stride) {
            softmax(&mut row[..self.length], self.scale);
        }
    }
}

#[inline(always)]
fn softmax(row: &mut [f32], scale: f32) {
    let highest =
        row.iter().fold(f32::NEG_INFINITY, |highest, &value| if value > highest { value } else { highest });
    let (blocks, rest) = row.as_chunks_mut::<LANES>();
    for block in blocks {
        for value in block {
            *value = exponential((*value - highest) * scale);
        }
    }
    let mut last = [0.0f32; LANES];
    last[..rest.len()].copy_from_slice(rest);
    for value in &mut last {
        *value = exponential((*value - highest) * scale);
    }
    rest.copy_from_slice(&last[..rest.len()]);
    let factor = 1.0 / sum(row, |value| value);
    for value in row {
        *value *= factor;
    }
}

/// `exp(x)` for `x ≤ 0`, at least `exp(-87)`: the method and coefficients of Cephes' `expf` (Moshier
/// 1992), error below 2 units in the last place.
#[inline(always)]
pub(crate) fn exponential(x: f32) -> f32 {
    // Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    const SERIES: [f32; 6] =
        [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];
    let x = if x < -87.0 { -87.0 } else { x };
    let rounded = x.mul_add(std::f32::consts::LOG2_E, ROUND);
    let power = rounded - ROUND;
    let rest = power.mul_add(-LN_2_LOW, power.mul_add(-LN_2_HIGH, x));
    let mut series = SERIES[0];
    for &coefficient in &SERIES[1..] {
        series = series.mul_add(rest, coefficient);
    }
    let mantissa = series.mul_add(rest * rest, rest) + 1.0;
    let exponent = rounded.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    mantissa * f32::from_bits(exponent)
}

/// Sum of `map(value)` in a fixed order: sixteen partial sums, then a tree.
#[inline(always)]
pub(crate) fn sum(values: &[f32], map: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for (sum, &value) in sums.iter_mut().zip(block) {
            *sum += map(value);
        }
    }
    for (sum, &value) in sums.iter_mut().zip(rest) {
        *sum += map(value);
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
        width /= 2;
    }
    sums[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_agree_with_those_of_the_mathematics_library() {
        for step in -120_000..=120_000 {
            let x = step as f32 / 10_000.0;
            let exact =
                f64::from(x) * 0.5 * (1.0 + libm::erf(f64::from(x) * std::f64::consts::FRAC_1_SQRT_2));
            assert!((f64::from(gated(x)) - exact).abs() < 1e-6 * f64::from(x).abs().max(1.0), "{x}");
            let x = -x.abs() * 7.0;
            let exact = libm::exp(f64::from(x));
            assert!((f64::from(exponential(x)) - exact).abs() <= 2e-7 * exact, "{x}");
        }
    }

    #[test]
    fn every_machine_gives_the_same_bytes() {
        let values: Vec<f32> = (0..100).map(|step| (step as f32 * 0.37).sin() * 3.0).collect();
        let norm = Norm { scale: vec![1.25; 50], shift: vec![0.5; 50], epsilon: 1e-12 };
        let on = |arch: Arch| {
            let (mut norms, mut shares) = (values.clone(), values.clone());
            normalize_rows(arch, &mut norms, &norm);
            softmax_rows(arch, &mut shares, 50, 37, 0.3);
            (norms, shares)
        };
        for arch in crate::forward::every_arch() {
            assert_eq!(on(Arch::new()), on(arch));
        }
        let shares = on(Arch::new()).1;
        assert!((sum(&shares[..37], |share| share) - 1.0).abs() < 1e-6);
    }
}
