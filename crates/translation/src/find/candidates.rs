//! Which texts to compare: those whose sentences are near each other's.
//!
//! Every sentence is looked up among those of the other language, in both directions. A near
//! sentence votes for the texts that hold it with what it has above the level that the nearest of so
//! many unrelated sentences reach, and the votes of all sentences of a text add up: of a translated
//! text several sentences find their counterparts, of an unrelated one none or one does. So a true
//! sentence that its own vector leaves somewhere among the nearest is found by its neighbours. A margin
//! over other near sentences (Artetxe and Schwenk 2019) would not do: a statement that thirty papers
//! carry has thirty equally near sentences, all of them true.
//!
//! Most votes are chance, and there are some for each sentence. So they are gathered a range of texts
//! at a time, and only the windows that count most stay in memory.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::languages::{Holder, LanguageSentences};
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
    /// Most texts of the other language that one text is compared with, of its time and of others.
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

/// Two texts that may share passages.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The text of the first and that of the second language.
    pub texts: (u32, u32),
    /// What the votes count together.
    pub score: f32,
    /// Whether they are of one time.
    pub soon: bool,
    /// Where near sentences lie together, by place.
    pub windows: Vec<Window>,
}

/// Thousandths of thousandths: votes are added as whole numbers, so that their order is of no matter.
pub(super) const UNIT: f32 = 1e6;

/// Looks for pairs of texts of two languages that are worth a closer look. If both are the same
/// language, texts are not compared with themselves, and each pair comes once, the lower number first.
#[derive(Debug)]
pub struct CandidateSearch<'l, S> {
    first: &'l LanguageSentences,
    second: &'l LanguageSentences,
    settings: &'l CandidateSettings,
    /// The cosine from which on votes count.
    level: f32,
    /// Windows that are kept, of each time.
    most: usize,
    /// Whether two texts are of one time.
    soon: S,
    votes: Vec<Vote>,
    /// What is found between texts of one time, and between others.
    found: [Vec<Found>; 2],
}

/// What a product counts above the level from which on votes count.
pub(super) fn weight(product: i32, level: f32) -> i64 {
    ((product as f32 / StaticTable::ONE - level) * UNIT).round() as i64
}

/// One pair of sentences that are near each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Vote {
    texts: (u32, u32),
    sentences: (u32, u32),
    weight: Reverse<i64>,
}

/// A window of two texts, those that count most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    score: Reverse<i64>,
    texts: (u32, u32),
    first: (u32, u32),
    second: (u32, u32),
    /// What all windows of these texts count.
    all: i64,
}

impl<'l, S: Fn((u32, u32)) -> bool + Sync> CandidateSearch<'l, S> {
    /// Keeps the `most` windows that count most, and as many of texts that are of one time (`soon`):
    /// in an archive of many years these are few and most of what is carried.
    pub fn new(
        first: &'l LanguageSentences,
        second: &'l LanguageSentences,
        most: usize,
        settings: &'l CandidateSettings,
        soon: S,
    ) -> Self {
        let level = settings.level_among(first.len().max(second.len())) - settings.below;
        let (votes, found) = (Vec::new(), [Vec::new(), Vec::new()]);
        CandidateSearch { first, second, settings, level, most, soon, votes, found }
    }

    /// Takes in the votes of near sentences (of the first language, of the second, and their product)
    /// for the texts of the first language with these numbers, of one language for the lower ones.
    pub fn vote(&mut self, texts: &Range<u32>, near: impl ParallelIterator<Item = (usize, usize, i32)>) {
        let is_same = std::ptr::eq(self.first, self.second);
        let (first, second, settings, level) = (self.first, self.second, self.settings, self.level);
        let votes = near.flat_map_iter(|(a, b, product)| {
            let (cosine, weight) = (product as f32 / StaticTable::ONE, weight(product, level));
            let counts = weight > 0 && !(is_same && cosine >= settings.same_words);
            let sides = counts.then(|| (first.holders(a), second.holders(b))).into_iter();
            let votes = sides.flat_map(move |(a, b)| between(a, b, weight, is_same, settings));
            votes.filter(|vote| texts.contains(&vote.texts.0))
        });
        self.votes.par_extend(votes);
    }

