//! Carried, agency copy and recurring text, told apart in every answer.

use crate::{
    binary::{json, succeed, text},
    tables,
};
use serde_json::{Value, json as value};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const FOOTER: &str = "Estuary Watch is a project of the six fishing cooperatives of the lower river, founded in \
    the year of the great flood, and it takes no money from any state, party or company.";
const STORY: &str = "The council of stewards met on Monday behind closed doors to study the gauge, which had been \
    silent for eleven days, and decided by five votes to two to reopen the western sluice at once.";

/// An archive with a footer on four pages of one site, and an agency's story in three papers.
fn traced() -> (TempDir, PathBuf) {
    // Words that no other page has.
    let own = |seed: usize| {
        let words: Vec<String> =
            (0..120).map(|n| format!("w{:05x}", (seed * 977 + n) * 7_919 % 999_983)).collect();
        words.join(" ")
    };
    let record = |id: String, source: &str, day: usize, words: String| {
        let published = format!("2025-03-{day:02}");
        value!({"id": id, "source": source, "published_at": published, "lang": "en", "text": words})
            .to_string()
    };
    let pages = (0..4)
        .map(|n| record(format!("page-{n}"), "Estuary Watch", 3 * n + 1, format!("{}\n\n{FOOTER}", own(n))));
    let papers = (0..3).map(|n| {
        let words = format!("PORT SELEN, March 4 (Xinhua) — {STORY}\n\n{}", own(n + 10));
        record(format!("paper-{n}"), &format!("Paper {n}"), 5 + 4 * n, words)
    });
    let records: Vec<String> = pages.chain(papers).collect();
    let folder = TempDir::new().unwrap();
    let (archive, file) = (folder.path().join("classes"), folder.path().join("records.jsonl"));
    std::fs::write(&file, records.join("\n")).unwrap();
    succeed(["init", text(&archive)]);
    succeed(["add", text(&archive), text(&file)]);
    succeed(["trace", text(&archive)]);
    (folder, archive)
}

fn list(archive: &Path, flags: &[&str]) -> Value {
    json(["show", text(archive), "--lineages", "--json"].iter().chain(flags))
}

#[test]
fn each_kind_of_text_can_be_listed_and_is_counted() {
    let (_folder, archive) = traced();
    let all = list(&archive, &[]);
    let counts: Vec<(&str, u64)> = all["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["value"].as_str().unwrap(), row["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("carried", 1), ("agency-copy", 1), ("recurring", 1)]);
    let total = |flags: &[&str]| list(&archive, flags)["paging"]["total"].as_u64().unwrap();
    assert_eq!(
        (total(&[]), total(&["--agency-copy"]), total(&["--no-agency-copy"]), total(&["--recurring"])),
        (1, 1, 0, 1)
    );
    let card = &all["lineages"][0];
    assert_eq!((&card["agency"], &card["agency_evidence"]), (&value!("Xinhua"), &value!("first-witness")));
    let again = json(["trace", text(&archive), "--json"]);
    assert_eq!((&again["agency_copy_lineages"], &again["lineages"]), (&value!(1), &value!(1)));
    assert_eq!((&again["agency_copy_carries"], &again["carries"]), (&value!(3), &value!(3)));
}

#[test]
fn recurring_text_shows_its_evidence() {
    let (_folder, archive) = traced();
    let id = list(&archive, &["--recurring"])["lineages"][0]["lineage_id"].as_str().unwrap().to_owned();
    let view = json(["show", text(&archive), &id, "--json"]);
    let [evidence] = view["recurrences"].as_array().unwrap().as_slice() else { panic!("{view}") };
    assert_eq!((&evidence["place"], &evidence["source"]), (&value!("edge"), &value!("Estuary Watch")));
    assert_eq!((&evidence["items"], &evidence["days"]), (&value!(4), &value!(4)));
    let shown = succeed(["show", text(&archive), &id]).stdout;
    let words = "stands in 4 items of Estuary Watch on 4 days between 2025-03-01 and 2025-03-10";
    assert!(shown.contains(words), "{shown}");
    assert_eq!(tables::count(&tables::all(&archive), "recurrences"), 4);
}
