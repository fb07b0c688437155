//! PDF files and subtitles of the evaluation data, one expected result a file. Data absent: skipped,
//! and said so.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use throughline_capture::{Options, read};
use throughline_model::{Document, DocumentForm, PassageKind};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} absent", path.display());
    None
}

fn extract(path: &Path) -> Document {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut found = None;
    let problems = read(&name, std::fs::File::open(path).unwrap(), &Options::default(), &mut |received| {
        found = received.documents.into_iter().next();
        ControlFlow::Break(())
    });
    found.unwrap_or_else(|| panic!("{name}: {problems:?}"))
}

/// Cues as milliseconds and words, and the text.
type Subtitles<'a> = (&'a str, &'a [(u64, u64, &'a str)], &'a str);

#[test]
fn every_quirk_of_subtitles_is_read() {
    let Some(folder) = shared("data/extract/subs") else { return };
    let cases: [Subtitles<'_>; 14] = [
        (
            "01_plain.srt",
            &[(1000, 3500, "Hello world."), (4000, 6000, "Second line second row")],
            "Hello world. Second line second row",
        ),
        (
            "02_crlf_bom.srt",
            &[(1000, 3500, "Привет, мир."), (4000, 6000, "你好，世界。")],
            "Привет, мир. 你好，世界。",
        ),
        (
            "03_dot_ms.srt",
            &[(1000, 3500, "Dot milliseconds."), (4000, 6000, "Again.")],
            "Dot milliseconds. Again.",
        ),
        ("04_no_final_newline.srt", &[(1000, 3500, "A"), (4000, 6000, "B")], "A B"),
        ("05_html_tags.srt", &[(1000, 3500, "CCTV narrator: text")], "CCTV narrator: text"),
        (
            "06_missing_index.srt",
            &[(1000, 3500, "No index here."), (4000, 6000, "Nor here.")],
            "No index here. Nor here.",
        ),
        (
            "07_blank_in_cue.srt",
            &[(1000, 3500, "first still the first cue"), (4000, 6000, "B")],
            "first still the first cue B",
        ),
        ("08_empty_text.srt", &[(4000, 6000, "B")], "B"),
        (
            "11_plain.vtt",
            &[(1000, 3500, "Hello world."), (4000, 6000, "Short timestamps")],
            "Hello world. Short timestamps",
        ),
        ("12_notes_style.vtt", &[(1000, 3500, "Xi Jinping stressed & said")], "Xi Jinping stressed & said"),
        (
            "13_youtube_auto.vtt",
            &[(160, 2310, "the political bureau"), (2320, 5000, "of the cpc")],
            "the political bureau of the cpc",
        ),
        ("14_bom_crlf.vtt", &[(1000, 3500, "مرحبا بالعالم"), (4000, 5000, "ثانيا")], "مرحبا بالعالم ثانيا"),
        ("15_hours3.vtt", &[(360_001_000, 360_003_500, "long stream")], "long stream"),
        ("16_no_final_newline.vtt", &[(1000, 3500, "A")], "A"),
    ];
    for (name, cues, text) in cases {
        let document = extract(&folder.join(name));
        assert_eq!(document.form, DocumentForm::Subtitles, "{name}");
        assert_eq!(document.text, text, "{name}");
        let found: Vec<(u64, u64, &str)> = document
            .passages
            .iter()
            .filter(|passage| passage.kind == PassageKind::Cue)
            .map(|passage| {
                (passage.begin_ms.unwrap(), passage.end_ms.unwrap(), &document.text[passage.span.range()])
            })
            .collect();
        assert_eq!(found, cues, "{name}");
    }
    let voiced = extract(&folder.join("12_notes_style.vtt"));
    let speakers = voiced.passages.iter().filter(|passage| passage.kind == PassageKind::Turn);
    assert_eq!(speakers.map(|passage| passage.speaker.as_str()).collect::<Vec<_>>(), ["Narrator"]);
    assert_eq!((voiced.title.as_str(), voiced.lang.split('-').next()), ("some title", Some("en")));
}

/// Words, and single characters of scripts without spaces.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut plain = String::new();
        for character in word.chars() {
            if matches!(character, '\u{3400}'..='\u{9FFF}') {
                tokens.push(character.to_string());
            } else {
                plain.push(character);
            }
        }
        if !plain.is_empty() {
            tokens.push(plain);
        }
    }
    tokens
}

/// F1 of runs of `length` tokens, whatever their place: of single tokens it measures what was read,
/// of longer runs also the order it was read in.
fn f1(one: &[String], other: &[String], length: usize) -> f64 {
    let count = |tokens: &[String]| {
        let mut counts: HashMap<Vec<String>, usize> = HashMap::new();
        for run in tokens.windows(length) {
            *counts.entry(run.to_vec()).or_default() += 1;
        }
        counts
    };
    let (one, other) = (count(one), count(other));
    let shared: usize = one.iter().map(|(run, count)| *count.min(other.get(run).unwrap_or(&0))).sum();
    let total: usize = one.values().sum::<usize>() + other.values().sum::<usize>();
    2.0 * shared as f64 / total as f64
}

#[test]
fn pdf_files_are_read_as_they_were_written() {
    let Some(folder) = shared("data/extract/pdf") else { return };
    // Floors of F1 of single tokens and of runs of five, and of the share of paragraphs that are
    // exactly right.
    let cases = [
        ("ar", 0.99, 0.97, 0.80),
        ("el", 0.99, 0.98, 0.80),
        ("en", 0.99, 0.98, 0.90),
        ("ru", 0.99, 0.98, 0.90),
        ("zh", 0.99, 0.98, 0.80),
    ];
    let mut failed = Vec::new();
    for (lang, words, order, paragraphs) in cases {
        let document = extract(&folder.join(format!("made_{lang}.pdf")));
        let truth = std::fs::read_to_string(folder.join(format!("made_{lang}.txt"))).unwrap();
        let read = tokens(&document.text);
        let wanted = tokens(&truth);
        let known: Vec<&str> = truth.lines().map(str::trim).collect();
        let kept: Vec<&str> = document.text.split("\n\n").collect();
        let whole =
            kept.iter().filter(|paragraph| known.contains(paragraph)).count() as f64 / kept.len() as f64;
        let (one, five) = (f1(&read, &wanted, 1), f1(&read, &wanted, 5));
        eprintln!(
            "made_{lang}.pdf: words {one:.3}, runs of five {five:.3}, whole paragraphs {whole:.3} of {}",
            kept.len()
        );
        let pages = document.passages.iter().filter(|passage| passage.kind == PassageKind::Page).count();
        let fits = one >= words && five >= order && whole >= paragraphs && pages >= 2;
        let is_lang = document.lang.split('-').next() == Some(lang);
        if !fits || !is_lang || document.form != DocumentForm::Pdf {
            failed.push(format!("made_{lang}.pdf ({})", document.lang));
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
