//! Dates as people write them.
//!
//! Machine forms are read by [`TimeInterval::parse`]; this module reads the rest: "June 2, 2021
//! 9:47 am EST", "4 марта 2025 г.", "2025年3月4日", "٤ آذار/مارس ٢٠٢٥", "04.03.2025". What the
//! words do not settle is not settled here: "03/04/2025" has no interval, and neither has
//! "June 2".

mod clock;
mod dateline;
mod machine;
mod months;
mod tokens;

pub(crate) use dateline::dateline;
pub(crate) use machine::of_machine;

use jiff::civil::Date;
use months::month;
use throughline_model::{Precision, TimeInterval};
use tokens::{Kind, Token, tokens};

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// First byte of the date's words, clock and zone included.
    pub(crate) begin: usize,
    /// One past their last byte.
    pub(crate) end: usize,
    /// The moments it allows; `None` if the year is missing or day and month cannot be told apart.
    pub(crate) interval: Option<TimeInterval>,
}

/// Years a page can be dated with. Other numbers beside month names are something else, or another
/// calendar, which this reader does not know.
const PAGE_YEARS: std::ops::RangeInclusive<u32> = 1800..=2200;

/// Reads a text that is a date: a machine form, or a human form with little around it.
pub(crate) fn parse(text: &str) -> Option<TimeInterval> {
    let text = text.trim();
    if let Some(interval) = TimeInterval::parse(text) {
        return Some(interval);
    }
    if text.len() > 100 {
        return None;
    }
    if let Some(interval) = parse_digits(text).or_else(|| parse_lenient_iso(text)) {
        return Some(interval);
    }
    let found = find(text);
    let first = found.first()?;
    let is_alone = found.len() == 1 && text.len() - (first.end - first.begin) <= 24;
    if is_alone { first.interval } else { None }
}

/// ISO forms with a fraction of a second, a one-digit offset or without the colon.
fn parse_lenient_iso(text: &str) -> Option<TimeInterval> {
    let (date, time) = text.split_once(['T', ' '])?;
    let is_iso_date = date.len() == 10 && date.as_bytes()[4] == b'-' && date.as_bytes()[7] == b'-';
    if !is_iso_date {
        return None;
    }
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let clock = time[..zone_at].split('.').next()?.trim();
    TimeInterval::parse(&format!("{date}T{clock}{}", time[zone_at..].trim()))
}

/// `20210602` and `20210602094700`.
fn parse_digits(text: &str) -> Option<TimeInterval> {
    if !matches!(text.len(), 8 | 14) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?);
    if !PAGE_YEARS.contains(&year) {
        return None;
    }
    let date = Date::new(i16::try_from(year).ok()?, month, day).ok()?;
    if text.len() == 8 {
        return TimeInterval::day(date, None);
    }
    let time = date.at(text[8..10].parse().ok()?, text[10..12].parse().ok()?, text[12..].parse().ok()?, 0);
    TimeInterval::clock(time, None, Precision::Second)
}

/// Every date in `text`, in order of place, without overlaps.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let tokens = tokens(text);
    let mut found: Vec<Found> = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        let Some(calendar) = calendar_at(&tokens, index) else {
            index += 1;
            continue;
        };
        let after = index + calendar.length;
        let behind = clock::clock_at(&tokens, after);
        let before = if behind.is_none() { clock::clock_before(&tokens, index) } else { None };
        let first = before.as_ref().map_or(index, |clock| clock.first);
        let last = behind.as_ref().map_or(after, |clock| clock.after);
        let interval = calendar.date.interval(behind.or(before).as_ref());
        found.push(Found { begin: tokens[first].begin, end: tokens[last - 1].end, interval });
        index = last;
    }
    found
}

/// A date without its clock.
#[derive(Debug, Clone, Copy)]
struct Calendar {
    date: Stated,
    /// Number of tokens.
    length: usize,
}

#[derive(Debug, Clone, Copy)]
enum Stated {
    Day(Date),
    Month(i16, i8),
    /// A month and a day without a year, or a day and month that could be the other way round.
    Undecided,
}

impl Stated {
    fn interval(self, clock: Option<&clock::Clock>) -> Option<TimeInterval> {
        match (self, clock) {
            (Self::Undecided, _) => None,
            (Self::Month(year, month), _) => TimeInterval::month(year, month, None),
            (Self::Day(date), None) => TimeInterval::day(date, None),
            (Self::Day(date), Some(clock)) => {
                let time = date.at(clock.hour, clock.minute, clock.second.unwrap_or(0), 0);
                let precision = if clock.second.is_some() { Precision::Second } else { Precision::Minute };
                TimeInterval::clock(time, clock.offset, precision)
            }
        }
    }
}

