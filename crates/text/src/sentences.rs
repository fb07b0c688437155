//! Sentence boundaries.
//!
//! Rules of our own, after measuring what exists: no crate is good at both Chinese and English
//! (`sentencex` is best on English rules and misses the stop in 「。2007年」; Unicode Standard
//! Annex 29 alone splits after every abbreviation). The rules follow Read et al. (COLING 2012,
//! "Sentence boundary detection: a long solved problem?", section 5) in what they look at: the
//! word before a full stop, what closes after it, and the first word behind it. `tests/sentences.rs`
//! measures them.
//!
//! A paragraph break always ends a sentence. A single line break does if the line before it ends
//! with a mark that could end a sentence, or if nobody would have broken the line there for want of
//! room ([`Lines`]): that is how headlines, names and dates stand over a text. Other line breaks do
//! not: texts copied from pages are broken anywhere. Items of a list that stand in one line are
//! sentences ([`items`]).
//!
//! Thai, Lao and Khmer have no stop: there only line breaks, and marks taken over from other
//! scripts, end a sentence.
//!
//! F1 of inner boundaries and texts without a mistake (`tests/sentences.rs`; the others by
//! `bench/text/peers.py`):
//!
//! | set | here | before | `sentencex` 0.1 / its binding | pysbd |
//! |---|---|---|---|---|
//! | golden rules (en ar es fr ru de zh fa) | .952, 69 of 72 | .777, 59 | .830, 63 | .982, 70 |
//! | GUM news, interviews, speeches (en) | .986, 281 of 286 | .984, 279 | .960, 267 | .956, 264 |
//! | GSD (zh) | .998, 98 of 100 | .998, 98 | .932, 60 | .988, 94 |
//! | GSD (ru) | .989, 112 of 121 | .980, 105 | .937, 89 | .944, 88 |
//!
//! The three golden texts that are cut otherwise are Arabic, with a boundary after each colon or
//! comma. pysbd was written for the golden rules.
//!
//! 900,000 short texts a second of one processor (`tests/speed.rs`), and time grows with the length
//! alone: ten megabytes in one line take 0.1 s.

mod items;
mod lines;
mod parts;

pub use parts::sentence_parts;

use crate::abbreviations::{Abbreviation, abbreviation};
use items::Items;
use lines::Lines;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;
use throughline_model::Span;
use unicode_segmentation::GraphemeCursor;

/// Splits a text into sentences. Spans are ascending, do not overlap, and together cover
/// everything but white space. `lang` is a BCP 47 tag; `und` works.
pub fn sentences(text: &str, lang: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut begin = 0;
    let mut next = 0;
    let mut in_title = false;
    let mut seen = Seen::default();
    let mut marks = Marks::default();
    let mut lines = Lines::default();
    let mut items = Items::at(text);
    while let Some(c) = text[next..].chars().next() {
        let at = next;
        next += c.len_utf8();
        seen.add(c);
        let end = match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => {
                let (space, is_break) = space_from(text, at);
                next = at + space;
                if is_break {
                    lines.paragraph = next;
                }
                (is_break || lines.is_deliberate_break(text, at, next)).then_some(next)
            }
            _ if c.is_whitespace() => items.begins_at(text, next).then_some(next),
            '。' | '！' | '？' | '｡' | '!' | '?' | '؟' | '۔' | '‽' | '।' | '॥' | '።' | '။' | '។' | '։'
            | '…' | '⋯' | '；' => end_after_mark(&marks.behind(text, next), c, in_title),
            '.' | '．' => end_after_stop(text, begin, at..next, &marks.behind(text, next), &seen, lang),
            '《' | '》' => {
                in_title = c == '《';
                None
            }
            _ => None,
        };
        if let Some(end) = end {
            let end = after_cluster(text, end);
            push(text, begin, end, &mut spans);
            (begin, in_title) = (end, false);
            seen = Seen::default();
            // A list goes on over its sentences, but not over lines.
            items = items.after(&text[begin..], text[..begin].ends_with(['\n', '\r']));
            next = end.max(next);
        }
    }
    push(text, begin, text.len(), &mut spans);
    spans
}

/// What stands in a sentence so far.
#[derive(Default)]
struct Seen {
    words: usize,
    in_word: bool,
    /// Whether anything but points and spaces does.
    has_words: bool,
}

impl Seen {
    fn add(&mut self, c: char) {
        let is_ink = !c.is_whitespace();
        self.words += usize::from(is_ink && !self.in_word);
        self.in_word = is_ink;
        self.has_words |= is_ink && c != '.';
    }

