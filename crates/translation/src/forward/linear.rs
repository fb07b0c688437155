//! Linear layers in 8 bits.
//!
//! Weights have a scale a column, states one a row; both are rotated before they are rounded. The
//! sums of products are exact, and what makes floats of them does the same for every element. So a
//! row of the result depends on its row of states only, on every machine.

use pulp::{Arch, Simd, WithSimd};

use super::codes::{Codes, ROUND, Step};
use super::elementwise::gated;
use super::integer::{HIGHEST, Instructions, PANEL, Panels, Tile};
use super::kernel::BLOCK;
use super::rotation::{block, rotate};

/// The largest weight.
const LARGEST: f32 = 127.0;

/// The largest sum of two weights beside each other, so that with the highest code both products fit
/// 16 bits; one less than that, as both are rounded. It rarely binds: where single weights reach 127
/// neighbours seldom do.
const LARGEST_PAIR: f32 = (i16::MAX as i32 / HIGHEST as i32 - 1) as f32;

/// A linear layer.
#[derive(Debug, Clone)]
pub(crate) struct Linear {
    weights: Panels,
    columns: Vec<Columns>,
}

/// Sixteen columns of a layer.
#[derive(Debug, Clone, Copy)]
struct Columns {
    scales: [f32; 16],
    biases: [f32; 16],
    /// Sums of the columns' weights: what a row's zero adds to a product.
    sums: [i32; 16],
}

/// What becomes of `rows·weights + bias`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Finish {
    /// It is the result.
    Set,
    /// It goes through the error-function gate.
    Gate,
    /// It is added to what is there: the residual.
    Add,
}

impl Linear {
    /// A layer from the rows of its matrix, of `inner` values each: what makes a column of the
    /// result. `inner` and the number of rows are multiples of 16.
    pub(crate) fn new(arch: Arch, rows: &[f32], inner: usize, bias: &[f32]) -> Self {
        let mut weights = Panels::new(inner, bias.len());
        let mut columns =
            vec![Columns { scales: [0.0; 16], biases: [0.0; 16], sums: [0; 16] }; bias.len() / 16];
        let (mut row, mut rounded) = (vec![0.0; inner], vec![0; inner]);
        for (index, (values, &bias)) in rows.chunks_exact(inner).zip(bias).enumerate() {
            row.copy_from_slice(values);
            let scale = arch.dispatch(Rounding { row: &mut row, rounded: &mut rounded });
            weights.set_column(index, &rounded);
            let columns = &mut columns[index / 16];
            columns.scales[index % 16] = scale / block(inner) as f32;
            columns.biases[index % 16] = bias;
            columns.sums[index % 16] = rounded.iter().map(|&value| i32::from(value)).sum();
        }
        Linear { weights, columns }
    }

    /// Columns of the result.
    pub(crate) fn columns(&self) -> usize {
        self.weights.columns()
    }

    /// Multiplies the rows of `codes`, of which `result` has as many as with the filling.
    pub(crate) fn apply(&self, arch: Arch, codes: &Codes, finish: Finish, result: &mut [f32]) {
        assert_eq!(codes.inner, self.weights.inner(), "the inner dimensions agree");
        let stride = self.columns();
        let instructions = Instructions::best();
        let waiting = instructions.blocks_at_a_time();
        let mut tiles = vec![[[0; PANEL]; BLOCK]; waiting];
        for (panel, columns) in self.columns.chunks(PANEL / 16).enumerate() {
            let groups = codes.quads.chunks(waiting * codes.inner / 4);
            let steps = codes.steps.chunks(waiting * BLOCK);
            let results = result.chunks_mut(waiting * BLOCK * stride);
            for ((blocks, steps), result) in groups.zip(steps).zip(results) {
                let tiles = &mut tiles[..steps.len() / BLOCK];
                instructions.multiply(blocks, &self.weights, panel, tiles);
                let result = &mut result[panel * PANEL..];
                arch.dispatch(Finishing { tiles, steps, columns, finish, result, stride });
            }
        }
    }
}

/// Rotates a column's weights and rounds them; gives the value of a unit.
struct Rounding<'a> {
    row: &'a mut [f32],
    rounded: &'a mut [i8],
}

