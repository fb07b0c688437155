//! The index that matches come from: damaged, deleted, interrupted or squeezed into little memory,
//! it gives the same tables.

use crate::{
    binary::{command, json, run, start, succeed, text},
    corpus, tables,
};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

/// Everything but the table that tells of earlier traces.
const BUT_RUNS: &[&str] = &["runs"];

/// An archive traced, with further documents added to it; and what tracing it gives.
fn grown() -> (TempDir, PathBuf, std::collections::BTreeMap<&'static str, String>) {
    let (folder, archive) = corpus::small(20);
    succeed(["trace", text(&archive)]);
    let more = folder.path().join("more.jsonl");
    fs::write(&more, corpus::records(60)).unwrap();
    succeed(["add", text(&archive), text(&more)]);
    let (_copy, copied) = corpus::copy(&archive);
    succeed(["trace", text(&copied)]);
    let expected = tables::all(&copied);
    assert!(tables::count(&expected, "matches") > 50);
    (folder, archive, expected)
}

fn files(archive: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(archive.join("derived/reuse")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_damaged_index_is_made_anew() {
    let (_folder, archive, expected) = grown();
    let names = files(&archive);
    assert!(names.len() >= 5, "{names:?}");
    for name in &names {
        let file = name.file_name().unwrap();
        for damage in ["cut", "flipped", "deleted"] {
            let (_copy, copied) = corpus::copy(&archive);
            let path = copied.join("derived/reuse").join(file);
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            match damage {
                "cut" => fs::write(&path, &bytes[..middle]).unwrap(),
                "flipped" => {
                    bytes[middle] ^= 0x10;
                    fs::write(&path, bytes).unwrap();
                }
                _ => fs::remove_file(&path).unwrap(),
            }
            succeed(["trace", text(&copied)]);
            let what = format!("{} {damage}", file.display());
            tables::assert_same(&expected, &tables::all(&copied), BUT_RUNS, &what);
        }
    }
}

#[test]
fn an_index_can_be_deleted_or_rebuilt_at_any_time() {
    let (_folder, archive, expected) = grown();
    let (_copy, copied) = corpus::copy(&archive);
    fs::remove_dir_all(copied.join("derived")).unwrap();
    succeed(["trace", text(&copied)]);
    tables::assert_same(&expected, &tables::all(&copied), BUT_RUNS, "deleted");
    succeed(["rebuild", text(&archive)]);
    succeed(["trace", text(&archive)]);
    tables::assert_same(&expected, &tables::all(&archive), BUT_RUNS, "rebuilt");
}

#[test]
fn an_interrupted_trace_goes_on_where_it_stopped() {
    let (_folder, archive, expected) = grown();
    for delay in [30, 60, 90, 130, 180] {
        let (_copy, copied) = corpus::copy(&archive);
        let mut child = start(&mut command(["trace", text(&copied)]));
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        succeed(["trace", text(&copied)]);
        let what = format!("killed after {delay} ms");
        tables::assert_same(&expected, &tables::all(&copied), BUT_RUNS, &what);
        let left: Vec<_> = files(&copied)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "unfinished"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

/// So many records of three hundred words, every tenth of which carries a passage of another.
fn long_records(count: u64) -> String {
    let mut lines = String::new();
    let word = |n: u64| {
        let hash = n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let letters = (0..3 + hash % 5).map(|at| char::from(b'a' + ((hash >> (8 + at * 5)) % 26) as u8));
        letters.collect::<String>()
    };
    let words = |from: u64, length: u64| (from..from + length).map(word).collect::<Vec<_>>().join(" ");
    for number in 0..count {
        let carried = if number % 10 == 9 { words((number - 5) * 1_000 + 40, 60) } else { String::new() };
        let text = format!("{} {carried} {}", words(number * 1_000, 200), words(number * 1_000 + 500, 100));
        writeln!(lines, r#"{{"id": "{number}", "source": "Paper {}", "text": "{text}"}}"#, number % 7)
            .unwrap();
    }
    lines
}

#[test]
fn little_memory_gives_more_segments_and_the_same_tables() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("records.jsonl");
    fs::write(&file, long_records(6_000)).unwrap();
    let traced = |memory: &str| {
        let archive = folder.path().join(memory);
        succeed(["init", text(&archive)]);
        succeed(["add", text(&archive), text(&file)]);
        succeed(["trace", text(&archive), "--memory", memory]);
        let segments = files(&archive).iter().filter(|path| text(path).contains("segment")).count();
        (tables::all(&archive), segments)
    };
    let (roomy, one) = traced("2048");
    let (tight, several) = traced("64");
    assert!(one == 1 && several > 1, "{one} and {several} segments");
    assert!(tables::count(&roomy, "matches") >= 590, "{}", tables::count(&roomy, "matches"));
    tables::assert_same(&roomy, &tight, &[], "64 MiB");
    assert_eq!(run(["trace", text(&folder.path().join("64")), "--memory", "1"]).code, Some(2));
}

#[test]
fn documents_are_looked_up_without_being_added() {
    let (folder, archive) = corpus::small(20);
    let before = json(["show", text(&archive), "--json"]);
    let file = folder.path().join("new.jsonl");
    let records = corpus::records(20);
    let carried: serde_json::Value = serde_json::from_str(records.lines().next().unwrap()).unwrap();
    let pasted = format!("A new lead. {} And a new end.", carried["text"].as_str().unwrap());
    let record = serde_json::json!({"id": "new", "text": pasted});
    fs::write(&file, format!("{record}\n")).unwrap();
    for traced in [false, true] {
        if traced {
            succeed(["trace", text(&archive)]);
        }
        let found = succeed(["look-up", text(&archive), text(&file)]);
        let rows: Vec<serde_json::Value> =
            found.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(!rows.is_empty(), "{}", found.stderr);
        assert!(rows.iter().all(|row| row["document"] == "new"));
        assert!(rows.iter().any(|row| row["kind"] == "verbatim"), "{rows:?}");
        assert!(found.stderr.contains("1 documents looked up"), "{}", found.stderr);
    }
    assert_eq!(json(["show", text(&archive), "--json"])["documents"], before["documents"]);
}
