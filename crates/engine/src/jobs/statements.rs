//! Statements about captures: where and when files on disk were received.
//!
//! A folder of saved pages has lost what the web told: the address and the time. A CSV file with
//! the columns `file,url,captured_at` gives it back, and with it an upper bound for first-seen
//! and the knowledge that two files are versions of one page.

use crate::EngineError;
use std::{collections::BTreeMap, io::Read};
use throughline_capture::Received;
use throughline_model::{Capture, DateEvidence, DateKind, DateRole, TimeInterval};

/// Where and when one file was received.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaptureStatement {
    /// The address it was received from, or empty.
    pub url: String,
    /// When it was received, as the statement says it, or empty.
    pub captured_at: String,
}

/// Reads statements about captures from a CSV file with the columns `file,url,captured_at`;
/// others are ignored.
///
/// # Errors
/// Names the line of a row without a file, or whose time cannot be read.
pub fn read_captures(
    file: &str,
    reader: impl Read,
) -> Result<BTreeMap<String, CaptureStatement>, EngineError> {
    let wrong = |line: u64, reason: String| EngineError::Registry { file: file.to_owned(), line, reason };
    let mut rows = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(reader);
    let headers = rows.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
    let column = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
    let (path, url, time) = (column("file"), column("url"), column("captured_at"));
    if path.is_none() {
        return Err(wrong(1, "there is no column \"file\"".into()));
    }
    let mut statements = BTreeMap::new();
    for row in rows.records() {
        let row =
            row.map_err(|error| wrong(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        let value = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        let statement = CaptureStatement { url: value(url), captured_at: value(time) };
        if value(path).is_empty() {
            return Err(wrong(line, "the file is empty".into()));
        }
        if !statement.captured_at.is_empty() && TimeInterval::parse(&statement.captured_at).is_none() {
            return Err(wrong(line, format!("{:?} is no ISO 8601 time", statement.captured_at)));
        }
        statements.insert(value(path), statement);
    }
    Ok(statements)
}

/// Puts what is stated about a file on the capture and documents read from it.
pub(super) fn apply(mut received: Received, statement: Option<&CaptureStatement>) -> Received {
    let Some(statement) = statement else { return received };
    let captured = TimeInterval::parse(&statement.captured_at);
    let before = received.capture;
    let locator = if statement.url.is_empty() { before.locator } else { statement.url.clone() };
    received.capture = Capture::new(
        before.sha256,
        locator,
        before.media_type,
        before.byte_length,
        captured.or(before.captured),
    );
    for document in &mut received.documents {
        document.capture_id = received.capture.id;
        if document.url.is_empty() {
            document.url.clone_from(&statement.url);
        }
        if let Some(interval) = captured {
            document.dates.push(DateEvidence {
                kind: DateKind::Capture,
                role: DateRole::Captured,
                raw: statement.captured_at.clone(),
                interval: Some(interval),
            });
        }
    }
    received
}
