//! Times as views show them.

use crate::views::TimeView;
use jiff::Timestamp;
use throughline_archive::rows::Row;
use throughline_model::{Precision, TimeInterval};

const HOUR: i64 = 3_600_000_000;

/// The publication time of a row of `documents`.
pub(super) fn published(row: &Row<'_>) -> Option<TimeView> {
    let interval = row.published()?;
    Some(view(&interval, row.text("published_evidence")))
}

/// A derived time, of which only the moments are stored. Where its width is that of a minute, a
/// day or so, with a zone or without, it is shown as such; any other width as a range.
pub(super) fn from_moments((earliest, latest): (i64, i64)) -> TimeView {
    const ANY_ZONE: i64 = 26 * HOUR;
    let units =
        [(1_000_000, Precision::Second), (60_000_000, Precision::Minute), (24 * HOUR, Precision::Day)];
    let width = latest - earliest + 1;
    for (unit, precision) in units {
        for (stated, zoned) in [(unit, true), (unit + ANY_ZONE, false)] {
            if width == stated {
                return view(&TimeInterval { earliest, latest, precision, zoned }, "");
            }
        }
    }
    let day = |moment: i64| rfc3339(moment).get(..10).unwrap_or_default().to_owned();
    let display = if day(earliest) == day(latest) {
        format!("{}, {}–{} UTC", day(earliest), clock(earliest), clock(latest))
    } else {
        format!("{} to {}", day(earliest), day(latest))
    };
    TimeView {
        earliest: rfc3339(earliest),
        latest: rfc3339(latest),
        precision: "range".to_owned(),
        display,
        evidence: String::new(),
    }
}

fn clock(moment: i64) -> String {
    rfc3339(moment).get(11..16).unwrap_or_default().to_owned()
}

/// An interval as a view.
pub(super) fn view(interval: &TimeInterval, evidence: &str) -> TimeView {
    TimeView {
        earliest: rfc3339(interval.earliest),
        latest: rfc3339(interval.latest),
        precision: interval.precision.as_str().to_owned(),
        display: interval.display(),
        evidence: evidence.to_owned(),
    }
}

fn rfc3339(microseconds: i64) -> String {
    Timestamp::from_microsecond(microseconds)
        .map_or_else(|_| String::new(), |timestamp| timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
