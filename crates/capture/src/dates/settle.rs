//! Dates that one line leaves open, read again with what the page says.

use super::{Order, Reading, Stated, readings};
use throughline_model::{DateEvidence, DateRole, TimeInterval};

/// Dates of one page that lie further apart than this, in microseconds, do not confirm each other.
const CONFIRMS: i64 = 36 * 3_600_000_000;

/// The order of day and month that the numeric dates of a page's lines show, if all of them that
/// show one agree: "25/12/2021" shows that the day comes first.
pub(crate) fn order_shown(page: &str) -> Option<Order> {
    let mut shown = None;
    for line in page.lines().filter(|line| line.len() <= 400) {
        for order in shown_in(line) {
            if shown.is_some_and(|earlier| earlier != order) {
                return None;
            }
            shown = Some(order);
        }
    }
    shown
}

/// Dates of the form 25/12/2021 or 12-25-2021 in a line. A full stop between the numbers shows
/// nothing: it always means day first.
fn shown_in(line: &str) -> Vec<Order> {
    let bytes = line.as_bytes();
    let mut orders = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let begin = at + offset;
        let length = bytes[begin..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-'))
            .count();
        at = begin + length;
        let run = &line[begin..at];
        let separator = if run.contains('/') { '/' } else { '-' };
        let parts: Vec<u32> = run.split(separator).map_while(|part| part.parse().ok()).collect();
        if let [first @ 1..=31, second @ 1..=31, 1800..=2200] = parts[..] {
            match (first > 12, second > 12) {
                (true, false) => orders.push(Order::DayFirst),
                (false, true) => orders.push(Order::MonthFirst),
                _ => {}
            }
        }
    }
    orders
}

/// The order that a declared language and region write numeric dates in, by CLDR; `None` where the
/// language does not tell (English without a region, languages that put the year first).
fn order_of_language(tag: &str) -> Option<Order> {
    const DAY_FIRST: &[&str] = &[
        "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "et", "fi", "fr", "gl", "he", "hi",
        "hr", "id", "is", "it", "ka", "kk", "lv", "mk", "ms", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru",
        "sk", "sl", "sq", "sr", "ta", "th", "tr", "uk", "ur", "uz", "vi", "es",
    ];
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next()?.to_lowercase();
    let region = parts.find(|part| part.len() == 2).map(str::to_uppercase);
    match (primary.as_str(), region.as_deref()) {
        ("en", Some("US")) => Some(Order::MonthFirst),
        ("en", Some("GB" | "IE" | "AU" | "NZ" | "IN" | "SG" | "NG" | "KE" | "GH" | "PK" | "MT")) => {
            Some(Order::DayFirst)
        }
        ("es", Some("US" | "PA" | "PR")) => None,
        (language, _) => DAY_FIRST.contains(&language).then_some(Order::DayFirst),
    }
}

/// Gives intervals to dates that were open by themselves, as far as the page decides: by the order
/// its other dates show, else by agreement with a date that is not open, else by its language.
/// `page` is the visible text, `lang` the declared tag with its region, or the text's own.
pub(crate) fn settle(dates: &mut [DateEvidence], page: &str, lang: Option<&str>) {
    if dates.iter().all(|date| date.interval.is_some()) {
        return;
    }
    let primary = lang.and_then(|tag| tag.split(['-', '_']).next()).map(str::to_lowercase);
    let lang_only = Reading { order: None, lang: primary.as_deref() };
    let shown = order_shown(page);
    let stated: Vec<TimeInterval> = dates
        .iter()
        .filter(|date| matches!(date.role, DateRole::Published | DateRole::Updated))
        .filter_map(|date| date.interval)
        .collect();
    for date in dates.iter_mut().filter(|date| date.interval.is_none()) {
        let default = readings(&date.raw, &Reading::default());
        let again = readings(&date.raw, &lang_only);
        if default.len() != again.len() {
            continue;
        }
        // A line can hold several dates; which one this evidence is can be told if one is open.
        let mut open = default.iter().zip(&again).filter(|((found, _), _)| found.interval.is_none());
        let (Some((_, (found, reading))), None) = (open.next(), open.next()) else { continue };
        if found.interval.is_some() {
            date.interval = found.interval;
            continue;
        }
        let Stated::Either(..) = reading else { continue };
        let [day_first, month_first] = [Order::DayFirst, Order::MonthFirst].map(|order| {
            let settled = readings(&date.raw, &Reading { order: Some(order), ..lang_only });
            settled.iter().find(|(other, _)| other.begin == found.begin).and_then(|(other, _)| other.interval)
        });
        let of = |order: Order| if order == Order::DayFirst { day_first } else { month_first };
        let agrees = |reading: Option<TimeInterval>| {
            reading.is_some_and(|reading| {
                stated.iter().any(|other| {
                    crate::plausible::distance(other, &reading) == 0
                        && (reading.earliest - other.earliest).abs() <= CONFIRMS
                })
            })
        };
        date.interval = match (shown, agrees(day_first), agrees(month_first)) {
            (Some(order), ..) => of(order),
            (None, true, false) => day_first,
            (None, false, true) => month_first,
            _ => lang.and_then(order_of_language).and_then(of),
        };
    }
}

