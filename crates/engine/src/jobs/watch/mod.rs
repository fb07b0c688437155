//! `watch`: feeds are followed, pages visited again, edits and removals recorded.
//!
//! The schedule is `throughline_fetch::watch`, which knows no archive; here its answers become
//! captures, documents and rows of `visits`. Visits are made in windows of a quarter of a minute: what came in a
//! window is committed to the archive, then the schedule's state is written. A process that dies in
//! between makes the visits of one window again; nothing that was committed is lost.
//!
//! The archive is held only while a window is committed, so `trace` can run beside a watch of weeks.

mod window;

use super::{Added, add::reading_options, intake::Intake};
use crate::{EngineError, Progress};
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use throughline_archive::{Archive, ArchiveError, DerivedFiles, rows::Row};
use throughline_fetch::{
    Clock, Fetcher, Resolver, Settings, SystemClock, SystemResolver,
    watch::{PageText, Watch, WatchSettings, drive},
};
use throughline_model::{Id, VisitOutcome};
use window::Window;

/// How long a window is: the most a crash can make to be visited again, and the longest that a
/// host's order to wait can be lost by it.
const WINDOW: SignedDuration = SignedDuration::from_secs(15);

/// What `watch` is told.
#[derive(Clone)]
pub struct WatchOptions {
    /// Addresses of feeds to follow; the pages of their entries are watched.
    pub feeds: Vec<String>,
    /// Addresses of pages to watch.
    pub pages: Vec<String>,
    /// Whether to watch the pages of the archive whose text is carried, too.
    pub carried: bool,
    /// When to stop; `None` goes on until nothing is left to visit.
    pub until: Option<Timestamp>,
    /// Rules by which pages are asked for.
    pub fetch: Settings,
    /// How often things are visited.
    pub schedule: WatchSettings,
    /// The clock waits are measured by.
    pub clock: Arc<dyn Clock>,
    /// Looks up names.
    pub resolver: Arc<dyn Resolver>,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            feeds: Vec::new(),
            pages: Vec::new(),
            carried: false,
            until: None,
            fetch: Settings::default(),
            schedule: WatchSettings::default(),
            clock: Arc::new(SystemClock),
            resolver: Arc::new(SystemResolver),
        }
    }
}

/// What `watch` saw.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Watched {
    /// Feeds followed at the end.
    pub feeds: u64,
    /// Pages watched at the end, those whose schedule has run out included.
    pub pages: u64,
    /// Visits made, by what they showed.
    pub visits: BTreeMap<String, u64>,
    /// What came into the archive.
    #[serde(flatten)]
    pub added: Added,
}

/// Watches feeds and pages until the time is over or nothing is left to visit.
///
/// # Errors
/// If the archive cannot be written to, or another process holds it for longer than ten minutes.
pub async fn watch(
    archive: &Archive,
    options: &WatchOptions,
    progress: &dyn Progress,
) -> Result<Watched, EngineError> {
    let clock = &*options.clock;
    let files = state_files(archive)?;
    let mut schedule = match files.state::<serde_json::Value>() {
        Some(state) => Watch::from_json(state.to_string().as_bytes(), options.schedule.clone())
            .unwrap_or_else(|_| Watch::new(options.schedule.clone())),
        None => Watch::new(options.schedule.clone()),
    };
    let now = clock.now();
    for feed in &options.feeds {
        schedule.add_feed(feed, now);
    }
    for (url, known) in known_pages(archive, options).await? {
        schedule.add_page(&url, known, now);
    }

    let fetcher = Fetcher::with(options.fetch.clone(), options.clock.clone(), options.resolver.clone());
    let mut intake = Intake::open(archive, &[], now.as_microsecond()).await?;
    intake.release();
    let mut watched = Watched::default();
    progress.begin("watch", 0, "visits");
    loop {
        let window_end = clock.now().checked_add(WINDOW).unwrap_or(Timestamp::MAX);
        let end = options.until.map_or(window_end, |until| until.min(window_end));
        let mut window = Window::new(reading_options(clock.now().as_microsecond()));
        drive(&mut schedule, &fetcher, clock, end, |schedule, visit, fetched, at| {
            window.take(schedule, visit, fetched, at);
        })
        .await;
        if !window.is_empty() {
            hold(&mut intake, clock).await?;
            intake.set_now(clock.now().as_microsecond());
            window.commit(&mut intake, &mut watched.visits).await?;
            intake.release();
            let state: serde_json::Value = serde_json::from_slice(&schedule.to_json())
                .map_err(|error| EngineError::Question(format!("the schedule is no JSON: {error}")))?;
            files.commit(&state, &[])?;
            progress.at(watched.visits.values().sum());
        }
        let is_over = options.until.is_some_and(|until| clock.now() >= until);
        if is_over || schedule.next().is_none() {
            break;
        }
    }
    progress.end();
    let (feeds, visited, finished) = schedule.counts();
    watched.feeds = feeds as u64;
    watched.pages = (visited + finished) as u64;
    watched.added = intake.added;
    Ok(watched)
}

