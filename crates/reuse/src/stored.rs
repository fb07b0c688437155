//! Matches as bytes: what a comparison leaves on disk until it is explained.

use crate::{Content, Found, TextMatch};
use throughline_model::{EditOperation, MatchKind, Span, operations};

/// Matches of texts, one after the other, with their number and a checksum at the end.
#[derive(Debug, Default)]
pub struct StoredMatches {
    bytes: Vec<u8>,
    count: u32,
}

impl StoredMatches {
    /// Adds a match.
    pub fn add(&mut self, found: &TextMatch) {
        let TextMatch { a, b, found } = found;
        self.bytes.extend_from_slice(&a.0.to_be_bytes());
        self.bytes.extend_from_slice(&b.0.to_be_bytes());
        for number in [found.a_span.begin, found.a_span.end, found.b_span.begin, found.b_span.end] {
            self.bytes.extend_from_slice(&number.to_le_bytes());
        }
        self.bytes.extend_from_slice(&found.score.to_le_bytes());
        self.bytes.push(u8::from(found.kind == MatchKind::Edited));
        let operations = operations::encode(&found.operations);
        self.bytes.extend_from_slice(&(operations.len() as u32).to_le_bytes());
        self.bytes.extend_from_slice(operations.as_bytes());
        self.count += 1;
    }

    /// The bytes to be kept.
    pub fn finish(mut self) -> Vec<u8> {
        // The number also keeps four zero bytes from being an empty list with its checksum.
        self.bytes.extend_from_slice(&self.count.to_le_bytes());
        let checksum = crc32fast::hash(&self.bytes);
        self.bytes.extend_from_slice(&checksum.to_le_bytes());
        self.bytes
    }
}

/// Reads matches that [`StoredMatches`] wrote, in their order; `None` if the bytes were cut or
/// altered.
pub fn stored_matches(bytes: &[u8]) -> Option<impl Iterator<Item = TextMatch>> {
    let (rest, checksum) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(rest).to_le_bytes() != *checksum {
        return None;
    }
    let (mut rest, count) = rest.split_last_chunk::<4>()?;
    if count_of(rest)? != u32::from_le_bytes(*count) {
        return None;
    }
    Some(std::iter::from_fn(move || {
        let (found, after) = read_one(rest)?;
        rest = after;
        Some(found)
    }))
}

/// Bytes of a match before the length of its operations.
const HEAD: usize = 16 + 16 + 4 * 4 + 8 + 1;

/// Number of matches, told from their lengths; `None` if they do not end where the bytes do.
fn count_of(mut bytes: &[u8]) -> Option<u32> {
    let mut count = 0;
    while !bytes.is_empty() {
        let (length, rest) = bytes.get(HEAD..)?.split_first_chunk::<4>()?;
        bytes = rest.get(u32::from_le_bytes(*length) as usize..)?;
        count += 1;
    }
    Some(count)
}

fn read_one(bytes: &[u8]) -> Option<(TextMatch, &[u8])> {
    let (a, rest) = bytes.split_first_chunk::<16>()?;
    let (b, rest) = rest.split_first_chunk::<16>()?;
    let (spans, rest) = rest.split_first_chunk::<16>()?;
    let (score, rest) = rest.split_first_chunk::<8>()?;
    let (kind, rest) = rest.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| spans[at * 4 + byte]));
    let operations: Vec<EditOperation> = operations::decode(std::str::from_utf8(text).ok()?).ok()?;
    let found = Found {
        a_span: Span { begin: number(0), end: number(1) },
        b_span: Span { begin: number(2), end: number(3) },
        score: f64::from_le_bytes(*score),
        kind: if *kind == 0 { MatchKind::Verbatim } else { MatchKind::Edited },
        operations,
    };
    let (a, b) = (Content(u128::from_be_bytes(*a)), Content(u128::from_be_bytes(*b)));
    Some((TextMatch { a, b, found }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_survive_being_stored_and_damage_is_seen() {
        let found = TextMatch {
            a: Content(7),
            b: Content(u128::MAX),
            found: Found {
                a_span: Span::new(3, 15),
                b_span: Span::new(0, 9),
                score: 0.75,
                kind: MatchKind::Edited,
                operations: operations::decode("=5:5 ~4:2 >3#1 <2#1").unwrap(),
            },
        };
        let mut stored = StoredMatches::default();
        stored.add(&found);
        stored.add(&found);
        let mut bytes = stored.finish();
        assert_eq!(stored_matches(&bytes).unwrap().collect::<Vec<_>>(), [found.clone(), found]);
        for cut in 0..bytes.len() {
            assert!(stored_matches(&bytes[..cut]).is_none());
        }
        let mut forged = bytes[..bytes.len() - 8].to_vec();
        for rest in [&b"\x03\0\0\0"[..], b"\0\x02\0\0\0"] {
            forged.truncate(bytes.len() - 8);
            forged.extend_from_slice(rest);
            forged.extend_from_slice(&crc32fast::hash(&forged).to_le_bytes());
            assert!(stored_matches(&forged).is_none(), "another number, or a rest");
        }
        bytes[20] ^= 4;
        assert!(stored_matches(&bytes).is_none());
    }
}
