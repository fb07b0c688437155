//! Stretches: the part of one sentence that says the same as a part of another.
//!
//! A translation may part a long sentence, abridge it, or put two together; then no two sentences say
//! the same, and whole-sentence measures see a loose resemblance. A stretch is a local alignment
//! (Smith and Waterman 1981) of words: each word counts by how near its nearest word within the other
//! stretch is, above or below a bar, and by its weight. As with scores of sequences (Karlin and
//! Altschul 1990) it is the sum that tells from chance: a long stretch of middling words says more
//! than three good ones.
//!
//! The bar is each word's own. A word that finds a near one in many of the other text's sentences
//! ("international" in a text about international relations) says little about this one, so its bar is
//! higher by most of what it finds there, as in cross-domain similarity local scaling (Conneau et al.
//! 2018, section 2.3), applied to words.

mod clauses;
mod probability;
mod search;

use std::ops::Range;

use pulp::Arch;
use rayon::prelude::*;

use crate::forward::kernel::{Rows, Weights, product};
use crate::model::Sentence;
use crate::words::{Words, cosines};

pub(crate) use clauses::whole_clauses;
use search::{Side, best_stretches};

/// The cosine of a word with its counterpart from which on it speaks for a stretch, if it finds as
/// near ones elsewhere as other words do.
const BAR: f32 = 0.45;

/// How much of what a word finds elsewhere, beyond what others find, raises its bar.
const ELSEWHERE: f32 = 0.7;

/// Of the other text's sentences, the share that find the word less near than what counts.
const QUANTILE: f32 = 0.8;

/// Sentences as many as which leave half of this to doubt.
const DOUBT: f32 = 4.0;

/// Most sentences of the other text that are looked at for it, evenly spread.
const MOST_SENTENCES: usize = 64;

/// Words that both sides of a stretch have at least: fewer are found by chance in any two sentences.
const LEAST_WORDS: usize = 3;

/// What words without weight count all the same.
const FLAT: f32 = 0.05;

/// The parts of two sentences that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Bytes of the first sentence's text.
    pub first: Range<usize>,
    /// Bytes of the second sentence's text.
    pub second: Range<usize>,
    /// What the words of both count together above their bars, by weight; of words that are chance,
    /// seldom more than 1.
    pub score: f32,
    /// What the side counts that counts less.
    pub least: f32,
    /// The shares of the sentences' weight that the parts have, 0 to 1.
    pub shares: (f32, f32),
}

/// Two texts, or windows of them, by the words of their sentences.
pub struct Stretches {
    first: Vec<Barred>,
    second: Vec<Barred>,
}

/// The words of a sentence with their bars.
struct Barred {
    words: Words,
    weights: Vec<f32>,
    bars: Vec<f32>,
}

impl Stretches {
    /// Reads the sentences of two texts with their words.
    pub fn new(first: &[(&Sentence, &str)], second: &[(&Sentence, &str)]) -> Self {
        let words = |side: &[(&Sentence, &str)]| -> Vec<Words> {
            side.par_iter().map(|(sentence, text)| Words::new(sentence, text)).collect()
        };
        let (first, second) = (words(first), words(second));
        let bars = (bars(&first, &second), bars(&second, &first));
        Stretches { first: barred(first, bars.0), second: barred(second, bars.1) }
    }

    /// The stretch of two sentences, by their positions, that counts most, if there is one of a few
    /// words.
    pub fn of(&self, first: usize, second: usize) -> Option<Stretch> {
        let (own, other) = (&self.first[first], &self.second[second]);
        let near = cosines(&own.words, &other.words);
        let found = best_stretches(&near, own.side(), other.side())?;
        if found.first.len().min(found.second.len()) < LEAST_WORDS {
            return None;
        }
        let bytes = |words: &Words, range: &Range<usize>| {
            words.spans[range.start].start..words.spans[range.end - 1].end
        };
        let share = |side: &Barred, range: &Range<usize>| {
            side.weights[range.clone()].iter().sum::<f32>() / side.weights.iter().sum::<f32>()
        };
        Some(Stretch {
            first: bytes(&own.words, &found.first),
            second: bytes(&other.words, &found.second),
            score: found.of_first + found.of_second,
            least: found.of_first.min(found.of_second),
            shares: (share(own, &found.first), share(other, &found.second)),
        })
    }
}

