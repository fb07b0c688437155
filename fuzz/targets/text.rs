//! Units, sentences and offsets of any text.
//!
//! A first byte 0xff, with which no UTF-8 text begins, repeats the rest some thousand times:
//! what takes the square of a text's length does not end in time.

#![no_main]

use libfuzzer_sys::fuzz_target;
use throughline_model::Span;
use throughline_text::{
    OffsetMap, OffsetUnit, guess_language, is_character, is_traditional, language_passages, normal_forms,
    script_form_differs, script_variant, sentence_parts, sentences, units,
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of a repeated text.
const LONG: usize = 100_000;

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((0xff, rest)) if !rest.is_empty() => {
            let text = String::from_utf8_lossy(&rest[..rest.len().min(64)]);
            long(&text.repeat(LONG / text.len()));
        }
        _ => short(&String::from_utf8_lossy(data)),
    }
});

fn long(text: &str) {
    assert_ordered(&units(text).spans);
    let parts: Vec<Span> =
        sentences(text, "en").into_iter().flat_map(|sentence| sentence_parts(text, sentence)).collect();
    assert_ordered(&parts);
    passages(text);
    script_variant(text);
    OffsetMap::new(text).to_bytes(text.len() / 3, OffsetUnit::Utf16);
}

fn short(text: &str) {
    let boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
    let is_boundary = |at: u32| boundaries.binary_search(&(at as usize)).is_ok();
    let on_graphemes = |span: &Span| is_boundary(span.begin) && is_boundary(span.end);

    let found = units(text);
    let forms = normal_forms(text);
    assert_eq!((found.spans.len(), forms.len()), (found.len(), found.len()));
    assert_ordered(&found.spans);
    for ((hash, span), form) in found.hashes.iter().zip(&found.spans).zip(&forms) {
        assert!(on_graphemes(span), "{span:?}");
        let unit = &text[span.range()];
        assert_eq!(units(unit).hashes, [*hash], "{unit:?} by itself");
        // A form may be several units: ligatures of Kana, a mark that spaces itself. A mark with no
        // letter before it is part of no word where it stands first.
        if let [of_form] = units(form).hashes[..]
            && !is_character(of_form)
            && !form.starts_with(is_combining_mark)
        {
            assert_eq!(of_form >> 4, hash >> 4, "{unit:?} and its form {form:?}");
        }
        is_traditional(unit);
    }
    let composed: String = text.nfc().collect();
    let decomposed: String = text.nfd().collect();
    assert_eq!(units(&composed).hashes, units(&decomposed).hashes, "canonically equivalent");
    assert_eq!(found.hashes, units(&composed).hashes, "canonically equivalent");
    // The one mark that becomes a letter.
    if !text.contains('\u{345}') {
        assert_eq!(found.hashes, units(&composed.to_uppercase()).hashes, "{:?}", composed.to_uppercase());
        assert_eq!(found.hashes, units(&composed.to_lowercase()).hashes, "{:?}", composed.to_lowercase());
    }
    assert!(!script_form_differs(text, text));
    assert_eq!(script_form_differs(text, &composed), script_form_differs(&composed, text));

    let inked = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    for language in ["en", "zh", "de", "ru", "und"] {
        let sentences = sentences(text, language);
        assert_ordered(&sentences);
        assert!(sentences.iter().all(on_graphemes), "{sentences:?} in {text:?}");
        let covered: usize = sentences.iter().map(|span| inked(&text[span.range()])).sum();
        assert_eq!(covered, inked(text), "{language}");
    }
    offsets(text);
    assert!(passages(text).iter().all(on_graphemes), "{text:?}");
    script_variant(text);
}

/// Where another language than the main one stands.
fn passages(text: &str) -> Vec<Span> {
    let guess = guess_language(text);
    assert!((2..=3).contains(&guess.tag.len()) && (0.0..=1.0).contains(&guess.confidence), "{guess:?}");
    let spans: Vec<Span> = language_passages(text).into_iter().map(|(span, _)| span).collect();
    assert_ordered(&spans);
    spans
}

fn assert_ordered(spans: &[Span]) {
    assert!(spans.iter().all(|span| span.begin < span.end));
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].begin));
}

fn offsets(text: &str) {
    let map = OffsetMap::new(text);
    let (mut chars, mut utf16) = (0, 0);
    for byte in 0..=text.len() {
        let at_boundary = text.is_char_boundary(byte);
        let expected = |count: usize| at_boundary.then_some(count);
        assert_eq!(map.from_bytes(byte, OffsetUnit::Chars), expected(chars));
        assert_eq!(map.from_bytes(byte, OffsetUnit::Utf16), expected(utf16));
        let Some(c) = text.get(byte..).and_then(|rest| rest.chars().next()) else { continue };
        assert_eq!(map.to_bytes(chars, OffsetUnit::Chars), Some(byte));
        assert_eq!(map.to_bytes(utf16, OffsetUnit::Utf16), Some(byte));
        (chars, utf16) = (chars + 1, utf16 + c.len_utf16());
    }
    assert_eq!(map.to_bytes(chars + 1, OffsetUnit::Chars), None);
    assert_eq!((map.len(OffsetUnit::Chars), map.len(OffsetUnit::Utf16)), (chars, utf16));
    for (unit, end) in [(OffsetUnit::Bytes, text.len()), (OffsetUnit::Chars, chars)] {
        for other in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            assert_eq!(map.convert(end, unit, other), Some(map.len(other)));
        }
    }
}
