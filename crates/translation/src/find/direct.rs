//! Windows of two texts by all products of their sentences, for a text that is in no list.

use super::candidates::{CandidateSettings, UNIT, weight};
use super::windows::{Window, windows};
use crate::scan::nearest;

/// The windows of two texts, each given by the stored vectors of its sentences, where `among` sentences
/// of the second text's language are looked through. A sentence of zeros votes for nothing.
///
/// # Panics
///
/// If a side is no whole number of vectors.
pub fn windows_between(
    first: &[i8],
    second: &[i8],
    dimensions: usize,
    among: usize,
    settings: &CandidateSettings,
) -> Vec<Window> {
    let level = settings.level_among(among) - settings.below;
    let mut votes: Vec<(u32, u32, i64)> = Vec::new();
    for (sentence, near) in (0..).zip(nearest(first, second, dimensions, settings.nearest)) {
        for near in near {
            let weight = weight(near.score, level);
            if weight > 0 {
                votes.push((sentence, near.position.0, weight));
            }
        }
    }
    votes.sort_unstable();
    windows(&votes, (settings.least * UNIT) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_around_near_sentences() {
        let vector = |at: usize| (0..16).map(move |step| if step == at { 120i8 } else { 0 });
        let first: Vec<i8> = [1, 2, 3].into_iter().flat_map(vector).collect();
        let second: Vec<i8> = [9, 8, 7, 6, 5, 1, 2, 4].into_iter().flat_map(vector).collect();
        // Two vectors of 120 have a cosine of .09, less than any level.
        let settings = CandidateSettings { level: 0.1, ..CandidateSettings::default() };
        let found = windows_between(&first, &second, 16, 4000, &settings);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].first.clone(), found[0].second.clone()), (0..4, 3..9));
        assert!(windows_between(&[0; 32], &second, 16, 4000, &settings).is_empty());
        assert!(windows_between(&first, &second, 16, 4_000_000, &settings).is_empty());
    }
}
