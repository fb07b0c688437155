//! Comparison units: what two texts are compared by, with spans back into the stored text.
//!
//! A unit is a word, or one character in scripts that are written without spaces. Two units are
//! equal if their normalised characters are: compatibility forms unified (NFKC, Unicode Standard
//! Annex 15), case folded, and everything dropped that is invisible or optional in writing — soft
//! hyphens, zero-width and direction marks, apostrophes inside words, Arabic tatweel and vowel
//! signs, Hebrew points. Traditional Han characters count as their Simplified forms. Punctuation and symbols are not units: they are typography, and change
//! from outlet to outlet without the text being another.

use crate::background::Background;
use crate::characters::{Characters, Entry, Role, cluster_length, is_han, role};
use throughline_model::Span;
use unicode_segmentation::UnicodeSegmentation;

/// The units of one text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// One 64-bit hash of the normalised characters for each unit, which ends in what the unit
    /// is worth: see [`rarity`] and [`is_character`]. The same normalised characters give the same
    /// hash in every text, on every machine, with every version of the compiler.
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

/// How rare a unit is in writing at large: 0 for the commonest function words (the, of, 的) to 7.
///
/// Each class is four times rarer than the one before, that is two bits of information apart: a
/// unit of class `r` carries about `2·r + 5½` bits, `-log2` of its share among all units of the
/// language where it is commonest. The classes end at one unit in 100 (class 0, Zipf frequency 7.0
/// and more), 400 (6.4), 1,600 (5.8), 6,300 (5.2), 25,000 (4.6) and 80,000 (4.1, class 5). Rarer
/// words are not listed and get 3 to 7 by their form. A weight proportional to the information is
/// therefore `rarity + 3`. For one character of a script without spaces the bits are those of the
/// character by itself; characters predict their neighbors more than words do, so a run of them
/// says less than the sum.
///
/// The rarity is part of the hash: it comes from the normalised characters alone, in no language
/// and without the corpus under study, so that both texts of a pair agree on it, and a small corpus
/// on one topic does not make everything look common. `background/README.md` says where the
/// frequencies come from.
///
/// ```
/// use throughline_text::{rarity, units};
/// let units = units("the government of reunification");
/// let rarities: Vec<u32> = units.hashes.iter().map(|&hash| rarity(hash)).collect();
/// assert_eq!(rarities, [0, 3, 0, 7]);
/// ```
pub fn rarity(hash: u64) -> u32 {
    (hash & RARITY) as u32
}

/// Whether the unit with this hash is one character of a script without spaces, not a word.
pub fn is_character(hash: u64) -> bool {
    hash & CHARACTER != 0
}

/// The bits of a hash that hold the rarity.
pub(crate) const RARITY: u64 = 7;
/// The bit of a hash that is set for one character of a script without spaces.
const CHARACTER: u64 = 8;

/// Splits a text into comparison units.
pub fn units(text: &str) -> Units {
    let mut units = scan(text);
    Background::get().look_up_words(&mut units.hashes);
    units
}

/// The normalised characters of each unit, in order: what units are compared by. For word lists and
/// explanations; comparing texts needs only the hashes.
pub fn normal_forms(text: &str) -> Vec<String> {
    let characters = Characters::get();
    let normal_form = |span: &Span| {
        let mut form = String::new();
        for cluster in text[span.range()].graphemes(true) {
            let first = cluster.chars().next().map_or(Role::Boundary, role);
            if matches!(first, Role::Letter | Role::Character) {
                characters.normalized(cluster, |c| form.push(c));
            }
        }
        form
    };
    scan(text).spans.iter().map(normal_form).collect()
}

/// Units whose words have the rarity that their form alone tells. Looking up the rest afterwards,
/// all at once, lets the processor fetch many entries of the table at a time.
pub(crate) fn scan(text: &str) -> Units {
    let mut scanner = Scanner::new(text);
    let mut at = 0;
    while at < text.len() {
        at = scanner.ascii(at);
        at = scanner.clusters(at);
    }
    scanner.finish_word();
    scanner.units
}

struct Scanner<'a> {
    text: &'a str,
    characters: &'static Characters,
    units: Units,
    /// The word being read, if `in_word`.
    word: Word,
    in_word: bool,
}

