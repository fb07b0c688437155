//! From the dates found on a record to the one it was published at.

use crate::Options;
use throughline_model::{
    DateEvidence, DateKind, DateRole, Order, Precision, Problem, ProblemKind, TimeInterval,
};

/// First moment a date on a record can be meant for: the year 2. "0001-01-01" is how content
/// systems write that they have no date.
const EARLIEST: i64 = -62_104_060_800_000_000;

/// Dates of one page may lie this far apart, in microseconds: drafts, time zones and print editions
/// explain two days, and a URL keeps the day a story was begun.
const TOLERATED: i64 = 48 * 3_600_000_000;

/// Microseconds between two times, 0 if they overlap.
pub(crate) fn distance(one: &TimeInterval, other: &TimeInterval) -> i64 {
    (other.earliest - one.latest).max(one.earliest - other.latest).max(0)
}

/// Whether a date that readers see, without a word that says what it is, belongs to another story:
/// the page's markup says another time.
pub(crate) fn is_another_storys(date: &DateEvidence, stated: &[DateEvidence]) -> bool {
    let Some(interval) = date.interval else { return false };
    let mut published = stated
        .iter()
        .filter(|other| other.role == DateRole::Published)
        .filter_map(|other| other.interval)
        .filter(is_after_year_one)
        .peekable();
    date.kind == DateKind::Visible
        && published.peek().is_some()
        && published.all(|other| distance(&other, &interval) > TOLERATED)
}

/// Whether a date lies within what can be right.
fn is_plausible(interval: &TimeInterval, options: &Options) -> bool {
    let is_past = options.latest_plausible.is_none_or(|latest| interval.earliest <= latest.latest);
    is_past && is_after_year_one(interval)
}

/// Whether a date is one at all: "0001-01-01" is how content systems write that they have none.
pub(crate) fn is_after_year_one(interval: &TimeInterval) -> bool {
    // A day without a zone begins up to 14 hours before its UTC day.
    interval.earliest >= EARLIEST - 14 * 3_600_000_000
}

/// The publication time by the best evidence: a more direct kind of evidence wins ([`rank`]); among
/// equals the finer one, and the earlier listed of two as fine. Evidence of lower rank that overlaps
/// the best makes it finer where the best names no clock. Implausible dates become problems and are passed over; dates that contradict each
/// other by more than zones and drafts explain ([`TOLERATED`]) become a problem, and the better evidence is taken.
pub(crate) fn published(
    name: &str,
    place: &str,
    dates: &[DateEvidence],
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Option<TimeInterval> {
    let mut usable: Vec<(&DateEvidence, TimeInterval)> = Vec::new();
    for date in dates {
        let Some(interval) = date.interval else { continue };
        if is_plausible(&interval, options) {
            if date.role == DateRole::Published {
                usable.push((date, interval));
            }
        } else {
            problems.push(Problem::new(
                name,
                place_of(place, date),
                ProblemKind::ImplausibleDate,
                format!("the {} date {:?} cannot be right", date.kind.as_str(), date.raw),
                "the date is kept as evidence and not used; correct the record if you can",
            ));
        }
    }
    let best_rank = usable.iter().map(|(date, _)| rank(date.kind)).min()?;
    let (best, mut interval) = *usable
        .iter()
        .filter(|(date, _)| rank(date.kind) == best_rank)
        .reduce(|best, next| if next.1.precision > best.1.precision { next } else { best })?;
    for (other, other_interval) in &usable {
        if distance(&interval, other_interval) > TOLERATED {
            problems.push(Problem::new(
                name,
                place_of(place, other),
                ProblemKind::Contradiction,
                format!(
                    "published {} by its {}, {} by its {}",
                    interval.display(),
                    best.kind.as_str(),
                    other_interval.display(),
                    other.kind.as_str()
                ),
                "the first is used; both are kept as evidence",
            ));
        } else if other_interval.precision > interval.precision
            && interval.precision < Precision::Minute
            && interval.order(other_interval) == Order::Undecided
        {
            // Evidence of lower rank that agrees may say it more finely.
            interval = *other_interval;
        }
    }
    Some(interval)
}

fn place_of(place: &str, date: &DateEvidence) -> String {
    if place.is_empty() { format!("date {:?}", date.raw) } else { place.to_owned() }
}

/// Kinds of evidence from the most to the least direct.
fn rank(kind: DateKind) -> u8 {
    match kind {
        DateKind::Record => 0,
        DateKind::JsonLd => 1,
        DateKind::Meta => 2,
        DateKind::TimeElement => 3,
        DateKind::Visible => 4,
        DateKind::Feed => 5,
        DateKind::Dateline => 6,
        DateKind::Url => 7,
        DateKind::Header => 8,
        DateKind::Http => 9,
        DateKind::Capture => 10,
    }
}
