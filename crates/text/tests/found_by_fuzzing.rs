//! Inputs on which the fuzz targets (`fuzz/`) failed, or what was seen to be wrong beside them.

use std::time::{Duration, Instant};
use throughline_text::{sentences, units};
use unicode_segmentation::UnicodeSegmentation;

fn split<'a>(text: &'a str, lang: &str) -> Vec<&'a str> {
    sentences(text, lang).iter().map(|span| &text[span.range()]).collect()
}

#[test]
fn capitals_that_came_late_are_letters_like_others() {
    for (capital, small) in
        [("STRAẞE", "straße"), ("STRASSE", "straße"), ("ŉ", "ʼn"), ("ŉ", "ʼN"), ("İ", "i̇")]
    {
        assert_eq!(units(capital).hashes, units(small).hashes, "{capital} {small}");
    }
}

/// One character at a time, every character there is.
#[test]
fn case_and_canonical_form_do_not_change_the_unit_of_any_character() {
    for c in '\0'..=char::MAX {
        let text = format!("b{c}d");
        let hashes = units(&text).hashes;
        assert_eq!(units(&text.to_uppercase()).hashes, hashes, "{c:?}");
        assert_eq!(units(&text.to_lowercase()).hashes, hashes, "{c:?}");
        let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text.as_str()).collect();
        assert_eq!(units(&decomposed).hashes, hashes, "{c:?}");
    }
}

#[test]
fn a_wide_full_stop_and_marks_of_direction_do_not_cut_characters() {
    assert_eq!(split("He said so． Then he left.", "en"), ["He said so．", "Then he left."]);
    assert_eq!(split("Она была в 1820 г\u{202b}. И потом.", "ru").len(), 2);
    assert_eq!(split(".\u{200b}-…г\u{202b}. A", "ru").concat(), ".\u{200b}-…г\u{202b}. A");
}

#[test]
fn sentences_stand_on_grapheme_boundaries() {
    for text in [
        "One.\u{301} Two.",
        "One. \u{301}Two.",
        "One.\u{200d} Two",
        "One!\u{600} Two.",
        "\u{600} \n\n\u{301}",
    ] {
        let boundaries: Vec<usize> =
            text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        for span in sentences(text, "en") {
            let ends = [span.begin as usize, span.end as usize];
            assert!(ends.iter().all(|at| boundaries.contains(at)), "{span:?} in {text:?}");
        }
    }
}

/// Each of these took the square of its length: minutes for a file of such lines.
#[test]
fn long_rows_of_marks_take_no_longer_than_other_text() {
    for (row, end) in [
        (".", "a"),
        ("!", "a"),
        ("!", &(" ".to_owned() + &"(".repeat(100_000) + "a")),
        ("\n", "a"),
        ("\r", "a"),
        ("\r\n", "a"),
        ("。", "a"),
        ("《。，", ""),
        (".\u{200b}", "a"),
        ("!\"", "a"),
        ("- ", "1. a 1. b"),
    ] {
        let text = format!("{}{end}", row.repeat(100_000));
        let began = Instant::now();
        sentences(&text, "de");
        assert!(began.elapsed() < Duration::from_secs(5), "{row:?}: {:?}", began.elapsed());
    }
}
