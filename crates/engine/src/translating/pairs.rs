//! Which texts are compared.

use super::{
    TranslationOptions,
    files::Files,
    languages::OfLanguage,
    near::{self, Looked},
    sentences::{SOON, Text, Texts},
};
use crate::{EngineError, Progress};
use rayon::prelude::*;
use std::cmp::Reverse;
use throughline_model::Span;
use throughline_reuse::Content;
use throughline_translation::{
    Candidate, CandidateSearch, CandidateSettings, Near, Window, most_windows, nearest, within_effort,
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
///
/// # Errors
/// If a file cannot be written.
pub(super) fn choose(
    files: &mut Files,
    texts: &Texts,
    options: &TranslationOptions,
    progress: &dyn Progress,
) -> Result<Vec<Pair>, EngineError> {
    let languages = OfLanguage::all(files, texts)?;
    let settings = CandidateSettings::default();
    let pairs = || {
        let from = |(at, first)| languages[at..].iter().map(move |second| (first, second));
        let all = languages.iter().enumerate().flat_map(from);
        all.filter(|(first, second)| options.reworded || !std::ptr::eq::<OfLanguage>(*first, *second))
    };
    let sides = |(first, second): (&OfLanguage, &OfLanguage)| {
        first.hashes.len() + if std::ptr::eq(first, second) { 0 } else { second.hashes.len() }
    };
    progress.begin("near", pairs().map(sides).sum::<usize>() as u64, "sentences");
    let sentences: usize = languages.iter().map(|language| language.hashes.len()).sum();
    let effort = EFFORT.0 + (sentences as f64 * EFFORT.1) as usize;
    let (mut translated, mut reworded) = (Vec::new(), Vec::new());
    let mut looked = Looked { progress, done: 0 };
    for (first, second) in pairs() {
        near::update(files, texts, (first, second), &settings, &mut looked)?;
        let (first_holders, second_holders) = (&first.holders, &second.holders);
        let soon = |pair| texts.apart(pair).is_some_and(|apart| apart <= SOON);
        let mut search =
            CandidateSearch::new(first_holders, second_holders, most_windows(effort), &settings, soon);
        near::vote(files, texts, (first, second), &mut search)?;
        let is_same = std::ptr::eq(first, second);
        if is_same { &mut reworded } else { &mut translated }.extend(search.best());
    }
    // Each has an effort of its own: near sentences of one language would take all of it.
    let found = [translated, reworded].into_iter().flat_map(|found| within_effort(found, effort));
    let mut pairs: Vec<Pair> = found.map(pair).collect();
    pairs.sort_unstable_by_key(|pair| pair.texts);
    progress.end();
    Ok(pairs)
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
