//! `trace`: who carried what.

use super::explain::explain;
use crate::{EngineError, Progress, TranslationOptions, VERSION, matching, translating};
use datafusion::prelude::SessionContext;
use throughline_archive::{Archive, rows};
use throughline_model::Run;

/// What `trace` is told.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct TraceOptions {
    /// How matches are found.
    pub reuse: throughline_reuse::Settings,
    /// How they are explained.
    pub lineage: throughline_lineage::Settings,
    /// How translations are looked for; not at all if `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<TranslationOptions>,
    /// Bytes of memory that indexing and comparing may take; what does not fit is kept in more
    /// files. It changes no result, so it is no part of a run's record. 2 GiB if `None`.
    #[serde(skip)]
    pub memory: Option<usize>,
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
    /// Of these, translations and statements in other words of one language.
    pub renderings: u64,
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

/// Rows of `matches` written together: the text of many millions does not fit into one column.
const ROWS: usize = 1 << 20;

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
    let heads = matching::read_heads(archive).await?;
    let sources = rows::read_sources(&archive.read("sources").await?)?;
    progress.end();

    let settings = serde_json::to_string(options).expect("settings have only numbers");
    let run = Run::new("trace", VERSION, &settings, &heads.digest(&sources), heads.0.len() as u64);
    if archive.snapshot().run == Some(run.id) {
        return summary(archive, &run, true).await;
    }

    let mut found = matching::open(archive, &options.reuse);
    let memory = options.memory.unwrap_or(matching::DEFAULT_MEMORY);
    matching::update(&mut found, archive, &heads, memory, progress).await?;
    matching::compare(&mut found, &heads, progress)?;
    let contents = options.translation.as_ref().map(|_| found.contents().clone()).unwrap_or_default();
    let mut matches = matching::document_matches(found, run.id)?;
    if let Some(translation) = &options.translation {
        let rendered = translating::find(archive, &heads, &contents, translation, run.id, progress).await?;
        translating::join(&mut matches, rendered);
    }
    drop((heads, contents));
    let explained = explain(archive, &sources, matches, &options.lineage, run.id, progress).await?;

    progress.begin("write", explained.matches.len() as u64, "matches");
    let new_run = !archive.read("runs").await?.iter().any(|rows| holds_run(rows, &run));
    let parts = explained.matches.chunks(ROWS);
    let matches =
        if parts.len() == 0 { vec![rows::matches(&[])] } else { parts.map(rows::matches).collect() };
    batch.replace("matches", matches);
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

fn holds_run(batch: &arrow::record_batch::RecordBatch, run: &Run) -> bool {
    let id = run.id.to_string();
    rows::Row::plain(std::slice::from_ref(batch))
        .is_ok_and(|plain| rows::Row::iter(&plain).any(|row| row.text("run_id") == id))
}

async fn summary(archive: &Archive, run: &Run, up_to_date: bool) -> Result<Traced, EngineError> {
    let session = archive.session().await?;
    let [carried, recurring, renderings] = counts(&session, MATCHES).await?;
    let [carries, agency_copy, undecided, credited] = counts(&session, CARRIES).await?;
    let [lineages, agency_copy_lineages, recurring_lineages] = counts(&session, LINEAGES).await?;
    Ok(Traced {
        run_id: run.id.to_string(),
        up_to_date,
        documents: run.document_count,
        matches: carried,
        renderings,
        recurring_matches: recurring,
        carries,
        agency_copy_carries: agency_copy,
        undecided_carries: undecided,
        credited_carries: credited,
        lineages,
        agency_copy_lineages,
        recurring_lineages,
        archive_version: archive.version(),
    })
}

const MATCHES: &str = "SELECT count(*) FILTER (WHERE class = 'carried') AS n0, \
    count(*) FILTER (WHERE class = 'recurring') AS n1, \
    count(*) FILTER (WHERE class = 'carried' AND kind IN ('translated', 'reworded')) AS n2 FROM matches";
const CARRIES: &str = "SELECT count(*) AS n0, count(*) FILTER (WHERE agency_copy) AS n1, \
    count(*) FILTER (WHERE \"order\" = 'undecided') AS n2, \
    count(*) FILTER (WHERE \"order\" = 'before' AND credit = 'credited') AS n3 \
    FROM carries WHERE class = 'carried'";
const LINEAGES: &str = "SELECT count(*) FILTER (WHERE class = 'carried') AS n0, \
    count(*) FILTER (WHERE class = 'carried' AND agency_copy) AS n1, \
    count(*) FILTER (WHERE class = 'recurring') AS n2 FROM lineages";

/// The one row of a query whose columns are the counts `n0`, `n1` and so on.
async fn counts<const N: usize>(session: &SessionContext, query: &str) -> Result<[u64; N], EngineError> {
    let plain = rows::Row::plain(&session.sql(query).await?.collect().await?)?;
    let row = rows::Row::iter(&plain).next();
    Ok(std::array::from_fn(|at| row.as_ref().map_or(0, |row| row.number(&format!("n{at}")))))
}