/// A word being read.
struct Word {
    begin: usize,
    end: usize,
    hash: UnitHash,
    after_apostrophe: bool,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        // Six bytes a unit is the average of English; most other scripts need more.
        let expected = text.len() / 6 + 1;
        let units = Units { hashes: Vec::with_capacity(expected), spans: Vec::with_capacity(expected) };
        let word = Word { begin: 0, end: 0, hash: UnitHash::default(), after_apostrophe: false };
        Self { text, characters: Characters::get(), units, word, in_word: false }
    }

    /// Reads ASCII characters up to the last that is not followed by another, which may be the
    /// first of a longer grapheme cluster.
    fn ascii(&mut self, begin: usize) -> usize {
        let bytes = &self.text.as_bytes()[begin..];
        let run = ascii_length(bytes);
        let bytes = if run == bytes.len() { bytes } else { &bytes[..run.saturating_sub(1)] };
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match ASCII[usize::from(byte)] {
                BOUNDARY => self.finish_word(),
                APOSTROPHE => self.apostrophe(),
                _ => {
                    let letters = &bytes[at..];
                    let first = begin + at;
                    let hash = &mut self.word_at(first).hash;
                    let (mut state, mut forms) = (hash.state, 0);
                    let mut length = 0;
                    for &byte in letters {
                        let letter = ASCII[usize::from(byte)];
                        if letter <= APOSTROPHE {
                            break;
                        }
                        state = step(state, u32::from(letter));
                        forms |= letter;
                        length += 1;
                    }
                    // Letters have this bit and digits do not.
                    hash.has_letters |= forms & 0x40 != 0;
                    hash.state = state;
                    hash.length += length as u32;
                    self.word.end = first + length;
                    at += length;
                    continue;
                }
            }
            at += 1;
        }
        begin + at
    }

    /// Reads grapheme clusters up to where two ASCII characters stand together.
    fn clusters(&mut self, begin: usize) -> usize {
        let (text, characters) = (self.text, self.characters);
        let mut at = begin;
        let mut rest = text[at..].chars();
        let Some(mut c) = rest.next() else { return at };
        let mut entry = characters.entry(c);
        loop {
            let next = rest.clone().next();
            let next_entry = next.map_or(Entry::END, |c| characters.entry(c));
            if entry.stands_alone() && next_entry.stands_alone() {
                let end = at + c.len_utf8();
                self.single(entry, at, end);
                at = end;
            } else {
                let end = at + cluster_length(&text[at..]);
                self.cluster(entry.role(), at, end);
                at = end;
                rest = text[at..].chars();
            }
            let Some(following) = rest.next() else { return at };
            (c, entry) =
                (following, if Some(following) == next { next_entry } else { characters.entry(following) });
            let is_ascii = |byte: &u8| byte.is_ascii();
            if c.is_ascii() && text.as_bytes().get(at + 1).is_none_or(is_ascii) {
                return at;
            }
        }
    }

    /// A grapheme cluster of one character.
    #[inline]
    fn single(&mut self, entry: Entry, begin: usize, end: usize) {
        match entry.role() {
            Role::Letter if entry.is_simple() => {
                let word = self.word_at(begin);
                word.end = end;
                word.hash.add_simple(entry);
            }
            Role::Character if entry.is_simple() => {
                self.finish_word();
                let mut hash = UnitHash::default();
                hash.add_simple(entry);
                self.push(finish(hash.state) | CHARACTER | entry.rarity(), begin, end);
            }
            role => self.cluster(role, begin, end),
        }
    }

    /// Any grapheme cluster.
    fn cluster(&mut self, role: Role, begin: usize, end: usize) {
        let (cluster, characters) = (&self.text[begin..end], self.characters);
        match role {
            Role::Letter => {
                let word = self.word_at(begin);
                word.end = end;
                characters.normalized(cluster, |c| word.hash.add(c));
            }
            Role::Character => {
                self.finish_word();
                let mut hash = UnitHash::default();
                let mut has_han = false;
                characters.normalized(cluster, |c| {
                    has_han |= is_han(c);
                    hash.add(c);
                });
                self.push(hash.finish_character(has_han, Background::get()), begin, end);
            }
            Role::Ignored => {}
            Role::Apostrophe => self.apostrophe(),
            Role::Boundary => self.finish_word(),
        }
    }

    /// The word that goes on, or begins, at this byte.
    #[inline]
    fn word_at(&mut self, begin: usize) -> &mut Word {
        if !self.in_word {
            self.in_word = true;
            self.word.begin = begin;
            self.word.hash = UnitHash::default();
        }
        self.word.after_apostrophe = false;
        &mut self.word
    }

    fn apostrophe(&mut self) {
        if self.in_word && !self.word.after_apostrophe {
            self.word.after_apostrophe = true;
        } else {
            self.finish_word();
        }
    }

    #[inline]
    fn finish_word(&mut self) {
        if self.in_word {
            self.in_word = false;
            self.push(self.word.hash.finish_word(), self.word.begin, self.word.end);
        }
    }

    #[inline]
    fn push(&mut self, hash: u64, begin: usize, end: usize) {
        self.units.hashes.push(hash);
        self.units.spans.push(Span::new(begin, end));
    }
}

const BOUNDARY: u8 = 0;
const APOSTROPHE: u8 = 1;

