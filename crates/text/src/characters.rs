//! What each character is to a comparison unit, and the one table that says so.
//!
//! The rules are the functions of this module. Texts are long and characters few, so the rules are
//! put once into a table with an entry for each character of the Basic Multilingual Plane; what a
//! table entry cannot hold (several characters in one cluster, one character that normalises to
//! several) goes through the rules every time.

use crate::background::Background;
use crate::script_form::SimplifiedForms;
use crate::units::{UnitHash, rarity};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// What a grapheme cluster is for the purpose of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Ends a word.
    Boundary,
    /// Joins two letters, else a boundary.
    Apostrophe,
    /// Written inside words without belonging to them.
    Ignored,
    /// Part of a word.
    Letter,
    /// A unit of its own.
    Character,
}

/// The role of a cluster that starts with this character.
pub(crate) fn role(c: char) -> Role {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Role::Letter,
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' | '\u{2bb}' | '\u{2018}' => Role::Apostrophe,
        ' '..='~' => Role::Boundary,
        '\u{ad}'
        | '\u{640}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{180e}' => Role::Ignored,
        _ if is_unspaced(c) => Role::Character,
        _ if c.is_alphanumeric() => Role::Letter,
        _ => Role::Boundary,
    }
}

/// Whether there is a grapheme boundary between any two characters for which this holds. Most
/// characters of most texts are such, which spares the general rules (Unicode Standard Annex 29).
/// Control characters are included: the one pair that does not part, CR and LF, is no unit.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\0'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
        | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{660}'..='\u{66f}' | '\u{671}'..='\u{6d5}'
        | '\u{1e00}'..='\u{1fff}'
        | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}'
        | '\u{309b}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff9d}')
}

/// Letters of scripts written without spaces: Thai, Lao, Burmese, Khmer, Kana, Han.
fn is_unspaced(c: char) -> bool {
    let in_a_block = matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}'
        | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}');
    in_a_block && c.is_alphanumeric() && !is_unspaced_digit(c)
}

/// Thai, Lao, Burmese and Khmer digits form numbers, as digits do everywhere.
fn is_unspaced_digit(c: char) -> bool {
    matches!(c, '\u{e50}'..='\u{e59}' | '\u{ed0}'..='\u{ed9}' | '\u{1040}'..='\u{1049}' | '\u{1090}'..='\u{1099}' | '\u{17e0}'..='\u{17e9}')
}

/// Chinese characters, which also Japanese and old Korean and Vietnamese texts are written with.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that writers may leave out: Arabic harakat, Hebrew points, and the dot that lower-casing
/// leaves over a Turkish capital I.
fn is_optional_mark(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{307}')
}

/// The normalised characters of one grapheme cluster: NFKC, case folded, without what is optional
/// in writing, Traditional Han characters as Simplified ones.
fn normalized(cluster: &str, forms: &SimplifiedForms, mut add: impl FnMut(char)) {
    // Lower, upper, lower is full case folding (ẞ and ß, final sigma) with the standard library
    // alone: the capital ẞ, which was added late, is not what ß becomes.
    let lower = cluster.nfkc().flat_map(char::to_lowercase);
    let folded = lower.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    for c in folded.nfkc() {
        let carries_no_meaning = matches!(role(c), Role::Ignored | Role::Boundary | Role::Apostrophe)
            && !unicode_normalization::char::is_combining_mark(c);
        if !is_optional_mark(c) && !carries_no_meaning {
            add(forms.fold(c));
        }
    }
}

/// Whether a character, standing alone, is known to be its own compatibility form and its own
/// lower case. It need not hold for all that are: it spares work when the table is made.
fn is_normal(c: char) -> bool {
    matches!(c,
        'a'..='z' | '0'..='9' | 'а'..='я' | '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{63f}' | '\u{641}'..='\u{64a}'
        | '\u{1200}'..='\u{135a}' | '\u{1401}'..='\u{166c}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a60c}' | '\u{ac00}'..='\u{d7a3}')
}

/// What the table says about one character.
///
/// Bits 0–20: the normalised character; 21–23: the role; 24: stands alone; 25: the cluster of this
/// character alone normalises to exactly the character in bits 0–20; 26: that one is a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry(u32);

const ALONE: u32 = 1 << 24;
const SIMPLE: u32 = 1 << 25;
const DIGIT: u32 = 1 << 26;

impl Entry {
    /// What stands behind the last character.
    pub(crate) const END: Self = Self(ALONE);

    /// A character for which the general rules are needed.
    fn general(role: Role) -> Self {
        Self((role as u32) << 21)
    }

