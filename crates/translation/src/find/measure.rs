//! How likely the groups of a window are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::anchors::{groups_around, near_sentences};
use super::odds::{log_odds_of, probability_of};
use super::passages::{RenderedGroup, RenderingSettings};
use crate::align::AlignSide;
use crate::model::Sentence;
use crate::pair::{PairFeatures, compare_pair};
use crate::probability::{Evidence, log_odds, primary, probability_among};

/// Nearest sentences of the other side that each sentence is measured against.
const NEAREST: usize = 4;

/// Log odds of two sentences below which no group around them is measured.
const LEAST_ODDS: f32 = -3.0;

/// Sentences without a counterpart that each window is taken to have besides its own: one sentence by
/// itself is no evidence of how many are carried.
const BESIDES: f64 = 1.0;

/// A group and what was measured of it.
struct Measured {
    first: Range<usize>,
    second: Range<usize>,
    features: PairFeatures,
    odds: f32,
}

/// All groups of whole sentences around near ones, with their probabilities.
pub(super) fn measured(
    a: &Part<'_>,
    b: &Part<'_>,
    languages: (&str, &str),
    settings: &RenderingSettings,
) -> Vec<RenderedGroup> {
    let measure = |groups: Vec<(Range<usize>, Range<usize>)>| -> Vec<Measured> {
        let of_group = |(first, second): (Range<usize>, Range<usize>)| {
            let (own, other) = (a.group(&first), b.group(&second));
            let features = compare_pair((&own.0, &own.1), (&other.0, &other.1));
            Measured { odds: log_odds(&features, languages), features, first, second }
        };
        groups.into_iter().map(of_group).collect()
    };
    let anchors = near_sentences(&a.side(), &b.side(), NEAREST);
    let single = |(row, column): &(usize, usize)| (*row..row + 1, *column..column + 1);
    let singles = measure(anchors.iter().map(single).collect());
    let likely = singles.iter().filter(|single| single.odds >= LEAST_ODDS);
    let likely: Vec<(usize, usize)> =
        likely.map(|single| (single.first.start, single.second.start)).collect();
    let larger: Vec<(usize, usize)> =
        settings.group_sizes.iter().copied().filter(|(a, b)| a + b > 2).collect();
    let mut all = measure(groups_around(&likely, (a.read.len(), b.read.len()), &larger));
    all.extend(singles);
    all.sort_by_key(|group| (group.first.end, group.second.end, group.first.start, group.second.start));
    let is_same = primary(languages.0) == primary(languages.1);
    // Rivals are single sentences: of each its nearest on the other side.
    let mut of_first: Vec<Vec<(usize, f32)>> = vec![Vec::new(); a.read.len()];
    let mut of_second: Vec<Vec<(usize, f32)>> = vec![Vec::new(); b.read.len()];
    for Measured { first, second, odds, .. } in &all {
        if first.len() == 1 && second.len() == 1 {
            of_first[first.start].push((second.start, *odds));
            of_second[second.start].push((first.start, *odds));
        }
    }
    let rivals = |lists: &[Vec<(usize, f32)>], own: &Range<usize>, other: &Range<usize>| -> Vec<f32> {
        let all = lists[own.clone()].iter().flatten();
        all.filter(|(at, _)| !other.contains(at)).map(|(_, odds)| *odds).collect()
    };
    all.into_iter()
        .map(|Measured { first, second, features, .. }| {
            let (of_first, of_second) =
                (rivals(&of_first, &first, &second), rivals(&of_second, &second, &first));
            let evidence = Evidence { features, others_of_first: &of_first, others_of_second: &of_second };
            let mut probability = probability_among(&evidence, languages);
            if is_same {
                let repeats = same_words(&a.group(&first).1, &b.group(&second).1);
                let odds = log_odds_of(probability) - f64::from(settings.same_language);
                probability = if repeats { 0.0 } else { probability_of(odds) };
            }
            RenderedGroup { first, second, probability, parts: None }
        })
        .collect()
}

/// Moves all probabilities by the share of sentences that have a counterpart, which follows from them
/// (Saerens, Latinne and Decaestecker 2002, *Adjusting the Outputs of a Classifier to New a Priori
/// Probabilities*).
pub(super) fn with_prior(mut groups: Vec<RenderedGroup>, settings: &RenderingSettings) -> Vec<RenderedGroup> {
    let share = |side: fn(&RenderedGroup) -> &Range<usize>| -> f64 {
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        for group in &groups {
            for sentence in side(group).clone() {
                let likeliest = best.entry(sentence).or_insert(0.0);
                *likeliest = likeliest.max(group.probability);
            }
        }
        let carried: f64 = best.values().map(|probability| f64::from(*probability)).sum();
        carried / (best.len() as f64 + BESIDES)
    };
    // Of an excerpt the shorter text says how much is carried.
    let share = share(|group| &group.first).max(share(|group| &group.second)).clamp(0.02, 0.98);
    let shift = f64::from(settings.prior) * log_odds_of(share as f32);
    for group in &mut groups {
        group.probability = probability_of(log_odds_of(group.probability) + shift);
    }
    groups
}

/// The sentences of one side of a window.
pub(super) struct Part<'a> {
    pub(super) read: Vec<&'a Sentence>,
    pub(super) texts: Vec<&'a str>,
}

impl<'a> Part<'a> {
    pub(super) fn of(texts: &[&'a str], sentences: &'a BTreeMap<String, Sentence>) -> Self {
        Part { read: texts.iter().map(|text| &sentences[*text]).collect(), texts: texts.to_vec() }
    }

    /// Adjacent sentences as one, with their text.
    fn group(&self, range: &Range<usize>) -> (Sentence, String) {
        (Sentence::joined(&self.read[range.clone()]), self.texts[range.clone()].join(" "))
    }

    pub(super) fn paired(&self) -> Vec<(&Sentence, &str)> {
        self.read.iter().copied().zip(self.texts.iter().copied()).collect()
    }

    pub(super) fn side(&self) -> AlignSide {
        let vectors: Vec<f32> = self.read.iter().flat_map(|read| read.vector.iter().copied()).collect();
        let dimensions = self.read.first().map_or(1, |read| read.vector.len());
        let lengths: Vec<u32> = self.read.iter().map(|read| read.tokens.len() as u32).collect();
        AlignSide::from_sentence_vectors(&vectors, dimensions, &lengths, 1)
    }
}

/// Whether two texts are the same but for case and what is no letter or digit: that is no rewording.
fn same_words(first: &str, second: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(first) == letters(second)
}
