//! Bylines that name a source: "Xinhua", "AFP with staff", "By A. Writer for The Paper".

use super::lines::{Line, is_unspaced, spelled};
use super::{Found, KnownSources};

/// Words with which a byline begins.
const OPENINGS: [&str; 11] =
    ["by ", "von ", "par ", "por ", "di ", "door ", "от ", "автор: ", "作者：", "记者：", "بقلم "];
/// What separates the names of a byline.
const SEPARATORS: [&str; 13] =
    [", ", "/", " | ", "|", " and ", " with ", " & ", "; ", " avec ", " und ", " mit ", " - ", "、"];

/// The sources that a byline names.
pub(super) fn find(byline: Line<'_>, known: &KnownSources) -> Vec<Found> {
    let opening = OPENINGS.iter().find_map(|words| spelled(byline.text, words)).unwrap_or(0);
    let names = Line { begin: byline.begin + opening, text: &byline.text[opening..] };
    if let Some(found) = written_for(names, opening > 0, known) {
        return vec![found];
    }
    let mut found = Vec::new();
    let mut begin = 0;
    while begin < names.text.len() {
        let rest = &names.text[begin..];
        let next = SEPARATORS.iter().filter_map(|mark| rest.find(mark).map(|at| (at, mark.len()))).min();
        let (length, mark_length) = next.unwrap_or((rest.len(), 0));
        let part = rest[..length].trim();
        let part_begin = begin + (rest[..length].len() - rest[..length].trim_start().len());
        if let Some(name) = source_in(part, known) {
            found.push(Found::in_text(name, names.span(part_begin, part_begin + name.len()), "byline"));
        }
        begin += length + mark_length.max(1);
        while !names.text.is_char_boundary(begin.min(names.text.len())) {
            begin += 1;
        }
    }
    found
}

/// Whether a line of the main text or margin reads like a byline: an opening and few words.
pub(super) fn is_byline(line: Line<'_>) -> bool {
    line.text.chars().count() <= 80 && OPENINGS.iter().any(|words| spelled(line.text, words).is_some())
}

/// "By A. Writer for The Paper": written for it, also where no table knows the paper. Without
/// "By" only a known paper counts: a "Minister for Foreign Affairs" writes for none.
fn written_for<'t>(names: Line<'t>, has_opening: bool, known: &KnownSources) -> Option<Found> {
    let at = names.text.find(" for ")?;
    let name: &'t str = names.text[at + 5..].trim();
    let name_begin = names.text.len() - names.text[at + 5..].trim_start().len();
    let is_office =
        names.text[..at].to_lowercase().contains("minist") || names.text[..at].contains("Secretary");
    let is_name = has_opening
        && !is_office
        && name.chars().next().is_some_and(char::is_uppercase)
        && name.split_whitespace().count() <= 6;
    let is_known = known.index_of(name).is_some();
    (is_name || is_known).then(|| Found::in_text(name, names.span(at + 1, name_begin + name.len()), "byline"))
}

/// The known source that makes up one part of a byline, or stands before 记者 ("reporter").
fn source_in<'t>(part: &'t str, known: &KnownSources) -> Option<&'t str> {
    if known.index_of(part).is_some() {
        return Some(part);
    }
    let reporter = part.find("记者").or_else(|| part.find("記者"))?;
    let employer = part[..reporter].trim();
    let is_name = employer.chars().next().is_some_and(is_unspaced) && known.index_of(employer).is_some();
    is_name.then_some(employer)
}
