//! Laid-out pages to one running text in which each page keeps its place.

use super::{letters, margins};
use crate::margin;
use crate::running_text::{RunningText, is_mostly_spaceless, join_line, span};
use pdfboss_output::{Block, Line, PageLayout};
use std::collections::{BTreeMap, HashSet};
use throughline_model::{Passage, PassageKind};

/// The text of a file.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) running: RunningText,
    /// The headline on the first page, which is not in the text; or empty.
    pub(super) headline: String,
}

/// How much larger than running text a headline is set, at least.
const HEADLINE_SIZE: f32 = 1.2;
/// Bytes of a paragraph that is more than a line.
const LONG_PARAGRAPH: usize = 150;
/// At least one line in this many ends with a cut word where words are cut at all.
const LINES_A_CUT: usize = 40;
/// Blocks of the first page among which the headline is.
const HEADLINE_WITHIN: usize = 6;

/// A paragraph, heading, list item or row with its lines.
struct Piece<'a> {
    kind: Option<(PassageKind, u8)>,
    lines: Vec<&'a Line>,
    row: String,
}

/// Puts the pages together.
pub(super) fn assemble(mut pages: Vec<(u32, PageLayout)>) -> Finished {
    let mut finished = Finished { headline: take_headline(&mut pages), ..Finished::default() };
    let words = vocabulary(&pages);
    let mut page_passages = Vec::new();
    for (number, page) in &pages {
        let mut begin = None;
        for piece in page.blocks.iter().flat_map(pieces) {
            let paragraph = if piece.lines.is_empty() { piece.row } else { paragraph(&piece.lines, &words) };
            if paragraph.is_empty() {
                continue;
            }
            let goes_on = begin.is_none() && piece.kind.is_none() && goes_on(&finished.running, &paragraph);
            if goes_on {
                begin = Some(continue_last(&mut finished.running.text, &paragraph, &words));
            } else if let Some(place) = finished.running.push(&paragraph) {
                begin.get_or_insert(place.begin as usize);
                if let Some((kind, level)) = piece.kind {
                    finished.running.passages.push(Passage { level, ..Passage::new(place, kind) });
                }
            }
        }
        if let Some(begin) = begin {
            let place = span(begin, finished.running.text.len());
            page_passages.push(Passage { page: Some(*number), ..Passage::new(place, PassageKind::Page) });
        }
    }
    finished.running.passages.extend(page_passages);
    finished
}

/// Whether the first paragraph of a page goes on with the last of the page before.
fn goes_on(running: &RunningText, paragraph: &str) -> bool {
    let last_is_marked =
        running.passages.last().is_some_and(|passage| passage.span.end as usize == running.text.len());
    let first = paragraph.chars().next().unwrap_or(' ');
    let last = running.text.chars().next_back().unwrap_or('.');
    let is_open =
        last.is_alphanumeric() || matches!(last, ',' | '-' | '/' | '(' | '\u{AD}' | '，' | '、' | '،');
    // Scripts without capitals do not show where sentences begin.
    let continues = first.is_lowercase() || first.is_alphabetic() && !first.is_uppercase();
    // A long paragraph that breaks off amid a sentence goes on with a name or a number too.
    let last_length = running.text.len() - running.text.rfind("\n\n").map_or(0, |at| at + 2);
    let continues = continues || last_length >= LONG_PARAGRAPH && !paragraph.starts_with(['•', '–', '-']);
    !running.text.is_empty() && !last_is_marked && is_open && continues
}

/// Joins a paragraph to the end of the text and gives the place where it begins there.
fn continue_last(text: &mut String, paragraph: &str, words: &Words) -> usize {
    let start = text.rfind("\n\n").map_or(0, |at| at + 2);
    let mut whole = text.split_off(start);
    add_line(&mut whole, paragraph, is_mostly_spaceless(paragraph), words);
    text.push_str(&whole);
    // A word that was cut belongs to the page it began on, less its end.
    text.len() - paragraph.len()
}

