//! Sentences of any text through a tiny model, and what is measured of them.
//!
//! The model's weights are arbitrary, so nothing is said of what is found: only that places lie within
//! their texts and that numbers are numbers.

#![no_main]

#[path = "translation/model.rs"]
mod model;

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use std::{ops::Range, sync::LazyLock};
use throughline_model::Span;
use throughline_text::{sentence_parts, sentences};
use throughline_translation::{
    Model, RenderingSettings, Sentence, SentenceMemory, Stretches, TextPair, TextSentences, Window,
    additions, compare_pair, log_odds, omissions, rendering, renderings, word_links,
};

static MODEL: LazyLock<Model> = LazyLock::new(model::tiny);

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    texts: [&'a str; 2],
    languages: [u8; 2],
    phrase: (u8, u8),
}

const LANGUAGES: [&str; 8] = ["en", "zh", "ru", "ar", "th", "ja", "en-GB", "und"];

fuzz_target!(|input: Input| {
    let languages = input.languages.map(|at| LANGUAGES[at as usize % LANGUAGES.len()]);
    two_sentences(input.texts, languages, input.phrase);
    two_texts(input.texts, languages);
});

fn two_sentences([a, b]: [&str; 2], languages: [&str; 2], phrase: (u8, u8)) {
    let read = MODEL.sentences(&[a, b]);
    let (first, second) = ((&read[0], a), (&read[1], b));
    for (sentence, text) in [first, second] {
        assert_sound(sentence, text);
    }
    let features = compare_pair(first, second);
    assert!(log_odds(&features, (languages[0], languages[1])).is_finite(), "{features:?}");
    for (within, text) in [(omissions(first, second), a), (additions(first, second), b)] {
        assert!(within.windows(2).all(|pair| pair[0].end <= pair[1].start));
        within.iter().for_each(|range| assert_within(range, text));
    }
    for link in word_links(first, second) {
        assert_within(&link.first, a);
        assert_within(&link.second, b);
    }
    let phrase = [phrase.0, phrase.1].map(|at| a.floor_char_boundary(at as usize));
    let phrase = phrase[0].min(phrase[1])..phrase[0].max(phrase[1]);
    if let Some(found) = rendering(first, phrase, second) {
        assert_within(&found.range, b);
        assert!(found.score.is_finite());
    }
    if let Some(stretch) = Stretches::new(&[first], &[second]).of(0, 0) {
        assert_within(&stretch.first, a);
        assert_within(&stretch.second, b);
        assert!(stretch.score.is_finite() && stretch.least.is_finite());
    }
}

fn two_texts([a, b]: [&str; 2], [of_a, of_b]: [&str; 2]) {
    let cut = |text: &str, language: &str| -> Vec<Span> {
        sentences(text, language).into_iter().flat_map(|span| sentence_parts(text, span)).collect()
    };
    let (in_a, in_b) = (cut(a, of_a), cut(b, of_b));
    let (in_a, in_b): (Vec<&str>, Vec<&str>) = (
        in_a.iter().map(|span| &a[span.range()]).collect(),
        in_b.iter().map(|span| &b[span.range()]).collect(),
    );
    let windows = [Window { first: 0..in_a.len() as u32, second: 0..in_b.len() as u32, score: 1 }];
    let pair = TextPair {
        first: TextSentences { language: of_a, sentences: &in_a },
        second: TextSentences { language: of_b, sentences: &in_b },
        windows: &windows,
    };
    let mut settings = RenderingSettings::default();
    (settings.least_probability, settings.least_of_group) = (0.0, 0.0);
    let found = renderings(&MODEL, &mut SentenceMemory::new(1 << 20), &[pair], &settings);
    for group in found.iter().flatten().flat_map(|passage| &passage.groups) {
        assert!((0.0..=1.0).contains(&group.probability), "{group:?}");
        assert!(group.first.start < group.first.end && group.first.end <= in_a.len(), "{group:?}");
        assert!(group.second.start < group.second.end && group.second.end <= in_b.len(), "{group:?}");
        if let Some((first, second)) = &group.parts {
            assert_within(&(first.start as usize..first.end as usize), in_a[group.first.start]);
            assert_within(&(second.start as usize..second.end as usize), in_b[group.second.start]);
        }
    }
}

fn assert_sound(sentence: &Sentence, text: &str) {
    assert_eq!(sentence.states.len(), sentence.tokens.len() * MODEL.dimensions());
    assert!(sentence.states.iter().chain(&sentence.vector).all(|value| value.is_finite()));
    // Pieces of one character that is written out, as `...` for `…`, have one place, and a space that
    // carries a mark starts a word behind itself: only the ends are in order.
    assert!(sentence.tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.end));
    sentence.tokens.iter().for_each(|token| assert_within(&token.span.range(), text));
}

fn assert_within(range: &Range<usize>, text: &str) {
    assert!(range.start <= range.end && text.get(range.clone()).is_some(), "{range:?} in {text:?}");
}
