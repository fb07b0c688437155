//! What the demo's pages say, against `demo/truth.json`: main text, title, byline, date, outlet,
//! language, page by page.

use crate::{binary::checkout, corpus::demo, demo_truth::Figure, tables};
use serde_json::Value;
use std::{collections::HashMap, fs};
use throughline_model::TimeInterval;

/// The truth file.
pub fn truth() -> Value {
    serde_json::from_str(&fs::read_to_string(checkout().join("demo/truth.json")).unwrap()).unwrap()
}

/// Rows of a table of the demo archive.
pub fn rows(table: &str) -> Vec<Value> {
    tables::all(demo())[table].lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A page's id, as the truth file has it, of a document.
pub fn page_id(document: &Value) -> String {
    let id = document["external_id"].as_str().unwrap();
    id.strip_suffix(".html").unwrap_or(id).to_owned()
}

/// Documents by the id of their page or post. Entries of feeds are left out: they are about pages.
pub fn documents() -> HashMap<String, Value> {
    let pages = rows("documents").into_iter().filter(|document| document["form"] != "feed-entry");
    pages.map(|document| (page_id(&document), document)).collect()
}

#[test]
fn entries_of_feeds_tell_when_their_pages_were_published() {
    let (truth, rows) = (truth(), rows("documents"));
    let mut seen = 0;
    for page in truth["pages"].as_array().unwrap() {
        let Some(told) = TimeInterval::parse(text(page, "feed_time")) else { continue };
        let entry = rows
            .iter()
            .find(|row| row["form"] == "feed-entry" && row["url"] == page["url"])
            .unwrap_or_else(|| panic!("no entry for {}", text(page, "url")));
        assert_eq!(text(entry, "published_display"), told.display(), "{}", text(page, "url"));
        assert_eq!(entry["declared_type"], "summary");
        seen += 1;
    }
    assert!(seen >= 8, "{seen} pages have a time in a feed");
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn pages_are_read_as_a_careful_reader_reads_them() {
    let (truth, documents) = (truth(), documents());
    let mut fields: Vec<Figure> = [
        ("title", 1.0),
        ("byline", 0.90),
        ("published", 0.96),
        ("url", 1.0),
        ("source", 1.0),
        ("language", 1.0),
    ]
    .into_iter()
    .map(|(name, floor)| Figure::new(name, floor))
    .collect();
    let mut paragraphs =
        [Figure::new("main paragraphs kept", 0.99), Figure::new("kept paragraphs that are main", 0.99)];
    let mut exact = Figure::new("pages with exactly the main text", 0.98);
    for page in truth["pages"].as_array().unwrap() {
        let id = text(page, "id");
        let document = documents.get(id).unwrap_or_else(|| panic!("{id} is not in the archive"));
        if page["removed"] == true {
            continue;
        }
        let published = TimeInterval::parse(text(page, "published")).map(|interval| interval.display());
        let expected = [
            text(page, "title"),
            text(page, "byline"),
            published.as_deref().unwrap_or_default(),
            text(page, "url"),
            text(page, "source"),
            text(page, "language"),
        ];
        let found = ["title", "byline", "published_display", "url", "source_name", "lang"]
            .map(|key| text(document, key));
        for ((field, expected), found) in fields.iter_mut().zip(expected).zip(found) {
            // The author line names people; the line of a desk or an agency stands in the margin.
            let names_authors = || {
                let is_named = !found.is_empty() && found.split(", ").all(|name| expected.contains(name));
                is_named || !expected.is_empty() && text(document, "margin").contains(expected)
            };
            let is_right = expected == found || field.is("byline") && names_authors();
            field.count(is_right, || format!("{id}: {found:?}, not {expected:?}"));
        }

        let lines = |key: &str| {
            page[key].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>()
        };
        let optional = [lines("credit_lines"), lines("notes")].concat();
        let main: Vec<&str> =
            page["main"].as_array().unwrap().iter().map(|paragraph| text(paragraph, "text")).collect();
        let mut kept: Vec<&str> =
            text(document, "text").split("\n\n").filter(|line| !optional.contains(line)).collect();
        exact.count(kept == main, || id.to_owned());
        for paragraph in main {
            let at = kept.iter().position(|line| *line == paragraph);
            paragraphs[0].count(at.is_some(), || format!("{id} lacks {paragraph:?}"));
            if let Some(at) = at {
                kept.remove(at);
                paragraphs[1].count(true, String::new);
            }
        }
        for line in kept {
            paragraphs[1].count(false, || format!("{id} has {line:?}"));
        }
    }
    Figure::judge(fields.into_iter().chain(paragraphs).chain([exact]));
}

#[test]
fn a_page_that_is_gone_has_no_main_text_and_both_versions_of_a_page_know_each_other() {
    let (truth, documents) = (truth(), documents());
    for versions in truth["versions"].as_array().unwrap() {
        let [before, after] = ["before", "after"].map(|key| &documents[text(versions, key)]);
        let shown =
            crate::binary::json(["show", demo().to_str().unwrap(), text(before, "document_id"), "--json"]);
        let others: Vec<&str> = shown["versions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|version| text(version, "document_id"))
            .collect();
        assert!(
            others.contains(&text(after, "document_id")),
            "{} does not know its later version",
            text(versions, "before")
        );
        assert_eq!(before["item_id"], after["item_id"]);
    }
}
