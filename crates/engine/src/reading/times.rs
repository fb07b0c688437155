//! Times as views show them.

use crate::views::TimeView;
use jiff::Timestamp;
use throughline_archive::rows::Row;
use throughline_model::{Precision, TimeInterval};

const HOUR: i64 = 3_600_000_000;

/// The publication time of a row of `documents`.
pub(super) fn published(row: &Row<'_>) -> Option<TimeView> {
    let (earliest, latest) = row.moments("published")?;
    let precision = match row.text("published_precision") {
        "year" => Precision::Year,
        "month" => Precision::Month,
        "minute" => Precision::Minute,
        "second" => Precision::Second,
        _ => Precision::Day,
    };
    let interval = TimeInterval { earliest, latest, precision, zoned: row.truth("published_zoned") };
    Some(view(&interval, row.text("published_evidence")))
}

/// A derived time, of which only the moments are stored: its precision is told by its width.
pub(super) fn from_moments((earliest, latest): (i64, i64)) -> TimeView {
    let width = latest - earliest + 1;
    let (precision, zoned) = match width {
        ..=1_000_000 => (Precision::Second, true),
        ..=60_000_000 => (Precision::Minute, true),
        width if width <= 24 * HOUR => (Precision::Day, true),
        width if width <= 26 * HOUR + 1_000_000 => (Precision::Second, false),
        width if width <= 26 * HOUR + 60_000_000 => (Precision::Minute, false),
        width if width <= 50 * HOUR => (Precision::Day, false),
        width if width <= 32 * 24 * HOUR + 26 * HOUR => (Precision::Month, width > 31 * 24 * HOUR),
        _ => (Precision::Year, false),
    };
    view(&TimeInterval { earliest, latest, precision, zoned }, "")
}

/// An interval as a view.
pub(super) fn view(interval: &TimeInterval, evidence: &str) -> TimeView {
    let precision = match interval.precision {
        Precision::Year => "year",
        Precision::Month => "month",
        Precision::Day => "day",
        Precision::Minute => "minute",
        Precision::Second => "second",
    };
    TimeView {
        earliest: rfc3339(interval.earliest),
        latest: rfc3339(interval.latest),
        precision: precision.to_owned(),
        display: interval.display(),
        evidence: evidence.to_owned(),
    }
}

fn rfc3339(microseconds: i64) -> String {
    Timestamp::from_microsecond(microseconds)
        .map_or_else(|_| String::new(), |timestamp| timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
