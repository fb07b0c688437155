//! What has a row of its own: a word of several pieces, or a single piece.
//!
//! A piece that goes through the model alone says little where a language has many forms, since words
//! fall into pieces there; a word that goes through as a whole says what it means. Words of one piece
//! are that piece. Digits and punctuation stay pieces, as do scripts that put no spaces between
//! words, where a word's end would be a guess, and very long words, of which each would be met once.

use crate::tokenizer::{Token, Tokenizer};

/// A piece, or the pieces of a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(pub(crate) Box<[u32]>);

impl Unit {
    /// The pieces' numbers in the vocabulary.
    pub fn pieces(&self) -> &[u32] {
        &self.0
    }
}

/// Pieces of the longest word that has a row.
pub(crate) const LONGEST: usize = 8;

const STARTS: u8 = 1;
const LETTERS: u8 = 2;
const UNKNOWN: u8 = 4;

/// Parts texts into units.
pub(crate) struct Units {
    /// For each piece of the vocabulary whether it starts a word and whether it is of letters of a
    /// script that puts spaces between words.
    kinds: Vec<u8>,
}

impl Units {
    pub(crate) fn new(tokenizer: &Tokenizer) -> Self {
        let kind = |id: u32| {
            if id == tokenizer.marks().unknown {
                return UNKNOWN;
            }
            let piece = tokenizer.piece(id).unwrap_or_default();
            let spaced = piece.chars().any(char::is_alphabetic) && !piece.chars().any(is_unspaced);
            (if piece.starts_with('\u{2581}') { STARTS } else { 0 }) | (if spaced { LETTERS } else { 0 })
        };
        Units { kinds: (0..tokenizer.len() as u32).map(kind).collect() }
    }

    /// Gives the units of a text in order; what is unknown is in none. `ids` is memory to use again.
    pub(crate) fn each(&self, tokens: &[Token], ids: &mut Vec<u32>, mut take: impl FnMut(&[u32])) {
        ids.clear();
        ids.extend(tokens.iter().map(|token| token.id));
        let mut begin = 0;
        for at in 0..=ids.len() {
            let kind = ids.get(at).map_or(STARTS, |&id| self.kinds[id as usize]);
            if kind & STARTS == 0 && kind & LETTERS != 0 {
                continue;
            }
            if at - begin <= LONGEST {
                if begin < at {
                    take(&ids[begin..at]);
                }
            } else {
                ids[begin..at].chunks(1).for_each(&mut take);
            }
            begin = at;
            if at < ids.len() && kind & LETTERS == 0 {
                if kind & UNKNOWN == 0 {
                    take(&ids[at..=at]);
                }
                begin = at + 1;
            }
        }
    }
}

/// Letters of scripts without spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::{Marks, Rules, Vocabulary};

    #[test]
    fn words_are_whole_and_the_rest_is_pieces() {
        let listed = ["<s>", "</s>", "<unk>", "▁", "▁a", "b", "1", ".", "中", "国", "▁中"];
        let tokenizer = Tokenizer::new(Vocabulary {
            pieces: listed.map(|piece| (piece.to_owned(), -1.0)).to_vec(),
            marks: Marks { first: 0, last: 1, unknown: 2 },
            rules: Rules::new([]),
        })
        .unwrap();
        let units = Units::new(&tokenizer);
        let read = |text: &str| {
            let mut read = Vec::new();
            units.each(&tokenizer.tokens(text), &mut Vec::new(), |unit| {
                read.push(unit.iter().map(|&id| listed[id as usize]).collect::<String>());
            });
            read
        };
        assert_eq!(read("ab abb. a"), ["▁ab", "▁abb", ".", "▁a"]);
        assert_eq!(read("b1b中国b中?a"), ["▁", "b", "1", "b", "中", "国", "b", "中"]);
        assert_eq!(read("abbbbbbbb"), ["▁a", "b", "b", "b", "b", "b", "b", "b", "b"]);
        assert!(read("").is_empty());
    }
}
