//! Which texts to compare: those whose sentences are near each other's.
//!
//! Every sentence is looked up among those of the other language, in both directions. A near
//! sentence votes for the texts that hold it with what it has above the level that the nearest of so
//! many unrelated sentences reach, and the votes of all sentences of a text add up: of a translated
//! text several sentences find their counterparts, of an unrelated one none or one does. So a true
//! sentence that its own vector leaves somewhere among the nearest is found by its neighbours. A margin
//! over other near sentences (Artetxe and Schwenk 2019) would not do: a statement that thirty papers
//! carry has thirty equally near sentences, all of them true.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::windows::{Window, windows};
use crate::static_table::StaticTable;

/// How candidates are chosen.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CandidateSettings {
    /// Near sentences of each sentence that vote.
    pub nearest: usize,
    /// The cosine that the nearest of 4,000 unrelated sentences has in the middle; depends on the
    /// static table.
    pub level: f32,
    /// How much higher it is among ten times as many.
    pub level_by_ten: f32,
    /// How far below that level votes begin to count.
    pub below: f32,
    /// What the votes of a window have to count together.
    pub least: f32,
    /// Most texts of the other language that one text is compared with.
    pub texts: usize,
    /// A sentence that more texts hold is nobody's: it does not vote.
    pub holders: usize,
    /// Products of vectors up to which all are made. With more only those of the nearest cells are,
    /// which finds fewer.
    pub exact: u64,
    /// Of all cells, how many are looked into for a sentence among up to two million, in thousandths:
    /// half as many among each four times as many more.
    pub probes: usize,
    /// The cosine from which on two sentences of one language share words, which is found by these.
    pub same_words: f32,
}

impl Default for CandidateSettings {
    fn default() -> Self {
        CandidateSettings {
            nearest: 32,
            level: 0.27,
            level_by_ten: 0.065,
            below: 0.1,
            least: 0.05,
            texts: 48,
            holders: 64,
            exact: 40_000_000_000,
            probes: 250,
            same_words: 0.9,
        }
    }
}

impl CandidateSettings {
    /// The cosine that the nearest of so many unrelated sentences has in the middle.
    pub(super) fn level_among(&self, sentences: usize) -> f32 {
        // Counted in thousandths of tenfolds, for `log10` may differ in its last bit between systems.
        let tenfolds = ((sentences.max(1) as f64 / 4000.0).log10() * 1000.0).round() / 1000.0;
        (self.level + self.level_by_ten * tenfolds as f32).max(self.below)
    }
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// The text.
    pub text: u32,
    /// Which of its sentences it is.
    pub sentence: u32,
}

/// The sentences of one language, each once, with the texts that hold them.
#[derive(Debug, Default)]
pub struct LanguageSentences {
    /// Where the holders of each sentence begin; one more at the end.
    begins: Vec<u32>,
    holders: Vec<Holder>,
}

/// Two texts that may share passages.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The text of the first and that of the second language.
    pub texts: (u32, u32),
    /// What the votes count together.
    pub score: f32,
    /// Where near sentences lie together, by place.
    pub windows: Vec<Window>,
}

impl LanguageSentences {
    /// Adds a sentence with all its holders. Sentences must come in an order that depends on them
    /// alone (by a hash, say), for of equally near ones the first is nearer.
    pub fn add(&mut self, holders: &[Holder]) {
        if self.begins.is_empty() {
            self.begins.push(0);
        }
        self.holders.extend_from_slice(holders);
        self.begins.push(self.holders.len() as u32);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.begins.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The holders of one of them.
    pub fn holders(&self, sentence: usize) -> &[Holder] {
        &self.holders[self.begins[sentence] as usize..self.begins[sentence + 1] as usize]
    }
}

/// Thousandths of thousandths: votes are added as whole numbers, so that their order is of no matter.
const UNIT: f32 = 1e6;

/// Pairs of texts of two languages that are worth a closer look, by their numbers. `near` are near
/// sentences: of the first language, of the second, and their product. If both sides are the same
/// language, texts are not compared with themselves, and each pair comes once, the lower number first.
pub fn candidates(
    first: &LanguageSentences,
    second: &LanguageSentences,
    near: impl Iterator<Item = (usize, usize, i32)>,
    settings: &CandidateSettings,
) -> Vec<Candidate> {
    let is_same = std::ptr::eq(first, second);
    let level = settings.level_among(first.len().max(second.len())) - settings.below;
    let mut votes: Vec<Vote> = Vec::new();
    for (a, b, product) in near {
        let cosine = product as f32 / StaticTable::ONE;
        let weight = ((cosine - level) * UNIT).round() as i64;
        if weight > 0 && !(is_same && cosine >= settings.same_words) {
            votes.extend(between(first.holders(a), second.holders(b), weight, is_same, settings));
        }
    }
    votes.par_sort_unstable();
    votes.dedup_by_key(|vote| (vote.texts, vote.sentences));
    best(counted(&votes, settings), settings)
}

/// One pair of sentences that are near each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Vote {
    texts: (u32, u32),
    sentences: (u32, u32),
    weight: Reverse<i64>,
}

