//! The forms a date takes in words and numbers.

use super::calendars::{self, Calendar, is_year};
use super::clock::{Clock, read_clock};
use super::months::{Month, month_at};
use super::tokens::{Kind, Token, fold};
use super::weekdays::weekday_at;
use super::{Order, Reading};
use jiff::civil::Date;
use std::collections::HashSet;
use std::sync::LazyLock;
use throughline_model::{Precision, TimeInterval};

/// What is known of the line a date stands on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) reading: Reading<'a>,
    /// A word in Arabic letters stands on it.
    pub(super) has_arabic_words: bool,
}

/// A date without the clock that stands before or behind it.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) stated: Stated,
    /// Number of tokens.
    pub(super) length: usize,
    /// A clock inside the date: "Jun 2 09:47:10 2021".
    pub(super) clock: Option<Clock>,
}

/// What a date's words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    /// From the first day to the last, both inclusive: one day, or the days a lunar day can be.
    Days(Date, Date),
    /// All days of a month.
    Month(Date, Date),
    /// A day and month that could be the other way round: day first, month first.
    Either(Date, Date),
    /// A month and a day without a year, or a month name of two meanings.
    Undecided,
}

impl Stated {
    pub(super) fn interval(self, clock: Option<&Clock>) -> Option<TimeInterval> {
        match (self, clock) {
            (Self::Undecided | Self::Either(..), _) => None,
            (Self::Month(first, last), _) => span(first, last, Precision::Month),
            (Self::Days(first, last), Some(clock)) if first == last => {
                let time = first.at(clock.hour, clock.minute, clock.second.unwrap_or(0), 0);
                let precision = if clock.second.is_some() { Precision::Second } else { Precision::Minute };
                let offset = clock.zone.as_ref().and_then(|zone| zone.offset(time));
                TimeInterval::clock(time, offset, precision)
            }
            (Self::Days(first, last), _) => span(first, last, Precision::Day),
        }
    }
}

fn span(first: Date, last: Date, precision: Precision) -> Option<TimeInterval> {
    let (first, last) = (TimeInterval::day(first, None)?, TimeInterval::day(last, None)?);
    Some(TimeInterval { latest: last.latest, precision, ..first })
}

/// The date that begins at token `index`.
pub(super) fn date_at(tokens: &[Token], index: usize, reading: &Line<'_>) -> Option<Words> {
    // A link of a longer chain of numbers, as in a telephone or version number, starts no date.
    let is_chained = index >= 2
        && tokens[index].number().is_some()
        && tokens[index - 1].is_any(&['.', '-', '/'])
        && tokens[index - 2].number().is_some()
        && tokens[index - 2].end == tokens[index - 1].begin
        && tokens[index - 1].end == tokens[index].begin;
    if is_chained {
        return None;
    }
    let rest = &tokens[index..];
    match rest.first()?.kind {
        Kind::Number(..) => year_first(rest, reading)
            .or_else(|| day_first(rest, reading))
            .or_else(|| numeric(tokens, index, reading)),
        Kind::Word(_) => month_first(rest, reading),
        Kind::Mark(_) => era(rest),
    }
}

fn words(stated: Stated, length: usize) -> Words {
    Words { stated, length, clock: None }
}

fn stated_day(calendar: Calendar, year: u32, month: u32, day: u32) -> Option<Stated> {
    calendars::day(calendar, year, month, day).map(|(first, last)| Stated::Days(first, last))
}

fn stated_month(calendar: Calendar, year: u32, month: u32) -> Option<Stated> {
    calendars::month(calendar, year, month).map(|(first, last)| Stated::Month(first, last))
}

/// Persian and lunar years of dates in numbers only; what is written from 2041 on in the one and
/// before 1999 in the other is left unread, so that no year is in both.
const PERSIAN_NUMBERS: std::ops::RangeInclusive<u32> = 1300..=1419;
const HIJRI_NUMBERS: std::ops::RangeInclusive<u32> = 1420..=1465;

