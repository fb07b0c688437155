//! Translations, where the model is at hand: what `trace` finds among the demo's pages in five
//! languages, and that neither threads nor batches nor damage change it.

use crate::{
    binary::{checkout, command, succeed, text},
    corpus::{copy, demo},
    demo_truth::Figure,
    determinism::outlets,
    page_truth::{page_id, truth},
    tables,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;

/// A folder of models with the one that `THROUGHLINE_MODEL` names; none, with a word, without it.
pub fn models() -> Option<&'static Path> {
    static FOLDER: LazyLock<Option<TempDir>> = LazyLock::new(|| {
        let model = std::env::var("THROUGHLINE_MODEL").ok()?;
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let get = ["models", "get", "multilingual-e5-small", "--from", &model, "--models"];
        succeed(get.into_iter().chain([text(folder.path())]));
        Some(folder)
    });
    let folder = FOLDER.as_ref().map(TempDir::path);
    if folder.is_none() {
        println!("skipped: THROUGHLINE_MODEL names no model");
    }
    folder
}

/// The demo archive, traced with the model.
pub fn translated(models: &Path) -> &'static Path {
    static DEMO: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| copy(demo()));
    static TRACED: std::sync::Once = std::sync::Once::new();
    TRACED.call_once(|| {
        succeed(["trace", text(&DEMO.1), "--models", text(models), "--reworded"]);
    });
    &DEMO.1
}

