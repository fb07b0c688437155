//! Stretches as whole clauses.

use std::ops::Range;

/// Marks between clauses; the enumerating comma of Chinese joins words.
const MARKS: [char; 15] = [',', ';', ':', '—', '–', '(', ')', '，', '；', '：', '。', '（', '）', '،', '؛'];

/// What a clause at an end has less of than this share of the stretch is cut off, unless it is most of
/// the clause: the words run over into it.
const LITTLE: f32 = 0.25;

/// Widens a stretch of a text to whole clauses at the ends where it has most of one, and cuts off what
/// is little. Other ends stay where they are, for a comma may also stand in an enumeration.
pub(crate) fn whole_clauses(text: &str, stretch: Range<usize>) -> Range<usize> {
    let touches = |clause: &Range<usize>| clause.start < stretch.end && stretch.start < clause.end;
    let touched: Vec<Range<usize>> = clauses(text).into_iter().filter(touches).collect();
    let common = |clause: &Range<usize>| clause.end.min(stretch.end) - clause.start.max(stretch.start);
    let is_little = |clause: &&Range<usize>| {
        2 * common(clause) < clause.len() && (common(clause) as f32) < LITTLE * stretch.len() as f32
    };
    let mostly = |clause: &Range<usize>| 2 * common(clause) >= clause.len();
    let kept = {
        let head = touched.iter().take_while(is_little).count();
        let tail = touched[head..].iter().rev().take_while(is_little).count();
        &touched[head..touched.len() - tail]
    };
    let found = match (kept.first(), kept.last()) {
        (Some(head), Some(tail)) => {
            let begin = if mostly(head) { head.start } else { head.start.max(stretch.start) };
            begin..if mostly(tail) { tail.end } else { tail.end.min(stretch.end) }
        }
        _ => stretch,
    };
    // Marks at the text's ends belong to what stands beside them.
    let is_mark = |part: &str| !part.chars().any(char::is_alphanumeric);
    let begin = if is_mark(&text[..found.start]) { 0 } else { found.start };
    let end = if is_mark(&text[found.end..]) { text.len() } else { found.end };
    begin..end
}

/// The clauses of a text, without the marks and white space at their ends.
fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut begin = 0;
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let in_number = before.is_some_and(char::is_numeric) && next.is_some_and(char::is_numeric);
        if MARKS.contains(&character) && !in_number {
            push(text, begin..at, &mut clauses);
            begin = at + character.len_utf8();
        }
        before = Some(character);
    }
    push(text, begin..text.len(), &mut clauses);
    clauses
}

fn push(text: &str, range: Range<usize>, clauses: &mut Vec<Range<usize>>) {
    let own = &text[range.clone()];
    let begin = range.start + (own.len() - own.trim_start().len());
    let end = range.start + own.trim_end().len();
    if own.chars().any(char::is_alphanumeric) {
        clauses.push(begin..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_a_clause_is_the_clause_and_little_of_it_is_nothing() {
        let text = "On May 31, he said, a lovable 1,000 images of China, and then for all of those many \
                    audiences from groups, countries and regions";
        let at = |words: &str| {
            let begin = text.find(words).unwrap();
            begin..begin + words.len()
        };
        let whole = |words: &str| &text[whole_clauses(text, at(words))];
        assert_eq!(whole("lovable 1,000 images of"), "a lovable 1,000 images of China");
        assert_eq!(whole("said, a lovable 1,000 images"), "he said, a lovable 1,000 images of China");
        assert_eq!(whole("a lovable 1,000 images of China, and"), "a lovable 1,000 images of China");
        let audiences = "audiences from groups, countries and regions";
        assert_eq!(whole(audiences), audiences);
        assert_eq!(whole("groups, countries and regions"), "countries and regions");
        assert_eq!(whole("lovable"), "lovable");
        assert_eq!(whole_clauses("", 0..0), 0..0);
        assert_eq!(whole_clauses("“Yes, we agree.”", 8..16), 8..20);
    }
}
