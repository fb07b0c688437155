//! Matches that say too little to be anybody's words.
//!
//! That a stretch recurs can only be seen where the archive holds enough of its uses. But a stretch
//! of names, dates, amounts and common words ("today announced that the … Committee has approved
//! funding for …") is no evidence of reuse even where it stands in two texts only: whoever writes
//! about one thing on one occasion needs those words. If all that two texts of different sources
//! share are such matches, nothing shows that one had the other's text.

use super::Zones;
use crate::{
    corpus::Corpus,
    pairs::{Pair, kept},
    spans,
};
use throughline_model::{Match, Span};

/// Least content, as [`crate::facts::Content`] counts it, of what two texts keep of one another: some
/// 40 bits beyond the commonest words, about eight words as rare as "government", or four that
/// few texts have. More is asked of nobody: a statement in a monitor's own translation keeps little
/// more than this.
const LEAST_CONTENT: u32 = 56;
/// Longest match, in bytes, that may say too little: whoever shares a longer list of names, in its
/// order, has taken it from somewhere.
const LONGEST_BYTES: usize = 500;

/// Share of a matched span that must stand in quotation marks for the marks to tell whose words it is.
const QUOTED_SHARE: f64 = 0.8;

/// Whether the matches of a pair, all taken together, say too little. What both texts keep counts
/// once, also where it stands in several matches, and as the text has it where it says less: a
/// headline has capitals. A match that touches the recurring beginning or end of both texts
/// (`templates`) counts only with what stands outside them: what two offices fill into one form are
/// names and amounts. What one of the texts puts in quotation marks is never too little.
pub(super) fn say_too_little<'m>(
    corpus: &Corpus,
    templates: &Zones,
    pair: &Pair,
    matches: impl Iterator<Item = &'m Match>,
) -> bool {
    let (mut kept_in_a, mut kept_in_b) = (Vec::new(), Vec::new());
    for found in matches {
        let sides = [(pair.a, found.a_span), (pair.b, found.b_span)];
        let is_quoted = |(document, span): &(u32, Span)| {
            let quoted = spans::bytes_within(*span, corpus.quoted(*document));
            spans::share(quoted, span.len()) >= QUOTED_SHARE
        };
        if sides.iter().any(is_quoted) {
            return false;
        }
        let edges = sides.map(|(document, span)| templates.edges(document, span));
        let is_form = edges.iter().all(|edges| !edges.is_empty());
        if !is_form && found.a_span.len().max(found.b_span.len()) > LONGEST_BYTES {
            return false;
        }
        for (a, b) in kept(found) {
            if is_form {
                kept_in_a.extend(spans::outside(a, &edges[0]));
                kept_in_b.extend(spans::outside(b, &edges[1]));
            } else {
                kept_in_a.push(a);
                kept_in_b.push(b);
            }
        }
    }
    let content = |document: u32, kept: Vec<Span>| -> u32 {
        spans::union(kept).into_iter().map(|span| corpus.content(document, span)).sum()
    };
    content(pair.a, kept_in_a).min(content(pair.b, kept_in_b)) < LEAST_CONTENT
}