/// The roles of ASCII characters: for letters and digits their lower case.
const ASCII: [u8; 256] = {
    let mut table = [BOUNDARY; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table[b'\'' as usize] = APOSTROPHE;
    table
};

/// Number of ASCII bytes at the start.
fn ascii_length(bytes: &[u8]) -> usize {
    let (chunks, _) = bytes.as_chunks::<16>();
    let whole = 16 * chunks.iter().take_while(|chunk| chunk.is_ascii()).count();
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// FNV-1a over code points with a 64-bit odd constant, finished with the mixer of `MurmurHash3`.
#[derive(Clone, Copy)]
pub(crate) struct UnitHash {
    state: u64,
    /// Number of normalised characters.
    length: u32,
    /// Whether any of them is not a digit.
    has_letters: bool,
}

impl Default for UnitHash {
    fn default() -> Self {
        Self { state: EMPTY, length: 0, has_letters: false }
    }
}

/// The state before the first normalised character.
pub(crate) const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The state after another normalised character.
#[inline]
pub(crate) fn step(state: u64, code: u32) -> u64 {
    (state ^ u64::from(code)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl UnitHash {
    /// The hash of one normalised character.
    pub(crate) fn of(c: char) -> Self {
        let mut hash = Self::default();
        hash.add(c);
        hash
    }

    /// Adds a normalised character.
    pub(crate) fn add(&mut self, c: char) {
        self.state = step(self.state, u32::from(c));
        self.length += 1;
        self.has_letters |= !c.is_numeric();
    }

    #[inline]
    fn add_simple(&mut self, entry: Entry) {
        self.state = step(self.state, entry.code());
        self.length += 1;
        self.has_letters |= !entry.is_digit();
    }

    /// The hash of a word, with the rarity of a word that is in no list.
    ///
    /// In languages with a list, words beyond its end carry 18 to 19 bits on average, nearly whatever
    /// their length. Short ones get less, since in other languages they are the function words.
    /// Numbers are in no list: small ones are common, of four digits most are years.
    #[inline]
    fn finish_word(&self) -> u64 {
        const WORD: [u8; 7] = [3, 3, 3, 4, 5, 6, 7];
        const NUMBER: [u8; 7] = [2, 2, 3, 5, 5, 7, 7];
        let by_length = if self.has_letters { &WORD } else { &NUMBER };
        finish(self.state) | u64::from(by_length[(self.length as usize).min(by_length.len() - 1)])
    }

    /// The hash of one character. Han characters beyond the lists are the rare ones; scripts
    /// without a list are alphabets of some dozen letters.
    pub(crate) fn finish_character(&self, is_han: bool, background: &Background) -> u64 {
        let hash = finish(self.state) | CHARACTER;
        hash | background.rarity(hash).unwrap_or(if is_han { 7 } else { 1 })
    }
}

/// The hash for a state, its four lowest bits unset.
#[inline]
pub(crate) fn finish(state: u64) -> u64 {
    let mut hash = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    hash & !(CHARACTER | RARITY)
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
    fn forms_of_the_script_do_not_count() {
        assert!(same("國際關係", "国际关系"));
        assert!(same("台灣與臺灣", "台湾与台湾"));
        assert!(same("發髮", "发发"));
        assert!(!same("発展", "发展"));
        let (traditional, simplified) = (units("國"), units("国"));
        assert_eq!(rarity(traditional.hashes[0]), rarity(simplified.hashes[0]));
    }

    fn rarities(text: &str) -> Vec<u32> {
        units(text).hashes.iter().map(|&hash| rarity(hash)).collect()
    }

    #[test]
    fn rarity_follows_frequency() {
        assert_eq!(rarities("the of de la в и"), [0; 6]);
        for ascending in
            ["the government reunification", "в государство денуклеаризация", "的中鑫", "في الحكومة"]
        {
            let found = rarities(ascending);
            assert!(found.is_sorted_by(|a, b| a < b), "{ascending}: {found:?}");
        }
        assert_eq!(rarities("The THE ｔｈｅ"), [0; 3]);
    }

    #[test]
    fn rarity_of_what_is_in_no_list_is_told_by_its_form() {
        assert_eq!(rarities("7 31 350 2021 1234567"), [2, 3, 5, 5, 7]);
        assert_eq!(rarities("٢٠٢١ २०२१"), [5, 5]);
        assert_eq!(rarities("zq zqx zqxj zqxjk zqxjkv"), [3, 4, 5, 6, 7]);
        assert_eq!(rarities("龘 ສ"), [7, 1]);
    }

    #[test]
    fn characters_are_told_from_words() {
        let found = units("新China年 2021 กำ");
        let characters: Vec<bool> = found.hashes.iter().map(|&hash| is_character(hash)).collect();
        assert_eq!(characters, [true, false, true, false, true]);
    }

    #[test]
    fn long_runs_of_ascii_are_read_to_their_end() {
        for length in 0..70 {
            let text = "a".repeat(length) + "é " + &"b".repeat(length);
            let folded = units(&text.to_uppercase());
            assert_eq!(units(&text), folded, "{length}");
            assert_eq!(folded.len(), 1 + usize::from(length > 0));
        }
    }
}
