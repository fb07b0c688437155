//! Files for other programs: tables, the graph, reports, offsets in three units.

use crate::{
    binary::{json, succeed, text},
    corpus::{self, demo},
};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;
use std::{collections::HashMap, fs, fs::File};
use tempfile::TempDir;
use throughline_model::tables;

#[test]
fn every_table_is_written_in_every_format() {
    let folder = TempDir::new().unwrap();
    for table in tables::all() {
        let write = |format: &str| {
            let file = folder.path().join(format!("{}.{format}", table.name));
            let arguments =
                ["export", text(demo()), table.name, "--format", format, "-o", text(&file), "--json"];
            (json(arguments)["rows"].as_u64().unwrap() as usize, file)
        };
        let (jsonl_rows, jsonl) = write("jsonl");
        let (csv_rows, csv) = write("csv");
        let (parquet_rows, parquet) = write("parquet");
        assert_eq!((jsonl_rows, csv_rows), (parquet_rows, parquet_rows), "{}", table.name);
        // Nothing in the demo recurs; `classes` has an archive in which something does. Nothing in it is
        // watched; the engine's test `watch` has an archive in which something is. Its pages are wrong
        // in nothing and link nowhere; `bad_input` and the tests of `capture` have such pages.
        let is_empty = ["recurrences", "visits", "problems", "links"].contains(&table.name);
        assert_eq!(jsonl_rows == 0, is_empty, "rows of {} in the demo", table.name);

        let lines = fs::read_to_string(jsonl).unwrap();
        let records: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(records.len(), jsonl_rows, "{}", table.name);

        let read = SerializedFileReader::new(File::open(parquet).unwrap()).unwrap();
        assert_eq!(read.metadata().file_metadata().num_rows() as usize, parquet_rows, "{}", table.name);
        let columns: Vec<String> = read
            .metadata()
            .file_metadata()
            .schema_descr()
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        let header = fs::read_to_string(csv).unwrap().lines().next().unwrap().to_owned();
        assert_eq!(header.split(',').collect::<Vec<_>>(), columns, "{}", table.name);
        if table.name != "matches" {
            let described: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns, described, "{}", table.name);
        }
    }
}

#[test]
fn an_empty_table_still_has_its_columns() {
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("empty");
    succeed(["init", text(&archive)]);
    for format in ["csv", "parquet"] {
        let file = folder.path().join(format!("matches.{format}"));
        succeed(["export", text(&archive), "matches", "--format", format, "-o", text(&file)]);
        let length = fs::metadata(file).unwrap().len();
        assert!(length > 50, "{format}: {length} bytes");
    }
}

/// The main texts by external id.
fn texts(archive: &std::path::Path) -> HashMap<String, String> {
    let rows = succeed(["export", text(archive), "documents", "--format", "jsonl"]).stdout;
    rows.lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            (row["external_id"].as_str().unwrap().to_owned(), row["text"].as_str().unwrap().to_owned())
        })
        .collect()
}

/// A span of a text in the unit its offsets count in.
fn slice(text: &str, unit: &str, begin: usize, end: usize) -> String {
    match unit {
        "bytes" => text[begin..end].to_owned(),
        "chars" => text.chars().skip(begin).take(end - begin).collect(),
        _ => String::from_utf16(&text.encode_utf16().collect::<Vec<_>>()[begin..end]).unwrap(),
    }
}

