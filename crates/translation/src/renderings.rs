//! What of one sentence renders a phrase of another, and what has no counterpart.

use std::ops::Range;

use crate::forward::elementwise::sum;
use crate::model::{Sentence, to_unit_length};
use crate::words::{FUNCTION_WORD, Words, cosines, rounded};

/// What function words count where spans are compared, beside their weight.
const FLAT: f32 = 0.05;

/// How much the span's and the phrase's mean states count beside their words one by one.
const WHOLE: f32 = 0.5;

/// What a span of another length than the phrase's loses, by about the logarithm of the ratio.
const LENGTH: f32 = 0.06;

/// A word's cosine with the nearest of the other sentence below which it speaks for an addition, and
/// above which against one.
const COUNTERPART: f32 = 0.47;

/// What its words have to say for a stretch together, by their weights: a rare word says up to .5.
const LEAST_STRETCH: f32 = 0.6;

/// The words of a sentence that render a phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendering {
    /// Bytes of the sentence's text.
    pub range: Range<usize>,
    /// How well they do, 0 to 1. Scores of one phrase in several sentences can be compared; those of
    /// different phrases hardly.
    pub score: f32,
}

/// The words of the second sentence that best render the phrase of the first that stands at `phrase`
/// (bytes), if either has words there.
///
/// Every span of words is tried: late interaction between phrase and span in both directions, as
/// for whole sentences, by the words' weights; the cosine of their mean states; and a preference
/// for the phrase's length. Function words at the ends are taken off.
pub fn rendering(
    (first, first_text): (&Sentence, &str),
    phrase: Range<usize>,
    (second, second_text): (&Sentence, &str),
) -> Option<Rendering> {
    let (mut first, second) = (Words::new(first, first_text), Words::new(second, second_text));
    let within = first.within(&phrase);
    first = Words {
        spans: first.spans[within.clone()].to_vec(),
        pieces: first.pieces[within.clone()].to_vec(),
        weights: first.weights[within.clone()].to_vec(),
        states: first.states[within.start * first.width..within.end * first.width].to_vec(),
        width: first.width,
    };
    best_span(&first, &second)
}

/// The same for a phrase that stands alone and went through the model by itself.
pub fn rendering_of_phrase(
    (phrase, phrase_text): (&Sentence, &str),
    sentence: (&Sentence, &str),
) -> Option<Rendering> {
    rendering((phrase, phrase_text), 0..phrase_text.len(), sentence)
}

fn best_span(phrase: &Words, sentence: &Words) -> Option<Rendering> {
    let near = cosines(phrase, sentence);
    let phrase_weight = sum(&phrase.weights, |weight| weight + 0.001);
    let shares: Vec<f32> = phrase.weights.iter().map(|weight| (weight + 0.001) / phrase_weight).collect();
    let phrase_pieces = phrase.pieces.iter().sum::<u32>() as f32;
    let phrase_mean = mean_state(phrase);
    let to_phrase: Vec<f32> = (0..sentence.len())
        .map(|word| near.iter().fold(-1.0, |best: f32, row| best.max(row[word])))
        .collect();
    // Products of words with the phrase's mean and with each other give the cosine of any span's
    // mean without its vector.
    let to_mean: Vec<f32> = (0..sentence.len()).map(|word| dot(sentence.state(word), &phrase_mean)).collect();
    let own = cosines(sentence, sentence);
    let most = 4 * phrase.len() + 4;
    let mut best: Option<(f32, Range<usize>)> = None;
    for begin in 0..sentence.len() {
        let mut covered = vec![-1.0f32; phrase.len()];
        let (mut backward, mut weight, mut along, mut square, mut pieces) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for end in begin..sentence.len().min(begin + most) {
            let own_weight = sentence.weights[end] + FLAT;
            for (covered, row) in covered.iter_mut().zip(&near) {
                *covered = covered.max(row[end]);
            }
            backward += own_weight * to_phrase[end];
            weight += own_weight;
            along += own_weight * to_mean[end];
            for (other_weight, cosine) in sentence.weights[begin..end].iter().zip(&own[end][begin..end]) {
                square += 2.0 * own_weight * (other_weight + FLAT) * cosine;
            }
            square += own_weight * own_weight;
            pieces += sentence.pieces[end] as f32;
            let forward = dot(&covered, &shares);
            let words = f32::midpoint(forward, backward / weight);
            let whole = if square > 0.0 { along / square.sqrt() } else { 0.0 };
            let ratio = (pieces / phrase_pieces).max(phrase_pieces / pieces);
            // The first term of the logarithm's series in (r − 1) / (r + 1).
            let length = 2.0 * (ratio - 1.0) / (ratio + 1.0);
            let score = WHOLE * whole + (1.0 - WHOLE) * words - LENGTH * length;
            if best.as_ref().is_none_or(|best| score > best.0) {
                best = Some((score, begin..end + 1));
            }
        }
    }
    let (score, words) = best.filter(|_| phrase.len() > 0)?;
    let words = without_function_words(sentence, words);
    let range = sentence.spans[words.start].start..sentence.spans[words.end - 1].end;
    Some(Rendering { range, score: rounded(score) })
}