/// The calendar of a year in a date of numbers only. Persian and lunar years are read in Arabic
/// digits and beside words in Arabic letters; elsewhere "1404/01/05" can be anything.
fn calendar_of_numbers(year: u32, zero: char, line: &Line<'_>) -> Option<Calendar> {
    let is_arabic_script = matches!(zero, '۰' | '٠')
        || line.has_arabic_words
        || matches!(line.reading.lang, Some("fa" | "ps" | "prs" | "ar"));
    if is_year(Calendar::Gregorian, year) {
        Some(Calendar::Gregorian)
    } else if is_arabic_script && PERSIAN_NUMBERS.contains(&year) {
        Some(Calendar::Persian)
    } else if is_arabic_script && HIJRI_NUMBERS.contains(&year) {
        Some(Calendar::Hijri)
    } else {
        None
    }
}

/// "2021-06-02", "2021/6/2", "2021. 6. 2.", "2025年3月4日", "2025년 3월", "2021. június 2.",
/// "2021 жылғы 2 маусым", "2021-Jun-02".
fn year_first(tokens: &[Token], reading: &Line<'_>) -> Option<Words> {
    let (year, 4) = tokens.first()?.number()? else { return None };
    let Kind::Mark(mark) = tokens.get(1)?.kind else { return year_and_name(tokens, year, reading) };
    let is_cjk = matches!(mark, '年' | '년');
    let Some((month, 1..=2)) = tokens.get(2)?.number() else { return year_and_name(tokens, year, reading) };
    if !(is_cjk || matches!(mark, '-' | '/' | '.' | '‑' | '–' | '−' | '．' | '／' | '－')) {
        return None;
    }
    let calendar = calendar_of_numbers(year, tokens[0].zero, reading)?;
    if is_cjk {
        return month_and_day_signs(tokens, calendar, year, 2);
    }
    tokens.get(3).filter(|token| token.is(mark))?;
    let (day, 1..=2) = tokens.get(4)?.number()? else { return None };
    Some(words(stated_day(calendar, year, month, day)?, 5))
}

/// "3月4日" or "3月" from token `at`, behind a year.
fn month_and_day_signs(tokens: &[Token], calendar: Calendar, year: u32, at: usize) -> Option<Words> {
    let (month, 1..=2) = tokens.get(at)?.number()? else { return None };
    tokens.get(at + 1).filter(|token| token.is_any(&['月', '월']))?;
    let day = tokens.get(at + 2).and_then(Token::number).filter(|(_, digits)| *digits <= 2);
    let closes = tokens.get(at + 3).is_some_and(|token| token.is_any(&['日', '号', '號', '일']));
    match day {
        Some((day, _)) => Some(words(stated_day(calendar, year, month, day)?, at + 3 + usize::from(closes))),
        None => Some(words(stated_month(calendar, year, month)?, at + 2)),
    }
}

/// Words of "year" in languages that write it behind the number, folded.
const YEAR_WORDS: &[&str] =
    &["m", "gada", "жылғы", "жылы", "жыл", "yil", "il", "ilin", "ci", "cu", "оны", "urteko", "ж"];

fn year_and_name(tokens: &[Token], year: u32, reading: &Line<'_>) -> Option<Words> {
    let mut at = 1;
    let mut has_year_word = false;
    while at < 5
        && let Some(token) = tokens.get(at)
    {
        if token.word().is_some_and(|word| YEAR_WORDS.contains(&word)) {
            has_year_word = true;
        } else if !token.is_any(&['.', ',', '-', '/']) {
            break;
        }
        at += 1;
    }
    if let Some(month) = month_at(tokens, at, reading.reading.lang) {
        at += month.length;
        while tokens.get(at).is_some_and(|token| token.is_any(&['.', '-', '/'])) {
            at += 1;
        }
        let (day, 1..=2) = tokens.get(at)?.number()? else { return None };
        return Some(words(named_day(month, year, day)?, at + 1));
    }
    if !has_year_word {
        return None;
    }
    let (day, 1..=2) = tokens.get(at)?.number()? else { return None };
    at += 1;
    at += usize::from(tokens.get(at).is_some_and(|token| token.is_any(&['.', '-'])));
    let month = month_at(tokens, at, reading.reading.lang)?;
    Some(words(named_day(month, year, day)?, at + month.length))
}

