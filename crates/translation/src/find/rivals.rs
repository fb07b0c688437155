//! Rivals among all texts.
//!
//! Of short reports on one matter every sentence is near some sentence of every other, and within two
//! such texts there is nothing to measure that against. What tells is that the same sentence is as
//! likely a rendering of others, which say different things: at most one of them is its counterpart.
//! Wordings of one statement are no rivals of each other.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::odds::{log_odds_of, probability_of, together};
use super::passages::RenderedPassage;

/// A sentence: a text and one of its sentences.
pub type SentencePlace = (u32, u32);

/// Rivals that count at most.
const MOST: usize = 8;

/// One side of a group, by its first sentence: what it is near on the other side, and the odds.
type Claims = BTreeMap<u64, Vec<(SentencePlace, f64)>>;

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
/// other texts that have the same sentence. `same` gives equal sentences one number; `alike` tells
/// whether two sentences of one language may be wordings of one statement. The probability of a group
/// is its odds over those of all that exclude each other, of the side where that is less.
pub fn among_all(
    found: &mut [((u32, u32), Vec<RenderedPassage>)],
    same: &(impl Fn(SentencePlace) -> u64 + Sync),
    alike: &(impl Fn(SentencePlace, SentencePlace) -> bool + Sync),
) {
    let (mut of_first, mut of_second) = (Claims::new(), Claims::new());
    for ((first, second), passages) in found.iter() {
        for group in passages.iter().flat_map(|passage| &passage.groups) {
            let (a, b) = ((*first, group.first.start as u32), (*second, group.second.start as u32));
            let odds = log_odds_of(group.probability).exp();
            of_first.entry(same(a)).or_default().push((b, odds));
            of_second.entry(same(b)).or_default().push((a, odds));
        }
    }
    for claims in [&mut of_first, &mut of_second] {
        claims.par_iter_mut().for_each(|(_, claims)| {
            claims.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        });
    }
    // Rivals of one claim: the likeliest of each statement that is not its own.
    let rivals = |claims: &[(SentencePlace, f64)], own: SentencePlace| -> f64 {
        let mut others: Vec<(SentencePlace, f64)> = Vec::new();
        for &(place, odds) in claims {
            // Within two texts rivals were measured already.
            if place.0 != own.0 && !alike(place, own) && others.iter().all(|other| !alike(place, other.0)) {
                others.push((place, odds));
                if others.len() == MOST {
                    break;
                }
            }
        }
        others.iter().map(|(_, odds)| odds).sum()
    };
    found.par_iter_mut().for_each(|((first, second), passages)| {
        for passage in passages.iter_mut() {
            for group in &mut passage.groups {
                let (a, b) = ((*first, group.first.start as u32), (*second, group.second.start as u32));
                let against = rivals(&of_first[&same(a)], b).max(rivals(&of_second[&same(b)], a));
                let odds = log_odds_of(group.probability) - (1.0 + against).ln();
                group.probability = probability_of((odds * 1e6).round() / 1e6);
            }
            passage.probability = together(passage.groups.iter().map(|group| group.probability));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::passages::RenderedGroup;

    fn pair(texts: (u32, u32), probability: f32) -> ((u32, u32), Vec<RenderedPassage>) {
        let group = RenderedGroup { first: 0..1, second: 0..1, probability };
        (texts, vec![RenderedPassage { groups: vec![group], probability }])
    }

    #[test]
    fn statements_exclude_each_other_and_wordings_do_not() {
        let same = |place: SentencePlace| u64::from(place.0);
        let probabilities = |alike: bool| {
            let mut found = vec![pair((0, 1), 0.9), pair((0, 2), 0.9), pair((0, 3), 0.8), pair((8, 9), 0.9)];
            among_all(&mut found, &same, &|_, _| alike);
            found.iter().map(|(_, passages)| (passages[0].probability * 100.0).round()).collect::<Vec<_>>()
        };
        assert_eq!(probabilities(true), [90.0, 90.0, 80.0, 90.0]);
        assert_eq!(probabilities(false), [39.0, 39.0, 17.0, 90.0]);
    }
}
