//! Matches and the edit operations that explain them.

use crate::{DocumentId, MatchId, RunId, Span};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// How a stretch of the first text became a stretch of the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditKind {
    /// The same units on both sides (their spelling in bytes may still differ: case, quotes).
    Kept,
    /// The same units written in another form of the script: Traditional for Simplified Chinese
    /// characters, or the other way round.
    Respelled,
    /// Units of `a` replaced by other units of `b`.
    Replaced,
    /// Units only in `b`.
    Added,
    /// Units only in `a`.
    Cut,
    /// Units that stand in both spans, but not in the same order. A moved block is two operations
    /// with one [`EditOperation::block`]: where it stood in `a`, and where it stands in `b`.
    Moved,
    /// Sentences of `a`, and those of `b` that say the same in another language or in other words.
    Rendered,
}

/// One edit operation; the operations of a match tile both of its spans without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EditOperation {
    /// What happened.
    pub kind: EditKind,
    /// Bytes of `a` it covers.
    pub a_bytes: u32,
    /// Bytes of `b` it covers.
    pub b_bytes: u32,
    /// For [`EditKind::Moved`], the number of the block, from 1; else 0. Of the two operations of
    /// a block one covers bytes of `a` only and the other bytes of `b` only.
    pub block: u32,
}

impl EditOperation {
    /// An operation that is no part of a moved block.
    pub fn plain(kind: EditKind, a_bytes: u32, b_bytes: u32) -> Self {
        Self { kind, a_bytes, b_bytes, block: 0 }
    }

    /// The operation seen from the other text: what was added was cut.
    #[must_use]
    pub fn turned(self) -> Self {
        let kind = match self.kind {
            EditKind::Added => EditKind::Cut,
            EditKind::Cut => EditKind::Added,
            other => other,
        };
        Self { kind, a_bytes: self.b_bytes, b_bytes: self.a_bytes, block: self.block }
    }
}

/// Whether two matched spans are the same text, an edited one, or the same statement in other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// Every unit is kept, in its order; the script's form may differ.
    Verbatim,
    /// Some units were replaced, added, cut or moved.
    Edited,
    /// The same statement in another language, sentence by sentence.
    Translated,
    /// The same statement in the same language and in other words, sentence by sentence: such as two
    /// translations of one text.
    Reworded,
}

impl MatchKind {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Edited => "edited",
            Self::Translated => "translated",
            Self::Reworded => "reworded",
        }
    }

    /// Whether the two sides say the same in words of their own, so that what they share is no words.
    pub fn is_rendering(self) -> bool {
        matches!(self, Self::Translated | Self::Reworded)
    }
}

/// Whether shared words are a finding or furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReuseClass {
    /// Text one document took from another.
    Carried,
    /// Furniture: what one source repeats over many pages (footers, notices, series headers,
    /// sign-offs), set phrases of many sources, names and formulas. Kept, shown apart, hidden by
    /// default.
    Recurring,
}

impl ReuseClass {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Recurring => "recurring",
        }
    }
}

/// An aligned pair of spans in the main texts of two documents. `a` is the document with the
/// smaller id: a match has no direction, a carry has.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Derived from both documents and spans.
    pub id: MatchId,
    /// The document with the smaller id.
    pub a: DocumentId,
    /// The other document.
    pub b: DocumentId,
    /// Span in the text of `a`.
    pub a_span: Span,
    /// Span in the text of `b`.
    pub b_span: Span,
    /// Share of units kept among all units of both spans, from 0 to 1 (Dice coefficient of the
    /// alignment); of a rendering the probability that it is one.
    pub score: f64,
    /// Verbatim, edited, translated or reworded.
    pub kind: MatchKind,
    /// A finding or furniture.
    pub class: ReuseClass,
    /// How `a` became `b`; see [`operations`].
    pub operations: Vec<EditOperation>,
    /// The run that derived it.
    pub run_id: RunId,
}

impl Match {
    /// The id of the match between two spans.
    pub fn id_of(a: DocumentId, a_span: Span, b: DocumentId, b_span: Span) -> MatchId {
        let offsets = [a_span.begin, a_span.end, b_span.begin, b_span.end].map(u32::to_le_bytes);
        MatchId::derive(&[a.to_string().as_bytes(), b.to_string().as_bytes(), offsets.as_flattened()])
    }
}

