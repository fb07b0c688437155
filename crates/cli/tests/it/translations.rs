//! Translations, where the model is at hand: what `trace` finds among the demo's pages in five
//! languages, that neither threads nor batches change it, and what every surface shows of it.

use crate::{
    binary::{checkout, command, json, succeed, text},
    corpus::{copy, demo},
    demo_truth::Figure,
    determinism::outlets,
    page_truth::{page_id, truth},
    server::{Server, encoded},
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
fn models() -> Option<&'static Path> {
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
fn translated(models: &Path) -> &'static Path {
    static DEMO: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| copy(demo()));
    static TRACED: std::sync::Once = std::sync::Once::new();
    TRACED.call_once(|| {
        succeed(["trace", text(&DEMO.1), "--models", text(models), "--reworded"]);
    });
    &DEMO.1
}

fn rows(archive: &Path, table: &str) -> Vec<Value> {
    tables::all(archive)[table].lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
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
    let truth = truth();
    let statement = |lang: &str| {
        let numbers = (1..=8).map(|number| format!("s{number:02}"));
        let sentences: Vec<String> =
            numbers.map(|number| word(&truth["sentences"][&number], lang).to_owned()).collect();
        sentences.join(" ")
    };
    let record = |id: &str, lang: &str, text: String| {
        let file = folder.path().join(format!("{id}.jsonl"));
        let row = serde_json::json!({ "id": id, "lang": lang, "text": text, "published_at": "2025-03-04" });
        std::fs::write(&file, row.to_string()).unwrap();
        text_of(&file)
    };
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

fn text_of(path: &Path) -> String {
    text(path).to_owned()
}

#[test]
fn a_passage_shows_its_renderings_in_every_surface() {
    let Some(models) = models() else { return };
    let archive = translated(models);
    let lineages = rows(archive, "lineages");
    let phrase =
        json(["renderings", text(archive), "同水同安", "--lang", "zh", "--models", text(models), "--json"]);
    let renderings = phrase["renderings"].as_array().unwrap();
    let aligned = renderings.iter().filter(|rendering| rendering["evidence"] == "aligned");
    let words: Vec<&str> = aligned.map(|rendering| word(rendering, "text")).collect();
    for part in ["shared calm", "eau partagée", "общая вода"] {
        assert!(words.iter().any(|words| words.contains(part)), "{part} in {words:?}");
    }
    let server = Server::start(archive, &["--models", text(models)]);
    let asked = server.get(&format!("/api/v1/renderings?phrase={}&lang=zh", encoded("同水同安"))).json();
    assert_eq!(asked["renderings"], phrase["renderings"]);
    let largest = lineages
        .iter()
        .filter(|lineage| lineage["class"] == "carried")
        .max_by_key(|lineage| word(lineage, "languages").split(' ').count())
        .unwrap();
    assert!(word(largest, "languages").split(' ').count() >= 4, "{largest}");
    let id = word(largest, "lineage_id");
    let view = json(["show", text(archive), id, "--passage", "--json"]);
    let rendered = view["witnesses"].as_array().unwrap().iter().filter(|witness| {
        let segments = witness["segments"].as_array().unwrap();
        let base: String = segments.iter().map(|segment| word(segment, "base_text")).collect();
        let own: String = segments.iter().map(|segment| word(segment, "text")).collect();
        assert_eq!(
            (base.as_str(), own.as_str()),
            (word(&view, "base_text"), word(&witness["witness"], "passage"))
        );
        segments.iter().any(|segment| segment["kind"] == "rendered")
    });
    assert!(rendered.count() >= 3);
    let shown = succeed(["show", text(archive), id, "--passage"]).stdout;
    assert!(shown.contains("of the words rendered") && shown.contains("[~"), "{shown}");
    words_without_a_counterpart_are_marked(archive, models, &view);
    let report = archive.with_extension("html");
    succeed(["report", text(archive), "--lineage", id, "-o", text(&report)]);
    assert!(std::fs::read_to_string(&report).unwrap().contains("class=\"rendered\""));
}

/// `plain` is the passage without marks.
fn words_without_a_counterpart_are_marked(archive: &Path, models: &Path, plain: &Value) {
    let id = word(&plain["lineage"], "lineage_id");
    let marked = json(["show", text(archive), id, "--words", "--models", text(models), "--json"]);
    let mut unmarked = marked.clone();
    let (mut added, mut left_out) = (0, 0);
    for segment in unmarked["witnesses"].as_array_mut().unwrap().iter_mut().flat_map(segments) {
        for (key, side, count) in [("added", "text", &mut added), ("left_out", "base_text", &mut left_out)] {
            let characters = word(segment, side).chars().count() as u64;
            for words in segment.as_object_mut().unwrap().remove(key).iter().flat_map(array) {
                let (begin, end) = (words["begin"].as_u64().unwrap(), words["end"].as_u64().unwrap());
                assert!(begin < end && end <= characters, "{segment}: {words}");
                *count += 1;
            }
        }
    }
    assert_eq!(unmarked["witnesses"], plain["witnesses"]);
    assert!(added + left_out > 0);
    // The server marks those that are asked for.
    let server = Server::start(archive, &["--models", text(models)]);
    let asked =
        marked["witnesses"].as_array().unwrap().iter().find(|witness| {
            segments(&mut (*witness).clone()).iter().any(|segment| !segment["added"].is_null())
        });
    let asked = asked.expect("a witness with added words");
    let of = word(&asked["witness"]["document"], "document_id");
    let answer = server.get(&format!("/api/v1/lineages/{id}/passage?words={of}")).json();
    for witness in array(&answer["witnesses"]) {
        let is_asked = word(&witness["witness"]["document"], "document_id") == of;
        let from = if is_asked { &marked } else { plain };
        assert!(array(&from["witnesses"]).contains(witness), "{witness}");
    }
    let shown = succeed(["show", text(archive), id, "--words", "--models", text(models)]).stdout;
    assert!(shown.contains("{+"), "{shown}");
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn segments(witness: &mut Value) -> &mut Vec<Value> {
    witness["segments"].as_array_mut().unwrap()
}
