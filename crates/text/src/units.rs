//! Comparison units: what two texts are compared by, with spans back into the stored text.
//!
//! A unit is a word, or one character in scripts that are written without spaces. Two units are
//! equal if their normalised characters are: compatibility forms unified (NFKC, Unicode Standard
//! Annex 15), case folded, and everything dropped that is invisible or optional in writing — soft
//! hyphens, zero-width and direction marks, apostrophes inside words, Arabic tatweel and vowel
//! signs, Hebrew points. Punctuation and symbols are not units: they are typography, and change
//! from outlet to outlet without the text being another.

use throughline_model::Span;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// The units of one text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// One 64-bit hash of the normalised characters for each unit. The two lowest bits are its
    /// [`UnitClass`]. Stable across machines and versions of the compiler.
    pub hashes: Vec<u64>,
    /// Where each unit stands in the text; as many as `hashes`, ascending, not overlapping.
    pub spans: Vec<Span>,
}

impl Units {
    /// Number of units.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether the text has no unit.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// How much a unit says, told from its form alone: no table, no language, no corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitClass {
    /// A word of up to three letters: mostly an article, a preposition, an auxiliary.
    ShortWord,
    /// A word of four to seven letters.
    Word,
    /// A word of eight letters or more.
    LongWord,
    /// One character of a script without spaces.
    Character,
}

impl UnitClass {
    /// The class of the unit with this hash.
    pub fn of(hash: u64) -> Self {
        match hash & 3 {
            0 => Self::ShortWord,
            1 => Self::Word,
            2 => Self::LongWord,
            _ => Self::Character,
        }
    }
}

/// Splits a text into comparison units.
pub fn units(text: &str) -> Units {
    let mut builder = Builder::default();
    let mut begin = 0;
    while let Some(first) = text[begin..].chars().next() {
        let end = begin + cluster_length(&text[begin..], first);
        builder.cluster(first, &text[begin..end], begin, end);
        begin = end;
    }
    builder.finish_word();
    builder.units
}

/// Bytes of the grapheme cluster at the start of `rest`. Most characters of most texts provably
/// stand alone, which spares the general rules (Unicode Standard Annex 29).
fn cluster_length(rest: &str, first: char) -> usize {
    let length = first.len_utf8();
    if stands_alone(first) && rest[length..].chars().next().is_none_or(stands_alone) {
        return length;
    }
    rest.graphemes(true).next().map_or(length, str::len)
}

/// Whether there is a grapheme boundary between any two characters for which this holds.
fn stands_alone(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\n' | '\t'
        | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
        | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{660}'..='\u{66f}' | '\u{671}'..='\u{6d5}'
        | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}'
        | '\u{309b}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff9d}')
}

/// What a grapheme cluster is for the purpose of units.
enum Role {
    /// Part of a word.
    Letter,
    /// A unit of its own.
    Character,
    /// Written inside words without belonging to them.
    Ignored,
    /// Joins two letters, else a boundary.
    Apostrophe,
    /// Ends a word.
    Boundary,
}

