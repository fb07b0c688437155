//! The visits of one window: what came of each, until it is committed.

use super::{count, page_text};
use crate::{
    EngineError,
    jobs::{intake::Intake, pages},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use throughline_archive::rows::Row;
use throughline_capture::{Options, Received};
use throughline_fetch::{
    FetchError, Response,
    watch::{
        Added, FeedOutcome, Observation, PageOutcome, PageText, Removal, Visit as Due, VisitKind, Watch,
    },
};
use throughline_model::{DocumentForm, DocumentId, EditOperation, ItemId, TimeInterval, Visit, VisitOutcome};

/// One visit that was made.
struct Made {
    url: String,
    /// Whether it was to a page; a feed's entries are about pages and no versions of the feed.
    is_page: bool,
    /// The item that the page says it is, if one was read.
    item: Option<ItemId>,
    at: Timestamp,
    outcome: VisitOutcome,
    evidence: String,
    /// Whether the text is another than at the visit before.
    is_edited: bool,
    received: Vec<Received>,
}

/// What came in a window.
pub(super) struct Window {
    options: Options,
    made: Vec<Made>,
}

impl Window {
    pub(super) fn new(options: Options) -> Self {
        Self { options, made: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.made.is_empty()
    }

    /// Takes what came of a visit and answers the schedule.
    pub(super) fn take(
        &mut self,
        schedule: &mut Watch,
        visit: &Due,
        fetched: Result<Response, FetchError>,
        at: Timestamp,
    ) {
        let made = match visit.kind {
            VisitKind::Page => self.page(schedule, visit, fetched, at),
            VisitKind::Feed => self.feed(schedule, visit, fetched, at),
        };
        self.made.push(made);
    }

    fn page(
        &self,
        schedule: &mut Watch,
        visit: &Due,
        fetched: Result<Response, FetchError>,
        at: Timestamp,
    ) -> Made {
        let mut received = Vec::new();
        let outcome = PageOutcome::of(&fetched, |response| {
            received = pages::received(&visit.url, response.clone(), &self.options);
            let document = received.iter().flat_map(|one| &one.documents).next();
            document.map_or(PageText { hash: 0, characters: 0 }, |document| {
                page_text(&document.title, &document.text)
            })
        });
        let observation = schedule.record_page(&visit.url, at, outcome);
        if let (true, Ok(response)) = (received.is_empty(), fetched)
            && !response.is_not_modified()
        {
            // An error page is evidence of a removal.
            received = pages::received(&visit.url, response, &self.options);
        }
        let item = received.iter().flat_map(|one| &one.documents).next().map(|document| document.item_id);
        let keeps_document =
            matches!(observation, Observation::First | Observation::Edited | Observation::Returned { .. });
        for one in &mut received {
            // Status and evidence stand in the visit; a row of problems for each would drown others.
            one.problems.clear();
            if !keeps_document {
                one.documents.clear();
            }
        }
        let is_edited = matches!(observation, Observation::Edited | Observation::Returned { edited: true });
        let (outcome, evidence) = words(&observation);
        Made { url: visit.url.clone(), is_page: true, item, at, outcome, evidence, is_edited, received }
    }

    fn feed(
        &self,
        schedule: &mut Watch,
        visit: &Due,
        fetched: Result<Response, FetchError>,
        at: Timestamp,
    ) -> Made {
        let mut received = Vec::new();
        let outcome = FeedOutcome::of(&fetched, |response| {
            received = pages::received(&visit.url, response.clone(), &self.options);
            let entries = || received.iter().flat_map(|one| &one.documents);
            let is_entry = |form| matches!(form, DocumentForm::FeedEntry | DocumentForm::SitemapEntry);
            if entries().any(|document| !is_entry(document.form)) {
                return Err("the answer is no feed".to_owned());
            }
            let new = entries().filter(|entry| schedule.add_page(&entry.url, None, at) == Added::New);
            Ok(new.count())
        });
        let observation = schedule.record_feed(&visit.url, at, outcome);
        if !matches!(observation, Observation::First | Observation::Edited | Observation::Returned { .. }) {
            received.clear();
        }
        let (outcome, evidence) = words(&observation);
        Made {
            url: visit.url.clone(),
            is_page: false,
            item: None,
            at,
            outcome,
            evidence,
            is_edited: false,
            received,
        }
    }

    /// Commits what came, in the order of moments and addresses.
    ///
    /// # Errors
    /// If the archive cannot be read or written to.
    pub(super) async fn commit(
        mut self,
        intake: &mut Intake,
        counts: &mut BTreeMap<String, u64>,
    ) -> Result<(), EngineError> {
        self.made.sort_by(|one, other| (one.at, &one.url).cmp(&(other.at, &other.url)));
        // Versions that came in this window, which the archive does not have yet.
        let mut current: HashMap<String, (DocumentId, String)> = HashMap::new();
        let mut items: HashMap<String, ItemId> = HashMap::new();
        for made in self.made {
            count(counts, made.outcome);
            let page = made.received.last().and_then(|received| received.documents.first());
            let page = page.filter(|_| made.is_page);
            let item = match (made.item, made.is_page) {
                (Some(item), _) => item,
                (None, true) => known_item(intake, &made.url, &items).await?,
                (None, false) => ItemId::derive(&[made.url.as_bytes()]),
            };
            items.insert(made.url.clone(), item);
            let text = page
                .map(|document| document.text.clone())
                .filter(|_| made.received.last().is_some_and(|one| one.documents.len() == 1));
            let mut document_id = None;
            for received in made.received {
                let ids = intake.receive(received).await?;
                if made.is_page && ids.len() == 1 {
                    document_id = Some(ids[0]);
                }
            }
            let (before, operations) = match (&text, made.is_edited) {
                (Some(text), true) => before(intake, &made.url, item, &current, document_id, text).await?,
                _ => (None, Vec::new()),
            };
            if let (Some(id), Some(text)) = (document_id, text) {
                current.insert(made.url.clone(), (id, text));
            }
            intake.visited(vec![Visit {
                item_id: item,
                visited: TimeInterval::at(made.at.as_microsecond()),
                outcome: made.outcome,
                evidence: made.evidence,
                document_id,
                before,
                operations,
                url: made.url,
            }]);
        }
        intake.commit().await
    }
}

/// The item of an address whose page did not come this time: that of the last visit at which it did.
async fn known_item(
    intake: &Intake,
    url: &str,
    items: &HashMap<String, ItemId>,
) -> Result<ItemId, EngineError> {
    if let Some(item) = items.get(url) {
        return Ok(*item);
    }
    let query = format!(
        "SELECT item_id FROM visits WHERE url = '{}' AND document_id IS NOT NULL \
         ORDER BY visited_latest DESC LIMIT 1",
        url.replace('\'', "''")
    );
    let rows = Row::plain(&intake.archive().session().await?.sql(&query).await?.collect().await?)?;
    let known = Row::iter(&rows).next().and_then(|row| row.text("item_id").parse().ok());
    Ok(known.unwrap_or_else(|| ItemId::derive(&[url.as_bytes()])))
}

/// The version before, and how its main text became this one.
async fn before(
    intake: &Intake,
    url: &str,
    item: ItemId,
    current: &HashMap<String, (DocumentId, String)>,
    own: Option<DocumentId>,
    text: &str,
) -> Result<(Option<DocumentId>, Vec<EditOperation>), EngineError> {
    let known = match current.get(url) {
        Some(known) => Some(known.clone()),
        None => stored(intake, url, item).await?,
    };
    Ok(match known {
        Some((id, old)) if Some(id) != own => (Some(id), throughline_reuse::changes(&old, text)),
        _ => (None, Vec::new()),
    })
}

/// The version of an item that the archive had last: the one of its last visit, or else the one
/// captured last.
async fn stored(
    intake: &Intake,
    url: &str,
    item: ItemId,
) -> Result<Option<(DocumentId, String)>, EngineError> {
    let quoted = url.replace('\'', "''");
    let query = format!(
        "SELECT d.document_id, d.text FROM documents d JOIN captures c ON c.capture_id = d.capture_id \
         LEFT JOIN (SELECT document_id, max(visited_latest) AS visited FROM visits WHERE url = '{quoted}' \
         GROUP BY document_id) v ON v.document_id = d.document_id \
         WHERE (d.item_id = '{item}' OR d.url = '{quoted}') AND d.form NOT IN ('feed-entry', 'sitemap-entry', 'mail') \
         ORDER BY v.visited DESC NULLS LAST, c.captured_latest DESC NULLS LAST, d.document_id LIMIT 1"
    );
    let session = intake.archive().session().await?;
    let rows = Row::plain(&session.sql(&query).await?.collect().await?)?;
    let first = Row::iter(&rows).next();
    Ok(first.and_then(|row| Some((row.text("document_id").parse().ok()?, row.text("text").to_owned()))))
}

fn words(observation: &Observation) -> (VisitOutcome, String) {
    match observation {
        Observation::First => (VisitOutcome::First, String::new()),
        Observation::Unchanged => (VisitOutcome::Unchanged, String::new()),
        Observation::Edited => (VisitOutcome::Edited, String::new()),
        Observation::Unconfirmed { how } => (VisitOutcome::Unconfirmed, removal(*how)),
        Observation::Removed { how } => (VisitOutcome::Removed, removal(*how)),
        Observation::Returned { .. } => (VisitOutcome::Returned, String::new()),
        Observation::Denied => (VisitOutcome::Denied, "robots.txt".to_owned()),
        Observation::Failed { reason } => (VisitOutcome::Failed, reason.clone()),
        _ => (VisitOutcome::Failed, "an observation that is not known here".to_owned()),
    }
}

fn removal(how: Removal) -> String {
    match how {
        Removal::Status(status) => format!("status {status}"),
        Removal::HomePage => "home page".to_owned(),
        Removal::NearlyEmpty => "nearly empty".to_owned(),
        Removal::SameAsOthers => "same as others".to_owned(),
        _ => "removed".to_owned(),
    }
}