/// The headline: the largest heading at the head of the first page.
fn take_headline(pages: &mut [(u32, PageLayout)]) -> String {
    let body = body_size(pages);
    let Some((1, page)) = pages.first_mut() else { return String::new() };
    let size_of = |block: &Block| match block {
        Block::Heading { lines, .. } if lines.len() <= 5 => {
            lines.iter().map(|line| line.size).fold(0.0, f32::max)
        }
        _ => 0.0,
    };
    let found =
        page.blocks.iter().take(HEADLINE_WITHIN).enumerate().map(|(at, block)| (at, size_of(block))).fold(
            None,
            |best: Option<(usize, f32)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            },
        );
    let Some((at, _)) = found.filter(|(_, size)| *size >= body * HEADLINE_SIZE) else { return String::new() };
    let Block::Heading { lines, .. } = page.blocks.remove(at) else { return String::new() };
    paragraph(&lines.iter().collect::<Vec<_>>(), &Words::default())
}

/// The size most characters are set in.
fn body_size(pages: &[(u32, PageLayout)]) -> f32 {
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for line in pages.iter().take(20).flat_map(|(_, page)| &page.blocks).flat_map(lines_of) {
        let length: usize = line.inlines.iter().map(|inline| inline.text.len()).sum();
        *sizes.entry((line.size * 10.0).round() as i32).or_default() += length;
    }
    let most = sizes.into_iter().max_by_key(|(size, count)| (*count, -size));
    most.map_or(f32::MAX, |(size, _)| size as f32 / 10.0)
}

fn lines_of(block: &Block) -> Vec<&Line> {
    match block {
        Block::Heading { lines, .. } | Block::Paragraph { lines, .. } => lines.iter().collect(),
        Block::List { items, .. } => items.iter().flat_map(|item| &item.lines).collect(),
        Block::Table { rows, .. } => rows.iter().flatten().filter_map(|cell| cell.line.as_ref()).collect(),
    }
}

fn pieces(block: &Block) -> Vec<Piece<'_>> {
    let of = |kind, lines| Piece { kind, lines, row: String::new() };
    match block {
        Block::Heading { level, lines, .. } => {
            vec![of(Some((PassageKind::Heading, (*level).clamp(1, 6))), lines.iter().collect())]
        }
        Block::Paragraph { lines, .. } => split(lines).into_iter().map(|lines| of(None, lines)).collect(),
        Block::List { items, .. } => items
            .iter()
            .map(|item| of(Some((PassageKind::ListItem, 1)), item.lines.iter().collect()))
            .collect(),
        Block::Table { rows, .. } => rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .iter()
                    .filter_map(|cell| cell.line.as_ref())
                    .map(|line| letters::plain(&margins::words(line)))
                    .collect();
                Piece { kind: None, lines: Vec::new(), row: cells.join("\t") }
            })
            .collect(),
    }
}

/// Cuts lines that stand without a gap where a sentence ends and the next line is set in, or the
/// line ends well before the margin.
fn split(lines: &[Line]) -> Vec<Vec<&Line>> {
    let left = lines.iter().map(|line| line.x).fold(f32::MAX, f32::min);
    let right = lines.iter().map(|line| line.end_x).fold(f32::MIN, f32::max);
    let width = right - left;
    let is_rtl = lines.iter().filter(|line| is_right_to_left(line)).count() * 2 > lines.len();
    let mut parts: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let begins = parts.last().and_then(|part| part.last()).is_none_or(|last: &&Line| {
            let (indent, rest) = if is_rtl {
                (right - line.end_x, last.x - left)
            } else {
                (line.x - left, right - last.end_x)
            };
            let is_indented = indent > line.size * 0.8 && indent < width * 0.25;
            let is_short = rest > width * 0.2;
            (is_short || is_indented && lines.len() > 2)
                && margin::ends_like_prose(&letters::plain(&margins::words(last)))
        });
        match parts.last_mut() {
            Some(part) if !begins => part.push(line),
            _ => parts.push(vec![line]),
        }
    }
    parts
}

fn is_right_to_left(line: &Line) -> bool {
    let is_rtl = |character: char| matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FEFC}');
    let characters = line.inlines.iter().flat_map(|inline| inline.text.chars());
    let (rtl, letters) = characters.fold((0, 0), |(rtl, letters), character| {
        (rtl + usize::from(is_rtl(character)), letters + usize::from(character.is_alphabetic()))
    });
    rtl * 2 > letters
}

/// The words of a file, by which words cut at a line's end are told from words with a hyphen.
#[derive(Default)]
struct Words {
    /// Words that stand whole within a line, in lower case.
    whole: HashSet<String>,
    /// Whether so many lines end with a hyphen that words are cut at all.
    are_cut: bool,
}

