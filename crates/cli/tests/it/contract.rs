//! What scripts call: verbs, `--json`, exit codes, data on stdout and talk on stderr.

use crate::{
    binary::{json, run, succeed, text},
    corpus::{self, demo},
};
use serde_json::Value;
use tempfile::TempDir;

/// One id of each kind in the demo archive.
fn first(query: &str) -> String {
    let rows = json(["sql", text(demo()), query, "--json"]);
    rows["rows"][0][0].as_str().unwrap().to_owned()
}

fn lineage() -> String {
    first(
        "SELECT lineage_id FROM lineages WHERE class = 'carried' ORDER BY source_count DESC, witness_count DESC, lineage_id",
    )
}

#[test]
fn every_verb_answers_in_json_with_its_schema() {
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("new");
    let (archive, report) = (text(&archive), folder.path().join("report.html"));
    let records = folder.path().join("records.jsonl");
    std::fs::write(&records, corpus::records(3)).unwrap();
    let page = crate::binary::checkout().join("demo/corpus/velpress.example/lirava-talks-en.html");
    let (lineage, document) = (lineage(), first("SELECT document_id FROM documents ORDER BY document_id"));
    let source = first("SELECT source_id FROM sources ORDER BY source_id");
    let demo = text(demo());
    let csv = folder.path().join("rows.csv");
    let cases: Vec<(&str, Vec<&str>)> = vec![
        ("init/1", vec!["init", archive]),
        ("add/1", vec!["add", archive, text(&records)]),
        ("trace/1", vec!["trace", archive]),
        ("check/1", vec!["check", archive]),
        ("compact/1", vec!["compact", archive]),
        ("rebuild/1", vec!["rebuild", archive]),
        ("search/1", vec!["search", demo, "sluice"]),
        ("archive/1", vec!["show", demo]),
        ("lineages/1", vec!["show", demo, "--lineages"]),
        ("sources/1", vec!["show", demo, "--sources"]),
        ("problems/1", vec!["show", demo, "--problems"]),
        ("coverage/1", vec!["show", demo, "--coverage"]),
        ("document/1", vec!["show", demo, &document]),
        ("lineage/1", vec!["show", demo, &lineage]),
        ("passage/1", vec!["show", demo, &lineage, "--passage"]),
        ("source/1", vec!["show", demo, &source]),
        ("table/1", vec!["sql", demo, "SELECT 1 AS one"]),
        ("extract/1", vec!["extract", text(&page)]),
        ("report/1", vec!["report", demo, "--lineage", &lineage, "-o", text(&report)]),
        ("export/1", vec!["export", demo, "carries", "--format", "csv", "-o", text(&csv)]),
    ];
    for (schema, arguments) in cases {
        let answer = json(arguments.iter().copied().chain(["--json"]));
        assert_eq!(answer["schema"], format!("throughline.{schema}"), "{arguments:?}");
        if schema != "extract/1" {
            assert_eq!(answer["throughline_version"], env!("CARGO_PKG_VERSION"), "{arguments:?}");
        }
    }
    let described = json(["openapi"]);
    assert_eq!(described["info"]["title"], "Throughline");
}

#[test]
fn every_view_names_the_version_and_the_command_that_gives_it_again() {
    let (lineage, document) = (lineage(), first("SELECT document_id FROM documents ORDER BY document_id"));
    let source = first("SELECT source_id FROM sources ORDER BY source_id");
    let demo = text(demo());
    let asked: Vec<Vec<&str>> = vec![
        vec!["show", demo],
        vec!["show", demo, "--lineages", "--limit", "3", "--offset", "1"],
        vec!["show", demo, "--lineages", "--recurring"],
        vec!["show", demo, "--sources"],
        vec!["show", demo, "--problems"],
        vec!["show", demo, "--coverage"],
        vec!["show", demo, &document, "--offsets", "utf16"],
        vec!["show", demo, &lineage, "--offsets", "chars"],
        vec!["show", demo, &lineage, "--passage"],
        vec!["show", demo, &source],
        vec!["search", demo, "\"western sluice\"", "--lang", "en", "--limit", "4", "--offset", "1"],
        vec!["search", demo, "sluice", "--from", "2025-03-04", "--to", "2025-03"],
        vec![
            "sql",
            demo,
            "SELECT lang, count(*) AS n FROM documents GROUP BY lang ORDER BY lang",
            "--limit",
            "2",
        ],
    ];
    for arguments in asked {
        let answer = json(arguments.iter().copied().chain(["--json"]));
        let reproduce = answer["reproduce"].as_str().unwrap();
        assert!(reproduce.starts_with("throughline ") && reproduce.contains("--at "), "{reproduce}");
        let script = reproduce.replacen("throughline", crate::binary::BINARY, 1) + " --json";
        let again = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        let again: Value =
            serde_json::from_slice(&again.stdout).unwrap_or_else(|error| panic!("{error}: {script}"));
        assert_eq!(answer, again, "{script}");
    }
}

