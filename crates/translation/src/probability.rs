//! How likely two sentences are translations of each other, from what was measured of them.
//!
//! Logistic regression on [`PairFeatures`] with weights that all languages share and an offset for
//! each language, shrunk toward none (a hierarchical model, as in Gelman and Hill 2007, chapters 12
//! and 13): a language with little data stays near the others. A second regression adds the margin
//! of the log odds over those of the neighbours of both sides (Artetxe and Schwenk 2019,
//! *Margin-based Parallel Corpus Mining*), which tells a translation from a sentence on the same
//! matter.
//!
//! The probabilities are those of the fit's candidates: the nearest by static vectors, in texts of
//! which most have a counterpart. Where counterparts are rarer, fewer are true than they say.

mod coefficients;

use std::collections::BTreeMap;

use crate::forward::elementwise::{exponential, sum};
use crate::pair::PairFeatures;
use coefficients::{AMONG, INPUTS, LANGUAGES, SAME, SHARED};

/// Most neighbours of a sentence that count, as in the paper.
const NEIGHBOURS: usize = 4;

/// Log odds beyond which differences say nothing.
const MOST: f32 = 12.0;

/// A pair among others: what was measured of it, and the log odds ([`log_odds`]) of the other
/// candidates of each side, in any order.
///
/// Others are rivals: of some sentences of one text only one is the counterpart. Where other texts
/// render the same sentence too, their renderings are no rivals and have to be left out, so best
/// take the others from the same two texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence<'a> {
    /// What was measured of the pair.
    pub features: PairFeatures,
    /// Log odds of the first sentence with its other candidates.
    pub others_of_first: &'a [f32],
    /// Log odds of the second sentence with its other candidates.
    pub others_of_second: &'a [f32],
}

/// The probability, 0 to 1, that two sentences of these languages (BCP 47; the primary subtag
/// counts) say the same: that one is a translation of the other, or, of one language, that both
/// render one text.
pub fn probability(features: &PairFeatures, languages: (&str, &str)) -> f32 {
    logistic(log_odds(features, languages))
}

/// The same where the other candidates of both sides are known, which is much surer. Without any, it
/// is [`probability`].
pub fn probability_among(evidence: &Evidence<'_>, languages: (&str, &str)) -> f32 {
    let own = log_odds(&evidence.features, languages);
    among(own, Around::new(evidence.others_of_first), Around::new(evidence.others_of_second))
}

/// The probabilities of all candidates of a search, each among those that share its first or second
/// sentence. Candidates are positions of the sentences with what was measured of them. Best called
/// once for each pair of texts; see [`Evidence`] for why.
pub fn probabilities(candidates: &[(u32, u32, PairFeatures)], languages: (&str, &str)) -> Vec<f32> {
    let all: Vec<f32> = candidates.iter().map(|(_, _, features)| log_odds(features, languages)).collect();
    let best = |side: fn(&(u32, u32, PairFeatures)) -> u32| {
        let mut best: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
        for (candidate, &odds) in candidates.iter().zip(&all) {
            let best = best.entry(side(candidate)).or_default();
            best.push(odds);
            // One more than count, since the pair itself may be among them.
            if best.len() > 4 * NEIGHBOURS {
                highest(best, NEIGHBOURS + 1);
            }
        }
        for best in best.values_mut() {
            highest(best, NEIGHBOURS + 1);
        }
        best
    };
    let (of_first, of_second) = (best(|candidate| candidate.0), best(|candidate| candidate.1));
    let around = |best: Option<&Vec<f32>>, own: f32| {
        let mut others = best.cloned().unwrap_or_default();
        match others.iter().position(|odds| odds.to_bits() == own.to_bits()) {
            Some(at) => drop(others.remove(at)),
            None => others.truncate(NEIGHBOURS),
        }
        Around::new(&others)
    };
    candidates
        .iter()
        .zip(&all)
        .map(|((first, second, _), &own)| {
            among(own, around(of_first.get(first), own), around(of_second.get(second), own))
        })
        .collect()
}

/// The logarithm of the odds, for [`Evidence`]; higher is likelier.
pub fn log_odds(features: &PairFeatures, (first, second): (&str, &str)) -> f32 {
    let weights = weights(primary(first), primary(second));
    let products: Vec<f32> = inputs(features).iter().zip(&weights).map(|(input, w)| input * w).collect();
    sum(&products, |value| value).clamp(-MOST, MOST)
}

/// Shared weights with the mean of the offsets of both languages; English is where offsets are
/// measured from and does not count.
fn weights(first: &str, second: &str) -> [f32; INPUTS] {
    if first == second {
        return SAME;
    }
    let mut weights = SHARED;
    let others: Vec<&str> = [first, second].into_iter().filter(|language| *language != "en").collect();
    for other in &others {
        let Some((_, offsets)) = LANGUAGES.iter().find(|(language, _)| language == other) else { continue };
        for (weight, offset) in weights.iter_mut().zip(offsets) {
            *weight += offset / others.len() as f32;
        }
    }
    weights
}

/// The primary subtag of a language.
pub(crate) fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or_default()
}

/// What the regression sees; the same whichever sentence is the first. The numbers bring all to about
/// one scale and are those of `bench/translation/fit.py`.
fn inputs(features: &PairFeatures) -> [f32; INPUTS] {
    let (forward, backward) = (features.forward, features.backward);
    let (rare_forward, rare_backward) = (features.rare_forward, features.rare_backward);
    let (worst_forward, worst_backward) = (features.worst_forward, features.worst_backward);
    [
        1.0,
        8.0 * (features.cosine - 0.85),
        8.0 * (f32::midpoint(forward, backward) - 0.85),
        8.0 * (forward.min(backward) - 0.85),
        8.0 * (f32::midpoint(rare_forward, rare_backward) - 0.85),
        8.0 * (rare_forward.min(rare_backward) - 0.85),
        4.0 * (f32::midpoint(worst_forward, worst_backward) - 0.8),
        4.0 * (worst_forward.min(worst_backward) - 0.8),
        features.common_numbers.min(3) as f32,
        features.lone_numbers.min(3) as f32,
        features.common_names.min(4) as f32 / 2.0,
        features.lone_names.min(4) as f32 / 2.0,
        1.0 - features.length,
        8.0 / (4.0 + features.pieces as f32),
    ]
}

