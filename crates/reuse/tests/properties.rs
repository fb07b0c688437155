//! What holds for any texts: tiling, boundaries, order of input, number of threads.

use proptest::prelude::*;
use std::collections::BTreeMap;
use throughline_model::{EditKind, EditOperation, MatchKind, Span};
use throughline_reuse::{PairMatch, Settings, Text, compare, find_matches, index};
use unicode_segmentation::UnicodeSegmentation;

/// Texts made of a few passages, edited here and there, so that they match in many ways.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(
        "the of and a peace development nations cooperation president Präsident l'État мир и развитие \
         和 平 与 发 展 中 国 ガ ラ ス กำ ลัง e\u{301}tat 👩‍👧 2021 3.5% U.S. — “said” countries people"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    let passage = prop::collection::vec(word.clone(), 3..45);
    let passages = prop::collection::vec(passage, 2..5);
    let pieces = prop::collection::vec((0_usize..5, prop::collection::vec(word, 0..6), 0_usize..40), 1..5);
    (passages, prop::collection::vec(pieces, 2..8)).prop_map(|(passages, texts)| {
        let text = |pieces: Vec<(usize, Vec<&str>, usize)>| {
            let mut words: Vec<&str> = Vec::new();
            for (passage, extra, at) in pieces {
                let mut piece = passages[passage % passages.len()].clone();
                let at = at % piece.len();
                piece.splice(at..at, extra);
                words.extend(piece);
            }
            words.join(" ")
        };
        texts.into_iter().map(text).collect()
    })
}

/// Settings under which short generated texts match a lot.
fn eager() -> Settings {
    Settings {
        min_kept_weight: 16,
        min_kept_weight_near: 12,
        min_score: 10,
        max_seed_texts: 5,
        ..Settings::default()
    }
}

fn find(texts: &[&str]) -> Vec<PairMatch> {
    let texts: Vec<Text<'_>> =
        (0..).zip(texts).map(|(family, text)| Text { text, family: family % 3 }).collect();
    find_matches(&texts, &eager(), &|done, total| assert!(done <= total))
}

/// Each moved block stands once in each text, with the same units.
fn assert_tiles(operations: &[EditOperation], a: &str, b: &str) {
    let units = |text: &str| throughline_text::units(text).hashes;
    let mut blocks: BTreeMap<u32, [Vec<&str>; 2]> = BTreeMap::new();
    let (mut at, mut bt) = (0, 0);
    for operation in operations {
        let (a_end, b_end) = (at + operation.a_bytes as usize, bt + operation.b_bytes as usize);
        assert!(a.is_char_boundary(a_end) && b.is_char_boundary(b_end));
        let is_on_both = operation.a_bytes > 0 && operation.b_bytes > 0;
        match operation.kind {
            EditKind::Kept | EditKind::Respelled => {
                assert!(is_on_both);
                assert_eq!(units(&a[at..a_end]), units(&b[bt..b_end]));
            }
            EditKind::Replaced => assert!(is_on_both),
            EditKind::Added => assert!(operation.a_bytes == 0 && operation.b_bytes > 0),
            EditKind::Cut => assert!(operation.a_bytes > 0 && operation.b_bytes == 0),
            EditKind::Rendered => panic!("texts are compared by their words"),
            EditKind::Moved => {
                assert!((operation.a_bytes == 0) != (operation.b_bytes == 0));
                let [of_a, of_b] = blocks.entry(operation.block).or_default();
                if operation.a_bytes > 0 { of_a.push(&a[at..a_end]) } else { of_b.push(&b[bt..b_end]) }
            }
        }
        assert_eq!(operation.block > 0, operation.kind == EditKind::Moved);
        (at, bt) = (a_end, b_end);
    }
    assert_eq!((at, bt), (a.len(), b.len()));
    for [of_a, of_b] in blocks.values() {
        assert_eq!((of_a.len(), of_b.len()), (1, 1));
        assert_eq!(units(of_a[0]), units(of_b[0]));
    }
}

