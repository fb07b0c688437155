//! Time as a record can know it: an interval with a precision, in UTC microseconds.
//!
//! A page that says "June 2" without a zone was published somewhere within a 50-hour window: the
//! day begins first at UTC+14 and ends last at UTC−12. Keeping that window is what lets two
//! documents be honestly `undecided` instead of falsely ordered.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

const HOUR: i64 = 3_600_000_000;
const FIRST_ZONE: i64 = 14 * HOUR;
const LAST_ZONE: i64 = 12 * HOUR;

/// How finely a record states a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// A calendar day.
    Day,
    /// Hour and minute.
    Minute,
    /// Seconds or finer.
    Second,
}

impl Precision {
    /// The word stored in tables and shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    /// The precision that [`Precision::as_str`] gives this word for.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Year, Self::Month, Self::Day, Self::Minute, Self::Second]
            .into_iter()
            .find(|precision| precision.as_str() == word)
    }
}

/// Whether one time lies before another, as far as the evidence decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Every moment of the first interval lies before every moment of the second.
    Before,
    /// Every moment of the first interval lies after every moment of the second.
    After,
    /// The intervals overlap: the evidence does not decide.
    Undecided,
}

/// The moments at which something can have happened: `[earliest, latest]`, both inclusive, in
/// microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeInterval {
    /// First possible moment.
    pub earliest: i64,
    /// Last possible moment.
    pub latest: i64,
    /// How finely the record stated it.
    pub precision: Precision,
    /// Whether the record named its time zone.
    pub zoned: bool,
}

impl Order {
    /// The word stored in tables and shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Undecided => "undecided",
        }
    }
}

impl TimeInterval {
    /// An exact moment, to the second.
    pub fn at(microseconds: i64) -> Self {
        Self {
            earliest: microseconds,
            latest: microseconds + 999_999,
            precision: Precision::Second,
            zoned: true,
        }
    }

    /// A civil time without or with a UTC offset. `duration` is the length of the stated unit.
    fn from_civil(
        begin: DateTime,
        duration: i64,
        offset: Option<Offset>,
        precision: Precision,
    ) -> Option<Self> {
        let civil_microseconds =
            |zone: Offset| begin.to_zoned(TimeZone::fixed(zone)).ok().map(|z| z.timestamp().as_microsecond());
        let (earliest, latest_begin, zoned) = if let Some(zone) = offset {
            let moment = civil_microseconds(zone)?;
            (moment, moment, true)
        } else {
            let utc = civil_microseconds(Offset::UTC)?;
            (utc - FIRST_ZONE, utc + LAST_ZONE, false)
        };
        Some(Self { earliest, latest: latest_begin + duration - 1, precision, zoned })
    }

    /// A calendar day, in `offset` if the record names one, else in any zone on earth.
    pub fn day(date: Date, offset: Option<Offset>) -> Option<Self> {
        Self::from_civil(date.at(0, 0, 0, 0), 24 * HOUR, offset, Precision::Day)
    }

    /// A minute or second of a civil clock, in `offset` if the record names one.
    ///
    /// # Panics
    /// Never: precisions coarser than a minute are read as a minute.
    pub fn clock(time: DateTime, offset: Option<Offset>, precision: Precision) -> Option<Self> {
        let duration = if precision == Precision::Second { 1_000_000 } else { 60_000_000 };
        Self::from_civil(time, duration, offset, precision.max(Precision::Minute))
    }

