//! Matrix products of fixed order: every element is one chain of fused multiply-adds.
//!
//! `Y = X·W`, where `W` is packed once into panels (`Weights`) and `X` into blocks of eight
//! rows (`Rows`), as in Goto and van de Geijn, *Anatomy of High-Performance Matrix Multiplication*
//! (2008), section 4. An element of `Y` adds its products one after the other in the order of the
//! inner dimension, each with one rounding. So it depends on its row and its column only: not on
//! the rows beside it, and not on the width of the machine's vectors. A sentence has the same
//! numbers in every batch, on every thread and on every processor.
//!
//! The crate `gemm` does the same job but its one function is `unsafe`, and it chooses the order of
//! additions by shape and processor; `faer` and `ndarray` wrap such kernels with the same effect.
//! The model's linear layers do without floats ([`integer`](super::integer)); what is here serves
//! products of states with states.

use pulp::{Arch, Simd, WithSimd};

/// Rows of `X` that are computed together.
pub(crate) const BLOCK: usize = 8;

/// Length of the stretch of the inner dimension that is worked on at a time, so that a block of
/// rows stays in the first-level cache.
const STRETCH: usize = 384;

/// A matrix of `inner` × `columns`, in panels of 48 or 32 columns; the last panel is filled up
/// with zeros.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    inner: usize,
    panels: usize,
    wide: bool,
    lines: Vec<Line>,
}

/// Sixteen values in one line of the cache: a load that crosses two lines costs double.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [f32; 16]);

impl Weights {
    /// A matrix of zeros to be filled with [`set_column`](Self::set_column), with panels of 48
    /// columns, or of 32 where `columns` is a multiple of 32 and not of 48.
    pub(crate) fn new(inner: usize, columns: usize) -> Self {
        let mut weights = Weights { inner: 0, panels: 0, wide: false, lines: Vec::new() };
        weights.reshape(inner, columns);
        weights
    }

    /// Makes room for `inner` × `columns` zeros.
    pub(crate) fn reshape(&mut self, inner: usize, columns: usize) {
        self.wide = columns.is_multiple_of(48) || !columns.is_multiple_of(32);
        self.inner = inner;
        self.panels = columns.div_ceil(self.width());
        self.lines.clear();
        self.lines.resize(self.panels * inner * self.lines_across(), Line([0.0; 16]));
    }

    /// Lines across a panel.
    fn lines_across(&self) -> usize {
        if self.wide { 3 } else { 2 }
    }

    /// Columns of a panel.
    fn width(&self) -> usize {
        self.lines_across() * 16
    }

    /// Columns with the filling.
    pub(crate) fn padded_columns(&self) -> usize {
        self.panels * self.width()
    }

    /// Sets the column `column` to the values of `along`, one for each inner index.
    pub(crate) fn set_column(&mut self, column: usize, along: &[f32]) {
        let (across, inner) = (self.lines_across(), self.inner);
        let (panel, within) = (column / self.width(), column % self.width());
        let panel = &mut self.lines[panel * inner * across..][..inner * across];
        for (lines, &value) in panel.chunks_exact_mut(across).zip(along) {
            lines[within / 16].0[within % 16] = value;
        }
    }

    /// Sets the row of inner index `index`.
    pub(crate) fn set_row(&mut self, index: usize, across: &[f32]) {
        let (lines_across, inner) = (self.lines_across(), self.inner);
        for (line, values) in across.chunks(16).enumerate() {
            let (panel, within) = (line / lines_across, line % lines_across);
            self.lines[(panel * inner + index) * lines_across + within].0[..values.len()]
                .copy_from_slice(values);
        }
    }

    /// The lines of the matrix, in the order of panels and inner indices, to be set.
    pub(crate) fn lines_mut(&mut self) -> &mut [Line] {
        &mut self.lines
    }

    /// Packs a matrix whose rows are the columns wanted, as linear layers store them.
    pub(crate) fn from_transposed(rows: &[f32], inner: usize) -> Self {
        let mut weights = Self::new(inner, rows.len() / inner);
        for (column, along) in rows.chunks_exact(inner).enumerate() {
            weights.set_column(column, along);
        }
        weights
    }
}

/// A matrix of rows, in blocks of eight: the values of one inner index lie beside each other. The
/// last block is filled up with zeros.
#[derive(Debug, Default, Clone)]
pub(crate) struct Rows {
    inner: usize,
    values: Vec<f32>,
}

impl Rows {
    /// Rows with the filling.
    pub(crate) fn count(&self) -> usize {
        self.values.len() / self.inner
    }

    /// Makes room for `blocks` blocks of `inner` values a row, in the order of inner indices, to be set.
    pub(crate) fn blocks_mut(&mut self, blocks: usize, inner: usize) -> &mut [[f32; BLOCK]] {
        self.inner = inner;
        self.values.resize(blocks * BLOCK * inner, 0.0);
        self.values.as_chunks_mut().0
    }

    /// Takes the rows that lie in `matrix` at `stride`, of which the first `inner` values count.
    pub(crate) fn fill(&mut self, matrix: &[f32], stride: usize, inner: usize) {
        let rows = matrix.len().div_ceil(stride);
        self.inner = inner;
        self.values.resize(rows.next_multiple_of(BLOCK) * inner, 0.0);
        for (block, target) in matrix.chunks(BLOCK * stride).zip(self.values.chunks_exact_mut(BLOCK * inner))
        {
            let (target, _) = target.as_chunks_mut::<BLOCK>();
            if block.len() >= (BLOCK - 1) * stride + inner {
                let rows: [&[f32]; BLOCK] = std::array::from_fn(|row| &block[row * stride..][..inner]);
                for (index, values) in target.iter_mut().enumerate() {
                    *values = std::array::from_fn(|row| rows[row][index]);
                }
            } else {
                target.fill([0.0; BLOCK]);
                for (row, values) in block.chunks(stride).enumerate() {
                    for (index, &value) in values[..inner].iter().enumerate() {
                        target[index][row] = value;
                    }
                }
            }
        }
    }
}

