//! Letters and the scripts they belong to, as far as they tell languages apart.

/// A script, or several that one language is written in together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Bengali,
    /// Han characters and Kana.
    Han,
    /// A script of one language, as far as this crate knows: its tag.
    Of(&'static str),
}

/// The script of a letter or of a mark on one; none for digits, signs, spaces and marks that stand
/// in every script.
pub(super) fn writing(c: char) -> Option<Writing> {
    use Writing::{Arabic, Bengali, Cyrillic, Devanagari, Han, Latin, Of};
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Latin);
    }
    let script = match c {
        '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Of("el"),
        '\u{400}'..='\u{52f}' => Cyrillic,
        '\u{531}'..='\u{587}' => Of("hy"),
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Of("he"),
        '\u{610}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
            Arabic
        }
        '\u{900}'..='\u{963}' | '\u{971}'..='\u{97f}' => Devanagari,
        '\u{980}'..='\u{9e3}' | '\u{9f0}'..='\u{9f1}' => Bengali,
        '\u{a01}'..='\u{a7f}' => Of("pa"),
        '\u{a81}'..='\u{aff}' => Of("gu"),
        '\u{b01}'..='\u{b7f}' => Of("or"),
        '\u{b82}'..='\u{bff}' => Of("ta"),
        '\u{c00}'..='\u{c7f}' => Of("te"),
        '\u{c80}'..='\u{cff}' => Of("kn"),
        '\u{d00}'..='\u{d7f}' => Of("ml"),
        '\u{d80}'..='\u{ddf}' => Of("si"),
        '\u{e01}'..='\u{e4e}' => Of("th"),
        '\u{e81}'..='\u{edf}' => Of("lo"),
        '\u{f40}'..='\u{fbc}' => Of("bo"),
        '\u{1000}'..='\u{109f}' => Of("my"),
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Of("ka"),
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => Of("ko"),
        '\u{1200}'..='\u{135f}' => Of("am"),
        '\u{1780}'..='\u{17d3}' => Of("km"),
        '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Han,
        _ if is_kana(c) => Han,
        _ => return None,
    };
    let is_mark = !c.is_alphabetic() && !unicode_normalization::char::is_combining_mark(c);
    (!is_mark).then_some(script)
}

/// Hiragana and Katakana, which only Japanese has.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
}

impl Writing {
    /// How many letters of an alphabet a letter of this script stands for, about.
    pub(super) fn weight(self) -> usize {
        match self {
            Self::Han => 3,
            Self::Of("ko") => 2,
            _ => 1,
        }
    }
}

/// Letters up to which a text is short: a brand or a name fills half of a headline.
const SHORT: usize = 300;

/// The script that a text is written in, by its letters. In a short text Latin letters count a
/// third less: names, brands and abbreviations stand in them in every script, and hardly the other way.
pub(super) fn main_writing(text: &str) -> Option<Writing> {
    let mut counts: Vec<(Writing, usize)> = Vec::new();
    let mut last = usize::MAX;
    for script in text.chars().filter_map(writing) {
        if counts.get(last).is_none_or(|(of, _)| *of != script) {
            last = counts.iter().position(|(of, _)| *of == script).unwrap_or_else(|| {
                counts.push((script, 0));
                counts.len() - 1
            });
        }
        counts[last].1 += script.weight();
    }
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let share = if all < SHORT { 2 } else { 3 };
    let worth =
        |&(script, count): &(Writing, usize)| count * if script == Writing::Latin { share } else { 3 };
    // The first of equals.
    counts.iter().rev().max_by_key(|count| worth(count)).map(|&(script, _)| script)
}

/// The words of one script in lower case, and a space for everything between them. Addresses of
/// pages and people are left out.
pub(super) fn words_of(text: &str, script: Writing) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for token in text.split_whitespace() {
        if is_address(token) {
            continue;
        }
        for c in token.chars() {
            let of = writing(c);
            if of == Some(script) || of.is_none() && is_inside_words(c) {
                words.extend(c.to_lowercase());
            } else if !words.ends_with(' ') {
                words.push(' ');
            }
        }
        if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words
}

/// Marks that stand inside words: on letters of any script, apostrophes, the invisible joiners of
/// Persian, hyphens.
fn is_inside_words(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}')
}

fn is_address(token: &str) -> bool {
    token.is_ascii() && (token.contains("://") || token.contains('@') || token.contains("www."))
}
