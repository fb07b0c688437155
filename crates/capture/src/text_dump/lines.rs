//! The lines of a dump, with what can be seen of each by itself.

use crate::{dates, margin, phrases, phrases::units};
use std::collections::HashMap;

/// A line with characters on it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen of a line independently of the others")]
pub(super) struct Line<'a> {
    /// Its number among all lines of the text, the blank ones too.
    pub(super) number: usize,
    /// The words, without indentation, bullet and trailing space.
    pub(super) text: &'a str,
    /// The words in lower case.
    pub(super) lower: String,
    /// Length in words; a Han or kana character counts 0.6.
    pub(super) units: f64,
    /// A bullet or list number stood in front.
    pub(super) is_bullet: bool,
    /// Columns of indentation.
    pub(super) indent: usize,
    /// Blank lines before it.
    pub(super) gap_before: usize,
    /// Ends with the mark of a sentence, quotes and brackets aside.
    pub(super) ends_sentence: bool,
    /// Times the same words stand on the page.
    pub(super) copies: usize,
    /// It points to another story.
    pub(super) is_insert: bool,
    /// It opens what stands below an article.
    pub(super) is_section_end: bool,
    /// It is a picture's caption.
    pub(super) is_caption: bool,
    /// It says who wrote or sourced the text.
    pub(super) tells_origin: bool,
    /// It opens with an agency's dateline.
    pub(super) has_dateline: bool,
    /// It has letters on it.
    pub(super) has_letters: bool,
    /// It is little else than a date.
    pub(super) is_date: bool,
    /// Pieces of furniture wording.
    pub(super) furniture: usize,
}

/// The lines of `text` that have characters on them.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut gap = 0;
    for (number, raw) in text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0C}']).enumerate() {
        let is_blank = |character: char| {
            character.is_whitespace()
                || matches!(character, '\u{200B}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}' | '\0')
        };
        let trimmed = raw.trim_matches(is_blank);
        let indent = raw.chars().take_while(|character| is_blank(*character)).count();
        let (content, is_bullet) = without_bullet(trimmed);
        if content.is_empty() {
            gap += 1;
            continue;
        }
        lines.push(Line { number, is_bullet, indent, gap_before: gap, ..line(content) });
        gap = 0;
    }
    let mut copies: HashMap<&str, usize> = HashMap::new();
    for line in &lines {
        *copies.entry(line.text).or_default() += 1;
    }
    let counts: Vec<usize> = lines.iter().map(|line| copies[line.text]).collect();
    for (line, count) in lines.iter_mut().zip(counts) {
        line.copies = count;
    }
    mark_captions(&mut lines);
    lines
}

fn line(text: &str) -> Line<'_> {
    let lower = text.to_lowercase();
    let units = units(text);
    let ends_sentence = margin::ends_like_prose(text);
    Line {
        number: 0,
        units,
        is_bullet: false,
        indent: 0,
        gap_before: 0,
        ends_sentence,
        copies: 1,
        is_insert: phrases::is_insert(text),
        is_section_end: units <= 9.0 && !ends_sentence && phrases::opens_section_end(&lower),
        is_caption: margin::has_picture_credit(text),
        tells_origin: margin::tells_origin(text),
        has_dateline: units >= 10.0 && dates::dateline(text).is_some(),
        has_letters: text.chars().any(char::is_alphabetic),
        is_date: is_date(text, units),
        furniture: phrases::furniture_count(&lower),
        text,
        lower,
    }
}

fn without_bullet(text: &str) -> (&str, bool) {
    let rest = text.trim_start_matches([
        '•', '·', '□', '■', '▪', '◦', '●', '○', '☆', '★', '*', '+', '‣', '▸', '►', '»', '›', '◆', '◇', '☐',
        '○',
    ]);
    if rest.len() < text.len() && (rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return (rest.trim(), true);
    }
    if let Some(item) = text.strip_prefix("- ") {
        return (item.trim(), true);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=2).contains(&digits) && text[digits..].starts_with(". ");
    if numbered { (text[digits + 2..].trim(), true) } else { (text, false) }
}

