//! All pairs, and one text against many.

use crate::{
    Settings,
    align::Buffers,
    chain::{Hit as SeedHit, may_chain},
    corpus::Corpus,
    pair::{match_identical, match_pair},
    path::Path,
    postings::{Postings, entry, position_of},
    seeds::{Seed, long_seeds, short_seeds},
};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use throughline_model::{EditKind, EditOperation, MatchKind, Span};
use throughline_text::units;

/// One text to be compared.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Number of the source family it belongs to: how common a phrase is, is counted in families.
    pub family: u32,
}

/// Two spans that are the same text.
#[derive(Debug, Clone, PartialEq)]
pub struct PairMatch {
    /// Index of the first text.
    pub a: usize,
    /// Index of the second text; greater than `a`.
    pub b: usize,
    /// Span in the first text.
    pub a_span: Span,
    /// Span in the second text.
    pub b_span: Span,
    /// Share of units kept among all units of both spans (Dice), from 0 to 1.
    pub score: f64,
    /// Verbatim or edited.
    pub kind: MatchKind,
    /// How the first span became the second; they tile both spans exactly, in bytes.
    pub operations: Vec<EditOperation>,
}

/// A span of an indexed text that a pasted text shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Index of the indexed text.
    pub text: usize,
    /// Span in the pasted text.
    pub query_span: Span,
    /// Span in the indexed text.
    pub text_span: Span,
    /// Share of units kept among all units of both spans (Dice), from 0 to 1.
    pub score: f64,
    /// Verbatim or edited.
    pub kind: MatchKind,
    /// How the pasted span became the indexed one; they tile both spans exactly, in bytes.
    pub operations: Vec<EditOperation>,
}

/// Finds all matches between any two of the texts, sorted by `(a, b, a_span, b_span)`.
///
/// Runs on the caller's rayon pool. `progress` gets the texts done and the texts in all, from any
/// thread. Equal texts are compared once, so that copies cost nothing but the rows they make.
///
/// # Panics
/// If the texts have 2³² words or more.
pub fn find_matches(
    texts: &[Text<'_>],
    settings: &Settings,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Vec<PairMatch> {
    let index = Index::build(texts, settings, Purpose::AllPairs);
    let corpus = &index.corpus;
    let done = AtomicU64::new(0);
    // Later texts have more earlier ones to be compared with: start with them.
    let mut found: Vec<PairMatch> = (0..corpus.len())
        .into_par_iter()
        .rev()
        .with_max_len(8)
        .map_init(Buffers::default, |buffers, text| {
            let mut rows = Vec::new();
            let own =
                Query { hashes: corpus.hashes(text), spans: corpus.spans(text), earlier_than: Some(text) };
            for (other, paths) in index.search(&own, buffers) {
                for path in &paths {
                    let found = describe(path, own.spans, corpus.spans(other));
                    for &a in corpus.members(text) {
                        rows.extend(corpus.members(other).iter().map(|&b| found.between(a, b)));
                    }
                }
            }
            if let ([_, _, ..], Some(path)) = (corpus.members(text), match_identical(own.hashes, settings)) {
                let found = describe(&path, own.spans, own.spans);
                for (at, &a) in corpus.members(text).iter().enumerate() {
                    rows.extend(corpus.members(text)[at + 1..].iter().map(|&b| found.between(a, b)));
                }
            }
            let members = corpus.members(text).len() as u64;
            progress(done.fetch_add(members, Ordering::Relaxed) + members, texts.len() as u64);
            rows
        })
        .flatten_iter()
        .collect();
    found.par_sort_unstable_by_key(|found| (found.a, found.b, found.a_span, found.b_span));
    found
}

/// Texts prepared for look-up.
#[derive(Debug)]
pub struct Index {
    corpus: Corpus,
    short: Postings,
    long: Postings,
    settings: Settings,
}

/// What an index is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Comparing the texts with each other: a seed of one text alone is of no use.
    AllPairs,
    /// Looking up other texts.
    LookUp,
}

/// A text to be searched for.
struct Query<'a> {
    hashes: &'a [u64],
    spans: &'a [Span],
    /// If it is itself one of the index's texts: only those before it are wanted.
    earlier_than: Option<usize>,
}