fn named_day(month: Month, year: u32, day: u32) -> Option<Stated> {
    if month.number == 0 {
        return is_year(month.calendar, year).then_some(Stated::Undecided);
    }
    stated_day(month.calendar, year, month.number, day)
}

/// Words and endings between a day and its month.
const BETWEEN_DAY_AND_MONTH: &str =
    "º ª st nd rd th er re ère ème e de di d of ngày го ого е ой ти а το του da an a ci cı τη";
/// Words between a month and its year.
const BETWEEN_MONTH_AND_YEAR: &str = "de del di of anul عام سنة لعام سال năm พ ศ ค ජ tahun d an in year";

fn folded(words: &'static str) -> HashSet<String> {
    words.split(' ').map(fold).collect()
}

static TO_MONTH: LazyLock<HashSet<String>> = LazyLock::new(|| folded(BETWEEN_DAY_AND_MONTH));
static TO_YEAR: LazyLock<HashSet<String>> = LazyLock::new(|| folded(BETWEEN_MONTH_AND_YEAR));

fn skip(tokens: &[Token], mut at: usize, most: usize, marks: &[char], set: &HashSet<String>) -> usize {
    let end = at + most;
    while at < end
        && tokens
            .get(at)
            .is_some_and(|token| token.is_any(marks) || token.word().is_some_and(|word| set.contains(word)))
    {
        at += 1;
    }
    at
}

/// "4 March 2025", "1er mars 2025", "4. März 2025", "4 de marzo de 2025", "2-го июня", "3月4日".
fn day_first(tokens: &[Token], reading: &Line<'_>) -> Option<Words> {
    let (day, digits) = tokens.first()?.number()?;
    if digits > 2 || !(1..=31).contains(&day) {
        return None;
    }
    if tokens.get(1).is_some_and(|token| token.is_any(&['月', '월'])) {
        let (_, day_digits) = tokens.get(2)?.number()?;
        let closes = tokens.get(3).is_some_and(|token| token.is_any(&['日', '号', '號', '일']));
        return if day_digits <= 2 && closes { Some(words(Stated::Undecided, 4)) } else { None };
    }
    let at = skip(tokens, 1, 4, &['.', 'º', 'ª', '°', '-', '/', '‑', '–', ',', '\'', '’'], &TO_MONTH);
    let month = month_at(tokens, at, reading.reading.lang)?;
    let name_at = at;
    let at = second_name(tokens, at + month.length, month, reading);
    let before_year = at;
    let at = skip(tokens, at, 5, &['.', ',', '-', '/', '،', '‑', '–', '\'', '’', '׳', '॰', '״'], &TO_YEAR);
    if let Some((year, 4)) = tokens.get(at).and_then(Token::number)
        && is_year(month.calendar, year)
    {
        return Some(words(named_day(month, year, day)?, at + 1));
    }
    // "Jun 2 09:47:10 2021" in the other order: "2 Jun 09:47:10 2021".
    if let Some(inside) = clock_and_year(tokens, before_year, month, day) {
        return Some(inside);
    }
    // Without a year, a short name is as likely a word: "5 set", "4 out".
    let is_certain = !is_short_word(tokens.get(name_at)?);
    if is_certain { Some(words(Stated::Undecided, before_year)) } else { None }
}

