//! Offsets in bytes, characters and UTF-16 code units.
//!
//! Stored spans are bytes. Python counts code points, browsers count UTF-16 code units; an
//! [`OffsetMap`] converts between them without walking the text from its start each time.

use serde::{Deserialize, Serialize};
use std::str::FromStr;
use throughline_model::Span;

/// What an offset counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// UTF-8 bytes, as stored.
    #[default]
    Bytes,
    /// Unicode code points, as in Python.
    Chars,
    /// UTF-16 code units, as in JavaScript, Java and C#.
    Utf16,
}

impl OffsetUnit {
    /// The word used on the command line and in requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Chars => "chars",
            Self::Utf16 => "utf16",
        }
    }
}

/// A word that names no offset unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an offset unit (bytes, chars or utf16)")]
pub struct OffsetUnitError(String);

impl FromStr for OffsetUnit {
    type Err = OffsetUnitError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "bytes" => Ok(Self::Bytes),
            "chars" => Ok(Self::Chars),
            "utf16" => Ok(Self::Utf16),
            _ => Err(OffsetUnitError(word.to_owned())),
        }
    }
}

/// Bytes between two checkpoints: short enough that the walk from one is cheap, long enough that
/// the map is a tenth of the text.
const BLOCK: usize = 128;

/// The offsets of one text in all three units.
#[derive(Debug, Clone)]
pub struct OffsetMap<'a> {
    text: &'a str,
    /// Every character boundary at or after a multiple of [`BLOCK`]; empty for ASCII, where all
    /// units agree.
    checkpoints: Vec<Position>,
    end: Position,
}

#[derive(Debug, Clone, Copy, Default)]
struct Position {
    bytes: u32,
    chars: u32,
    utf16: u32,
}

impl Position {
    fn in_unit(self, unit: OffsetUnit) -> usize {
        (match unit {
            OffsetUnit::Bytes => self.bytes,
            OffsetUnit::Chars => self.chars,
            OffsetUnit::Utf16 => self.utf16,
        }) as usize
    }

    fn after(self, c: char) -> Self {
        Self {
            bytes: self.bytes + c.len_utf8() as u32,
            chars: self.chars + 1,
            utf16: self.utf16 + c.len_utf16() as u32,
        }
    }
}

impl<'a> OffsetMap<'a> {
    /// Walks the text once.
    pub fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            let length = text.len() as u32;
            let end = Position { bytes: length, chars: length, utf16: length };
            return Self { text, checkpoints: Vec::new(), end };
        }
        let mut checkpoints = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut position = Position::default();
        for c in text.chars() {
            if position.bytes as usize >= checkpoints.len() * BLOCK {
                checkpoints.push(position);
            }
            position = position.after(c);
        }
        Self { text, checkpoints, end: position }
    }

    /// The text's length.
    pub fn len(&self, unit: OffsetUnit) -> usize {
        self.end.in_unit(unit)
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Converts an offset, or `None` if it lies inside a character or beyond the text.
    pub fn convert(&self, offset: usize, from: OffsetUnit, to: OffsetUnit) -> Option<usize> {
        if offset > self.end.in_unit(from) {
            return None;
        }
        if self.checkpoints.is_empty() {
            return Some(offset);
        }
        let block = self.checkpoints.partition_point(|position| position.in_unit(from) <= offset) - 1;
        let mut position = self.checkpoints[block];
        let mut characters = self.text[position.bytes as usize..].chars();
        while position.in_unit(from) < offset {
            position = position.after(characters.next()?);
        }
        (position.in_unit(from) == offset).then(|| position.in_unit(to))
    }

    /// A byte offset in another unit.
    pub fn from_bytes(&self, byte: usize, unit: OffsetUnit) -> Option<usize> {
        self.convert(byte, OffsetUnit::Bytes, unit)
    }

    /// An offset in any unit as a byte offset.
    pub fn to_bytes(&self, offset: usize, unit: OffsetUnit) -> Option<usize> {
        self.convert(offset, unit, OffsetUnit::Bytes)
    }

    /// Begin and end of a stored span in another unit, or `None` if it is not a span of this text.
    pub fn span(&self, span: Span, unit: OffsetUnit) -> Option<(usize, usize)> {
        Some((self.from_bytes(span.begin as usize, unit)?, self.from_bytes(span.end as usize, unit)?))
    }
}
