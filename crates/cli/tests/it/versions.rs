//! Versions of an archive: what repeats changes nothing, and what was stays readable.

use crate::{
    binary::{json, run, succeed, text},
    corpus, tables,
};
use std::time::{Duration, SystemTime};

fn version(archive: &std::path::Path) -> u64 {
    json(["show", text(archive), "--json"])["archive_version"].as_u64().unwrap()
}

#[test]
fn adding_again_and_tracing_again_change_nothing() {
    let (_folder, archive) = corpus::copy(corpus::demo());
    let (before, rows) = (version(&archive), tables::all(&archive));
    let added = corpus::add_demo(&archive);
    for key in ["new_documents", "new_captures", "new_sources", "new_problems"] {
        assert_eq!(added[key], 0, "{key}");
    }
    assert!(added["received_documents"].as_u64().unwrap() > 60);
    let traced = json(["trace", text(&archive), "--json"]);
    assert_eq!(traced["up_to_date"], true);
    assert_eq!(version(&archive), before);
    tables::assert_same(&rows, &tables::all(&archive), &[], "after repeating add and trace");
}

#[test]
fn older_versions_stay_readable() {
    let (folder, archive) = corpus::small(4);
    let place = text(&archive);
    let added = version(&archive);
    succeed(["trace", place]);
    let traced = version(&archive);
    let before_compaction = tables::at(&archive, Some(traced));
    let more = folder.path().join("more.jsonl");
    std::fs::write(
        &more,
        r#"{"id": "late", "text": "A document that came later and shares nothing with the others."}"#,
    )
    .unwrap();
    succeed(["add", place, text(&more)]);
    succeed(["compact", place]);
    assert_eq!(version(&archive), traced + 2);

    let count = |at: &str| {
        json(["sql", place, "SELECT count(*) FROM documents", "--at", at, "--json"])["rows"][0][0].clone()
    };
    assert_eq!((count("0"), count("1"), count("4")), (0.into(), 8.into(), 9.into()));
    assert_eq!(tables::count(&tables::at(&archive, Some(added)), "matches"), 0);
    tables::assert_same(
        &before_compaction,
        &tables::at(&archive, Some(traced)),
        &[],
        "read back after compaction",
    );
    let found = |at: &str| json(["search", place, "later", "--at", at, "--json"])["paging"]["total"].clone();
    assert_eq!((found("4"), found("1"), found("4")), (1.into(), 0.into(), 1.into()));
    run(["show", place, "--at", "5"]).expect(5);
}

#[test]
fn compaction_and_rebuilding_change_no_row() {
    let (folder, archive) = corpus::small(2);
    let place = text(&archive);
    for round in 0..3 {
        let file = folder.path().join(format!("{round}.jsonl"));
        std::fs::write(&file, corpus::records(3 + round)).unwrap();
        succeed(["add", place, text(&file)]);
    }
    succeed(["trace", place]);
    let rows = tables::all(&archive);
    let files = || walk(&archive.join("tables/documents")).len();
    let many = files();
    let first = json(["compact", place, "--json"])["archive_version"].clone();
    assert!(files() > many, "compaction writes a new file and keeps the old ones for older versions");
    tables::assert_same(&rows, &tables::all(&archive), &[], "after compact");
    assert_eq!(json(["compact", place, "--json"])["archive_version"], first, "nothing is left to compact");

    let search = || json(["search", place, "almanacs tide", "--json"]);
    let before = search();
    std::fs::remove_dir_all(archive.join("derived")).unwrap();
    assert_eq!(json(["rebuild", place, "--json"])["documents"], 10);
    assert_eq!(search(), before);
    std::fs::write(archive.join("derived/fulltext/meta.json"), "damaged").unwrap();
    assert_eq!(search(), before, "a damaged index is built anew");
    tables::assert_same(&rows, &tables::all(&archive), &[], "after rebuild");
    succeed(["check", place]);
}

#[test]
fn versions_outlive_the_month_after_which_delta_tables_forget() {
    let (folder, archive) = corpus::small(1);
    let place = text(&archive);
    let long_ago = SystemTime::now() - Duration::from_hours(90 * 24);
    for round in 0..12 {
        for file in walk(&archive) {
            std::fs::File::options().append(true).open(file).unwrap().set_modified(long_ago).unwrap();
        }
        let file = folder.path().join("next.jsonl");
        std::fs::write(&file, format!(r#"{{"id": "n{round}", "text": "Number {round} of the notices."}}"#))
            .unwrap();
        succeed(["add", place, text(&file)]);
    }
    for at in 1..=13 {
        assert_eq!(
            tables::count(&tables::at(&archive, Some(at)), "documents") as u64,
            at + 1,
            "version {at}"
        );
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}
