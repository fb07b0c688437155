//! What is wrong with an input becomes a row and stops nothing.

use crate::{
    binary::{BINARY, json, run, succeed, text},
    corpus, tables,
};
use serde_json::Value;
use std::{fs, io::Write, path::PathBuf};
use tempfile::TempDir;

const ARTICLE: &str = "<p>The ferry between the two banks stopped on Tuesday because the gauges at the upper \
    lock could not be read, the harbor office said in a notice pinned to its own door.</p>\
    <p>Nobody in the office could say on Wednesday when the service would begin again, or who had the key.</p>\
    <p>Passengers were told to take the bus by the long road, which needs an hour and a half.</p>";

/// An archive with one good page beside whatever the test adds.
struct Case {
    // Removed when the case ends.
    _folder: TempDir,
    archive: PathBuf,
    added: Value,
}

impl Case {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = TempDir::new().unwrap();
        let input = folder.path().join("input");
        fs::create_dir(&input).unwrap();
        let page = format!(
            "<html lang=en><head><title>Ferry stopped</title></head><body><article><h1>Ferry stopped</h1>{ARTICLE}</article></body></html>"
        );
        fs::write(input.join("good.html"), page).unwrap();
        for (name, bytes) in files {
            fs::write(input.join(name), bytes).unwrap();
        }
        let archive = folder.path().join("archive");
        succeed(["init", text(&archive)]);
        let added = json(["add", text(&archive), text(&input), "--json"]);
        succeed(["check", text(&archive)]);
        Self { _folder: folder, archive, added }
    }

    /// Kinds of problems with one input.
    fn problems(&self, input: &str) -> Vec<String> {
        let all = json(["show", text(&self.archive), "--problems", "--limit", "1000", "--json"]);
        let mut kinds: Vec<String> = all["problems"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|problem| problem["input"] == input)
            .map(|problem| {
                assert!(
                    !problem["message"].as_str().unwrap().is_empty()
                        && !problem["remedy"].as_str().unwrap().is_empty()
                );
                problem["kind"].as_str().unwrap().to_owned()
            })
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    fn document(&self, id: &str) -> Value {
        json(["show", text(&self.archive), id, "--json"])
    }

    /// The good page is there, whatever else was added.
    fn good_page_is_there(&self) {
        assert!(self.document("good.html")["text"].as_str().unwrap().contains("pinned to its own door"));
    }
}

#[test]
fn an_empty_file_is_a_problem() {
    let case = Case::new(&[("empty.html", b""), ("spaces.txt", b" \n\t \n"), ("none.jsonl", b"\n\n")]);
    for input in ["empty.html", "spaces.txt", "none.jsonl"] {
        assert_eq!(case.problems(input), ["empty"], "{input}");
    }
    assert_eq!((&case.added["new_documents"], &case.added["new_problems"]), (&1.into(), &3.into()));
    case.good_page_is_there();
}

#[test]
fn a_binary_with_the_name_of_a_page_is_a_problem() {
    let noise: Vec<u8> = (0..40_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let case =
        Case::new(&[("image.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0"), ("noise.html", &noise)]);
    assert_eq!(case.problems("image.html"), ["not-text"]);
    assert_eq!(case.problems("noise.html"), ["not-text"]);
    case.good_page_is_there();
}

#[test]
fn a_line_of_200_megabytes_is_skipped_in_little_memory() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("long.jsonl");
    let mut out = fs::File::create(&file).unwrap();
    out.write_all(b"{\"id\": \"long\", \"text\": \"").unwrap();
    let words = b"a line without an end ".repeat(50_000);
    for _ in 0..(200 << 20) / words.len() {
        out.write_all(&words).unwrap();
    }
    out.write_all(
        b"\"}\n{\"id\": \"after\", \"text\": \"The record after the long line is read like any other.\"}\n",
    )
    .unwrap();
    drop(out);
    let archive = folder.path().join("archive");
    succeed(["init", text(&archive)]);
    let measured = std::process::Command::new("/usr/bin/time")
        .args(["-f", "peak %M", BINARY, "add", text(&archive), text(&file)])
        .output();
    if let Ok(output) = measured {
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{talk}");
        let kilobytes: u64 =
            talk.lines().rev().find_map(|line| line.strip_prefix("peak ")).unwrap().parse().unwrap();
        println!("a line of 200 MB was read with a peak of {} MB", kilobytes >> 10);
        assert!(kilobytes < 400 << 10, "peak memory of {kilobytes} kB");
    } else {
        println!("skipped: peak memory, /usr/bin/time is absent");
        succeed(["add", text(&archive), text(&file)]);
    }
    let problems = json(["show", text(&archive), "--problems", "--json"]);
    assert_eq!(problems["problems"][0]["kind"], "too-large");
    assert_eq!(problems["problems"][0]["place"], "line 1");
    assert!(
        json(["show", text(&archive), "after", "--json"])["text"]
            .as_str()
            .unwrap()
            .contains("like any other")
    );
}

#[test]
fn a_page_of_200_megabytes_on_one_line_stops_nothing() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("long.html");
    let mut out = fs::File::create(&input).unwrap();
    out.write_all(b"<html><body><article>").unwrap();
    let words = ARTICLE.repeat(4000);
    for _ in 0..(200 << 20) / words.len() {
        out.write_all(words.as_bytes()).unwrap();
    }
    drop(out);
    let archive = folder.path().join("archive");
    succeed(["init", text(&archive)]);
    succeed(["add", text(&archive), text(&input)]);
    let problems = json(["show", text(&archive), "--problems", "--json"]);
    assert_eq!(problems["problems"][0]["kind"], "too-large", "{problems}");
    succeed(["check", text(&archive)]);
}