/// The same stretch of words without function words at its ends.
fn without_function_words(sentence: &Words, mut words: Range<usize>) -> Range<usize> {
    while words.len() > 1 && sentence.weights[words.start] < FUNCTION_WORD {
        words.start += 1;
    }
    while words.len() > 1 && sentence.weights[words.end - 1] < FUNCTION_WORD {
        words.end -= 1;
    }
    words
}

/// The weighted mean of all words' states, of length 1.
fn mean_state(words: &Words) -> Vec<f32> {
    let mut mean = vec![0.0; words.width];
    for word in 0..words.len() {
        for (sum, value) in mean.iter_mut().zip(words.state(word)) {
            *sum += (words.weights[word] + FLAT) * value;
        }
    }
    to_unit_length(&mut mean);
    mean
}

fn dot(first: &[f32], second: &[f32]) -> f32 {
    let products: Vec<f32> = first.iter().zip(second).map(|(a, b)| a * b).collect();
    sum(&products, |value| value)
}

/// What the second sentence has and the first has not: the stretches (bytes of the second text)
/// whose words have no counterpart.
///
/// One word says little, for a translation may put it otherwise. So the stretches are the likeliest
/// way through the sentence with two states (Viterbi 1967), where each word speaks for or against
/// by how near its nearest word is and how rare it is, and each stretch has to be worth opening.
pub fn additions(first: (&Sentence, &str), second: (&Sentence, &str)) -> Vec<Range<usize>> {
    omissions(second, first)
}

/// What the first sentence has and the second has not, in bytes of the first text; see
/// [`additions`].
pub fn omissions(
    (first, first_text): (&Sentence, &str),
    (second, second_text): (&Sentence, &str),
) -> Vec<Range<usize>> {
    let (first, second) = (Words::new(first, first_text), Words::new(second, second_text));
    let near = cosines(&first, &second);
    // The best sums so far outside of a stretch and within one, and whether each came from there.
    let (mut outside, mut within) = (0.0f32, f32::NEG_INFINITY);
    let mut stays = Vec::with_capacity(first.len());
    for (row, weight) in near.iter().zip(&first.weights) {
        let nearest = row.iter().fold(0.0f32, |best, &cosine| best.max(cosine));
        let stays_within = within >= outside - LEAST_STRETCH;
        let opened = within.max(outside - LEAST_STRETCH) + (weight + FLAT) * (COUNTERPART - nearest);
        stays.push((outside >= within, stays_within));
        outside = outside.max(within);
        within = opened;
    }
    let mut lone = within > outside;
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for (word, &(stays_outside, stays_within)) in stays.iter().enumerate().rev() {
        if lone {
            match stretches.last_mut() {
                Some(after) if after.start == word + 1 => after.start = word,
                _ => stretches.push(word..word + 1),
            }
        }
        lone = if lone { stays_within } else { !stays_outside };
    }
    stretches.reverse();
    stretches
        .into_iter()
        .map(|words| without_function_words(&first, words))
        .map(|words| first.spans[words.start].start..first.spans[words.end - 1].end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::sentence;

    const ENGLISH: &str = "they show the credible, lovable and respectable image abroad";

    fn english() -> Sentence {
        let pieces = [("they", 6, 0.01), ("show", 5, 0.4), ("the", 7, 0.01), ("credible", 0, 0.9)];
        let more = [("lovable", 1, 0.9), ("and", 6, 0.01), ("respectable", 2, 0.9), ("image", 3, 0.9)];
        sentence(ENGLISH, &[&pieces[..], &more[..], &[("abroad", 4, 0.9)]].concat())
    }

    #[test]
    fn a_phrase_is_found_with_all_its_words() {
        let chinese = "可信可爱可敬";
        let phrase = sentence(chinese, &[("可信", 0, 0.9), ("可爱", 1, 0.9), ("可敬", 2, 0.9)]);
        let found = rendering_of_phrase((&phrase, chinese), (&english(), ENGLISH)).unwrap();
        assert_eq!(&ENGLISH[found.range], "credible, lovable and respectable");
        let part = rendering((&phrase, chinese), 6..12, (&english(), ENGLISH)).unwrap();
        assert_eq!(&ENGLISH[part.range], "lovable");
        assert_eq!(rendering((&phrase, chinese), 18..18, (&english(), ENGLISH)), None);
    }

    #[test]
    fn what_has_no_counterpart_is_a_stretch() {
        let chinese = "可信可爱形象";
        let other = sentence(chinese, &[("可信", 0, 0.9), ("可爱", 1, 0.9), ("形象", 3, 0.9)]);
        let lacking = sentence(chinese, &[("可信", 0, 0.9), ("形象", 3, 0.9)]);
        let lone = |other: &Sentence| -> Vec<&str> {
            let stretches = omissions((&english(), ENGLISH), (other, chinese));
            stretches.into_iter().map(|stretch| &ENGLISH[stretch]).collect()
        };
        assert_eq!(lone(&other), [""; 0], "one word says little");
        assert!(lone(&lacking)[0].starts_with("lovable and respectable"));
        let added = additions((&lacking, chinese), (&english(), ENGLISH));
        assert_eq!(added, omissions((&english(), ENGLISH), (&lacking, chinese)));
        assert!(additions((&english(), ENGLISH), (&lacking, chinese)).is_empty());
    }
}
