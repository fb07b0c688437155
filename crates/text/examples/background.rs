//! Writes the lists in `background/` from word frequencies; `background/derive.py` runs it.
//!
//! Reads lines `LANGUAGE<TAB>WORD<TAB>FREQUENCY`, grouped by language, from standard input, cuts
//! every word into units by the rule of this crate, gives each unit the frequencies of all words it
//! occurs in, and writes one list for each language into the folder given: the units above the
//! lowest Zipf frequency given, in sections by rarity.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::io::BufRead;
use std::path::Path;
use throughline_text::{is_character, normal_forms, units};

/// Zipf frequencies (decimal logarithm of occurrences in a billion units) where the classes end.
const ENDS: [f64; 6] = [7.0, 6.4, 5.8, 5.2, 4.6, 4.1];

/// Longest line of characters, longest group of words with one stem.
const GROUP: usize = 60;

/// Shortest stem in characters: shorter ones save little and are hard to read.
const STEM: usize = 2;

struct Unit {
    frequency: f64,
    is_character: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("no folder given")?;
    let mut languages: BTreeMap<String, BTreeMap<String, Unit>> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut fields = line.split('\t');
        let (Some(language), Some(word), Some(frequency)) = (fields.next(), fields.next(), fields.next())
        else {
            return Err(format!("not three fields: {line}").into());
        };
        add(languages.entry(language.to_owned()).or_default(), word, frequency.parse()?);
    }
    for (language, found) in &languages {
        std::fs::write(Path::new(&folder).join(format!("{language}.txt")), list(language, found))?;
    }
    Ok(())
}

fn add(language: &mut BTreeMap<String, Unit>, word: &str, frequency: f64) {
    for (form, &hash) in normal_forms(word).into_iter().zip(&units(word).hashes) {
        let unit = language.entry(form).or_insert(Unit { frequency: 0.0, is_character: is_character(hash) });
        unit.frequency += frequency;
    }
}

fn list(language: &str, found: &BTreeMap<String, Unit>) -> String {
    let mut text = format!(
        "# Units of the language \"{language}\" by rarity. From wordfreq 3.1.1 by Robyn Speer, CC BY-SA 4.0;\n\
         # changed: cut into units, grouped. Made by derive.py; README.md says how to read and cite it.\n"
    );
    let all: f64 = found.values().map(|unit| unit.frequency).sum();
    let mut above = f64::INFINITY;
    for (rarity, end) in ENDS.into_iter().enumerate() {
        let _ = writeln!(text, "[{rarity}]");
        let in_class = |unit: &Unit| {
            let zipf = 9.0 + (unit.frequency / all).log10();
            zipf >= end && zipf < above
        };
        let of_class = |is_character: bool| -> Vec<&str> {
            let wanted = |unit: &Unit| unit.is_character == is_character && in_class(unit);
            found.iter().filter(|(_, unit)| wanted(unit)).map(|(form, _)| form.as_str()).collect()
        };
        for line in of_class(true).chunks(GROUP) {
            // A character whose form is longer than one is left to the rules for unlisted ones.
            let single = line.iter().filter(|form| form.chars().count() == 1);
            let _ = writeln!(text, "={}", single.copied().collect::<String>());
        }
        write_words(&mut text, &of_class(false));
        above = end;
    }
    text
}

/// Groups neighbors in the sorted list by a common stem such that the list is shortest.
fn write_words(text: &mut String, spellings: &[&str]) {
    // For each number of words at the start: the bytes they take, and where their last group begins.
    let mut best = vec![(0, 0)];
    for end in 1..=spellings.len() {
        let last = spellings[end - 1];
        let (mut stem, mut bytes) = (last.len(), 0);
        let mut shortest = (best[end - 1].0 + last.len() + 1, end - 1);
        for begin in (end.saturating_sub(GROUP)..end).rev() {
            stem = common_prefix(last, spellings[begin]).min(stem);
            if last[..stem].chars().count() < STEM {
                break;
            }
            bytes += spellings[begin].len();
            let count = end - begin;
            let saved = (count - 1) * stem;
            let dash = usize::from(spellings[begin].len() == stem);
            // The stem, then each ending with a space before it, then the end of the line.
            let total = best[begin].0 + bytes - saved + dash + count + 1;
            if count > 1 && total < shortest.0 {
                shortest = (total, begin);
            }
        }
        best.push(shortest);
    }
    let mut groups = Vec::new();
    let mut end = spellings.len();
    while end > 0 {
        groups.push(best[end].1..end);
        end = best[end].1;
    }
    for group in groups.into_iter().rev() {
        let group = &spellings[group];
        let stem = group.iter().fold(group[0].len(), |stem, word| common_prefix(group[0], word).min(stem));
        text.push_str(&group[0][..stem]);
        if group.len() > 1 {
            for word in group {
                let ending = if word.len() == stem { "-" } else { &word[stem..] };
                let _ = write!(text, " {ending}");
            }
        }
        text.push('\n');
    }
}

/// Bytes of the longest common prefix that does not cut a character.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}
