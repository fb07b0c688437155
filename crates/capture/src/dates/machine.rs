//! Dates as programs write them in feeds and mails: RFC 822 and its later forms, `asctime`,
//! JavaScript's `Date`, and the ISO forms.

use super::{month, parse};
use throughline_model::{Precision, TimeInterval};

/// Reads a date of a feed, a sitemap or a mail header: what [`parse`] reads, comments in brackets
/// aside, two-digit years by RFC 2822 section 4.3, and years that stand behind the clock.
pub(crate) fn of_machine(raw: &str) -> Option<TimeInterval> {
    let text = without_comments(raw);
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    let interval = parse(text).or_else(|| parse(&reordered(text)?))?;
    // Of "32 Mar 2025" the month would be left, which is not what was meant.
    let numbers = text.split(|character: char| !character.is_numeric()).filter(|part| !part.is_empty());
    let is_whole = interval.precision > Precision::Month || TimeInterval::parse(text).is_some();
    (is_whole || numbers.count() <= 1).then_some(interval)
}

/// "… +0100 (CET)" without what stands in round brackets.
fn without_comments(raw: &str) -> String {
    let mut depth = 0_usize;
    raw.chars()
        .take(400)
        .filter(|character| {
            depth += usize::from(*character == '(');
            let is_kept = depth == 0;
            depth -= usize::from(*character == ')' && depth > 0);
            is_kept
        })
        .collect()
}

/// "Fri, 07 Mar 25 08:05 GMT" and "Fri Mar  7 08:05:52 +0200 2025" with a whole year in its usual
/// place.
fn reordered(text: &str) -> Option<String> {
    let mut words: Vec<&str> = text.split([' ', '\t', ',']).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |word: &str| month(&word.trim_end_matches('.').to_lowercase()).is_some();
    if words.len() > 3 && !is_number(words[0]) && !is_month(words[0]) {
        words.remove(0);
    }
    if !(3..=8).contains(&words.len()) {
        return None;
    }
    if is_number(words[0]) && is_month(words[1]) && words[2].len() == 2 && is_number(words[2]) {
        let year: u32 = words[2].parse().ok()?;
        let century = if year < 50 { 2000 } else { 1900 };
        return Some(format!("{} {} {} {}", words[0], words[1], century + year, words[3..].join(" ")));
    }
    let (last, between) = words[2..].split_last()?;
    if is_month(words[0]) && is_number(words[1]) && is_number(last) && last.len() == 4 {
        return Some(format!("{} {} {last} {}", words[1], words[0], between.join(" ")));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::of_machine;

    #[test]
    fn what_programs_write_is_read_with_its_precision() {
        let cases = [
            ("Fri, 07 Mar 2025 08:05:52 +0200", "2025-03-07 06:05:52 UTC"),
            ("Fri, 7 Mar 2025 08:05 GMT", "2025-03-07 08:05 UTC"),
            ("07 Mar 25 08:05:52 GMT", "2025-03-07 08:05:52 UTC"),
            ("Sun, 07 Mar 99 08:05:52 EST", "1999-03-07 13:05:52 UTC"),
            ("Fri, 07 Mar 2025 08:05:52 +0200 (EET)", "2025-03-07 06:05:52 UTC"),
            ("Fri, 07 Mar 2025 08:05:52", "2025-03-07 08:05:52"),
            ("Fri, 07 Mar 2025", "2025-03-07"),
            ("Fri Mar  7 08:05:52 2025", "2025-03-07 08:05:52"),
            ("Fri Mar 07 08:05:52 +0200 2025", "2025-03-07 06:05:52 UTC"),
            ("Fri Mar 07 2025 08:05:52 GMT+0200 (Eastern European Time)", "2025-03-07 06:05:52 UTC"),
            ("2025-03-07T08:05:52+02:00", "2025-03-07 06:05:52 UTC"),
            ("2025-03-07T08:05:52.123Z", "2025-03-07 08:05:52 UTC"),
            ("2025-03-07T08:05Z", "2025-03-07 08:05 UTC"),
            ("2025-03-07 08:05:52", "2025-03-07 08:05:52"),
            ("2025-03-07", "2025-03-07"),
            ("2025-03", "2025-03"),
            ("ven, 07 mars 2025 08:05:52 +0100", "2025-03-07 07:05:52 UTC"),
            ("Пт, 07 мар 2025 08:05:52 +0300", "2025-03-07 05:05:52 UTC"),
        ];
        for (raw, expected) in cases {
            let read = of_machine(raw).map(|interval| interval.display());
            assert_eq!(read.as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_no_date_stays_none() {
        for raw in ["", "yesterday", "07 Mar", "Fri, 32 Mar 2025", "(2025-03-07)", "((((", "03/04/2025"] {
            assert_eq!(of_machine(raw), None, "{raw}");
        }
    }
}