/// A text form of edit operations that is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an edit operation (=A:B, ^A:B, ~A:B, *A:B, +B, -A, >A#BLOCK or <B#BLOCK, in bytes)")]
pub struct OperationsError(String);

/// The text form of edit operations that tables store: `=12:12` kept, `^6:6` respelled, `~5:7`
/// replaced, `*80:64` rendered, `+4` added, `-3` cut, `>9#1` moved from here and `<9#1` moved to here (block 1), in
/// bytes of `a` and `b`, separated by spaces.
pub mod operations {
    use super::{EditKind, EditOperation, OperationsError, Write};

    /// Writes operations in their text form.
    pub fn encode(operations: &[EditOperation]) -> String {
        let mut text = String::with_capacity(operations.len() * 8);
        for operation in operations {
            let separator = if text.is_empty() { "" } else { " " };
            let EditOperation { kind, a_bytes, b_bytes, block } = operation;
            let written = match kind {
                EditKind::Kept => write!(text, "{separator}={a_bytes}:{b_bytes}"),
                EditKind::Respelled => write!(text, "{separator}^{a_bytes}:{b_bytes}"),
                EditKind::Moved if *a_bytes > 0 => write!(text, "{separator}>{a_bytes}#{block}"),
                EditKind::Moved => write!(text, "{separator}<{b_bytes}#{block}"),
                EditKind::Replaced => write!(text, "{separator}~{a_bytes}:{b_bytes}"),
                EditKind::Rendered => write!(text, "{separator}*{a_bytes}:{b_bytes}"),
                EditKind::Added => write!(text, "{separator}+{b_bytes}"),
                EditKind::Cut => write!(text, "{separator}-{a_bytes}"),
            };
            written.expect("writing to a string cannot fail");
        }
        text
    }

    /// Reads operations from their text form.
    ///
    /// # Errors
    /// Names the first word that is not an operation.
    pub fn decode(text: &str) -> Result<Vec<EditOperation>, OperationsError> {
        text.split_whitespace()
            .map(|word| decode_one(word).ok_or_else(|| OperationsError(word.to_owned())))
            .collect()
    }

    fn decode_one(word: &str) -> Option<EditOperation> {
        let both = |rest: &str| -> Option<(u32, u32)> {
            let (a, b) = rest.split_once(':')?;
            Some((a.parse().ok()?, b.parse().ok()?))
        };
        let block_of = |rest: &str| -> Option<(u32, u32)> {
            let (bytes, block) = rest.split_once('#')?;
            Some((bytes.parse().ok()?, block.parse().ok()?))
        };
        let mut characters = word.chars();
        let (kind, (a_bytes, b_bytes)) = match (characters.next()?, characters.as_str()) {
            ('=', rest) => (EditKind::Kept, both(rest)?),
            ('^', rest) => (EditKind::Respelled, both(rest)?),
            ('>', rest) => {
                let (a_bytes, block) = block_of(rest)?;
                return Some(EditOperation { kind: EditKind::Moved, a_bytes, b_bytes: 0, block });
            }
            ('<', rest) => {
                let (b_bytes, block) = block_of(rest)?;
                return Some(EditOperation { kind: EditKind::Moved, a_bytes: 0, b_bytes, block });
            }
            ('~', rest) => (EditKind::Replaced, both(rest)?),
            ('*', rest) => (EditKind::Rendered, both(rest)?),
            ('+', rest) => (EditKind::Added, (0, rest.parse().ok()?)),
            ('-', rest) => (EditKind::Cut, (rest.parse().ok()?, 0)),
            _ => return None,
        };
        Some(EditOperation::plain(kind, a_bytes, b_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_survive_their_text_form() {
        let text = "=12:14 ~5:7 +4 >9#1 -3 ^6:6 <9#1 *80:64";
        let decoded = operations::decode(text).unwrap();
        assert_eq!(decoded.len(), 8);
        assert_eq!(operations::encode(&decoded), text);
        for wrong in ["=12", ">9", "<9#", "*1", "?1:1"] {
            assert!(operations::decode(wrong).is_err(), "{wrong}");
        }
    }
}
