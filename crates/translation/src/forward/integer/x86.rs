//! The instructions of x86-64 for products of bytes.
//!
//! `archmage` checks once what the processor has and gives a token, with which functions compiled
//! for it can be called without `unsafe`; the instructions themselves are safe there.

use archmage::prelude::*;

use super::{BLOCK, LINES, Line, PANEL, Quads, SIGNED, Tile};

/// Eight rows by 48 columns in 24 of 32 registers. `ZERO` is the code of zero; sums begin with what it
/// adds too much.
#[arcane(import_intrinsics)]
pub(super) fn with_vnni<const ZERO: u8>(
    _: X64V4xToken,
    blocks: &[Quads],
    lines: &[[Line; LINES]],
    tiles: &mut [Tile],
) {
    let mut begin = [_mm512_setzero_si512(); LINES];
    if ZERO != 0 {
        let zeros = _mm512_set1_epi8(ZERO.cast_signed());
        for lines in lines {
            for (sum, line) in begin.iter_mut().zip(lines) {
                let weights = line.0.as_flattened().first_chunk::<64>().expect("a line has 64 bytes");
                *sum = _mm512_dpbusd_epi32(*sum, zeros, _mm512_loadu_si512(weights));
            }
        }
        begin = begin.map(|sum| _mm512_sub_epi32(_mm512_setzero_si512(), sum));
    }
    for (block, tile) in blocks.chunks_exact(lines.len()).zip(tiles) {
        let mut sums = [begin; BLOCK];
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

/// Four rows by three times eight columns at a time. With a `ZERO` of 128 codes may be of any size: a
/// value's size is multiplied by the weights with its sign, so pairs of products do not saturate
/// either.
#[arcane(import_intrinsics)]
pub(super) fn with_avx2<const ZERO: u8>(
    _: X64V3Token,
    blocks: &[Quads],
    lines: &[[Line; LINES]],
    tiles: &mut [Tile],
) {
    let (ones, zeros) = (_mm256_set1_epi16(1), _mm256_set1_epi8(ZERO.cast_signed()));
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
                            let pairs = if ZERO == 0 {
                                _mm256_maddubs_epi16(codes, weights)
                            } else {
                                let values = _mm256_xor_si256(codes, zeros);
                                let turned = _mm256_sign_epi8(weights, values);
                                _mm256_maddubs_epi16(_mm256_abs_epi8(values), turned)
                            };
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

const _: () = assert!(SIGNED == 128, "turning the highest bit makes a signed byte of a code");
const _: () = assert!(PANEL == 16 * LINES, "a line has sixteen columns");
