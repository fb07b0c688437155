//! Dates as machines write them: ISO 8601 in its variants, HTTP and mail headers, digits, epochs.

use super::calendars::GREGORIAN_YEARS;
use jiff::civil::{Date, ISOWeekDate, Time, Weekday};
use jiff::tz::Offset;
use throughline_model::{Precision, TimeInterval};

/// Reads a whole text that is a date in a machine's form.
pub(super) fn parse(text: &str) -> Option<TimeInterval> {
    if !text.is_ascii() || text.len() > 64 {
        return None;
    }
    // "1622594820" is an epoch, "20210602" a day, "2021" a year: the lengths tell.
    TimeInterval::parse(text)
        .or_else(|| digits(text))
        .or_else(|| iso(text))
        .or_else(|| week_or_ordinal(text))
        .or_else(|| two_digit_year_header(text))
        .or_else(|| dot_net(text))
}

/// `20210602`, `202106020947`, `20210602094700`, and seconds, milliseconds or microseconds since
/// 1970 from 2001 on (fewer digits could be any number).
fn digits(text: &str) -> Option<TimeInterval> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        8 => TimeInterval::day(digit_day(text)?, None),
        12 => TimeInterval::clock(
            digit_day(&text[..8])?.to_datetime(hour_minute(&text[8..])?),
            None,
            Precision::Minute,
        ),
        14 => {
            let second: i8 = text[12..].parse().ok()?;
            let time = hour_minute(&text[8..12])?;
            let time = Time::new(time.hour(), time.minute(), second, 0).ok()?;
            TimeInterval::clock(digit_day(&text[..8])?.to_datetime(time), None, Precision::Second)
        }
        // "2021060209" is an hour: as an epoch it would lie in 2034.
        10 if matches!(&text[..2], "19" | "20") && digit_day(&text[..8]).is_some() && &text[8..] < "24" => {
            TimeInterval::day(digit_day(&text[..8])?, None)
        }
        10 => epoch(text, 1_000_000),
        13 => epoch(text, 1_000),
        16 => epoch(text, 1),
        _ => None,
    }
}

fn digit_day(text: &str) -> Option<Date> {
    let year: u32 = text[..4].parse().ok()?;
    GREGORIAN_YEARS.contains(&year).then_some(())?;
    Date::new(i16::try_from(year).ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?).ok()
}

fn hour_minute(text: &str) -> Option<Time> {
    Time::new(text[..2].parse().ok()?, text[2..4].parse().ok()?, 0, 0).ok()
}

fn epoch(text: &str, microseconds: i64) -> Option<TimeInterval> {
    let moment = text.parse::<i64>().ok()?.checked_mul(microseconds)?;
    // 2001-09-09 to 2100.
    (1_000_000_000_000_000..4_102_444_800_000_000)
        .contains(&moment)
        .then(|| TimeInterval::at(moment.div_euclid(1_000_000) * 1_000_000))
}

/// "2021-06-02T09:47:10,123+0900", "2021-06-02 9:47 UTC", "20210602T094710Z", "2021-06-02+02:00",
/// "2021-06-02T09:47+09:00[Asia/Seoul]".
fn iso(text: &str) -> Option<TimeInterval> {
    let text = text.split('[').next()?.trim();
    let is_extended = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    let (date, rest) = if is_extended {
        (text[..10].parse::<Date>().ok()?, &text[10..])
    } else if text.len() > 8 && text.as_bytes()[8] == b'T' {
        (digit_day(&text[..8])?, &text[8..])
    } else {
        return None;
    };
    let Some(time) = rest.strip_prefix(['T', 't', ' ', '_']) else {
        return TimeInterval::day(date, Some(offset(rest)?));
    };
    let zone_at = time.find(|character: char| !(character.is_ascii_digit() || ":., ".contains(character)));
    let (clock, zone) = time.split_at(zone_at.unwrap_or(time.len()));
    let clock = clock.trim().split(['.', ',']).next()?;
    let zone = if zone.is_empty() { None } else { Some(offset(zone)?) };
    let mut parts = clock.split(':');
    let first = parts.next()?;
    let (hour, minute, second) = match (first.len(), parts.next(), parts.next()) {
        (1 | 2, Some(minute), second) if minute.len() == 2 => (first, minute, second),
        (4, None, None) => (&first[..2], &first[2..], None),
        (6, None, None) => (&first[..2], &first[2..4], Some(&first[4..])),
        _ => return None,
    };
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    let second: i8 = second.map_or(Ok(0), str::parse).ok()?;
    // A leap second is counted with the one before it.
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, second.min(59), 0).ok()?;
    TimeInterval::clock(date.to_datetime(time), zone, precision)
}

