//! Seeds: short runs of units whose recurrence hints at shared text.
//!
//! Two kinds. **Short seeds** start at every unit and are as long as it takes to say something: at
//! least three units, more if they are short words. That is the adaptive seed of Kiełbasa et al.
//! (Genome Research 21, 2011, "Adaptive seeds tame genomic sequence comparison", section
//! "Adaptive seeds"), with the length taken from the form of the words instead of their frequency
//! in the corpus, so that a text's seeds do not change when other texts arrive. **Long seeds** are
//! sampled by winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003, section 3.2): of each window
//! of neighbouring long runs the one with the least hash is kept, so that two texts that share an
//! unchanged run of window + length − 1 units share a seed. Long seeds may be as common as they
//! like; they are what still joins a statement printed by a thousand outlets.

use crate::{Settings, weight::weight_of};

/// Least number of units in a short seed.
const MIN_UNITS: usize = 3;

/// A seed of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed {
    /// Hash of its units.
    pub key: u32,
    /// First unit.
    pub at: u32,
    /// Weight of its units.
    pub weight: u32,
}

/// The short seed at every unit that is far enough from the end to have one.
pub(crate) fn short_seeds(hashes: &[u64], settings: &Settings, mut found: impl FnMut(Seed)) {
    runs(hashes, MIN_UNITS, settings.seed_weight as i32, &mut found);
}

/// A sample of the long seeds.
pub(crate) fn long_seeds(hashes: &[u64], settings: &Settings, mut found: impl FnMut(Seed)) {
    let window = settings.long_seed_window.max(1) as usize;
    // The candidates for the minimum: ascending keys, the oldest first. Among equal keys the
    // newest stays, as in the paper's robust form.
    let mut candidates: std::collections::VecDeque<Seed> =
        std::collections::VecDeque::with_capacity(window + 1);
    let mut last = None;
    let mut seen = 0;
    runs(hashes, MIN_UNITS, settings.long_seed_weight as i32, &mut |seed: Seed| {
        while candidates.back().is_some_and(|candidate| candidate.key >= seed.key) {
            candidates.pop_back();
        }
        candidates.push_back(seed);
        if candidates.front().is_some_and(|oldest| oldest.at as usize + window <= seed.at as usize) {
            candidates.pop_front();
        }
        seen += 1;
        if seen >= window && last != candidates.front().copied() {
            last = candidates.front().copied();
            last.into_iter().for_each(&mut found);
        }
    });
    // A text shorter than one window still has its least seed.
    if seen > 0 && seen < window {
        candidates.front().copied().into_iter().for_each(&mut found);
    }
}

/// Calls `found` with the shortest run at each unit that has `min_units` and weighs `min_weight`.
fn runs(hashes: &[u64], min_units: usize, min_weight: i32, found: &mut dyn FnMut(Seed)) {
    let (mut end, mut weight) = (0, 0);
    for at in 0..hashes.len() {
        while end < hashes.len() && (end - at < min_units || weight < min_weight) {
            weight += weight_of(hashes[end]);
            end += 1;
        }
        if end - at < min_units || weight < min_weight {
            return;
        }
        found(Seed { key: key_of(&hashes[at..end]), at: at as u32, weight: weight as u32 });
        weight -= weight_of(hashes[at]);
    }
}

fn key_of(run: &[u64]) -> u32 {
    let key = run.iter().fold(run.len() as u64, |key, &hash| {
        (key ^ hash).rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    (key >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        throughline_text::units(text).hashes
    }

    #[test]
    fn short_words_make_longer_seeds() {
        let count = |text: &str| {
            let mut count = 0;
            short_seeds(&hashes(text), &Settings::default(), |_| count += 1);
            count
        };
        assert_eq!(count("great powers meet"), 1);
        assert_eq!(count("as of the"), 0);
        assert_eq!(count("as of the end of it"), 1);
        assert_eq!(count("人民日报"), 1);
    }

    #[test]
    fn a_shared_run_of_window_and_length_shares_a_long_seed() {
        let words: Vec<String> = (0..300).map(|n| format!("word{}", n * 7919 % 1000)).collect();
        let settings = Settings::default();
        let keys = |text: &str| {
            let mut keys = Vec::new();
            long_seeds(&hashes(text), &settings, |seed| keys.push(seed.key));
            keys
        };
        let all = keys(&words.join(" "));
        for begin in (0..280).step_by(9) {
            let part = format!("another lead {}", words[begin..begin + 17].join(" "));
            assert!(keys(&part).iter().any(|key| all.contains(key)), "run at {begin}");
        }
    }
}
