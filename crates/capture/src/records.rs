//! JSON Lines records: one object a line, with at least `id` and `text`.

use crate::{Options, Received, dates, language, plausible, read};
use serde_json::{Map, Value};
use std::borrow::Cow;
use throughline_model::{
    Capture, DateEvidence, DateKind, DateRole, DocumentForm, Problem, ProblemKind, TimeInterval,
};

/// Reads one record. `line_number` counts from 1 and is the place named in problems.
///
/// The line's bytes are the capture, and its locator is the record's URL, or its id if it has no
/// URL: the same record in two files is one capture. Keys: `id`, `text`; `url`, `source` or
/// `series`, `title`, `author`, `published_at` or `date`, `lang`; all others are kept in the
/// document's `extra`.
///
/// # Errors
/// The problem, if the line is no record with `id` and `text`.
pub fn extract_record(
    name: &str,
    line_number: u64,
    line: &[u8],
    options: &Options,
) -> Result<Received, Problem> {
    let place = format!("line {line_number}");
    let problem =
        |kind, message: String, remedy: &str| Problem::new(name, place.clone(), kind, message, remedy);
    let mut problems = Vec::new();
    let json = String::from_utf8_lossy(line);
    if matches!(json, Cow::Owned(_)) {
        let remedy = "the bytes were replaced by U+FFFD in the text; the capture keeps them as received";
        problems.push(problem(ProblemKind::InvalidCharset, "bytes that are not valid UTF-8".into(), remedy));
    }
    let mut record: Map<String, Value> = serde_json::from_str(&json).map_err(|error| {
        let remedy = "each line must be one JSON object with the keys id and text";
        problem(ProblemKind::Malformed, format!("no JSON object: {error}"), remedy)
    })?;
    let missing = |key: &str| {
        problem(ProblemKind::MissingField, format!("no {key}"), "give every record an id and a text")
    };
    let external_id = take(&mut record, &["id"]).ok_or_else(|| missing("id"))?;
    let text = take(&mut record, &["text"]).ok_or_else(|| missing("text"))?;

    let mut document = read::blank_document(DocumentForm::Record, external_id.trim());
    document.text = clean(&text);
    document.url = take(&mut record, &["url"]).unwrap_or_default();
    document.source_name = take(&mut record, &["source", "series"]).unwrap_or_default();
    document.title = take(&mut record, &["title"]).unwrap_or_default();
    document.byline = take(&mut record, &["author"]).unwrap_or_default();
    document.lang = take(&mut record, &["lang"])
        .and_then(|tag| language::tag(&tag))
        .unwrap_or_else(|| language::detect(&document.text).to_owned());
    if let Some(raw) = take(&mut record, &["published_at", "date"]) {
        let interval = dates::parse(&raw).or_else(|| epoch(&raw));
        if interval.is_none() {
            let remedy = "use a form such as 2021-06-02 or 2021-06-02T09:47:00+09:00";
            problems.push(problem(
                ProblemKind::UnreadableDate,
                format!("no date can be read in {raw:?}"),
                remedy,
            ));
        }
        document.dates.push(DateEvidence {
            kind: DateKind::Record,
            role: DateRole::Published,
            raw,
            interval,
        });
    }
    document.published = plausible::published(name, &place, &document.dates, options, &mut problems);
    if !record.is_empty() {
        document.extra = Value::Object(record).to_string();
    }
    let locator = if document.url.is_empty() { &document.external_id } else { &document.url };
    let length = line.len() as u64;
    let capture =
        Capture::new(read::sha256(line), locator.clone(), read::RECORD_MEDIA_TYPE.into(), length, None);
    document.capture_id = capture.id;
    Ok(Received {
        capture,
        bytes: line.to_vec(),
        http_head: Vec::new(),
        documents: vec![document.with_ids()],
        problems,
    })
}

/// Removes the first of `keys` that holds a text or number and gives it trimmed. Empty values and
/// nulls of these keys are removed too: they say nothing.
fn take(record: &mut Map<String, Value>, keys: &[&str]) -> Option<String> {
    for key in keys {
        let value = match record.get(*key) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Null) => String::new(),
            _ => continue,
        };
        record.shift_remove(*key);
        if !value.is_empty() {
            return Some(value);
        }
    }
    None
}

