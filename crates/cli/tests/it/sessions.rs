//! Snapshots of what people see: help texts and a small session. Times and places are replaced.

use crate::{
    binary::{Run, command, text},
    corpus,
};
use tempfile::TempDir;

fn shown(arguments: &[&str], run: &Run, folder: &str) -> String {
    let words: Vec<String> = arguments
        .iter()
        .map(|word| if word.contains([' ', '"']) { format!("'{word}'") } else { (*word).to_owned() })
        .collect();
    let mut shown = format!("$ throughline {}\n", words.join(" "));
    if !run.stdout.is_empty() {
        shown.push_str(&run.stdout);
    }
    for line in run.stderr.lines() {
        shown.push_str(&format!("2> {line}\n"));
    }
    if run.code != Some(0) {
        shown.push_str(&format!("exit code {}\n", run.code.unwrap_or(-1)));
    }
    shown.replace(folder, "[folder]")
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn help() {
    let verbs = [
        "",
        "init",
        "add",
        "trace",
        "search",
        "show",
        "sql",
        "report",
        "export",
        "extract",
        "serve",
        "check",
        "compact",
        "rebuild",
        "completions",
        "man",
        "openapi",
    ];
    for verb in verbs {
        let arguments: Vec<&str> = [verb, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let run: Run = command(&arguments).output().unwrap().into();
        let name = if verb.is_empty() { "help".to_owned() } else { format!("help_{verb}") };
        settings().bind(|| insta::assert_snapshot!(name, shown(&arguments, &run, "no folder")));
    }
}

#[test]
fn a_small_session() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("records.jsonl"), corpus::records(3)).unwrap();
    std::fs::write(folder.path().join("broken.jsonl"), "{\"id\": \"x\"}\nno record\n").unwrap();
    let session: &[&[&str]] = &[
        &["init", "paper"],
        &["init", "paper"],
        &["add", "paper", "records.jsonl", "broken.jsonl"],
        &["add", "paper", "records.jsonl"],
        &["show", "paper", "--problems"],
        &["trace", "paper"],
        &["trace", "paper"],
        &["show", "paper"],
        &["show", "paper", "--lineages"],
        &["search", "paper", "\"both banks\" gauges"],
        &["show", "paper", "a1"],
        &["sql", "paper", "SELECT kind, count(*) AS carries FROM carries GROUP BY kind ORDER BY kind"],
        &["sql", "paper", "DROP TABLE documents"],
        &["export", "paper", "matches", "--format", "csv", "-o", "matches.csv"],
        &["show", "paper", "b9"],
        &["show", "nowhere"],
        &["check", "paper"],
    ];
    let mut transcript = String::new();
    for arguments in session {
        let run: Run = command(*arguments).current_dir(folder.path()).output().unwrap().into();
        transcript.push_str(&shown(arguments, &run, text(folder.path())));
        transcript.push('\n');
    }
    settings().bind(|| insta::assert_snapshot!("a_small_session", transcript));
}
