//! Dumps cut at a fixed width: the lines of a paragraph are put together again.

use std::borrow::Cow;

/// Widths, in characters, that programs wrap at.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=140;
/// Full lines a dump needs before it counts as wrapped.
const FULL_LINES: usize = 8;

/// The text with one paragraph a line, if it is wrapped; else as it is.
pub(super) fn unwrap(text: &str) -> Cow<'_, str> {
    let lengths: Vec<usize> = text.lines().map(|line| line.trim_end().chars().count()).collect();
    let width = lengths.iter().copied().max().unwrap_or(0);
    let is_full = |length: usize| length * 5 >= width * 4;
    // A full line is followed by more of its paragraph; in a list of long headlines none is.
    let full = lengths.windows(2).filter(|pair| is_full(pair[0]) && pair[1] > 0).count();
    let continued = text
        .lines()
        .zip(text.lines().skip(1))
        .filter(|(line, next)| {
            is_full(line.trim_end().chars().count()) && next.starts_with(char::is_lowercase)
        })
        .count();
    if !WIDTHS.contains(&width) || full < FULL_LINES || continued * 2 < full {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut joins_next = false;
    for line in text.lines() {
        let trimmed = line.trim_end();
        let begins_anew = trimmed.is_empty() || trimmed.starts_with(['•', '*', '-', ' ', '\t', '+']);
        joined.push(if joins_next && !begins_anew { ' ' } else { '\n' });
        joined.push_str(trimmed);
        joins_next = is_full(trimmed.chars().count());
    }
    Cow::Owned(joined)
}

#[cfg(test)]
mod tests {
    use super::unwrap;
    use std::borrow::Cow;

    #[test]
    fn wrapped_paragraphs_become_one_line_each() {
        let paragraph =
            "the harbor board voted on monday to keep the old ferry bell which rings at noon ".repeat(8);
        let mut wrapped = String::new();
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            if column + word.len() > 71 {
                wrapped.push('\n');
                column = 0;
            } else if column > 0 {
                wrapped.push(' ');
                column += 1;
            }
            wrapped.push_str(word);
            column += word.len();
        }
        let dump = format!("Home\nNews\n\n{wrapped}\n\nshort end\n");
        let text = unwrap(&dump);
        assert!(text.lines().any(|line| line == paragraph.trim()), "{text}");
        assert!(text.contains("Home\nNews\n"));
    }

    #[test]
    fn long_lines_stay_as_they_are() {
        let dump = "a line of more than a hundred and forty characters ".repeat(10);
        assert!(matches!(unwrap(&dump), Cow::Borrowed(_)));
    }
}