/// Three letters that are also words, save those nobody takes for one.
fn is_short_word(token: &Token) -> bool {
    token.word().is_some_and(|word| {
        word.chars().count() <= 3
            && !matches!(
                word,
                "jan"
                    | "feb"
                    | "apr"
                    | "may"
                    | "mai"
                    | "jun"
                    | "jul"
                    | "aug"
                    | "sep"
                    | "oct"
                    | "nov"
                    | "dec"
                    | "мая"
                    | "маи"
                    | "янв"
                    | "фев"
                    | "апр"
                    | "авг"
                    | "сен"
                    | "окт"
                    | "ноя"
                    | "дек"
                    | "okt"
                    | "dez"
                    | "जून"
                    | "اب"
                    | "জুন"
                    | "मई"
                    | "mar"
                    | "מאי"
            )
    })
}

/// "آذار/مارس", "حزيران (يونيو)": the month in two namings; where they end.
fn second_name(tokens: &[Token], at: usize, month: Month, reading: &Line<'_>) -> usize {
    let opens = tokens.get(at).is_some_and(|token| token.is_any(&['/', '(', '-']));
    match month_at(tokens, at + 1, reading.reading.lang)
        .filter(|second| opens && second.number == month.number && second.calendar == month.calendar)
    {
        Some(second) => {
            let after = at + 1 + second.length;
            after + usize::from(tokens.get(after).is_some_and(|token| token.is(')')))
        }
        None => at,
    }
}

/// "09:47:10 2021", "09:47:10 +0000 2021" behind month and day.
fn clock_and_year(tokens: &[Token], at: usize, month: Month, day: u32) -> Option<Words> {
    let clock = read_clock(tokens, at)?;
    let (year, 4) = tokens.get(clock.after)?.number()? else { return None };
    let stated = named_day(month, year, day)?;
    Some(Words { stated, length: clock.after + 1, clock: Some(clock) })
}

/// "March 4, 2025", "Sept. 18, 2018", "June 2nd", "March 2025", "Jun 2 09:47:10 2021".
fn month_first(tokens: &[Token], reading: &Line<'_>) -> Option<Words> {
    // Cheap test first: a number must follow soon.
    if !tokens.iter().skip(1).take(7).any(|token| token.number().is_some()) {
        return None;
    }
    let month = month_at(tokens, 0, reading.reading.lang)?;
    let at = skip(tokens, month.length, 2, &['.', ',', '-'], &TO_YEAR);
    let (number, digits) = tokens.get(at)?.number()?;
    if digits == 4 {
        let stated = match month.number {
            0 => is_year(month.calendar, number).then_some(Stated::Undecided),
            _ => stated_month(month.calendar, number, month.number),
        };
        return Some(words(stated?, at + 1));
    }
    if digits > 2 || !(1..=31).contains(&number) {
        return None;
    }
    let mut at = at + 1;
    let is_ordinal =
        |token: &Token| token.word().is_some_and(|word| matches!(word, "st" | "nd" | "rd" | "th"));
    at += usize::from(tokens.get(at).is_some_and(is_ordinal));
    let before_year = at;
    let at = skip(tokens, at, 3, &[',', '.', '-', '/', '،', '\'', '’'], &TO_YEAR);
    if let Some((year, 4)) = tokens.get(at).and_then(Token::number)
        && is_year(month.calendar, year)
    {
        return Some(words(named_day(month, year, number)?, at + 1));
    }
    if let Some(inside) = clock_and_year(tokens, before_year, month, number) {
        return Some(inside);
    }
    // "March 4:30" is a clock, "May 5 %" a quantity.
    if tokens.get(before_year).is_some_and(|token| token.is_any(&[':', '%'])) || is_short_word(&tokens[0]) {
        return None;
    }
    Some(words(Stated::Undecided, before_year))
}

