//! The instructions of x86-64 for products of bytes.
//!
//! `archmage` checks once what the processor has and gives a token, with which functions compiled
//! for it can be called without `unsafe`; the instructions themselves are safe there.

use archmage::prelude::*;

use super::{BLOCK, LINES, Line, PANEL, Quads, Tile};

/// Eight rows by 48 columns in 24 of 32 registers.
#[arcane(import_intrinsics)]
pub(super) fn with_vnni(_: X64V4xToken, blocks: &[Quads], lines: &[[Line; LINES]], tiles: &mut [Tile]) {
    for (block, tile) in blocks.chunks_exact(lines.len()).zip(tiles) {
        let mut sums = [[_mm512_setzero_si512(); LINES]; BLOCK];
        for (quads, lines) in block.iter().zip(lines) {
            let weights: [__m512i; LINES] = std::array::from_fn(|line| {
                _mm512_loadu_si512(
                    lines[line].0.as_flattened().first_chunk::<64>().expect("a line has 64 bytes"),
                )
            });
            for (sums, &quad) in sums.iter_mut().zip(quads) {
                let codes = _mm512_set1_epi32(i32::from_le_bytes(quad));
                for (sum, &weights) in sums.iter_mut().zip(&weights) {
                    *sum = _mm512_dpbusd_epi32(*sum, codes, weights);
                }
            }
        }
        for (target, sums) in tile.iter_mut().zip(&sums) {
            for (target, &sum) in target.as_chunks_mut::<16>().0.iter_mut().zip(sums) {
                _mm512_storeu_si512(target, sum);
            }
        }
    }
}

/// Rows that AVX2 computes together: with halves of three lines twelve of sixteen registers.
const ROWS: usize = 4;

/// Four rows by three times eight columns at a time. Codes are at most 127, so pairs of products do
/// not saturate.
#[arcane(import_intrinsics)]
pub(super) fn with_avx2(_: X64V3Token, blocks: &[Quads], lines: &[[Line; LINES]], tiles: &mut [Tile]) {
    let ones = _mm256_set1_epi16(1);
    for (block, tile) in blocks.chunks_exact(lines.len()).zip(tiles) {
        for first in (0..BLOCK).step_by(ROWS) {
            for half in 0..2 {
                let mut sums = [[_mm256_setzero_si256(); LINES]; ROWS];
                for (quads, lines) in block.iter().zip(lines) {
                    let weights: [__m256i; LINES] = std::array::from_fn(|line| {
                        _mm256_loadu_si256(&lines[line].0.as_flattened().as_chunks::<32>().0[half])
                    });
                    for (sums, &quad) in sums.iter_mut().zip(&quads[first..first + ROWS]) {
                        let codes = _mm256_set1_epi32(i32::from_le_bytes(quad));
                        for (sum, &weights) in sums.iter_mut().zip(&weights) {
                            let pairs = _mm256_maddubs_epi16(codes, weights);
                            *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, ones));
                        }
                    }
                }
                for (target, sums) in tile[first..first + ROWS].iter_mut().zip(&sums) {
                    let (eights, _): (&mut [[i32; 8]], _) = target.as_chunks_mut();
                    for (line, &sum) in sums.iter().enumerate() {
                        _mm256_storeu_si256(&mut eights[2 * line + half], sum);
                    }
                }
            }
        }
    }
}

const _: () = assert!(PANEL == 16 * LINES, "a line has sixteen columns");
