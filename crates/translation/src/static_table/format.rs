//! The table as a file, little endian: `"TLST"`, `u32` version (1); `u32` dimensions, pieces, rules,
//! languages; `u32` ids of the marks (first, last, unknown); for each rule `u32` character, `u8`
//! length, `u32` characters; for each language `u8` length, its name, `f32` mean; for each piece `u8`
//! length, its bytes, `f32` score, `f32` weight, `f32` scale; then the `i8` rows.

use std::collections::BTreeMap;

use super::StaticTable;
use crate::bytes::Cursor;
use crate::error::ModelError;
use crate::tokenizer::{Marks, Rules, Tokenizer, Vocabulary};

const MAGIC: &[u8; 4] = b"TLST";
const VERSION: u32 = 1;

impl StaticTable {
    /// The table as the bytes of a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let mut put = |part: &[u8]| bytes.extend_from_slice(part);
        let rules: Vec<_> = self.tokenizer.rules().table().collect();
        let marks = self.tokenizer.marks();
        let sizes = [self.dimensions, self.tokenizer.len(), rules.len(), self.means.len()];
        put(&VERSION.to_le_bytes());
        let sizes = sizes.map(|size| size as u32);
        for number in sizes.into_iter().chain([marks.first, marks.last, marks.unknown]) {
            put(&number.to_le_bytes());
        }
        for (character, text) in rules {
            put(&u32::from(character).to_le_bytes());
            put(&[text.len() as u8]);
            for &character in text {
                put(&u32::from(character).to_le_bytes());
            }
        }
        for (language, mean) in &self.means {
            put(&[language.len() as u8]);
            put(language.as_bytes());
            for value in mean {
                put(&value.to_le_bytes());
            }
        }
        for id in 0..self.tokenizer.len() as u32 {
            let piece = self.tokenizer.piece(id).unwrap_or_default();
            let score = self.tokenizer.score(id).unwrap_or_default() as f32;
            put(&[piece.len() as u8]);
            put(piece.as_bytes());
            for value in [score, self.weights[id as usize], self.scales[id as usize]] {
                put(&value.to_le_bytes());
            }
        }
        bytes.extend(self.rows.iter().map(|&value| value as u8));
        bytes
    }

    /// Reads a table from the bytes of a file.
    ///
    /// # Errors
    ///
    /// If the bytes are no table, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::UnknownFormat)?;
        let mut cursor = Cursor::new(rest, "the sizes");
        let version = cursor.number()?;
        if version != VERSION {
            return Err(ModelError::unsupported(format!(
                "the table has version {version}, this version reads {VERSION}"
            )));
        }
        let [dimensions, pieces, rules, languages, first, last, unknown] = cursor.sizes()?;
        if dimensions == 0 || [first, last, unknown].iter().any(|&id| id >= pieces) {
            return Err(cursor.damaged());
        }
        cursor.what = "the normaliser";
        let mut table = Vec::new();
        for _ in 0..rules {
            let from = char::from_u32(cursor.number()?);
            let length = usize::from(cursor.take(1)?[0]);
            let to: Option<String> = cursor.numbers(length)?.into_iter().map(char::from_u32).collect();
            table.push(from.zip(to).ok_or_else(|| cursor.damaged())?);
        }
        cursor.what = "the languages";
        let mut means = BTreeMap::new();
        for _ in 0..languages {
            let language = text(&mut cursor)?;
            let mean = cursor.numbers(dimensions)?.into_iter().map(f32::from_bits).collect();
            means.insert(language, mean);
        }
        cursor.what = "the pieces";
        let (mut listed, mut weights, mut scales) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..pieces {
            let piece = text(&mut cursor)?;
            listed.push((piece, f64::from(cursor.float()?)));
            weights.push(cursor.float()?);
            scales.push(cursor.float()?);
        }
        cursor.what = "the rows";
        let length = pieces.checked_mul(dimensions).ok_or_else(|| cursor.damaged())?;
        let rows = cursor.take(length)?.iter().map(|&byte| byte as i8).collect();
        let marks = Marks { first: first as u32, last: last as u32, unknown: unknown as u32 };
        let vocabulary = Vocabulary { pieces: listed, marks, rules: Rules::new(table) };
        let other = mean_of(means.values(), dimensions);
        let tokenizer = Tokenizer::new(vocabulary)?;
        Ok(StaticTable { tokenizer, dimensions, weights, scales, rows, means, other })
    }
}

/// The mean of vectors, zeros if there are none.
pub(crate) fn mean_of<'a>(
    vectors: impl ExactSizeIterator<Item = &'a Vec<f32>>,
    dimensions: usize,
) -> Vec<f32> {
    let count = vectors.len().max(1) as f32;
    let mut mean = vec![0.0; dimensions];
    for vector in vectors {
        mean.iter_mut().zip(vector).for_each(|(mean, value)| *mean += value / count);
    }
    mean
}

fn text(cursor: &mut Cursor<'_>) -> Result<String, ModelError> {
    let length = usize::from(cursor.take(1)?[0]);
    let bytes = cursor.take(length)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| cursor.damaged())
}
