//! Runs of names: addresses, titles, and the names of acts, committees and offices.
//!
//! Two texts that share "the Committee on Rivers, Harbors, Locks and Migratory Fish" name one thing;
//! neither took words from the other. In scripts with capitals a run of names shows by its form:
//! capitalized words and numbers, held together by short words ("of", "and", "de", "und"). Where
//! everything is in capitals they show nothing, and scripts without capitals have no runs: there
//! only recurrence tells.

use std::ops::Range;
use throughline_model::Span;

/// Fewest capitalized words of a run: two names side by side are common in any sentence.
const FEWEST_NAMES: usize = 4;
/// Longest lower-case word, in letters, that can hold a name together, and how many in a row.
const HOLDING_LETTERS: usize = 3;
const HOLDING_WORDS: usize = 2;

/// The runs of names in `text`, in order and disjoint.
pub(super) fn runs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut run = Run::default();
    let mut shouted = false;
    for word in words(text) {
        let shouts = is_shouted(&text[word.clone()]);
        if std::mem::replace(&mut shouted, shouts) && shouts {
            found.extend(run.finish());
            run = Run::default();
        }
        match kind(&text[word.clone()]) {
            _ if shouted && run.is_empty() => {}
            Kind::Name(name) => run.extend(&word, name),
            Kind::Holding if !run.is_empty() && run.holding < HOLDING_WORDS => run.holding += 1,
            _ => {
                found.extend(run.finish());
                run = Run::default();
            }
        }
    }
    found.extend(run.finish());
    found
}

#[derive(Default)]
struct Run {
    begin: usize,
    end: usize,
    capitalized: usize,
    /// Capitalized words with a small letter.
    mixed: usize,
    /// Longer words in capitals.
    shouted: usize,
    numbers: usize,
    /// Holding words since the last name.
    holding: usize,
}

impl Run {
    fn is_empty(&self) -> bool {
        self.capitalized + self.numbers == 0
    }

    fn extend(&mut self, word: &Range<usize>, name: Name) {
        if self.is_empty() {
            self.begin = word.start;
        }
        match name {
            Name::Number => self.numbers += 1,
            Name::Initials => self.capitalized += 1,
            Name::Shouted => (self.capitalized, self.shouted) = (self.capitalized + 1, self.shouted + 1),
            Name::Mixed => (self.capitalized, self.mixed) = (self.capitalized + 1, self.mixed + 1),
        }
        (self.end, self.holding) = (word.end, 0);
    }

    fn finish(&self) -> Option<Span> {
        let is_run = self.capitalized >= FEWEST_NAMES && self.mixed > self.shouted.max(1);
        (is_run && self.numbers <= self.capitalized).then(|| Span::new(self.begin, self.end))
    }
}

/// Whether a word is in capitals and longer than most abbreviations.
fn is_shouted(word: &str) -> bool {
    word.chars().count() > 3 && word.chars().all(char::is_uppercase)
}

enum Kind {
    Name(Name),
    Holding,
    Other,
}

enum Name {
    Number,
    /// Up to three capitals: initials and abbreviations.
    Initials,
    /// More capitals.
    Shouted,
    Mixed,
}

fn kind(word: &str) -> Kind {
    let Some(first) = word.chars().next() else { return Kind::Other };
    if first.is_numeric() {
        Kind::Name(Name::Number)
    } else if first.is_uppercase() {
        Kind::Name(match word.chars().any(char::is_lowercase) {
            true => Name::Mixed,
            false if is_shouted(word) => Name::Shouted,
            false => Name::Initials,
        })
    } else if first.is_lowercase() && word.chars().count() <= HOLDING_LETTERS {
        Kind::Holding
    } else {
        Kind::Other
    }
}

/// Bytes of each word: letters and digits, with what joins them inside a word.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (begin, _) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut end = text.len();
        while let Some((at, character)) = rest.peek().copied() {
            if !character.is_alphanumeric() && !matches!(character, '\'' | '’') {
                end = at;
                break;
            }
            rest.next();
        }
        Some(begin..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        runs(text).into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn addresses_titles_and_long_names_are_runs() {
        assert_eq!(
            found("We write to The Honorable Ada Brook, 12 Mill Lane, Port Selen 2041 and ask for help."),
            ["The Honorable Ada Brook, 12 Mill Lane, Port Selen 2041"]
        );
        assert_eq!(
            found(
                "it is in the Convention on the Protection of Migratory Fish and Other Animals of the Estuary, which they signed."
            ),
            ["Convention on the Protection of Migratory Fish and Other Animals of the Estuary"]
        );
        assert_eq!(
            found("подписали Конвенцию об Охране Рыбы и Водных Животных Устья сегодня"),
            ["Конвенцию об Охране Рыбы и Водных Животных Устья"]
        );
    }

    #[test]
    fn sentences_capitals_and_other_scripts_are_none() {
        for text in [
            "Minister Ada Brook said on Monday that the sluice stays shut.",
            "THE COUNCIL WILL REOPEN THE SLUICE FOR THE RUN",
            "理事会决定重新开放水闸",
            "12 400 500 33 Ada 7 Brook 9 10 11 Cole 12",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
