//! The near sentences of each language among those of each other, in files that grow with the archive.
//!
//! A trace looks up new sentences among all and all old ones among the new; what was found before
//! stays. So a day's texts cost a day's texts, and the lists are those of looking everything up at
//! once ([`NearSearch`]).

use super::{
    files::Files,
    languages::OfLanguage,
    lists::{InOrder, KeptLists, Making, Slice},
    sentences::Texts,
};
use crate::{EngineError, Progress};
use rayon::prelude::*;
use std::{cmp::Reverse, ops::Range};
use throughline_translation::{CandidateSearch, CandidateSettings, Near, NearSearch, Pool};

/// Sentences that are looked up at a time.
const AT_A_TIME: usize = 1 << 16;

/// Near sentences whose votes are in memory at a time.
const VOTES_AT_A_TIME: u64 = 8_000_000;

/// Brings the near sentences of two languages up to date: those of the first among the second and, if
/// these are two, those of the second among the first.
///
/// # Errors
/// If a file cannot be written.
pub(super) fn update(
    files: &mut Files,
    texts: &Texts,
    (first, second): (&OfLanguage, &OfLanguage),
    settings: &CandidateSettings,
    progress: &mut Looked<'_>,
) -> Result<(), EngineError> {
    let is_same = std::ptr::eq(first, second);
    for (queries, stored) in directions(first, second) {
        let (asked, among) = (queries.hashes.len(), stored.hashes.len());
        let search = NearSearch::new(asked, among, is_same, &texts.cells, settings);
        let hashes = [queries.file.clone(), stored.file.clone()];
        let key = key(queries, stored);
        let before = files.state.near.get(&key).filter(|kept| kept.reach == search.reach());
        let before = before.filter(|kept| kept.slices.iter().all(|name| Slice::read(files, name).is_ok()));
        let before = before.cloned();
        if before.as_ref().is_some_and(|kept| kept.hashes == hashes) {
            progress.by(asked);
            continue;
        }
        let known = before.and_then(|kept| {
            let [of_queries, of_stored] = &kept.hashes;
            let known = [queries.places(files, of_queries)?, stored.places(files, of_stored)?];
            Some((kept, known))
        });
        let growing = Growing { texts, queries, stored, search };
        let kept = growing.grown(files, known, hashes, progress)?;
        files.state.near.insert(key, kept);
        files.keep()?;
    }
    Ok(())
}

/// Votes of the near sentences of two languages, counted by `search` so many at a time.
///
/// # Errors
/// If a file cannot be read.
pub(super) fn vote(
    files: &Files,
    texts: &Texts,
    (first, second): (&OfLanguage, &OfLanguage),
    search: &mut CandidateSearch<'_, impl Fn((u32, u32)) -> bool + Sync>,
) -> Result<(), EngineError> {
    let lists: Vec<(&OfLanguage, &OfLanguage, &KeptLists)> = directions(first, second)
        .filter_map(|(queries, stored)| Some((queries, stored, files.state.near.get(&key(queries, stored))?)))
        .collect();
    let near: u64 = lists.iter().map(|(_, _, kept)| kept.near).sum();
    for range in ranges(texts, near.div_ceil(VOTES_AT_A_TIME)) {
        for (queries, stored, kept) in &lists {
            let is_turned = !std::ptr::eq::<OfLanguage>(*queries, first);
            for name in &kept.slices {
                let slice = Slice::read(files, name)?;
                let lists: Vec<(u64, &[u64], &[i32])> = slice.lists().collect();
                let numbered = lists.par_iter().flat_map_iter(|(sentence, near, products)| {
                    let own = queries.number(*sentence);
                    let others = near.iter().zip(*products);
                    others.filter_map(move |(near, product)| {
                        let (own, other) = (own?, stored.number(*near)?);
                        Some(if is_turned { (other, own, *product) } else { (own, other, *product) })
                    })
                });
                search.vote(&range, numbered);
            }
        }
        search.count();
    }
    Ok(())
}

fn directions<'l>(
    first: &'l OfLanguage,
    second: &'l OfLanguage,
) -> impl Iterator<Item = (&'l OfLanguage, &'l OfLanguage)> {
    let is_same = std::ptr::eq(first, second);
    [(first, second), (second, first)].into_iter().take(2 - usize::from(is_same))
}

fn key(queries: &OfLanguage, stored: &OfLanguage) -> String {
    format!("{} {}", queries.lang, stored.lang)
}

/// So many ranges of texts that have about as many sentences.
fn ranges(texts: &Texts, count: u64) -> Vec<Range<u32>> {
    let all: u64 = texts.all.iter().map(|text| texts.places(text).len() as u64).sum();
    let in_each = all.div_ceil(count.max(1)).max(1);
    let (mut ranges, mut begin, mut sum) = (Vec::new(), 0, 0);
    for (text, number) in texts.all.iter().zip(1..) {
        sum += texts.places(text).len() as u64;
        if sum >= in_each {
            ranges.push(begin..number);
            (begin, sum) = (number, 0);
        }
    }
    ranges.push(begin..texts.all.len() as u32);
    ranges
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
    /// Lists of all queries among all that is stored, from those of known queries among what was known
    /// and stored, if there are some.
    fn grown(
        &self,
        files: &mut Files,
        known: Option<(KeptLists, [Vec<u32>; 2])>,
        hashes: [String; 2],
        looked: &mut Looked<'_>,
    ) -> Result<KeptLists, EngineError> {
        let (before, known) = known.unzip();
        let [known, known_stored] = known.unwrap_or_default();
        let (total, stored) = (self.queries.hashes.len(), self.stored.hashes.len());
        let all: Vec<u32> = (0..stored as u32).collect();
        let among_all = (known.len() < total).then(|| self.pool(&all));
        let new: Vec<u32> =
            all.iter().copied().filter(|at| known_stored.binary_search(at).is_err()).collect();
        let among_new = (!known.is_empty() && !new.is_empty()).then(|| self.pool(&new));
        let mut before = before.as_ref().map(InOrder::new);
        let mut making = Making::default();
        for begin in (0..total).step_by(AT_A_TIME) {
            let slice: Vec<u32> = (begin as u32..(begin + AT_A_TIME).min(total) as u32).collect();
            let (old, fresh): (Vec<u32>, Vec<u32>) =
                slice.iter().partition(|at| known.binary_search(at).is_ok());
            let mut of_fresh = self.nearest(among_all.as_ref(), &fresh, &all).into_iter();
            let mut of_old = self.nearest(among_new.as_ref(), &old, &new).into_iter();
            for at in slice {
                let sentence = self.queries.hashes[at as usize];
                let near = match (&mut before, known.binary_search(&at)) {
                    (Some(before), Ok(_)) => {
                        let near = before.of(files, sentence)?.into_iter().filter_map(|(hash, score)| {
                            Some(Near { score, position: Reverse(self.stored.number(hash)? as u32) })
                        });
                        self.search.joined(near.collect(), &of_old.next().unwrap_or_default())
                    }
                    _ => of_fresh.next().unwrap_or_default(),
                };
                let hashed = |near: Near| (self.stored.hashes[near.position.0 as usize], near.score);
                making.push(files, sentence, near.into_iter().map(hashed))?;
            }
            looked.by(AT_A_TIME.min(total - begin));
        }
        making.made(files, self.search.reach(), hashes)
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