impl WithSimd for Rounding<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) -> f32 {
        let Rounding { row, rounded } = self;
        rotate(row);
        let (mut single, mut pair) = (0.0f32, 0.0f32);
        for values in row.as_chunks::<2>().0 {
            single = single.max(values[0].abs()).max(values[1].abs());
            pair = pair.max(values[0].abs() + values[1].abs());
        }
        let scale = (single / LARGEST).max(pair / LARGEST_PAIR);
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        for (rounded, value) in rounded.iter_mut().zip(row) {
            *rounded = value.mul_add(inverse, ROUND).to_bits() as i8;
        }
        scale
    }
}

struct Finishing<'a> {
    tiles: &'a [Tile],
    steps: &'a [Step],
    columns: &'a [Columns],
    finish: Finish,
    result: &'a mut [f32],
    stride: usize,
}

impl WithSimd for Finishing<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        match self.finish {
            Finish::Set => self.rows(|_, value| value),
            Finish::Gate => self.rows(|_, value| gated(value)),
            Finish::Add => self.rows(|there, value| there + value),
        }
    }
}

impl Finishing<'_> {
    #[inline(always)]
    fn rows(self, finish: impl Fn(f32, f32) -> f32) {
        let Finishing { tiles, steps, columns, result, stride, .. } = self;
        let rows = tiles.as_flattened().iter().zip(steps).zip(result.chunks_mut(stride));
        for ((sums, step), result) in rows {
            let lines = sums.as_chunks::<16>().0.iter().zip(result.as_chunks_mut::<16>().0);
            for ((sums, result), column) in lines.zip(columns) {
                let mut values = *result;
                for lane in 0..16 {
                    // In range as the shape is checked; a check here keeps it from being vectors.
                    let sum = sums[lane].wrapping_sub(step.zero.wrapping_mul(column.sums[lane]));
                    let scale = step.scale * column.scales[lane];
                    let value = (sum as f32).mul_add(scale, column.biases[lane]);
                    values[lane] = finish(values[lane], value);
                }
                *result = values;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(count: usize, step: f32) -> Vec<f32> {
        (0..count).map(|index| (index as f32 * step).sin() + (index as f32 * 0.011 * step).cos()).collect()
    }

    #[test]
    fn a_layer_does_what_it_stands_for_on_every_machine() {
        let (rows, inner, columns) = (13, 96, 80);
        let (states, weights) = (wave(rows * inner, 0.37), wave(inner * columns, 0.73));
        let (bias, there) = (wave(columns, 0.5), wave(rows.next_multiple_of(BLOCK) * columns, 0.2));
        let on = |arch: Arch, finish: Finish| {
            let layer = Linear::new(arch, &weights, inner, &bias);
            let mut codes = Codes::default();
            codes.fill(arch, &states, inner);
            let mut result = there.clone();
            layer.apply(arch, &codes, finish, &mut result);
            result
        };
        for finish in [Finish::Set, Finish::Gate, Finish::Add] {
            let result = on(Arch::new(), finish);
            for arch in crate::forward::every_arch() {
                assert_eq!(result, on(arch, finish));
            }
            for row in 0..rows {
                for column in 0..columns {
                    let along = weights[column * inner..].iter().zip(&states[row * inner..][..inner]);
                    let value = bias[column] + along.map(|(weight, state)| weight * state).sum::<f32>();
                    let at = row * columns + column;
                    let expected = match finish {
                        Finish::Set => value,
                        Finish::Gate => gated(value),
                        Finish::Add => there[at] + value,
                    };
                    // Sums of 96 products of values up to 2, each a hundredth off.
                    assert!((result[at] - expected).abs() < 1.0, "{} {expected}", result[at]);
                }
            }
        }
    }

    #[test]
    fn neighbouring_weights_leave_room_for_their_products() {
        for seed in 1..40 {
            let mut row = if seed == 1 { vec![1.0; 96] } else { wave(96, seed as f32 * 0.31) };
            let mut rounded = vec![0; row.len()];
            Arch::new().dispatch(Rounding { row: &mut row, rounded: &mut rounded });
            for pair in rounded.as_chunks::<2>().0 {
                let sum = i32::from(pair[0].unsigned_abs()) + i32::from(pair[1].unsigned_abs());
                assert!(sum * i32::from(HIGHEST) <= i32::from(i16::MAX));
            }
        }
    }
}