    /// Whether this is too short for a sentence that an abbreviation ends: `At 5 a.m. Mr. Smith`.
    fn is_beginning(&self) -> bool {
        self.words < 4
    }
}

/// Adds a sentence without the white space around it, unless a mark stands on a space.
fn push(text: &str, begin: usize, end: usize, spans: &mut Vec<Span>) {
    let sentence = &text[begin..end];
    let trimmed = sentence.trim();
    if !trimmed.is_empty() {
        let from = begin + (sentence.len() - sentence.trim_start().len());
        let to = after_cluster(text, from + trimmed.len());
        spans.push(Span::new(before_cluster(text, from), to));
    }
}

/// The first grapheme boundary from here on.
pub(crate) fn after_cluster(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
        _ => at,
    }
}

/// The last grapheme boundary up to here.
fn before_cluster(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => at,
    }
}

/// The length of the white space from a line break on, and whether it ends a paragraph: it has a
/// blank line, or a separator that means one.
fn space_from(text: &str, at: usize) -> (usize, bool) {
    let (mut length, mut breaks) = (0, 0);
    for c in text[at..].chars().take_while(|c| c.is_whitespace()) {
        length += c.len_utf8();
        breaks += match c {
            '\u{2029}' | '\u{c}' => 2,
            '\n' | '\u{2028}' | '\u{85}' => 1,
            _ => 0,
        };
    }
    (length, breaks >= 2)
}

/// Marks that close a quotation or a bracket and belong to the sentence before them.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '}' | '”' | '’' | '»' | '›' | '」' | '』' | '）' | '】' | '》' | '〉' | '〕' | '］' | '＂' | '＇' | '｣')
        // German and Polish close with the mark that opens in English.
        || matches!(c, '“' | '‘' | '«' | '‹')
}

/// Marks that open a quotation or a bracket.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '('
            | '['
            | '{'
            | '“'
            | '‘'
            | '`'
            | '«'
            | '‹'
            | '»'
            | '›'
            | '„'
            | '‚'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '〈'
            | '¿'
            | '¡'
            | '–'
            | '—'
            | '-'
            | '•'
            | '*'
    )
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '⋯' | '．' | '‽')
}

/// Invisible marks of direction and width, which stand around stops in Arabic and Hebrew.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What follows a mark.
#[derive(Clone, Copy)]
struct Behind<'a> {
    /// Where the closing marks end.
    end: usize,
    /// The first of them, if there are any.
    closing: Option<char>,
    /// Whether white space follows them.
    is_spaced: bool,
    /// Whether a line break is in it.
    is_new_line: bool,
    /// The text from the first other character.
    rest: &'a str,
    /// What `rest` begins with behind opening marks; see [`starts_sentence`].
    opened: Option<char>,
}

/// Marks that stand together, read once for all of them: a line of dots would else cost the
/// square of its length.
#[derive(Default)]
struct Marks<'a> {
    begin: usize,
    /// The first that closes, and where it stands.
    closing: Option<(usize, char)>,
    last: Option<Behind<'a>>,
}

