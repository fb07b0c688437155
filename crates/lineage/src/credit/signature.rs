//! Signatures at the end of a text: "(Xinhua)", "（新华社）", "— Bernama", "Enditem".
//!
//! "Enditem" (and "Endit") is Xinhua's end mark; the table of agencies lists it among Xinhua's
//! signatures. Marks that several agencies share, such as （完）, name none and are left out. Only
//! sources known to publish news sign: a country in brackets at the end of a speech does not.

use super::lines::{Line, brackets, is_about_a_picture, is_dash, lines};
use super::{Found, KnownSources};

/// Lines from the end in which a signature can stand.
const TAIL_LINES: usize = 3;

/// The signatures in the last lines of `text`.
pub(super) fn find(text: &str, known: &KnownSources) -> Vec<Found> {
    let all = lines(text);
    let tail = &all[all.len().saturating_sub(TAIL_LINES)..];
    tail.iter().filter(|line| !is_a_caption(line.text)).filter_map(|line| at_line_end(*line, known)).collect()
}

fn is_a_caption(text: &str) -> bool {
    let first_words: String = text.chars().take(24).collect();
    is_about_a_picture(&first_words)
}

fn at_line_end(line: Line<'_>, known: &KnownSources) -> Option<Found> {
    let body = line.text.trim_end_matches(['.', '。', ' ', '*']);
    let signs = |name: &str| known.index_of(name).is_some_and(|index| known.at(index).press);
    let tail_begin = body.char_indices().nth_back(59).map_or(0, |(at, _)| at);
    let tail = &body[tail_begin..];

    if let Some((open, content, _)) = brackets(tail).into_iter().rfind(|(.., end)| *end == tail.len()) {
        let name = tail[content].trim();
        let span = line.span(tail_begin + open, body.len());
        return signs(name).then(|| Found::in_text(name, span, "signature"));
    }
    let (begin, name) = last_part(tail);
    let follows_dash = tail[..begin].trim_end().chars().next_back().is_some_and(is_dash);
    let is_alone = tail_begin == 0 && begin == 0;
    let is_end_mark = ["Enditem", "Endit"].contains(&name);
    let span = line.span(tail_begin + begin, tail_begin + begin + name.len());
    (is_end_mark || ((follows_dash || is_alone) && signs(name)))
        .then(|| Found::in_text(name, span, "signature"))
}

/// What follows the last dash, or the last word if it is an end mark.
fn last_part(tail: &str) -> (usize, &str) {
    let word_begin = tail
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + tail[at..].chars().next().map_or(1, char::len_utf8));
    if tail[word_begin..].starts_with("Endit") {
        return (word_begin, &tail[word_begin..]);
    }
    let dash = tail.char_indices().rfind(|(_, c)| is_dash(*c));
    let after = dash.map_or(0, |(at, c)| at + c.len_utf8());
    let name = tail[after..].trim_start();
    (tail.len() - name.len(), name)
}