impl Index {
    /// Prepares texts for look-up.
    ///
    /// # Panics
    /// If the texts have 2³² words or more.
    pub fn new(texts: &[Text<'_>], settings: &Settings) -> Self {
        Self::build(texts, settings, Purpose::LookUp)
    }

    fn build(texts: &[Text<'_>], settings: &Settings, purpose: Purpose) -> Self {
        let corpus = Corpus::new(texts);
        // Thins the entries of one seed; an index for all pairs needs no seed of one text alone.
        let thin = |entries: &mut [u64], may_be_common: bool| {
            let (kept, texts) = keep_few_of_each_text(&corpus, entries);
            let is_useless = purpose == Purpose::AllPairs && texts < 2;
            let is_common = !may_be_common && is_common(&corpus, &entries[..kept], texts, settings);
            if is_useless || is_common { 0 } else { kept }
        };
        let mut long = Vec::new();
        for text in 0..corpus.len() {
            let begin = corpus.begin(text);
            long_seeds(corpus.hashes(text), settings, |seed| long.push(entry(seed.key, begin + seed.at)));
        }
        let long = Postings::new(long, |entries| thin(entries, true));
        let mut short = Vec::with_capacity(corpus.units());
        for text in 0..corpus.len() {
            let begin = corpus.begin(text);
            short_seeds(corpus.hashes(text), settings, |seed| short.push(entry(seed.key, begin + seed.at)));
        }
        let short = Postings::new(short, |entries| thin(entries, false));
        Self { corpus, short, long, settings: settings.clone() }
    }

    /// Finds the spans of the indexed texts that `text` shares, sorted by text and place.
    pub fn look_up(&self, text: &str) -> Vec<Hit> {
        let query = units(text);
        let query = Query { hashes: &query.hashes, spans: &query.spans, earlier_than: None };
        let mut hits = Vec::new();
        for (other, paths) in self.search(&query, &mut Buffers::default()) {
            for path in &paths {
                let found = describe(path, query.spans, self.corpus.spans(other));
                hits.extend(self.corpus.members(other).iter().map(|&member| found.hit(member)));
            }
        }
        hits.sort_unstable_by_key(|hit| (hit.text, hit.query_span, hit.text_span));
        hits
    }

    /// The matches of a text with each indexed text that has some.
    fn search(&self, query: &Query<'_>, buffers: &mut Buffers) -> Vec<(usize, Vec<Path>)> {
        let mut hits = self.seed_hits(query);
        hits.sort_unstable_by_key(|&(text, hit)| (text, hit.diagonal_order()));
        let mut found = Vec::new();
        let mut of_text: Vec<SeedHit> = Vec::new();
        for group in hits.chunk_by(|x, y| x.0 == y.0) {
            let text = group[0].0 as usize;
            of_text.clear();
            of_text.extend(group.iter().map(|&(_, hit)| hit));
            if !may_chain(&of_text, &self.settings) {
                continue;
            }
            let paths = match_pair(query.hashes, self.corpus.hashes(text), &of_text, &self.settings, buffers);
            if !paths.is_empty() {
                found.push((text, paths));
            }
        }
        found
    }

    /// Every seed the query shares with an indexed text, with that text.
    fn seed_hits(&self, query: &Query<'_>) -> Vec<(u32, SeedHit)> {
        let limit = query.earlier_than.map_or(u32::MAX, |text| self.corpus.begin(text));
        let mut hits = Vec::new();
        let mut seeds = Vec::with_capacity(query.hashes.len());
        short_seeds(query.hashes, &self.settings, |seed| seeds.push(seed));
        for_each_key(&mut seeds, |key, seeds| {
            let entries = self.short.get(key);
            let earlier = entries.partition_point(|&entry| position_of(entry) < limit);
            self.add_hits(seeds, &entries[..earlier], &mut hits);
        });
        seeds.clear();
        long_seeds(query.hashes, &self.settings, |seed| seeds.push(seed));
        for_each_key(&mut seeds, |key, seeds| {
            let entries = self.long.get(key);
            let earlier = entries.partition_point(|&entry| position_of(entry) < limit);
            let is_bounded = entries.len() > self.settings.max_long_seed_texts as usize;
            let neighbors = if is_bounded { self.settings.long_seed_neighbors as usize } else { earlier };
            self.add_hits(seeds, &entries[earlier.saturating_sub(neighbors)..earlier], &mut hits);
        });
        hits
    }

    fn add_hits(&self, seeds: &[Seed], entries: &[u64], hits: &mut Vec<(u32, SeedHit)>) {
        for &entry in entries {
            let text = self.corpus.text_of(position_of(entry));
            let b = position_of(entry) - self.corpus.begin(text);
            hits.extend(
                seeds.iter().map(|seed| (text as u32, SeedHit { a: seed.at, b, weight: seed.weight })),
            );
        }
    }
}

/// A seed that stands in one text more often than this counts as standing at its first places
/// only: a table or a refrain would else cost the square of its length.
const PLACES_IN_A_TEXT: usize = 16;

/// Calls `found` with each key and the first seeds that have it, in the order of the keys, which
/// also spares the memory cache.
fn for_each_key(seeds: &mut [Seed], mut found: impl FnMut(u32, &[Seed])) {
    seeds.sort_unstable_by_key(|seed| (seed.key, seed.at));
    for of_key in seeds.chunk_by(|x, y| x.key == y.key) {
        found(of_key[0].key, &of_key[..of_key.len().min(PLACES_IN_A_TEXT)]);
    }
}

/// Moves the first entries of each text to the front; returns how many they are and of how many
/// texts.
fn keep_few_of_each_text(corpus: &Corpus, entries: &mut [u64]) -> (usize, usize) {
    let (mut kept, mut texts, mut of_text) = (0, 0, 0);
    let mut last = None;
    for at in 0..entries.len() {
        let text = corpus.text_of(position_of(entries[at]));
        if last != Some(text) {
            (last, of_text) = (Some(text), 0);
            texts += 1;
        }
        of_text += 1;
        if of_text <= PLACES_IN_A_TEXT {
            entries[kept] = entries[at];
            kept += 1;
        }
    }
    (kept, texts)
}

/// Whether a short seed stands in too many texts or families to tell anything.
fn is_common(corpus: &Corpus, entries: &[u64], texts: usize, settings: &Settings) -> bool {
    if texts > settings.max_seed_texts as usize {
        return true;
    }
    if texts <= settings.max_seed_families as usize {
        return false;
    }
    let mut families = Vec::new();
    let of_entries = entries.iter().map(|&entry| corpus.text_of(position_of(entry)));
    of_entries.for_each(|text| corpus.families(text, &mut families));
    families.sort_unstable();
    families.dedup();
    families.len() > settings.max_seed_families as usize
}

/// A match of two texts before it is known which of the equal texts it stands for.
struct Found {
    a_span: Span,
    b_span: Span,
    score: f64,
    kind: MatchKind,
    operations: Vec<EditOperation>,
}

fn describe(path: &Path, a_spans: &[Span], b_spans: &[Span]) -> Found {
    let operations = path.operations(a_spans, b_spans);
    let is_verbatim = operations.iter().all(|operation| operation.kind == EditKind::Kept);
    Found {
        a_span: Span { begin: a_spans[path.a_begin].begin, end: a_spans[path.a_end - 1].end },
        b_span: Span { begin: b_spans[path.b_begin].begin, end: b_spans[path.b_end - 1].end },
        score: path.share_kept(),
        kind: if is_verbatim { MatchKind::Verbatim } else { MatchKind::Edited },
        operations,
    }
}

impl Found {
    fn hit(&self, member: u32) -> Hit {
        Hit {
            text: member as usize,
            query_span: self.a_span,
            text_span: self.b_span,
            score: self.score,
            kind: self.kind,
            operations: self.operations.clone(),
        }
    }

    /// The match between two given texts, the one with the smaller index first.
    fn between(&self, a: u32, b: u32) -> PairMatch {
        let (a, b) = (a as usize, b as usize);
        let Found { a_span, b_span, score, kind, ref operations } = *self;
        if a < b {
            return PairMatch { a, b, a_span, b_span, score, kind, operations: operations.clone() };
        }
        let turned = operations.iter().map(|operation| operation.turned());
        PairMatch { a: b, b: a, a_span: b_span, b_span: a_span, score, kind, operations: turned.collect() }
    }
}
