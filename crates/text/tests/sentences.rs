//! Sentence boundaries against labelled texts, with floors that only rise.

#![expect(clippy::print_stdout, reason = "a test that prints its figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use throughline_text::sentences;

fn shared(path: &str) -> Option<PathBuf> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/extract/sentences").join(path);
    if !path.exists() {
        println!("skipped: {} absent", path.display());
        return None;
    }
    Some(path)
}

/// Inner boundaries of a text, each as the number of its characters before it that are not white
/// space, so that labels which normalise spaces can be compared.
fn boundaries<'a>(sentences: impl Iterator<Item = &'a str>) -> BTreeSet<usize> {
    let mut at = 0;
    let mut ends: BTreeSet<usize> = sentences
        .map(|sentence| {
            at += sentence.chars().filter(|c| !c.is_whitespace()).count();
            at
        })
        .collect();
    ends.pop_last();
    ends
}

#[derive(Default)]
struct Count {
    right: usize,
    found: usize,
    labelled: usize,
    whole: usize,
    texts: usize,
}

impl Count {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.labelled).max(1) as f64
    }
}

#[test]
fn boundaries_of_labelled_texts() {
    for (file, floor) in [
        ("golden.jsonl", 0.951),
        ("gum-news-interview-speech.jsonl", 0.985),
        ("gsdsimp-test.jsonl", 0.997),
        ("ru-gsd-test.jsonl", 0.988),
    ] {
        let Some(path) = shared(file) else { continue };
        let mut counts: BTreeMap<String, Count> = BTreeMap::new();
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let (lang, text) = (record["lang"].as_str().unwrap(), record["text"].as_str().unwrap());
            let labelled =
                boundaries(record["sents"].as_array().unwrap().iter().map(|sent| sent.as_str().unwrap()));
            let found = boundaries(sentences(text, lang).iter().map(|span| &text[span.range()]));
            if std::env::var_os("SHOW").is_some() && labelled != found {
                let spans: Vec<&str> = sentences(text, lang).iter().map(|span| &text[span.range()]).collect();
                println!("{lang}: {}", spans.join(" ⏎ "));
                println!(
                    "    {}",
                    record["sents"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|s| s.as_str().unwrap())
                        .collect::<Vec<_>>()
                        .join(" ⏎ ")
                );
            }
            for key in [lang, "all"] {
                let count = counts.entry(key.to_owned()).or_default();
                count.right += labelled.intersection(&found).count();
                count.found += found.len();
                count.labelled += labelled.len();
                count.whole += usize::from(labelled == found);
                count.texts += 1;
            }
        }
        for (lang, count) in &counts {
            println!(
                "{file} {lang}: F1 {:.4}, {} of {} texts without a mistake",
                count.f1(),
                count.whole,
                count.texts
            );
        }
        assert!(counts["all"].f1() >= floor, "{file}: {:.4} is below {floor}", counts["all"].f1());
    }
}
