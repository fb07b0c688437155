//! When a document can first have been seen.
//!
//! | evidence | what it gives |
//! |---|---|
//! | `Published`, not a dateline | both ends; several that agree are intersected |
//! | `Published` that disagree | the interval is widened over all of them, and the contradiction is reported |
//! | a dateline with a year | a lower bound: the words cannot be older than their dateline, but a reprint may be later; both ends only if nothing else dates the document |
//! | a dateline without a year | nothing by itself |
//! | `Captured` | an upper bound; if it lies before publication, the interval is widened over both and the contradiction is reported |
//! | `Updated`, shown to readers | the words held may be as late as that: the later end moves there |
//! | `Updated`, set by machines (JSON-LD, `meta`, feeds) | nothing but a note: content systems set it on any touch |
//! | only `Captured` or `Updated` | an upper bound without a lower one: no interval, but still "not after" |
//! | `Other` | nothing |

use throughline_model::{DateEvidence, DateKind, DateRole, Document, Order, TimeInterval};

/// When a document can first have been seen, with the evidence for each end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FirstSeen {
    /// The moments that the evidence allows, if it bounds both ends.
    pub interval: Option<TimeInterval>,
    /// Last possible moment, also where no evidence bounds the first.
    pub not_after: Option<i64>,
    /// What bounds the earlier end, in words, or empty.
    pub earliest_evidence: String,
    /// What bounds the later end, in words, or empty.
    pub latest_evidence: String,
    /// Dates that contradict each other and notes on dates that were not used, in words, sorted.
    pub contradictions: Vec<String>,
}

impl FirstSeen {
    /// Whether this was seen before `other`, as far as the evidence decides.
    pub fn order(&self, other: &Self) -> Order {
        if self.is_before(other) {
            Order::Before
        } else if other.is_before(self) {
            Order::After
        } else {
            Order::Undecided
        }
    }

    /// Whether every allowed moment lies before every allowed moment of `other`.
    pub fn is_before(&self, other: &Self) -> bool {
        match (self.not_after, other.interval) {
            (Some(latest), Some(later)) => latest < later.earliest,
            _ => false,
        }
    }

    /// Sorts documents by when they can first have been seen; those without a date come last.
    /// Never contradicts [`FirstSeen::order`].
    pub fn sort_key(&self) -> (i64, i64) {
        let latest = self.not_after.unwrap_or(i64::MAX);
        (self.interval.map_or(latest, |interval| interval.earliest), latest)
    }
}

/// When `document` can first have been seen, by the table in this module's text.
pub fn first_seen(document: &Document) -> FirstSeen {
    let mut dates: Vec<(&DateEvidence, TimeInterval)> =
        document.dates.iter().filter_map(|date| Some((date, date.interval?))).collect();
    dates.sort_by(|(a, a_time), (b, b_time)| (a.kind, a.role, a_time, &a.raw).cmp(&(b.kind, b.role, b_time, &b.raw)));
    dates.dedup();

    let mut seen = Bounds::default();
    let is_dateline = |date: &DateEvidence| date.kind == DateKind::Dateline;
    for (date, interval) in dates.iter().filter(|(date, _)| date.role == DateRole::Published && !is_dateline(date)) {
        seen.publish(*interval, &describe(date));
    }
    if let (Some(published), false) = (document.published, seen.has_publication()) {
        let from_dateline = dates.iter().any(|(date, interval)| is_dateline(date) && *interval == published);
        if !from_dateline {
            seen.publish(published, &format!("publication date {}", published.display()));
        }
    }
    for (date, interval) in dates.iter().filter(|(date, _)| is_dateline(date)) {
        seen.write_on(*interval, &describe(date));
    }
    for (date, interval) in dates.iter().filter(|(date, _)| date.role == DateRole::Updated) {
        seen.update(*interval, date.kind, &describe(date));
    }
    for (date, interval) in dates.iter().filter(|(date, _)| date.role == DateRole::Captured) {
        seen.capture(*interval, &describe(date));
    }
    seen.finish()
}

fn describe(date: &DateEvidence) -> String {
    let role = match date.role {
        DateRole::Published => "published",
        DateRole::Updated => "updated",
        DateRole::Captured => "captured",
        DateRole::Other => "dated",
    };
    format!("{role} ({}): {}", date.kind.as_str(), date.raw.trim())
}

/// One end of the interval with its evidence.
type End = Option<(i64, String)>;

#[derive(Default)]
struct Bounds {
    shape: Option<TimeInterval>,
    earliest: End,
    latest: End,
    only_dateline: bool,
    contradictions: Vec<String>,
}

impl Bounds {
    fn has_publication(&self) -> bool {
        self.shape.is_some()
    }

    /// A statement of publication: narrows if it agrees with what is known, else widens.
    fn publish(&mut self, interval: TimeInterval, evidence: &str) {
        let (Some(shape), Some(earliest), Some(latest)) = (&mut self.shape, &mut self.earliest, &mut self.latest) else {
            self.shape = Some(interval);
            self.earliest = Some((interval.earliest, evidence.to_owned()));
            self.latest = Some((interval.latest, evidence.to_owned()));
            return;
        };
        let _ = (shape, earliest, latest);
    }

    fn write_on(&mut self, _interval: TimeInterval, _evidence: &str) {}
    fn update(&mut self, _interval: TimeInterval, _kind: DateKind, _evidence: &str) {}
    fn capture(&mut self, _interval: TimeInterval, _evidence: &str) {}

    fn finish(self) -> FirstSeen {
        FirstSeen {
            interval: self.shape,
            not_after: self.latest.as_ref().map(|(moment, _)| *moment),
            earliest_evidence: self.earliest.map(|(_, evidence)| evidence).unwrap_or_default(),
            latest_evidence: self.latest.map(|(_, evidence)| evidence).unwrap_or_default(),
            contradictions: self.contradictions,
        }
    }
}
