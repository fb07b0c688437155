//! How well the n-grams of a text fit each language of its script.
//!
//! A naive Bayes classifier over n-grams of bytes, after Lui and Baldwin (ACL 2012, "langid.py: an
//! off-the-shelf language identification tool"), with the weights of py3langid 0.4.0;
//! `languages/README.md` says what was taken and in what form. All sums are of whole numbers, so
//! that a score is the same on every machine.

use super::writing::Writing;
use std::sync::LazyLock;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The weights, script by script, in the order of [`SCRIPTS`].
const WEIGHTS: &[u8] = include_bytes!("../../languages/ngrams.bin");

const SCRIPTS: [Writing; 6] =
    [Writing::Latin, Writing::Cyrillic, Writing::Arabic, Writing::Devanagari, Writing::Bengali, Writing::Han];

/// Steps of a weight in a nat, and parts of a logarithm of a count.
const STEPS: i64 = 16;
const PARTS: i64 = 256;

/// A nat in the unit of scores.
pub(super) const NAT: i64 = STEPS * PARTS;

/// The longest n-gram, in bytes.
const LONGEST: u64 = 6;

/// What languages with few writers, or close to a bigger one, are behind before the first word, in
/// nats: a word or two that both have belong to the bigger one.
const BEHIND: &[(&str, i64)] = &[
    ("en", 0),
    ("fr", 0),
    ("es", 0),
    ("pt", 0),
    ("it", 0),
    ("de", 0),
    ("tr", 0),
    ("pl", 0),
    ("vi", 0),
    ("id", 0),
    ("ru", 0),
    ("uk", 0),
    ("ar", 0),
    ("fa", 0),
    ("ur", 0),
    ("hi", 0),
    ("zh", 0),
    ("ja", 0),
    ("ms", 18),
    ("ne", 8),
    ("mr", 6),
    ("bs", 6),
    ("sr", 6),
    ("mk", 6),
    ("gl", 6),
    ("as", 6),
];
const BEHIND_ELSE: i64 = 4;

/// The n-grams of one script.
struct Model {
    tags: Vec<&'static str>,
    /// How far each language is behind before the first n-gram.
    behind: Vec<i64>,
    /// What one n-gram that a language does not have takes from its score.
    floors: Vec<i64>,
    /// Open addressing: the n-gram's key (0 where empty) and where its weights begin.
    slots: Box<[(u64, u32)]>,
    /// A bit for each of many places: unset where no n-gram of the model has its place. It is small
    /// enough to stay in the processor's cache, and most n-grams of a text are none of the model's.
    taken: Box<[u64]>,
}

static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let mut rest = WEIGHTS;
    SCRIPTS.iter().map(|_| Model::read(&mut rest)).collect()
});

/// Takes bytes off the front of the file, which is part of the program.
fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(count);
    *rest = left;
    taken
}

