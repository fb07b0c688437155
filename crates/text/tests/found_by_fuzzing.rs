//! Inputs on which the fuzz targets (`fuzz/`) failed, or what was seen to be wrong beside them.

use std::time::{Duration, Instant};
use throughline_text::{language_passages, script_variant, sentences, units};
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
        (". ", "a"),
        ("... ", "A"),
        (" ", "etc. Xx etc. Xx"),
        ("etc. Xx ", ""),
        ("a\n", "B"),
        ("a\r", "B"),
        ("a\u{2029}\n", "B"),
        ("2. A ", "2."),
        ("• ", "a"),
        ("a\u{85}\n \n", "B"),
        (" »", "a"),
        ("!( ", "a"),
        ("текст news ", "."),
        ("中文文字文字文字文words of another script ", "."),
    ] {
        // Long enough that the square of it would take minutes.
        let text = format!("{}{end}", row.repeat((400_000 / row.len()).min(100_000)));
        let began = Instant::now();
        sentences(&text, "de");
        language_passages(&text);
        script_variant(&text);
        assert!(began.elapsed() < Duration::from_secs(20), "{row:?}: {:?}", began.elapsed());
    }
}

#[test]
fn passages_end_behind_the_marks_of_their_last_letter() {
    let text = "Стороны снова встретились в понедельник. The two sides met again in the cafe\u{301} они снова встретились в понедельник.";
    for (span, _) in language_passages(text) {
        assert!(text.grapheme_indices(true).any(|(at, _)| at == span.end as usize), "{span:?}");
    }
    assert_eq!(language_passages(text).len(), 1);
}