pub fn rows(archive: &Path, table: &str) -> Vec<Value> {
    tables::all(archive)[table].lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

type Pair = (String, String);

fn pair(a: &str, b: &str) -> Pair {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

#[test]
fn without_a_model_trace_says_what_is_missing() {
    let (_folder, archive) = copy(demo());
    let run = succeed(["trace", text(&archive)]);
    assert!(run.stderr.contains("no translations were looked for"), "{}", run.stderr);
    assert!(run.stderr.contains("throughline models"), "{}", run.stderr);
    let silent = succeed(["trace", text(&archive), "--no-translations"]);
    assert!(!silent.stderr.contains("translations"), "{}", silent.stderr);
    let empty = tempfile::tempdir().unwrap();
    let lineage = word(&rows(&archive, "lineages")[0], "lineage_id").to_owned();
    let words = ["show", text(&archive), &lineage, "--words", "--models", text(empty.path())];
    let words = command(words).output().unwrap();
    assert_eq!(words.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&words.stderr).contains("throughline models"));
    let wrong = command(["trace", text(&archive), "--least-probability", "7"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn pages_that_share_a_statement_in_two_languages_are_linked_and_no_others() {
    let Some(models) = models() else { return };
    let archive = translated(models);
    let names: HashMap<String, String> = rows(archive, "documents")
        .iter()
        .filter(|document| document["form"] != "feed-entry")
        .map(|document| (word(document, "document_id").to_owned(), page_id(document)))
        .collect();
    let mut linked: BTreeMap<Pair, String> = BTreeMap::new();
    for carry in rows(archive, "carries").iter().filter(|row| row["class"] == "carried") {
        if let (Some(origin), Some(carrier)) =
            (names.get(word(carry, "origin")), names.get(word(carry, "carrier")))
        {
            linked.insert(pair(origin, carrier), word(carry, "kind").to_owned());
        }
    }
    let truth = truth();
    let is_page: BTreeSet<&str> =
        truth["pages"].as_array().unwrap().iter().map(|page| word(page, "id")).collect();
    let mut shared: BTreeSet<Pair> = BTreeSet::new();
    let mut several = Figure::new("pairs that share three or more translated sentences, linked", 0.97);
    let mut single = Figure::new("pairs that share one or two translated sentences, linked", 0.3);
    for entry in truth["shared"].as_array().unwrap() {
        let key = pair(word(entry, "a"), word(entry, "b"));
        let count = entry["translated"].as_array().map_or(0, Vec::len);
        if count > 0 {
            let figure = if count > 2 { &mut several } else { &mut single };
            figure.count(linked.contains_key(&key), || format!("{key:?}"));
        }
        shared.insert(key);
    }
    let mut right = Figure::new("translated carries between pages that share a statement", 0.95);
    for (key, _) in linked.iter().filter(|(_, kind)| *kind == "translated") {
        if is_page.contains(key.0.as_str()) && is_page.contains(key.1.as_str()) {
            right.count(shared.contains(key), || format!("{key:?}"));
        }
    }
    Figure::judge([several, single, right]);
}

#[test]
fn a_hashtag_is_nobodys_statement() {
    let Some(models) = models() else { return };
    let archive = translated(models);
    let documents = rows(archive, "documents");
    let texts: HashMap<&str, &str> =
        documents.iter().map(|document| (word(document, "document_id"), word(document, "text"))).collect();
    let matches = rows(archive, "matches");
    let rendered = matches.iter().filter(|row| ["translated", "reworded"].contains(&word(row, "kind")));
    let sides = rendered.map(|row| {
        let at = |key: &str| row[key].as_u64().unwrap() as usize;
        texts[word(row, "a_document_id")][at("a_begin")..at("a_end")].trim()
    });
    let sides: Vec<&str> = sides.collect();
    assert!(sides.iter().any(|side| side.contains('#')), "posts end with hashtags");
    let lone = sides.iter().find(|side| side.starts_with('#') && !side.contains(char::is_whitespace));
    assert_eq!(lone, None);
}

#[test]
fn neither_threads_nor_batches_change_a_translation() {
    let Some(models) = models() else { return };
    let folder = TempDir::new().unwrap();
    let corpus = checkout().join("demo/corpus");
    let (sources, captures) = (corpus.join("sources.csv"), corpus.join("captures.csv"));
    let built = |name: &str, batches: &[&[String]], threads: &str| {
        let archive = folder.path().join(name);
        succeed(["init", text(&archive)]);
        for batch in batches {
            let mut add = vec!["add", text(&archive)];
            add.extend(batch.iter().map(String::as_str));
            add.extend(["--sources", text(&sources), "--captures", text(&captures)]);
            succeed(add);
            succeed(["--threads", threads, "trace", text(&archive), "--models", text(models)]);
        }
        tables::all(&archive)
    };
    let pages = outlets();
    let expected = built("one", &[&pages], "1");
    let translated = expected["matches"].lines().filter(|row| row.contains("\"translated\"")).count();
    assert!(translated > 50, "{translated} translations");
    let reworded = expected["matches"].lines().filter(|row| row.contains("\"reworded\"")).count();
    assert!(reworded > 5, "{reworded} pairs of renderings of one text");
    tables::assert_same(&expected, &built("two", &[&pages], "2"), &[], "two threads");
    let (some, others) = pages.split_at(9);
    tables::assert_same(&expected, &built("three", &[others, some], "2"), &["runs"], "two batches");
}

#[test]
fn a_text_that_is_said_to_be_in_two_languages_is_the_same_in_any_order() {
    let Some(models) = models() else { return };
    let folder = TempDir::new().unwrap();
    let record = |id: &str, lang: &str, text: String| record(folder.path(), id, lang, &text);
    let (english, mistaken) = (record("a", "en", statement("en")), record("b", "uk", statement("en")));
    let chinese = record("c", "zh", statement("zh"));
    let built = |name: &str, batches: &[&[&str]]| {
        let archive = folder.path().join(name);
        succeed(["init", text(&archive)]);
        for batch in batches {
            succeed([&["add", text(&archive)], *batch].concat());
            succeed(["trace", text(&archive), "--models", text(models)]);
        }
        tables::all(&archive)
    };
    let expected = built("at-once", &[&[&english, &mistaken, &chinese]]);
    assert!(expected["matches"].contains("translated"), "{}", expected["matches"]);
    for (name, batches) in [
        ("english-first", [[english.as_str(), &chinese].as_slice(), &[&mistaken]]),
        ("mistaken-first", [[mistaken.as_str(), &chinese].as_slice(), &[&english]]),
    ] {
        tables::assert_same(&expected, &built(name, &batches), &["runs"], name);
    }
}

/// Eight sentences of the demo, in one language.
fn statement(lang: &str) -> String {
    let truth = truth();
    let numbers = (1..=8).map(|number| format!("s{number:02}"));
    let sentences: Vec<&str> = numbers.map(|number| word(&truth["sentences"][&number], lang)).collect();
    sentences.join(" ")
}

/// Writes a text to a file of its own, whose path it gives.
fn record(folder: &Path, id: &str, lang: &str, words: &str) -> String {
    let file = folder.join(format!("{id}.jsonl"));
    let row = serde_json::json!({ "id": id, "lang": lang, "text": words, "published_at": "2025-03-04" });
    std::fs::write(&file, row.to_string()).unwrap();
    text(&file).to_owned()
}

#[test]
fn what_no_mark_ended_is_compared_in_parts() {
    let Some(models) = models() else { return };
    let folder = TempDir::new().unwrap();
    // As a machine writes down what it hears.
    let heard = statement("en").to_lowercase().replace([',', '.', ';', ':', '"', '“', '”'], "");
    let endless = format!("{heard} {}", "and the river was high and the bank was low ".repeat(25_000));
    let files = [
        record(folder.path(), "heard", "en", endless.trim_end()),
        record(folder.path(), "written", "zh", &statement("zh")),
    ];
    let archive = folder.path().join("archive");
    succeed(["init", text(&archive)]);
    succeed(["add", text(&archive)].into_iter().chain(files.iter().map(String::as_str)));
    succeed(["trace", text(&archive), "--models", text(models)]);
    let documents = rows(&archive, "documents");
    let id = documents.iter().find(|document| document["lang"] == "en").unwrap();
    let (mut found, mut groups) = (0, 0);
    for row in rows(&archive, "matches").iter().filter(|row| row["kind"] == "translated") {
        let side = if row["a_document_id"] == id["document_id"] { "a" } else { "b" };
        let at = |end: &str| row[format!("{side}_{end}")].as_u64().unwrap();
        found += at("end") - at("begin");
        groups += word(row, "operations").matches('*').count();
    }
    assert!(groups > 3, "{groups} groups of parts");
    assert!(found as usize > heard.len() / 2, "{found} of {} bytes", heard.len());
}

#[test]
fn damaged_files_are_made_anew() {
    let Some(models) = models() else { return };
    let (_folder, archive) = copy(translated(models));
    let before = rows(&archive, "matches");
    let kept = archive.join("derived/translation");
    for kind in ["near", "hashes", "vectors", "places", "results", "table"] {
        let mut damaged = 0;
        for file in std::fs::read_dir(&kept).unwrap().map(|entry| entry.unwrap().path()) {
            if file.file_name().unwrap().to_str().unwrap().starts_with(kind) {
                let bytes = std::fs::read(&file).unwrap();
                // A mapped file is not written to in place.
                std::fs::remove_file(&file).unwrap();
                std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
                damaged += 1;
            }
        }
        assert!(damaged > 0, "{kind}");
    }
    succeed([
        "trace",
        text(&archive),
        "--models",
        text(models),
        "--reworded",
        "--least-probability",
        "0.8999",
    ]);
    let plain = |rows: &[Value]| -> BTreeSet<(String, String, String)> {
        rows.iter()
            .map(|row| {
                let key = |key: &str| word(row, key).to_owned();
                (key("match_id"), key("kind"), key("operations"))
            })
            .collect()
    };
    assert_eq!(plain(&rows(&archive, "matches")), plain(&before));
}
