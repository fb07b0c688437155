//! Quality on planted passages with known spans, with floors that only rise.
//!
//! The measures are those of Potthast et al. (COLING 2010, "An evaluation framework for plagiarism
//! detection", section 3): precision and recall averaged over detections and cases by characters
//! on both sides, granularity, and plagdet. Edge error is the mean distance, in characters, of the
//! four edges of a case from those of its detection, where exactly one detection met it.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a test that prints its figures")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use throughline_reuse::{Settings, Text, find_matches};
use throughline_text::{OffsetMap, OffsetUnit};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/reuse").join(path);
    if !path.exists() {
        println!("skipped: {} absent", path.display());
        return None;
    }
    Some(path)
}

fn rows(path: &Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Spans in two documents, in code points.
#[derive(Debug, Clone)]
struct Case {
    sides: [Range<usize>; 2],
}

type Cases = BTreeMap<(String, String), Vec<Case>>;

fn add(cases: &mut Cases, a: (&str, Range<usize>), b: (&str, Range<usize>)) {
    let (a, b) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    cases.entry((a.0.to_owned(), b.0.to_owned())).or_default().push(Case { sides: [a.1, b.1] });
}

fn truth(path: &Path) -> Cases {
    let mut cases = Cases::new();
    for row in rows(path) {
        let number = |key: &str| row[key].as_u64().unwrap() as usize;
        let a = (row["a"].as_str().unwrap(), number("a_begin")..number("a_end"));
        let b = (row["b"].as_str().unwrap(), number("b_begin")..number("b_end"));
        add(&mut cases, a, b);
    }
    cases
}

fn detect(documents: &[Value]) -> Cases {
    let mut families: Vec<&str> =
        documents.iter().map(|document| document["series"].as_str().unwrap()).collect();
    families.sort_unstable();
    families.dedup();
    let texts: Vec<Text<'_>> = documents
        .iter()
        .map(|document| Text {
            text: document["text"].as_str().unwrap(),
            family: families.binary_search(&document["series"].as_str().unwrap()).unwrap() as u32,
        })
        .collect();
    let maps: Vec<OffsetMap<'_>> = texts.iter().map(|text| OffsetMap::new(text.text)).collect();
    let mut cases = Cases::new();
    for found in find_matches(&texts, &Settings::default(), &|_, _| {}) {
        let side = |index: usize, span| {
            let (begin, end) = maps[index].span(span, OffsetUnit::Chars).unwrap();
            (documents[index]["id"].as_str().unwrap(), begin..end)
        };
        add(&mut cases, side(found.a, found.a_span), side(found.b, found.b_span));
    }
    cases
}

fn overlap(x: &Range<usize>, y: &Range<usize>) -> Range<usize> {
    x.start.max(y.start)..x.end.min(y.end).max(x.start.max(y.start))
}

fn detects(x: &Case, y: &Case) -> bool {
    (0..2).all(|side| !overlap(&x.sides[side], &y.sides[side]).is_empty())
}

/// Share of a case that others which touch it on both sides cover.
fn covered(case: &Case, others: &[&Case]) -> f64 {
    let (mut inside, mut all) = (0, 0);
    for side in 0..2 {
        let mut ranges: Vec<_> =
            others.iter().map(|other| overlap(&case.sides[side], &other.sides[side])).collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut end = 0;
        for range in ranges {
            inside += range.end.saturating_sub(range.start.max(end));
            end = end.max(range.end);
        }
        all += case.sides[side].len();
    }
    inside as f64 / all as f64
}

#[derive(Debug)]
struct Quality {
    precision: f64,
    recall: f64,
    granularity: f64,
    plagdet: f64,
    edge_error: f64,
}

fn score(truth: &Cases, found: &Cases) -> Quality {
    let touching = |cases: &Cases, others: &Cases| -> (f64, Vec<usize>) {
        let (mut sum, mut counts) = (0.0, Vec::new());
        for (pair, of_pair) in cases {
            let others: &[Case] = others.get(pair).map_or(&[], Vec::as_slice);
            for case in of_pair {
                let touching: Vec<&Case> = others.iter().filter(|other| detects(case, other)).collect();
                sum += covered(case, &touching);
                counts.push(touching.len());
            }
        }
        (sum / counts.len().max(1) as f64, counts)
    };
    let (recall, detections) = touching(truth, found);
    let (precision, _) = touching(found, truth);
    let detected = detections.iter().filter(|&&count| count > 0).count();
    let granularity = detections.iter().sum::<usize>() as f64 / detected.max(1) as f64;
    let edges = truth.iter().flat_map(|(pair, of_pair)| {
        let others: &[Case] = found.get(pair).map_or(&[], Vec::as_slice);
        of_pair.iter().filter_map(move |case| {
            let mut touching = others.iter().filter(|other| detects(case, other));
            let (only, None) = (touching.next()?, touching.next()) else { return None };
            let off = (0..2).map(|side| {
                let (x, y) = (&case.sides[side], &only.sides[side]);
                x.start.abs_diff(y.start) + x.end.abs_diff(y.end)
            });
            Some(off.sum::<usize>() as f64 / 4.0)
        })
    });
    let edges: Vec<f64> = edges.collect();
    let edge_error = edges.iter().sum::<f64>() / edges.len().max(1) as f64;
    let f1 = 2.0 * precision * recall / (precision + recall);
    Quality { precision, recall, granularity, plagdet: f1 / (1.0 + granularity).log2(), edge_error }
}

#[test]
fn planted_passages_are_found_with_their_spans() {
    for (set, plagdet, precision, recall, edge_error) in
        [("plant_en_1k", 0.99, 0.99, 0.98, 2.5), ("plant_zh_500", 0.975, 0.97, 0.98, 1.0)]
    {
        let Some(folder) = shared(set) else { continue };
        let found = detect(&rows(&folder.join("documents.jsonl")));
        let quality = score(&truth(&folder.join("truth.jsonl")), &found);
        println!("{set}: {quality:.4?}");
        assert!(quality.plagdet >= plagdet, "plagdet below {plagdet}");
        assert!(quality.precision >= precision, "precision below {precision}");
        assert!(quality.recall >= recall, "recall below {recall}");
        assert!(quality.granularity <= 1.005, "granularity above 1.005");
        assert!(quality.edge_error <= edge_error, "edge error above {edge_error}");
    }
}

#[test]
fn identical_texts_match_with_and_without_another_lead() {
    let Some(path) = shared("ident.jsonl") else { return };
    let documents = rows(&path);
    let ids: Vec<&str> = documents.iter().map(|document| document["id"].as_str().unwrap()).collect();
    let expected: BTreeSet<(String, String)> =
        ids.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect();
    let found: BTreeSet<(String, String)> = detect(&documents).into_keys().collect();
    println!("{} of {} pairs", expected.intersection(&found).count(), expected.len());
    assert_eq!(expected.len(), 40);
    assert_eq!(found, expected);
}
