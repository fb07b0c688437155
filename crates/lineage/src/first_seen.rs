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
    /// Dates that contradict each other, and dates that were not used and why; sorted.
    pub notes: Vec<String>,
}

impl FirstSeen {
    /// Whether this was seen before `other`, as far as the evidence decides.
    pub fn order(&self, other: &Self) -> Order {
        let (own, other) = (self.seen(), other.seen());
        if own.is_before(&other) {
            Order::Before
        } else if other.is_before(&own) {
            Order::After
        } else {
            Order::Undecided
        }
    }

    /// Whether every allowed moment lies before every allowed moment of `other`.
    pub fn is_before(&self, other: &Self) -> bool {
        self.seen().is_before(&other.seen())
    }

    /// See [`FirstSeen::order`], which this never contradicts: documents sort by the middle of the
    /// moments at which they can first have been seen.
    pub fn sort_key(&self) -> (i64, i64) {
        self.seen().sort_key()
    }

    /// The moments without the words that show them.
    pub(crate) fn seen(&self) -> Seen {
        Seen { interval: self.interval, not_after: self.not_after }
    }
}

/// When a document can first have been seen: [`FirstSeen`] without its evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The moments that the evidence allows, if it bounds both ends.
    pub(crate) interval: Option<TimeInterval>,
    /// Last possible moment, also where no evidence bounds the first.
    pub(crate) not_after: Option<i64>,
}

impl Seen {
    /// Whether every allowed moment lies before every allowed moment of `other`.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        match (self.not_after, other.interval) {
            (Some(latest), Some(later)) => latest < later.earliest,
            _ => false,
        }
    }

    /// The middle of the allowed moments, if both ends are bounded.
    pub(crate) fn middle(&self) -> Option<i64> {
        let interval = self.interval?;
        Some(interval.earliest / 2 + self.not_after.unwrap_or(interval.latest) / 2)
    }

    /// Sorts documents by the middle of the moments at which they can first have been seen: a bare
    /// day, 50 hours wide, does not go before a minute of the day before. Those without a date
    /// come last. Never contradicts [`FirstSeen::order`].
    pub(crate) fn sort_key(&self) -> (i64, i64) {
        let latest = self.not_after.unwrap_or(i64::MAX);
        (self.middle().unwrap_or(latest), latest)
    }
}

/// When `document` can first have been seen, by the table in this module's text.
pub fn first_seen(document: &Document) -> FirstSeen {
    let dates = dates_with_words(document);
    let of_role = |role| dates.iter().filter(move |date| date.role == role && !date.is_dateline());
    let datelines = || dates.iter().filter(|date| date.is_dateline());

    let mut notes = Vec::new();
    let mut bounds = Bounds::default();
    bounds.publish(&of_role(DateRole::Published), &mut notes);
    datelines().for_each(|date| bounds.write_on(date, &mut notes));
    of_role(DateRole::Updated).for_each(|date| bounds.update(date, &mut notes));
    of_role(DateRole::Captured).for_each(|date| bounds.capture(date, &mut notes));
    if bounds.earliest.is_none() {
        bounds.assume_published_on_its_dateline(datelines());
    }
    bounds.finish(notes)
}

/// A date with a full interval and the words that show it.
struct Date {
    kind: DateKind,
    role: DateRole,
    interval: TimeInterval,
    words: String,
}

impl Date {
    fn is_dateline(&self) -> bool {
        self.kind == DateKind::Dateline
    }
}

/// The document's full dates in an order of their own. The extractor's chosen publication date
/// joins them if no listed date supports it.
fn dates_with_words(document: &Document) -> Vec<Date> {
    let mut dates: Vec<Date> = document.dates.iter().filter_map(date_with_words).collect();
    if let Some(published) = document.published {
        let is_listed = |date: &Date| {
            date.role == DateRole::Published || (date.is_dateline() && date.interval == published)
        };
        if !dates.iter().any(is_listed) {
            let words = format!("published: {}", published.display());
            dates.push(Date {
                kind: DateKind::Record,
                role: DateRole::Published,
                interval: published,
                words,
            });
        }
    }
    dates.sort_by(|a, b| (a.kind, a.role, a.interval, &a.words).cmp(&(b.kind, b.role, b.interval, &b.words)));
    dates.dedup_by(|a, b| (a.kind, a.role, a.interval, &a.words) == (b.kind, b.role, b.interval, &b.words));
    dates
}

fn date_with_words(date: &DateEvidence) -> Option<Date> {
    let role = match date.role {
        DateRole::Published => "published",
        DateRole::Updated => "updated",
        DateRole::Captured => "captured",
        DateRole::Other => "dated",
    };
    let words = format!("{role} ({}): {}", date.kind.as_str(), date.raw.trim());
    Some(Date { kind: date.kind, role: date.role, interval: date.interval?, words })
}

/// A moment and the words it rests on.
#[derive(Debug, Clone)]
struct End {
    moment: i64,
    words: String,
}

