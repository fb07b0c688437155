//! JSON Lines records: one object a line, with at least `id` and `text`.

use crate::{Options, Received, language, read};
use serde_json::{Map, Value};
use throughline_model::{
    Capture, DateEvidence, DateKind, DateRole, DocumentForm, Problem, ProblemKind, TimeInterval,
};

/// Reads one record. `line_number` counts from 1 and is the place named in problems.
///
/// The line's bytes are the capture, and its locator is the record's URL, or its id if it has no
/// URL: the same record in two files is one capture.
///
/// # Errors
/// The problem, if the line is no record with `id` and `text`.
pub fn extract_record(name: &str, line_number: u64, line: &[u8], options: &Options) -> Result<Received, Problem> {
    let place = format!("line {line_number}");
    let problem = |kind, message: String, remedy: &str| Problem::new(name, place.clone(), kind, message, remedy);
    let mut problems = Vec::new();
    let text = String::from_utf8_lossy(line);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        let message = "bytes that are not valid UTF-8".to_owned();
        let remedy = "the bytes were replaced by U+FFFD in the text; the capture keeps them as received";
        problems.push(problem(ProblemKind::InvalidCharset, message, remedy));
    }
    let mut record: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
        let remedy = "each line must be one JSON object with the keys id and text";
        problem(ProblemKind::Malformed, format!("no JSON object: {error}"), remedy)
    })?;
    let mut required = |key: &str| {
        take_text(&mut record, &[key]).filter(|value| !value.trim().is_empty()).ok_or_else(|| {
            problem(ProblemKind::MissingField, format!("no {key}"), "give every record an id and a text")
        })
    };
    let external_id = required("id")?;
    let main_text = required("text")?;

    let mut document = read::blank_document(DocumentForm::Record, &external_id);
    document.text = main_text;
    document.url = take_text(&mut record, &["url"]).unwrap_or_default();
    document.source_name = take_text(&mut record, &["source", "series"]).unwrap_or_default();
    document.title = take_text(&mut record, &["title"]).unwrap_or_default();
    document.byline = take_text(&mut record, &["author"]).unwrap_or_default();
    document.lang = take_text(&mut record, &["lang"]).unwrap_or_else(|| language::detect(&document.text).into());
    if let Some(raw) = take_text(&mut record, &["published_at", "date"]) {
        let interval = TimeInterval::parse(&raw);
        document.dates.push(DateEvidence { kind: DateKind::Record, role: DateRole::Published, raw, interval });
        document.published = interval;
    }
    let _ = options;
    if !record.is_empty() {
        document.extra = Value::Object(record).to_string();
    }
    let locator = if document.url.is_empty() { &document.external_id } else { &document.url };
    let capture = Capture::new(
        read::sha256(line),
        locator.clone(),
        "application/json".into(),
        line.len() as u64,
        None,
    );
    document.capture_id = capture.id;
    Ok(Received { capture, bytes: line.to_vec(), documents: vec![document.with_ids()], problems })
}

/// Removes the first of `keys` that holds a text, number or truth value.
fn take_text(record: &mut Map<String, Value>, keys: &[&str]) -> Option<String> {
    let key = keys.iter().find(|key| matches!(record.get(**key), Some(Value::String(_) | Value::Number(_))))?;
    match record.shift_remove(*key)? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

