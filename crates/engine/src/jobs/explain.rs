//! Explaining matches without holding the archive's texts.

use crate::{EngineError, Progress, entries::Entries};
use futures::StreamExt;
use throughline_archive::{Archive, rows};
use throughline_lineage::{Explanation, Heads, Reading, Settings};
use throughline_model::{Match, RunId, Source};

/// Everything that says who published a document and when.
const HEADS: &str = "SELECT document_id, capture_id, item_id, external_id, form, url, source_id, source_name, \
    lang, published_earliest, published_latest, published_precision, published_zoned, dates FROM documents";
/// Everything that credits are read from.
const TEXTS: &str = "SELECT document_id, capture_id, item_id, external_id, form, url, source_id, source_name, \
    byline, text, margin FROM documents";

/// Explains `matches` between the archive's documents. `documents` is read twice, in record
/// batches: first without texts, then the texts of documents that occur in matches. Memory holds
/// the matches, about 120 bytes for each document, and what [`Reading`] keeps of each text.
///
/// # Errors
/// If the archive cannot be read.
pub(crate) async fn explain(
    archive: &Archive,
    sources: &[Source],
    mut matches: Vec<Match>,
    settings: &Settings,
    run_id: RunId,
    progress: &dyn Progress,
) -> Result<Explanation, EngineError> {
    let session = archive.session().await?;
    let mut entries = Entries::read(archive).await?;
    let mut heads = Heads::default();
    let mut batches = session.sql(HEADS).await?.execute_stream().await?;
    while let Some(batch) = batches.next().await {
        let mut documents = rows::read_documents_where(&batch?, |_| true)?;
        entries.see(&documents);
        entries.tell(&mut documents);
        heads.add(&documents);
    }
    drop(batches);
    matches.retain(|found| !entries.repeats_its_page(found));

    let matched = matches.iter().flat_map(|found| [found.a, found.b]);
    let mut reading = Reading::new(heads, sources, matched);
    progress.begin("explain", reading.documents() as u64, "documents");
    let mut read = 0;
    let mut batches = session.sql(TEXTS).await?.execute_stream().await?;
    while let Some(batch) = batches.next().await {
        let documents = rows::read_documents_where(&batch?, |id| reading.needs(id))?;
        reading.read(&documents);
        read += documents.len() as u64;
        progress.at(read);
    }
    drop(batches);
    let explained = reading.explain(matches, settings, run_id);
    progress.end();
    Ok(explained)
}
