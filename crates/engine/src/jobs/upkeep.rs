//! Derived indexes: bringing them up to date, and building them anew.

use crate::{EngineError, matching, translating};
use throughline_archive::{Archive, FullText, IndexedDocument, rows, rows::Row};

/// The archive's full-text index, brought up to date with the archive's version.
///
/// A local archive keeps it under `derived/fulltext`, for its newest version. If that cannot be
/// written (a read-only archive), if the archive is on an object store or is opened at an older
/// version, the index lives in memory.
///
/// # Errors
/// If the archive cannot be read.
pub async fn full_text(archive: &Archive) -> Result<FullText, EngineError> {
    let folder = archive.location().folder().map(|folder| folder.join("derived/fulltext"));
    let is_newest = Archive::open_at(archive.location().clone(), None).await?.version() == archive.version();
    if let Some(folder) = folder
        && is_newest
        && let Ok(index) = FullText::open(Some(&folder))
        && update(archive, &index, false).await.is_ok()
    {
        return Ok(index);
    }
    let index = FullText::open(None)?;
    update(archive, &index, true).await?;
    Ok(index)
}

/// Builds every derived index anew. Gives the number of documents indexed.
///
/// # Errors
/// If the archive cannot be read or its folder cannot be written to.
pub async fn rebuild(archive: &Archive) -> Result<u64, EngineError> {
    let folder = archive.location().folder().map(|folder| folder.join("derived/fulltext"));
    let index = FullText::open(folder.as_deref())?;
    update(archive, &index, true).await?;
    matching::rebuild(archive).await?;
    translating::forget(archive)?;
    Ok(index.len())
}

/// What the index covers: the documents and what is known of their sources. The documents'
/// number stands for them, since they are only ever added.
fn stamp(archive: &Archive, documents: u64) -> String {
    let sources = archive.snapshot().tables.get("sources").copied().unwrap_or(0);
    format!("documents {documents}, sources version {sources}")
}

async fn update(archive: &Archive, index: &FullText, anew: bool) -> Result<(), EngineError> {
    let session = archive.session().await?;
    let counted = Row::plain(&session.sql("SELECT count(*) AS n FROM documents").await?.collect().await?)?;
    let documents = Row::iter(&counted).next().map_or(0, |row| row.number("n"));
    let stamp = stamp(archive, documents);
    if !anew && index.stamp()?.as_deref() == Some(stamp.as_str()) {
        return Ok(());
    }
    let sources = rows::read_sources(&archive.read("sources").await?)?;
    let source = |id: Option<&str>| {
        id.and_then(|id| id.parse().ok())
            .and_then(|id| sources.binary_search_by_key(&id, |source| source.id).ok())
            .map(|at| &sources[at])
    };
    let query = "SELECT document_id, title, text, lang, source_id, published_earliest, published_display \
                 FROM documents ORDER BY document_id";
    let plain = Row::plain(&session.sql(query).await?.collect().await?)?;
    let indexed = Row::iter(&plain).map(|row| {
        let known = source(row.optional_text("source_id"));
        let year = row.text("published_display").get(..4).unwrap_or_default().to_owned();
        IndexedDocument {
            document_id: row.text("document_id").to_owned(),
            title: row.text("title").to_owned(),
            text: row.text("text").to_owned(),
            facets: [
                row.text("source_id").to_owned(),
                known.map(|source| source.kind.clone()).unwrap_or_default(),
                row.text("lang").to_owned(),
                known.map(|source| source.country.clone()).unwrap_or_default(),
                year,
            ],
            published: row.moment("published_earliest"),
        }
    });
    index.rebuild(indexed, &stamp)?;
    Ok(())
}