fn role(c: char) -> Role {
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

/// Marks that writers may leave out: Arabic harakat, Hebrew points, and the dot that lower-casing
/// leaves over a Turkish capital I.
fn is_optional_mark(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{307}')
}

#[derive(Default)]
struct Builder {
    units: Units,
    word: Option<Word>,
}

/// A word being read.
struct Word {
    begin: usize,
    end: usize,
    hash: UnitHash,
    after_apostrophe: bool,
}

impl Builder {
    fn cluster(&mut self, first: char, cluster: &str, begin: usize, end: usize) {
        match role(first) {
            Role::Letter => {
                let word = self.word.get_or_insert_with(|| Word {
                    begin,
                    end,
                    hash: UnitHash::default(),
                    after_apostrophe: false,
                });
                word.end = end;
                word.after_apostrophe = false;
                word.hash.add_cluster(first, cluster);
            }
            Role::Character => {
                self.finish_word();
                let mut hash = UnitHash::default();
                hash.add_cluster(first, cluster);
                self.push(hash.finish(true), begin, end);
            }
            Role::Ignored => {}
            Role::Apostrophe => match &mut self.word {
                Some(word) if !word.after_apostrophe => word.after_apostrophe = true,
                _ => self.finish_word(),
            },
            Role::Boundary => self.finish_word(),
        }
    }

    fn finish_word(&mut self) {
        if let Some(word) = self.word.take() {
            self.push(word.hash.finish(false), word.begin, word.end);
        }
    }

    fn push(&mut self, hash: u64, begin: usize, end: usize) {
        self.units.hashes.push(hash);
        self.units.spans.push(Span::new(begin, end));
    }
}

/// FNV-1a over code points with a 64-bit odd constant, finished with the mixer of `MurmurHash3`.
struct UnitHash {
    state: u64,
    length: u32,
}

impl Default for UnitHash {
    fn default() -> Self {
        Self { state: 0xcbf2_9ce4_8422_2325, length: 0 }
    }
}

impl UnitHash {
    fn add(&mut self, c: char) {
        self.state = (self.state ^ u64::from(c)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.length += 1;
    }

    /// Adds the normalised characters of one grapheme cluster.
    fn add_cluster(&mut self, first: char, cluster: &str) {
        if first.len_utf8() == cluster.len() {
            match first {
                'A'..='Z' => return self.add(first.to_ascii_lowercase()),
                // Characters that are their own compatibility form and their own lower case.
                'a'..='z'
                | '0'..='9'
                | '\u{4e00}'..='\u{9fff}'
                | '\u{ac00}'..='\u{d7a3}'
                | '\u{3041}'..='\u{3096}'
                | '\u{30a1}'..='\u{30fa}'
                | '\u{621}'..='\u{63f}'
                | '\u{641}'..='\u{64a}'
                | 'а'..='я'
                | 'à'..='ö'
                | 'ø'..='ÿ'
                | 'α'..='ρ'
                | 'σ'..='ω' => return self.add(first),
                'А'..='Я' => return first.to_lowercase().for_each(|c| self.add(c)),
                _ => {}
            }
        }
        // Upper then lower is full case folding (ß, final sigma) with the standard library alone.
        let folded = cluster.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        for c in folded.nfkc() {
            if !is_optional_mark(c) && !matches!(role(c), Role::Ignored | Role::Boundary if !is_mark(c)) {
                self.add(c);
            }
        }
    }

    fn finish(self, is_character: bool) -> u64 {
        let mut hash = self.state;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^= hash >> 33;
        let class = match self.length {
            _ if is_character => 3,
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        (hash & !3) | class
    }
}

/// Combining marks that carry meaning and stay in the hash.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        units(text).spans.iter().map(|span| &text[span.range()]).collect()
    }

    fn same(a: &str, b: &str) -> bool {
        units(a).hashes == units(b).hashes
    }

    #[test]
    fn words_characters_and_digits() {
        assert_eq!(words("The U.S.’s plan: 3.5% (2021)!"), ["The", "U", "S", "s", "plan", "3", "5", "2021"]);
        assert_eq!(words("新华社China日报2021年"), ["新", "华", "社", "China", "日", "报", "2021", "年"]);
        assert_eq!(words("กำลัง ๒๕๖๔"), ["กำ", "ลั", "ง", "๒๕๖๔"]);
        assert_eq!(words("don't ’tis people’ well-known"), ["don't", "tis", "people", "well", "known"]);
        assert_eq!(words("한국의 정부"), ["한국의", "정부"]);
        assert_eq!(words("… — !"), Vec::<&str>::new());
    }

    #[test]
    fn spelling_that_does_not_count() {
        assert!(same("ＡＢＣ ﬁne Straße", "abc FINE STRASSE"));
        assert!(same("“It’s” — said", "\"It's\" - said"));
        assert!(same("co\u{ad}op\u{200b}eration", "cooperation"));
        assert!(same("مُحَمَّد كتـــاب", "محمد كتاب"));
        assert!(same("cafe\u{301} ΣΟΦΟΣ", "café σοφος"));
        assert!(same("ガラス ｶﾞﾗｽ", "ｶﾞﾗｽ ガラス"));
        assert!(same("İstanbul", "istanbul"));
        assert!(!same("resume", "résumé"));
        assert!(!same("но", "нo"));
    }

    #[test]
    fn classes_follow_the_length_of_words() {
        let classes: Vec<UnitClass> =
            units("the peace cooperation 和").hashes.iter().map(|&h| UnitClass::of(h)).collect();
        assert_eq!(
            classes,
            [UnitClass::ShortWord, UnitClass::Word, UnitClass::LongWord, UnitClass::Character]
        );
    }
}