/// Gives intervals to dates told from now ("2 hours ago"), for a page captured at `captured`. The
/// readers of inputs that know their capture's time (web archives, HTTP) call it before the
/// publication time is chosen.
pub(crate) fn resolve_relative(dates: &mut [DateEvidence], captured: &TimeInterval) {
    for date in dates.iter_mut().filter(|date| date.interval.is_none()) {
        date.interval = super::relative(&date.raw).and_then(|relative| relative.resolve(captured));
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, order_shown, resolve_relative, settle};
    use crate::dates::find;
    use throughline_model::{DateEvidence, DateKind, DateRole, TimeInterval};

    fn open(raw: &str) -> DateEvidence {
        let interval = find(raw).first().and_then(|found| found.interval);
        DateEvidence { kind: DateKind::Visible, role: DateRole::Published, raw: raw.into(), interval }
    }

    fn settled(raw: &str, page: &str, lang: Option<&str>, other: Option<&str>) -> Option<String> {
        let mut dates = vec![open(raw)];
        dates.extend(other.map(|other| DateEvidence {
            kind: DateKind::Url,
            interval: TimeInterval::parse(other),
            ..open("")
        }));
        settle(&mut dates, page, lang);
        dates[0].interval.map(|interval| interval.display())
    }

    #[test]
    fn the_page_decides_what_a_line_leaves_open() {
        let case = |page, lang, other| settled("Posted 03/04/2025 09:15", page, lang, other);
        assert_eq!(case("", None, None), None);
        assert_eq!(case("", Some("en"), None), None);
        assert_eq!(case("", Some("en-US"), None).as_deref(), Some("2025-03-04 09:15"));
        assert_eq!(case("", Some("en-GB"), None).as_deref(), Some("2025-04-03 09:15"));
        assert_eq!(case("", Some("fr"), None).as_deref(), Some("2025-04-03 09:15"));
        assert_eq!(case("older: 25/03/2025", Some("en-US"), None).as_deref(), Some("2025-04-03 09:15"));
        assert_eq!(case("older: 03/25/2025", None, None).as_deref(), Some("2025-03-04 09:15"));
        assert_eq!(case("", Some("en-US"), Some("2025-04-03")).as_deref(), Some("2025-04-03 09:15"));
        assert_eq!(case("25/03/2025 and 03/25/2025", None, None), None);
    }

    #[test]
    fn a_name_of_two_months_needs_its_language() {
        assert_eq!(settled("2 listopada 2021", "", Some("pl"), None).as_deref(), Some("2021-11-02"));
        assert_eq!(settled("2. listopada 2021.", "", Some("hr"), None).as_deref(), Some("2021-10-02"));
        assert_eq!(settled("2 listopada 2021", "", None, None), None);
    }

    #[test]
    fn pages_with_both_orders_show_none() {
        assert_eq!(order_shown("on 25/12/2021\nby 13-12-2021"), Some(Order::DayFirst));
        assert_eq!(order_shown("12/25/2021 25/12/2021"), None);
        assert_eq!(order_shown("01/02/2021 call 13/14/15"), None);
    }

    #[test]
    fn ages_become_intervals_once_the_capture_is_dated() {
        let mut dates = vec![open("2 hours ago"), open("03/04/2025")];
        resolve_relative(&mut dates, &TimeInterval::parse("2025-03-04T12:00:00Z").unwrap());
        assert!(
            dates[0].interval.unwrap().earliest
                >= TimeInterval::parse("2025-03-04T09:00:00Z").unwrap().earliest
        );
        assert_eq!(dates[1].interval, None);
    }
}
