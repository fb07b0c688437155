//! Matches and comparisons of any two or three texts.
//!
//! The first byte chooses the settings; the texts are parted by the record separator, U+001E.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use throughline_model::{EditKind, EditOperation, MatchKind, Span, operations};
use throughline_reuse::{PairMatch, Settings, Text, compare, find_matches, index};
use throughline_text::units;
use unicode_segmentation::UnicodeSegmentation;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let texts: Vec<String> = rest
        .split(|byte| *byte == 0x1e)
        .take(3)
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect();
    let given: Vec<Text<'_>> =
        (0..).zip(&texts).map(|(family, text)| Text { text, family: family % 2 }).collect();
    let settings = settings(first);
    let found = find_matches(&given, &settings, &|_, _| {});
    for found in &found {
        check_match(found, &texts);
    }
    exchange(&given, &found, &settings);
    look_up(&given, &found, &settings);
    let (a, b) = (&texts[0], texts.last().expect("split gives at least one"));
    check_comparison(a, b);
    check_comparison(b, a);
    assert!(compare(a, a).iter().all(|operation| operation.kind == EditKind::Kept));
});

/// The product's settings, or some under which short texts match a lot.
fn settings(byte: u8) -> Settings {
    if byte < 0x40 {
        return Settings::default();
    }
    Settings {
        seed_weight: if byte & 1 == 0 { 9 } else { 17 },
        min_evidence: if byte & 2 == 0 { 10 } else { 40 },
        min_run_weight: 9,
        min_chain_weight: 9,
        min_kept_weight: 16,
        min_kept_weight_near: 12,
        min_score: 10,
        max_gap: if byte & 4 == 0 { 4 } else { 32 },
        drop_off: if byte & 8 == 0 { 6 } else { 36 },
        max_seed_texts: 1,
        ..Settings::default()
    }
}

fn check_match(found: &PairMatch, texts: &[String]) {
    assert!(found.a < found.b && found.score > 0.0 && found.score <= 1.0);
    let (a, b) = (texts[found.a].as_str(), texts[found.b].as_str());
    assert_on_graphemes(a, found.a_span);
    assert_on_graphemes(b, found.b_span);
    check_operations(&found.operations, &a[found.a_span.range()], &b[found.b_span.range()]);
    let in_place = |o: &EditOperation| matches!(o.kind, EditKind::Kept | EditKind::Respelled);
    assert_eq!(found.kind == MatchKind::Verbatim, found.operations.iter().all(in_place));
    assert!(found.operations.iter().any(|o| in_place(o) || o.kind == EditKind::Moved));
}

fn check_comparison(a: &str, b: &str) {
    let operations = compare(a, b);
    check_operations(&operations, a, b);
    let (mut at, mut bt) = (0, 0);
    for operation in &operations {
        (at, bt) = (at + operation.a_bytes, bt + operation.b_bytes);
        assert_on_graphemes(a, Span { begin: 0, end: at });
        assert_on_graphemes(b, Span { begin: 0, end: bt });
    }
}

/// That operations tile both texts, that what is kept is equal in units, and that every block
/// stands once on each side, with equal units.
fn check_operations(operations: &[EditOperation], a: &str, b: &str) {
    let hashes = |text: &str| units(text).hashes;
    assert_eq!(operations::decode(&operations::encode(operations)).as_deref(), Ok(operations));
    let (mut at, mut bt) = (0, 0);
    let mut blocks: BTreeMap<u32, [Vec<&str>; 2]> = BTreeMap::new();
    for operation in operations {
        let (a_end, b_end) = (at + operation.a_bytes as usize, bt + operation.b_bytes as usize);
        let (a_text, b_text) = (&a[at..a_end], &b[bt..b_end]);
        let on_both = !a_text.is_empty() && !b_text.is_empty();
        match operation.kind {
            EditKind::Kept | EditKind::Respelled => {
                assert!(on_both && hashes(a_text) == hashes(b_text), "{a_text:?} {b_text:?}");
            }
            EditKind::Replaced => assert!(on_both),
            EditKind::Added => assert!(a_text.is_empty() && !b_text.is_empty()),
            EditKind::Cut => assert!(!a_text.is_empty() && b_text.is_empty()),
            EditKind::Moved => {
                assert!(a_text.is_empty() != b_text.is_empty());
                let side = usize::from(a_text.is_empty());
                let text = if a_text.is_empty() { b_text } else { a_text };
                blocks.entry(operation.block).or_default()[side].push(text);
            }
        }
        assert_eq!(operation.kind == EditKind::Moved, operation.block > 0);
        (at, bt) = (a_end, b_end);
    }
    assert_eq!((at, bt), (a.len(), b.len()));
    assert!(blocks.keys().copied().eq(1..=blocks.len() as u32));
    for [from, to] in blocks.values() {
        assert_eq!((from.len(), to.len()), (1, 1));
        assert_eq!(hashes(from[0]), hashes(to[0]));
    }
}

fn assert_on_graphemes(text: &str, span: Span) {
    let is_boundary = |offset: u32| {
        offset as usize == text.len() || text.grapheme_indices(true).any(|(at, _)| at == offset as usize)
    };
    assert!(is_boundary(span.begin) && is_boundary(span.end), "{span:?} in {text:?}");
}

/// A match as its first text's place, its second's, and what the operations say from there.
fn straight(found: &PairMatch) -> (usize, usize, Span, Span, u64, Vec<EditOperation>) {
    (found.a, found.b, found.a_span, found.b_span, found.score.to_bits(), found.operations.clone())
}

/// The same matches are found when the texts come in the opposite order. Of equal texts, which
/// have one match, either may be the first.
fn exchange(given: &[Text<'_>], found: &[PairMatch], settings: &Settings) {
    let last = given.len() - 1;
    let turned: Vec<Text<'_>> = given.iter().rev().copied().collect();
    let mut again: Vec<_> = find_matches(&turned, settings, &|_, _| {})
        .iter()
        .map(|found| {
            let operations = found.operations.iter().map(|operation| operation.turned()).collect();
            (last - found.b, last - found.a, found.b_span, found.a_span, found.score.to_bits(), operations)
        })
        .collect();
    let mut first: Vec<_> = found.iter().map(straight).collect();
    let key = |row: &(usize, usize, Span, Span, u64, Vec<EditOperation>)| {
        (row.0, row.1, row.2, row.3, row.4, operations::encode(&row.5))
    };
    first.sort_by_key(key);
    again.sort_by_key(key);
    assert_eq!(first, again);
}

/// Looking up the first text gives its matches. (Seeds that are common among three texts join
/// fewer when a family is unknown, so that a look-up may find less under such settings.)
fn look_up(given: &[Text<'_>], found: &[PairMatch], settings: &Settings) {
    let (index, members) = index(given, settings);
    let hits = index.look_up(given[0].text);
    for (content, hit) in &hits {
        let other = members[content][0];
        let (a, b) = (given[0].text, given[other].text);
        assert_on_graphemes(a, hit.a_span);
        assert_on_graphemes(b, hit.b_span);
        check_operations(&hit.operations, &a[hit.a_span.range()], &b[hit.b_span.range()]);
    }
    if settings.max_seed_texts >= given.len() as u32 {
        let of_first = found.iter().filter(|found| found.a == 0);
        for found in of_first {
            let is_it = |(content, hit): &(_, throughline_reuse::Found)| {
                members[content].contains(&found.b) && hit.operations == found.operations
            };
            assert!(hits.iter().any(is_it));
        }
    }
}
