//! The same inputs give the same tables: in any order, on any number of threads, at once or in
//! batches.

use crate::{
    binary::{checkout, succeed, text},
    corpus, tables,
};
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

type Tables = BTreeMap<&'static str, String>;

/// An archive into which each of `batches` is added, with a trace after every `trace_every`th.
fn built(batches: &[Vec<String>], threads: &str, trace_between: bool) -> Tables {
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("archive");
    let corpus = checkout().join("demo/corpus");
    let (sources, captures) = (corpus.join("sources.csv"), corpus.join("captures.csv"));
    succeed(["init", text(&archive)]);
    for batch in batches {
        let mut arguments = vec!["--threads", threads, "add", text(&archive)];
        arguments.extend(batch.iter().map(String::as_str));
        arguments.extend(["--sources", text(&sources), "--captures", text(&captures)]);
        succeed(arguments);
        if trace_between {
            succeed(["--threads", threads, "trace", text(&archive)]);
        }
    }
    succeed(["--threads", threads, "trace", text(&archive)]);
    tables::all(&archive)
}

/// Copies the demo's posts as two files whose lines stand in another order.
fn posts(folder: &Path, reversed: bool) -> Vec<String> {
    let all = fs::read_to_string(checkout().join("demo/corpus/posts.jsonl")).unwrap();
    let mut lines: Vec<&str> = all.lines().collect();
    if reversed {
        lines.reverse();
    }
    // Records keep no trace of the file they came in.
    let (one, two) = lines.split_at(if reversed { 11 } else { 30 });
    [("x.jsonl", one), ("a.jsonl", two)]
        .map(|(name, lines)| {
            let file = folder.join(if reversed { format!("r-{name}") } else { name.to_owned() });
            fs::write(&file, lines.join("\n")).unwrap();
            text(&file).to_owned()
        })
        .to_vec()
}

/// The demo's pages, a glob an outlet: a page is named by its path below the first wildcard.
pub fn outlets() -> Vec<String> {
    let corpus = checkout().join("demo/corpus");
    let mut folders: Vec<String> = fs::read_dir(&corpus)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir() && entry.file_name() != "feeds")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    folders
        .into_iter()
        .map(|name| {
            format!("{}/{}[{}]/*.html", text(&corpus), &name[..name.len() - 1], &name[name.len() - 1..])
        })
        .collect()
}

/// Everything but the table that tells of earlier traces.
const BUT_RUNS: &[&str] = &["runs"];

#[test]
fn order_threads_and_batches_leave_no_trace_in_the_tables() {
    let folder = TempDir::new().unwrap();
    let (forward, backward) = (posts(folder.path(), false), posts(folder.path(), true));
    let pages = outlets();
    let together = [pages.clone(), forward.clone()].concat();
    let expected = built(std::slice::from_ref(&together), "1", false);
    assert!(tables::count(&expected, "documents") >= 120 && tables::count(&expected, "matches") > 100);

    let mut turned = [pages.clone(), backward.clone()].concat();
    turned.reverse();
    tables::assert_same(&expected, &built(&[turned], "1", false), &[], "inputs and lines in another order");
    tables::assert_same(&expected, &built(&[together], "2", false), &[], "two threads");

    let (some, others) = pages.split_at(9);
    let batches = [
        [others.to_vec(), vec![backward[1].clone()]].concat(),
        [some.to_vec(), vec![backward[0].clone()]].concat(),
    ];
    tables::assert_same(
        &expected,
        &built(&batches, "2", true),
        BUT_RUNS,
        "two batches with a trace in between",
    );
    let run_of = |tables: &Tables| {
        tables["lineages"].lines().next().unwrap().split("\"run_id\":").nth(1).unwrap().to_owned()
    };
    assert_eq!(
        run_of(&expected),
        run_of(&built(&batches, "1", true)),
        "the run that derived the rows is the same"
    );
}

#[test]
fn one_batch_a_document_gives_what_one_batch_gives() {
    let folder = TempDir::new().unwrap();
    let records = corpus::records(6);
    let mut lines: Vec<&str> = records.lines().collect();
    // Two spellings of one source, so that the first to come must not decide.
    let spelled = lines[0]
        .replace("Paper a0", "PAPER A0")
        .replace("\"a0\"", "\"a0x\"")
        .replace("https://a0.", "https://a0x.");
    lines.push(&spelled);
    let build = |batches: Vec<Vec<&str>>| {
        let archive = TempDir::new().unwrap();
        let place = archive.path().join("archive");
        succeed(["init", text(&place)]);
        for batch in batches {
            let file = folder.path().join("batch.jsonl");
            fs::write(&file, batch.join("\n")).unwrap();
            succeed(["add", text(&place), text(&file)]);
        }
        succeed(["trace", text(&place)]);
        tables::all(&place)
    };
    let expected = build(vec![lines.clone()]);
    let single = lines.iter().rev().map(|line| vec![*line]).collect();
    tables::assert_same(&expected, &build(single), &[], "one batch a document, last first");
}
