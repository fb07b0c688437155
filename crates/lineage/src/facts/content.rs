//! How much a stretch of a text says beyond names, numbers and common words.
//!
//! Two writers who announce one grant share its name, the name of the office, a date and "today
//! announced that": they share the occasion, not a text. What they would only share if one had the
//! other's words, or both had a third text's, is the rest: verbs and nouns that an author chose. So
//! each word counts with its rarity in writing at large (see [`throughline_text::rarity`]), which
//! knows nothing of the corpus; a word in a run of names counts nothing, one with a capital half,
//! since it may be a name (or stand first in a sentence, or be a German noun), a number as much as a
//! fairly common word, and a year nothing.

use crate::spans;
use throughline_model::Span;
use throughline_text::{is_character, rarity, units};

/// Bytes of text whose words are counted together, a word where its middle stands: few enough that a
/// stretch of whole words is counted without its neighbors, and enough that counts take an eighth of
/// the text's bytes.
const BLOCK: usize = 4;
/// Most that one block can count: two counts share a byte. One word comes to 14.
const MOST: u32 = 15;
/// Worth of a number of one digit, and of a longer one.
const DIGIT: u32 = 2;
const NUMBER: u32 = 4;
/// Digits of a year.
const YEAR_DIGITS: usize = 4;

/// The content of a text, by place: two blocks in a byte.
#[derive(Debug, Default)]
pub(crate) struct Content {
    blocks: Box<[u8]>,
}

impl Content {
    /// Weighs the words of a text with these runs of names.
    pub(super) fn of(text: &str, names: &[Span]) -> Self {
        let mut blocks = vec![0_u8; text.len().div_ceil(2 * BLOCK)];
        let units = units(text);
        for (hash, span) in units.hashes.into_iter().zip(units.spans) {
            if spans::bytes_within(span, names) > 0 {
                continue;
            }
            let block = (span.begin as usize + span.len() / 2) / BLOCK;
            let shift = 4 * (block % 2);
            let before = u32::from(blocks[block / 2] >> shift & 0xf);
            let sum = (before + weight(&text[span.range()], hash)).min(MOST);
            blocks[block / 2] = blocks[block / 2] & !(0xf << shift) | (sum as u8) << shift;
        }
        Self { blocks: blocks.into() }
    }

    /// The content of the words in a span: twice the sum of their rarities. A span that cuts words
    /// has those whose larger part lies in it, to a byte or two.
    pub(crate) fn within(&self, span: Span) -> u32 {
        // Blocks whose third byte lies in the span.
        let first_from = |at: u32| (at as usize + 1) / BLOCK;
        let blocks = first_from(span.begin)..first_from(span.end);
        let count =
            |block: usize| self.blocks.get(block / 2).map_or(0, |byte| byte >> (4 * (block % 2)) & 0xf);
        blocks.map(|block| u32::from(count(block))).sum()
    }
}

/// What one word is worth. Characters of scripts without spaces foretell their neighbors and are
/// more than words are: each is worth half a word of its rarity.
fn weight(word: &str, hash: u64) -> u32 {
    let is_first = |test: fn(char) -> bool| word.chars().next().is_some_and(test);
    if is_character(hash) {
        rarity(hash)
    } else if is_first(char::is_numeric) {
        match word.len() {
            1 => DIGIT,
            YEAR_DIGITS if word.starts_with(['1', '2']) => 0,
            _ => NUMBER,
        }
    } else if is_first(char::is_uppercase) {
        rarity(hash)
    } else {
        2 * rarity(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::names;

    fn content(text: &str) -> u32 {
        Content::of(text, &names::runs(text)).within(Span::new(0, text.len()))
    }

    #[test]
    fn what_an_author_chose_counts_and_names_do_not() {
        let announced = "Senators Ada Brook and Cole Marsh of the Lower Estuary today announced that";
        let said = "herring gulls squabble over every crate that the weary crews haul ashore";
        assert!(4 * content(announced) < content(said), "{} {}", content(announced), content(said));
        assert_eq!(content("in the year 2006 of the"), content("in the year of the"));
        assert!(content("627 crates") > content("crates"));
        assert!(content("the Sluice") < content("the sluice"));
        assert!(content("理事会决定重新开放水闸") > 0);
    }

    #[test]
    fn a_stretch_counts_its_words() {
        let text = "the weary crews haul a crate ashore";
        let content = Content::of(text, &[]);
        let whole = content.within(Span::new(0, text.len()));
        let words = units(text);
        let by_word = words.spans.iter().map(|span| content.within(*span));
        let expected =
            words.hashes.iter().zip(&words.spans).map(|(hash, span)| weight(&text[span.range()], *hash));
        assert!(by_word.eq(expected.clone()));
        assert_eq!(whole, expected.sum::<u32>());
        assert_eq!(content.within(Span::new(3, 3)), 0);
        assert_eq!(Content::default().within(Span::new(0, 9)), 0);
    }
}
