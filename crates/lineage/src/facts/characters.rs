//! Counting the characters of a span without its text.

use throughline_model::Span;

/// Where the characters of a text begin. One of more than one byte has *later* bytes, which UTF-8
/// marks by their first two bits; a span has as many characters as bytes that are not later ones.
#[derive(Debug)]
pub(crate) enum Characters {
    /// Few later bytes, none in plain ASCII: where each stands.
    Few(Box<[u32]>),
    /// A bit for each byte, set for later ones, with the number of set bits before each word.
    Many(Box<[(u64, u32)]>),
}

impl Default for Characters {
    fn default() -> Self {
        Self::Few(Box::default())
    }
}

impl Characters {
    pub(super) fn of(text: &str) -> Self {
        let is_later = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
        let bytes = text.as_bytes();
        let later = bytes.iter().filter(|byte| is_later(**byte)).count();
        // Four bytes for each later byte against sixteen for each 64 bytes of text.
        if later * 16 <= bytes.len() {
            let positions = bytes.iter().zip(0..).filter(|(byte, _)| is_later(**byte));
            return Self::Few(positions.map(|(_, position)| position).collect());
        }
        let mut before = 0;
        let words = bytes.chunks(64).map(|chunk| {
            let bits =
                chunk.iter().zip(0..).fold(0_u64, |bits, (byte, at)| bits | u64::from(is_later(*byte)) << at);
            let word = (bits, before);
            before += bits.count_ones();
            word
        });
        Self::Many(words.collect())
    }

    /// Characters in a span.
    pub(crate) fn within(&self, span: Span) -> u32 {
        span.len() as u32 - (self.later_before(span.end) - self.later_before(span.begin))
    }

    fn later_before(&self, position: u32) -> u32 {
        match self {
            Self::Few(positions) => positions.partition_point(|later| *later < position) as u32,
            Self::Many(words) => match words.get(position as usize / 64) {
                Some((bits, before)) => before + (bits & ((1 << (position % 64)) - 1)).count_ones(),
                None => words.last().map_or(0, |(bits, before)| before + bits.count_ones()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_span_is_counted(text in "(\\PC|[a-z ]{3}|[а-я 新华社]{4}){0,60}", first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>()) {
            let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (first, second) = (first.index(boundaries.len()), second.index(boundaries.len()));
            let (begin, end) = (boundaries[first.min(second)], boundaries[first.max(second)]);
            let counted = Characters::of(&text).within(Span::new(begin, end));
            prop_assert_eq!(counted as usize, text[begin..end].chars().count());
        }
    }
}
