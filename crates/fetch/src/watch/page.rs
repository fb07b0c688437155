//! One page: its text, its removals, its next visit.

use super::outcome::is_home;
use super::{Observation, PageOutcome, PageText, Removal, WatchSettings, failure_wait, spread};
use crate::Validators;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Failures in a row after which each uses up a step of the schedule, so that a page that never
/// answers is left at last.
const PATIENCE: u32 = 12;
/// Edits in a row never make visits rarer than this step.
const CALMEST_STEP: usize = 4;

/// State of a page. Moments are seconds since 1970.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PageState {
    /// When it is visited next; `None` when its schedule has run out.
    pub(super) due: Option<i64>,
    pub(super) last_visit: i64,
    /// The step of the schedule that comes next.
    step: usize,
    visits: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    failures: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    edits_in_a_row: u32,
    /// Hash of the text last seen, and of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash_before: Option<u64>,
    #[serde(default)]
    characters: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removed: Option<Removal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspected: Option<Suspicion>,
    /// Hash of what stands in place of the text, if it seems or is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stand_in: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    validators: Option<Validators>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Suspicion {
    how: Removal,
    since: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl PageState {
    pub(super) fn new(now: i64, known: Option<PageText>) -> Self {
        Self {
            due: Some(now),
            last_visit: now,
            step: 0,
            visits: 0,
            failures: 0,
            edits_in_a_row: 0,
            hash: known.map(|text| text.hash),
            hash_before: None,
            characters: known.map_or(0, |text| text.characters),
            removed: None,
            suspected: None,
            stand_in: None,
            validators: None,
        }
    }

    pub(super) fn conditions(&self, settings: &WatchSettings) -> Option<Validators> {
        let unconditional = (self.visits + 1).is_multiple_of(settings.unconditional_every.max(1));
        self.validators.clone().filter(|_| !unconditional)
    }

    /// The text of this page before it had `hash`, if it had another.
    pub(super) fn original(&self, hash: u64) -> Option<u64> {
        if self.hash == Some(hash) { self.hash_before } else { self.hash }
    }

    /// The text of this page before it turned into `hash`, if it did.
    pub(super) fn turned_into(&self, hash: u64) -> Option<u64> {
        if self.hash == Some(hash) {
            return self.hash_before;
        }
        self.stand_in.filter(|&seen| seen == hash).and(self.hash)
    }

    pub(super) fn record(
        &mut self,
        url: &str,
        now: i64,
        outcome: PageOutcome,
        others_have_it: bool,
        settings: &WatchSettings,
    ) -> Observation {
        self.visits = self.visits.saturating_add(1);
        self.last_visit = now;
        match outcome {
            PageOutcome::Text { text, final_url, validators } => {
                let at_home = is_home(&final_url) && !is_home(url);
                if self.hash.is_none() && at_home {
                    return self.failed(url, now, "redirects to the home page".to_owned(), None, settings);
                }
                if self.hash.is_none() && text.characters == 0 {
                    return self.failed(url, now, "no text was found".to_owned(), None, settings);
                }
                let known = self.hash == Some(text.hash);
                let emptied =
                    text.characters < settings.nearly_empty && text.characters * 10 < self.characters;
                let how = match () {
                    () if others_have_it => Some(Removal::SameAsOthers),
                    () if known || self.hash.is_none() => None,
                    () if at_home => Some(Removal::HomePage),
                    () if emptied => Some(Removal::NearlyEmpty),
                    () => None,
                };
                match how {
                    Some(how) => self.missing(url, now, how, Some(text.hash), settings),
                    None => self.present(url, now, text, validators, settings),
                }
            }
            PageOutcome::NotModified => match self.hash {
                Some(hash) => {
                    let text = PageText { hash, characters: self.characters };
                    let validators = self.validators.take();
                    self.present(url, now, text, validators, settings)
                }
                None => {
                    self.failed(url, now, "unchanged, but its text is not known".to_owned(), None, settings)
                }
            },
            PageOutcome::Gone { status } if self.hash.is_none() => {
                self.failed(url, now, format!("answered {status}"), None, settings)
            }
            PageOutcome::Gone { status } => self.missing(url, now, Removal::Status(status), None, settings),
            PageOutcome::Failed { reason, retry } => {
                self.failed(url, now, reason, retry.map(|retry| retry.at), settings)
            }
            PageOutcome::Denied => {
                // Rules are believed for a day; asking sooner would show nothing new.
                self.next_step(url, now, settings);
                self.due = self.due.map(|due| due.max(now + 86_400));
                Observation::Denied
            }
        }
    }

    fn present(
        &mut self,
        url: &str,
        now: i64,
        text: PageText,
        validators: Option<Validators>,
        settings: &WatchSettings,
    ) -> Observation {
        let edited = self.hash.is_some_and(|hash| hash != text.hash);
        let observation = match (self.hash, self.removed.take()) {
            (_, Some(_)) => Observation::Returned { edited },
            (None, None) => Observation::First,
            (Some(_), None) if edited => Observation::Edited,
            (Some(_), None) => Observation::Unchanged,
        };
        self.failures = 0;
        self.suspected = None;
        self.stand_in = None;
        self.validators = validators;
        if edited {
            self.hash_before = self.hash;
        }
        self.hash = Some(text.hash);
        self.characters = text.characters;
        match observation {
            Observation::Unchanged => self.edits_in_a_row = 0,
            // A page that is another at every visit is not worth a visit every quarter of an hour.
            Observation::Edited => {
                self.step = (self.edits_in_a_row as usize).min(CALMEST_STEP);
                self.edits_in_a_row = self.edits_in_a_row.saturating_add(1);
            }
            _ => self.step = 0,
        }
        self.next_step(url, now, settings);
        observation
    }

    fn missing(
        &mut self,
        url: &str,
        now: i64,
        how: Removal,
        stand_in: Option<u64>,
        settings: &WatchSettings,
    ) -> Observation {
        self.failures = 0;
        self.stand_in = stand_in;
        if stand_in.is_some() && self.hash == stand_in {
            // What was taken for an edit was the removal; the text is the one before.
            self.hash = self.hash_before.take();
        }
        if self.removed.is_some() {
            self.next_step(url, now, settings);
            return Observation::Unchanged;
        }
        let confirm_after = settings.confirm_after.as_secs();
        // Nearly the whole wait must have passed: two looks at one hiccup are one.
        let confirmed = self
            .suspected
            .as_ref()
            .is_some_and(|suspicion| now - suspicion.since >= confirm_after as i64 * 9 / 10);
        if confirmed {
            self.suspected = None;
            self.removed = Some(how);
            self.step = 0;
            self.next_step(url, now, settings);
            return Observation::Removed { how };
        }
        let since = self.suspected.as_ref().map_or(now, |suspicion| suspicion.since);
        self.suspected = Some(Suspicion { how, since });
        self.due = Some(now + spread(confirm_after, url, self.visits, settings.seed));
        Observation::Unconfirmed { how }
    }

    fn failed(
        &mut self,
        url: &str,
        now: i64,
        reason: String,
        retry_at: Option<Timestamp>,
        settings: &WatchSettings,
    ) -> Observation {
        self.failures = self.failures.saturating_add(1);
        if self.failures > PATIENCE {
            self.next_step(url, now, settings);
        }
        let soonest = now + spread(failure_wait(self.failures, settings), url, self.visits, settings.seed);
        let soonest = retry_at.map_or(soonest, |moment| soonest.max(moment.as_second() + 1));
        if self.failures <= PATIENCE || self.due.is_some() {
            self.due =
                Some(self.due.filter(|_| self.failures > PATIENCE).map_or(soonest, |due| due.max(soonest)));
        }
        Observation::Failed { reason }
    }

    fn next_step(&mut self, url: &str, now: i64, settings: &WatchSettings) {
        let step = settings.page_steps.get(self.step);
        self.due = step.map(|step| now + spread(step.as_secs().max(1), url, self.visits, settings.seed));
        self.step += 1;
    }
}
