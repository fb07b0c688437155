//! Captures as a WACZ package, which replay programs open.

use crate::{EngineError, Reader, VERSION};
use std::{collections::BTreeMap, io::Write};
use throughline_archive::StoredCapture;
use throughline_capture::{WaczCapture, WaczOptions, write_wacz};
use throughline_model::TimeInterval;
use throughline_text::OffsetUnit;

/// What a package holds the captures of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All witnesses of a lineage.
    Lineage(String),
    /// Documents, by their ids, the ids their providers gave them, or addresses.
    Documents(Vec<String>),
}

struct Selected {
    url: String,
    captured: Option<TimeInterval>,
    media_type: String,
    title: String,
    text: String,
    stored: StoredCapture,
}

/// Writes the captures of `selection` and gives their number. They are held in memory, each once,
/// whatever number of documents was extracted from it.
///
/// # Errors
/// If there is no such lineage or document, its evidence cannot be read, or `out` cannot be written
/// to.
pub async fn wacz(reader: &Reader, selection: &Selection, out: impl Write) -> Result<u64, EngineError> {
    let (ids, title) = match selection {
        Selection::Lineage(id) => {
            let view = reader.lineage(id, OffsetUnit::Bytes).await?;
            let ids: Vec<String> =
                view.witnesses.into_iter().map(|witness| witness.document.document_id).collect();
            (ids, format!("Captures of lineage {id}"))
        }
        Selection::Documents(ids) => (ids.clone(), "Captures of documents".to_owned()),
    };
    let mut selected: BTreeMap<String, Selected> = BTreeMap::new();
    for id in ids {
        let view = reader.document(&id, OffsetUnit::Bytes).await?;
        let stored = reader.capture_bytes(&view.document.document_id).await?;
        selected.entry(view.capture.capture_id).or_insert(Selected {
            url: view.capture.locator,
            captured: view.capture.captured.and_then(|time| TimeInterval::parse(&time.earliest)),
            media_type: view.capture.media_type,
            title: view.document.title,
            text: view.text,
            stored,
        });
    }
    let captures = selected.values().map(|one| WaczCapture {
        url: &one.url,
        captured: one.captured,
        media_type: &one.media_type,
        http_head: &one.stored.http_head,
        bytes: &one.stored.bytes,
        title: &one.title,
        text: &one.text,
    });
    let options = WaczOptions {
        title,
        description: format!("Archive version {}", reader.archive().version()),
        software: format!("Throughline {VERSION}"),
        undated: 0,
    };
    write_wacz(captures, &options, out)
        .map_err(|error| EngineError::Output { file: "the package".into(), reason: error.to_string() })?;
    Ok(selected.len() as u64)
}
