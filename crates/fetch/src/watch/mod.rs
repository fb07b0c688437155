//! When feeds and pages are to be visited next, and what each visit showed.
//!
//! A state machine without clock, network or disk: moments come in, [`Visit`]s and [`Observation`]s
//! go out. [`Watch::to_json`] is the whole state. It is to be written, with the evidence, when
//! [`Observation::is_to_be_written`] says so; visits made after it was written are made again. A
//! visit that is taken but never recorded (the process died) is due again when the state is read.
//!
//! | what a visit shows | first time | then |
//! |---|---|---|
//! | a text | [`Observation::First`] | `Unchanged`, `Edited`, or `Returned` after a removal |
//! | 304 | a failure, if no text is known | `Unchanged`, or `Returned` |
//! | 404, 410, 451; the home page instead; nearly no text; the text other pages have turned into | a failure, if no text is known; else [`Observation::Unconfirmed`] | [`Observation::Removed`], if a second visit shows it too; `Unchanged` after that |
//! | 5xx, other 4xx, limits of time, no connection, a body cut on its way | [`Observation::Failed`] | `Failed`; never a removal |
//! | robots.txt forbids it | [`Observation::Denied`] | `Denied`; never a removal |

mod drive;
mod feed;
mod hints;
mod opml;
mod outcome;
mod page;

pub use drive::drive;
pub use feed::FeedOutcome;
pub use hints::FeedHints;
pub use opml::{OpmlFeed, read_opml};
pub use outcome::{Observation, PageOutcome, PageText, Removal, Retry};

use crate::Validators;
use crate::pace::jitter;
use feed::FeedState;
use jiff::Timestamp;
use page::PageState;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use url::Url;

/// Longest URL that is watched, in bytes.
const LONGEST_WATCHED_URL: usize = 2048;

/// How often things are visited. Not part of the stored state, so that a change takes effect at
/// once.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WatchSettings {
    /// Least time between two visits to a feed.
    pub shortest_feed: Duration,
    /// Most time between two visits to a feed, whatever its hints say.
    pub longest_feed: Duration,
    /// Times from one visit of a page to the next, as long as it does not change. When they are
    /// used up, the page is not visited again. Most edits fall into the first hours; removals come
    /// late, so the tail is long.
    pub page_steps: Vec<Duration>,
    /// Time from the first sign of a removal to the visit that confirms it.
    pub confirm_after: Duration,
    /// First wait after a failure; each further one doubles it.
    pub first_failure: Duration,
    /// Longest wait after a failure.
    pub longest_failure: Duration,
    /// A text of fewer characters, and less than a tenth of what it was, counts as nearly empty.
    pub nearly_empty: usize,
    /// Every so many visits one is made without conditions, to catch a server whose `ETag` or
    /// `Last-Modified` stays the same though the page changes.
    pub unconditional_every: u32,
    /// Most pages kept; beyond it, those that are no longer visited are forgotten.
    pub most_pages: usize,
    /// Most feeds kept.
    pub most_feeds: usize,
    /// Seed of the jitter that keeps visits from falling on one moment.
    pub seed: u64,
}

impl Default for WatchSettings {
    fn default() -> Self {
        const HOUR: u64 = 3600;
        const DAY: u64 = 24 * HOUR;
        let steps = [HOUR / 4, HOUR, 4 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY];
        Self {
            shortest_feed: Duration::from_mins(10),
            longest_feed: Duration::from_secs(DAY),
            page_steps: steps.map(Duration::from_secs).to_vec(),
            confirm_after: Duration::from_secs(HOUR),
            first_failure: Duration::from_mins(10),
            longest_failure: Duration::from_secs(DAY),
            nearly_empty: 200,
            unconditional_every: 4,
            most_pages: 100_000,
            most_feeds: 10_000,
            seed: 0,
        }
    }
}

/// What a visit is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitKind {
    /// A feed: answer with [`Watch::record_feed`].
    Feed,
    /// A page: answer with [`Watch::record_page`].
    Page,
}

/// A visit that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// What is visited.
    pub kind: VisitKind,
    /// Its URL, as it was added.
    pub url: String,
    /// What to send along, to be told if nothing has changed.
    pub validators: Option<Validators>,
}

/// What became of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Added {
    /// It is watched from now on.
    New,
    /// It is watched already.
    Known,
    /// The limit is reached, and everything is still being visited.
    Full,
    /// Not an http(s) URL, or too long.
    NotWatchable,
}

/// A stored state that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WatchError {
    /// Not the JSON of a watch.
    #[error("the state of the watch cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Written by a later version.
    #[error("the state of the watch has version {0}, which this program does not know")]
    UnknownVersion(u32),
}

const VERSION: u32 = 1;

