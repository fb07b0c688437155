//! One feed: how often it has something new, and its next visit.

use super::{FeedHints, Observation, Removal, Retry, WatchSettings, failure_wait, spread};
use crate::{FetchError, Response, Truncated, Validators};
use serde::{Deserialize, Serialize};

/// What a visit to a feed gave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeedOutcome {
    /// The feed was read.
    Read {
        /// Items that were not known before.
        new_items: usize,
        /// How often the feed says it changes.
        hints: FeedHints,
        /// For the next visit.
        validators: Option<Validators>,
    },
    /// The server says that nothing has changed.
    NotModified,
    /// The server says that the feed is gone: 404, 410, or 451.
    Gone {
        /// The status code.
        status: u16,
    },
    /// Nothing can be said of the feed.
    Failed {
        /// Why.
        reason: String,
        /// When the host may be asked again, if it said so.
        retry: Option<Retry>,
    },
    /// robots.txt forbids the feed.
    Denied,
}

impl FeedOutcome {
    /// The outcome of a fetch; `read` takes the items of a feed that came and returns how many are
    /// new, or why it is no feed. A feed that came in part is read as far as it came, and asked for
    /// again without conditions.
    pub fn of(
        fetched: &Result<Response, FetchError>,
        read: impl FnOnce(&Response) -> Result<usize, String>,
    ) -> Self {
        let response = match fetched {
            Ok(response) => response,
            Err(error) if matches!(error.cause(), FetchError::RobotsDenied { .. }) => return Self::Denied,
            Err(error) => return Self::Failed { reason: error.to_string(), retry: Retry::of(error) },
        };
        match response.status() {
            200..=299 => match read(response) {
                Ok(new_items) => Self::Read {
                    new_items,
                    hints: FeedHints::read(response),
                    validators: response
                        .validators()
                        .filter(|_| response.truncated != Some(Truncated::Length)),
                },
                Err(reason) => Self::Failed { reason, retry: None },
            },
            304 => Self::NotModified,
            status @ (404 | 410 | 451) => Self::Gone { status },
            status => Self::Failed { reason: format!("answered {status}"), retry: None },
        }
    }
}

/// State of a feed. Moments are seconds since 1970.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FeedState {
    pub(super) due: i64,
    /// Seconds to the next visit, by how often there was something new.
    interval: u64,
    visits: u32,
    failures: u32,
    seen: bool,
    /// Visits in a row that said the feed is gone.
    gone: u32,
    #[serde(default, skip_serializing_if = "FeedHints::is_empty")]
    hints: FeedHints,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    validators: Option<Validators>,
}

impl FeedState {
    pub(super) fn new(now: i64, settings: &WatchSettings) -> Self {
        let interval = settings.shortest_feed.as_secs().max(1).saturating_mul(3);
        Self {
            due: now,
            interval,
            visits: 0,
            failures: 0,
            seen: false,
            gone: 0,
            hints: FeedHints::default(),
            validators: None,
        }
    }

    pub(super) fn conditions(&self, settings: &WatchSettings) -> Option<Validators> {
        let unconditional = (self.visits + 1).is_multiple_of(settings.unconditional_every.max(1));
        self.validators.clone().filter(|_| !unconditional)
    }

    pub(super) fn record(
        &mut self,
        url: &str,
        now: i64,
        outcome: FeedOutcome,
        settings: &WatchSettings,
    ) -> Observation {
        self.visits = self.visits.saturating_add(1);
        let observation = match outcome {
            FeedOutcome::Read { new_items, hints, validators } => {
                self.hints = hints;
                self.validators = validators;
                self.answered(new_items)
            }
            FeedOutcome::NotModified if self.seen => self.answered(0),
            FeedOutcome::NotModified => self.failed("unchanged, but it was never read".to_owned()),
            FeedOutcome::Gone { status } => {
                self.validators = None;
                self.gone = self.gone.saturating_add(1);
                let how = Removal::Status(status);
                match (self.seen, self.gone) {
                    (false, _) => self.failed(format!("answered {status}")),
                    (true, 1) => Observation::Unconfirmed { how },
                    (true, 2) => Observation::Removed { how },
                    _ => Observation::Unchanged,
                }
            }
            FeedOutcome::Failed { reason, retry } => {
                let observation = self.failed(reason);
                self.schedule(url, now, settings);
                let soonest = retry.map_or(now, |retry| retry.at.as_second() + 1);
                self.due = self.due.max(soonest);
                return observation;
            }
            FeedOutcome::Denied => {
                self.interval = settings.longest_feed.as_secs();
                Observation::Denied
            }
        };
        self.schedule(url, now, settings);
        observation
    }

    fn answered(&mut self, new_items: usize) -> Observation {
        self.failures = 0;
        let was_gone = std::mem::take(&mut self.gone) >= 2;
        let first = !std::mem::replace(&mut self.seen, true);
        // Halved when there is news, half as much again when there is none: settles where about one
        // visit in three brings something.
        if !first {
            self.interval = if new_items > 0 { self.interval / 2 } else { self.interval * 3 / 2 };
        }
        match (first, was_gone, new_items) {
            (true, ..) => Observation::First,
            (_, true, _) => Observation::Returned { edited: new_items > 0 },
            (_, _, 0) => Observation::Unchanged,
            _ => Observation::Edited,
        }
    }

    fn failed(&mut self, reason: String) -> Observation {
        self.failures = self.failures.saturating_add(1);
        Observation::Failed { reason }
    }

    fn schedule(&mut self, url: &str, now: i64, settings: &WatchSettings) {
        let shortest = settings.shortest_feed.as_secs().max(1);
        let longest = settings.longest_feed.as_secs().max(shortest);
        self.interval = self.interval.clamp(shortest, longest);
        let wait = match () {
            // Hints only make visits rarer: what a feed asks for is a least distance.
            () if self.failures == 0 && self.gone == 0 => {
                self.interval.max(self.hints.least_seconds()).clamp(shortest, longest)
            }
            () if self.failures == 0 && self.gone == 1 => settings.confirm_after.as_secs(),
            () if self.failures == 0 => longest,
            () => failure_wait(self.failures, settings).max(shortest),
        };
        self.due = now + spread(wait, url, self.visits, settings.seed);
    }
}
