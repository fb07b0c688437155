//! Datelines: place, day and agency at the head of a text.
//!
//! Three forms cover the world's agencies: the name in brackets after the place ("BEIJING, June 2
//! (Xinhua) —", "МОСКВА, 2 июня. /ТАСС/", "(서울=연합뉴스)"), the Chinese and Japanese telegraph
//! form (「新华社北京6月2日电」), and the name between dashes or stops ("МОСКВА, 2 июн - РИА Новости.").
//! A name that no table knows is taken only from the strictest of these: place and day in front,
//! a dash behind.

use super::lines::{Line, brackets, first_characters, is_about_a_picture, is_dash, is_unspaced, lines};
use super::{Found, KnownSources};

/// Lines from the start in which a dateline can stand, after a kicker, a caption and a byline.
const HEAD_LINES: usize = 4;
/// Characters from the start of a line within which a dateline ends.
const HEAD_CHARACTERS: usize = 120;

/// The datelines at the head of `text`.
pub(super) fn find(text: &str, known: &KnownSources) -> Vec<Found> {
    let candidates = lines(text).into_iter().take(HEAD_LINES);
    candidates.map(|line| in_line(line, known)).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The dateline at the start of one line.
pub(super) fn in_line(line: Line<'_>, known: &KnownSources) -> Vec<Found> {
    let head = Line { begin: line.begin, text: first_characters(line.text, HEAD_CHARACTERS) };
    let forms = [telegraph, bracketed, between_stops];
    forms.iter().map(|form| form(head, known)).find(|found| !found.is_empty()).unwrap_or_default()
}

fn bracketed(head: Line<'_>, known: &KnownSources) -> Vec<Found> {
    for (open, content_range, end) in brackets(head.text) {
        let (prefix, content, after) =
            (&head.text[..open], &head.text[content_range.clone()], &head.text[end..]);
        if !is_place_and_day(prefix) || content.chars().count() > 60 || is_about_a_picture(content) {
            continue;
        }
        let names = names_in_brackets(content, known);
        let is_settled = has_digit(prefix) || has_capitals(prefix) || content.contains(['=', '＝']);
        let is_whole_line = after.trim().is_empty();
        if is_whole_line
            && (!is_settled || prefix.split_whitespace().count() > 5 || prefix.trim_end().ends_with('.'))
        {
            continue;
        }
        if !names.is_empty()
            && (is_settled || is_dateline_end(after, head.text[open..].starts_with(['（', '【', '［'])))
        {
            let span = head.span(open, end);
            return names.into_iter().map(|name| Found::in_text(name, span, "dateline")).collect();
        }
        if names.is_empty() && is_unknown_agency(prefix, content, after) {
            return vec![Found::in_text(content.trim(), head.span(open, end), "dateline")];
        }
    }
    Vec::new()
}

/// Names of known sources that make up what stands in the brackets: all of it, all parts of it
/// ("AFP/Reuters"; desks in small letters do not count), or its end after the place ("서울=연합뉴스").
fn names_in_brackets<'t>(content: &'t str, known: &KnownSources) -> Vec<&'t str> {
    let content = content.trim();
    if known.index_of(content).is_some() {
        return vec![content];
    }
    let parts: Vec<&str> = content.split(['/', ',', '、', '&']).map(str::trim).collect();
    let is_desk = |part: &str| part.chars().count() <= 4 && part.chars().all(char::is_lowercase);
    let (names, others): (Vec<&str>, Vec<&str>) =
        parts.iter().partition(|part| known.index_of(part).is_some());
    if parts.len() > 1 && !names.is_empty() && others.iter().all(|part| is_desk(part)) {
        return names;
    }
    if let Some(name) =
        content.rsplit(['=', '＝', ' ', '·', '-']).next().filter(|name| known.index_of(name).is_some())
    {
        return vec![name];
    }
    // 「北京共同」: the place and the agency without anything between them.
    let begins = content.char_indices().skip(1).take(12).map(|(at, _)| &content[at..]);
    let mut unspaced =
        begins.filter(|name| name.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_ascii()));
    unspaced.find(|name| name.chars().count() >= 2 && known.index_of(name).is_some()).into_iter().collect()
}

