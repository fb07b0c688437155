//! All pairs, and one text against many.

use crate::Settings;
use std::collections::BTreeMap;
use throughline_model::{EditKind, EditOperation, MatchKind, Span};
use throughline_text::{Units, units};

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
    /// How the pasted span became the indexed one.
    pub operations: Vec<EditOperation>,
}

/// Finds all matches between any two of the texts, sorted by `(a, b, a_span, b_span)`. Runs on the
/// caller's rayon pool. `progress` gets the work done and the work in all, in bytes of text.
pub fn find_matches(
    texts: &[Text<'_>],
    settings: &Settings,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Vec<PairMatch> {
    let index = Index::new(texts, settings);
    let mut matches = Vec::new();
    for (a, text) in texts.iter().enumerate() {
        for hit in index.look_up(text.text) {
            if a < hit.text {
                let Hit {
                    text: b,
                    query_span,
                    text_span,
                    score,
                    kind,
                    operations,
                } = hit;
                matches.push(PairMatch {
                    a,
                    b,
                    a_span: query_span,
                    b_span: text_span,
                    score,
                    kind,
                    operations,
                });
            }
        }
        progress(a as u64 + 1, texts.len() as u64);
    }
    matches.sort_by_key(|found| (found.a, found.b, found.a_span, found.b_span));
    matches
}

/// Texts prepared for look-up.
#[derive(Debug)]
pub struct Index {
    texts: Vec<Units>,
    postings: BTreeMap<u64, Vec<(u32, u32)>>,
    settings: Settings,
}

impl Index {
    /// Prepares texts for look-up.
    pub fn new(texts: &[Text<'_>], settings: &Settings) -> Self {
        let texts: Vec<Units> = texts.iter().map(|text| units(text.text)).collect();
        let width = settings.min_words as usize;
        let mut postings: BTreeMap<u64, Vec<(u32, u32)>> = BTreeMap::new();
        for (number, text) in texts.iter().enumerate() {
            for (at, gram) in text.hashes.windows(width).enumerate() {
                postings
                    .entry(key(gram))
                    .or_default()
                    .push((number as u32, at as u32));
            }
        }
        Self {
            texts,
            postings,
            settings: settings.clone(),
        }
    }

    /// Finds the spans of the indexed texts that `text` shares, sorted by text and place.
    pub fn look_up(&self, text: &str) -> Vec<Hit> {
        let query = units(text);
        let mut hits: Vec<Hit> = Vec::new();
        for (at, gram) in query
            .hashes
            .windows(self.settings.min_words as usize)
            .enumerate()
        {
            for &(number, place) in self.postings.get(&key(gram)).into_iter().flatten() {
                let other = &self.texts[number as usize];
                let place = place as usize;
                if at > 0 && place > 0 && query.hashes[at - 1] == other.hashes[place - 1] {
                    continue;
                }
                let length = query.hashes[at..]
                    .iter()
                    .zip(&other.hashes[place..])
                    .take_while(|(x, y)| x == y)
                    .count();
                let query_span = Span::new(
                    query.spans[at].begin as usize,
                    query.spans[at + length - 1].end as usize,
                );
                let text_span = Span::new(
                    other.spans[place].begin as usize,
                    other.spans[place + length - 1].end as usize,
                );
                let kept = EditOperation {
                    kind: EditKind::Kept,
                    a_bytes: query_span.len() as u32,
                    b_bytes: text_span.len() as u32,
                };
                let operations = vec![kept];
                hits.push(Hit {
                    text: number as usize,
                    query_span,
                    text_span,
                    score: 1.0,
                    kind: MatchKind::Verbatim,
                    operations,
                });
            }
        }
        hits.sort_by_key(|hit| (hit.text, hit.query_span, hit.text_span));
        hits
    }
}

fn key(gram: &[u64]) -> u64 {
    gram.iter().fold(0, |key, &hash| {
        (key ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}
