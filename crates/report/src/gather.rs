//! Asking a reader for the views a report needs.

use crate::{document, lineage, text};
use throughline_engine::{EngineError, Reader, TranslationOptions};
use throughline_text::OffsetUnit;

const MOST_LINEAGES: usize = 20;

/// The report of one lineage.
///
/// # Errors
/// If there is no such lineage.
pub async fn for_lineage(reader: &Reader, id: &str) -> Result<String, EngineError> {
    let view = reader.lineage(id, OffsetUnit::Chars).await?;
    let passage = reader.passage(id, None, OffsetUnit::Chars).await?;
    let command = command(reader, "--lineage", &view.lineage.lineage_id);
    Ok(lineage(&view, &passage, &command))
}

/// The report of one document and of the lineages that pass through it, the widest spread first.
///
/// # Errors
/// If there is no such document.
pub async fn for_document(reader: &Reader, id: &str) -> Result<String, EngineError> {
    let view = reader.document(id, OffsetUnit::Chars).await?;
    let mut passages: Vec<_> = view.passages.iter().filter(|passage| passage.class == "carried").collect();
    passages.sort_by_key(|passage| (std::cmp::Reverse(passage.witness_count), passage.begin));
    let mut ids: Vec<&str> = Vec::new();
    for passage in passages {
        if !ids.contains(&passage.lineage_id.as_str()) && ids.len() < MOST_LINEAGES {
            ids.push(&passage.lineage_id);
        }
    }
    let mut lineages = Vec::with_capacity(ids.len());
    for id in ids {
        lineages.push(reader.lineage(id, OffsetUnit::Chars).await?);
    }
    let command = command(reader, "--document", &view.document.document_id);
    Ok(document(&view, &lineages, &command))
}

/// The report of a pasted text, with a model also of what carries it in other languages.
///
/// # Errors
/// If the text is too short.
pub async fn for_text(
    reader: &Reader,
    pasted: &str,
    translation: Option<&TranslationOptions>,
) -> Result<String, EngineError> {
    let view = reader.trace_text(pasted, translation, OffsetUnit::Chars).await?;
    let command = command(reader, "--text", "\"…\"");
    Ok(text(pasted, &view, &command))
}

fn command(reader: &Reader, what: &str, id: &str) -> String {
    let archive = reader.archive();
    format!(
        "throughline report {} {what} {id} --at {} -o report.html",
        archive.location().place(),
        archive.version()
    )
}
