//! Which texts are compared.

use super::{
    TranslationOptions,
    sentences::{Text, Texts},
};
use crate::Progress;
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BTreeMap};
use throughline_model::Span;
use throughline_reuse::Content;
use throughline_translation::{
    Candidate, CandidateSettings, Holder, LanguageSentences, Near, Window, candidates, nearest, within_effort,
};

/// Two texts by their numbers, the lower first, and the parts of them to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) texts: (usize, usize),
    pub(super) windows: Vec<Window>,
}

/// Sentences that the model looks at in any archive, and what share of all more.
const EFFORT: (usize, f64) = (20_000, 0.2);

/// The pairs of texts that are worth a closer look, sorted.
pub(super) fn choose(texts: &Texts, options: &TranslationOptions, progress: &dyn Progress) -> Vec<Pair> {
    let languages = by_language(texts);
    let count = languages.len() as u64;
    let within = if options.reworded { count } else { 0 };
    progress.begin("near", count * count.saturating_sub(1) / 2 + within, "pairs of languages");
    let settings = CandidateSettings::default();
    let (mut translated, mut reworded, mut done) = (Vec::new(), Vec::new(), 0);
    for (at, first) in languages.iter().enumerate() {
        for second in &languages[at..] {
            if std::ptr::eq(first, second) && !options.reworded {
                continue;
            }
            let of_one_language = std::ptr::eq(first, second);
            let candidates = candidates(first, second, &texts.cells, &settings);
            if of_one_language { &mut reworded } else { &mut translated }.extend(candidates);
            done += 1;
            progress.at(done);
        }
    }
    let sentences: usize = languages.iter().map(LanguageSentences::len).sum();
    let effort = EFFORT.0 + (sentences as f64 * EFFORT.1) as usize;
    // Each has an effort of its own: near sentences of one language would take all of it.
    let found = [translated, reworded].into_iter().flat_map(|found| within_effort(found, effort));
    let mut pairs: Vec<Pair> = found.map(pair).collect();
    pairs.sort_unstable_by_key(|pair| pair.texts);
    progress.end();
    pairs
}

/// The sentences of other languages that are nearest to a vector, the nearest first; of equal ones by
/// text and place.
pub(super) fn near(texts: &Texts, vector: &[i8], lang: &str, most: usize) -> Vec<(Content, Span)> {
    let own = super::primary(lang);
    let of_text = |text: &Text| {
        let vectors: Vec<i8> = (0..texts.places(text).len())
            .flat_map(|sentence| texts.vector(text, sentence).iter().copied())
            .collect();
        let near = nearest(vector, &vectors, texts.dimensions, most).pop().unwrap_or_default();
        let place = |near: Near| {
            let span = texts.places(text)[near.position.0 as usize].span;
            (Reverse(near.score), text.content, span)
        };
        near.into_iter().map(place).collect::<Vec<_>>()
    };
    let others = texts.all.par_iter().filter(|text| text.primary() != own);
    let mut all: Vec<(Reverse<i32>, Content, Span)> = others.flat_map_iter(of_text).collect();
    all.par_sort_unstable();
    all.into_iter().take(most).map(|(_, content, span)| (content, span)).collect()
}

fn pair(found: Candidate) -> Pair {
    let (a, b) = (found.texts.0 as usize, found.texts.1 as usize);
    if a < b {
        return Pair { texts: (a, b), windows: found.windows };
    }
    let turned = |Window { first, second, score }: Window| Window { first: second, second: first, score };
    let mut windows: Vec<Window> = found.windows.into_iter().map(turned).collect();
    windows.sort_unstable_by_key(|window| (window.first.start, window.second.start));
    Pair { texts: (b, a), windows }
}

/// The sentences of each language by their hashes, each once.
fn by_language(texts: &Texts) -> Vec<LanguageSentences> {
    let mut of_language: BTreeMap<&str, Vec<(u64, Holder)>> = BTreeMap::new();
    for (text, number) in texts.all.iter().zip(0..) {
        let own = of_language.entry(text.primary()).or_default();
        let voting = texts.places(text).iter().zip(0..).filter(|(place, _)| place.vote != 0);
        own.extend(voting.map(|(place, sentence)| (place.vote, Holder { text: number, sentence })));
    }
    let gather = |mut own: Vec<(u64, Holder)>| {
        own.sort_unstable();
        let mut sentences = LanguageSentences::default();
        for same in own.chunk_by(|a, b| a.0 == b.0) {
            let holders: Vec<Holder> = same.iter().map(|(_, holder)| *holder).collect();
            let Holder { text, sentence } = holders[0];
            sentences.add(texts.vector(&texts.all[text as usize], sentence as usize), &holders);
        }
        sentences
    };
    of_language.into_values().map(gather).collect()
}
