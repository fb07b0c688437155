//! Parts of what is too long to be one sentence.

use super::{after_cluster, is_wide, push};
use throughline_model::Span;

/// Columns of the longest sentence that stays whole: 650 words of English, 2,000 Chinese characters.
/// A column is a character; one that is twice as wide as others is two, as on a terminal. With 800, who
/// took part in a meeting was cut into names and titles, which are everywhere and say nothing.
const LONGEST: usize = 4_000;

/// Columns of the longest part: as many as a long sentence of news has.
const PART: usize = 160;

/// Cuts a sentence that no mark ended for a long time into parts of about the length of sentences:
/// speech that a machine wrote down, lists and tables, and Thai, Lao and Khmer, which have no stop and
/// set spaces between phrases. Others are given as they are. Parts are ascending, do not overlap, and
/// together cover everything but white space.
///
/// A part ends, in its second half, where a line does, else behind a mark between clauses, else
/// at white space, else anywhere.
pub fn sentence_parts(text: &str, sentence: Span) -> Vec<Span> {
    let whole = &text[sentence.range()];
    let longest = if has_no_stop(whole) { PART } else { LONGEST };
    if whole.chars().map(columns).sum::<usize>() <= longest {
        return vec![sentence];
    }
    let (mut spans, mut begin, end) = (Vec::new(), sentence.begin as usize, sentence.end as usize);
    while begin < end {
        let to =
            end_of_part(&text[begin..end]).map_or(end, |length| after_cluster(text, begin + length).min(end));
        push(text, begin, to, &mut spans);
        begin = to;
    }
    spans
}

/// Where the first part of a text ends, unless all of it is one.
fn end_of_part(text: &str) -> Option<usize> {
    let (mut width, mut best) = (0, (0, 0));
    for (at, c) in text.char_indices() {
        width += columns(c);
        if width > PART {
            let (rank, end) = best;
            return Some(if rank > 0 { end } else { at });
        }
        if width >= PART / 2 {
            let end = at + c.len_utf8();
            best = best.max((rank_behind(c, text[end..].chars().next()), end));
        }
    }
    None
}

/// How good an end of a part is behind a character; `1,200` has none.
fn rank_behind(c: char, next: Option<char>) -> u8 {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => 3,
        '，' | '、' | '；' | '：' | '،' | '؛' => 2,
        ',' | ';' | ':' | '|' if next.is_some_and(char::is_whitespace) => 2,
        _ => u8::from(c.is_whitespace()),
    }
}

fn columns(c: char) -> usize {
    if is_wide(c) { 2 } else { 1 }
}

/// Whether a sentence begins in a script without a stop: Thai, Lao, Khmer.
fn has_no_stop(sentence: &str) -> bool {
    let letters = sentence.chars().filter(|c| c.is_alphabetic());
    letters.take(16).any(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let whole = Span::new(0, text.len());
        sentence_parts(text, whole).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn a_sentence_stays_whole() {
        let long = "the council and its committees, ".repeat(120);
        assert_eq!(parts(long.trim_end()), [long.trim_end()]);
        assert_eq!(parts(""), [""]);
    }

    #[test]
    fn what_no_mark_ended_is_cut_between_clauses_lines_and_words() {
        let spoken = "and so we went to the river to see ".repeat(160);
        let cut = parts(spoken.trim_end());
        assert!(cut.len() > 32 && cut.iter().all(|part| (80..=160).contains(&part.len())), "{cut:?}");
        assert_eq!(cut.join(" "), spoken.trim_end());

        let clauses = "und so gingen wir an den Fluss, den wir von weitem gehört hatten, ".repeat(80);
        assert!(parts(clauses.trim_end()).iter().all(|part| part.ends_with(',')));
        let lines = "Weizen 300 Tonnen, Hafer\n".repeat(200);
        assert!(parts(lines.trim_end()).iter().all(|part| part.ends_with("Hafer")));
        let solid = "河".repeat(2500);
        assert_eq!(parts(&solid).iter().map(|part| part.chars().count()).max(), Some(80));
    }

    #[test]
    fn a_script_without_a_stop_is_cut_at_its_spaces() {
        let thai = "สภาตกลงว่าจะสร้างสะพานใหม่ข้ามแม่น้ำ และจะเปิดใช้ในฤดูใบไม้ผลิปีหน้า ".repeat(4);
        let cut = parts(thai.trim_end());
        assert!(cut.len() >= 2, "{cut:?}");
        assert_eq!(cut.join(" "), thai.trim_end());
    }

    #[test]
    fn one_character_with_endless_marks_is_one_part() {
        let marks = format!("a{}", "\u{301}".repeat(5000));
        assert_eq!(parts(&marks), [marks.as_str()]);
    }
}
