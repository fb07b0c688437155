//! Accuracy of language detection on labelled texts, with floors that only rise.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a test that prints its figures")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use throughline_text::{detect_language, language_passages};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/extract/langid").join(path);
    if !path.exists() {
        println!("skipped: {} absent", path.display());
        return None;
    }
    Some(path)
}

/// Share of lines whose language is found, over languages the product promises.
fn accuracy(path: &Path) -> f64 {
    let promised = "en zh ru ar fr es de uk fa ja ko pt it tr el pl vi id hi ur";
    let table = std::fs::read_to_string(path).unwrap();
    let (mut right, mut all) = (0, 0);
    let mut by_language: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut confusions: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for line in table.lines() {
        let (language, text) = line.split_once('\t').unwrap();
        if !promised.split(' ').any(|tag| tag == language) {
            continue;
        }
        let found = detect_language(text);
        let count = by_language.entry(language).or_default();
        (all, count.1) = (all + 1, count.1 + 1);
        if found == language {
            (right, count.0) = (right + 1, count.0 + 1);
        } else {
            *confusions.entry((language, found)).or_default() += 1;
        }
    }
    let mut worst: Vec<_> = confusions.into_iter().collect();
    worst.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    worst.truncate(12);
    println!("{}: {right} of {all}; {worst:?}", path.display());
    f64::from(right) / f64::from(all)
}

#[test]
fn languages_of_sentences_paragraphs_and_titles() {
    for (file, floor) in [
        ("lingua-sentences.tsv", 0.995),
        ("udhr.tsv", 0.997),
        ("daniel-para.tsv", 0.998),
        ("daniel-title.tsv", 0.99),
        ("lingua-word-pairs.tsv", 0.89),
        ("lingua-single-words.tsv", 0.72),
    ] {
        let Some(path) = shared(file) else { continue };
        let share = accuracy(&path);
        println!("{file}: {share:.4}");
        assert!(share >= floor, "{file}: {share:.4} is below {floor}");
    }
}

/// Documents of six paragraphs in one language and, in the middle, one in another: shares of the
/// foreign bytes that are found with their language, and of the bytes found that are foreign.
#[test]
fn passages_in_another_language() {
    let Some(path) = shared("udhr.tsv") else { return };
    let table = std::fs::read_to_string(path).unwrap();
    let mut by_language: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (language, text) in table.lines().filter_map(|line| line.split_once('\t')) {
        by_language.entry(language).or_default().push(text);
    }
    for (separator, floor) in [("\n", 0.98), (" ", 0.9)] {
        let (mut right, mut found, mut foreign) = (0, 0, 0);
        let mut clean = (0, 0);
        for (main, texts) in &by_language {
            for (at, (other, others)) in by_language.iter().enumerate() {
                let mut paragraphs: Vec<&str> = texts.iter().copied().skip(at).take(6).collect();
                let before = paragraphs[..3].join(separator).len() + 1;
                if main == other {
                    clean = (
                        clean.0 + usize::from(language_passages(&paragraphs.join(separator)).is_empty()),
                        clean.1 + 1,
                    );
                    continue;
                }
                let inserted = others[(at * 7) % others.len()];
                paragraphs.insert(3, inserted);
                let text = paragraphs.join(separator);
                foreign += inserted.len();
                for (span, tag) in language_passages(&text) {
                    found += span.len();
                    if tag == *other {
                        let (begin, end) = (
                            before.max(span.begin as usize),
                            (before + inserted.len()).min(span.end as usize),
                        );
                        right += end.saturating_sub(begin);
                    }
                }
            }
        }
        let (recall, precision) = (right as f64 / foreign as f64, right as f64 / found as f64);
        println!(
            "passages, {separator:?}: recall {recall:.4}, precision {precision:.4}; {} of {} texts of one language have none",
            clean.0, clean.1
        );
        assert!(recall >= floor && precision >= floor, "{recall} {precision}");
    }
}
