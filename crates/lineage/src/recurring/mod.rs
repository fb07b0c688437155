//! Furniture told apart from findings.
//!
//! A passage *recurs* if one source uses it over many items that otherwise differ: footers,
//! notices, descriptions, series headers, sign-offs. The rules, in the order in which they are
//! tried for a match:
//!
//! | both documents are of | rule | why |
//! |---|---|---|
//! | one source | at least 80 % of a matched span lies where the source repeats itself (below) | the source's own template |
//! | two sources | the same, on both sides | template meets template, as with letter forms |
//! | any | a set formula ("all rights reserved") makes up 40 % of a match of at most 300 bytes, and the two texts share little else | too small a corpus cannot show recurrence, yet readers know it |
//! | any | else it is carried | a statement that 101 outlets print recurs in no source; a release posted twice shares everything |
//!
//! A source repeats itself at a stretch of a document if enough of its other items have the stretch
//! while sharing at most half of either text with this document. At the start or end of the text
//! two others do, dated on at least two days; in the middle four, spread over two weeks, for there
//! a source may quote one statement in several stories of one week (see [`crate::Settings`]).
//! Where dates are missing, the middle needs twice as many items.

mod zones;

use crate::{Settings, corpus::Corpus, pairs::Pair, pairs::covered, spans};
use std::sync::LazyLock;
use throughline_model::{DocumentId, Match, ReuseClass, Span};
use zones::Zone;

/// Where in its text a passage recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Near the first or last words of the text.
    Edge,
    /// Anywhere else.
    Inside,
}

/// A passage that its source repeats over items that otherwise differ: the evidence for the class
/// `recurring`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The document.
    pub document_id: DocumentId,
    /// The passage in its main text.
    pub span: Span,
    /// Where it stands.
    pub place: Place,
    /// Items of the source that have it, this one included.
    pub items: u32,
    /// Different days on which those items were first seen, as far as they are dated.
    pub days: u32,
}

/// Share of a matched span that must lie in recurring passages.
const MOSTLY: f64 = 0.8;
/// Share of both texts up to which two documents count as otherwise different.
const OTHERWISE_DIFFERENT: f64 = 0.5;
/// Longest match, in bytes, that a set formula can explain, and the formula's share of it.
const FORMULA_BYTES: usize = 300;
const FORMULA_SHARE: f64 = 0.4;

static FORMULAS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let rows = include_str!("formulas.tsv").lines().skip(1);
    rows.filter_map(|row| row.split_once('\t')).map(|(_, words)| words).collect()
});

/// Decides the class of every match and returns the passages that recur.
pub(crate) fn classify(
    corpus: &Corpus<'_>,
    pairs: &[Pair],
    matches: &mut [Match],
    settings: &Settings,
) -> Vec<Recurrence> {
    let share_little: Vec<bool> =
        pairs.iter().map(|pair| are_otherwise_different(corpus, pair, matches)).collect();
    let zones = zones::of_documents(corpus, pairs, &share_little, matches, settings);
    for (pair, share_little) in pairs.iter().zip(share_little) {
        let same_source = corpus.family[pair.a as usize] == corpus.family[pair.b as usize];
        for found in &mut matches[pair.matches.clone()] {
            let recurs_in =
                |document: u32, span: Span| recurring_share(&zones[document as usize], span) >= MOSTLY;
            let (in_a, in_b) = (recurs_in(pair.a, found.a_span), recurs_in(pair.b, found.b_span));
            let is_template = if same_source { in_a || in_b } else { in_a && in_b };
            let is_recurring = is_template || (share_little && is_formula(corpus, pair, found));
            found.class = if is_recurring { ReuseClass::Recurring } else { ReuseClass::Carried };
        }
    }
    let with_document = zones.into_iter().zip(&corpus.documents);
    with_document.flat_map(|(zones, document)| zones.into_iter().map(|zone| zone.of(document.id))).collect()
}

fn are_otherwise_different(corpus: &Corpus<'_>, pair: &Pair, matches: &[Match]) -> bool {
    let (a, b) = covered(matches[pair.matches.clone()].iter());
    let share_of = |document, spans: &[Span]| spans::share(spans::bytes(spans), corpus.text_length(document));
    share_of(pair.a, &a).max(share_of(pair.b, &b)) <= OTHERWISE_DIFFERENT
}

fn recurring_share(zones: &[Zone], span: Span) -> f64 {
    let inside: usize = zones.iter().map(|zone| zone.span.overlap(&span)).sum();
    spans::share(inside, span.len())
}

fn is_formula(corpus: &Corpus<'_>, pair: &Pair, found: &Match) -> bool {
    if found.a_span.len() > FORMULA_BYTES {
        return false;
    }
    let Some(words) = corpus.documents[pair.a as usize].text.get(found.a_span.range()) else { return false };
    let words = words.to_lowercase();
    let formula_bytes: usize =
        FORMULAS.iter().filter(|formula| words.contains(**formula)).map(|formula| formula.len()).sum();
    spans::share(formula_bytes, words.len()) >= FORMULA_SHARE
}

#[cfg(test)]
mod tests;
