//! Quality on real pages, with floors that can only rise. Data absent: skipped, and said so.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use serde_json::Value;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use throughline_capture::{Options, read};
use throughline_model::{DateKind, Document};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} absent", path.display());
    None
}

fn extract(path: &Path) -> Option<Document> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut found = None;
    read(&name, std::fs::File::open(path).unwrap(), &Options::default(), &mut |received| {
        found = received.documents.into_iter().next();
        ControlFlow::Break(())
    });
    found
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn in_ranges(number: u64, ranges: &Value) -> bool {
    ranges
        .as_array()
        .unwrap()
        .iter()
        .any(|range| (range[0].as_u64().unwrap()..=range[1].as_u64().unwrap()).contains(&number))
}

#[test]
fn seeds_are_read_as_labelled() {
    let (Some(truth_file), Some(folder)) = (shared("data/extract/seeds_truth.json"), shared("seeds")) else {
        return;
    };
    for (name, label) in json(&truth_file).as_object().unwrap() {
        let document = extract(&folder.join(name)).unwrap();
        let source = std::fs::read_to_string(folder.join(name)).unwrap();
        let wanted: Vec<&str> = source
            .lines()
            .zip(1..)
            .filter(|(line, number)| !line.trim().is_empty() && in_ranges(*number, &label["main_ranges"]))
            .map(|(line, _)| line.trim())
            .collect();
        let kept: Vec<&str> = document.text.split("\n\n").collect();
        assert_eq!(kept, wanted, "{name}");
        let text = |key: &str| label[key].as_str().unwrap_or_default();
        assert_eq!(document.title, text("title"), "{name}");
        assert_eq!(document.byline, text("byline").split(" (").next().unwrap(), "{name}");
        assert_eq!(document.source_name, text("source"), "{name}");
        let published =
            document.published.map(|interval| interval.display().replace(' ', "T")).unwrap_or_default();
        if label.get("dateline").is_some() {
            // The year is not on the page: no date, but the dateline as evidence.
            assert_eq!(published, "", "{name}");
            assert!(
                document.dates.iter().any(|date| date.kind == DateKind::Dateline && date.interval.is_none()),
                "{name}"
            );
        } else {
            assert_eq!(published, text("published"), "{name}");
        }
    }
}

/// Counts of the benchmark's shingles: four tokens in a row.
fn shingles(text: &str) -> HashMap<Vec<&str>, f64> {
    let tokens: Vec<&str> = text
        .split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|token| !token.is_empty())
        .collect();
    let mut counts = HashMap::new();
    for start in 0..tokens.len().saturating_sub(3).max(1) {
        let shingle = tokens[start..(start + 4).min(tokens.len())].to_vec();
        if !shingle.is_empty() {
            *counts.entry(shingle).or_insert(0.0) += 1.0;
        }
    }
    counts
}