fn calendar_at(tokens: &[Token], index: usize) -> Option<Calendar> {
    // A link of a longer chain of numbers, as in a telephone or version number, starts no date.
    let is_chained = index >= 2
        && tokens[index].number().is_some()
        && [tokens[index - 1].is('.'), tokens[index - 1].is('-'), tokens[index - 1].is('/')].contains(&true)
        && tokens[index - 2].number().is_some()
        && tokens[index - 2].end == tokens[index - 1].begin
        && tokens[index - 1].end == tokens[index].begin;
    if is_chained {
        return None;
    }
    let rest = &tokens[index..];
    year_first(rest).or_else(|| day_first(rest)).or_else(|| month_first(rest)).or_else(|| numeric(rest))
}

fn stated_day(year: u32, month: u32, day: u32) -> Option<Stated> {
    if !PAGE_YEARS.contains(&year) {
        return None;
    }
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(Stated::Day(date))
}

/// "2021-06-02", "2021/6/2", "2021.6.2", "2025年3月4日", "2025년 3월 4일", and "2025年3月".
fn year_first(tokens: &[Token]) -> Option<Calendar> {
    let (year, 4) = tokens.first()?.number()? else { return None };
    let Kind::Mark(mark) = tokens.get(1)?.kind else { return None };
    let (month, month_digits) = tokens.get(2)?.number()?;
    let is_cjk = matches!(mark, '年' | '년');
    if month_digits > 2 || !(is_cjk || matches!(mark, '-' | '/' | '.')) {
        return None;
    }
    let second_mark =
        tokens.get(3).filter(|token| if is_cjk { token.is('月') || token.is('월') } else { token.is(mark) });
    let day =
        second_mark.and_then(|_| tokens.get(4)).and_then(Token::number).filter(|(_, digits)| *digits <= 2);
    match day {
        Some((day, _)) => {
            let closes =
                tokens.get(5).is_some_and(|token| token.is('日') || token.is('号') || token.is('일'));
            let date = stated_day(year, month, day)?;
            Some(Calendar { date, length: 5 + usize::from(is_cjk && closes) })
        }
        None if is_cjk
            && second_mark.is_some()
            && (1..=12).contains(&month)
            && PAGE_YEARS.contains(&year) =>
        {
            Some(Calendar { date: Stated::Month(year as i16, month as i8), length: 4 })
        }
        None => None,
    }
}

/// "4 March 2025", "1er mars 2025", "4. März 2025", "4 de marzo de 2025", "4 марта", "3月4日".
fn day_first(tokens: &[Token]) -> Option<Calendar> {
    let (day, digits) = tokens.first()?.number()?;
    if digits > 2 || !(1..=31).contains(&day) {
        return None;
    }
    if tokens.get(1).is_some_and(|token| token.is('月') || token.is('월')) {
        let (_, day_digits) = tokens.get(2)?.number()?;
        let closes = tokens.get(3).is_some_and(|token| token.is('日') || token.is('号') || token.is('일'));
        return (day_digits <= 2 && closes).then_some(Calendar { date: Stated::Undecided, length: 4 });
    }
    let mut at = 1;
    let is_filler = |token: &Token| {
        token.is('.')
            || token.is('º')
            || token.is('-')
            || token
                .word()
                .is_some_and(|word| matches!(word, "st" | "nd" | "rd" | "th" | "er" | "de" | "of" | "tháng"))
    };
    while at < 3 && tokens.get(at).is_some_and(is_filler) {
        at += 1;
    }
    let month = month_of(tokens.get(at)?)?;
    at += 1;
    // "آذار/مارس": the month in two namings.
    if tokens.get(at).is_some_and(|token| token.is('/'))
        && tokens.get(at + 1).and_then(month_of) == Some(month)
    {
        at += 2;
    }
    let before_year = at;
    let skips = |token: &Token| {
        token.is('.')
            || token.is(',')
            || token.is('-')
            || token.is('،')
            || token.word().is_some_and(|word| matches!(word, "de" | "del" | "of" | "عام" | "năm"))
    };
    while at < before_year + 2 && tokens.get(at).is_some_and(skips) {
        at += 1;
    }
    let year = tokens
        .get(at)
        .and_then(Token::number)
        .filter(|(year, digits)| *digits == 4 && PAGE_YEARS.contains(year));
    match year {
        Some((year, _)) => Some(Calendar { date: stated_day(year, month as u32, day)?, length: at + 1 }),
        None => Some(Calendar { date: Stated::Undecided, length: before_year }),
    }
}

/// "March 4, 2025", "Sept. 18, 2018", "June 2", "March 2025".
fn month_first(tokens: &[Token]) -> Option<Calendar> {
    let month = month_of(tokens.first()?)?;
    let mut at = 1 + usize::from(tokens.get(1).is_some_and(|token| token.is('.')));
    let (number, digits) = tokens.get(at)?.number()?;
    if digits == 4 && PAGE_YEARS.contains(&number) {
        return Some(Calendar { date: Stated::Month(number as i16, month), length: at + 1 });
    }
    if digits > 2 || !(1..=31).contains(&number) {
        return None;
    }
    at += 1;
    let is_ordinal =
        |token: &Token| token.word().is_some_and(|word| matches!(word, "st" | "nd" | "rd" | "th"));
    at += usize::from(tokens.get(at).is_some_and(is_ordinal));
    // "March 4:30" is a clock, "May 1.5" a quantity.
    let before_year = at;
    while at < before_year + 2 && tokens.get(at).is_some_and(|token| token.is(',') || token.is('.')) {
        at += 1;
    }
    let year = tokens
        .get(at)
        .and_then(Token::number)
        .filter(|(year, digits)| *digits == 4 && PAGE_YEARS.contains(year));
    match year {
        Some((year, _)) => Some(Calendar { date: stated_day(year, month as u32, number)?, length: at + 1 }),
        None if tokens.get(before_year).is_some_and(|token| token.is(':') || token.is('%')) => None,
        None => Some(Calendar { date: Stated::Undecided, length: before_year }),
    }
}