/// The neighbours of one side: the mean of the best of them, and the best.
#[derive(Clone, Copy)]
struct Around {
    mean: f32,
    best: f32,
}

impl Around {
    fn new(others: &[f32]) -> Option<Self> {
        let mut others = others.to_vec();
        highest(&mut others, NEIGHBOURS);
        let best = *others.first()?;
        Some(Around { mean: sum(&others, |odds| odds) / others.len() as f32, best })
    }
}

/// Keeps the `most` highest, the highest first.
fn highest(values: &mut Vec<f32>, most: usize) {
    values.sort_by(|a, b| b.total_cmp(a));
    values.truncate(most);
}

fn among(own: f32, first: Option<Around>, second: Option<Around>) -> f32 {
    let (first, second) = match (first, second) {
        (None, None) => return logistic(own),
        (Some(one), None) | (None, Some(one)) => (one, one),
        (Some(first), Some(second)) => (first, second),
    };
    let over_mean = [own - first.mean, own - second.mean];
    let over_best = [own - first.best, own - second.best];
    let inputs = [
        1.0,
        own,
        over_mean[0].min(over_mean[1]),
        over_mean[0].max(over_mean[1]),
        over_best[0].min(over_best[1]),
        over_best[0].max(over_best[1]),
    ];
    let products: Vec<f32> = inputs.iter().zip(&AMONG).map(|(input, weight)| input * weight).collect();
    logistic(sum(&products, |value| value))
}

/// `1 / (1 + exp(−x))`, to six digits.
pub(crate) fn logistic(x: f32) -> f32 {
    let small = exponential(-x.abs());
    let probability = if x < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) };
    (probability * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(nearness: f32) -> PairFeatures {
        PairFeatures {
            cosine: nearness,
            forward: nearness,
            backward: nearness,
            rare_forward: nearness,
            rare_backward: nearness,
            worst_forward: nearness - 0.05,
            worst_backward: nearness - 0.05,
            numbers: 1.0,
            length: 0.9,
            pieces: 30,
            ..PairFeatures::default()
        }
    }

    #[test]
    fn nearer_pairs_and_shared_numbers_are_likelier() {
        for languages in [("en", "zh"), ("zh-Hans", "en"), ("zh", "ru"), ("sw", "en"), ("en", "en-GB")] {
            let all: Vec<f32> =
                [0.74, 0.82, 0.92].map(|nearness| probability(&features(nearness), languages)).to_vec();
            assert!(all[0] < 0.5 && all[0] < all[1] && all[1] < all[2] && all[2] > 0.5, "{all:?}");
            let shared = PairFeatures { common_numbers: 2, ..features(0.82) };
            let lone = PairFeatures { lone_numbers: 2, ..features(0.82) };
            assert!(probability(&shared, languages) > all[1] && probability(&lone, languages) < all[1]);
        }
    }

    #[test]
    fn order_of_the_sentences_does_not_matter() {
        let pair = PairFeatures { forward: 0.9, rare_backward: 0.7, ..features(0.85) };
        let swapped = PairFeatures {
            backward: 0.9,
            forward: 0.85,
            rare_forward: 0.7,
            rare_backward: 0.85,
            ..features(0.85)
        };
        assert_eq!(log_odds(&pair, ("en", "zh")).to_bits(), log_odds(&swapped, ("zh", "en")).to_bits());
    }

    #[test]
    fn neighbours_as_good_make_a_pair_unlikely() {
        let pair = features(0.88);
        let odds = log_odds(&pair, ("en", "zh"));
        let evidence = |others: &'static [f32]| Evidence {
            features: pair,
            others_of_first: others,
            others_of_second: others,
        };
        let alone = probability_among(&evidence(&[]), ("en", "zh"));
        assert_eq!(alone.to_bits(), probability(&pair, ("en", "zh")).to_bits());
        let clear = probability_among(&evidence(&[-8.0, -9.0]), ("en", "zh"));
        let crowded = probability_among(&evidence(&[6.0, 5.0]), ("en", "zh"));
        assert!(clear > crowded, "{odds} {clear} {crowded}");
    }

    #[test]
    fn a_list_gives_what_each_pair_among_its_others_gives() {
        let candidates: Vec<(u32, u32, PairFeatures)> = (0..40u32)
            .map(|at| (at / 8, (at * 7) % 9, features(0.75 + 0.004 * ((at * 13) % 41) as f32)))
            .collect();
        let languages = ("en", "ar");
        let together = probabilities(&candidates, languages);
        for (at, (first, second, features)) in candidates.iter().enumerate() {
            let others = |same: &dyn Fn(&(u32, u32, PairFeatures)) -> bool| -> Vec<f32> {
                let others = candidates.iter().enumerate();
                let others = others.filter(|(other, candidate)| *other != at && same(candidate));
                others.map(|(_, (_, _, features))| log_odds(features, languages)).collect()
            };
            let (of_first, of_second) =
                (others(&|other| other.0 == *first), others(&|other| other.1 == *second));
            let evidence =
                Evidence { features: *features, others_of_first: &of_first, others_of_second: &of_second };
            assert_eq!(together[at].to_bits(), probability_among(&evidence, languages).to_bits());
        }
    }
}
