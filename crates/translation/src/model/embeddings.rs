//! The table of word embeddings, kept as the file has it: it is four fifths of the weights, and of
//! its rows a text needs few.

use half::f16;

/// Values that share a scale in a 4-bit row.
const GROUP: usize = 32;
/// Bytes of a group: the scale and sixteen pairs of values.
const GROUP_BYTES: usize = 2 + GROUP / 2;

/// Rows of a table, one for each piece.
pub(crate) enum Embeddings {
    /// As they are.
    Full(Vec<f32>),
    /// Half precision, the bits.
    Half(Vec<u16>),
    /// Q4_0: for 32 values a scale in half precision and 16 bytes, of which byte `j` holds value
    /// `j` in its low and value `j + 16` in its high half; a value is `(half − 8) · scale`.
    FourBit(Vec<u8>),
}

impl Embeddings {
    /// Adds row `id` to `target`, whose length is the row's.
    pub(crate) fn add_row(&self, id: u32, target: &mut [f32]) {
        let (id, width) = (id as usize, target.len());
        match self {
            Embeddings::Full(values) => {
                for (target, value) in target.iter_mut().zip(&values[id * width..][..width]) {
                    *target += value;
                }
            }
            Embeddings::Half(values) => {
                for (target, &value) in target.iter_mut().zip(&values[id * width..][..width]) {
                    *target += f16::from_bits(value).to_f32();
                }
            }
            Embeddings::FourBit(bytes) => {
                let length = four_bit_length(width);
                add_four_bit(&bytes[id * length..][..length], target);
            }
        }
    }
}

/// Bytes of `values` values in 4 bits.
pub(crate) fn four_bit_length(values: usize) -> usize {
    values / GROUP * GROUP_BYTES
}

/// Adds the values of `bytes` to `target`.
pub(crate) fn add_four_bit(bytes: &[u8], target: &mut [f32]) {
    for (group, target) in bytes.chunks_exact(GROUP_BYTES).zip(target.chunks_exact_mut(GROUP)) {
        let scale = f16::from_le_bytes([group[0], group[1]]).to_f32();
        let (low, high) = target.split_at_mut(GROUP / 2);
        for ((pair, low), high) in group[2..].iter().zip(low).zip(high) {
            *low += (f32::from(pair & 15) - 8.0) * scale;
            *high += (f32::from(pair >> 4) - 8.0) * scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_same_in_every_form_that_can_hold_it() {
        let values: Vec<f32> = (0..64).map(|index| ((index * 7) % 16) as f32 * 0.5 - 4.0).collect();
        let mut bytes = Vec::new();
        for group in values.chunks_exact(GROUP) {
            bytes.extend(f16::from_f32(0.5).to_le_bytes());
            let nibble = |value: f32| (value / 0.5 + 8.0) as u8;
            bytes.extend((0..16).map(|at| nibble(group[at]) | nibble(group[at + 16]) << 4));
        }
        let halves = values.iter().map(|&value| f16::from_f32(value).to_bits()).collect();
        for table in [Embeddings::Full(values.clone()), Embeddings::Half(halves), Embeddings::FourBit(bytes)]
        {
            let mut row = vec![1.0; 32];
            table.add_row(1, &mut row);
            let expected: Vec<f32> = values[32..].iter().map(|value| value + 1.0).collect();
            assert_eq!(row, expected);
        }
    }
}
