//! The near sentences of each language among those of each other, in files that grow with the archive.
//!
//! A trace looks up new sentences among all and all old ones among the new; what was found before
//! stays. So a day's texts cost a day's texts, and the lists are those of looking everything up at
//! once ([`NearSearch`]).

use super::{files::Files, lists::Lists, sentences::Texts};
use crate::{EngineError, Progress};
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BTreeMap};
use throughline_translation::{CandidateSettings, Holder, LanguageSentences, Near, NearSearch, Pool};

/// Sentences that are looked up at a time.
const AT_A_TIME: usize = 1 << 16;

/// The sentences of one language, each once, by their hashes.
pub(super) struct OfLanguage {
    /// The primary subtag.
    pub(super) lang: String,
    pub(super) hashes: Vec<u64>,
    pub(super) holders: LanguageSentences,
}

/// The sentences of each language.
pub(super) fn by_language(texts: &Texts) -> Vec<OfLanguage> {
    let mut of_language: BTreeMap<&str, Vec<(u64, Holder)>> = BTreeMap::new();
    for (text, number) in texts.all.iter().zip(0..) {
        let own = of_language.entry(text.primary()).or_default();
        let voting = texts.places(text).iter().zip(0..).filter(|(place, _)| place.vote != 0);
        own.extend(voting.map(|(place, sentence)| (place.vote, Holder { text: number, sentence })));
    }
    let gather = |(lang, mut own): (&str, Vec<(u64, Holder)>)| {
        own.par_sort_unstable();
        let (mut hashes, mut holders) = (Vec::new(), LanguageSentences::default());
        for same in own.chunk_by(|a, b| a.0 == b.0) {
            hashes.push(same[0].0);
            holders.add(&same.iter().map(|(_, holder)| *holder).collect::<Vec<_>>());
        }
        OfLanguage { lang: lang.to_owned(), hashes, holders }
    };
    of_language.into_iter().map(gather).collect()
}

impl OfLanguage {
    fn vector<'t>(&self, texts: &'t Texts, at: usize) -> &'t [i8] {
        let Holder { text, sentence } = self.holders.holders(at)[0];
        texts.vector(&texts.all[text as usize], sentence as usize)
    }

    /// The places of these sentences, if all are there. Both come by hash.
    fn places(&self, of: &[u64]) -> Option<Vec<u32>> {
        let mut at = 0;
        of.iter()
            .map(|hash| {
                at += self.hashes[at..].iter().position(|own| own == hash)?;
                Some(at as u32)
            })
            .collect()
    }
}

/// Near sentences of two languages: those of the first among the second and, if these are two, those
/// of the second among the first.
///
/// # Errors
/// If a file cannot be written.
pub(super) fn of_languages(
    files: &mut Files,
    texts: &Texts,
    (first, second): (&OfLanguage, &OfLanguage),
    settings: &CandidateSettings,
    progress: &mut Looked<'_>,
) -> Result<Vec<Lists>, EngineError> {
    let is_same = std::ptr::eq(first, second);
    let mut grown = Vec::new();
    for (queries, stored) in [(first, second), (second, first)].into_iter().take(2 - usize::from(is_same)) {
        let (asked, among) = (queries.hashes.len(), stored.hashes.len());
        let search = NearSearch::new(asked, among, is_same, &texts.cells, settings);
        let before = Lists::read(files, &queries.lang, &stored.lang, search.reach());
        grown.push((queries, stored, search, before));
    }
    // What is known of one direction is what was stored in the other.
    let known: Vec<Option<Vec<u32>>> =
        grown.iter().map(|(queries, _, _, before)| queries.places(&before.as_ref()?.sentences)).collect();
    let known: Option<Vec<Vec<u32>>> = known.into_iter().collect();
    let mut all = Vec::new();
    for (at, (queries, stored, search, before)) in grown.into_iter().enumerate() {
        let growing = Growing { texts, queries, stored, search };
        let lists = match (&known, before) {
            (Some(known), Some(before)) => {
                let (own, other) = (&known[at], &known[known.len() - 1 - at]);
                if own.len() == queries.hashes.len() && other.len() == stored.hashes.len() {
                    progress.by(queries.hashes.len());
                    before
                } else {
                    growing.grown(before, own, other, progress)
                }
            }
            _ => growing.grown(Lists::default(), &[], &[], progress),
        };
        lists.keep(files, &queries.lang, &stored.lang, growing.search.reach())?;
        all.push(lists);
    }
    Ok(all)
}

