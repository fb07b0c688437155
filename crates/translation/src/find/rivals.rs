//! Rivals among all texts.
//!
//! Of short reports on one matter every sentence is near some sentence of every other, and within two
//! such texts there is nothing to measure that against. What tells is that the same sentence is as
//! likely a rendering of others, which say different things: at most one of them is its counterpart.
//! Wordings of one statement are no rivals of each other.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::odds::{log_odds_of, probability_of, together};
use super::passages::{RenderedGroup, RenderedPassage};

/// A sentence: a text and one of its sentences.
pub type SentencePlace = (u32, u32);

/// Rivals that count at most.
const MOST: usize = 8;

/// The cosine of static vectors from which on two sentences of one language may be wordings of one
/// statement.
const ALIKE: f32 = 0.55;

/// The same where only parts of the sentences may be.
const ALIKE_IN_PART: f32 = 0.4;

/// What a sentence is near on the other side, by its first sentence.
struct Claim {
    place: SentencePlace,
    odds: f64,
    /// The part of the sentence that is claimed, if not all of it.
    part: Option<Range<u32>>,
}

/// The claims on each sentence.
type Claims = BTreeMap<u64, Vec<Claim>>;

/// Adds to all log odds of each two texts what is known of the two besides their words, such as when
/// they were published.
pub fn with_evidence(
    found: &mut [((u32, u32), Vec<RenderedPassage>)],
    log_odds: &(impl Fn((u32, u32)) -> f64 + Sync),
) {
    found.par_iter_mut().for_each(|(texts, passages)| {
        let shift = log_odds(*texts);
        for group in passages.iter_mut().flat_map(|passage| &mut passage.groups) {
            group.probability = probability_of(log_odds_of(group.probability) + shift);
        }
    });
}

/// Measures the groups of all passages, found between texts with these numbers, against the groups of
/// other texts that have the same sentence. `same` gives equal sentences one number; `alike` the cosine
/// of the static vectors of two sentences of one language, for two wordings of one statement are no
/// rivals. Nor are claims on different parts of a sentence. The probability of a group is its odds over
/// those of all that exclude each other, of the side where that is less.
pub fn among_all(
    found: &mut [((u32, u32), Vec<RenderedPassage>)],
    same: &(impl Fn(SentencePlace) -> u64 + Sync),
    alike: &(impl Fn(SentencePlace, SentencePlace) -> f32 + Sync),
) {
    let (mut of_first, mut of_second) = (Claims::new(), Claims::new());
    for ((first, second), passages) in found.iter() {
        for group in passages.iter().flat_map(|passage| &passage.groups) {
            let (a, b) = ((*first, group.first.start as u32), (*second, group.second.start as u32));
            let odds = log_odds_of(group.probability).exp();
            let [of_a, of_b] = parts(group);
            of_first.entry(same(a)).or_default().push(Claim { place: b, odds, part: of_a });
            of_second.entry(same(b)).or_default().push(Claim { place: a, odds, part: of_b });
        }
    }
    for claims in [&mut of_first, &mut of_second] {
        claims.par_iter_mut().for_each(|(_, claims)| {
            claims.sort_by(|x, y| y.odds.total_cmp(&x.odds).then(x.place.cmp(&y.place)));
        });
    }
    // Rivals of one claim: the likeliest of each statement that is not its own.
    let are_alike = |one: (SentencePlace, bool), other: (SentencePlace, bool)| {
        let least = if one.1 || other.1 { ALIKE_IN_PART } else { ALIKE };
        alike(one.0, other.0) >= least
    };
    let rivals = |claims: &[Claim], own: SentencePlace, part: Option<&Range<u32>>| -> f64 {
        let mut others: Vec<(SentencePlace, bool)> = Vec::new();
        let mut sum = 0.0;
        for claim in claims {
            let other = (claim.place, claim.part.is_some());
            // Within two texts rivals were measured already.
            let is_rival = claim.place.0 != own.0
                && overlap(claim.part.as_ref(), part)
                && !are_alike(other, (own, part.is_some()))
                && others.iter().all(|known| !are_alike(other, *known));
            if is_rival {
                others.push(other);
                sum += claim.odds;
                if others.len() == MOST {
                    break;
                }
            }
        }
        sum
    };
    found.par_iter_mut().for_each(|((first, second), passages)| {
        for passage in passages.iter_mut() {
            for group in &mut passage.groups {
                let (a, b) = ((*first, group.first.start as u32), (*second, group.second.start as u32));
                let [of_a, of_b] = parts(group);
                let against = rivals(&of_first[&same(a)], b, of_a.as_ref()).max(rivals(
                    &of_second[&same(b)],
                    a,
                    of_b.as_ref(),
                ));
                let odds = log_odds_of(group.probability) - (1.0 + against).ln();
                group.probability = probability_of((odds * 1e6).round() / 1e6);
            }
            passage.probability = together(passage.groups.iter().map(|group| group.probability));
        }
    });
}

/// The part of each side that a group is.
fn parts(group: &RenderedGroup) -> [Option<Range<u32>>; 2] {
    match &group.parts {
        Some((first, second)) => [Some(first.clone()), Some(second.clone())],
        None => [None, None],
    }
}

/// Whether two parts of a sentence are mostly the same.
fn overlap(one: Option<&Range<u32>>, other: Option<&Range<u32>>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let common = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    2 * common as usize > one.len().min(other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(texts: (u32, u32), probability: f32) -> ((u32, u32), Vec<RenderedPassage>) {
        let group = RenderedGroup { first: 0..1, second: 0..1, probability, parts: None };
        (texts, vec![RenderedPassage { groups: vec![group], probability }])
    }

    #[test]
    fn statements_exclude_each_other_and_wordings_do_not() {
        let same = |place: SentencePlace| u64::from(place.0);
        let probabilities = |alike: bool| {
            let mut found = vec![pair((0, 1), 0.9), pair((0, 2), 0.9), pair((0, 3), 0.8), pair((8, 9), 0.9)];
            among_all(&mut found, &same, &|_, _| if alike { 0.6 } else { 0.3 });
            found.iter().map(|(_, passages)| (passages[0].probability * 100.0).round()).collect::<Vec<_>>()
        };
        assert_eq!(probabilities(true), [90.0, 90.0, 80.0, 90.0]);
        assert_eq!(probabilities(false), [39.0, 39.0, 17.0, 90.0]);
    }

    #[test]
    fn different_parts_of_a_sentence_are_claimed_side_by_side() {
        let part = |texts, part: Range<u32>| {
            let mut pair = pair(texts, 0.9);
            pair.1[0].groups[0].parts = Some((part, 0..9));
            pair
        };
        let mut found = vec![part((0, 1), 0..20), part((0, 2), 18..40), part((0, 3), 22..44)];
        among_all(&mut found, &|place| u64::from(place.0), &|_, _| 0.3);
        let all: Vec<f32> = found.iter().map(|(_, passages)| passages[0].probability).collect();
        assert!(all[0] > 0.89 && all[1] < 0.5 && all[2] < 0.5, "{all:?}");
    }
}
