//! How well two sentences say the same: what the second pass measures of a pair.
//!
//! One cosine of two sentence vectors is a weak judge. Late interaction (Khattab and Zaharia 2020,
//! *ColBERT*) asks of every piece how near the nearest piece of the other sentence is, in both
//! directions, so that an addition or an omission shows on its side. Numbers are compared as numbers.

use std::collections::BTreeMap;

use pulp::Arch;

use crate::forward::kernel::{Rows, Start, Weights, product};
use crate::model::Sentence;

/// What was measured of two sentences.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct PairFeatures {
    /// Cosine of the sentences' vectors, −1 to 1.
    pub cosine: f32,
    /// Mean over the first sentence's pieces of the cosine with the nearest piece of the second,
    /// −1 to 1: how much of the first is in the second.
    pub forward: f32,
    /// The same from the second to the first.
    pub backward: f32,
    /// Share of the numbers of both sentences that the other one has too, 0 to 1; 1 if neither has
    /// any.
    pub numbers: f32,
    /// Pieces of the shorter sentence over those of the longer one, 0 to 1.
    pub length: f32,
}

/// Measures two sentences with their texts.
pub fn compare_pair(
    (first, first_text): (&Sentence, &str),
    (second, second_text): (&Sentence, &str),
) -> PairFeatures {
    let (forward, backward) = late_interaction(first, second);
    let (short, long) = (first.tokens.len(), second.tokens.len());
    PairFeatures {
        cosine: first.vector.iter().zip(&second.vector).map(|(a, b)| a * b).sum(),
        forward,
        backward,
        numbers: shared_numbers(first_text, second_text),
        length: short.min(long) as f32 / short.max(long).max(1) as f32,
    }
}

/// The margin of a score over those of the neighbours of both sides: the score over their mean
/// (Artetxe and Schwenk 2019, *Margin-based Parallel Corpus Mining*, "ratio"). Pass the scores of
/// the same few nearest neighbours of each side, four in the paper.
pub fn margin(score: f32, neighbours_of_first: &[f32], neighbours_of_second: &[f32]) -> f32 {
    let mean = |scores: &[f32]| scores.iter().sum::<f32>() / scores.len().max(1) as f32;
    let around = f32::midpoint(mean(neighbours_of_first), mean(neighbours_of_second));
    if around > 0.0 { score / around } else { score }
}

/// Mean of the largest cosine of each piece's state with those of the other side, both ways.
fn late_interaction(first: &Sentence, second: &Sentence) -> (f32, f32) {
    if first.tokens.is_empty() || second.tokens.is_empty() {
        return (0.0, 0.0);
    }
    let width = first.vector.len();
    let columns = Weights::from_transposed(&second.states, width);
    let mut rows = Rows::default();
    rows.fill(&first.states, width, width);
    let stride = columns.padded_columns();
    let mut cosines = vec![0.0; rows.count() * stride];
    product(Arch::new(), &rows, &columns, Start::Zero, &mut cosines);
    let mut best_of_second = vec![-1.0f32; second.tokens.len()];
    let mut forward = 0.0;
    for row in cosines.chunks_exact(stride).take(first.tokens.len()) {
        let mut best = -1.0f32;
        for (&cosine, best_of_other) in row.iter().zip(&mut best_of_second) {
            best = best.max(cosine);
            *best_of_other = best_of_other.max(cosine);
        }
        forward += best;
    }
    let backward: f32 = best_of_second.iter().sum();
    (forward / first.tokens.len() as f32, backward / second.tokens.len() as f32)
}

/// Twice the common numbers over all numbers.
fn shared_numbers(first: &str, second: &str) -> f32 {
    let (first, second) = (numbers(first), numbers(second));
    let total: usize = first.values().chain(second.values()).sum();
    if total == 0 {
        return 1.0;
    }
    let common: usize =
        first.iter().filter_map(|(number, count)| second.get(number).map(|other| other.min(count))).sum();
    (2 * common) as f32 / total as f32
}

/// The numbers written in digits, of any script, without grouping marks, each with how often it
/// stands. Words for numbers are not read.
fn numbers(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut number = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if let Some(digit) = digit(character) {
            number.push(digit);
        } else {
            let groups = matches!(character, ',' | '.' | '\u{a0}' | '\u{202f}' | '٬' | '٫' | '’')
                && characters.peek().is_some_and(|&next| digit(next).is_some());
            if !groups && !number.is_empty() {
                *found.entry(std::mem::take(&mut number)).or_insert(0) += 1;
            }
        }
    }
    if !number.is_empty() {
        *found.entry(number).or_insert(0) += 1;
    }
    found
}

/// The ASCII digit of a decimal digit of the scripts of the main languages.
fn digit(character: char) -> Option<char> {
    const ZEROS: [char; 5] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}'];
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(character).checked_sub(u32::from(zero))?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::Token;
    use throughline_model::Span;

    fn sentence(states: &[[f32; 2]]) -> Sentence {
        let token = Token { id: 0, span: Span::new(0, 0) };
        Sentence { tokens: vec![token; states.len()], states: states.concat(), vector: vec![1.0, 0.0] }
    }

    #[test]
    fn an_addition_shows_on_its_side() {
        let short = sentence(&[[1.0, 0.0]]);
        let long = sentence(&[[1.0, 0.0], [0.0, 1.0]]);
        let features = compare_pair((&short, "in 2,021"), (&long, "٢٠٢١ and 5"));
        assert_eq!((features.forward, features.backward), (1.0, 0.5));
        assert_eq!((features.cosine, features.length), (1.0, 0.5));
        assert!((features.numbers - 2.0 / 3.0).abs() < 1e-6);
        let nothing = compare_pair((&sentence(&[]), ""), (&long, ""));
        assert_eq!((nothing.forward, nothing.backward, nothing.numbers), (0.0, 0.0, 1.0));
    }

    #[test]
    fn a_margin_is_one_where_the_neighbours_are_as_near() {
        assert!((margin(0.8, &[0.8, 0.8], &[0.8]) - 1.0).abs() < 1e-6);
        assert!(margin(0.9, &[0.6, 0.4], &[0.5]) > 1.7);
    }

    #[test]
    fn digits_of_every_script_are_numbers() {
        let found = numbers("1,200 и １２ 12, ५");
        let found: Vec<_> = found.iter().map(|(number, count)| (number.as_str(), *count)).collect();
        assert_eq!(found, [("12", 2), ("1200", 1), ("5", 1)]);
    }
}
