//! Lines and sentences that name the source: "Source: …", "Original title: …", "This article was
//! first published by …", "With files from …".
//!
//! `cues.tsv` lists the words by language: a `label` is followed by a colon and a name, a `phrase`
//! by a name, a `phrase-known` only by a name that is known (its words are too common), and an
//! `original-title` says that the text is a copy without saying of whose. "According to …" is not
//! among them: it attributes a statement and credits no text.

use super::lines::{Line, begins_word, first_characters, is_about_a_picture, is_unspaced, lines, spelled};
use super::{Found, KnownSources};
use std::{collections::HashMap, sync::LazyLock};
use throughline_model::Span;

const CUES: &str = include_str!("cues.tsv");
/// Lines at either end of the main text in which a source line can stand.
const HEAD_LINES: usize = 5;
const TAIL_LINES: usize = 6;
/// Characters from the ends of a long line within which a cue can stand.
const LINE_END_CHARACTERS: usize = 240;

/// Words of an unknown name; more are a sentence ("Source: nothing was decided yet …").
const MOST_WORDS: usize = 8;

struct Cue {
    kind: &'static str,
    words: &'static str,
    until: &'static str,
}

/// Cues by the first letter of their words, longest first.
static BY_FIRST_LETTER: LazyLock<HashMap<char, Vec<Cue>>> = LazyLock::new(|| {
    let mut cues: HashMap<char, Vec<Cue>> = HashMap::new();
    for row in CUES.lines().skip(1) {
        let mut columns = row.split('\t');
        let kind = columns.next().unwrap_or_default();
        let words = columns.nth(1).unwrap_or_default();
        let until = columns.next().unwrap_or_default();
        for first in words.chars().take(1).flat_map(char::to_lowercase) {
            cues.entry(first).or_default().push(Cue { kind, words, until });
        }
    }
    for list in cues.values_mut() {
        list.sort_by_key(|cue| (std::cmp::Reverse(cue.words.len()), cue.words, cue.kind));
    }
    cues
});

/// Source lines and phrases at either end of the main text.
pub(super) fn find(text: &str, known: &KnownSources) -> Vec<Found> {
    let all = lines(text);
    let tail_begin = all.len().saturating_sub(TAIL_LINES).max(HEAD_LINES.min(all.len()));
    let candidates = all.iter().take(HEAD_LINES).chain(&all[tail_begin..]);
    candidates.flat_map(|line| in_line(*line, false, known)).collect()
}

/// Source lines and phrases of one line. In the margin a label may also follow other fields
/// ("2021-06-02 10:11 来源：…"); in the main text it stands first or in brackets.
pub(super) fn in_line(line: Line<'_>, in_margin: bool, known: &KnownSources) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut past = 0;
    let last_begin = line.text.char_indices().nth_back(LINE_END_CHARACTERS).map_or(0, |(at, _)| at);
    let first_end = first_characters(line.text, LINE_END_CHARACTERS).len();
    for (at, character) in line.text.char_indices() {
        let is_near_an_end = at < first_end || at >= last_begin;
        if at < past || !is_near_an_end || !begins_word(line.text, at) {
            continue;
        }
        let Some(first) = character.to_lowercase().next() else { continue };
        let mut cues = BY_FIRST_LETTER.get(&first).into_iter().flatten();
        if let Some(credit) = cues.find_map(|cue| with_cue(line, at, cue, in_margin, known)) {
            past = credit.span.end as usize - line.begin;
            found.push(credit);
        }
    }
    found
}

fn with_cue(line: Line<'_>, at: usize, cue: &Cue, in_margin: bool, known: &KnownSources) -> Option<Found> {
    let cue_end = at + spelled(&line.text[at..], cue.words)?;
    let before = &line.text[..at];
    match cue.kind {
        "label" => {
            let stands_first = before.trim_end().is_empty() || before.ends_with(['(', '（', '[', '【', '|']);
            if !(stands_first || in_margin) || qualifies_a_picture(before) {
                return None;
            }
            let name_begin = after_colon(line.text, cue_end)?;
            let (name, end) = name_at(line.text, name_begin, known)?;
            let is_a_name = name.split_whitespace().count() <= MOST_WORDS || known.index_of(name).is_some();
            is_a_name.then(|| Found::in_text(name, line.span(at, end), "source-line"))
        }
        "original-title" => {
            let title_begin = after_colon(line.text, cue_end)?;
            let is_first = before.trim().is_empty() && title_begin < line.text.len();
            is_first.then(|| Found::in_text("", line.span(at, line.text.len()), "original-title"))
        }
        _ => {
            let name_begin = cue_end + (line.text[cue_end..].len() - line.text[cue_end..].trim_start().len());
            let follows_a_space =
                name_begin > cue_end || cue.words.chars().next_back().is_some_and(is_unspaced);
            let span_from =
                |name: &'_ str, end: usize| Found::in_text(name, line.span(at, end), "source-line");
            if !follows_a_space || qualifies_a_picture(before) {
                None
            } else if !cue.until.is_empty() {
                let rest = first_characters(&line.text[name_begin..], 60);
                let name_end = rest.find(cue.until)?;
                let name = rest[..name_end].trim().trim_end_matches(['，', ',']).trim();
                (!name.is_empty()).then(|| span_from(name, name_begin + name_end + cue.until.len()))
            } else {
                let (name, end) = name_at(line.text, name_begin, known)?;
                if known.index_of(name).is_some() {
                    return Some(span_from(name, end));
                }
                let name = capitalized_run(&line.text[name_begin..end]);
                let is_a_date = line.text[name_begin + name.len()..]
                    .trim_start()
                    .starts_with(|c: char| c.is_ascii_digit());
                (cue.kind == "phrase" && !name.is_empty() && !is_a_date)
                    .then(|| span_from(name, name_begin + name.len()))
            }
        }
    }
}