/// Sets `result` to `rows`·`weights`. Its rows lie at `weights.padded_columns()`, and it
/// has as many as `rows` with its filling.
pub(crate) fn product(arch: Arch, rows: &Rows, weights: &Weights, result: &mut [f32]) {
    assert_eq!(rows.inner, weights.inner, "the inner dimensions agree");
    arch.dispatch(Product { rows, weights, result });
}

struct Product<'a> {
    rows: &'a Rows,
    weights: &'a Weights,
    result: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if self.weights.wide { panels::<S, 3>(simd, self) } else { panels::<S, 2>(simd, self) }
    }
}

/// All panels, of `LINES` lines across. A machine with vectors shorter than a line goes through a
/// panel in as many parts as its vectors are shorter.
#[inline(always)]
fn panels<S: Simd, const LINES: usize>(simd: S, product: Product<'_>) {
    let Product { rows, weights, result } = product;
    let (inner, stride) = (weights.inner, weights.padded_columns());
    let (lines, _) = weights.lines.as_chunks::<LINES>();
    for (panel, packed) in lines.chunks_exact(inner).enumerate() {
        for from in (0..inner).step_by(STRETCH) {
            let to = inner.min(from + STRETCH);
            let packed = &packed[from..to];
            // Later stretches go on from the sums so far.
            let go_on = from > 0;
            for (block, values) in rows.values.chunks_exact(BLOCK * inner).enumerate() {
                let (values, _) = values[from * BLOCK..to * BLOCK].as_chunks::<BLOCK>();
                let target = &mut result[block * BLOCK * stride + panel * LINES * 16..];
                for lane in (0..16).step_by(S::F32_LANES) {
                    let target = &mut target[lane..];
                    // Twelve accumulators fit sixteen registers, 24 fit 32.
                    if S::REGISTER_COUNT >= 32 {
                        tile::<S, 0, 8, LINES>(simd, values, packed, lane, go_on, target, stride);
                    } else {
                        tile::<S, 0, 4, LINES>(simd, values, packed, lane, go_on, target, stride);
                        let target = &mut target[4 * stride..];
                        tile::<S, 4, 4, LINES>(simd, values, packed, lane, go_on, target, stride);
                    }
                }
            }
        }
    }
}

/// `ROWS` × `LINES` vectors of the result, held in registers: the rows from `FIRST` on of a block,
/// of each line the vector at `lane`.
#[inline(always)]
fn tile<S: Simd, const FIRST: usize, const ROWS: usize, const LINES: usize>(
    simd: S,
    values: &[[f32; BLOCK]],
    packed: &[[Line; LINES]],
    lane: usize,
    go_on: bool,
    target: &mut [f32],
    stride: usize,
) {
    let lanes = S::F32_LANES;
    let mut sums = [[simd.splat_f32s(0.0); LINES]; ROWS];
    if go_on {
        for (row, sums) in sums.iter_mut().enumerate() {
            for (line, sum) in sums.iter_mut().enumerate() {
                *sum = S::as_simd_f32s(&target[row * stride + line * 16..][..lanes]).0[0];
            }
        }
    }
    for (block, packed) in values.iter().zip(packed) {
        let vectors: [S::f32s; LINES] =
            std::array::from_fn(|line| S::as_simd_f32s(&packed[line].0[lane..lane + lanes]).0[0]);
        for row in 0..ROWS {
            let value = simd.splat_f32s(block[FIRST + row]);
            for line in 0..LINES {
                sums[row][line] = simd.mul_add_f32s(value, vectors[line], sums[row][line]);
            }
        }
    }
    for (row, sums) in sums.iter().enumerate() {
        for (line, &sum) in sums.iter().enumerate() {
            S::as_mut_simd_f32s(&mut target[row * stride + line * 16..][..lanes]).0[0] = sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition: one chain of fused multiply-adds an element.
    fn plain(x: &[f32], w: &[f32], inner: usize, columns: usize) -> Vec<f32> {
        let rows = x.len() / inner;
        let mut result = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                result.push(
                    (0..inner).fold(0.0, |sum, index| {
                        x[row * inner + index].mul_add(w[column * inner + index], sum)
                    }),
                );
            }
        }
        result
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_machine_gives_the_bytes_of_the_definition(
            rows in 1usize..20, inner in 1usize..500, columns in 1usize..100, seed in any::<u32>()
        ) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 8_388_608.0 - 1.0
            };
            let x: Vec<f32> = (0..rows * inner).map(|_| next()).collect();
            let w: Vec<f32> = (0..columns * inner).map(|_| next()).collect();
            let expected = plain(&x, &w, inner, columns);
            let weights = Weights::from_transposed(&w, inner);
            let mut packed = Rows::default();
            packed.fill(&x, inner, inner);
            let stride = weights.padded_columns();
            for arch in crate::forward::every_arch() {
                let mut result = vec![9.0; rows.next_multiple_of(BLOCK) * stride];
                product(arch, &packed, &weights, &mut result);
                for row in 0..rows {
                    prop_assert_eq!(&result[row * stride..][..columns], &expected[row * columns..][..columns]);
                }
            }
        }
    }
}