#[test]
fn invalid_utf_8_is_read_and_told() {
    let page = [b"<html><head><meta charset=utf-8><title>Caf\xE9</title></head><body><article>".as_slice(), ARTICLE.as_bytes(), b"<p>The caf\xE9 by the lock stayed open, said its owner, who has the only other key.</p></article></body></html>"].concat();
    let case = Case::new(&[
        ("latin.html", &page),
        ("latin.jsonl", b"{\"id\": \"r\", \"text\": \"The caf\xE9 by the lock stayed open all week.\"}"),
    ]);
    assert!(case.document("latin.html")["text"].as_str().unwrap().contains("by the lock stayed open"));
    assert!(!case.problems("latin.html").is_empty(), "a page whose label is wrong has a problem row");
    assert_eq!(case.problems("latin.jsonl"), ["invalid-charset"]);
    assert!(case.document("r")["text"].as_str().unwrap().contains("caf\u{FFFD}"));
    case.good_page_is_there();
}

#[test]
fn a_wrong_charset_label_does_not_spoil_the_text() {
    let russian = "Паром между двумя берегами остановился во вторник, потому что водомерные рейки у верхнего шлюза \
        нельзя было прочитать, сообщила контора порта. В среду никто не мог сказать, когда движение возобновится.";
    let page = format!(
        "<html><head><meta charset=\"iso-8859-1\"><title>Паром</title></head><body><article><p>{russian}</p><p>{russian}</p></article></body></html>"
    );
    let case = Case::new(&[("label.html", page.as_bytes())]);
    assert_eq!(case.problems("label.html"), ["wrong-charset"]);
    let document = case.document("label.html");
    assert!(document["text"].as_str().unwrap().contains("Паром между двумя берегами"));
    assert_eq!(document["document"]["lang"], "ru");
}

#[test]
fn a_date_in_2099_is_evidence_but_no_date() {
    let record = br#"{"id": "future", "published_at": "2099-01-01", "text": "A record from a year that has not come yet, or so its clock says."}"#;
    let case = Case::new(&[("future.jsonl", record)]);
    assert_eq!(case.problems("future.jsonl"), ["implausible-date"]);
    let document = case.document("future");
    assert_eq!(document["document"]["published"], Value::Null);
    assert_eq!(document["dates"][0]["raw"], "2099-01-01");
}

#[test]
fn one_id_with_two_texts_is_kept_twice_and_told_in_either_order() {
    let one = r#"{"id": "same", "text": "The first text that stands under this id speaks of the ferry and its gauges."}"#;
    let two = r#"{"id": "same", "text": "The second text that stands under this id speaks of the bell in the tower."}"#;
    let three = r#"{"id": "same", "url": "https://a.example/3", "text": "A third one speaks of neither."}"#;
    let build = |batches: &[&[&str]]| {
        let folder = TempDir::new().unwrap();
        let archive = folder.path().join("archive");
        succeed(["init", text(&archive)]);
        for batch in batches {
            let file = folder.path().join("records.jsonl");
            fs::write(&file, batch.join("\n")).unwrap();
            succeed(["add", text(&archive), text(&file)]);
        }
        succeed(["trace", text(&archive)]);
        tables::all(&archive)
    };
    let forward = build(&[&[one, two, three]]);
    let rows = |table| tables::count(&forward, table);
    assert_eq!((rows("documents"), rows("problems")), (3, 2), "one problem a place that the id stands at");
    assert!(forward["problems"].contains("conflicting-id"));
    tables::assert_same(&forward, &build(&[&[three, two, one]]), &[], "lines in another order");
    tables::assert_same(&forward, &build(&[&[two], &[three, one]]), &[], "two batches");
    tables::assert_same(&forward, &build(&[&[three], &[one], &[two, one]]), &[], "three batches");
}

#[test]
fn a_table_cut_in_the_middle_is_damage_with_a_name() {
    let case = Case::new(&[]);
    let folder = case.archive.join("tables/documents");
    let parquet = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let parquet = parquet.into_iter().find(|path| text(path).ends_with(".parquet")).unwrap();
    let bytes = fs::read(&parquet).unwrap();
    fs::write(&parquet, &bytes[..bytes.len() / 2]).unwrap();
    let checked = run(["check", text(&case.archive), "--json"]).expect(3);
    assert!(
        checked.json()["findings"].as_array().unwrap().iter().any(|finding| finding["place"] == "documents")
    );
    let shown = run(["show", text(&case.archive), "good.html"]);
    assert!(
        shown.code == Some(1) && shown.stderr.contains("error:") && !shown.stderr.contains("panicked"),
        "{}",
        shown.stderr
    );
}

#[test]
fn files_beside_documents_that_only_describe_them_are_no_documents() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("input");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("records.jsonl"), corpus::records(1)).unwrap();
    fs::write(input.join("sources.csv"), "name,kind\nPaper a0,newspaper\n").unwrap();
    fs::write(input.join("captures.csv"), "file,captured_at\nrecords.jsonl,2025-04-01\n").unwrap();
    let archive = folder.path().join("archive");
    succeed(["init", text(&archive)]);
    let (sources, captures) = (input.join("sources.csv"), input.join("captures.csv"));
    let arguments = [
        "add",
        text(&archive),
        text(&input),
        "--sources",
        text(&sources),
        "--captures",
        text(&captures),
        "--json",
    ];
    let added = json(arguments);
    assert_eq!((&added["files"], &added["new_documents"]), (&1.into(), &2.into()));
}