/// The byte after the colon that follows a label, spaces skipped.
fn after_colon(text: &str, label_end: usize) -> Option<usize> {
    let rest = text[label_end..].trim_start();
    let rest = rest.strip_prefix([':', '：', '︰', '﹕'])?.trim_start();
    Some(text.len() - rest.len())
}

/// "Photo source:" and 图片来源 credit a picture, 数据来源 and "Data source:" figures.
fn qualifies_a_picture(before: &str) -> bool {
    let begin = before.char_indices().nth_back(8).map_or(0, |(at, _)| at);
    let words = before[begin..].trim_end();
    let is_close = before.len() - before.trim_end().len() <= 1;
    let lower = words.to_lowercase();
    is_close
        && (is_about_a_picture(words)
            || lower.ends_with("data")
            || words.ends_with("数据")
            || words.ends_with("數據"))
}

/// The name that begins at byte `begin`, as written, and the byte past the words that give it.
///
/// A known name within the field wins ("Online Platforms - "A Channel on X""); else a quoted
/// one; else all up to the field's end.
fn name_at<'t>(text: &'t str, begin: usize, known: &KnownSources) -> Option<(&'t str, usize)> {
    let field = &text[begin..begin + field_length(&text[begin..])];
    let field = field.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '，' | '.' | '。' | '、' | ')' | '）' | ']' | '】' | ';')
    });
    if !field.chars().any(char::is_alphabetic) {
        return None;
    }
    if let Some(name) = quoted_part(field) {
        let end = begin + field.len();
        return Some((name, end));
    }
    match known.find_in(field) {
        Some((range, _)) => Some((&field[range.clone()], begin + range.end)),
        None => Some((field, begin + field.len())),
    }
}

/// The words at the beginning that can be an unknown name: those with a capital (or of a script
/// without capitals), and small words between two of them.
fn capitalized_run(text: &str) -> &str {
    const MOST_CHARACTERS: usize = 60;
    let text = first_characters(text, MOST_CHARACTERS);
    let (mut end, mut begin) = (0, 0);
    for word in text.split(' ').take(MOST_WORDS) {
        let first = word.chars().next();
        let is_joint = matches!(word, "of" | "the" | "and" | "&" | "de" | "la" | "du" | "für");
        if first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase()) {
            end = begin + word.len();
        } else if !is_joint {
            break;
        }
        begin += word.len() + 1;
        if word.ends_with(['.', ',', '!', '?', ':']) {
            break;
        }
    }
    text[..end].trim_end_matches(['.', ',', '!', '?', ':'])
}

fn quoted_part(field: &str) -> Option<&str> {
    let (open, mark) = field.char_indices().find(|(_, c)| matches!(c, '"' | '“' | '«' | '「' | '《'))?;
    let content = &field[open + mark.len_utf8()..];
    let close = content.find(['"', '”', '»', '」', '》']).unwrap_or(content.len());
    Some(content[..close].trim()).filter(|name| !name.is_empty())
}

/// Bytes up to the end of a field: a bar, a tab, two spaces, the next label, the end of the
/// sentence; after a name in a script without spaces, any space.
fn field_length(text: &str) -> usize {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let rest = &text[at + character.len_utf8()..];
        let ends_sentence = character == '.'
            && (rest.is_empty() || rest.starts_with(char::is_whitespace))
            && before.is_lowercase();
        let ends_field = matches!(
            character,
            '|' | '｜' | '\t' | '。' | ';' | '；' | '•' | '·' | '（' | '）' | ')' | '】' | '，'
        );
        let ends_name =
            character.is_whitespace() && (rest.starts_with(char::is_whitespace) || is_unspaced(before));
        if (ends_sentence || ends_field || ends_name) && at > 0 || at > 120 {
            return at;
        }
        before = character;
    }
    text.len()
}

/// Copyright notices that name a source: "© 2021 AFP", "Copyright 2021 The Associated Press".
pub(super) fn copyright(line: Line<'_>, known: &KnownSources) -> Option<Found> {
    let mark = line.text.find('©').or_else(|| line.text.find("Copyright"))?;
    let notice = first_characters(&line.text[mark..], 80);
    let (range, index) = known.find_in(notice)?;
    let span: Span = line.span(mark, mark + range.end);
    known.at(index).press.then(|| Found::in_text(&notice[range], span, "signature"))
}