    /// A whole month.
    pub fn month(year: i16, month: i8, offset: Option<Offset>) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        let duration = i64::from(first.days_in_month()) * 24 * HOUR;
        Self::from_civil(first.at(0, 0, 0, 0), duration, offset, Precision::Month)
    }

    /// A whole year.
    pub fn year(year: i16, offset: Option<Offset>) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        let duration = i64::from(first.days_in_year()) * 24 * HOUR;
        Self::from_civil(first.at(0, 0, 0, 0), duration, offset, Precision::Year)
    }

    /// Reads an ISO 8601 date or date-time, whole or cut after year, month, day or minute, with
    /// `Z`, a numeric offset or no zone. Anything else is `None`: human date forms are read by
    /// `throughline-capture`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(rest) = text.strip_suffix('Z').or_else(|| text.strip_suffix('z')) {
            return Self::parse_local(rest, Some(Offset::UTC));
        }
        if let Some(time_at) = text.find(['T', 't', ' ']) {
            let sign_at = text[time_at..].rfind(['+', '-']).map(|at| at + time_at);
            if let Some(at) = sign_at {
                return Self::parse_local(text[..at].trim_end(), Some(parse_offset(&text[at..])?));
            }
        }
        Self::parse_local(text, None)
    }

    fn parse_local(text: &str, offset: Option<Offset>) -> Option<Self> {
        let bytes = text.as_bytes();
        if !text.is_ascii() {
            return None;
        }
        match bytes.len() {
            4 => Self::year(text.parse().ok()?, offset),
            7 if bytes[4] == b'-' => Self::month(text[..4].parse().ok()?, text[5..].parse().ok()?, offset),
            10 => Self::day(text.parse().ok()?, offset),
            16 => Self::clock(format!("{text}:00").parse().ok()?, offset, Precision::Minute),
            19.. => Self::clock(text.parse().ok()?, offset, Precision::Second),
            _ => None,
        }
    }

    /// Compares two times as far as their intervals decide.
    pub fn order(&self, other: &TimeInterval) -> Order {
        if self.latest < other.earliest {
            Order::Before
        } else if other.latest < self.earliest {
            Order::After
        } else {
            Order::Undecided
        }
    }

    /// The moments two records of one event agree on, or `None` if they contradict each other.
    pub fn intersection(&self, other: &TimeInterval) -> Option<TimeInterval> {
        let (earliest, latest) = (self.earliest.max(other.earliest), self.latest.min(other.latest));
        (earliest <= latest).then(|| TimeInterval {
            earliest,
            latest,
            precision: self.precision.max(other.precision),
            zoned: self.zoned || other.zoned,
        })
    }

    /// The stated time as people write it: the civil day or minute the record gave, with a zone
    /// mark only where the record had one. Of a day that its calendar or its zone leaves uncertain,
    /// the middle is shown.
    pub fn display(&self) -> String {
        let begin = match (self.precision, self.zoned) {
            (Precision::Day, _) => self.earliest + (self.latest - self.earliest) / 2,
            (_, true) => self.earliest,
            (_, false) => self.earliest + FIRST_ZONE,
        };
        let Ok(timestamp) = Timestamp::from_microsecond(begin) else { return "?".into() };
        let pattern = match self.precision {
            Precision::Year => "%Y",
            Precision::Month => "%Y-%m",
            Precision::Day => "%Y-%m-%d",
            Precision::Minute => "%Y-%m-%d %H:%M",
            Precision::Second => "%Y-%m-%d %H:%M:%S",
        };
        let zone = if self.zoned && self.precision >= Precision::Minute { " UTC" } else { "" };
        format!("{}{zone}", timestamp.strftime(pattern))
    }
}

fn parse_offset(text: &str) -> Option<Offset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = digits.get(2..).filter(|m| !m.is_empty()).map_or(Some(0), |m| m.parse().ok())?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_zone_is_undecided_against_its_neighbours() {
        let second = TimeInterval::parse("2021-06-02").unwrap();
        assert_eq!(second.order(&TimeInterval::parse("2021-06-03").unwrap()), Order::Undecided);
        assert_eq!(second.order(&TimeInterval::parse("2021-06-05").unwrap()), Order::Before);
    }

    #[test]
    fn an_offset_is_honoured() {
        let seoul = TimeInterval::parse("2021-06-02T09:47:00+09:00").unwrap();
        assert_eq!(seoul, TimeInterval::parse("2021-06-02T00:47:00Z").unwrap());
        assert_eq!(seoul.display(), "2021-06-02 00:47:00 UTC");
    }

    #[test]
    fn display_gives_back_what_the_record_said() {
        for text in ["2021", "2021-06", "2021-06-02", "2021-06-02 09:47"] {
            assert_eq!(TimeInterval::parse(text).unwrap().display(), text);
        }
    }

    #[test]
    fn nonsense_is_none() {
        for text in ["", "yesterday", "2021-13-01", "2021-02-30", "２０２１", "2021-06-02T25:00", "99999"]
        {
            assert_eq!(TimeInterval::parse(text), None, "{text}");
        }
    }
}