fn matches_in(archive: &std::path::Path, unit: &str) -> Vec<Value> {
    let rows = succeed(["export", text(archive), "matches", "--format", "jsonl", "--offsets", unit]).stdout;
    rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn offsets_in_every_unit_cut_the_same_words() {
    let (_folder, archive) = corpus::small(12);
    succeed(["trace", text(&archive)]);
    let texts = texts(&archive);
    let units = ["bytes", "chars", "utf16"];
    let [bytes, chars, utf16] = units.map(|unit| matches_in(&archive, unit));
    assert!(bytes.len() >= 12, "{} matches", bytes.len());
    let (mut bytes_differ, mut utf16_differs) = (0, 0);
    for ((in_bytes, in_chars), in_utf16) in bytes.iter().zip(&chars).zip(&utf16) {
        for side in ["a", "b"] {
            let rows = [in_bytes, in_chars, in_utf16];
            let words = rows.iter().zip(units).map(|(row, unit)| {
                let offset = |end: &str| row[format!("{side}_{end}")].as_u64().unwrap() as usize;
                slice(&texts[row[side].as_str().unwrap()], unit, offset("begin"), offset("end"))
            });
            let words: Vec<String> = words.collect();
            assert!(
                words[0].chars().count() > 10 && words.iter().all(|other| *other == words[0]),
                "{words:?}"
            );
            bytes_differ += usize::from(in_bytes[format!("{side}_end")] != in_chars[format!("{side}_end")]);
            utf16_differs += usize::from(in_utf16[format!("{side}_end")] != in_chars[format!("{side}_end")]);
        }
        if in_chars["kind"] == "verbatim" {
            let side = |side: &str| {
                let offset = |end: &str| in_chars[format!("{side}_{end}")].as_u64().unwrap() as usize;
                slice(&texts[in_chars[side].as_str().unwrap()], "chars", offset("begin"), offset("end"))
            };
            assert_eq!(side("a").to_lowercase(), side("b").to_lowercase());
        }
    }
    assert!(bytes_differ > 10 && utf16_differs > 2, "the corpus tells the units apart");
}

#[test]
fn operations_tile_both_spans() {
    let (_folder, archive) = corpus::small(12);
    succeed(["trace", text(&archive)]);
    for row in matches_in(&archive, "bytes") {
        let (mut a, mut b) = (0, 0);
        for operation in row["operations"].as_str().unwrap().split_whitespace() {
            let (kind, lengths) = operation.split_at(1);
            let numbers: Vec<u64> = lengths.split(':').map(|number| number.parse().unwrap()).collect();
            match kind {
                "=" | "~" => {
                    a += numbers[0];
                    b += numbers.get(1).unwrap_or(&numbers[0]);
                }
                "+" => b += numbers[0],
                "-" => a += numbers[0],
                other => panic!("unknown operation {other:?}"),
            }
        }
        let length = |side: &str| {
            row[format!("{side}_end")].as_u64().unwrap() - row[format!("{side}_begin")].as_u64().unwrap()
        };
        assert_eq!((a, b), (length("a"), length("b")), "{row}");
    }
}

#[test]
fn the_graph_is_well_formed_and_its_edges_join_its_nodes() {
    let graph = succeed(["export", text(demo()), "graph", "--format", "gexf"]).stdout;
    assert!(graph.starts_with("<?xml") && graph.contains("http://gexf.net/1.3"));
    let mut open: Vec<&str> = Vec::new();
    for tag in graph.split('<').skip(1).map(|rest| rest.split_once('>').unwrap().0) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('?') || tag.ends_with('/') {
            continue;
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    let attribute = |line: &str, name: &str| {
        line.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    let nodes: Vec<String> = graph
        .lines()
        .filter(|line| line.contains("<node "))
        .filter_map(|line| attribute(line, "id"))
        .collect();
    let edges: Vec<&str> = graph.lines().filter(|line| line.contains("<edge ")).collect();
    assert!(nodes.len() > 30 && edges.len() > 20, "{} nodes, {} edges", nodes.len(), edges.len());
    for edge in edges {
        for end in ["source", "target"] {
            assert!(nodes.contains(&attribute(edge, end).unwrap()), "{edge}");
        }
    }
}

/// What a browser would fetch or run.
fn loads(html: &str) -> Vec<String> {
    let lower = html.to_lowercase();
    let mut found: Vec<String> =
        ["<script", "<iframe", "<object", "<embed", "<img", "<link", "javascript:", "@import", "url("]
            .into_iter()
            .filter(|needle| lower.contains(needle))
            .map(str::to_owned)
            .collect();
    for attribute in ["src=", "srcset=", " onload=", " onclick=", " onerror=", "<form"] {
        let inside_a_tag = |at: usize| lower[..at].rfind('<') > lower[..at].rfind('>');
        found.extend(
            lower.match_indices(attribute).filter(|(at, _)| inside_a_tag(*at)).map(|(_, m)| m.to_owned()),
        );
    }
    found
}

#[test]
fn reports_need_nothing_but_themselves() {
    let (folder, archive) = corpus::copy(demo());
    let lineage = json([
        "sql",
        text(&archive),
        "SELECT lineage_id, origin FROM lineages WHERE class = 'carried' AND origin IS NOT NULL ORDER BY witness_count DESC, lineage_id",
        "--json",
    ]);
    let (lineage, document) =
        (lineage["rows"][0][0].as_str().unwrap(), lineage["rows"][0][1].as_str().unwrap());
    let pasted = "For eleven days the western sluice at Harnow has been shut. <script>alert('x')</script>";
    for (flag, value) in [("--lineage", lineage), ("--document", document), ("--text", pasted)] {
        let file = folder.path().join("report.html");
        succeed(["report", text(&archive), flag, value, "-o", text(&file)]);
        let html = fs::read_to_string(&file).unwrap();
        assert!(html.starts_with("<!DOCTYPE html>") || html.starts_with("<!doctype html>"));
        assert_eq!(loads(&html), Vec::<String>::new(), "{flag}");
        assert!(html.contains("Content-Security-Policy"), "{flag}");
        assert!(html.contains("throughline report"), "{flag}: names the command that makes it again");
        assert!(html.contains("version 2"), "{flag}: names the archive version");
        if flag == "--lineage" {
            let hashes = json(["show", text(&archive), lineage, "--json"]);
            for witness in hashes["witnesses"].as_array().unwrap() {
                assert!(
                    html.contains(witness["capture_sha256"].as_str().unwrap()),
                    "a witness's capture hash"
                );
            }
        }
        let again = succeed(["report", text(&archive), flag, value]).stdout;
        assert_eq!(again, html, "{flag}: the same bytes again");
    }
    assert!(loads("<p src=x><img a></p>").len() == 2, "the check sees loads");
}