impl<'a> Marks<'a> {
    /// Reads the marks, the closing quotes and the space after a mark.
    fn behind(&mut self, text: &'a str, from: usize) -> Behind<'a> {
        if let Some(last) = self.last.filter(|last| (self.begin..=last.end).contains(&from)) {
            if self.closing.is_some_and(|(at, _)| at < from) {
                self.closing = marks(text, from).find(|(.., closes)| *closes).map(|(at, c, _)| (at, c));
            }
            return Behind { closing: self.closing.map(|(_, c)| c), ..last };
        }
        let (mut end, mut closing) = (from, None);
        for (at, c, closes) in marks(text, from) {
            closing = closing.or(closes.then_some((at, c)));
            end = at + c.len_utf8();
        }
        end += omission(&text[end..]);
        let rest = text[end..].trim_start();
        let space = &text[end..text.len() - rest.len()];
        let behind = Behind {
            end,
            closing: closing.map(|(_, c)| c),
            is_spaced: !space.is_empty(),
            is_new_line: space.contains('\n'),
            rest,
            opened: rest
                .trim_start_matches(|c| is_opening(c) || c.is_whitespace() || is_marginal(c))
                .chars()
                .next(),
        };
        *self = Self { begin: from, closing, last: Some(behind) };
        behind
    }
}

/// The length of an omission in brackets that follows a sentence and goes with it: ` [...]`.
fn omission(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\u{a0}']);
    let length = ["[...]", "[…]", "[. . .]", "(...)", "(…)"]
        .into_iter()
        .find(|known| rest.starts_with(known))
        .map(str::len);
    match length {
        Some(length) if rest[length..].chars().next().is_none_or(char::is_whitespace) => {
            text.len() - rest.len() + length
        }
        _ => 0,
    }
}

/// Marks and closing quotes from here on, where they stand, and whether they close.
fn marks(text: &str, from: usize) -> impl Iterator<Item = (usize, char, bool)> {
    text[from..].char_indices().map_while(move |(at, c)| {
        let closes = is_closing(c) && !opens_here(text, from + at, c);
        (is_mark(c) || closes || is_direction(c) || is_space_before_closing(text, from + at, c)).then_some((
            from + at,
            c,
            closes,
        ))
    })
}

/// Whether this is the space that French sets before a closing mark: `fini. » Puis`.
fn is_space_before_closing(text: &str, at: usize, c: char) -> bool {
    let mut after = text[at + c.len_utf8()..].chars();
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
        && after.next().is_some_and(|c| matches!(c, '»' | '›'))
        && after.next().is_none_or(|c| !c.is_alphanumeric())
}

/// Whether an ambiguous quotation mark after a stop opens the next sentence instead of closing
/// this one: `said.“But` and `end. "Next`.
fn opens_here(text: &str, at: usize, c: char) -> bool {
    let after = text[at + c.len_utf8()..].chars().next();
    match c {
        '“' | '‘' => after.is_some_and(char::is_alphabetic),
        // `.« Puis` opens, `.« Dann` closes a German quotation: only what stands at a word is clear.
        '«' | '‹' => after.is_some_and(char::is_alphanumeric) || text[..at].ends_with(char::is_whitespace),
        '»' | '›' => after.is_some_and(char::is_alphanumeric),
        '"' | '\'' => {
            let before = text[..at].chars().next_back();
            before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_alphanumeric)
        }
        _ => false,
    }
}

/// The end of a sentence after a mark that is not an abbreviation's.
fn end_after_mark(after: &Behind<'_>, mark: char, in_title: bool) -> Option<usize> {
    if after.rest.is_empty() {
        return Some(after.end);
    }
    let first = after.rest.chars().next()?;
    if after.closing.is_some() && (goes_on_after_quotation(first, after) || is_citation(after.rest)) {
        return None;
    }
    match mark {
        '；' => None,
        '。' | '！' | '？' | '｡' | '．' => {
            // A title in its own marks, or a quotation that the sentence goes on after.
            let goes_on = after.closing.is_some_and(|c| matches!(c, '》' | '〉' | '）' | ')'))
                || after.closing.is_some() && matches!(first, '，' | '、' | '；' | '：' | ',' | '的' | '等')
                || in_title;
            (!goes_on).then_some(after.end)
        }
        '…' | '⋯' => (after.is_spaced && starts_sentence(after, true) && !is_pronoun_i(after.rest)
            || is_wide(first) && after.closing.is_some())
        .then_some(after.end),
        '!' | '?' if is_wide(first) => Some(after.end),
        // Scripts without capitals that often have no space after their own stop.
        '।' | '॥' | '؟' | '။' | '។' | '።' if first.is_alphabetic() && !first.is_ascii() => {
            Some(after.end)
        }
        _ if !after.is_spaced => None,
        _ => (after.is_new_line || starts_sentence(after, true)).then_some(after.end),
    }
}

/// Whether a sentence goes on after a quotation that ends in it: Japanese and Korean set a particle
/// behind the closing mark.
fn goes_on_after_quotation(first: char, after: &Behind<'_>) -> bool {
    !after.is_spaced
        && (matches!(
            first,
            'と' | 'っ' | 'な' | 'の' | 'は' | 'が' | 'を' | 'に' | 'で' | 'も' | 'や' | 'か'
        ) || matches!(first, '\u{ac00}'..='\u{d7a3}'))
}

/// Whether a short bracket follows that has its stop behind it, as the place of a quotation has:
/// `"…" (Smith 55).`
fn is_citation(rest: &str) -> bool {
    const LONGEST: usize = 80;
    let Some(inner) = rest.strip_prefix('(') else { return false };
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    inner
        .find(')')
        .is_some_and(|at| !inner[..at].ends_with(is_mark) && inner[at + 1..].starts_with(['.', ',', ';']))
}