fn between<'s>(
    first: &'s [Holder],
    second: &'s [Holder],
    weight: i64,
    is_same: bool,
    settings: &CandidateSettings,
) -> impl Iterator<Item = Vote> + use<'s> {
    let counts = first.len().max(second.len()) <= settings.holders;
    let pairs = first.iter().flat_map(move |a| second.iter().map(move |b| (a, b)));
    pairs.filter(move |(a, b)| counts && (!is_same || a.text != b.text)).map(move |(a, b)| {
        let (a, b) = if is_same && b.text < a.text { (b, a) } else { (a, b) };
        Vote { texts: (a.text, b.text), sentences: (a.sentence, b.sentence), weight: Reverse(weight) }
    })
}

/// The windows of the votes of each two texts, sorted by texts and sentences, and what they count.
fn counted(votes: &[Vote], settings: &CandidateSettings) -> Vec<(Candidate, i64)> {
    let least = (settings.least * UNIT) as i64;
    let of_texts: Vec<&[Vote]> = votes.chunk_by(|a, b| a.texts == b.texts).collect();
    let candidate = |votes: &&[Vote]| {
        let texts = votes[0].texts;
        let weighed: Vec<(u32, u32, i64)> =
            votes.iter().map(|vote| (vote.sentences.0, vote.sentences.1, vote.weight.0)).collect();
        let windows = windows(&weighed, least);
        let score: i64 = windows.iter().map(|window| window.score).sum();
        (!windows.is_empty()).then(|| (Candidate { texts, score: score as f32 / UNIT, windows }, score))
    };
    of_texts.par_iter().filter_map(candidate).collect()
}

/// What a candidate counts, and its place in the list.
type Ranked = (Reverse<i64>, u32);

/// Of each text's candidates the best, and of these all that either text keeps.
fn best(candidates: Vec<(Candidate, i64)>, settings: &CandidateSettings) -> Vec<Candidate> {
    // For each side and text the candidates it is in, as they are to be sorted.
    let mut of_text: BTreeMap<(bool, u32), Vec<Ranked>> = BTreeMap::new();
    for ((candidate, score), at) in candidates.iter().zip(0..) {
        of_text.entry((false, candidate.texts.0)).or_default().push((Reverse(*score), at));
        of_text.entry((true, candidate.texts.1)).or_default().push((Reverse(*score), at));
    }
    let mut keeps = vec![false; candidates.len()];
    for mut own in of_text.into_values() {
        own.sort_unstable();
        own.iter().take(settings.texts).for_each(|(_, at)| keeps[*at as usize] = true);
    }
    candidates.into_iter().zip(keeps).filter(|(_, keeps)| *keeps).map(|((found, _), _)| found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A product far above the level.
    const NEAR: i32 = 120_000;

    #[test]
    fn the_votes_of_a_text_add_up() {
        let (mut first, mut second) = (LanguageSentences::default(), LanguageSentences::default());
        for sentence in 0..6 {
            first.add(&[Holder { text: 0, sentence }]);
            second.add(&[Holder { text: 7, sentence: sentence + 1 }]);
        }
        for sentence in 6..12 {
            second.add(&[Holder { text: 8, sentence }]);
        }
        let near = || (0..6).map(|sentence| (sentence, sentence, NEAR)).chain([(0, 9, 5_000)]);
        let found = candidates(&first, &second, near(), &CandidateSettings::default());
        assert_eq!(found[0].texts, (0, 7));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].windows[0].first.clone(), found[0].windows[0].second.clone()), (0..8, 0..9));
        let none = CandidateSettings { holders: 0, ..CandidateSettings::default() };
        assert!(candidates(&first, &second, near(), &none).is_empty());
    }

    #[test]
    fn within_a_language_no_text_is_its_own() {
        let mut texts = LanguageSentences::default();
        for sentence in 0..6 {
            texts.add(&[Holder { text: 3, sentence }]);
            texts.add(&[Holder { text: 1, sentence }]);
        }
        // Each is near the other text's, and so are two of one text.
        let near = (0..12).flat_map(|at| [(at, at ^ 1, NEAR), (at, at, 160_000), (at, at ^ 2, NEAR)]);
        let near = near.filter(|(_, other, _)| *other < 12);
        let found = candidates(&texts, &texts, near, &CandidateSettings::default());
        let pairs: Vec<_> = found.iter().map(|candidate| candidate.texts).collect();
        assert_eq!(pairs, [(1, 3)]);
    }
}