fn assert_on_graphemes(text: &str, span: Span) {
    let mut boundaries = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]);
    assert!(boundaries.any(|at| at == span.begin as usize));
    assert!(boundaries.any(|at| at == span.end as usize));
}

type Row = (usize, usize, Span, Span, u64, Vec<(EditKind, u32, u32)>);

/// A match in a form that does not depend on which of the two texts comes first.
fn unordered(found: &PairMatch, original: &dyn Fn(usize) -> usize) -> Row {
    let turned = |kind| match kind {
        EditKind::Added => EditKind::Cut,
        EditKind::Cut => EditKind::Added,
        other => other,
    };
    let (a, b) = (original(found.a), original(found.b));
    let straight = found.operations.iter().map(|o| (o.kind, o.a_bytes, o.b_bytes));
    let crossed = found.operations.iter().map(|o| (turned(o.kind), o.b_bytes, o.a_bytes));
    if a < b {
        (a, b, found.a_span, found.b_span, found.score.to_bits(), straight.collect::<Vec<_>>())
    } else {
        (b, a, found.b_span, found.a_span, found.score.to_bits(), crossed.collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn operations_tile_spans_that_lie_on_graphemes(texts in texts()) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = find(&texts);
        prop_assert!(found.is_sorted_by_key(|found| (found.a, found.b, found.a_span, found.b_span)));
        for found in &found {
            prop_assert!(found.a < found.b);
            prop_assert!(found.score > 0.0 && found.score <= 1.0);
            let is_kept = |o: &EditOperation| matches!(o.kind, EditKind::Kept | EditKind::Respelled);
            prop_assert_eq!(found.kind == MatchKind::Verbatim, found.operations.iter().all(is_kept));
            prop_assert!(found.kind != MatchKind::Verbatim || found.score >= 1.0);
            let (a, b) = (texts[found.a], texts[found.b]);
            assert_on_graphemes(a, found.a_span);
            assert_on_graphemes(b, found.b_span);
            assert_tiles(&found.operations, &a[found.a_span.range()], &b[found.b_span.range()]);
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(texts in texts(), seed in any::<u64>()) {
        let straight: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let texts: Vec<Text<'_>> = straight.iter().enumerate().map(|(at, text)| Text { text, family: at as u32 % 3 }).collect();
        let shuffled: Vec<Text<'_>> = order.iter().map(|&at| texts[at]).collect();
        let sorted = |found: Vec<PairMatch>, original: &dyn Fn(usize) -> usize| {
            let mut found: Vec<_> = found.iter().map(|found| unordered(found, original)).collect();
            found.sort();
            found
        };
        let first = sorted(find_matches(&texts, &eager(), &|_, _| {}), &|at| at);
        let second = sorted(find_matches(&shuffled, &eager(), &|_, _| {}), &|at| order[at]);
        prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));
    }

    #[test]
    fn the_number_of_threads_does_not_matter(texts in texts()) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let on = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| find(&texts));
        prop_assert_eq!(on(1), on(4));
    }

    #[test]
    fn a_look_up_finds_what_a_comparison_of_all_finds(texts in texts()) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let settings = Settings { max_seed_texts: 400, ..eager() };
        let given: Vec<Text<'_>> = texts.iter().map(|text| Text { text, family: 0 }).collect();
        let (index, members) = index(&given, &settings);
        for found in find_matches(&given, &settings, &|_, _| {}) {
            let hits = index.look_up(texts[found.a]);
            prop_assert!(hits.iter().any(|(content, _)| members[content].contains(&found.b)));
        }
        for (content, hit) in index.look_up(texts[0]) {
            let text = texts[members[&content][0]];
            assert_tiles(&hit.operations, &texts[0][hit.a_span.range()], &text[hit.b_span.range()]);
        }
    }

    #[test]
    fn a_comparison_tiles_both_texts(a in "[ab 。é中.]{0,60}", b in "[ab 。é中.]{0,60}") {
        assert_tiles_loosely(&compare(&a, &b), &a, &b);
        assert_tiles_loosely(&compare(&a, &a), &a, &a);
        prop_assert!(compare(&a, &a).iter().all(|operation| operation.kind == EditKind::Kept));
    }
}