/// The English pronoun, whose capital begins no sentence.
fn is_pronoun_i(rest: &str) -> bool {
    rest.strip_prefix('I').is_some_and(|rest| rest.starts_with([' ', '\'', '’']))
}

/// Letters of scripts without case and without spaces.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Marks of direction and width in front of a sentence.
fn is_marginal(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
}

/// Whether what is behind can begin a sentence: with a capital, a letter without case, a digit, or
/// one of these behind opening marks.
fn starts_sentence(after: &Behind<'_>, digits_may: bool) -> bool {
    match after.opened {
        None => true,
        Some(c) if c.is_lowercase() => false,
        Some(c) if c.is_alphabetic() => true,
        Some(c) if c.is_numeric() => digits_may,
        Some(c) => matches!(c, '$' | '€' | '£' | '#' | '@' | '.' | '…'),
    }
}

/// The end of a sentence after a full stop, unless it belongs to an abbreviation, an initial, a
/// number or an address.
fn end_after_stop(
    text: &str,
    begin: usize,
    stop: Range<usize>,
    after: &Behind<'_>,
    seen: &Seen,
    lang: &str,
) -> Option<usize> {
    if after.rest.is_empty() {
        return Some(after.end);
    }
    let first = after.rest.chars().next()?;
    if !after.is_spaced {
        // `end.”Next`, `完.他`, but not `3.5`, `U.S.`, `example.com`.
        let goes_on = after.closing.is_some() && goes_on_after_quotation(first, after);
        return (!goes_on && (after.closing.is_some() && starts_sentence(after, false) || is_wide(first)))
            .then_some(after.end);
    }
    let (before, behind) = (&text[begin..stop.start], &text[stop.end..]);
    if after.closing.is_some() && is_citation(after.rest) {
        return None;
    }
    // `compounds. . . . The`: a stop of its own, then three points.
    if let Some(rest) = behind.strip_prefix(" . . .")
        && rest.trim_start().starts_with(char::is_alphanumeric)
        && !word_before(before).is_empty()
    {
        return Some(stop.end);
    }
    let is_ellipsis = behind.starts_with('.')
        || before.trim_end_matches(' ').ends_with('.') && word_before(before).is_empty();
    let is_spaced_ellipsis = behind.starts_with(" .");
    if is_ellipsis && !seen.has_words {
        // What begins with points goes on.
        return None;
    }
    if is_ellipsis || is_spaced_ellipsis {
        return (!is_spaced_ellipsis && starts_sentence(after, false) && !is_pronoun_i(after.rest))
            .then_some(after.end);
    }
    if !starts_sentence(after, true) {
        // `." she said`, `etc. and`: lower case goes on.
        return None;
    }
    let visible = before.trim_end_matches(is_direction);
    let word = word_before(visible);
    // `1. The first item`, `• 9. Another`, `1.) The first`: what counts items begins one.
    let is_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let counts_items = is_number
        || word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic())
        || is_roman_number(word);
    // From the word backwards: a row of bullets is long, and what stands before a word is not one.
    let follows_bullets = |before: &str| before.chars().rev().all(|c| c.is_whitespace() || is_bullet(c));
    if counts_items && before.strip_suffix(word).is_some_and(follows_bullets) {
        return None;
    }
    let is_bracketed = after.closing.is_some_and(|c| matches!(c, ')' | ']'));
    if after.closing.is_some() && !(is_bracketed && is_initial(word) && !word.contains('.')) {
        return Some(after.end);
    }
    let next = after.rest.trim_start_matches(is_opening);
    let is_digit_next = next.chars().next().is_some_and(char::is_numeric);
    // What stands in Latin letters in another script's text abbreviates nothing of what follows:
    // `Warner Bros. Он`, `Твртко I. Сын`.
    if word.is_ascii() && next.starts_with(|c: char| c.is_alphabetic() && !is_latin(c)) && !is_number {
        return Some(after.end);
    }
    match abbreviation(word, lang) {
        Abbreviation::Title => return None,
        Abbreviation::BeforeNumber if is_digit_next => return None,
        Abbreviation::Usual if !starts_with_common_word(next) || seen.is_beginning() => return None,
        Abbreviation::AfterNumber
            if !follows_number(visible, word)
                && (next.starts_with(is_latin) || !starts_with_common_word(next)) =>
        {
            return None;
        }
        _ => {}
    }
    if is_initial(word) && !ends_with_initials(before, next) && !is_letter_at_end(word, next) {
        return None;
    }
    // `12. Juni`.
    if is_number && is_ordinal_language(lang) && is_ordinal(visible, word) && !starts_with_common_word(next) {
        return None;
    }
    Some(after.end)
}