    #[inline]
    pub(crate) fn role(self) -> Role {
        match (self.0 >> 21) & 7 {
            0 => Role::Boundary,
            1 => Role::Apostrophe,
            2 => Role::Ignored,
            3 => Role::Letter,
            _ => Role::Character,
        }
    }

    /// Whether there is a grapheme boundary before another character for which this holds.
    #[inline]
    pub(crate) fn stands_alone(self) -> bool {
        self.0 & ALONE != 0
    }

    /// Whether `code` is all there is to the normalised form of this character alone.
    #[inline]
    pub(crate) fn is_simple(self) -> bool {
        self.0 & SIMPLE != 0
    }

    /// The code point of the normalised form, if it is simple.
    #[inline]
    pub(crate) fn code(self) -> u32 {
        self.0 & 0x1f_ffff
    }

    /// The rarity of a simple [`Role::Character`].
    #[inline]
    pub(crate) fn rarity(self) -> u64 {
        u64::from(self.0 >> 27)
    }

    /// Whether the normalised form is a digit, if it is simple.
    #[inline]
    pub(crate) fn is_digit(self) -> bool {
        self.0 & DIGIT != 0
    }
}

/// The rules as a table.
pub(crate) struct Characters {
    entries: Box<[Entry]>,
    forms: SimplifiedForms,
}

impl Characters {
    /// The Simplified forms.
    pub(crate) fn forms(&self) -> &SimplifiedForms {
        &self.forms
    }

    /// The table, made when it is first asked for.
    pub(crate) fn get() -> &'static Self {
        static CHARACTERS: LazyLock<Characters> = LazyLock::new(Characters::new);
        &CHARACTERS
    }

    fn new() -> Self {
        let forms = SimplifiedForms::new();
        let entries = (0..=0xffff).map(|code| entry(code, &forms)).collect();
        Self { entries, forms }
    }

    /// What there is to know about a character.
    #[inline]
    pub(crate) fn entry(&self, c: char) -> Entry {
        match self.entries.get(c as usize) {
            Some(&entry) => entry,
            None => Entry::general(role(c)),
        }
    }

    /// Gives the normalised characters of a grapheme cluster, by the rules.
    pub(crate) fn normalized(&self, cluster: &str, add: impl FnMut(char)) {
        normalized(cluster, &self.forms, add);
    }
}

fn entry(code: u32, forms: &SimplifiedForms) -> Entry {
    let Some(c) = char::from_u32(code) else { return Entry::general(Role::Boundary) };
    let role = role(c);
    let alone = if stands_alone(c) { ALONE } else { 0 };
    if !matches!(role, Role::Letter | Role::Character) {
        return Entry(Entry::general(role).0 | alone);
    }
    let (mut count, mut last) = (0, c);
    if is_normal(c) {
        (count, last) = (1, forms.fold(c));
    } else {
        normalized(c.encode_utf8(&mut [0; 4]), forms, |c| (count, last) = (count + 1, c));
    }
    let simple = if count == 1 { SIMPLE | last as u32 } else { 0 };
    let digit = if count == 1 && last.is_numeric() { DIGIT } else { 0 };
    let rarity = if role == Role::Character && count == 1 { character_rarity(last) << 27 } else { 0 };
    Entry(Entry::general(role).0 | alone | simple | digit | rarity)
}

fn character_rarity(normalized: char) -> u32 {
    let hash = UnitHash::of(normalized).finish_character(is_han(normalized), Background::get());
    rarity(hash)
}

/// Bytes of the grapheme cluster at the start of `rest`, which is not empty, by the general rules.
pub(crate) fn cluster_length(rest: &str) -> usize {
    rest.graphemes(true).next().map_or(rest.len(), str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_rules_say() {
        let characters = Characters::get();
        for c in ('\0'..='\u{ffff}').chain(['\u{20000}', '\u{1f600}']) {
            let entry = characters.entry(c);
            assert_eq!(entry.role(), role(c), "{c:?}");
            let mut by_rule = Vec::new();
            characters.normalized(&c.to_string(), |c| by_rule.push(c as u32));
            if entry.is_simple() {
                assert_eq!(by_rule, [entry.code()], "{c:?}");
            }
        }
    }

    #[test]
    fn what_stands_alone_makes_no_cluster_with_another_of_its_kind() {
        let samples = ['a', '\0', 'é', 'я', 'م', 'ש', 'ế', '한', '国', 'が', '，', 'ﾊ', '\u{2019}'];
        for c in ('\0'..='\u{ffff}').filter(|&c| stands_alone(c)) {
            for other in samples {
                assert_eq!(cluster_length(&format!("{c}{other}")), c.len_utf8(), "{c:?} {other:?}");
                assert_eq!(cluster_length(&format!("{other}{c}")), other.len_utf8(), "{other:?} {c:?}");
            }
        }
    }
}
