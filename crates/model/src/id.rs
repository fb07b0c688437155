//! Content-derived identifiers.
//!
//! An id is the first 128 bits of a SHA-256 over the fields that make the thing what it is, each
//! prefixed by its length so that no two field lists collide by concatenation. A letter in front
//! tells a reader what kind of thing an id names: `d…` a document, `l…` a lineage.

use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// 128 bits shared by every id kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

/// Bytes in lower-case hexadecimal, as hashes are written in tables and web archives.
///
/// ```
/// assert_eq!(throughline_model::hexadecimal(&[0, 0xA7, 0xFF]), "00a7ff");
/// ```
pub fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

impl Id {
    /// Derives an id from the fields that define a thing.
    pub fn derive(kind: &str, fields: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for field in std::iter::once(&kind.as_bytes()).chain(fields) {
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
        let digest = hash.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }

    /// The 128 bits.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected} id (the letter {letter} and 32 hexadecimal digits)")]
pub struct IdError {
    text: String,
    expected: &'static str,
    letter: char,
}

macro_rules! id_kind {
    ($(#[$doc:meta] $name:ident, $letter:literal, $word:literal;)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Id);

        impl $name {
            /// Derives the id from the fields that define the thing.
            pub fn derive(fields: &[&[u8]]) -> Self {
                Self(Id::derive($word, fields))
            }

            /// The 128 bits, without the kind.
            pub fn bytes(self) -> [u8; 16] {
                self.0.bytes()
            }

            /// The id with these 128 bits.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Id(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $letter, self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(text, $letter).map(Self).ok_or_else(|| IdError {
                    text: text.chars().take(60).collect(),
                    expected: $word,
                    letter: $letter,
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

id_kind! {
    /// Names a source: who speaks or publishes.
    SourceId, 's', "a source";
    /// Names a capture: bytes as received from a place.
    CaptureId, 'c', "a capture";
    /// Names an item: one URL or external id, whose versions are separate documents.
    ItemId, 'i', "an item";
    /// Names a document: the text of one article or post, extracted from one capture.
    DocumentId, 'd', "a document";
    /// Names a match: an aligned pair of spans.
    MatchId, 'm', "a match";
    /// Names a carry: all matches of one pair of documents.
    CarryId, 'y', "a carry";
    /// Names a lineage: all carries of one text.
    LineageId, 'l', "a lineage";
    /// Names a problem with an input.
    ProblemId, 'p', "a problem";
    /// Names a run: one execution that derived rows.
    RunId, 'r', "a run";
}

fn parse(text: &str, letter: char) -> Option<Id> {
    let digits = text.strip_prefix(letter)?;
    let well_formed = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !well_formed {
        return None;
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(Id(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form() {
        let id = DocumentId::derive(&[b"capture", b"text"]);
        assert_eq!(id.to_string().parse::<DocumentId>(), Ok(id));
        assert!(id.to_string().parse::<LineageId>().is_err());
    }

    #[test]
    fn fields_do_not_run_together() {
        assert_ne!(DocumentId::derive(&[b"ab", b"c"]), DocumentId::derive(&[b"a", b"bc"]));
    }
}
