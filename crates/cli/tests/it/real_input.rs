//! Real pages and evaluation data beside the checkout. They are other people's text and no part of
//! the project: where `../shared` is absent these tests say so and pass.

use crate::{
    binary::{BINARY, json, succeed, text},
    corpus::shared,
    demo_truth::Figure,
};
use serde_json::Value;
use std::{collections::HashMap, fs, path::PathBuf, process::Command, time::Instant};
use tempfile::TempDir;

fn archive_of(input: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("archive");
    succeed(["init", text(&archive)]);
    succeed(["add", text(&archive), input]);
    succeed(["trace", text(&archive)]);
    (folder, archive)
}

fn words<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn in_ranges(number: usize, ranges: &Value) -> bool {
    ranges.as_array().is_some_and(|ranges| {
        ranges
            .iter()
            .any(|range| (range[0].as_u64().unwrap()..=range[1].as_u64().unwrap()).contains(&(number as u64)))
    })
}

#[test]
fn the_seed_pages_are_read_as_labelled() {
    let Some(shared) = shared() else { return };
    let (_folder, archive) = archive_of(text(&shared.join("seeds")));
    let labels: Value =
        serde_json::from_str(&fs::read_to_string(shared.join("data/extract/seeds_truth.json")).unwrap())
            .unwrap();
    let mut fields = Figure::new("seed metadata fields", 0.95);
    let mut recall = Figure::new("labelled main lines kept", 0.99);
    let mut precision = Figure::new("kept lines that are main", 0.99);
    for (name, label) in labels.as_object().unwrap() {
        let document = json(["show", text(&archive), name, "--json"]);
        let published =
            words(&document["document"]["published"], "display").replace(" UTC", "").replace(' ', "T");
        // A dateline without a year gives no full date; its label says where the year comes from.
        let date = if label.get("dateline").is_some() { "" } else { words(label, "published") };
        let byline = words(label, "byline").split(" (").next().unwrap();
        let outlet = if words(label, "source").is_empty() { "" } else { words(label, "source") };
        // Cards show the first words of a page without a title in brackets.
        let title = words(&document["document"], "title");
        let title = if title.starts_with('[') { "" } else { title };
        for (field, found, expected) in [
            ("title", title, words(label, "title")),
            ("published", published.as_str(), date),
            ("byline", words(&document, "byline"), byline),
            ("outlet", words(&document["document"], "source"), outlet),
        ] {
            let either_unknown = expected.is_empty() && (found.is_empty() || found == "unknown source");
            let right = found == expected || either_unknown;
            println!("{} {name} {field}: {found:?}", if right { "right" } else { "WRONG" });
            fields.count(right, || format!("{name} {field}: {found:?}, not {expected:?}"));
        }
        let page = fs::read_to_string(shared.join("seeds").join(name)).unwrap();
        let mut left: Vec<&str> =
            words(&document, "text").split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        for (number, line) in
            page.lines().enumerate().filter(|(number, _)| in_ranges(number + 1, &label["main_ranges"]))
        {
            let line = line.trim_matches([' ', '•', '\t']);
            if line.is_empty() {
                continue;
            }
            let at = left.iter().position(|kept| *kept == line);
            recall.count(at.is_some(), || format!("{name}:{} {line:?}", number + 1));
            if let Some(at) = at {
                left.remove(at);
                precision.count(true, String::new);
            }
        }
        for line in left {
            precision.count(false, || format!("{name}: {line:?}"));
        }
    }
    Figure::judge([fields, recall, precision]);
}

#[test]
fn the_seed_pages_about_one_speech_are_linked_and_the_agency_is_credited() {
    let Some(shared) = shared() else { return };
    let (_folder, archive) = archive_of(text(&shared.join("seeds")));
    let query = "SELECT o.external_id, c.external_id, k.kind, k.\"order\", k.class FROM carries k \
                 JOIN documents o ON o.document_id = k.origin JOIN documents c ON c.document_id = k.carrier \
                 ORDER BY 1, 2";
    let carries = json(["sql", text(&archive), query, "--json"]);
    let mut pairs: Vec<[String; 2]> = Vec::new();
    for row in carries["rows"].as_array().unwrap() {
        println!("linked: {row}");
        let mut pair = [0, 1].map(|at| row[at].as_str().unwrap()[..3].to_owned());
        pair.sort();
        pairs.push(pair);
    }
    let linked = |a: &str, b: &str| pairs.contains(&[a.to_owned(), b.to_owned()]);
    assert!(linked("001", "002"), "the two readouts of the speech share wording: {pairs:?}");
    assert!(
        pairs.iter().all(|pair| pair.iter().all(|page| ["000", "001", "002"].contains(&page.as_str()))),
        "{pairs:?}"
    );

    let third = "002_392b2f12bfa58a66.txt";
    let document = json(["show", text(&archive), third, "--offsets", "chars", "--json"]);
    let credits = document["credits"].as_array().unwrap();
    let dateline =
        credits.iter().find(|credit| credit["cue"] == "dateline").expect("the dateline is a credit");
    assert_eq!(dateline["name"], "Xinhua");
    let shown: String = words(&document, words(dateline, "field"))
        .chars()
        .skip(dateline["begin"].as_u64().unwrap() as usize)
        .take((dateline["end"].as_u64().unwrap() - dateline["begin"].as_u64().unwrap()) as usize)
        .collect();
    assert_eq!(shown, words(dateline, "words"));
    assert!(shown.contains("Xinhua"), "{shown:?}");
    let page = fs::read_to_string(shared.join("seeds").join(third)).unwrap();
    let line = page.lines().next().unwrap();
    assert!(
        line.starts_with("BEIJING, June 2 (Xinhua)") && line.contains(&shown),
        "{shown:?} stands in the dateline"
    );
}