fn is_date(text: &str, units: f64) -> bool {
    if units > 16.0 {
        return false;
    }
    let found = dates::find(text);
    let Some(first) = found.first() else { return false };
    let dated: usize = found.iter().map(|found| text[found.begin..found.end].chars().count()).sum();
    let rest = text.chars().count() - dated;
    first.interval.is_some() && rest <= 40 || rest <= 8
}

/// Captions betray themselves by repetition, by a credit after their last sentence, and by the
/// caption they stand beside.
fn mark_captions(lines: &mut [Line<'_>]) {
    for index in 0..lines.len() {
        let line = &lines[index];
        // Whole paragraphs stand twice where a page holds two forms of its text.
        let is_repeated_prose = line.copies >= 2 && (6.0..40.0).contains(&line.units);
        let is_credited = line.units <= 70.0 && has_credit_tail(line.text);
        let is_beside_credit = line.units <= 70.0
            && !line.ends_sentence
            && lines.get(index + 1).is_some_and(|next| {
                next.gap_before == 0 && next.units <= 15.0 && margin::has_picture_credit(next.text)
            });
        if is_repeated_prose || is_credited || is_beside_credit {
            lines[index].is_caption = true;
        }
    }
}

/// Marks that agencies close a story with; they stand where a caption has its credit.
const CLOSING_MARKS: &[&str] = &["enditem", "ends", "end", "item", "endit", "完", "(end)"];

/// "… in Beijing, Sept. 18, 2018. Reuters": one to four capitalised words after the last sentence.
fn has_credit_tail(text: &str) -> bool {
    if margin::ends_like_prose(text) || units(text) < 6.0 {
        return false;
    }
    let Some(at) = last_sentence_end(text) else { return false };
    let tail = text[at + 1..].trim().trim_matches(['(', ')', '[', ']', '/']);
    let words: Vec<&str> = tail.split([' ', '/', '-']).filter(|word| !word.is_empty()).collect();
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (1..=4).contains(&words.len())
        && words.iter().all(is_name)
        && !tail.contains([',', ':', '"', '”'])
        && !CLOSING_MARKS.contains(&tail.to_lowercase().as_str())
}

/// Where the last sentence of `text` that is followed by more words ends.
fn last_sentence_end(text: &str) -> Option<usize> {
    [". ", "? ", "! "].iter().filter_map(|mark| text.rfind(mark)).max()
}

#[cfg(test)]
mod tests {
    use super::{has_credit_tail, lines};
    use crate::phrases::units;

    #[test]
    fn bullets_and_indentation_are_taken_off() {
        let lines = lines("  • Home\n\n    ☆ News\n3. Third\n- dash\n2021 began");
        let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        assert_eq!(texts, ["Home", "News", "Third", "dash", "2021 began"]);
        assert_eq!(lines.iter().filter(|line| line.is_bullet).count(), 4);
        assert_eq!(lines[1].gap_before, 1);
    }

    #[test]
    fn inserts_are_told_from_sentences() {
        let cases = [
            ("See also  The other story of the day", true),
            ("Read more: Will it rain?", true),
            ("延伸阅读：另一条新闻", true),
            ("Читайте также: другая новость", true),
            ("اقرأ أيضا: خبر آخر", true),
            (
                "Read more than once, the letter still left all of its readers in doubt about what had been meant.",
                false,
            ),
            ("Morelia is a city in Mexico.", false),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text)[0].is_insert, expected, "{text}");
        }
    }

    #[test]
    fn a_credit_after_the_last_sentence_is_no_story_end() {
        assert!(has_credit_tail("Two leaders meet at the Great Hall on Sept. 18, 2018. Photowire-Press"));
        assert!(!has_credit_tail(
            "They want strategies that target audiences of all groups and regions. Enditem"
        ));
        assert!(!has_credit_tail("It was the first time since the war began. He left at once"));
    }

    #[test]
    fn han_characters_are_part_of_words() {
        assert!((units("今天天气很好") - 3.6).abs() < 1e-9);
        assert!((units("one two 3") - 3.0).abs() < 1e-9);
    }
}
