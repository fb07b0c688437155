//! Seeds: short runs of units whose recurrence hints at shared text.
//!
//! Two kinds. **Short seeds** start at every unit and are as long as it takes to say something: at
//! least three units, more if they are common words. That is the adaptive seed of Kiełbasa et al.
//! (Genome Research 21, 2011, "Adaptive seeds tame genomic sequence comparison", section
//! "Adaptive seeds"), with the length taken from the background rarity of the words instead of
//! their frequency in the corpus, so that a text's seeds do not change when other texts arrive.
//! **Long seeds** are sampled by winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003, section
//! 3.2): of each window of neighboring long runs the one with the least hash is kept, so that two
//! texts that share an unchanged run of window + length − 1 units share a seed. Both kinds live in
//! one space of 32-bit keys. How their choice trades the size of the index against recall is
//! measured in `bench/reuse`.

use crate::{Settings, prepared::Unit, weight::weight_of};
use std::collections::VecDeque;

/// Least number of units in a seed.
const MIN_UNITS: usize = 3;

/// A seed that stands in one text more often than this counts at its first places only: a table or
/// a refrain would else cost the square of its length.
pub(crate) const PLACES_IN_A_TEXT: usize = 16;

/// A seed of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed {
    /// Hash of its units and its kind.
    pub key: u32,
    /// First unit.
    pub at: u32,
    /// Number of its units.
    pub length: u32,
    /// Weight of its units.
    pub weight: i32,
}

/// All seeds of a text that an index keeps, by key and place; few of each key.
pub(crate) fn seeds(units: &[Unit], settings: &Settings, seeds: &mut Vec<Seed>) {
    seeds.clear();
    each_seed(units, settings, |seed| seeds.push(seed));
    seeds.sort_unstable_by_key(|seed| (seed.key, seed.at));
    let (mut last, mut places) = (None, 0);
    seeds.retain(|seed| {
        places = if last == Some(seed.key) { places + 1 } else { 1 };
        last = Some(seed.key);
        places <= PLACES_IN_A_TEXT
    });
}

/// All seeds of a text, by kind and place, however many of a key.
pub(crate) fn each_seed(units: &[Unit], settings: &Settings, mut found: impl FnMut(Seed)) {
    short_seeds(units, settings, &mut found);
    long_seeds(units, settings, &mut found);
}

/// For each unit the end of the short and the end of the long seed there, or 0.
pub(crate) fn seed_ends(weights_before: &[i32], settings: &Settings, ends: &mut Vec<[u32; 2]>) {
    ends.clear();
    let units = weights_before.len() - 1;
    let mut own = [0; 2];
    ends.extend((0..units).map(|at| {
        std::array::from_fn(|kind| {
            let least = [settings.seed_weight, settings.long_seed_weight][kind] as i32;
            let end = &mut own[kind];
            *end = (*end).max(at + MIN_UNITS);
            while *end < units && weights_before[*end] - weights_before[at] < least {
                *end += 1;
            }
            if *end <= units && weights_before[*end] - weights_before[at] >= least { *end as u32 } else { 0 }
        })
    }));
}

/// The short seed at every unit that is far enough from the end to have one; of all keys the
/// share that `seed_sample` asks for, chosen by the key alone so that all texts keep the same.
fn short_seeds(units: &[Unit], settings: &Settings, mut found: impl FnMut(Seed)) {
    let sample = settings.seed_sample.max(1);
    every_short_seed(units, settings, |seed| {
        if seed.key.wrapping_mul(0x9e37_79b9) >> 8 < (1 << 24) / sample {
            found(seed);
        }
    });
}

/// The short seed at every unit, indexed or not.
pub(crate) fn every_short_seed(units: &[Unit], settings: &Settings, found: impl FnMut(Seed)) {
    runs(units, settings.seed_weight as i32, found);
}

/// The key of the short seed at the first of the given units.
pub(crate) fn short_seed_at(units: &[Unit], settings: &Settings) -> Option<u32> {
    let (mut end, mut weight, mut rolling) = (0, 0, Rolling::default());
    while end < MIN_UNITS || weight < settings.seed_weight as i32 {
        let unit = *units.get(end)?;
        weight += weight_of(unit);
        rolling.push(unit);
        end += 1;
    }
    Some(rolling.key())
}

