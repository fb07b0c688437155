//! The words of a sentence with one state each, and which words of two sentences correspond.
//!
//! A word's state is the weighted mean of its pieces' states less most of the sentence's mean state:
//! the states of the last layer hold much of what the whole sentence says, and less of that tells
//! words apart better. In scripts without spaces a piece is a word. Links are SimAlign's (Jalili
//! Sabet et al. 2020, *SimAlign*, "Argmax" and "Itermax"): words that are each other's nearest, and
//! then those of the rest.

use std::ops::Range;

use pulp::Arch;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::forward::kernel::{Rows, Weights, product};
use crate::model::{Sentence, to_unit_length};

/// Share of the sentence's mean state that is taken off.
const COMMON: f32 = 0.8;

/// Least cosine of linked words.
const LEAST_LINK: f32 = 0.25;

/// How much a word counts that is linked already, as in SimAlign.
const LINKED: f32 = 0.9;

/// Words up to this weight are function words.
pub(crate) const FUNCTION_WORD: f32 = 0.1;

/// Two words that correspond.
#[derive(Debug, Clone, PartialEq)]
pub struct WordLink {
    /// Bytes of the word in the first text.
    pub first: Range<usize>,
    /// Bytes of the word in the second text.
    pub second: Range<usize>,
    /// How near they are, 0 to 1.
    pub score: f32,
}

/// The words of a sentence that have letters or digits, in order.
pub(crate) struct Words {
    pub(crate) spans: Vec<Range<usize>>,
    /// Pieces of each word.
    pub(crate) pieces: Vec<u32>,
    /// How much each counts: as the piece of it that counts most.
    pub(crate) weights: Vec<f32>,
    /// States of length 1, one after the other.
    pub(crate) states: Vec<f32>,
    pub(crate) width: usize,
}

impl Words {
    pub(crate) fn new(sentence: &Sentence, text: &str) -> Self {
        let width = sentence.width();
        let mut words =
            Words { spans: Vec::new(), pieces: Vec::new(), weights: Vec::new(), states: Vec::new(), width };
        let mut common = vec![0.0f32; width];
        for state in sentence.states.chunks_exact(width.max(1)) {
            common.iter_mut().zip(state).for_each(|(sum, value)| *sum += value);
        }
        let count = sentence.tokens.len().max(1) as f32;
        for value in &mut common {
            *value *= COMMON / count;
        }
        let mut written = text.unicode_word_indices().map(|(at, word)| at..at + word.len()).peekable();
        for (at, token) in sentence.tokens.iter().enumerate() {
            let Some(piece) = text.get(token.span.range()) else { continue };
            if !piece.chars().any(char::is_alphanumeric) {
                continue;
            }
            let begin = token.span.range().start + (piece.len() - piece.trim_start().len());
            while written.next_if(|word| word.end <= begin).is_some() {}
            let spaced = !piece.chars().any(is_unspaced);
            let word = match written.peek().filter(|word| spaced && word.start <= begin) {
                Some(word) => word.clone(),
                None => whole_characters(text, begin..token.span.range().end),
            };
            let weight = sentence.weights.get(at).copied().unwrap_or_default();
            if words.spans.last() == Some(&word) {
                let last = words.spans.len() - 1;
                words.weights[last] = words.weights[last].max(weight);
                words.pieces[last] += 1;
            } else {
                words.spans.push(word);
                words.weights.push(weight);
                words.pieces.push(1);
                words.states.resize(words.spans.len() * width, 0.0);
            }
            let begin = words.states.len() - width;
            let state = &sentence.states[at * width..][..width];
            for ((sum, value), common) in words.states[begin..].iter_mut().zip(state).zip(&common) {
                *sum += (weight + 0.001) * (value - common);
            }
        }
        words.states.chunks_exact_mut(width.max(1)).for_each(to_unit_length);
        words
    }

    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(crate) fn state(&self, word: usize) -> &[f32] {
        &self.states[word * self.width..][..self.width]
    }

    /// Positions of the words that begin in a range of bytes.
    pub(crate) fn within(&self, range: &Range<usize>) -> Range<usize> {
        let begin = self.spans.partition_point(|span| span.end <= range.start);
        begin..self.spans.partition_point(|span| span.start < range.end).max(begin)
    }
}