/// The word that ends at the end of `before`, with inner stops: `U.S`, `Jan`, `z. B` gives `B`.
fn word_before(before: &str) -> &str {
    let is_of_word = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’' | '&' | '°' | '\u{ad}') || is_combining(c)
    };
    let begin = before
        .rfind(|c| !is_of_word(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    before[begin..].trim_start_matches(['.', '\'', '’', '-'])
}

fn is_combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Whether a number stands before the last word: `1820 г.`, `18 км.`
fn follows_number(before: &str, word: &str) -> bool {
    let earlier = before[..before.len() - word.len()].trim_end();
    earlier.ends_with(|c: char| c.is_ascii_digit()) || is_roman_number(word_before(earlier))
}

fn is_roman_number(word: &str) -> bool {
    (1..=7).contains(&word.len()) && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'M'))
}

fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '⁃' | '‣' | '▪' | '●' | '–' | '-' | '*' | '(' | '·')
}

/// `J`, `В`, `A.B`: single letters between stops.
fn is_initial(word: &str) -> bool {
    let mut parts = word.split('.');
    let is_letter = |part: &str| {
        let mut letters = part.chars().filter(|c| !is_combining(*c));
        letters.next().is_some_and(|c| c.is_uppercase() && !is_wide(c)) && letters.next().is_none()
    };
    !word.is_empty() && parts.all(is_letter)
}

/// Whether initials stand at the end of a sentence: `in the U.S. The`, `you and I. Did`.
fn ends_with_initials(before: &str, next: &str) -> bool {
    let word = word_before(before);
    let is_pronoun = word == "I" && before.trim_end_matches('I').ends_with(|c: char| c.is_whitespace()) && {
        let previous = word_before(before.trim_end_matches('I').trim_end());
        previous.chars().all(char::is_lowercase)
    };
    (word.contains('.') || is_pronoun) && starts_with_common_word(next)
}

/// Whether a single letter ends a sentence: `plan B. The`, unless another initial follows. Words
/// that are parts of names (`J. Le Carré`) are not asked for here.
fn is_letter_at_end(word: &str, next: &str) -> bool {
    const WORDS: &str = " The This That These Those It He She They We You In On At But And If As For From With \
        After Before When While What Who Why How Where There В На По Он Она Они Это Но Так Для Если Когда ";
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    let (following, rest) = next.split_at(next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len()));
    !word.contains('.') && !rest.starts_with('.') && !following.is_empty() && KNOWN.contains(following)
}

/// Words that begin sentences and are never names: after an abbreviation they tell that its stop
/// ends the sentence, too.
fn starts_with_common_word(next: &str) -> bool {
    const WORDS: &str = " The This That These Those It Its He She They We You I In On At But And Or If As For From With \
        After Before When While What Who Why How Where Did Do Does Is Are Was Were There Then Our My His Her Their An A \
        Some Many No Not So To By Since Although However Under Over More Most Another All One Two Both Each Please Yes Mr Mrs Ms \
        Le La Les Un Une Il Elle Ils Elles Nous Vous Ce Cette Ces En Dans Mais Et El Los Las Una Este Esta Pero Y No Se \
        Der Die Das Ein Eine Er Sie Es Wir Ich Und Aber Im Am Auch Dies Diese \
        Он Она Они Это В На И Но По С Мы Я Что Как Так При Для Его Если Когда Этот Эта Эти Также Однако Затем Кроме Після Він Вона Вони Це У З І Та Але Як Що Ми ";
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    let word: &str = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    !word.is_empty() && KNOWN.contains(word)
}

/// Whether a number before a full stop can be an ordinal: short, and neither behind an abbreviation
/// (`nr. 5`) nor part of a longer figure (`3:2`, `1,5`).
fn is_ordinal(before: &str, number: &str) -> bool {
    let earlier = &before[..before.len() - number.len()];
    number.len() <= 2
        && !earlier.trim_end().ends_with('.')
        && !earlier.ends_with([':', ',', '/', '−', '€', '$'])
}

fn is_ordinal_language(lang: &str) -> bool {
    matches!(
        lang.split('-').next(),
        Some(
            "de" | "da"
                | "nb"
                | "nn"
                | "no"
                | "fi"
                | "cs"
                | "sk"
                | "sl"
                | "hr"
                | "sr"
                | "hu"
                | "et"
                | "lv"
                | "tr"
                | "pl"
                | "is"
        )
    )
}