/// "Z", "UTC", "GMT", "+09:00", "+0900", "+9".
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    if matches!(text, "" | "Z" | "z") {
        return Some(Offset::UTC);
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match text[1..].split_once(':') {
        Some(parts) => parts,
        None if text.len() == 5 => (&text[1..3], &text[3..]),
        None => (&text[1..], "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(())?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// "2021-W22-3", "2021W223", "2021-153".
fn week_or_ordinal(text: &str) -> Option<TimeInterval> {
    let year: i16 = text.get(..4)?.parse().ok()?;
    let rest = text[4..].trim_start_matches('-');
    if let Some(week) = rest.strip_prefix('W') {
        let digits: String = week.chars().filter(char::is_ascii_digit).collect();
        let number: i8 = digits.get(..2)?.parse().ok()?;
        let monday = ISOWeekDate::new(year, number, Weekday::Monday).ok()?.date();
        if digits.len() == 2 {
            let (first, last) = (
                TimeInterval::day(monday, None)?,
                TimeInterval::day(monday.checked_add(jiff::Span::new().days(6)).ok()?, None)?,
            );
            return Some(TimeInterval { latest: last.latest, ..first });
        }
        let weekday = Weekday::from_monday_one_offset(digits.get(2..)?.parse().ok()?).ok()?;
        return TimeInterval::day(ISOWeekDate::new(year, number, weekday).ok()?.date(), None);
    }
    if text.len() != 8 || text.as_bytes()[4] != b'-' || rest.len() != 3 {
        return None;
    }
    let ordinal: i16 = rest.parse().ok()?;
    let date = Date::new(year, 1, 1).ok()?.with().day_of_year(ordinal).build().ok()?;
    TimeInterval::day(date, None)
}

/// RFC 850, "Wednesday, 02-Jun-21 09:47:10 GMT", and mail with years of two digits (RFC 2822,
/// section 4.3: 00 to 49 are of this century).
fn two_digit_year_header(text: &str) -> Option<TimeInterval> {
    let behind_weekday = text.split_once(',').map_or(text, |(_, rest)| rest).trim();
    let mut parts = behind_weekday.split([' ', '-']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let clock = parts.next()?;
    if year.len() != 2 || clock.len() < 5 || !clock.contains(':') {
        return None;
    }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1;
    let year: i16 = year.parse().ok()?;
    let date =
        Date::new(year + if year < 50 { 2000 } else { 1900 }, i8::try_from(month).ok()?, day.parse().ok()?)
            .ok()?;
    let at = text.find(clock)?;
    iso(&format!("{date} {}", text[at..].split('(').next()?.trim()))
}

/// `/Date(1622594820000)/`, as .NET's serializer writes it.
fn dot_net(text: &str) -> Option<TimeInterval> {
    let inside = text.strip_prefix("/Date(")?.split_once(')')?.0;
    let end = inside[1.min(inside.len())..].find(['+', '-']).map_or(inside.len(), |at| at + 1);
    epoch(&inside[..end], 1_000)
}

/// The moment of a date-time that is midnight to the second: content systems that keep days only
/// write their days so.
pub(crate) fn is_midnight(text: &str) -> bool {
    let clock = text.split(['T', ' ']).nth(1).unwrap_or_default();
    clock.starts_with("00:00:00")
        && clock[8..].trim_start_matches(['.', '0']).chars().next().is_none_or(|next| !next.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_midnight, parse};

    #[test]
    fn machine_forms_are_read() {
        for (text, expected) in [
            ("2021-06-02T09:47:10.123456+09:00", "2021-06-02 00:47:10 UTC"),
            ("2021-06-02T09:47:10,5Z", "2021-06-02 09:47:10 UTC"),
            ("2021-06-02T09:47+0900", "2021-06-02 00:47 UTC"),
            ("2021-06-02 9:47 UTC", "2021-06-02 09:47 UTC"),
            ("2021-06-02 09:47:10 +0300", "2021-06-02 06:47:10 UTC"),
            ("2021-06-02T09:47:10+09:00[Asia/Seoul]", "2021-06-02 00:47:10 UTC"),
            ("20210602T094710Z", "2021-06-02 09:47:10 UTC"),
            ("2021-06-02+02:00", "2021-06-02"),
            ("202106020947", "2021-06-02 09:47"),
            ("2021060209", "2021-06-02"),
            ("2021-W22-3", "2021-06-02"),
            ("2021-153", "2021-06-02"),
            ("1622594820", "2021-06-02 00:47:00 UTC"),
            ("1622594820000", "2021-06-02 00:47:00 UTC"),
            ("Wednesday, 02-Jun-21 09:47:10 GMT", "2021-06-02 09:47:10 UTC"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06 08:49:37 UTC"),
            ("/Date(1622594820000)/", "2021-06-02 00:47:00 UTC"),
            ("/Date(1622594820000+0300)/", "2021-06-02 00:47:00 UTC"),
        ] {
            assert_eq!(parse(text).map(|interval| interval.display()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "99999999",
            "2021-W60-1",
            "2021-366",
            "12345678901",
            "0000000000",
            "",
            "/Date()/",
            "/Date(",
            "2021-06-02T",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn midnight_to_the_second_is_told() {
        for (text, expected) in [
            ("2021-06-02T00:00:00Z", true),
            ("2021-06-02 00:00:00.000 +0300", true),
            ("2021-06-02T00:00:01Z", false),
            ("2021-06-02T00:00", false),
            ("2021-06-02", false),
        ] {
            assert_eq!(is_midnight(text), expected, "{text}");
        }
    }
}
