//! What holds for any string.

use proptest::prelude::*;
use throughline_model::Span;
use throughline_text::{
    OffsetMap, OffsetUnit, detect_language, guess_language, language_passages, normal_forms,
    script_form_differs, script_variant, sentence_parts, sentences, units,
};
use unicode_segmentation::UnicodeSegmentation;

/// Strings that are hard on splitters: many scripts, marks, stops, controls, broken lines.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>(),
        6 => prop::sample::select("aZ09éßİıŒǅ .,!?…。！？」”’'\"()[]-—\n\r\t".chars().collect::<Vec<_>>()),
        3 => prop::sample::select("你好世界の々カｶﾞー한글各กำเขาລາວမြန်ខ្មែរ".chars().collect::<Vec<_>>()),
        3 => prop::sample::select("مَرحَباًـ؟שָׁлюдиЁйक्षिé\u{301}\u{308}\u{200b}\u{200c}\u{200d}\u{ad}\u{202b}".chars().collect::<Vec<_>>()),
        1 => prop::sample::select("👩‍👧🇨🇳1\u{fe0f}\u{20e3}㍿ﬁ①½\u{600}\u{1100}\u{1161}".chars().collect::<Vec<_>>()),
    ];
    prop::collection::vec(character, 0..120).prop_map(|characters| characters.into_iter().collect())
}

