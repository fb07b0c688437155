//! `trace`: who carried what.

use super::explain::explain;
use crate::{EngineError, Progress, VERSION};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use throughline_archive::{Archive, rows};
use throughline_model::{Document, Match, ReuseClass, Run, Source};

/// What `trace` is told.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct TraceOptions {
    /// How matches are found.
    pub reuse: throughline_reuse::Settings,
    /// How they are explained.
    pub lineage: throughline_lineage::Settings,
}

/// What `trace` found. Every count is of the whole archive, not of what is new.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Traced {
    /// The run.
    pub run_id: String,
    /// Whether the archive had been traced already with these settings, so that nothing changed.
    pub up_to_date: bool,
    /// Documents compared: the denominator of the counts below.
    pub documents: u64,
    /// Matches of class carried.
    pub matches: u64,
    /// Matches of class recurring.
    pub recurring_matches: u64,
    /// Carries of class carried.
    pub carries: u64,
    /// Of these, carries of agency copy.
    pub agency_copy_carries: u64,
    /// Of the carries, those whose direction the dates do not decide.
    pub undecided_carries: u64,
    /// Of the decided ones, those that credit their origin.
    pub credited_carries: u64,
    /// Lineages of class carried.
    pub lineages: u64,
    /// Of these, agency copy: text that starts at a news agency.
    pub agency_copy_lineages: u64,
    /// Lineages of class recurring.
    pub recurring_lineages: u64,
    /// Version of the archive afterwards.
    pub archive_version: u64,
}

/// Finds and explains carried text among all documents of the archive. With the same documents,
/// sources, settings and version of Throughline it changes nothing and says so.
///
/// # Errors
/// If the archive cannot be read or written.
pub async fn trace(
    archive: &Archive,
    options: &TraceOptions,
    progress: &dyn Progress,
) -> Result<Traced, EngineError> {
    let mut batch = archive.begin("trace").await?;
    progress.begin("read", 0, "documents");
    let documents = rows::read_documents(&archive.read("documents").await?)?;
    let sources = rows::read_sources(&archive.read("sources").await?)?;
    progress.end();

    let settings = serde_json::to_string(options).expect("settings have only numbers");
    let run = Run::new("trace", VERSION, &settings, &digest(&documents, &sources), documents.len() as u64);
    if archive.snapshot().run == Some(run.id) {
        return summary(archive, &run, true).await;
    }

    let matches = find(&documents, &options.reuse, &run, progress);
    drop(documents);
    let explained = explain(archive, &sources, matches, &options.lineage, run.id, progress).await?;

    progress.begin("write", explained.matches.len() as u64, "matches");
    let new_run = !archive.read("runs").await?.iter().any(|rows| holds_run(rows, &run));
    batch.replace("matches", vec![rows::matches(&explained.matches)]);
    batch.replace("carries", vec![rows::carries(&explained.carries)]);
    batch.replace("lineages", vec![rows::lineages(&explained.lineages)]);
    batch.replace("witnesses", vec![rows::witnesses(&explained.witnesses)]);
    batch.replace("recurrences", vec![rows::recurrences(&explained.recurrences)]);
    if new_run {
        batch.append("runs", rows::runs(std::slice::from_ref(&run)));
    }
    batch.derived_by(run.id);
    let committed = batch.commit().await?;
    progress.end();
    summary(&committed, &run, false).await
}

fn find(
    documents: &[Document],
    settings: &throughline_reuse::Settings,
    run: &Run,
    progress: &dyn Progress,
) -> Vec<Match> {
    let families = families(documents);
    let texts: Vec<throughline_reuse::Text<'_>> = documents
        .iter()
        .zip(&families)
        .map(|(document, &family)| throughline_reuse::Text { text: &document.text, family })
        .collect();
    progress.begin("compare", texts.iter().map(|text| text.text.len() as u64).sum(), "bytes");
    let found = throughline_reuse::find_matches(&texts, settings, &|done, _| progress.at(done));
    progress.end();
    found
        .into_iter()
        .map(|pair| {
            // Documents are sorted by id, so index order is id order.
            let (a, b) = (documents[pair.a].id, documents[pair.b].id);
            Match {
                id: Match::id_of(a, pair.a_span, b, pair.b_span),
                a,
                b,
                a_span: pair.a_span,
                b_span: pair.b_span,
                score: pair.score,
                kind: pair.kind,
                class: ReuseClass::Carried,
                operations: pair.operations,
                run_id: run.id,
            }
        })
        .collect()
}

/// Numbers the source families; a document of unknown source is a family of its own.
pub(crate) fn families(documents: &[Document]) -> Vec<u32> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    documents
        .iter()
        .map(|document| {
            let key = document.source_id.map_or_else(|| document.item_id.to_string(), |id| id.to_string());
            let next = numbers.len() as u32;
            *numbers.entry(key).or_insert(next)
        })
        .collect()
}

/// What the run read, in 32 bytes: ids of documents are derived from their content, so they
/// stand for it.
fn digest(documents: &[Document], sources: &[Source]) -> String {
    use std::fmt::Write;
    let mut hash = Sha256::new();
    for document in documents {
        hash.update(document.id.to_string());
        hash.update(document.source_id.map(|id| id.to_string()).unwrap_or_default());
        hash.update(format!("{:?}{:?}", document.published, document.dates));
    }
    for source in sources {
        hash.update(format!("{source:?}"));
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}

fn holds_run(batch: &arrow::record_batch::RecordBatch, run: &Run) -> bool {
    let id = run.id.to_string();
    rows::Row::plain(std::slice::from_ref(batch))
        .is_ok_and(|plain| rows::Row::iter(&plain).any(|row| row.text("run_id") == id))
}

async fn summary(archive: &Archive, run: &Run, up_to_date: bool) -> Result<Traced, EngineError> {
    let session = archive.session().await?;
    let count = |query: &'static str| {
        let session = session.clone();
        async move {
            let plain = rows::Row::plain(&session.sql(query).await?.collect().await?)?;
            Ok::<u64, EngineError>(rows::Row::iter(&plain).next().map_or(0, |row| row.number("n")))
        }
    };
    Ok(Traced {
        run_id: run.id.to_string(),
        up_to_date,
        documents: run.document_count,
        matches: count("SELECT count(*) AS n FROM matches WHERE class = 'carried'").await?,
        recurring_matches: count("SELECT count(*) AS n FROM matches WHERE class = 'recurring'").await?,
        carries: count("SELECT count(*) AS n FROM carries WHERE class = 'carried'").await?,
        agency_copy_carries: count(
            "SELECT count(*) AS n FROM carries WHERE class = 'carried' AND agency_copy",
        )
        .await?,
        undecided_carries: count(
            "SELECT count(*) AS n FROM carries WHERE class = 'carried' AND \"order\" = 'undecided'",
        )
        .await?,
        credited_carries: count(
            "SELECT count(*) AS n FROM carries WHERE class = 'carried' AND \"order\" = 'before' AND credit = 'credited'",
        )
        .await?,
        lineages: count("SELECT count(*) AS n FROM lineages WHERE class = 'carried'").await?,
        agency_copy_lineages: count(
            "SELECT count(*) AS n FROM lineages WHERE class = 'carried' AND agency_copy",
        )
        .await?,
        recurring_lineages: count("SELECT count(*) AS n FROM lineages WHERE class = 'recurring'").await?,
        archive_version: archive.version(),
    })
}
