//! Set formulas: words that every letter or page of a kind has, in any archive.
//!
//! `formulas.tsv` lists them by language, in lower case. It is looked up while a text is read, so
//! that classes can be decided without it.

use crate::credit::spelled;
use crate::spans;
use std::sync::LazyLock;
use throughline_model::Span;

/// The formulas in two lists: those that begin with an ASCII letter, by that letter, and others.
struct Formulas {
    by_letter: [Vec<&'static str>; 26],
    others: Vec<&'static str>,
}

static FORMULAS: LazyLock<Formulas> = LazyLock::new(|| {
    let mut formulas = Formulas { by_letter: Default::default(), others: Vec::new() };
    let rows = include_str!("formulas.tsv").lines().skip(1);
    for words in rows.filter_map(|row| row.split_once('\t')).map(|(_, words)| words) {
        match words.bytes().next().filter(u8::is_ascii_lowercase) {
            Some(letter) => formulas.by_letter[usize::from(letter - b'a')].push(words),
            None => formulas.others.push(words),
        }
    }
    formulas
});

/// Where `text` has set formulas, case ignored; in order and disjoint.
pub(super) fn find(text: &str) -> Vec<Span> {
    let formulas = &*FORMULAS;
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let begins_word = !(before.is_ascii_alphanumeric() && character.is_ascii());
        before = character;
        if !begins_word {
            continue;
        }
        let candidates = match character.to_ascii_lowercase() {
            letter @ 'a'..='z' => &formulas.by_letter[letter as usize - 'a' as usize],
            _ if character.is_ascii() => continue,
            _ => &formulas.others,
        };
        let spelled_here = |words: &&str| Some(Span::new(at, at + spelled(&text[at..], words)?));
        found.extend(candidates.iter().filter_map(spelled_here));
    }
    spans::union(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_found_in_any_case_and_script() {
        let words =
            |text: &str| find(text).into_iter().map(|span| text[span.range()].to_owned()).collect::<Vec<_>>();
        assert_eq!(words("© 2025. ALL RIGHTS reserved."), ["ALL RIGHTS reserved"]);
        assert_eq!(words("完。未经授权不得转载。"), ["未经授权不得转载"]);
        assert_eq!(words("С Уважением, Ваш"), ["С Уважением"]);
        assert!(words("He said that overall rights reserved for them are few.").is_empty());
    }
}
