//! How common units are in writing at large, from the lists in `background/`.
//!
//! A list has the units of one language from a Zipf frequency of 4.1 up, in their normalised form,
//! in sections by rarity. A line is a stem and its endings, `-` being the stem itself: `govern - ed
//! ing ment`. A line of one piece is that unit, and a line that begins with `=` has characters of a
//! script without spaces, each of which is a unit. A unit counts with the rarity it has where it is
//! commonest: `die` is a German article, and so it is common in every text. To decide otherwise
//! would need the language of the text, and then the same words could be worth more in one text
//! than in the other.

use crate::units::{EMPTY, RARITY, finish, is_character, step};
use std::sync::LazyLock;

/// The lists, by language.
const LISTS: &[(&str, &str)] = &[
    ("ar", include_str!("../background/ar.txt")),
    ("de", include_str!("../background/de.txt")),
    ("el", include_str!("../background/el.txt")),
    ("en", include_str!("../background/en.txt")),
    ("es", include_str!("../background/es.txt")),
    ("fa", include_str!("../background/fa.txt")),
    ("fr", include_str!("../background/fr.txt")),
    ("he", include_str!("../background/he.txt")),
    ("hi", include_str!("../background/hi.txt")),
    ("id", include_str!("../background/id.txt")),
    ("it", include_str!("../background/it.txt")),
    ("ja", include_str!("../background/ja.txt")),
    ("ko", include_str!("../background/ko.txt")),
    ("nl", include_str!("../background/nl.txt")),
    ("pl", include_str!("../background/pl.txt")),
    ("pt", include_str!("../background/pt.txt")),
    ("ru", include_str!("../background/ru.txt")),
    ("tr", include_str!("../background/tr.txt")),
    ("uk", include_str!("../background/uk.txt")),
    ("ur", include_str!("../background/ur.txt")),
    ("vi", include_str!("../background/vi.txt")),
    ("zh", include_str!("../background/zh.txt")),
];

/// The rarity of each listed unit: an open-addressing table of 32-bit slots, 0 where empty, else 29
/// bits of the hash and three of the rarity. An unlisted unit is taken for a listed one about once
/// in 200 million times, which costs it some of its weight.
pub(crate) struct Background {
    slots: Box<[u32]>,
}

/// Number of slots, a power of two; about half of them are taken.
const SLOTS: usize = 1 << 18;

/// Number of sections in a list.
const SECTIONS: u32 = 6;

impl Background {
    /// The table, read from the lists when it is first asked for.
    pub(crate) fn get() -> &'static Self {
        static BACKGROUND: LazyLock<Background> = LazyLock::new(Background::new);
        &BACKGROUND
    }

    fn new() -> Self {
        let mut background = Self { slots: vec![0; SLOTS].into_boxed_slice() };
        // The commonest first: they get the slots that are found at once, and keep their rarity.
        for rarity in 0..SECTIONS {
            for (_, list) in LISTS {
                for_each_unit(section(list, rarity), |hash| background.insert(hash, rarity));
            }
        }
        background
    }

    fn insert(&mut self, hash: u64, rarity: u32) {
        let (mut slot, tag) = place(hash);
        while self.slots[slot] != 0 {
            if self.slots[slot] & !7 == tag {
                return;
            }
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = tag | rarity;
    }

    /// Rarity of the unit with this hash, if it is listed.
    #[inline]
    pub(crate) fn rarity(&self, hash: u64) -> Option<u64> {
        let (mut slot, tag) = place(hash);
        loop {
            let found = self.slots[slot];
            if found & !7 == tag {
                return Some(u64::from(found) & RARITY);
            }
            if found == 0 {
                return None;
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Puts the rarity of each listed word into its hash.
    pub(crate) fn look_up_words(&self, hashes: &mut [u64]) {
        for hash in hashes.iter_mut().filter(|hash| !is_character(**hash)) {
            if let Some(rarity) = self.rarity(*hash) {
                *hash = (*hash & !RARITY) | rarity;
            }
        }
    }
}

/// Where to look for a hash, and what to look for. The four lowest bits have no part in it.
#[inline]
fn place(hash: u64) -> (usize, u32) {
    let tag = (hash >> 32) as u32 & !7;
    ((hash >> 4) as usize % SLOTS, if tag == 0 { 8 } else { tag })
}

/// The lines of the section for one rarity.
fn section(list: &str, rarity: u32) -> &str {
    // Only titles contain a bracket, and looking for one byte is fast.
    list.split('[').nth(1 + rarity as usize).and_then(|text| text.get("0]\n".len()..)).unwrap_or_default()
}

/// Gives the hash of each unit in these lines.
fn for_each_unit(lines: &str, mut found: impl FnMut(u64)) {
    let hash_on = |state: u64, text: &str| text.chars().fold(state, |state, c| step(state, u32::from(c)));
    for line in lines.lines() {
        if let Some(characters) = line.strip_prefix('=') {
            characters.chars().for_each(|c| found(finish(step(EMPTY, u32::from(c)))));
            continue;
        }
        let (stem, endings) = line.split_once(' ').unwrap_or((line, "-"));
        let stem = hash_on(EMPTY, stem);
        for ending in endings.split(' ') {
            found(finish(if ending == "-" { stem } else { hash_on(stem, ending) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{normal_forms, rarity, units};
    use std::collections::BTreeSet;

    /// The units of a line, spelled.
    fn spelled(line: &str) -> Vec<String> {
        if let Some(characters) = line.strip_prefix('=') {
            return characters.chars().map(String::from).collect();
        }
        match line.split_once(' ') {
            None => vec![line.to_owned()],
            Some((stem, endings)) => {
                endings.split(' ').map(|ending| format!("{stem}{}", ending.replace('-', ""))).collect()
            }
        }
    }

    #[test]
    fn lists_hold_each_unit_once_in_its_normal_form() {
        for (language, list) in LISTS {
            let mut seen = BTreeSet::new();
            for class in 0..SECTIONS {
                let words: Vec<String> = section(list, class).lines().flat_map(spelled).collect();
                assert!(!words.is_empty() || class == 0, "{language} has no section {class}");
                for word in words {
                    assert_eq!(normal_forms(&word), [word.as_str()], "{language}");
                    assert!(rarity(units(&word).hashes[0]) <= class, "{language} {word}");
                    assert!(seen.insert(word.clone()), "{language} has {word} twice");
                }
            }
        }
    }

    #[test]
    fn the_table_is_not_too_full_to_be_fast() {
        let taken = Background::get().slots.iter().filter(|&&slot| slot != 0).count();
        assert!((100_000..SLOTS * 3 / 5).contains(&taken), "{taken} of {SLOTS}");
    }
}