/// Mean precision and recall over the benchmark's pages, as its own evaluator computes them.
fn benchmark_f1(folder: &Path, suffix: &str) -> f64 {
    let truth_file = shared("data/extract/scrapinghub/ground-truth.json").unwrap();
    let (mut precisions, mut recalls) = (Vec::new(), Vec::new());
    for (key, label) in json(&truth_file).as_object().unwrap() {
        let document = extract(&folder.join(format!("{key}{suffix}")));
        let predicted_text = document.map(|document| document.text).unwrap_or_default();
        let (truth, predicted) =
            (shingles(label["articleBody"].as_str().unwrap_or_default()), shingles(&predicted_text));
        let shared: f64 =
            truth.iter().map(|(shingle, count)| count.min(*predicted.get(shingle).unwrap_or(&0.0))).sum();
        let (wanted, given): (f64, f64) = (truth.values().sum(), predicted.values().sum());
        if given > 0.0 {
            precisions.push(shared / given);
        }
        if wanted > 0.0 {
            recalls.push(shared / wanted);
        }
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (precision, recall) = (mean(&precisions), mean(&recalls));
    2.0 * precision * recall / (precision + recall)
}

#[test]
fn the_article_benchmark_stays_above_its_floors() {
    let (Some(pages), Some(dumps)) =
        (shared("data/extract/scrapinghub/html"), shared("data/extract/textdump/scrapinghub"))
    else {
        return;
    };
    let from_html = benchmark_f1(&pages, ".html.gz");
    let from_dumps = benchmark_f1(&dumps, ".txt");
    eprintln!("F1 from HTML {from_html:.4}, from text dumps {from_dumps:.4}");
    assert!(from_html >= 0.975, "{from_html}");
    assert!(from_dumps >= 0.920, "{from_dumps}");
}

/// The normalization of `bench/extract/metadata.py`.
fn normalized(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let unified = text.nfkc().flat_map(char::to_lowercase).map(|character| match character {
        '‘' | '’' | '‚' | '‛' | '`' | '´' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    });
    let kept: String = unified.filter(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}')).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digest(text: &str) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

#[test]
fn titles_and_authors_stay_above_their_floors() {
    let Some(pages) = shared("data/extract/scrapinghub/html") else { return };
    let labels =
        json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/extract/metadata_labels.json"));
    let labels = labels["pages"].as_object().unwrap();
    let (mut titles, mut authors, mut invented, mut without) = (0, 0, 0, 0);
    for (key, label) in labels {
        let document = extract(&pages.join(format!("{key}.html.gz")));
        let (title, byline) = document.map(|document| (document.title, document.byline)).unwrap_or_default();
        let digests = |field: &str| -> Vec<&str> {
            label[field]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|entry| entry["sha256"].as_str())
                .collect()
        };
        let (mut wanted, tolerated) = (digests("authors"), digests("tolerated"));
        let name_digest = |name: &str| {
            let name = normalized(name);
            digest(name.strip_prefix("the ").unwrap_or(&name))
        };
        let mut given: Vec<String> =
            byline.split(", ").filter(|name| !name.is_empty()).map(name_digest).collect();
        given.retain(|name| wanted.contains(&name.as_str()) || !tolerated.contains(&name.as_str()));
        wanted.sort_unstable();
        given.sort_unstable();
        titles += usize::from(digest(&normalized(&title)) == label["title"]["sha256"].as_str().unwrap());
        authors += usize::from(given == wanted);
        without += usize::from(wanted.is_empty());
        invented += usize::from(wanted.is_empty() && !given.is_empty());
    }
    let share = |count: usize, all: usize| count as f64 / all as f64;
    let (title, author, invented) =
        (share(titles, labels.len()), share(authors, labels.len()), share(invented, without));
    eprintln!("exact title {title:.3}, exact author {author:.3}, invented {invented:.3}");
    assert!(title >= 0.97 && author >= 0.90 && invented <= 0.05, "{title} {author} {invented}");
}

#[test]
fn the_demo_corpus_is_read_as_its_truth_file_says() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    if !demo.join("truth.json").exists() {
        eprintln!("skipped: {} absent", demo.join("truth.json").display());
        return;
    }
    let truth = json(&demo.join("truth.json"));
    let pages: Vec<&Value> = truth["pages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|page| page["file"].as_str().unwrap().contains(".html"))
        .collect();
    let mut right: HashMap<&str, usize> = HashMap::new();
    for page in &pages {
        let document = extract(&demo.join(page["file"].as_str().unwrap())).unwrap();
        let text = |key: &str| page[key].as_str().unwrap_or_default();
        let main: Vec<&str> =
            page["main"].as_array().unwrap().iter().map(|part| part["text"].as_str().unwrap()).collect();
        let stated = throughline_model::TimeInterval::parse(text("published"));
        let same_time = match (document.published, stated) {
            (Some(found), Some(stated)) => found.intersection(&stated).is_some(),
            (found, stated) => found.is_none() && stated.is_none(),
        };
        let checks = [
            ("title", document.title == text("title")),
            ("outlet", document.source_name == text("site_name")),
            ("url", document.url == text("url")),
            ("language", document.lang.split('-').next() == text("language").split('-').next()),
            ("published", same_time),
            ("text", document.text == main.join("\n\n")),
        ];
        for (field, is_right) in checks {
            *right.entry(field).or_default() += usize::from(is_right);
            if !is_right {
                eprintln!("{field} of {} differs", page["file"]);
            }
        }
    }
    eprintln!("demo corpus, right of {}: {right:?}", pages.len());
    for (field, floor) in [
        ("title", 0.98),
        ("outlet", 1.0),
        ("url", 1.0),
        ("language", 1.0),
        ("published", 1.0),
        ("text", 0.95),
    ] {
        assert!(
            right[field] as f64 >= floor * pages.len() as f64,
            "{field}: {} of {}",
            right[field],
            pages.len()
        );
    }
}
