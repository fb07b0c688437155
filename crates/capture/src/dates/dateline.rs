//! Agency datelines: "BEIJING, June 2 (Xinhua) —", "新华社北京6月2日电", "МОСКВА, 4 марта. /ТАСС/.".

use super::find;
use throughline_model::{Precision, TimeInterval};

/// A dateline at the head of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// Its words, from the start of the paragraph to the mark that closes it.
    pub(crate) raw: String,
    /// The day, if it names its year.
    pub(crate) interval: Option<TimeInterval>,
}

/// Longest dateline in characters: three places, a date and two agencies fit.
const LONGEST: usize = 110;

/// The dateline `paragraph` opens with, if it has one with a date.
pub(crate) fn dateline(paragraph: &str) -> Option<Dateline> {
    let paragraph = paragraph.trim_start();
    let head_end = paragraph.char_indices().nth(LONGEST).map_or(paragraph.len(), |(at, _)| at);
    let head = &paragraph[..head_end];
    let date = find(head).into_iter().next()?;
    if date.interval.is_some_and(|interval| interval.precision < Precision::Day) {
        return None;
    }
    let place = head[..date.begin].trim();
    // Only a place and, in Chinese, an agency stand before the date: no sentence does.
    let is_short_place =
        place.chars().count() <= 40 && !place.contains(['.', '。', ';', ':', '"', '“', '?', '!']);
    if !is_short_place || place.is_empty() && !head[date.end..].trim_start().starts_with(['(', '（']) {
        return None;
    }
    let close = closing(&head[date.end..])? + date.end;
    let is_cased = place.chars().any(char::is_uppercase);
    let first_word = place.split([' ', ',']).next().unwrap_or_default();
    let is_uppercase_place = first_word.chars().all(|character| !character.is_lowercase());
    let has_agency_mark = head[date.end..close].contains(['(', '（', '/']) || place.contains(['(', '（']);
    if is_cased && !is_uppercase_place && !has_agency_mark {
        return None;
    }
    Some(Dateline { raw: head[..close].trim().to_owned(), interval: date.interval })
}

/// Where the dateline ends after its date: a dash, a closing bracket or slash pair, or 电.
fn closing(rest: &str) -> Option<usize> {
    let limit = rest.char_indices().nth(50).map_or(rest.len(), |(at, _)| at);
    let rest = &rest[..limit];
    if let Some(at) = rest.find(['电', '電', '訊', '讯']).filter(|at| rest[..*at].chars().count() <= 16) {
        return Some(at + '电'.len_utf8());
    }
    let trimmed = rest.trim_start_matches([' ', '.', ',', '،']);
    let skipped = rest.len() - trimmed.len();
    for (opening, close) in [('(', ')'), ('（', '）'), ('/', '/'), ('[', ']')] {
        if let Some(inside) = trimmed.strip_prefix(opening) {
            let end = inside.find(close)?;
            return Some(skipped + opening.len_utf8() + end + close.len_utf8());
        }
    }
    let has_dash = trimmed.starts_with(['—', '–', '―', '-']) || trimmed.starts_with("--");
    has_dash.then_some(skipped)
}

#[cfg(test)]
mod tests {
    use super::dateline;

    #[test]
    fn datelines_of_the_main_agencies_are_read() {
        let cases = [
            ("BEIJING, June 2 (Xinhua) — This week", "BEIJING, June 2 (Xinhua)", None),
            ("PORT SELEN, March 4, 2025 (VNA) — The", "PORT SELEN, March 4, 2025 (VNA)", Some("2025-03-04")),
            ("新华社北京6月2日电（记者 张三）中共中央", "新华社北京6月2日电", None),
            ("МОСКВА, 4 марта. /ТАСС/. Президент", "МОСКВА, 4 марта. /ТАСС/", None),
            ("PARIS, 4 mars 2025 (AFP) - Le", "PARIS, 4 mars 2025 (AFP)", Some("2025-03-04")),
            ("بكين 2 يونيو 2021 (شينخوا) -- قال", "بكين 2 يونيو 2021 (شينخوا)", Some("2021-06-02")),
        ];
        for (text, raw, day) in cases {
            let found = dateline(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.raw, raw);
            assert_eq!(found.interval.map(|interval| interval.display()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn a_sentence_with_a_date_is_no_dateline() {
        for text in [
            "On May 31, 2021, the Political Bureau held a session.",
            "On the morning of November 19, the first conference opened.",
            "In March 2025 (the third month) he left",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }
}
