//! What words and their number tell of a line: pointers to other stories, page furniture, length.

mod words;

use aho_corasick::AhoCorasick;
use std::collections::HashMap;
use std::sync::LazyLock;
use words::{FURNITURE, INSERTS, SECTION_ENDS, WEEKDAYS};

/// Whether `lower` opens like a pointer to another story.
///
/// A sentence may open with such words too ("Read more than once, the text …"): the caller decides
/// by the rest of the line.
fn insert_length(lower: &str) -> Option<usize> {
    static BY_BEGIN: LazyLock<ByBegin> = LazyLock::new(|| by_begin(INSERTS));
    beginning_alike(&BY_BEGIN, lower).filter(|phrase| opens_with(lower, phrase)).map(str::len).max()
}

/// Whether `lower` opens what stands below an article.
pub(crate) fn opens_section_end(lower: &str) -> bool {
    static BY_BEGIN: LazyLock<ByBegin> = LazyLock::new(|| by_begin(SECTION_ENDS));
    let head = lower.trim_start_matches(|character: char| character.is_ascii_digit() || character == ' ');
    beginning_alike(&BY_BEGIN, head).any(|phrase| opens_with(head, phrase))
}

/// Number of different pieces of furniture wording in `lower`.
pub(crate) fn furniture_count(lower: &str) -> usize {
    static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| finder(FURNITURE));
    let mut found: Vec<_> = FINDER.find_overlapping_iter(lower).map(|phrase| phrase.pattern()).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// A search for many phrases at once.
pub(crate) fn finder(phrases: &[&str]) -> AhoCorasick {
    AhoCorasick::new(phrases).expect("a short list of phrases fits an automaton")
}

/// Phrases by the character they begin with.
type ByBegin = HashMap<char, Vec<&'static str>>;

fn by_begin(phrases: &[&'static str]) -> ByBegin {
    let mut by_begin = ByBegin::new();
    for phrase in phrases {
        by_begin.entry(phrase.chars().next().unwrap_or_default()).or_default().push(phrase);
    }
    by_begin
}

/// The phrases that begin with the first character of `text`.
fn beginning_alike<'a>(by_begin: &'a ByBegin, text: &str) -> impl Iterator<Item = &'static str> + 'a {
    text.chars().next().and_then(|first| by_begin.get(&first)).into_iter().flatten().copied()
}

/// Whether `text` begins with `phrase` and the phrase ends at a word's end.
pub(crate) fn opens_with(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| {
        let last_stands_alone =
            phrase.chars().next_back().is_some_and(|last| !last.is_alphabetic() || is_cjk(last));
        last_stands_alone || !rest.chars().next().is_some_and(char::is_alphabetic)
    })
}

/// Han, kana and Hangul: scripts in which a character carries about half a word.
pub(crate) fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// Thai and Lao, which have neither spaces between words nor marks at the ends of sentences.
pub(crate) fn is_thai_or_lao(character: char) -> bool {
    matches!(character, '\u{0E00}'..='\u{0EFF}')
}

/// Alphabets without spaces between words: a word has about five characters, signs above and below
/// counted.
fn is_unspaced(character: char) -> bool {
    is_thai_or_lao(character) || matches!(character, '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

/// Whether `lower` is the name of a weekday.
pub(crate) fn is_weekday(lower: &str) -> bool {
    let word = lower.trim_end_matches('.');
    WEEKDAYS.iter().any(|names| names.split(' ').any(|name| name == word))
}

/// Words; Han and kana characters count 0.6, since a Chinese word has about 1.7 of them.
pub(crate) fn units(text: &str) -> f64 {
    let (mut words, mut cjk, mut unspaced) = (0_usize, 0_usize, 0_usize);
    let mut is_counted = false;
    for character in text.chars() {
        if is_cjk(character) {
            cjk += 1;
            is_counted = false;
        } else if is_unspaced(character) {
            unspaced += 1;
            is_counted = false;
        } else if !is_counted && character.is_alphanumeric() {
            words += 1;
            is_counted = true;
        } else if character.is_whitespace() {
            is_counted = false;
        }
    }
    words as f64 + cjk as f64 * 0.6 + unspaced as f64 * 0.2
}

/// "Read more: …", "See also  …", "延伸阅读：…": a pointer to another story. A sentence that only
/// begins with such words is none.
pub(crate) fn is_insert(text: &str) -> bool {
    let units = units(text);
    if units > 60.0 {
        return false;
    }
    let ends_sentence = crate::margin::ends_like_prose(text);
    // Longer than any opening, with the marks before it.
    let lower = text[..text.floor_char_boundary(200)].to_lowercase();
    let opening = ['(', '[', '（', '【', '>', '»', '→', '▶', '|', ' ', '*', '+', '•', '-', '—'];
    let lower = lower.trim_start_matches(opening);
    let Some(length) = insert_length(lower) else { return false };
    let rest = &lower[length..];
    let is_cut_off = rest.starts_with([':', '：', '|', '】', '>', '»'])
        || rest.starts_with("  ")
        || rest.trim_start().starts_with([':', '：']);
    let ends_as_label = lower[..length].ends_with([':', '：']);
    is_cut_off || ends_as_label || units <= 4.0 || (!ends_sentence || text.ends_with('?')) && units <= 40.0
}