/// A sample of the long seeds.
fn long_seeds(units: &[Unit], settings: &Settings, mut found: impl FnMut(Seed)) {
    let window = settings.long_seed_window.max(1) as usize;
    // The candidates for the minimum: ascending keys, the oldest first. Among equal keys the
    // newest stays, as in the paper's robust form.
    let mut candidates: VecDeque<Seed> = VecDeque::with_capacity(window + 1);
    let mut last = None;
    let mut seen = 0;
    runs(units, settings.long_seed_weight as i32, |seed: Seed| {
        let seed = Seed { key: seed.key.rotate_left(7) | LONG, ..seed };
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

/// The bit of a key that is set for long seeds.
const LONG: u32 = 1;

/// Whether a key is that of a long seed.
pub(crate) fn is_long(key: u32) -> bool {
    key & LONG != 0
}

/// Calls `found` with the shortest run at each unit that has [`MIN_UNITS`] and weighs `min_weight`.
fn runs(units: &[Unit], min_weight: i32, mut found: impl FnMut(Seed)) {
    let (mut end, mut weight, mut rolling) = (0, 0, Rolling::default());
    for at in 0..units.len() {
        while end < units.len() && (end - at < MIN_UNITS || weight < min_weight) {
            weight += weight_of(units[end]);
            rolling.push(units[end]);
            end += 1;
        }
        if end - at < MIN_UNITS || weight < min_weight {
            return;
        }
        found(Seed { key: rolling.key(), at: at as u32, length: (end - at) as u32, weight });
        weight -= weight_of(units[at]);
        rolling.pop(units[at], end - at);
    }
}

/// Hash of a run of units that gains units at its end and loses them at its beginning: a polynomial
/// modulo 2⁶⁴ (Karp and Rabin, IBM Journal of Research and Development 31, 1987), mixed at the end.
#[derive(Debug, Default)]
struct Rolling(u64);

impl Rolling {
    /// Appends a unit.
    fn push(&mut self, unit: Unit) {
        self.0 = self.0.wrapping_mul(BASE).wrapping_add(unit);
    }

    /// Drops the first unit of a run of so many.
    fn pop(&mut self, unit: Unit, length: usize) {
        self.0 = self.0.wrapping_sub(unit.wrapping_mul(power(length - 1)));
    }

    fn key(&self) -> u32 {
        let mixed = (self.0 ^ (self.0 >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32 & !LONG
    }
}

/// A large odd number without structure (the fractional part of the square root of 3).
const BASE: u64 = 0xbb67_ae85_84ca_a73b;

/// Powers of [`BASE`]. The lightest units make the longest runs: 16 of them weigh as much as a long
/// seed.
const POWERS: [u64; 32] = {
    let mut powers = [1; 32];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = BASE.wrapping_mul(powers[at - 1]);
        at += 1;
    }
    powers
};

fn power(exponent: usize) -> u64 {
    POWERS.get(exponent).copied().unwrap_or_else(|| BASE.wrapping_pow(exponent as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepared::Prepared;

    fn units(text: &str) -> Vec<Unit> {
        Prepared::new(text).units
    }

    #[test]
    fn common_words_make_longer_seeds() {
        let count = |text: &str| {
            let mut count = 0;
            short_seeds(&units(text), &Settings::default(), |_| count += 1);
            count
        };
        assert_eq!(count("unprecedented reunification negotiations"), 1);
        assert_eq!(count("as of the"), 0);
        assert!(count("人民日报海外版") > 0);
    }

    #[test]
    fn a_shared_run_of_window_and_length_shares_a_long_seed() {
        let words: Vec<String> = (0..300).map(|n| format!("word{}", n * 7919 % 1000)).collect();
        let settings = Settings::default();
        let keys = |text: &str| {
            let mut keys = Vec::new();
            long_seeds(&units(text), &settings, |seed| keys.push(seed.key));
            keys
        };
        let all = keys(&words.join(" "));
        for begin in (0..280).step_by(9) {
            let part = format!("another lead {}", words[begin..begin + 17].join(" "));
            assert!(keys(&part).iter().any(|key| all.contains(key)), "run at {begin}");
        }
    }

    #[test]
    fn a_refrain_counts_at_its_first_places() {
        let mut found = Vec::new();
        seeds(&units(&"freedom and independence ".repeat(100)), &Settings::default(), &mut found);
        let mut keys: Vec<u32> = found.iter().map(|seed| seed.key).collect();
        keys.dedup();
        assert!(found.len() <= keys.len() * PLACES_IN_A_TEXT);
        assert!(found.is_sorted_by_key(|seed| (seed.key, seed.at)));
    }
}