fn vocabulary(pages: &[(u32, PageLayout)]) -> Words {
    let mut words = HashSet::new();
    let (mut lines, mut cuts) = (0, 0);
    for line in pages.iter().flat_map(|(_, page)| &page.blocks).flat_map(lines_of) {
        let line = letters::plain(&margins::words(line));
        lines += 1;
        cuts += usize::from(line.ends_with(['-', '\u{2010}']));
        let mut within = line.split_whitespace().peekable();
        while let Some(word) = within.next() {
            let is_cut = within.peek().is_none() && word.ends_with(['-', '\u{AD}', '\u{2010}']);
            let word = word.trim_matches(|character: char| !character.is_alphanumeric());
            if !is_cut && word.chars().count() >= 2 {
                words.insert(word.to_lowercase());
            }
        }
    }
    Words { whole: words, are_cut: cuts * LINES_A_CUT >= lines }
}

fn paragraph(lines: &[&Line], words: &Words) -> String {
    let lines: Vec<String> = lines.iter().map(|line| letters::plain(&margins::words(line))).collect();
    let is_spaceless_text = is_mostly_spaceless(&lines.concat());
    let mut paragraph = String::new();
    for line in &lines {
        add_line(&mut paragraph, line, is_spaceless_text, words);
    }
    paragraph.retain(|character| character != '\u{AD}');
    paragraph.trim().to_owned()
}

/// Adds the next line, and puts the word together that is cut between them.
fn add_line(paragraph: &mut String, line: &str, is_spaceless_text: bool, words: &Words) {
    let line = line.trim();
    let next: String = line.chars().take_while(|character| character.is_alphabetic()).collect();
    if paragraph.ends_with('\u{AD}') && !next.is_empty() {
        paragraph.pop();
        paragraph.push_str(line);
        return;
    }
    let hyphen = paragraph.chars().next_back().filter(|last| matches!(last, '-' | '\u{2010}'));
    let Some(hyphen) = hyphen else {
        join_line(paragraph, line, is_spaceless_text);
        return;
    };
    let stem = &paragraph[..paragraph.len() - hyphen.len_utf8()];
    let last: String = stem
        .chars()
        .rev()
        .take_while(|character| character.is_alphanumeric())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if last.is_empty() {
        // A dash between words.
        join_line(paragraph, line, is_spaceless_text);
    } else if is_cut_word(&last, &next, words) {
        paragraph.truncate(stem.len());
        paragraph.push_str(line);
    } else {
        // "COVID-" and "19", "Franco-" and "German": the hyphen belongs to the word.
        paragraph.push_str(line);
    }
}

/// Whether two parts at a hyphen are one word cut at the line's end, and not a word with a hyphen.
fn is_cut_word(last: &str, next: &str, words: &Words) -> bool {
    let (before, after) = (last.to_lowercase(), next.to_lowercase());
    let is_letters = last.chars().all(char::is_alphabetic) && next.starts_with(char::is_lowercase);
    if !is_letters || words.whole.contains(&format!("{before}-{after}")) {
        return false;
    }
    if words.whole.contains(&format!("{before}{after}")) {
        return true;
    }
    // Two words that stand alone elsewhere make a word with a hyphen.
    let are_words =
        before.chars().count() >= 3 && words.whole.contains(&before) && words.whole.contains(&after);
    words.are_cut && last.chars().count() >= 2 && !are_words
}

#[cfg(test)]
mod tests {
    use super::{Words, add_line};

    #[test]
    fn cut_words_are_put_together_and_hyphens_kept() {
        let whole = ["long", "term", "sea-bell"].into_iter().map(str::to_owned).collect();
        let words = Words { whole, are_cut: true };
        for (first, second, joined) in [
            ("the har-", "bor board", "the harbor board"),
            ("COVID-", "19 cases", "COVID-19 cases"),
            ("a long-", "term plan", "a long-term plan"),
            ("the sea-", "bell", "the sea-bell"),
            ("Franco-", "German", "Franco-German"),
            ("the har\u{AD}", "bor", "the harbor"),
            ("said -", "and left", "said - and left"),
            ("порто-", "вый совет", "портовый совет"),
            ("1999-", "2001", "1999-2001"),
        ] {
            let mut paragraph = first.to_owned();
            add_line(&mut paragraph, second, false, &words);
            assert_eq!(paragraph, joined);
        }
    }
}
