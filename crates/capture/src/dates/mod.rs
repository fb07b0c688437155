//! Dates as people write them.
//!
//! [`parse`] reads a whole text that is a date, machine forms included ([`machine`]: ISO 8601, HTTP
//! and mail headers, epochs); [`find`] finds dates in a line: "June 2, 2021 9:47 am EST", "4 марта
//! 2025 г.", "二〇二五年三月四日", "٤ آذار/مارس ٢٠٢٥", "۱۲ خرداد ۱۴۰۰", "2 มิถุนายน 2564", "令和3年6月2日".
//!
//! What the words do not settle is not settled here: "03/04/2025" has no interval, and neither has
//! "June 2". [`settle`] reads such dates again once the page is known: by another date of the same
//! form with a part above twelve, by a weekday beside them, by a date of the page that is not open,
//! by the declared language and region. Where none decides, a date stays open. The union of both
//! readings is not used: its day would be shown as if the page had said it.
//!
//! Against CLDR's own full, long and medium dates and date-times of 55 locales, twelve days each, as
//! Babel 2.19 writes them: 3,944 of 3,960 are read right and none wrong if the language is known,
//! 3,909 and none wrong if it is not; what is left open is mostly numeric dates whose order the
//! language decides. Publication dates of pages are measured by `bench/extract/dates.py`.
//!
//! Turned down: `dateparser`, `chrono-english`, `interim`, `dtparse` (English, and each takes one
//! order of day and month for granted), `icu_calendar` (see [`calendars`]).

mod calendars;
mod clock;
mod dateline;
#[cfg(test)]
mod forms;
mod grammar;
mod labels;
mod machine;
mod months;
mod relative;
mod settle;
mod tokens;
mod weekdays;
mod zones;

pub(crate) use dateline::dateline;
pub(crate) use labels::{Label, label};
pub(crate) use machine::is_midnight;
pub(crate) use relative::relative;
#[cfg(test)]
pub(crate) use settle::order_shown;
pub(crate) use settle::{resolve_relative, settle};

use grammar::{Line, Stated, date_at};
use throughline_model::TimeInterval;
use tokens::{may_hold_date, tokens};

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

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// 03/04/2025 is 3 April.
    DayFirst,
    /// 03/04/2025 is 4 March.
    MonthFirst,
}

/// What is known of a text before its dates are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading<'a> {
    /// The order of numbers, if it is known.
    pub(crate) order: Option<Order>,
    /// The language as a primary tag ("hr"), for names that mean two months and for Persian years.
    pub(crate) lang: Option<&'a str>,
}

/// Longest line in which dates are looked for: what is longer is a paragraph, and a date may stand
/// at its head or its end.
const LONGEST_LINE: usize = 20_000;

/// Reads a text that is a date: a machine form, or a human form with little around it.
pub(crate) fn parse(text: &str) -> Option<TimeInterval> {
    parse_as(text, &Reading::default())
}

/// [`parse`] with what is known of the page.
pub(crate) fn parse_as(text: &str, reading: &Reading<'_>) -> Option<TimeInterval> {
    let text = text.trim();
    // "1400-03-12" in a Persian page is no day of the Middle Ages.
    let is_of_other_calendar = matches!(reading.lang, Some("fa" | "ps" | "prs" | "ar"))
        && text
            .get(..4)
            .and_then(|year| year.parse().ok())
            .is_some_and(|year: u32| (1300..1500).contains(&year));
    if let Some(interval) = machine::parse(text).filter(|_| !is_of_other_calendar) {
        return Some(interval);
    }
    if text.len() > 200 {
        return None;
    }
    let found = find_as(text, reading);
    let first = found.first()?;
    // A zone's name in brackets closes what scripts print: "GMT+0000 (Coordinated Universal Time)".
    let close = text.rfind(" (").filter(|at| text.ends_with(')') && *at >= first.end).unwrap_or(text.len());
    let is_alone = found.len() == 1 && close - (first.end - first.begin) <= 24;
    if is_alone { first.interval } else { None }
}

/// Every date in `text`, in order of place, without overlaps.
pub(crate) fn find(text: &str) -> Vec<Found> {
    find_as(text, &Reading::default())
}