impl Model {
    fn read(rest: &mut &'static [u8]) -> Self {
        let languages = usize::from(take(rest, 1)[0]);
        let count = take(rest, 4).iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte));
        let (mut tags, mut floors) = (Vec::new(), Vec::new());
        for _ in 0..languages {
            tags.push(str::from_utf8(take(rest, 2)).unwrap_or("und"));
            let floor = take(rest, 2);
            floors.push(-i64::from(u16::from_le_bytes([floor[0], floor[1]])));
        }
        let mut slots = vec![(0, 0); (count * 2).next_power_of_two()].into_boxed_slice();
        let mut taken = vec![0_u64; (count / 4).next_power_of_two()].into_boxed_slice();
        for _ in 0..count {
            let head = take(rest, 2);
            let (length, weights) = (usize::from(head[0]), usize::from(head[1]));
            let ngram = take(rest, length);
            let key = ngram.iter().fold(0, |key, &byte| key << 8 | u64::from(byte)) | (length as u64) << 56;
            let bit = place(key, taken.len() * 64);
            taken[bit / 64] |= 1 << (bit % 64);
            let mut slot = place(key, slots.len());
            while slots[slot].0 != 0 {
                slot = (slot + 1) % slots.len();
            }
            // The byte before the n-gram has the number of weights.
            slots[slot] = (key, (WEIGHTS.len() - rest.len()) as u32);
            take(rest, weights * 2);
        }
        let behind = tags.iter().map(|tag| behind(tag)).collect();
        Self { tags, behind, floors, slots, taken }
    }

    fn find(&self, key: u64) -> Option<u32> {
        let bit = place(key, self.taken.len() * 64);
        if self.taken[bit / 64] & 1 << (bit % 64) == 0 {
            return None;
        }
        let mut slot = place(key, self.slots.len());
        loop {
            match self.slots[slot] {
                (found, at) if found == key => return Some(at),
                (0, _) => return None,
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Where the weights of the longest n-gram that ends at each byte begin, sorted.
    fn ngrams(&self, text: &str) -> Vec<(u32, u8)> {
        let mut found = Vec::with_capacity(text.len());
        let mut window = 0_u64;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            window = window << 8 | u64::from(byte);
            for length in (1..=LONGEST.min(at as u64 + 1)).rev() {
                let key = window & ((1 << (8 * length)) - 1) | length << 56;
                if let Some(at) = self.find(key) {
                    found.push((at, length as u8));
                    break;
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The score of each language; none if the text has no n-gram of the model.
    fn scores(&self, text: &str) -> Option<Vec<i64>> {
        let found = self.ngrams(text);
        if found.is_empty() {
            return None;
        }
        let mut scores: Vec<i64> = self.behind.iter().map(|nats| -nats * NAT).collect();
        let mut sum = 0;
        for same in found.chunk_by(|a, b| a == b) {
            let (at, length) = (same[0].0 as usize, usize::from(same[0].1));
            // A word that a text repeats does not count as often as it stands.
            let times = ((same.len() as f64).ln_1p() * PARTS as f64).round() as i64;
            sum += times;
            let count = usize::from(WEIGHTS[at - length - 1]);
            for weight in WEIGHTS[at..at + 2 * count].chunks_exact(2) {
                scores[usize::from(weight[0])] += times * i64::from(weight[1]);
            }
        }
        for (score, floor) in scores.iter_mut().zip(&self.floors) {
            *score += floor * sum;
        }
        Some(scores)
    }
}

fn behind(tag: &str) -> i64 {
    BEHIND.iter().find(|(of, _)| *of == tag).map_or(BEHIND_ELSE, |&(_, nats)| nats)
}

/// Where a key is looked for first among a number of places that is a power of two (multiplicative
/// hashing; a mask, since a division takes longer than the look-up).
fn place(key: u64, places: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (places - 1)
}

/// The score of each language of a script for words of that script, best first; empty if the script
/// is none of [`SCRIPTS`] or the words tell nothing.
pub(super) fn scores(words: &str, script: Writing) -> Vec<(&'static str, i64)> {
    let Some(model) = SCRIPTS.iter().position(|of| *of == script).map(|at| &MODELS[at]) else {
        return Vec::new();
    };
    let composed =
        (is_nfc_quick(words.chars()) != IsNormalized::Yes).then(|| words.nfc().collect::<String>());
    let Some(scores) = model.scores(composed.as_deref().unwrap_or(words)) else { return Vec::new() };
    let mut scores: Vec<_> = model.tags.iter().copied().zip(scores).collect();
    scores.sort_by_key(|&(_, score)| std::cmp::Reverse(score));
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_to_its_end() {
        let mut rest = WEIGHTS;
        for script in SCRIPTS {
            let model = Model::read(&mut rest);
            assert!(model.tags.iter().all(|tag| tag.is_ascii()), "{script:?}");
            assert!(model.slots.iter().filter(|slot| slot.0 != 0).count() > 1_000, "{script:?}");
        }
        assert!(rest.is_empty());
    }

    #[test]
    fn equal_texts_in_other_normal_forms_have_equal_scores() {
        assert_eq!(scores(" é à ", Writing::Latin), scores(" e\u{301} a\u{300} ", Writing::Latin));
    }
}