/// Tiling without the check of kept units: a kept operation of a whole text may hold punctuation
/// before its first unit.
fn assert_tiles_loosely(operations: &[EditOperation], a: &str, b: &str) {
    let sum = |bytes: fn(&EditOperation) -> u32| operations.iter().map(bytes).sum::<u32>() as usize;
    assert_eq!((sum(|o| o.a_bytes), sum(|o| o.b_bytes)), (a.len(), b.len()));
}

const STATEMENT: &str = "All countries should respect each other and treat each other as equals, and no one should \
    impose its will on others or interfere in the internal affairs of other countries.";

#[test]
fn a_statement_printed_by_three_hundred_outlets_joins_them_all() {
    let texts: Vec<String> = (0..300)
        .map(|outlet| {
            format!("Outlet number {outlet} has learned. {STATEMENT} Reporting by desk {}.", outlet * 7)
        })
        .collect();
    let texts: Vec<Text<'_>> = (0..).zip(&texts).map(|(family, text)| Text { text, family }).collect();
    let found = find_matches(&texts, &Settings::default(), &|_, _| {});
    assert_eq!(found.len(), 300 * 299 / 2);
}

#[test]
fn sentences_in_another_order_are_one_match_with_moved_blocks() {
    let sentences = [
        "The harbor authority closed the northern terminal after engineers found cracks in its oldest pier.",
        "Ferries to the outer islands will leave from the fishing port until repairs begin next autumn.",
        "Residents complained that nobody had asked them before buses to the market were canceled.",
        "A spokesman promised compensation for traders whose refrigerated warehouses lost electricity overnight.",
    ];
    let order = |order: [usize; 4]| order.map(|at| sentences[at]).join(" ");
    for other in [[2, 0, 3, 1], [1, 0, 3, 2], [3, 2, 1, 0]] {
        let (a, b) = (order([0, 1, 2, 3]), order(other));
        let found = find_matches(
            &[Text { text: &a, family: 0 }, Text { text: &b, family: 1 }],
            &Settings::default(),
            &|_, _| {},
        );
        assert_eq!(found.len(), 1, "{other:?}");
        assert_tiles(&found[0].operations, &a[found[0].a_span.range()], &b[found[0].b_span.range()]);
        assert!(found[0].operations.iter().any(|operation| operation.kind == EditKind::Moved));
        assert!(found[0].score > 0.95, "{}", found[0].score);
    }
}

#[test]
fn identical_texts_of_twenty_words_match() {
    for text in [
        "It is up to us to do it or to see it go as it is, he said to me on a day in May.",
        "坚持和平发展道路推动构建人类命运共同体",
        "Мы и они за мир и за то, что он нам даёт, и мы не дадим его в обиду никому и нигде.",
    ] {
        let texts = [Text { text, family: 0 }, Text { text, family: 0 }];
        let found = find_matches(&texts, &Settings::default(), &|_, _| {});
        assert_eq!(found.len(), usize::from(throughline_text::units(text).len() >= 20), "{text}");
    }
}

#[test]
fn degenerate_texts_are_harmless() {
    let long = "word ".repeat(30_000);
    let line = "x".repeat(100_000);
    let texts = ["", " ", "…", &long, &long[5..], &line, "\u{0}\u{0}", &line[1..]];
    let found = find(&texts);
    assert!(found.iter().all(|found| (found.a, found.b) == (3, 4)), "only the repeated word matches");
    assert!(!found.is_empty());
}