/// What a visit showed, counted.
fn count(visits: &mut BTreeMap<String, u64>, outcome: VisitOutcome) {
    *visits.entry(outcome.as_str().to_owned()).or_default() += 1;
}

/// Where the schedule is kept between runs. Deleting it costs visits: every page is then asked for
/// again, and an edit since the last visit is still seen, for the archive knows its text.
fn state_files(archive: &Archive) -> Result<DerivedFiles, EngineError> {
    Ok(match archive.location().folder() {
        Some(folder) => DerivedFiles::in_folder(&folder.join("derived").join("watch"))?,
        None => DerivedFiles::in_memory(),
    })
}

/// Waits until no other process writes to the archive.
async fn hold(intake: &mut Intake, clock: &dyn Clock) -> Result<(), EngineError> {
    for _ in 0..120 {
        match intake.retake().await {
            Err(EngineError::Archive(ArchiveError::Locked(_) | ArchiveError::Conflict(_))) => {
                let soon = clock
                    .now()
                    .checked_add(SignedDuration::try_from(Duration::from_secs(5)).unwrap_or_default());
                clock.sleep_until(soon.unwrap_or(Timestamp::MAX)).await;
            }
            other => return other,
        }
    }
    intake.retake().await
}

/// The pages to watch, with the text the archive has of each.
async fn known_pages(
    archive: &Archive,
    options: &WatchOptions,
) -> Result<BTreeMap<String, Option<PageText>>, EngineError> {
    let mut pages: BTreeMap<String, Option<PageText>> =
        options.pages.iter().map(|page| (page.trim().to_owned(), None)).collect();
    let session = archive.session().await?;
    let carried = "SELECT DISTINCT w.document_id FROM witnesses w JOIN lineages l \
        ON l.lineage_id = w.lineage_id WHERE l.class = 'carried'";
    let which = if options.carried {
        format!("document_id IN ({carried}) AND url LIKE 'http%'")
    } else {
        "false".to_owned()
    };
    let named: Vec<String> = pages.keys().map(|url| format!("'{}'", url.replace('\'', "''"))).collect();
    let named = if named.is_empty() { "false".to_owned() } else { format!("url IN ({})", named.join(",")) };
    let query = format!(
        "SELECT url, title, text FROM documents WHERE ({which} OR {named}) \
         AND form NOT IN ('feed-entry', 'sitemap-entry', 'mail') \
         ORDER BY published_latest NULLS FIRST, document_id"
    );
    let mut batches = session.sql(&query).await?.execute_stream().await?;
    while let Some(batch) = batches.next().await {
        for row in Row::iter(&Row::plain(&[batch?])?) {
            pages.insert(row.text("url").to_owned(), Some(page_text(row.text("title"), row.text("text"))));
        }
    }
    Ok(pages)
}

/// A page's headline and main text, as far as the schedule needs them.
fn page_text(title: &str, text: &str) -> PageText {
    let id = Id::derive("a text", &[title.as_bytes(), text.as_bytes()]).bytes();
    let hash = id[..8].iter().rev().fold(0, |hash, byte| hash << 8 | u64::from(*byte));
    PageText { hash, characters: text.chars().count() }
}