/// [`find`] with what is known of the text.
pub(crate) fn find_as(text: &str, reading: &Reading<'_>) -> Vec<Found> {
    readings(text, reading).into_iter().map(|(found, _)| found).collect()
}

/// Dates with what their words say.
fn readings(text: &str, reading: &Reading<'_>) -> Vec<(Found, Stated)> {
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_LINE).last().unwrap_or(0);
    let text = if text.len() > LONGEST_LINE { &text[..end] } else { text };
    if !may_hold_date(text) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let has_arabic_words = tokens
        .iter()
        .filter_map(tokens::Token::word)
        .any(|word| word.starts_with(|c| ('\u{600}'..='\u{6FF}').contains(&c)));
    let line = Line { reading: *reading, has_arabic_words };
    let mut found: Vec<(Found, Stated)> = Vec::new();
    let (mut index, mut last_end) = (0, 0);
    let mut was_gregorian = true;
    while index < tokens.len() {
        let Some(words) = date_at(&tokens, index, &line) else {
            index += 1;
            continue;
        };
        let after = index + words.length;
        let behind = words.clock.clone().or_else(|| clock::clock_at(&tokens, after));
        let before = if behind.is_none() { clock::clock_before(&tokens, index) } else { None };
        let before = before.filter(|clock| clock.first >= last_end);
        let first = before.as_ref().map_or(index, |clock| clock.first);
        let last = behind.as_ref().map_or(after, |clock| clock.after.max(after));
        let interval = words.stated.interval(behind.or(before).as_ref());
        let next = Found { begin: tokens[first].begin, end: tokens[last - 1].end, interval };
        let between = last_end..first;
        let is_gregorian = names_its_year(&tokens[index..after], words.stated);
        let differs = std::mem::replace(&mut was_gregorian, is_gregorian) != is_gregorian;
        match found.last_mut().filter(|_| differs && is_joined(&tokens[between])) {
            Some((previous, stated)) => match same_day(previous, *stated, &next, words.stated) {
                Some((merged, stated_best)) => (*previous, *stated) = (merged, stated_best),
                None => found.push((next, words.stated)),
            },
            None => found.push((next, words.stated)),
        }
        (index, last_end) = (last, last);
    }
    found
}

/// Whether a day's words hold its Gregorian year: in another calendar they do not.
fn names_its_year(words: &[tokens::Token], stated: Stated) -> bool {
    let Stated::Days(first, _) = stated else { return true };
    words
        .iter()
        .filter_map(tokens::Token::number)
        .any(|(number, _)| i64::from(number) == i64::from(first.year()))
}

/// Whether little stands between two dates: a dash, a bracket, the mark of a calendar, a weekday.
fn is_joined(between: &[tokens::Token]) -> bool {
    between.len() <= 6 && between.iter().all(|token| token.number().is_none())
}

/// One day in two calendars side by side: "12 خرداد 1400 - 2 June 2021", "21 شوال 1442 هـ / 2 يونيو
/// 2021". The finer of the two counts; two dates of one calendar are two dates.
fn same_day(one: &Found, stated: Stated, other: &Found, other_stated: Stated) -> Option<(Found, Stated)> {
    let (Stated::Days(first, last), Stated::Days(other_first, other_last)) = (stated, other_stated) else {
        return None;
    };
    let overlaps = first <= other_last && other_first <= last;
    let (one_interval, other_interval) = (one.interval?, other.interval?);
    if !overlaps {
        return None;
    }
    // The same day twice, or a lunar day around it.
    let is_lunar = first != last;
    let other_is_lunar = other_first != other_last;
    let better_is_other = is_lunar && !other_is_lunar
        || is_lunar == other_is_lunar && other_interval.precision > one_interval.precision;
    let are_both_fine = one_interval.precision == other_interval.precision
        && one_interval.precision > throughline_model::Precision::Day;
    if are_both_fine {
        return None;
    }
    let (interval, best) =
        if better_is_other { (other.interval, other_stated) } else { (one.interval, stated) };
    Some((Found { begin: one.begin, end: other.end, interval }, best))
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
        for text in ["June 2", "2 июня", "3月4日", "03/04/2025", "4 مارس", "2 listopada 2021"] {
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
