//! The tables of an archive as text, to compare archives with.

use std::{collections::BTreeMap, path::Path};
use throughline_archive::{Archive, Location};
use throughline_engine::{Reader, export};
use throughline_model::tables;
use throughline_text::OffsetUnit;

/// Rows of every table as JSON Lines, as `export` writes them; `at` a version or the newest.
pub fn at(place: &Path, version: Option<u64>) -> BTreeMap<&'static str, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let location = Location::parse(place.to_str().unwrap(), std::env::vars()).unwrap();
        let reader = Reader::new(Archive::open_at(location, version).await.unwrap()).await.unwrap();
        let mut all = BTreeMap::new();
        for table in tables::all() {
            let mut rows = Vec::new();
            export::table(&reader, table.name, export::Format::Jsonl, OffsetUnit::Bytes, &mut rows)
                .await
                .unwrap();
            all.insert(table.name, String::from_utf8(rows).unwrap());
        }
        all
    })
}

/// Rows of every table of the newest version.
pub fn all(place: &Path) -> BTreeMap<&'static str, String> {
    at(place, None)
}

/// Fails the test at the first row that two archives do not have in common.
#[track_caller]
pub fn assert_same(
    left: &BTreeMap<&'static str, String>,
    right: &BTreeMap<&'static str, String>,
    except: &[&str],
    what: &str,
) {
    for (table, rows) in left.iter().filter(|(table, _)| !except.contains(table)) {
        if rows == &right[table] {
            continue;
        }
        let differing = rows.lines().zip(right[table].lines()).position(|(a, b)| a != b);
        let row = differing.unwrap_or_else(|| rows.lines().count().min(right[table].lines().count()));
        let line = |rows: &str| {
            rows.lines().nth(row).unwrap_or("(no such row)").chars().take(600).collect::<String>()
        };
        panic!(
            "{what}: table {table} differs ({} and {} rows), first at row {row}:\n{}\n{}",
            rows.lines().count(),
            right[table].lines().count(),
            line(rows),
            line(&right[table])
        );
    }
}

/// Number of rows of a table.
pub fn count(tables: &BTreeMap<&'static str, String>, table: &str) -> usize {
    tables[table].lines().count()
}