    /// Counts the votes taken in since the last count. All of a text have to be there.
    pub fn count(&mut self) {
        self.votes.par_sort_unstable();
        self.votes.dedup_by_key(|vote| (vote.texts, vote.sentences));
        let least = (self.settings.least * UNIT) as i64;
        let of_texts = self.votes.par_chunk_by(|a, b| a.texts == b.texts);
        for (found, soon) in self.found.iter_mut().zip([true, false]) {
            let own = of_texts.clone().filter(|votes| (self.soon)(votes[0].texts) == soon);
            found.par_extend(own.flat_map_iter(|votes| windows_of(votes, least)));
            if found.len() > self.most {
                found.select_nth_unstable(self.most);
                found.truncate(self.most);
            }
        }
        self.votes.clear();
    }

    /// Of each text's candidates of its time and of others the best, and of these all that either text
    /// keeps, by texts.
    pub fn best(self) -> Vec<Candidate> {
        let all = self.found.into_iter().zip([true, false]);
        let best = all.flat_map(|(found, soon)| Self::best_of(found, soon, self.settings));
        let mut best: Vec<Candidate> = best.collect();
        best.sort_unstable_by_key(|candidate| candidate.texts);
        best
    }

    fn best_of(mut found: Vec<Found>, soon: bool, settings: &CandidateSettings) -> Vec<Candidate> {
        found.par_sort_unstable_by_key(|found| (found.texts, found.first, found.second));
        let candidate = |found: &[Found]| {
            let window = |found: &Found| Window {
                first: found.first.0..found.first.1,
                second: found.second.0..found.second.1,
                score: found.score.0,
            };
            let windows = found.iter().map(window).collect();
            Candidate { texts: found[0].texts, score: found[0].all as f32 / UNIT, soon, windows }
        };
        let of_texts: Vec<&[Found]> = found.chunk_by(|a, b| a.texts == b.texts).collect();
        let keeps = best(&of_texts, settings);
        of_texts.iter().zip(keeps).filter(|(_, keeps)| *keeps).map(|(found, _)| candidate(found)).collect()
    }
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

/// The windows of the votes of two texts, which are sorted by sentences.
fn windows_of(votes: &[Vote], least: i64) -> Vec<Found> {
    let weighed: Vec<(u32, u32, i64)> =
        votes.iter().map(|vote| (vote.sentences.0, vote.sentences.1, vote.weight.0)).collect();
    let windows = windows(&weighed, least);
    let all = windows.iter().map(|window| window.score).sum();
    let found = |Window { first, second, score }: Window| Found {
        score: Reverse(score),
        texts: votes[0].texts,
        first: (first.start, first.end),
        second: (second.start, second.end),
        all,
    };
    windows.into_iter().map(found).collect()
}

/// What a candidate counts, and its place in the list.
type Ranked = (Reverse<i64>, u32);

/// Which candidates, each by its windows, are among the best of either of their texts.
fn best(candidates: &[&[Found]], settings: &CandidateSettings) -> Vec<bool> {
    // For each side and text the candidates it is in, as they are to be sorted.
    let mut of_text: BTreeMap<(bool, u32), Vec<Ranked>> = BTreeMap::new();
    for (found, at) in candidates.iter().zip(0..) {
        let Found { texts, all, .. } = found[0];
        of_text.entry((false, texts.0)).or_default().push((Reverse(all), at));
        of_text.entry((true, texts.1)).or_default().push((Reverse(all), at));
    }
    let mut keeps = vec![false; candidates.len()];
    for mut own in of_text.into_values() {
        own.sort_unstable();
        own.iter().take(settings.texts).for_each(|(_, at)| keeps[*at as usize] = true);
    }
    keeps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A product far above the level.
    const NEAR: i32 = 120_000;

    /// The candidates of all texts, gathered so many texts at a time.
    fn candidates(
        first: &LanguageSentences,
        second: &LanguageSentences,
        near: &[(usize, usize, i32)],
        (at_a_time, most): (u32, usize),
        settings: &CandidateSettings,
    ) -> Vec<Candidate> {
        let mut search = CandidateSearch::new(first, second, most, settings, |_| false);
        for begin in (0..20).step_by(at_a_time as usize) {
            search.vote(&(begin..begin + at_a_time), near.par_iter().copied());
            search.count();
        }
        search.best()
    }

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
        let near: Vec<_> = (0..6).map(|sentence| (sentence, sentence, NEAR)).chain([(0, 9, 5_000)]).collect();
        let all = (20, 99);
        let found = candidates(&first, &second, &near, all, &CandidateSettings::default());
        assert_eq!(found[0].texts, (0, 7));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].windows[0].first.clone(), found[0].windows[0].second.clone()), (0..8, 0..9));
        let none = CandidateSettings { holders: 0, ..CandidateSettings::default() };
        assert!(candidates(&first, &second, &near, all, &none).is_empty());
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
        let near: Vec<_> = near.filter(|(_, other, _)| *other < 12).collect();
        let found = candidates(&texts, &texts, &near, (20, 99), &CandidateSettings::default());
        let pairs: Vec<_> = found.iter().map(|candidate| candidate.texts).collect();
        assert_eq!(pairs, [(1, 3)]);
    }

    #[test]
    fn ranges_of_texts_change_nothing_and_the_windows_that_count_most_stay() {
        let (mut first, mut second) = (LanguageSentences::default(), LanguageSentences::default());
        for text in 0..20 {
            first.add(&[Holder { text, sentence: text % 3 }, Holder { text: (text + 7) % 20, sentence: 30 }]);
            second.add(&[Holder { text: 100 + text / 2, sentence: text % 5 }]);
        }
        let near: Vec<(usize, usize, i32)> =
            (0..300).map(|at| (at % 20, at * 7 % 20, 90_000 + (at * 37 % 100) as i32 * 300)).collect();
        let settings = CandidateSettings { texts: 3, ..CandidateSettings::default() };
        let found = |at_a_time, most| candidates(&first, &second, &near, (at_a_time, most), &settings);
        let whole = found(20, usize::MAX);
        assert!(whole.len() > 20, "{}", whole.len());
        assert_eq!(found(3, usize::MAX), whole);
        let few = found(20, 9);
        assert_eq!(found(3, 9), few);
        let mut scores: Vec<i64> =
            whole.iter().flat_map(|found| &found.windows).map(|window| window.score).collect();
        scores.sort_unstable_by_key(|score| Reverse(*score));
        let kept = few.iter().flat_map(|found| &found.windows).map(|window| window.score);
        assert!(kept.min() >= Some(scores[8]) && few.len() <= 9);
    }

    #[test]
    fn texts_of_one_time_do_not_compete_with_others() {
        let (mut first, mut second) = (LanguageSentences::default(), LanguageSentences::default());
        first.add(&[Holder { text: 0, sentence: 0 }]);
        for text in 1..9 {
            second.add(&[Holder { text, sentence: 0 }]);
        }
        let near: Vec<_> = (0..8).map(|at| (0, at, NEAR - at as i32)).collect();
        let settings = CandidateSettings { texts: 2, ..CandidateSettings::default() };
        let mut search = CandidateSearch::new(&first, &second, 3, &settings, |(_, text)| text > 6);
        search.vote(&(0..20), near.par_iter().copied());
        search.count();
        let found = search.best();
        let texts: Vec<_> = found.iter().map(|candidate| (candidate.texts.1, candidate.soon)).collect();
        // In the second language each is its own best.
        assert_eq!(texts, [(1, false), (2, false), (3, false), (7, true), (8, true)]);
    }
}
