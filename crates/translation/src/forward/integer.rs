//! Products of 8-bit integers, with exact sums.
//!
//! Codes from 0 to [`HIGHEST`] stand for states and weights from −127 to 127 for a matrix; what they
//! stand for is the matter of [`codes`](super::codes) and [`linear`](super::linear). Sums of integers
//! do not depend on the order of additions, so every way to compute them gives the same bytes.
//!
//! AVX2 adds the products of two neighbours in 16 bits and saturates in silence (`vpmaddubsw`), so
//! the highest code times the sizes of two neighbouring weights must not exceed 32,767. AVX-512 VNNI
//! needs no such care, but the result must not depend on the processor. Neighbouring weights are
//! seldom both large: with codes up to 191 in place of 127 hardly a weight loses precision, while
//! codes up to 255, or weights of one bit less, lose more than they gain.
//!
//! Vectors of signed bytes are multiplied as they are: their codes are by [`SIGNED`] higher.
//!
//! Values of four inner indices lie beside each other, as `vpdpbusd` multiplies them: in [`Panels`]
//! those of sixteen columns in a line of the cache, in [`Quads`] those of eight rows.
//!
//! The crate `rten-gemm` has such products for more processors. It reached half the speed here, packs
//! rows a second time, leaves 32-bit sums for another pass, and calls `rayon` from within. `gemmkit`
//! has VNNI, a third of the speed, and multiplies 32-bit numbers on AVX2.

use pulp::Arch;

use super::kernel::BLOCK;

mod floats;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
use archmage::{SimdToken as _, X64V3Token, X64V4xToken};

/// The largest code.
pub(crate) const HIGHEST: u8 = 191;

/// The code of zero where codes stand for signed bytes, from −127 to 127.
pub(crate) const SIGNED: u8 = 128;

/// Lines across a panel.
const LINES: usize = 3;

/// Columns of a panel.
pub(crate) const PANEL: usize = 16 * LINES;

/// Four codes each of the eight rows of a block.
pub(crate) type Quads = [[u8; 4]; BLOCK];

/// Sums of the eight rows of a block with the columns of a panel.
pub(crate) type Tile = [[i32; PANEL]; BLOCK];

/// Sixteen columns' weights of four inner indices, in one line of the cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([[i8; 4]; 16]);

/// A matrix of `inner` × `columns` weights; the last panel is filled up with zeros.
#[derive(Debug, Clone)]
pub(crate) struct Panels {
    quads: usize,
    columns: usize,
    lines: Vec<[Line; LINES]>,
}

impl Panels {
    /// A matrix of zeros to be filled with [`set_column`](Self::set_column). `inner` is a multiple of
    /// four.
    pub(crate) fn new(inner: usize, columns: usize) -> Self {
        assert!(inner.is_multiple_of(4), "inner values come in fours");
        let quads = inner / 4;
        let lines = vec![[Line([[0; 4]; 16]); LINES]; columns.div_ceil(PANEL) * quads];
        Panels { quads, columns, lines }
    }

    /// Sets the column `column` to the values of `along`, one for each inner index.
    pub(crate) fn set_column(&mut self, column: usize, along: &[i8]) {
        let (panel, within) = (column / PANEL, column % PANEL);
        let lines = &mut self.lines[panel * self.quads..][..self.quads];
        for (lines, &quad) in lines.iter_mut().zip(along.as_chunks().0) {
            lines[within / 16].0[within % 16] = quad;
        }
    }

    pub(crate) fn inner(&self) -> usize {
        4 * self.quads
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }
}

/// Rows of signed bytes as codes, in blocks of eight. The last block is filled up with zeros.
#[derive(Debug, Default)]
pub(crate) struct SignedRows {
    quads: usize,
    codes: Vec<Quads>,
}

impl SignedRows {
    /// Takes `rows` of `inner` values each, a multiple of four.
    pub(crate) fn fill<'r>(&mut self, rows: impl ExactSizeIterator<Item = &'r [i8]>, inner: usize) {
        assert!(inner.is_multiple_of(4), "inner values come in fours");
        self.quads = inner / 4;
        self.codes.clear();
        self.codes.resize(rows.len().div_ceil(BLOCK) * self.quads, [[SIGNED; 4]; BLOCK]);
        for (at, row) in rows.enumerate() {
            let block = &mut self.codes[at / BLOCK * self.quads..][..self.quads];
            for (codes, values) in block.iter_mut().zip(row.as_chunks::<4>().0) {
                codes[at % BLOCK] = values.map(|value| value.cast_unsigned() ^ SIGNED);
            }
        }
    }

    /// The blocks, so many at a time.
    pub(crate) fn blocks(&self, at_a_time: usize) -> impl Iterator<Item = &[Quads]> {
        self.codes.chunks(at_a_time * self.quads)
    }
}