/// "04.03.2025" (a full stop always means day first), "25/12/2021", "12-25-2021", "03/04/2025".
fn numeric(tokens: &[Token]) -> Option<Calendar> {
    let (first, 1..=2) = tokens.first()?.number()? else { return None };
    let Kind::Mark(mark @ ('.' | '/' | '-')) = tokens.get(1)?.kind else { return None };
    let (second, 1..=2) = tokens.get(2)?.number()? else { return None };
    let (year, 4) = tokens.get(4)?.number()? else { return None };
    if !tokens.get(3)?.is(mark) || !PAGE_YEARS.contains(&year) {
        return None;
    }
    let date = if mark == '.' || first > 12 || first == second {
        stated_day(year, second, first)?
    } else if second > 12 {
        stated_day(year, first, second)?
    } else {
        stated_day(year, second, first)?;
        Stated::Undecided
    };
    Some(Calendar { date, length: 5 })
}

fn month_of(token: &Token) -> Option<i8> {
    token.word().and_then(month)
}

#[cfg(test)]
mod tests {
    use super::{find, parse};

    #[test]
    fn dates_are_read_as_people_write_them() {
        let cases = [
            ("April 5, 2018", "2018-04-05"),
            ("Jun 01, 2021", "2021-06-01"),
            ("Sept. 18, 2018", "2018-09-18"),
            ("Thursday, 5 April 2018", "2018-04-05"),
            ("Wed, 02 Jun 2021 09:47:10 +0900", "2021-06-02 00:47:10 UTC"),
            ("2025年3月4日 17:40（UTC+2）", "2025-03-04 15:40 UTC"),
            ("1:39 am EST, Wednesday, November 20, 2019", "2019-11-20 06:39 UTC"),
            ("Fri, August 12, 2022 | 02:56", "2022-08-12 02:56"),
            ("Posted : 2021-06-02 09:47", "2021-06-02 09:47"),
            ("June 3, 2021 at 5:07 PM", "2021-06-03 17:07"),
            ("2nd of March, 2025", "2025-03-02"),
            ("4 mars 2025 à 09h47", "2025-03-04 09:47"),
            ("1er août 2022", "2022-08-01"),
            ("4 de marzo de 2025", "2025-03-04"),
            ("4. März 2025, 9.47 Uhr", "2025-03-04 09:47"),
            ("04.03.2025", "2025-03-04"),
            ("4 марта 2025 г.", "2025-03-04"),
            ("4 марта 2025, 14:05", "2025-03-04 14:05"),
            ("14:05, 4 марта 2025", "2025-03-04 14:05"),
            ("4 березня 2025 року", "2025-03-04"),
            ("2025年3月4日", "2025-03-04"),
            ("2025年03月04日 09:47:05", "2025-03-04 09:47:05"),
            ("2025年3月4日09时47分", "2025-03-04 09:47"),
            ("２０２５年３月４日", "2025-03-04"),
            ("2025년 3월 4일", "2025-03-04"),
            ("4 مارس 2025", "2025-03-04"),
            ("٤ آذار/مارس ٢٠٢٥", "2025-03-04"),
            ("4 Mart 2025", "2025-03-04"),
            ("4 marca 2025", "2025-03-04"),
            ("4 Μαρτίου 2025", "2025-03-04"),
            ("25/12/2021", "2021-12-25"),
            ("12/25/2021", "2021-12-25"),
            ("2021/6/2", "2021-06-02"),
            ("20210602", "2021-06-02"),
            ("2021-06-02T09:47:10.123+09:00", "2021-06-02 00:47:10 UTC"),
            ("March 2025", "2025-03"),
            ("2025年3月", "2025-03"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(|interval| interval.display()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_the_words_leave_open_stays_open() {
        for text in ["June 2", "2 июня", "3月4日", "03/04/2025", "4 مارس"] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].interval, None, "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_dates_are_none() {
        for text in
            ["02-724-2114", "30.02.2025", "19/25", "March 4:30", "1404/01/05", "99999999", "v1.2.3", "May"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_in_running_text_are_found_where_they_stand() {
        let text = "He met them in Beijing, Sept. 18, 2018, and again on May 12.";
        let found = find(text);
        let words: Vec<&str> = found.iter().map(|found| &text[found.begin..found.end]).collect();
        assert_eq!(words, ["Sept. 18, 2018", "May 12"]);
    }
}