fn assert_ordered(spans: &[Span]) {
    for pair in spans.windows(2) {
        assert!(pair[0].end <= pair[1].begin, "{pair:?}");
    }
    assert!(spans.iter().all(|span| !span.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn units_stand_in_order_on_grapheme_boundaries(text in text()) {
        let units = units(&text);
        prop_assert_eq!(units.hashes.len(), units.spans.len());
        assert_ordered(&units.spans);
        let boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for span in &units.spans {
            prop_assert!(boundaries.binary_search(&(span.begin as usize)).is_ok(), "{span:?} in {text:?}");
            prop_assert!(boundaries.binary_search(&(span.end as usize)).is_ok(), "{span:?} in {text:?}");
        }
    }

    #[test]
    fn units_end_where_a_space_begins(text in text(), other in text()) {
        // What stands behind a line break cannot change the units before it, nor the other way.
        let (first, second) = (units(&text), units(&other));
        let both = units(&format!("{text}\n{other}"));
        prop_assert_eq!(both.hashes, [first.hashes, second.hashes].concat());
    }

    #[test]
    fn equal_normal_forms_have_equal_hashes(text in text()) {
        let (found, forms) = (units(&text), normal_forms(&text));
        prop_assert_eq!(found.len(), forms.len());
        for (hash, span) in found.hashes.iter().zip(&found.spans) {
            prop_assert_eq!(&units(&text[span.range()]).hashes, &[*hash]);
        }
        for (a, form_a) in found.hashes.iter().zip(&forms) {
            for (b, form_b) in found.hashes.iter().zip(&forms) {
                // The same form may be a word here and a character there: see `is_character`.
                prop_assert_eq!(a >> 4 == b >> 4, form_a == form_b, "{:?} {:?}", form_a, form_b);
            }
        }
    }

    #[test]
    fn script_forms_differ_both_ways_or_not_at_all(a in text(), b in "[國国際际發髮发乾干aＡ, ]{0,6}", c in "[國国際际發髮发乾干aＡ, ]{0,6}") {
        prop_assert!(!script_form_differs(&a, &a));
        prop_assert_eq!(script_form_differs(&b, &c), script_form_differs(&c, &b));
        if script_form_differs(&b, &c) {
            prop_assert_eq!(units(&b).hashes, units(&c).hashes);
        }
    }

    #[test]
    fn sentences_cover_all_but_white_space(text in text(), lang in "en|zh|de|ru|und") {
        let sentences = sentences(&text, &lang);
        assert_ordered(&sentences);
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let covered: usize = sentences.iter().map(|span| count(&text[span.range()])).sum();
        prop_assert_eq!(covered, count(&text));
    }

    #[test]
    fn parts_of_sentences_cover_them_on_grapheme_boundaries(piece in text(), times in 1usize..120) {
        let text = piece.repeat(times);
        let parts: Vec<Span> =
            sentences(&text, "und").into_iter().flat_map(|sentence| sentence_parts(&text, sentence)).collect();
        assert_ordered(&parts);
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        prop_assert_eq!(parts.iter().map(|span| count(&text[span.range()])).sum::<usize>(), count(&text));
        let boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        let is_boundary = |at: u32| boundaries.binary_search(&(at as usize)).is_ok();
        prop_assert!(parts.iter().all(|span| is_boundary(span.begin) && is_boundary(span.end)), "{parts:?}");
    }

    #[test]
    fn paragraphs_are_cut_by_themselves(parts in prop::collection::vec(text(), 1..4), lang in "en|zh|de|ru|und") {
        let parts: Vec<String> = parts.iter().map(|part| format!("x{part}x")).collect();
        let text = parts.join("\n\n");
        let whole = sentences(&text, &lang);
        let (mut begin, mut each) = (0, Vec::new());
        for part in &parts {
            let cut = sentences(part, &lang);
            each.extend(cut.iter().map(|span| Span::new(begin + span.begin as usize, begin + span.end as usize)));
            begin += part.len() + 2;
        }
        prop_assert_eq!(whole, each, "{:?}", text);
    }

    #[test]
    fn passages_stand_in_order_on_grapheme_boundaries(text in text(), sentence in "|The two sides met again on Monday in the city.|Стороны снова встретились в понедельник.") {
        let text = format!("{text} {sentence} {text}");
        let passages = language_passages(&text);
        assert_ordered(&passages.iter().map(|(span, _)| *span).collect::<Vec<_>>());
        let boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for (span, tag) in passages {
            prop_assert!(tag != "und");
            prop_assert!(boundaries.binary_search(&(span.begin as usize)).is_ok(), "{span:?} in {text:?}");
            prop_assert!(boundaries.binary_search(&(span.end as usize)).is_ok(), "{span:?} in {text:?}");
        }
        let guess = guess_language(&text);
        prop_assert_eq!(guess.tag, detect_language(&text));
        prop_assert!((0.0..=1.0).contains(&guess.confidence));
        script_variant(&text);
    }

    #[test]
    fn offsets_survive_the_round_trip(text in text()) {
        let map = OffsetMap::new(&text);
        let mut position = (0, 0, 0);
        for c in text.chars().map(Some).chain([None]) {
            for (unit, offset) in [(OffsetUnit::Bytes, position.0), (OffsetUnit::Chars, position.1), (OffsetUnit::Utf16, position.2)] {
                prop_assert_eq!(map.from_bytes(position.0, unit), Some(offset));
                prop_assert_eq!(map.to_bytes(offset, unit), Some(position.0));
            }
            let Some(c) = c else { break };
            if c.len_utf8() > 1 {
                prop_assert_eq!(map.from_bytes(position.0 + 1, OffsetUnit::Chars), None);
            }
            position = (position.0 + c.len_utf8(), position.1 + 1, position.2 + c.len_utf16());
        }
        prop_assert_eq!(map.to_bytes(position.1 + 1, OffsetUnit::Chars), None);
        prop_assert_eq!(map.len(OffsetUnit::Utf16), text.encode_utf16().count());
    }

    #[test]
    fn any_text_has_a_language_tag(text in text()) {
        prop_assert!((2..=3).contains(&detect_language(&text).len()));
    }

    #[test]
    fn case_and_invisible_marks_do_not_change_units(words in prop::collection::vec("[a-zа-яα-ω]{1,9}", 1..20)) {
        let plain = words.join(" ");
        let soft = words.iter().map(|word| {
            word.chars().flat_map(|c| [c, '\u{ad}']).collect::<String>()
        }).collect::<Vec<_>>().join("\u{2009}—\u{200b} ");
        prop_assert_eq!(&units(&plain).hashes, &units(&plain.to_uppercase()).hashes);
        prop_assert_eq!(&units(&plain).hashes, &units(&soft).hashes);
    }
}
