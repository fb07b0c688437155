//! Normalising as the model's training did, with the place of every character.

use std::collections::BTreeMap;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Stands for the space before a word.
pub(super) const WORD_START: char = '\u{2581}';

/// What single characters become (`nmt_nfkc` and the like), after composition.
///
/// SentencePiece's table also has sequences, nearly all of them compositions; composing first (NFC)
/// has the same effect where a file keeps only the single characters.
pub(crate) struct Rules {
    /// For each character below U+10000, 0 or one more than its index into `texts`.
    low: Vec<u16>,
    high: BTreeMap<char, u16>,
    texts: Vec<Box<[char]>>,
}

/// A normalised text: each word starts with [`WORD_START`], there is no other space.
#[derive(Default)]
pub(super) struct Normal {
    pub(super) characters: Vec<char>,
    /// Bytes of the given text each character comes from.
    pub(super) spans: Vec<(u32, u32)>,
}

impl Rules {
    /// At most 65,534 characters with what they become; further ones are ignored.
    pub(crate) fn new(table: impl IntoIterator<Item = (char, String)>) -> Self {
        let mut rules = Rules { low: vec![0; 1 << 16], high: BTreeMap::new(), texts: Vec::new() };
        for (character, text) in table.into_iter().take(usize::from(u16::MAX) - 1) {
            rules.texts.push(text.chars().collect());
            let number = rules.texts.len() as u16;
            match rules.low.get_mut(character as usize) {
                Some(low) => *low = number,
                None => {
                    rules.high.insert(character, number);
                }
            }
        }
        rules
    }

    fn replacement(&self, character: char) -> Option<&[char]> {
        let number = match self.low.get(character as usize) {
            Some(&number) => number,
            None => self.high.get(&character).copied().unwrap_or(0),
        };
        Some(&self.texts[usize::from(number.checked_sub(1)?)])
    }

    pub(super) fn normalize(&self, text: &str, normal: &mut Normal) {
        normal.characters.clear();
        normal.spans.clear();
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            for (start, character) in text.char_indices() {
                let span = (start as u32, (start + character.len_utf8()) as u32);
                self.push(character, span, normal);
            }
        } else {
            for (start, cluster) in text.grapheme_indices(true) {
                let span = (start as u32, (start + cluster.len()) as u32);
                // Marks that are only in another order stay: models were not trained on reordered
                // ones.
                if cluster.nfc().count() < cluster.chars().count() {
                    cluster.nfc().for_each(|character| self.push(character, span, normal));
                } else {
                    cluster.chars().for_each(|character| self.push(character, span, normal));
                }
            }
        }
        // A space at the end starts no word.
        if normal.characters.last() == Some(&WORD_START) {
            normal.characters.pop();
            normal.spans.pop();
        }
    }

    fn push(&self, character: char, span: (u32, u32), normal: &mut Normal) {
        match self.replacement(character) {
            None => normal.push(character, span),
            Some(texts) => texts.iter().for_each(|&character| normal.push(character, span)),
        }
    }
}

impl Normal {
    fn push(&mut self, character: char, span: (u32, u32)) {
        let inside = self.characters.last().is_some_and(|&last| last != WORD_START);
        if character == ' ' || self.characters.is_empty() {
            // The mark stands for no character of the word, so its place is empty: where the word
            // begins, however many spaces there are.
            let place = if character == ' ' { span.1 } else { span.0 };
            if inside || self.characters.is_empty() {
                self.characters.push(WORD_START);
                self.spans.push((place, place));
            } else if let Some(mark) = self.spans.last_mut() {
                *mark = (place, place);
            }
        }
        if character != ' ' {
            self.characters.push(character);
            self.spans.push(span);
        }
    }
}
