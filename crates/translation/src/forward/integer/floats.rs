//! The same sums where there is no instruction for products of bytes that safe code can use.
//!
//! An `f32` holds whole numbers up to 2²⁴, so over a stretch of the inner dimension the products of
//! [`kernel`](crate::forward::kernel) are exact, in any order. Weights and codes are widened anew for
//! each panel, which costs a quarter of the time and keeps weights at a byte each. On ARM `sdot` and
//! `smmla` would do more, but stable Rust lacks them; loops over bytes, left to the compiler, were
//! thirty times slower on the least x86-64.

use pulp::{Arch, Simd, WithSimd};

use super::{BLOCK, HIGHEST, LINES, Line, PANEL, Quads, Tile};
use crate::forward::kernel::{self, Rows, Weights, product};

/// Fours of inner indices in a stretch.
const STRETCH: usize = 96;

const _: () = assert!(4 * STRETCH * HIGHEST as usize * 127 <= 1 << 24, "sums of a stretch are exact");

pub(super) fn multiply<const ZERO: u8>(
    arch: Arch,
    blocks: &[Quads],
    lines: &[[Line; LINES]],
    tiles: &mut [Tile],
) {
    let (mut weights, mut rows) = (Weights::new(0, 0), Rows::default());
    let mut sums = vec![0.0; tiles.len() * BLOCK * PANEL];
    tiles.as_flattened_mut().fill([0; PANEL]);
    for (at, stretch) in lines.chunks(STRETCH).enumerate() {
        let inner = 4 * stretch.len();
        weights.reshape(inner, PANEL);
        arch.dispatch(WidenWeights { lines: stretch, target: weights.lines_mut() });
        let targets = rows.blocks_mut(tiles.len(), inner).chunks_exact_mut(inner);
        for (block, target) in blocks.chunks_exact(lines.len()).zip(targets) {
            arch.dispatch(WidenCodes::<ZERO> { quads: &block[at * STRETCH..][..stretch.len()], target });
        }
        product(arch, &rows, &weights, &mut sums);
        for (total, &sum) in tiles.as_flattened_mut().as_flattened_mut().iter_mut().zip(&sums) {
            *total += sum as i32;
        }
    }
}

struct WidenWeights<'a> {
    lines: &'a [[Line; LINES]],
    target: &'a mut [kernel::Line],
}

impl WithSimd for WidenWeights<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        for (lines, target) in self.lines.iter().zip(self.target.chunks_exact_mut(4 * LINES)) {
            for (line, packed) in lines.iter().enumerate() {
                for within in 0..4 {
                    let mut wide = [0.0; 16];
                    for (wide, weights) in wide.iter_mut().zip(&packed.0) {
                        *wide = f32::from(weights[within]);
                    }
                    target[within * LINES + line].0 = wide;
                }
            }
        }
    }
}

struct WidenCodes<'a, const ZERO: u8> {
    quads: &'a [Quads],
    target: &'a mut [[f32; BLOCK]],
}

impl<const ZERO: u8> WithSimd for WidenCodes<'_, ZERO> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        for (quads, target) in self.quads.iter().zip(self.target.as_chunks_mut::<4>().0) {
            for (within, target) in target.iter_mut().enumerate() {
                let mut wide = [0.0; BLOCK];
                for (wide, codes) in wide.iter_mut().zip(quads) {
                    *wide = f32::from(codes[within]) - f32::from(ZERO);
                }
                *target = wide;
            }
        }
    }
}