/// The text with one kind of line end and without NUL characters.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\0'], "\n").trim().to_owned()
}

/// Seconds or milliseconds since 1970, as data sets give them.
fn epoch(raw: &str) -> Option<TimeInterval> {
    let number: f64 = raw.parse().ok()?;
    let seconds = if number.abs() >= 1e11 { number / 1000.0 } else { number };
    let is_plausible = (1e8..1e11).contains(&seconds);
    is_plausible.then(|| TimeInterval::at((seconds.floor() as i64) * 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::extract_record;
    use crate::Options;
    use throughline_model::{ProblemKind, TimeInterval};

    fn record(line: &str) -> crate::Received {
        extract_record("r.jsonl", 7, line.as_bytes(), &Options::default()).unwrap()
    }

    #[test]
    fn every_key_finds_its_place() {
        let received = record(
            r#"{"id": 12, "text": "A\r\nB", "url": "https://a.example/1", "series": "S", "title": "T", "author": "J. Roe",
                "date": "4 March 2025", "lang": "EN", "topic": ["x"], "note": null}"#,
        );
        let document = &received.documents[0];
        assert_eq!(document.external_id, "12");
        assert_eq!(document.text, "A\nB");
        assert_eq!(
            (document.source_name.as_str(), document.title.as_str(), document.byline.as_str()),
            ("S", "T", "J. Roe")
        );
        assert_eq!(document.lang, "en");
        assert_eq!(document.published, TimeInterval::parse("2025-03-04"));
        assert_eq!(document.extra, r#"{"topic":["x"],"note":null}"#);
        assert_eq!(received.capture.locator, "https://a.example/1");
        assert_eq!(document.capture_id, received.capture.id);
    }

    #[test]
    fn the_same_record_in_two_files_is_one_capture() {
        let line = br#"{"id": "a", "text": "words"}"#;
        let one = extract_record("one.jsonl", 1, line, &Options::default()).unwrap();
        let two = extract_record("two.jsonl", 9, line, &Options::default()).unwrap();
        assert_eq!(one.capture.id, two.capture.id);
        assert_eq!(one.documents[0].id, two.documents[0].id);
    }

    #[test]
    fn dates_that_cannot_be_right_are_problems_and_stay_as_evidence() {
        let options = Options { latest_plausible: TimeInterval::parse("2026-01-01"), ..Options::default() };
        for (date, kind) in [
            ("2099-01-01", ProblemKind::ImplausibleDate),
            ("0000-05-01", ProblemKind::ImplausibleDate),
            ("soon", ProblemKind::UnreadableDate),
        ] {
            let line = format!(r#"{{"id": "a", "text": "words", "published_at": "{date}"}}"#);
            let received = extract_record("r.jsonl", 3, line.as_bytes(), &options).unwrap();
            assert_eq!(received.documents[0].published, None, "{date}");
            assert_eq!(received.documents[0].dates[0].raw, date);
            assert_eq!((received.problems[0].kind, received.problems[0].place.as_str()), (kind, "line 3"));
        }
    }

    #[test]
    fn seconds_since_1970_are_read() {
        let received = record(r#"{"id": "a", "text": "words", "published_at": 1622594820}"#);
        assert_eq!(received.documents[0].published.unwrap().display(), "2021-06-02 00:47:00 UTC");
    }

    #[test]
    fn what_is_no_record_is_a_problem_with_its_line() {
        for (line, kind) in [
            ("{", ProblemKind::Malformed),
            ("[1]", ProblemKind::Malformed),
            (r#"{"text": "x"}"#, ProblemKind::MissingField),
            (r#"{"id": "x", "text": "  "}"#, ProblemKind::MissingField),
        ] {
            let problem = extract_record("r.jsonl", 7, line.as_bytes(), &Options::default()).unwrap_err();
            assert_eq!((problem.kind, problem.place.as_str()), (kind, "line 7"), "{line}");
        }
    }

    #[test]
    fn invalid_utf_8_is_read_with_a_problem() {
        let received =
            extract_record("r.jsonl", 1, b"{\"id\": \"a\", \"text\": \"caf\xE9\"}", &Options::default())
                .unwrap();
        assert_eq!(received.documents[0].text, "caf\u{FFFD}");
        assert_eq!(received.problems[0].kind, ProblemKind::InvalidCharset);
    }
}