impl End {
    fn of(moment: i64, date: &Date) -> Self {
        Self { moment, words: date.words.clone() }
    }
}

/// The interval while it is being narrowed and widened.
#[derive(Debug, Default)]
struct Bounds {
    /// Precision and zone of the publication date.
    stated: Option<TimeInterval>,
    earliest: Option<End>,
    latest: Option<End>,
}

impl Bounds {
    /// Dates that agree narrow each other; dates that do not widen the interval over all of them.
    /// Intervals on a line share a moment if each two of them do, so one look at the ends decides.
    fn publish<'a>(&mut self, dates: &(impl Iterator<Item = &'a Date> + Clone), notes: &mut Vec<String>) {
        let by_earliest = |date: &&Date| date.interval.earliest;
        let by_latest = |date: &&Date| date.interval.latest;
        let all = || dates.clone();
        let (Some(last_begin), Some(first_end)) =
            (all().max_by_key(by_earliest), all().min_by_key(by_latest))
        else {
            return;
        };
        let agree = last_begin.interval.earliest <= first_end.interval.latest;
        let (begin, end) = if agree {
            (Some(last_begin), Some(first_end))
        } else {
            notes.push(format!("contradiction: {} against {}", first_end.words, last_begin.words));
            (all().min_by_key(by_earliest), all().max_by_key(by_latest))
        };
        self.earliest = begin.map(|date| End::of(date.interval.earliest, date));
        self.latest = end.map(|date| End::of(date.interval.latest, date));
        self.stated =
            all().map(|date| date.interval).max_by_key(|interval| (interval.precision, interval.zoned));
    }

    /// Words cannot be published before the day they are dated.
    fn write_on(&mut self, dateline: &Date, notes: &mut Vec<String>) {
        let (Some(earliest), Some(latest)) = (&self.earliest, &self.latest) else { return };
        if dateline.interval.earliest > latest.moment {
            notes.push(format!("contradiction: {} against {}", latest.words, dateline.words));
            self.latest = Some(End::of(dateline.interval.latest, dateline));
        } else if dateline.interval.earliest > earliest.moment {
            self.earliest = Some(End::of(dateline.interval.earliest, dateline));
        }
    }

    /// What readers are told was changed may hold words as late as the change.
    fn update(&mut self, update: &Date, notes: &mut Vec<String>) {
        let told_to_readers =
            matches!(update.kind, DateKind::Visible | DateKind::TimeElement | DateKind::Record);
        let Some(latest) = &self.latest else {
            self.latest = Some(End::of(update.interval.latest, update));
            return;
        };
        if let Some(earliest) = self.earliest.as_ref().filter(|end| update.interval.latest < end.moment) {
            notes.push(format!("contradiction: {} against {}", update.words, earliest.words));
            self.earliest = Some(End::of(update.interval.earliest, update));
        } else if update.interval.latest > latest.moment {
            if told_to_readers {
                self.latest = Some(End::of(update.interval.latest, update));
            } else {
                notes.push(format!("not used: {}, set by a machine on any touch", update.words));
            }
        }
    }

    /// What was seen on a page was on it by then.
    fn capture(&mut self, capture: &Date, notes: &mut Vec<String>) {
        if let Some(earliest) = self.earliest.as_ref().filter(|end| capture.interval.latest < end.moment) {
            notes.push(format!("contradiction: {} against {}", earliest.words, capture.words));
            self.earliest = Some(End::of(capture.interval.earliest, capture));
        } else if self.latest.as_ref().is_none_or(|latest| capture.interval.latest < latest.moment) {
            self.latest = Some(End::of(capture.interval.latest, capture));
        }
    }

    /// Without any other date a document is taken to be of its dateline's day, up to its capture.
    fn assume_published_on_its_dateline<'a>(&mut self, datelines: impl Iterator<Item = &'a Date>) {
        let Some(dateline) = datelines.max_by_key(|date| date.interval.earliest) else { return };
        let (earliest, latest) = (dateline.interval.earliest, dateline.interval.latest);
        if self.latest.as_ref().is_none_or(|end| end.moment < earliest) {
            self.latest = Some(End::of(latest, dateline));
        }
        self.earliest = Some(End::of(earliest, dateline));
        self.stated = Some(dateline.interval);
    }

    fn finish(self, mut notes: Vec<String>) -> FirstSeen {
        let interval = match (&self.earliest, &self.latest, self.stated) {
            (Some(earliest), Some(latest), Some(stated)) => {
                Some(TimeInterval { earliest: earliest.moment, latest: latest.moment, ..stated })
            }
            _ => None,
        };
        notes.sort();
        notes.dedup();
        FirstSeen {
            interval,
            not_after: self.latest.as_ref().map(|end| end.moment),
            earliest_evidence: self.earliest.map(|end| end.words).unwrap_or_default(),
            latest_evidence: self.latest.map(|end| end.words).unwrap_or_default(),
            notes,
        }
    }
}

#[cfg(test)]
mod tests;