#[test]
fn planted_passages_are_found() {
    let Some(shared) = shared() else { return };
    let reuse = shared.join("data/reuse");
    let began = Instant::now();
    let (folder, archive) = archive_of(text(&reuse.join("plant_en_1k/documents.jsonl")));
    let predicted = folder.path().join("matches.jsonl");
    succeed([
        "export",
        text(&archive),
        "matches",
        "--format",
        "jsonl",
        "--offsets",
        "chars",
        "-o",
        text(&predicted),
    ]);
    let seconds = began.elapsed().as_secs_f64();
    let scored = Command::new("python3")
        .args([
            text(&reuse.join("score.py")),
            text(&reuse.join("plant_en_1k/truth.jsonl")),
            text(&predicted),
            "--json",
        ])
        .output();
    let Ok(scored) = scored else {
        println!("skipped: the scorer needs python3");
        return;
    };
    let scores: Value = serde_json::from_slice(&scored.stdout).unwrap();
    println!(
        "planted, {seconds:.1} s: plagdet {}, precision {}, recall {}",
        scores["plagdet"], scores["precision"], scores["recall"]
    );
    for (figure, floor) in [("plagdet", 0.95), ("precision", 0.98), ("recall", 0.95)] {
        assert!(scores[figure].as_f64().unwrap() >= floor, "{figure}: {scores}");
    }
}

#[test]
fn identical_documents_find_each_other_whatever_their_lead() {
    let Some(shared) = shared() else { return };
    let file = shared.join("data/reuse/ident.jsonl");
    let (_folder, archive) = archive_of(text(&file));
    let query = "SELECT a.external_id, b.external_id FROM matches m JOIN documents a ON a.document_id = m.a \
                 JOIN documents b ON b.document_id = m.b WHERE m.class = 'carried'";
    let rows = json(["sql", text(&archive), query, "--json"]);
    let mut found: HashMap<String, bool> = HashMap::new();
    for line in fs::read_to_string(&file).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let id = words(&record, "id");
        found.entry(id[..id.len() - 1].to_owned()).or_default();
    }
    for row in rows["rows"].as_array().unwrap() {
        let [a, b] = [0, 1].map(|at| row[at].as_str().unwrap());
        if a[..a.len() - 1] == b[..b.len() - 1] {
            found.insert(a[..a.len() - 1].to_owned(), true);
        }
    }
    let count =
        |prefix: &str| found.iter().filter(|(pair, found)| pair.starts_with(prefix) && **found).count();
    println!(
        "identical pairs: {} of 20; pairs with different leads: {} of 20",
        count("same"),
        found.values().filter(|found| **found).count() - count("same")
    );
    let missing: Vec<&String> = found.iter().filter(|(_, found)| !**found).map(|(pair, _)| pair).collect();
    assert!(found.len() == 40 && missing.is_empty(), "{missing:?}");
}

/// The whole demo collection of official documents, in the time and memory of one run.
#[test]
fn ten_thousand_official_documents() {
    let Some(shared) = shared() else { return };
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("archive");
    succeed(["init", text(&archive)]);
    let docs = shared.join("data/corpora/demo/docs");
    for arguments in [vec!["add", text(&archive), text(&docs)], vec!["trace", text(&archive)]] {
        let timed = Command::new("/usr/bin/time")
            .args(["-f", "%e s, peak %M kB", BINARY])
            .args(&arguments)
            .output()
            .unwrap();
        println!(
            "{}: {}",
            arguments[0],
            String::from_utf8_lossy(&timed.stderr).lines().last().unwrap_or_default()
        );
        println!("{}", String::from_utf8_lossy(&timed.stdout));
        assert!(timed.status.success(), "{}", String::from_utf8_lossy(&timed.stderr));
    }
    let shown = json(["show", text(&archive), "--json"]);
    assert_eq!(shown["documents"], 10_229);
    succeed(["check", text(&archive)]);
}
