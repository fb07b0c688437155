//! Asking an archive: one [`Reader`], one method a view.

mod cards;
mod coverage;
mod document;
mod lineages;
mod passage;
mod pasted;
mod recurrences;
mod rendered;
mod renderings;
mod search;
mod sources;
mod sql;
mod times;
mod visits;
mod words;

pub use lineages::{AgencyCopy, LineageFilter, LineageSort};
pub use search::SearchRequest;

use crate::{
    EngineError, VERSION, jobs,
    views::{ArchiveView, Envelope, FacetValue},
};
use arrow::record_batch::RecordBatch;
use datafusion::{execution::SendableRecordBatchStream, prelude::SessionContext};
use std::collections::BTreeMap;
use throughline_archive::{Archive, FullText, rows, rows::Row};
use throughline_lineage::KnownSources;
use throughline_model::{Document, DocumentId, Source, SourceId};
use throughline_text::OffsetUnit;
use tokio::sync::OnceCell;

/// Answers questions about one version of an archive.
pub struct Reader {
    archive: Archive,
    session: SessionContext,
    sources: BTreeMap<SourceId, Source>,
    known_sources: KnownSources,
    full_text: OnceCell<FullText>,
    look_up: OnceCell<crate::matching::LookUp>,
    model: OnceCell<throughline_translation::Model>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("archive", &self.archive).finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader of the version the archive is opened at.
    ///
    /// # Errors
    /// If the archive's tables cannot be opened.
    pub async fn new(archive: Archive) -> Result<Self, EngineError> {
        let session = archive.session().await?;
        let sources = rows::read_sources(&archive.read("sources").await?)?;
        Ok(Self {
            known_sources: KnownSources::new(&sources),
            sources: sources.into_iter().map(|source| (source.id, source)).collect(),
            archive,
            session,
            full_text: OnceCell::new(),
            look_up: OnceCell::new(),
            model: OnceCell::new(),
        })
    }

    /// The archive it reads.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// The archive at a glance.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn overview(&self) -> Result<ArchiveView, EngineError> {
        let counts = self
            .rows(
                "SELECT (SELECT count(*) FROM documents) AS documents, \
                 (SELECT count(*) FROM documents WHERE published_earliest IS NULL) AS undated, \
                 (SELECT count(DISTINCT source_id) FROM sources) AS sources, \
                 (SELECT count(*) FROM captures) AS captures, \
                 (SELECT count(*) FROM matches WHERE class = 'carried') AS matches, \
                 (SELECT count(*) FROM carries WHERE class = 'carried') AS carries, \
                 (SELECT count(*) FROM carries WHERE class = 'carried' AND agency_copy) AS agency_carries, \
                 (SELECT count(*) FROM lineages WHERE class = 'carried') AS lineages, \
                 (SELECT count(*) FROM lineages WHERE class = 'carried' AND agency_copy) AS agency_lineages, \
                 (SELECT count(*) FROM lineages WHERE class = 'recurring') AS recurring, \
                 (SELECT count(*) FROM problems) AS problems",
            )
            .await?;
        let row = Row::iter(&counts).next().ok_or_else(|| EngineError::Question("no counts".into()))?;
        let ends = "SELECT published_earliest, published_latest, published_precision, published_zoned, \
                    published_evidence FROM documents WHERE published_earliest IS NOT NULL ORDER BY";
        let first = self.rows(&format!("{ends} published_earliest, published_latest LIMIT 1")).await?;
        let last =
            self.rows(&format!("{ends} published_latest DESC, published_earliest DESC LIMIT 1")).await?;
        let languages = self
            .rows("SELECT lang, count(*) AS n FROM documents GROUP BY lang ORDER BY n DESC, lang")
            .await?;
        let run = self.archive.snapshot().run;
        let covered = match run {
            Some(run) => {
                let query = format!("SELECT document_count FROM runs WHERE run_id = '{run}'");
                Row::iter(&self.rows(&query).await?).next().map(|row| row.number("document_count"))
            }
            None => None,
        };
        Ok(ArchiveView {
            envelope: self.envelope("archive", "show"),
            name: self.archive.location().name(),
            documents: row.number("documents"),
            undated_documents: row.number("undated"),
            sources: row.number("sources"),
            captures: row.number("captures"),
            matches: row.number("matches"),
            carries: row.number("carries"),
            agency_copy_carries: row.number("agency_carries"),
            lineages: row.number("lineages"),
            agency_copy_lineages: row.number("agency_lineages"),
            recurring_lineages: row.number("recurring"),
            problems: row.number("problems"),
            first: Row::iter(&first).next().and_then(|row| times::published(&row)),
            last: Row::iter(&last).next().and_then(|row| times::published(&row)),
            languages: Row::iter(&languages)
                .map(|row| FacetValue {
                    value: row.text("lang").to_owned(),
                    label: row.text("lang").to_owned(),
                    count: row.number("n"),
                })
                .collect(),
            traced: covered == Some(row.number("documents")),
            run_id: run.map(|run| run.to_string()),
        })
    }

    fn envelope(&self, view: &str, command: &str) -> Envelope {
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let place = shell_word(self.archive.location().place());
        let version = self.archive.version();
        Envelope {
            schema: format!("throughline.{view}/1"),
            archive_version: version,
            throughline_version: VERSION.to_owned(),
            reproduce: format!("throughline {verb} {place} {rest} --at {version}").replace("  ", " "),
        }
    }

    async fn rows(&self, query: &str) -> Result<Vec<RecordBatch>, EngineError> {
        Ok(Row::plain(&self.session.sql(query).await?.collect().await?)?)
    }

    pub(crate) async fn stream(&self, query: &str) -> Result<SendableRecordBatchStream, EngineError> {
        Ok(self.session.sql(query).await?.execute_stream().await?)
    }

    async fn full_text(&self) -> Result<&FullText, EngineError> {
        self.full_text.get_or_try_init(|| jobs::full_text(&self.archive)).await
    }

    /// Whole documents by id, sorted by id.
    async fn documents(&self, ids: &[DocumentId]) -> Result<BTreeMap<DocumentId, Document>, EngineError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let query = format!("SELECT * FROM documents WHERE document_id IN ({})", list(ids));
        let found = rows::read_documents(&self.session.sql(&query).await?.collect().await?)?;
        Ok(found.into_iter().map(|document| (document.id, document)).collect())
    }
}

/// Ids as a SQL list. Ids hold letters and digits only, so nothing needs escaping.
fn list<Id: std::fmt::Display>(ids: &[Id]) -> String {
    ids.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",")
}

/// A text as a SQL literal.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The flags that give the same rows of a list, with a space before them; nothing for the rows
/// that the command line gives by itself.
fn page_flags(offset: u64, limit: u64) -> String {
    let mut flags = String::new();
    if limit != 20 {
        flags.push_str(&format!(" --limit {limit}"));
    }
    if offset != 0 {
        flags.push_str(&format!(" --offset {offset}"));
    }
    flags
}

/// The flag that gives offsets in the same unit, with a space before it.
fn unit_flag(unit: OffsetUnit) -> &'static str {
    match unit {
        OffsetUnit::Bytes => "",
        OffsetUnit::Chars => " --offsets chars",
        OffsetUnit::Utf16 => " --offsets utf16",
    }
}

/// A word as a POSIX shell reads it.
fn shell_word(text: &str) -> String {
    let plain =
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@%+=".contains(c));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_survive_the_shell() {
        assert_eq!(super::shell_word("data/archive"), "data/archive");
        assert_eq!(super::shell_word("my archive's"), "'my archive'\\''s'");
    }
}