/// All feeds and pages, with when each is due. Memory grows with their number only, and that is
/// bounded by the settings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Watch {
    version: u32,
    feeds: BTreeMap<String, FeedState>,
    pages: BTreeMap<String, PageState>,
    /// Hosts that asked to be left alone, with the second until when.
    left_alone: BTreeMap<String, i64>,
    #[serde(skip)]
    settings: WatchSettings,
    /// What is due when; derived from the above.
    #[serde(skip)]
    queue: BTreeSet<(i64, Key)>,
    /// Hosts with a visit under way.
    #[serde(skip)]
    under_way: BTreeSet<String>,
}

type Key = (Kind, String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Feed,
    Page,
}

impl Watch {
    /// A watch of nothing.
    pub fn new(settings: WatchSettings) -> Self {
        Self {
            version: VERSION,
            feeds: BTreeMap::new(),
            pages: BTreeMap::new(),
            left_alone: BTreeMap::new(),
            settings,
            queue: BTreeSet::new(),
            under_way: BTreeSet::new(),
        }
    }

    /// Reads what [`Watch::to_json`] gave.
    ///
    /// # Errors
    /// If it is not a state, or one of a later version.
    pub fn from_json(json: &[u8], settings: WatchSettings) -> Result<Self, WatchError> {
        let mut watch: Self = serde_json::from_slice(json)?;
        if watch.version != VERSION {
            return Err(WatchError::UnknownVersion(watch.version));
        }
        watch.settings = settings;
        watch.queue = watch.due_moments().collect();
        Ok(watch)
    }

