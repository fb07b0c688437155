//! Days of other calendars as Gregorian days.
//!
//! Persian years are tied to the March equinox at Iran's meridian. In 1178–1633 AP the leap years
//! follow a cycle of 33 years (K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon
//! and Planets 74, 1996); checked against an astronomical computation, 1277–1502 AP agree on every
//! year, and reading stops within them. The cycle of 2820 years (Birashk) is wrong for 1403 AP already and not used.
//!
//! Hijri months begin with the sighting of the moon or by a country's own table. The arithmetic
//! ("tabular", civil epoch) calendar (E. G. Richards, Mapping Time, 1998) stands for all of them,
//! and [`HIJRI_SPREAD`] for how far they lie apart.
//!
//! `icu_calendar` was turned down: it would add its data crates for what is forty lines here.

use jiff::civil::Date;

/// A calendar in which a month name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    /// Also read with Buddhist years, which no other year can be taken for.
    Gregorian,
    /// Solar Hijri, in Iran and Afghanistan.
    Persian,
    /// Lunar Hijri.
    Hijri,
}

/// Days by which a lunar month can begin earlier or later than computed.
pub(super) const HIJRI_SPREAD: i32 = 2;

/// Years a page can be dated with. Other numbers beside month names are something else.
pub(super) const GREGORIAN_YEARS: std::ops::RangeInclusive<u32> = 1800..=2200;
/// Buddhist years: 543 ahead.
const BUDDHIST_YEARS: std::ops::RangeInclusive<u32> = 2343..=2743;
/// Persian years for which the 33-year cycle holds.
pub(super) const PERSIAN_YEARS: std::ops::RangeInclusive<u32> = 1280..=1500;
const HIJRI_YEARS: std::ops::RangeInclusive<u32> = 1270..=1550;

/// First and last Gregorian day that a day of `calendar` can be; equal but for the lunar calendar.
pub(super) fn day(calendar: Calendar, year: u32, month: u32, day: u32) -> Option<(Date, Date)> {
    match calendar {
        Calendar::Gregorian => {
            let year = gregorian_year(year)?;
            let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
            Some((date, date))
        }
        Calendar::Persian => {
            let is_day = (1..=12).contains(&month) && (1..=persian_month_length(year, month)).contains(&day);
            if !PERSIAN_YEARS.contains(&year) || !is_day {
                return None;
            }
            let date = from_day_number(persian_day_number(year, month, day))?;
            Some((date, date))
        }
        Calendar::Hijri => {
            if !HIJRI_YEARS.contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
                return None;
            }
            let number = hijri_day_number(year, month, day);
            Some((from_day_number(number - HIJRI_SPREAD)?, from_day_number(number + HIJRI_SPREAD)?))
        }
    }
}

/// First and last Gregorian day of a month of `calendar`.
pub(super) fn month(calendar: Calendar, year: u32, month: u32) -> Option<(Date, Date)> {
    let first = day(calendar, year, month, 1)?.0;
    let last = match calendar {
        Calendar::Gregorian => first.last_of_month(),
        Calendar::Persian => day(calendar, year, month, persian_month_length(year, month))?.1,
        Calendar::Hijri => day(calendar, year, month, 30)?.1,
    };
    Some((first, last))
}

/// A Gregorian year, or the Gregorian year of a Buddhist one.
fn gregorian_year(year: u32) -> Option<i16> {
    let year = if BUDDHIST_YEARS.contains(&year) { year - 543 } else { year };
    GREGORIAN_YEARS.contains(&year).then(|| i16::try_from(year).ok()).flatten()
}

/// Whether a year belongs to a calendar: a number beside a month name that does not is no year.
pub(super) fn is_year(calendar: Calendar, year: u32) -> bool {
    match calendar {
        Calendar::Gregorian => gregorian_year(year).is_some(),
        Calendar::Persian => PERSIAN_YEARS.contains(&year),
        Calendar::Hijri => HIJRI_YEARS.contains(&year),
    }
}

fn is_persian_leap(year: u32) -> bool {
    (25 * year + 11) % 33 < 8
}

fn persian_month_length(year: u32, month: u32) -> u32 {
    match month {
        1..=6 => 31,
        7..=11 => 30,
        _ => 29 + u32::from(is_persian_leap(year)),
    }
}

/// Days since 1970-01-01.
fn persian_day_number(year: u32, month: u32, day: u32) -> i32 {
    // 1 Farvardin 1349 AP was 21 March 1970.
    let (first, last, sign) = if year >= 1349 { (1349, year, 1) } else { (year, 1349, -1) };
    let days: i32 = (first..last).map(|year| 365 + i32::from(is_persian_leap(year))).sum();
    let months: u32 = (1..month).map(|month| persian_month_length(year, month)).sum();
    79 + sign * days + months as i32 + day as i32 - 1
}

/// Days since 1970-01-01, by the cycle of 30 years with 11 leap years from the civil epoch, 16 July
/// 622 (Julian), which is day −492,148.
fn hijri_day_number(year: u32, month: u32, day: u32) -> i32 {
    let (year, month, day) = (year as i32, month as i32, day as i32);
    -492_148 + (year - 1) * 354 + (3 + 11 * year) / 30 + 29 * (month - 1) + month / 2 + day - 1
}

fn from_day_number(number: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(number)).ok()
}

#[cfg(test)]
mod tests {
    use super::{Calendar, day};

    #[test]
    fn persian_days_are_those_of_the_official_calendar() {
        // Nowruz as proclaimed, and days around leap years.
        for ((year, month, of_month), expected) in [
            ((1400, 3, 12), "2021-06-02"),
            ((1357, 11, 22), "1979-02-11"),
            ((1399, 1, 1), "2020-03-20"),
            ((1399, 12, 30), "2021-03-20"),
            ((1400, 1, 1), "2021-03-21"),
            ((1403, 1, 1), "2024-03-20"),
            ((1403, 12, 30), "2025-03-20"),
            ((1404, 1, 1), "2025-03-21"),
        ] {
            assert_eq!(day(Calendar::Persian, year, month, of_month).unwrap().0.to_string(), expected);
        }
        assert_eq!(day(Calendar::Persian, 1400, 12, 30), None);
        assert_eq!(day(Calendar::Persian, 1400, 7, 31), None);
    }

    #[test]
    fn lunar_days_hold_the_proclaimed_ones() {
        // 1 Ramadan and 1 Shawwal as proclaimed in Saudi Arabia.
        for ((year, month, of_month), expected) in [
            ((1442, 9, 1), "2021-04-13"),
            ((1442, 10, 1), "2021-05-13"),
            ((1445, 9, 1), "2024-03-11"),
            ((1446, 10, 1), "2025-03-30"),
            ((1400, 1, 1), "1979-11-21"),
        ] {
            let (first, last) = day(Calendar::Hijri, year, month, of_month).unwrap();
            let proclaimed = expected.parse().unwrap();
            assert!((first..=last).contains(&proclaimed), "{expected}: {first} to {last}");
        }
    }

    #[test]
    fn buddhist_years_are_543_ahead() {
        assert_eq!(day(Calendar::Gregorian, 2564, 6, 2).unwrap().0.to_string(), "2021-06-02");
        assert_eq!(day(Calendar::Gregorian, 2300, 6, 2), None);
        assert_eq!(day(Calendar::Gregorian, 2800, 6, 2), None);
    }
}