/// 「新华社北京6月2日电」, also in brackets and after 据.
fn telegraph(head: Line<'_>, known: &KnownSources) -> Vec<Found> {
    let opening = |c: char| matches!(c, '【' | '（' | '(' | '[' | '［' | '　' | ' ' | '据' | '據');
    let inner = head.text.trim_start_matches(opening);
    let begin = head.text.len() - inner.len();
    if !inner.chars().next().is_some_and(is_unspaced) {
        return Vec::new();
    }
    let Some((at, mark)) = inner.char_indices().take(36).find(|(_, c)| matches!(c, '电' | '電')) else {
        return Vec::new();
    };
    if inner[..at].contains(['。', '，', '！', '？', '；']) {
        return Vec::new();
    }
    let prefixes = inner.char_indices().map(|(end, _)| end).take_while(|end| *end <= at).take(10);
    let longest = prefixes.filter(|end| *end > 0 && known.index_of(&inner[..*end]).is_some()).last();
    let names = longest
        .map(|end| Found::in_text(&inner[..end], head.span(begin, begin + at + mark.len_utf8()), "dateline"));
    names.into_iter().collect()
}

/// "МОСКВА, 2 июн - РИА Новости." and "TASS, June 2."
fn between_stops(head: Line<'_>, known: &KnownSources) -> Vec<Found> {
    let mut begin = 0;
    for (part, (at, mark)) in head
        .text
        .char_indices()
        .filter(|(_, c)| is_dash(*c) || matches!(c, '.' | ',' | ':'))
        .take(8)
        .enumerate()
    {
        let segment = head.text[begin..at].trim();
        let name_begin = begin + (head.text[begin..at].len() - head.text[begin..at].trim_start().len());
        let before = &head.text[..begin];
        let after = &head.text[at + mark.len_utf8()..];
        let is_dated = if part == 0 {
            is_spaced_dash(head.text, at, mark)
                || (mark == ','
                    && first_characters(after, 16).contains('.')
                    && has_digit(first_characters(after, 16)))
        } else {
            has_digit(before) && is_place_and_day(before) && mark != ','
        };
        let is_agency = || known.index_of(segment).is_some_and(|index| known.at(index).agency);
        if is_dated && !segment.is_empty() && is_agency() {
            return vec![Found::in_text(
                segment,
                head.span(name_begin, name_begin + segment.len()),
                "dateline",
            )];
        }
        begin = at + mark.len_utf8();
    }
    Vec::new()
}

fn is_spaced_dash(text: &str, at: usize, mark: char) -> bool {
    is_dash(mark) && text[..at].ends_with(' ')
}

/// Whether the words in front of the brackets can be a place and a day: few, and beginning with a
/// capital or a letter of a script without capitals.
fn is_place_and_day(prefix: &str) -> bool {
    let words = prefix.split_whitespace().count();
    let most = if has_digit(prefix) { 10 } else { 4 };
    let begins_well = prefix.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase());
    words <= most
        && begins_well
        && prefix.chars().count() <= 80
        && !prefix.contains(['!', '?', '。', '"', '“', '”'])
}

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

/// Whether a word of at least two letters is written in capitals, as places in datelines are.
fn has_capitals(text: &str) -> bool {
    let is_capital_word = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic());
        letters.clone().count() > 1 && letters.clone().all(char::is_uppercase)
    };
    text.split(|c: char| !c.is_alphanumeric()).any(is_capital_word)
}

fn is_dateline_end(after: &str, is_wide: bool) -> bool {
    let next = after.trim_start().chars().next();
    is_wide || next.is_some_and(|c| is_dash(c) || matches!(c, ':' | '：' | '.' | '=' | '|' | ',' | '，'))
}

/// The strict form for a name that no table knows: "PORT SELEN, 4 March (VNA) —".
fn is_unknown_agency(prefix: &str, content: &str, after: &str) -> bool {
    const NO_NAMES: [&str; 12] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "updated",
        "update",
        "local time",
        "corrected",
        "exclusive",
    ];
    let words = content.split_whitespace().count();
    let is_name = (1..=4).contains(&words)
        && content.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && content.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '.')
        && !NO_NAMES.contains(&content.trim().to_lowercase().as_str());
    let has_day = prefix
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)));
    let has_dash = after.trim_start().chars().next().is_some_and(is_dash);
    is_name && has_day && has_dash && prefix.chars().any(char::is_alphabetic)
}