/// "04.03.2025" (a full stop always means day first), "25/12/2021", "12-25-2021", "03/04/2025".
fn numeric(tokens: &[Token], index: usize, reading: &Line<'_>) -> Option<Words> {
    let rest = &tokens[index..];
    let (first, 1..=2) = rest.first()?.number()? else { return None };
    let Kind::Mark(mark @ ('.' | '/' | '-' | '‑' | '–' | '．' | '／' | '－')) = rest.get(1)?.kind
    else {
        return None;
    };
    let (second, 1..=2) = rest.get(2)?.number()? else { return None };
    let (year, 4) = rest.get(4)?.number()? else { return None };
    if !rest.get(3)?.is(mark) {
        return None;
    }
    let calendar = calendar_of_numbers(year, rest[0].zero, reading)?;
    let day_first = calendars::day(calendar, year, second, first);
    let month_first = calendars::day(calendar, year, first, second);
    // Thai and Persian dates begin with the day.
    let is_settled = matches!(mark, '.' | '．') || calendar != Calendar::Gregorian || year > 2200;
    let stated = match (day_first, month_first) {
        (Some((date, last)), None) => Stated::Days(date, last),
        (Some((date, last)), Some((other, _))) if is_settled || date == other => Stated::Days(date, last),
        (None, Some((date, last))) if !is_settled => Stated::Days(date, last),
        (Some((day_first, _)), Some((month_first, _))) => by_weekday(tokens, index, day_first, month_first)
            .unwrap_or(match reading.reading.order {
                Some(Order::DayFirst) => Stated::Days(day_first, day_first),
                Some(Order::MonthFirst) => Stated::Days(month_first, month_first),
                None => Stated::Either(day_first, month_first),
            }),
        _ => return None,
    };
    Some(words(stated, 5))
}

/// A weekday beside the numbers that fits one of two readings only.
fn by_weekday(tokens: &[Token], index: usize, day_first: Date, month_first: Date) -> Option<Stated> {
    let behind = |at: usize| weekday_at(tokens, at).map(|(weekday, _)| weekday);
    let before = (index.saturating_sub(5)..index)
        .find_map(|at| weekday_at(tokens, at).filter(|(_, used)| at + used == index))
        .map(|(weekday, _)| weekday);
    let weekday = before
        .or_else(|| behind(index + 5))
        .or_else(|| tokens.get(index + 5).filter(|token| token.is(',')).and_then(|_| behind(index + 6)))?;
    let fits = |date: Date| date.weekday().to_monday_one_offset() == weekday;
    match (fits(day_first), fits(month_first)) {
        (true, false) => Some(Stated::Days(day_first, day_first)),
        (false, true) => Some(Stated::Days(month_first, month_first)),
        _ => None,
    }
}

/// "民國110年6月2日", "民國110/06/02", "令和3年6月2日", "平成元年".
fn era(tokens: &[Token]) -> Option<Words> {
    const ERAS: &[([char; 2], u32, u32)] = &[
        (['民', '國'], 1911, 250),
        (['民', '国'], 1911, 250),
        (['令', '和'], 2018, 99),
        (['平', '成'], 1988, 31),
        (['昭', '和'], 1925, 64),
        (['大', '正'], 1911, 15),
        (['明', '治'], 1867, 45),
    ];
    let (_, before_first, longest) = ERAS
        .iter()
        .find(|(signs, ..)| tokens[0].is(signs[0]) && tokens.get(1).is_some_and(|next| next.is(signs[1])))?;
    let of_era = match tokens.get(2)? {
        token if token.is('元') => 1,
        token => token.number()?.0,
    };
    if of_era == 0 || of_era > *longest {
        return None;
    }
    let year = before_first + of_era;
    let Kind::Mark(mark @ ('年' | '/' | '.' | '-')) = tokens.get(3)?.kind else { return None };
    if mark == '年' {
        return month_and_day_signs(tokens, Calendar::Gregorian, year, 4);
    }
    let (month, _) = tokens.get(4)?.number()?;
    tokens.get(5).filter(|token| token.is(mark))?;
    let (day, _) = tokens.get(6)?.number()?;
    Some(words(stated_day(Calendar::Gregorian, year, month, day)?, 7))
}