#[test]
fn exit_codes_are_as_documented() {
    let folder = TempDir::new().unwrap();
    let nowhere = folder.path().join("nowhere");
    let (nowhere, demo) = (text(&nowhere), text(demo()));
    let cases: &[(i32, &[&str])] = &[
        (0, &["show", demo]),
        (1, &["init", demo]),
        (1, &["sql", demo, "SELEKT 1"]),
        (1, &["search", demo, "x", "--from", "yesterday"]),
        (1, &["report", demo, "--text", "short"]),
        (
            1,
            &[
                "report",
                demo,
                "--text",
                "a text long enough to be traced by anyone",
                "-o",
                "/no/such/folder/r.html",
            ],
        ),
        (2, &["show"]),
        (2, &["no-such-verb"]),
        (2, &["export", demo, "graph", "--format", "csv"]),
        (2, &["export", demo, "carries", "--format", "gexf"]),
        (2, &["report", demo]),
        (5, &["show", nowhere]),
        (5, &["add", nowhere, "x"]),
        (5, &["trace", nowhere]),
        (5, &["show", demo, "no-such-document"]),
        (5, &["show", demo, "l00000000000000000000000000000000"]),
        (5, &["show", demo, "--at", "999"]),
        (5, &["export", demo, "no_such_table"]),
    ];
    for (code, arguments) in cases {
        let run = run(*arguments);
        assert_eq!(run.code, Some(*code), "{arguments:?}\n{}", run.stderr);
        if *code != 0 {
            assert!(run.stdout.is_empty(), "{arguments:?} wrote to stdout: {}", run.stdout);
            assert!(run.stderr.contains("error:"), "{arguments:?}: {}", run.stderr);
            assert!(!run.stderr.contains("panicked"), "{arguments:?}: {}", run.stderr);
        }
    }
    let (_copy, writable) = corpus::copy(std::path::Path::new(demo));
    let missing = run(["add", text(&writable), "/no/such/input"]).expect(5);
    assert!(missing.stderr.contains("hint: give files, folders or quoted globs"));
}

#[test]
fn damage_is_found_and_has_its_exit_code() {
    let (_folder, archive) = corpus::copy(demo());
    succeed(["check", text(&archive)]);
    let warc = std::fs::read_dir(archive.join("warc")).unwrap().map(|entry| entry.unwrap().path());
    let warc = warc.into_iter().find(|path| text(path).ends_with(".warc.gz")).unwrap();
    let whole = std::fs::read(&warc).unwrap();
    // The fifth byte is the time in the head of a gzip member, which no checksum covers.
    for place in [4, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[place] ^= 0xFF;
        std::fs::write(&warc, bytes).unwrap();
        let found = run(["check", text(&archive), "--json"]).expect(3);
        assert!(!found.json()["findings"].as_array().unwrap().is_empty());
    }
    std::fs::write(&warc, &whole[..whole.len() / 2]).unwrap();
    let cut = run(["check", text(&archive)]).expect(3);
    assert!(cut.stdout.contains("it ends before the record at byte"), "{}", cut.stdout);
    std::fs::remove_file(&warc).unwrap();
    run(["check", text(&archive)]).expect(3);
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let demo = text(demo());
    let rows = succeed(["export", demo, "carries", "--format", "jsonl"]);
    assert!(rows.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert!(rows.stderr.is_empty(), "{}", rows.stderr);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("carries.csv");
    let written = succeed(["export", demo, "carries", "--format", "csv", "-o", text(&file)]);
    assert!(written.stdout.is_empty());
    assert!(written.stderr.contains("rows of carries"), "{}", written.stderr);
    let quiet = succeed(["--quiet", "export", demo, "carries", "--format", "csv", "-o", text(&file)]);
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty());
    assert!(!folder.path().join("carries.csv.part").exists());
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let script = format!("'{}' export '{}' documents | head -c 10", crate::binary::BINARY, text(demo()));
    let run = std::process::Command::new("bash")
        .args(["-c", &format!("set -o pipefail; {script}")])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn every_count_printed_names_its_denominator() {
    let (_folder, archive) = corpus::small(3);
    let traced = succeed(["trace", text(&archive)]).stdout;
    assert!(traced.contains("6 documents compared"), "{traced}");
    let searched = succeed(["search", text(&archive), "almanacs"]).stdout;
    assert!(searched.contains("of 6 documents have all the words"), "{searched}");
    let shown = succeed(["show", text(&archive)]).stdout;
    assert!(shown.contains("0 of 6 documents have no usable date"), "{shown}");
    let lineages = succeed(["show", text(&archive), "--lineages"]).stdout;
    assert!(lineages.contains("among 6 documents"), "{lineages}");
}

#[test]
fn the_bytes_of_a_capture_come_back_as_they_were_received() {
    let page = "velpress.example/lirava-talks-en.html";
    let mut command = crate::binary::command(["show", text(demo()), page, "--capture"]);
    let bytes = command.output().unwrap().stdout;
    assert_eq!(bytes, std::fs::read(crate::binary::checkout().join("demo/corpus").join(page)).unwrap());
}

#[test]
fn completions_and_the_manual_come_from_the_same_definition() {
    let manual = succeed(["man"]).stdout;
    assert!(manual.contains(".TH throughline") && manual.contains("compact"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(succeed(["completions", shell]).stdout.contains("rebuild"), "{shell}");
    }
}
