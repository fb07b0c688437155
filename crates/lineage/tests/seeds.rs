//! Credits on the real seed pages, with the line labels that lie beside them. The pages are not
//! part of the project; where they are absent the tests say so and pass.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "an integration test says what it skips and may panic"
)]

use serde_json::Value;
use std::path::PathBuf;
use throughline_lineage::{KnownSources, credits};
use throughline_model::{CaptureId, Credit, Document, DocumentForm, DocumentId, ItemId, Source, TextField};

/// A labelled page as a document: its main lines as text, its labelled metadata lines as margin.
fn seed(name: &str) -> Option<Document> {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let read = |path: &str| std::fs::read_to_string(shared.join(path)).ok();
    let (Some(page), Some(labels)) = (read(&format!("seeds/{name}")), read("data/extract/seeds_truth.json"))
    else {
        println!("skipped: seeds/{name} or its labels absent");
        return None;
    };
    let labels: Value = serde_json::from_str(&labels).unwrap();
    let labels = &labels[name];
    let lines: Vec<&str> = page.lines().collect();
    let line = |number: &Value| {
        number.as_u64().and_then(|number| lines.get(number as usize - 1)).map_or("", |line| line.trim())
    };
    let main = labels["main_ranges"].as_array().into_iter().flatten();
    let main = main.flat_map(|range| range[0].as_u64().unwrap()..=range[1].as_u64().unwrap());
    let text: Vec<&str> =
        main.map(|number| lines[number as usize - 1].trim()).filter(|line| !line.is_empty()).collect();
    let labelled =
        labels["metadata_lines"].as_array().into_iter().flatten().chain([&labels["original_source_line"]]);
    let mut margin: Vec<&str> = labelled.map(line).filter(|line| !text.contains(line)).collect();
    margin.dedup();
    let source_name = labels["source"].as_str().unwrap_or_default().to_owned();
    let empty = String::new;
    Some(Document {
        id: DocumentId::derive(&[]),
        capture_id: CaptureId::derive(&[name.as_bytes()]),
        item_id: ItemId::derive(&[]),
        external_id: name.into(),
        form: DocumentForm::TextDump,
        url: empty(),
        source_id: Some(Source::id_of(&source_name)).filter(|_| !source_name.is_empty()),
        source_name,
        title: empty(),
        byline: empty(),
        lang: "en".into(),
        text: text.join("\n\n"),
        margin: margin.join("\n"),
        published: None,
        dates: vec![],
        declared_type: String::new(),
        passages: vec![],
        links: vec![],
        extra: empty(),
    })
}

fn found(document: &Document) -> Vec<(Credit, String)> {
    let sources = ["SCMP", "CCTV", "MEMRI"].map(Source::named);
    let words = |credit: &Credit| document.slice(credit.field, credit.span).unwrap().to_owned();
    credits(document, &KnownSources::new(&sources))
        .into_iter()
        .map(|credit| (credit.clone(), words(&credit)))
        .collect()
}

#[test]
fn the_xinhua_dateline_and_end_mark_are_credit() {
    let Some(document) = seed("002_392b2f12bfa58a66.txt") else { return };
    let found = found(&document);
    let [(dateline, dateline_words), (end_mark, end_words)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (dateline.name.as_str(), dateline.cue, dateline.field),
        ("Xinhua", "dateline", TextField::Text)
    );
    assert_eq!(dateline_words, "(Xinhua)");
    assert!(document.text[..dateline.span.begin as usize].starts_with("BEIJING, June 2"));
    assert_eq!((end_mark.cue, end_words.as_str()), ("signature", "Enditem"));
}

#[test]
fn a_syndicated_story_s_section_line_is_credit() {
    let Some(document) = seed("000_4467545cd6574fc6.txt") else { return };
    let names: Vec<String> = found(&document).into_iter().map(|(credit, _)| credit.name).collect();
    assert_eq!(names, ["SCMP"]);
}

#[test]
fn a_transcript_s_source_line_is_credit() {
    let Some(document) = seed("001_ca08452f09a0e608.txt") else { return };
    let found = found(&document);
    let [(credit, words)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((credit.name.as_str(), credit.cue), ("CCTV on YouTube", "source-line"));
    assert_eq!(words, "Source: Online Platforms - \"CCTV on YouTube\"");
}

#[test]
fn the_return_to_a_portal_is_credit_and_the_original_title_names_nobody() {
    let Some(document) = seed("003_cbed792177c5e486.txt") else { return };
    let names: Vec<String> = found(&document).into_iter().map(|(credit, _)| credit.name).collect();
    assert_eq!(names, ["", "Sohu"]);
}

#[test]
fn an_analysis_of_its_own_gives_no_credit() {
    let Some(document) = seed("004_c5b84060bf3705a7.txt") else { return };
    assert!(found(&document).is_empty(), "{:?}", found(&document));
}