impl Barred {
    fn side(&self) -> Side<'_> {
        Side { weights: &self.weights, bars: &self.bars }
    }
}

fn barred(words: Vec<Words>, bars: Vec<Vec<f32>>) -> Vec<Barred> {
    let with = |(words, bars): (Words, Vec<f32>)| Barred {
        weights: words.weights.iter().map(|weight| weight + FLAT).collect(),
        words,
        bars,
    };
    words.into_iter().zip(bars).map(with).collect()
}

/// The bar of each word of each sentence.
fn bars(own: &[Words], other: &[Words]) -> Vec<Vec<f32>> {
    let step = other.len().div_ceil(MOST_SENTENCES).max(1);
    let others: Vec<&Words> = other.iter().step_by(step).filter(|words| words.len() > 0).collect();
    let found = elsewhere(own, &others);
    let count = found.iter().map(Vec::len).sum::<usize>().max(1);
    let mean = found.iter().flatten().sum::<f32>() / count as f32;
    let trust = ELSEWHERE * others.len() as f32 / (others.len() as f32 + DOUBT);
    found.iter().map(|words| words.iter().map(|found| BAR + trust * (found - mean)).collect()).collect()
}

/// How near a word each word finds in most of the other text's sentences.
fn elsewhere(own: &[Words], others: &[&Words]) -> Vec<Vec<f32>> {
    let width = others.first().map_or(1, |words| words.width);
    let states: Vec<f32> = others.iter().flat_map(|words| words.states.iter().copied()).collect();
    let columns = Weights::from_transposed(&states, width);
    let stride = columns.padded_columns();
    let of_sentence = |words: &Words| -> Vec<f32> {
        if others.is_empty() || words.len() == 0 {
            return vec![0.0; words.len()];
        }
        let mut rows = Rows::default();
        rows.fill(&words.states, width, width);
        let mut cosines = vec![0.0; rows.count() * stride];
        product(Arch::new(), &rows, &columns, &mut cosines);
        let of_word = |row: &[f32]| {
            let mut begin = 0;
            let mut nearest: Vec<f32> = Vec::with_capacity(others.len());
            for other in others {
                let end = begin + other.len();
                nearest.push(row[begin..end].iter().copied().fold(-1.0, f32::max));
                begin = end;
            }
            nearest.sort_by(f32::total_cmp);
            nearest[(QUANTILE * (nearest.len() - 1) as f32) as usize]
        };
        cosines.chunks_exact(stride).take(words.len()).map(of_word).collect()
    };
    own.par_iter().map(of_sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::sentence;

    #[test]
    fn a_clause_within_a_longer_sentence_is_found() {
        let long = "they met, showed a lovable respectable image, and left";
        let pieces = [
            ("they", 6, 0.4),
            ("met", 5, 0.9),
            ("showed", 4, 0.9),
            ("lovable", 1, 0.9),
            ("respectable", 2, 0.9),
            ("image", 3, 0.9),
            ("left", 7, 0.9),
        ];
        let first = sentence(long, &pieces);
        let second = sentence("可爱可敬形象", &[("可爱", 1, 0.9), ("可敬", 2, 0.9), ("形象", 3, 0.9)]);
        let found = Stretches::new(&[(&first, long)], &[(&second, "可爱可敬形象")]).of(0, 0).unwrap();
        assert_eq!(&long[found.first.clone()], "lovable respectable image");
        assert_eq!(found.second, 0..18);
        assert!(found.shares.0 < 0.6 && found.shares.1 > 0.99 && found.least > 0.5, "{found:?}");
        let nothing = sentence("", &[]);
        assert_eq!(Stretches::new(&[(&first, long)], &[(&nothing, "")]).of(0, 0), None);
    }

    #[test]
    fn a_word_that_is_everywhere_has_a_higher_bar() {
        let text = "world news";
        let own = Words::new(&sentence(text, &[("world", 1, 0.9), ("news", 2, 0.9)]), text);
        let others: Vec<Words> = (0..8)
            .map(|at| {
                let text = "世界 它";
                Words::new(&sentence(text, &[("世界", 1, 0.9), ("它", 3 + at % 4, 0.9)]), text)
            })
            .collect();
        let bars = bars(&[own], &others);
        assert!(bars[0][0] > bars[0][1] + 0.1, "{bars:?}");
    }
}