    /// The whole state. Write it to a new file and rename that over the old one.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("maps with text keys, numbers and texts are valid JSON")
    }

    /// Watches a feed, from `now` on.
    pub fn add_feed(&mut self, url: &str, now: Timestamp) -> Added {
        if !is_watchable(url) {
            return Added::NotWatchable;
        }
        if self.feeds.contains_key(url) {
            return Added::Known;
        }
        if self.feeds.len() >= self.settings.most_feeds {
            return Added::Full;
        }
        let feed = FeedState::new(now.as_second(), &self.settings);
        self.queue.insert((feed.due, (Kind::Feed, url.to_owned())));
        self.feeds.insert(url.to_owned(), feed);
        Added::New
    }

    /// Watches a page, from `now` on. If its text is known from an earlier capture, an edit since
    /// then is seen on the first visit.
    pub fn add_page(&mut self, url: &str, known: Option<PageText>, now: Timestamp) -> Added {
        if !is_watchable(url) {
            return Added::NotWatchable;
        }
        if self.pages.contains_key(url) {
            return Added::Known;
        }
        if self.pages.len() >= self.settings.most_pages && !self.forget_finished() {
            return Added::Full;
        }
        let page = PageState::new(now.as_second(), known);
        self.queue.extend(page.due.map(|due| (due, (Kind::Page, url.to_owned()))));
        self.pages.insert(url.to_owned(), page);
        Added::New
    }

    /// Number of feeds, of pages still visited, and of pages whose schedule has run out.
    pub fn counts(&self) -> (usize, usize, usize) {
        let visited = self.pages.values().filter(|page| page.due.is_some()).count();
        (self.feeds.len(), visited, self.pages.len() - visited)
    }

    /// When the next visit is due; `None` if nothing is watched any more.
    pub fn next(&self) -> Option<Timestamp> {
        let free = |key: &Key| !self.under_way.contains(&host_of(&key.1));
        let (due, _) = self.queue.iter().find(|(_, key)| free(key))?;
        Timestamp::from_second(*due).ok()
    }

    /// Takes at most `most` visits that are due at `now`, no two to one host, and none to a host
    /// that has one under way. Each is to be answered with [`Watch::record_feed`] or
    /// [`Watch::record_page`].
    pub fn take_due(&mut self, now: Timestamp, most: usize) -> Vec<Visit> {
        let now = now.as_second();
        self.left_alone.retain(|_, until| *until > now);
        let mut visits = Vec::new();
        let mut put_off = Vec::new();
        for entry in self.queue.range(..=(now, (Kind::Page, "\u{10ffff}".to_owned()))) {
            let (_, (kind, url)) = entry;
            let host = host_of(url);
            if let Some(&until) = self.left_alone.get(&host) {
                put_off.push((entry.clone(), until));
                continue;
            }
            if visits.len() >= most || !self.under_way.insert(host) {
                if visits.len() >= most {
                    break;
                }
                continue;
            }
            let (kind, validators) = match kind {
                Kind::Feed => (VisitKind::Feed, self.feeds[url].conditions(&self.settings)),
                Kind::Page => (VisitKind::Page, self.pages[url].conditions(&self.settings)),
            };
            visits.push(Visit { kind, url: url.clone(), validators });
        }
        for ((due, key), until) in put_off {
            self.reschedule(due, key, Some(until));
        }
        visits
    }

    /// Takes back a visit that was not made after all; it is due again.
    pub fn put_back(&mut self, visit: &Visit) {
        self.under_way.remove(&host_of(&visit.url));
    }

    /// Records what a visit to a feed showed.
    pub fn record_feed(&mut self, url: &str, now: Timestamp, outcome: FeedOutcome) -> Observation {
        self.under_way.remove(&host_of(url));
        if let FeedOutcome::Failed { retry: Some(retry), .. } = &outcome {
            self.leave_alone(retry, now);
        }
        let Some(feed) = self.feeds.get_mut(url) else {
            return Observation::Failed { reason: "this feed is not watched".to_owned() };
        };
        let before = feed.due;
        let observation = feed.record(url, now.as_second(), outcome, &self.settings);
        let due = feed.due;
        self.requeue(before, (Kind::Feed, url.to_owned()), Some(due));
        observation
    }

    /// Records what a visit to a page showed.
    pub fn record_page(&mut self, url: &str, now: Timestamp, outcome: PageOutcome) -> Observation {
        self.under_way.remove(&host_of(url));
        if let PageOutcome::Failed { retry: Some(retry), .. } = &outcome {
            self.leave_alone(retry, now);
        }
        let others_have_it = match &outcome {
            PageOutcome::Text { text, .. } => self.others_turned_into(url, text.hash),
            _ => false,
        };
        let Some(page) = self.pages.get_mut(url) else {
            return Observation::Failed { reason: "this page is not watched".to_owned() };
        };
        let before = page.due;
        let observation = page.record(url, now.as_second(), outcome, others_have_it, &self.settings);
        let due = page.due;
        if let Some(before) = before {
            self.requeue(before, (Kind::Page, url.to_owned()), due);
        }
        observation
    }

    /// Whether another page of the site, which had another text before, has this text now: then it
    /// is the site's "not found" and not an edit.
    fn others_turned_into(&self, url: &str, hash: u64) -> bool {
        let Some(page) = self.pages.get(url) else { return false };
        let own = page.original(hash);
        let Some(own) = own else { return false };
        let site = site_of(url);
        self.pages.range(site.clone()..).take_while(|(other, _)| other.starts_with(&site)).any(
            |(other_url, other)| other_url != url && other.turned_into(hash).is_some_and(|text| text != own),
        )
    }

    fn leave_alone(&mut self, retry: &Retry, now: Timestamp) {
        if retry.at > now {
            // Rounded up, so that the order is kept to the second.
            self.left_alone.insert(host_of(&retry.url), retry.at.as_second() + 1);
        }
    }

    fn reschedule(&mut self, before: i64, key: Key, due: Option<i64>) {
        match key.0 {
            Kind::Feed => {
                if let (Some(feed), Some(due)) = (self.feeds.get_mut(&key.1), due) {
                    feed.due = due;
                }
            }
            Kind::Page => {
                if let Some(page) = self.pages.get_mut(&key.1) {
                    page.due = due;
                }
            }
        }
        self.requeue(before, key, due);
    }

    fn requeue(&mut self, before: i64, key: Key, due: Option<i64>) {
        let mut entry = (before, key);
        self.queue.remove(&entry);
        if let Some(due) = due {
            entry.0 = due;
            self.queue.insert(entry);
        }
    }

    fn due_moments(&self) -> impl Iterator<Item = (i64, Key)> {
        let feeds = self.feeds.iter().map(|(url, feed)| (feed.due, (Kind::Feed, url.clone())));
        let pages = self.pages.iter().filter_map(|(url, page)| Some((page.due?, (Kind::Page, url.clone()))));
        feeds.chain(pages)
    }

    /// Forgets a twentieth of the pages, of those no longer visited, the longest known first.
    fn forget_finished(&mut self) -> bool {
        let mut finished: Vec<(i64, String)> = self
            .pages
            .iter()
            .filter(|(_, page)| page.due.is_none())
            .map(|(url, page)| (page.last_visit, url.clone()))
            .collect();
        finished.sort_unstable();
        finished.truncate(self.settings.most_pages / 20 + 1);
        for (_, url) in &finished {
            self.pages.remove(url);
        }
        !finished.is_empty()
    }
}

fn is_watchable(url: &str) -> bool {
    url.len() <= LONGEST_WATCHED_URL
        && Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn host_of(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The URL up to and with the slash after its host.
fn site_of(url: &str) -> String {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let host_end = url[after_scheme..].find(['/', '?', '#']).map_or(url.len(), |at| after_scheme + at);
    url[..host_end].to_owned()
}

/// `seconds` with up to a tenth more, which depends on the URL and the count of visits.
fn spread(seconds: u64, url: &str, visits: u32, seed: u64) -> i64 {
    let extra = seconds as f64 * jitter(seed, url, visits) / 10.0;
    (seconds + extra as u64).min(1 << 40) as i64
}

/// The wait after the `failures`-th failure in a row, in seconds.
fn failure_wait(failures: u32, settings: &WatchSettings) -> u64 {
    let doubled = settings.first_failure.saturating_mul(1 << failures.saturating_sub(1).min(16));
    doubled.min(settings.longest_failure).as_secs().max(1)
}