/// The same by number: of the first language, of the second, and their product.
pub(super) fn numbered<'l>(
    lists: &'l [Lists],
    (first, second): (&'l OfLanguage, &'l OfLanguage),
) -> impl Iterator<Item = (usize, usize, i32)> {
    let forward = lists.iter().take(1).flat_map(|lists| lists.numbered(&second.hashes));
    let backward = lists.iter().skip(1).flat_map(|lists| lists.numbered(&first.hashes));
    forward.chain(backward.map(|(b, a, product)| (a, b, product)))
}

/// How many sentences were looked up.
pub(super) struct Looked<'p> {
    pub(super) progress: &'p dyn Progress,
    pub(super) done: u64,
}

impl Looked<'_> {
    fn by(&mut self, sentences: usize) {
        self.done += sentences as u64;
        self.progress.at(self.done);
    }
}

/// One direction whose lists grow.
struct Growing<'t> {
    texts: &'t Texts,
    queries: &'t OfLanguage,
    stored: &'t OfLanguage,
    search: NearSearch,
}

impl Growing<'_> {
    /// Lists of all queries among all that is stored, from those of `known` queries among what was
    /// `known_stored`.
    fn grown(&self, before: Lists, known: &[u32], known_stored: &[u32], looked: &mut Looked<'_>) -> Lists {
        let (total, stored) = (self.queries.hashes.len(), self.stored.hashes.len());
        let all: Vec<u32> = (0..stored as u32).collect();
        let among_all = (known.len() < total).then(|| self.pool(&all));
        let new: Vec<u32> =
            all.iter().copied().filter(|at| known_stored.binary_search(at).is_err()).collect();
        let among_new = (!known.is_empty() && !new.is_empty()).then(|| self.pool(&new));
        let mut lists = Lists::default();
        for begin in (0..total).step_by(AT_A_TIME) {
            let slice: Vec<u32> = (begin as u32..(begin + AT_A_TIME).min(total) as u32).collect();
            let (old, fresh): (Vec<u32>, Vec<u32>) =
                slice.iter().partition(|at| known.binary_search(at).is_ok());
            let mut of_fresh = self.nearest(among_all.as_ref(), &fresh, &all).into_iter();
            let mut of_old = self.nearest(among_new.as_ref(), &old, &new).into_iter();
            for at in slice {
                let near = match known.binary_search(&at) {
                    Ok(known) => {
                        let near = before.of(known).filter_map(|(hash, score)| {
                            let position = self.stored.hashes.binary_search(&hash).ok()?;
                            Some(Near { score, position: Reverse(position as u32) })
                        });
                        self.search.joined(near.collect(), &of_old.next().unwrap_or_default())
                    }
                    Err(_) => of_fresh.next().unwrap_or_default(),
                };
                let hashed = |near: Near| (self.stored.hashes[near.position.0 as usize], near.score);
                lists.push(self.queries.hashes[at as usize], near.into_iter().map(hashed));
            }
            looked.by(AT_A_TIME.min(total - begin));
        }
        lists
    }

    fn pool(&self, of: &[u32]) -> Pool {
        self.search.pool(|| of.iter().map(|at| self.stored.vector(self.texts, *at as usize)))
    }

    /// The nearest of each of some queries in a pool of the sentences `of`.
    fn nearest(&self, pool: Option<&Pool>, queries: &[u32], of: &[u32]) -> Vec<Vec<Near>> {
        let Some(pool) = pool else { return vec![Vec::new(); queries.len()] };
        let vectors = queries.iter().flat_map(|at| self.queries.vector(self.texts, *at as usize));
        let mut found = self.search.nearest(pool, &vectors.copied().collect::<Vec<i8>>());
        for near in found.iter_mut().flatten() {
            near.position = Reverse(of[near.position.0 as usize]);
        }
        found
    }
}
