//! Pieces of lines and paragraphs put together to one running text.

use crate::phrases;
use throughline_model::{Passage, PassageKind, Span};

/// A main text that grows by paragraphs, with what is marked in it.
#[derive(Debug, Default)]
pub(crate) struct RunningText {
    pub(crate) text: String,
    pub(crate) passages: Vec<Passage>,
}

impl RunningText {
    /// Adds a paragraph and gives its place; blank paragraphs add nothing.
    pub(crate) fn push(&mut self, paragraph: &str) -> Option<Span> {
        let paragraph = paragraph.trim();
        if paragraph.is_empty() {
            return None;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(paragraph);
        Some(span(start, self.text.len()))
    }

    /// Adds a paragraph marked as `kind` of a level.
    pub(crate) fn push_marked(&mut self, paragraph: &str, kind: PassageKind, level: u8) {
        if let Some(span) = self.push(paragraph) {
            self.passages.push(Passage { level, ..Passage::new(span, kind) });
        }
    }
}

/// The bytes `start..end` of a text.
pub(crate) fn span(start: usize, end: usize) -> Span {
    Span::new(start, end)
}

/// Whether a character belongs to scripts that are written without spaces, or to their punctuation.
pub(crate) fn is_spaceless(character: char) -> bool {
    is_spaceless_letter(character)
        || matches!(character, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF60}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// Han and kana; Korean is written with spaces.
fn is_spaceless_letter(character: char) -> bool {
    phrases::is_cjk(character)
        && !matches!(character, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7FF}')
}

/// Whether most letters of a text belong to scripts that are written without spaces.
pub(crate) fn is_mostly_spaceless(text: &str) -> bool {
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    let spaceless = text.chars().filter(|character| is_spaceless_letter(*character)).count();
    spaceless * 2 > letters
}

/// Adds the next line of a paragraph. Between lines stands a space, except in scripts that have
/// none; `is_spaceless_text` says that the paragraph is in such a script.
pub(crate) fn join_line(paragraph: &mut String, line: &str, is_spaceless_text: bool) {
    let line = line.trim();
    let (Some(before), Some(after)) = (paragraph.chars().next_back(), line.chars().next()) else {
        paragraph.push_str(line);
        return;
    };
    let is_joined = is_spaceless_text
        && (is_spaceless(before)
            || is_spaceless(after)
            || before.is_ascii_digit() && after.is_ascii_digit()
            || before.is_ascii_digit() && matches!(after, '.' | ',' | '%'));
    if !is_joined {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::{RunningText, is_mostly_spaceless, join_line};

    #[test]
    fn lines_are_joined_as_their_script_does() {
        for (first, second, joined) in [
            ("The harbor board", "met on Monday.", "The harbor board met on Monday."),
            ("港务局周一开", "会。", "港务局周一开会。"),
            ("自201", "2年起", "自2012年起"),
            ("Порт", "открыт", "Порт открыт"),
            ("항구가", "열렸다", "항구가 열렸다"),
        ] {
            let mut paragraph = first.to_owned();
            let whole = format!("{first}{second}");
            join_line(&mut paragraph, second, is_mostly_spaceless(&whole));
            assert_eq!(paragraph, joined);
        }
    }

    #[test]
    fn blank_paragraphs_add_nothing() {
        let mut running = RunningText::default();
        assert!(running.push(" \n").is_none());
        running.push("One.");
        let second = running.push("Two.").unwrap();
        assert_eq!((running.text.as_str(), &running.text[second.range()]), ("One.\n\nTwo.", "Two."));
    }
}
