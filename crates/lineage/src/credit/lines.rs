//! Lines of a stored text and small readings of their characters.

use throughline_model::Span;

/// A line without its surrounding space, and where it begins in the stored text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// First byte in the stored text.
    pub(super) begin: usize,
    /// Its characters.
    pub(super) text: &'t str,
}

impl Line<'_> {
    /// A range of the line as a span of the stored text.
    pub(super) fn span(&self, begin: usize, end: usize) -> Span {
        Span::new(self.begin + begin, self.begin + end)
    }
}

/// All lines that are not blank.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut begin = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            found.push(Line { begin: begin + (line.len() - line.trim_start().len()), text: trimmed });
        }
        begin += line.len() + 1;
    }
    found
}

/// The first characters of `text`, at most `count`.
pub(super) fn first_characters(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

/// How many bytes of `text` spell `words`, case ignored.
pub(crate) fn spelled(text: &str, words: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for expected in words.chars() {
        let (_, found) = rest.next()?;
        if found != expected && !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(rest.next().map_or(text.len(), |(at, _)| at))
}

/// Whether a word can begin at byte `at`: at the start, after a character that is no letter, or
/// next to a script without spaces.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    let next = text[at..].chars().next();
    text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() || is_unspaced(before))
        || next.is_some_and(is_unspaced)
}

/// Han and Kana: scripts that put no space between words.
pub(super) fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Hyphen, en dash, em dash, horizontal bar and their relatives.
pub(super) fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' | '\u{2500}' | '\u{fe58}')
}

/// Whether the words credit a picture: such credits say nothing about the text.
pub(super) fn is_about_a_picture(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "photo",
        "image",
        "picture",
        "video",
        "caption",
        "foto",
        "bild",
        "imagen",
        "immagine",
        "фото",
        "снимок",
        "иллюстрац",
        "зображення",
        "صورة",
        "تصوير",
        "摄",
        "攝",
        "图",
        "圖",
        "写真",
        "画像",
        "사진",
        "graphic",
        "infograph",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Bracketed stretches in reading order: bytes of the opening mark, of the content, past the
/// closing mark. Slashes count as brackets after a space, as in "MOSCOW, June 2. /TASS/".
pub(super) fn brackets(text: &str) -> Vec<(usize, std::ops::Range<usize>, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, char)> = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let after = at + character.len_utf8();
        match open {
            Some((begin, content, close)) if character == close => {
                found.push((begin, content..at, after));
                open = None;
            }
            _ => {
                let close = match character {
                    '(' => Some(')'),
                    '（' => Some('）'),
                    '【' => Some('】'),
                    '[' => Some(']'),
                    '［' => Some('］'),
                    '/' if before.is_whitespace() => Some('/'),
                    _ => None,
                };
                open = close.map(|close| (at, after, close)).or(open);
            }
        }
        before = character;
    }
    found
}