/// The cosine of each word of the first sentence (rows) with each of the second.
pub(crate) fn cosines(first: &Words, second: &Words) -> Vec<Vec<f32>> {
    if first.len() == 0 || second.len() == 0 {
        return vec![Vec::new(); first.len()];
    }
    let columns = Weights::from_transposed(&second.states, second.width);
    let mut rows = Rows::default();
    rows.fill(&first.states, first.width, first.width);
    let stride = columns.padded_columns();
    let mut cosines = vec![0.0; rows.count() * stride];
    product(Arch::new(), &rows, &columns, &mut cosines);
    cosines.chunks_exact(stride).take(first.len()).map(|row| row[..second.len()].to_vec()).collect()
}

/// The words of two sentences with their texts that correspond, by the first text. A word may have
/// several counterparts, or none.
pub fn word_links(
    (first, first_text): (&Sentence, &str),
    (second, second_text): (&Sentence, &str),
) -> Vec<WordLink> {
    let (first, second) = (Words::new(first, first_text), Words::new(second, second_text));
    let near = cosines(&first, &second);
    let mut taken = (vec![false; first.len()], vec![false; second.len()]);
    let mut links: Vec<(usize, usize)> = Vec::new();
    for _ in 0..2 {
        let score = |row: usize, column: usize| match (taken.0[row], taken.1[column]) {
            (false, false) => near[row][column],
            (true, true) => 0.0,
            _ => LINKED * near[row][column],
        };
        let new: Vec<(usize, usize)> = (0..first.len())
            .filter_map(|row| {
                let column = highest(second.len(), |column| score(row, column))?;
                let mutual = highest(first.len(), |other| score(other, column)) == Some(row);
                (mutual && score(row, column) >= LEAST_LINK).then_some((row, column))
            })
            .collect();
        for &(row, column) in &new {
            taken.0[row] = true;
            taken.1[column] = true;
        }
        links.extend(new);
    }
    links.sort_unstable();
    links
        .into_iter()
        .map(|(row, column)| WordLink {
            first: first.spans[row].clone(),
            second: second.spans[column].clone(),
            score: rounded(near[row][column]),
        })
        .collect()
}

/// The first position with the highest value.
fn highest(count: usize, value: impl Fn(usize) -> f32) -> Option<usize> {
    (0..count).reduce(|best, at| if value(at) > value(best) { at } else { best })
}

/// To six digits, within 0 and 1.
pub(crate) fn rounded(score: f32) -> f32 {
    (score.clamp(0.0, 1.0) * 1e6).round() / 1e6
}

/// Letters of scripts that put no spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The range widened to whole characters as people count them.
fn whole_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut begin, mut end) = (range.start, range.end);
    let is_boundary =
        |at: usize| GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true);
    while begin > 0 && !(text.is_char_boundary(begin) && is_boundary(begin)) {
        begin -= 1;
    }
    while end < text.len() && !(text.is_char_boundary(end) && is_boundary(end)) {
        end += 1;
    }
    begin..end
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::tokenizer::Token;
    use throughline_model::Span;

    /// A sentence of words with the states given; a word may be named more than once as its pieces.
    pub(crate) fn sentence(text: &str, pieces: &[(&str, usize, f32)]) -> Sentence {
        const WIDTH: usize = 8;
        let mut from = 0;
        let (mut tokens, mut states, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (piece, direction, weight) in pieces {
            let begin = from + text[from..].find(piece).unwrap();
            from = begin + piece.len();
            tokens.push(Token { id: 0, span: Span::new(begin, from) });
            states.extend((0..WIDTH).map(|at| f32::from(u8::from(at == *direction))));
            weights.push(*weight);
        }
        let vector = vec![1.0 / (WIDTH as f32).sqrt(); WIDTH];
        Sentence { tokens, states, vector, weights, bytes: text.len() as u32 }
    }

    #[test]
    fn pieces_of_a_word_are_one_and_links_go_both_ways() {
        let (english, chinese) = ("the China-made stories", "中国故事");
        let first = sentence(
            english,
            &[
                ("the", 7, 0.01),
                ("Chi", 0, 0.9),
                ("na", 0, 0.9),
                ("made", 5, 0.5),
                ("sto", 1, 0.9),
                ("ries", 1, 0.8),
            ],
        );
        let second = sentence(chinese, &[("中国", 0, 0.9), ("故事", 1, 0.9)]);
        let links = word_links((&first, english), (&second, chinese));
        let links: Vec<(&str, &str)> =
            links.iter().map(|link| (&english[link.first.clone()], &chinese[link.second.clone()])).collect();
        assert_eq!(links, [("China", "中国"), ("stories", "故事")]);
        assert!(word_links((&first, english), (&sentence("", &[]), "")).is_empty());
    }
}
