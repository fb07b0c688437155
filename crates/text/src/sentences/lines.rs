//! Line breaks that somebody meant.

/// The lines of a paragraph. A line is broken for want of room only if the first word of the next
/// one would not have fitted: the widest line of the paragraph tells how much room there was.
#[derive(Default)]
pub(super) struct Lines {
    /// Where the paragraph begins.
    pub(super) paragraph: usize,
    /// Where the measured paragraph ends, and its widest line in characters.
    measured: Option<(usize, usize)>,
    /// Where the line that was looked at last began.
    line: usize,
}

/// Characters of the first word of a line that are counted.
const WORD: usize = 40;

impl Lines {
    /// Whether the line break at `at`, behind which the text goes on at `next`, ends a sentence by
    /// itself: there was room for more, the line does not end with a mark that calls for more, and
    /// the next line begins as a sentence may.
    pub(super) fn is_deliberate_break(&mut self, text: &str, at: usize, next: usize) -> bool {
        let line = &text[self.line.max(self.paragraph).min(at)..at];
        self.line = next;
        let width = match self.measured {
            Some((end, width)) if at < end => width,
            _ => {
                let (end, width) = measure(&text[self.paragraph..]);
                self.measured = Some(((self.paragraph + end).max(next), width));
                width
            }
        };
        let Some(first) = text[next..].chars().next() else { return true };
        let word = text[next..].chars().take(WORD).take_while(|c| !c.is_whitespace()).count();
        // Scripts without spaces break anywhere.
        let needed = if super::is_wide(first) { 2 } else { word + 1 };
        let calls_for_more = line.trim_end().ends_with([
            ',', ';', ':', '-', '–', '—', '(', '/', '&', '，', '、', '；', '：', '،', '؛', '（', '“', '「',
        ]);
        !calls_for_more
            && !first.is_lowercase()
            && !super::is_mark(first)
            && line.chars().count() + needed <= width
    }
}

/// The length of the first paragraph, and its widest line in characters.
fn measure(text: &str) -> (usize, usize) {
    let (mut end, mut width) = (0, 0);
    for line in text.split_inclusive('\n') {
        let visible = line.trim_end();
        if visible.is_empty() && end > 0 {
            break;
        }
        end += line.len();
        width = width.max(visible.chars().count());
    }
    (end, width)
}
