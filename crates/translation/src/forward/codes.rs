//! States as codes of a byte.
//!
//! Each row has its own scale and zero, as in Jacob et al. 2018 (*Quantization and Training of
//! Neural Networks for Efficient Integer-Arithmetic-Only Inference*, section 2.1): a value is
//! `scale · (code − zero)`. So a row's codes depend on the row alone, and no sample of states is
//! needed beforehand.

use pulp::{Arch, Simd, WithSimd};

use super::integer::{HIGHEST, Quads};
use super::kernel::BLOCK;
use super::rotation::rotate;

/// Adding 1.5 · 2²³ rounds to a whole number and leaves it in the low bits.
pub(crate) const ROUND: f32 = 12_582_912.0;

/// Rows of states in codes, rotated, in blocks of eight. The last block is filled up with zeros.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    pub(crate) inner: usize,
    /// For each block and each four inner indices the codes of eight rows.
    pub(crate) quads: Vec<Quads>,
    pub(crate) steps: Vec<Step>,
    row: Vec<f32>,
    bytes: Vec<u8>,
}

/// What the codes of a row stand for.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// Difference between two codes.
    pub(crate) scale: f32,
    /// The code of zero.
    pub(crate) zero: i32,
}

impl Codes {
    /// Takes the rows of `matrix`, of `inner` values each.
    pub(crate) fn fill(&mut self, arch: Arch, matrix: &[f32], inner: usize) {
        let rows = (matrix.len() / inner).next_multiple_of(BLOCK);
        self.inner = inner;
        self.quads.clear();
        self.quads.resize(rows * inner / 4 / BLOCK, [[0; 4]; BLOCK]);
        self.steps.clear();
        self.steps.resize(rows, Step::default());
        self.row.resize(inner, 0.0);
        self.bytes.resize(inner, 0);
        arch.dispatch(Fill { codes: self, matrix });
    }
}

struct Fill<'a> {
    codes: &'a mut Codes,
    matrix: &'a [f32],
}

impl WithSimd for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Codes { inner, quads, steps, row, bytes } = self.codes;
        for (at, (values, step)) in self.matrix.chunks_exact(*inner).zip(steps).enumerate() {
            row.copy_from_slice(values);
            rotate(row);
            *step = encode(simd, row, bytes);
            let block = &mut quads[at / BLOCK * (*inner / 4)..][..*inner / 4];
            for (quads, &quad) in block.iter_mut().zip(bytes.as_chunks().0) {
                quads[at % BLOCK] = quad;
            }
        }
    }
}

/// Sets `codes` to those of `row`.
#[inline(always)]
fn encode<S: Simd>(simd: S, row: &[f32], codes: &mut [u8]) -> Step {
    let highest = f32::from(HIGHEST);
    let (mut low, mut high) = (simd.splat_f32s(0.0), simd.splat_f32s(0.0));
    for &values in S::as_simd_f32s(row).0 {
        (low, high) = (simd.min_f32s(low, values), simd.max_f32s(high, values));
    }
    let low = simd.reduce_min_f32s(low);
    let range = simd.reduce_max_f32s(high) - low;
    if range <= 0.0 {
        codes.fill(0);
        return Step::default();
    }
    let inverse = highest / range;
    let start = (-low).mul_add(inverse, ROUND);
    for (code, &value) in codes.iter_mut().zip(row) {
        let rounded = value.mul_add(inverse, start);
        // The ends can miss by one through rounding.
        let rounded = if rounded < ROUND { ROUND } else { rounded };
        let rounded = if rounded > ROUND + highest { ROUND + highest } else { rounded };
        *code = rounded.to_bits() as u8;
    }
    Step { scale: range / highest, zero: (start - ROUND) as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_within_half_a_step_of_the_values() {
        for shift in [-3.0f32, -0.4, 0.0, 0.7, 5.0] {
            let row: Vec<f32> = (0..96).map(|step| (step as f32 * 0.37).sin() + shift).collect();
            let mut codes = vec![0; row.len()];
            let step = encode(pulp::Scalar::new(), &row, &mut codes);
            for (&code, value) in codes.iter().zip(&row) {
                assert!(code <= HIGHEST);
                let decoded = step.scale * (i32::from(code) - step.zero) as f32;
                assert!((decoded - value).abs() <= 0.501 * step.scale, "{decoded} {value}");
            }
        }
        assert_eq!(encode(pulp::Scalar::new(), &[0.0; 16], &mut [0; 16]), Step::default());
    }

    #[test]
    fn every_machine_gives_the_same_codes() {
        let values: Vec<f32> = (0..960).map(|step| (step as f32 * 0.37).sin() * 3.0).collect();
        let on = |arch: Arch| {
            let mut codes = Codes::default();
            codes.fill(arch, &values, 96);
            (codes.quads, codes.steps)
        };
        for arch in crate::forward::every_arch() {
            assert_eq!(on(Arch::new()), on(arch));
        }
    }
}