/// How this machine multiplies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Instructions {
    /// Floats, which hold the same whole numbers.
    Floats(Arch),
    /// `vpmaddubsw` and `vpmaddwd` of x86-64-v3.
    #[cfg(target_arch = "x86_64")]
    Avx2(X64V3Token),
    /// `vpdpbusd` on 512 bits: Intel from Ice Lake, AMD from Zen 4.
    #[cfg(target_arch = "x86_64")]
    Vnni(X64V4xToken),
}

impl Instructions {
    /// The fastest that this machine has.
    pub(crate) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let vnni = X64V4xToken::summon().map(Instructions::Vnni);
            if let Some(best) = vnni.or_else(|| X64V3Token::summon().map(Instructions::Avx2)) {
                return best;
            }
        }
        Instructions::Floats(Arch::new())
    }

    /// Blocks of rows to multiply at a time: as many as have their sums in the first-level cache, or
    /// as many as make up for the widening of weights.
    pub(crate) fn blocks_at_a_time(self) -> usize {
        if matches!(self, Instructions::Floats(_)) { 32 } else { 4 }
    }

    /// Sets `tiles`, one for each block of rows, to the products of the blocks' codes with the panel
    /// `panel` of `weights`.
    pub(crate) fn multiply(self, blocks: &[Quads], weights: &Panels, panel: usize, tiles: &mut [Tile]) {
        self.multiply_above::<0>(blocks, weights, panel, tiles);
    }

    /// The same where codes stand for signed bytes.
    pub(crate) fn multiply_signed(
        self,
        blocks: &[Quads],
        weights: &Panels,
        panel: usize,
        tiles: &mut [Tile],
    ) {
        self.multiply_above::<SIGNED>(blocks, weights, panel, tiles);
    }

    fn multiply_above<const ZERO: u8>(
        self,
        blocks: &[Quads],
        weights: &Panels,
        panel: usize,
        tiles: &mut [Tile],
    ) {
        assert_eq!(blocks.len(), tiles.len() * weights.quads, "blocks and tiles agree");
        let lines = &weights.lines[panel * weights.quads..][..weights.quads];
        match self {
            Instructions::Floats(arch) => floats::multiply::<ZERO>(arch, blocks, lines, tiles),
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2(token) => x86::with_avx2::<ZERO>(token, blocks, lines, tiles),
            #[cfg(target_arch = "x86_64")]
            Instructions::Vnni(token) => x86::with_vnni::<ZERO>(token, blocks, lines, tiles),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn every_way() -> Vec<Instructions> {
        let mut all = vec![Instructions::best()];
        all.extend(crate::forward::every_arch().into_iter().map(Instructions::Floats));
        #[cfg(target_arch = "x86_64")]
        all.extend(X64V3Token::summon().map(Instructions::Avx2));
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn every_machine_gives_the_sums_of_the_definition(
            blocks in 1usize..4, quads in 1usize..120, columns in 1usize..100, extreme in any::<bool>(),
            signed in any::<bool>(), seed in any::<u32>()
        ) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Pairs of the largest values are where 16 bits could overflow.
                if extreme { if state >> 31 == 0 { 255 } else { 1 } } else { (state >> 24) as u8 }
            };
            let inner = 4 * quads;
            let (zero, highest, size) = if signed { (128, 255, 127) } else { (0, HIGHEST, 85) };
            let codes: Vec<u8> =
                (0..blocks * BLOCK * inner).map(|_| next().min(highest).max(u8::from(signed))).collect();
            let weights: Vec<i8> =
                (0..columns * inner).map(|_| (i16::from(next()) - 128).clamp(-size, size) as i8).collect();
            let mut panels = Panels::new(inner, columns);
            for (column, along) in weights.chunks_exact(inner).enumerate() {
                panels.set_column(column, along);
            }
            let mut packed = vec![[[0; 4]; BLOCK]; blocks * quads];
            for (row, codes) in codes.chunks_exact(inner).enumerate() {
                for (quad, codes) in codes.as_chunks().0.iter().enumerate() {
                    packed[row / BLOCK * quads + quad][row % BLOCK] = *codes;
                }
            }
            for way in every_way() {
                for panel in 0..columns.div_ceil(PANEL) {
                    let mut tiles = vec![[[1; PANEL]; BLOCK]; blocks];
                    if signed {
                        way.multiply_signed(&packed, &panels, panel, &mut tiles);
                    } else {
                        way.multiply(&packed, &panels, panel, &mut tiles);
                    }
                    for (row, sums) in tiles.as_flattened().iter().enumerate() {
                        for (column, &sum) in (panel * PANEL..columns).zip(sums) {
                            let row = &codes[row * inner..][..inner];
                            let along = &weights[column * inner..][..inner];
                            let products = row.iter().zip(along);
                            let product = |(code, weight): (&u8, &i8)| (i32::from(*code) - zero) * i32::from(*weight);
                            let expected: i32 = products.map(product).sum();
                            prop_assert_eq!(sum, expected);
                        }
                    }
                }
            }
        }
    }
}
