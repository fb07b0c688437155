//! Carries: the matches of one pair of documents put together.
//!
//! Two versions of one item give no carry: the text did not come from elsewhere. Their matches
//! stay, and show what was changed. A pair whose matches all recur gives a recurring carry; any
//! other is measured by its carried matches alone, for furniture is not part of what was carried.

pub(crate) mod credited;

use crate::{corpus::Corpus, lineages::Traced, pairs::Pair, pairs::covered, spans};
use rayon::prelude::*;
use throughline_model::{
    Carry, CarryKind, EditKind, EditOperation, Match, MatchKind, Order, OrderEvidence, ReuseClass, RunId,
    Span,
};

/// Share of the matched bytes that must stand in quotation marks for a carry to be `quoted`.
const QUOTED_SHARE: f64 = 0.8;
/// A carrier made up of its origin to this share reprints it, quotation marks and all.
const REPRINT_SHARE: f64 = 0.5;
/// Share of the matched bytes above which translations, or other words, make a carry one of them.
const HALF: f64 = 0.5;

/// The carries of all pairs, sorted by id.
pub(crate) fn put_together(
    corpus: &Corpus,
    pairs: &[Pair],
    matches: &[Match],
    traced: &Traced,
    run_id: RunId,
) -> Vec<Carry> {
    let from_elsewhere = pairs.par_iter().filter(|pair| !corpus.same_item(pair.a, pair.b));
    let mut carries: Vec<Carry> =
        from_elsewhere.map(|pair| carry_of(corpus, pair, matches, traced, run_id)).collect();
    carries.par_sort_unstable_by_key(|carry| carry.id);
    carries
}

fn carry_of(corpus: &Corpus, pair: &Pair, matches: &[Match], traced: &Traced, run_id: RunId) -> Carry {
    let all = pair.of(matches);
    let is_carried = all.iter().any(|found| found.class == ReuseClass::Carried);
    let class = if is_carried { ReuseClass::Carried } else { ReuseClass::Recurring };
    let of_class = || all.iter().filter(move |found| found.class == class);
    let (origin, carrier, order_evidence) = direction(corpus, pair.a, pair.b);
    let order = if order_evidence.is_some() { Order::Before } else { Order::Undecided };
    let (covered_a, covered_b) = covered(of_class());
    let (covered_origin, covered_carrier) =
        if origin == pair.a { (covered_a, covered_b) } else { (covered_b, covered_a) };

    let lineage = traced.lineage_of_pair(pair, matches, class);
    let presence = |family| {
        lineage.map_or(credited::Presence::NotBefore, |lineage| {
            traced.presence(corpus, lineage, family, carrier)
        })
    };
    let (credit, credit_evidence) = credited::status(corpus, origin, carrier, order, presence);
    let [origin_id, carrier_id] = [origin, carrier].map(|number| corpus.ids[number as usize]);
    Carry {
        id: Carry::id_of(origin_id, carrier_id),
        origin: origin_id,
        carrier: carrier_id,
        order,
        order_evidence,
        kind: kind(corpus, origin, carrier, of_class(), &covered_carrier),
        class,
        agency_copy: lineage.is_some_and(|lineage| traced.lineages[lineage as usize].agency_copy),
        origin_coverage: spans::share(spans::bytes(&covered_origin), corpus.text_length(origin)),
        carrier_share: spans::share(spans::bytes(&covered_carrier), corpus.text_length(carrier)),
        matched_bytes: spans::bytes(&covered_carrier) as u64,
        match_count: of_class().count() as u32,
        credit,
        credit_evidence,
        run_id,
    }
}

/// Origin and carrier of two documents, and what decides it; undecided ties by (first-seen, id).
pub(crate) fn direction(corpus: &Corpus, a: u32, b: u32) -> (u32, u32, Option<OrderEvidence>) {
    let (first, second) = if corpus.rank_key(a) <= corpus.rank_key(b) { (a, b) } else { (b, a) };
    match (corpus.precedes(first, second), corpus.precedes(second, first)) {
        (None, Some(evidence)) => (second, first, Some(evidence)),
        (evidence, _) => (first, second, evidence),
    }
}

/// How the carrier carries what is covered: `Translated` or `Reworded` if more than half of it is in
/// another language or in other words.
///
/// `Quoted` if at least 80 % of it stands in the carrier's quotation marks, unless the carrier
/// reprints a text that had these marks already: then they are the origin's.
pub(crate) fn kind<'m>(
    corpus: &Corpus,
    origin: u32,
    carrier: u32,
    matches: impl Iterator<Item = &'m Match> + Clone,
    covered_carrier: &[Span],
) -> CarryKind {
    let carried_share = spans::share(spans::bytes(covered_carrier), corpus.text_length(carrier));
    let quoted_share = |document: u32| {
        let id = corpus.ids[document as usize];
        let taken = spans::union(matches.clone().flat_map(|found| taken_over(found, found.a == id)));
        spans::share(quoted_bytes(corpus, document, &taken), spans::bytes(&taken))
    };
    let is_quoted = quoted_share(carrier) >= QUOTED_SHARE;
    let is_reprint = || carried_share >= REPRINT_SHARE && quoted_share(origin) >= QUOTED_SHARE;
    let [translated, reworded] = [MatchKind::Translated, MatchKind::Reworded].map(|kind| {
        let id = corpus.ids[carrier as usize];
        let of_kind = matches.clone().filter(|found| found.kind == kind);
        let side = of_kind.map(|found| if found.a == id { found.a_span } else { found.b_span });
        spans::share(spans::union_bytes(side), spans::bytes(covered_carrier))
    });
    if translated > HALF {
        CarryKind::Translated
    } else if is_quoted && !is_reprint() {
        CarryKind::Quoted
    } else if reworded > HALF {
        CarryKind::Reworded
    } else if matches.clone().all(is_word_for_word) {
        CarryKind::Verbatim
    } else {
        CarryKind::Edited
    }
}

/// Bytes from which on something put in between or left out is a clause or more.
const CLAUSE_BYTES: u32 = 40;

/// Whether a match keeps every word, apart from whole clauses put in between or left out: those
/// are a choice of what to carry, not an edit of it.
fn is_word_for_word(found: &Match) -> bool {
    let keeps = |operation: &EditOperation| match operation.kind {
        EditKind::Kept | EditKind::Respelled => true,
        EditKind::Added | EditKind::Cut => operation.a_bytes.max(operation.b_bytes) >= CLAUSE_BYTES,
        EditKind::Replaced | EditKind::Moved | EditKind::Rendered => false,
    };
    found.kind == MatchKind::Verbatim || !found.operations.is_empty() && found.operations.iter().all(keeps)
}

/// The parts of one side of a match that the other side has too, word for word or in other words:
/// without what was put in between ("he said").
fn taken_over(found: &Match, is_first: bool) -> Vec<Span> {
    let span = if is_first { found.a_span } else { found.b_span };
    if found.operations.is_empty() {
        return vec![span];
    }
    let (mut at, mut taken) = (span.begin, Vec::new());
    for operation in &found.operations {
        let bytes = if is_first { operation.a_bytes } else { operation.b_bytes };
        if !matches!(operation.kind, EditKind::Added | EditKind::Cut) {
            taken.push(Span { begin: at, end: at + bytes });
        }
        at += bytes;
    }
    taken
}

fn quoted_bytes(corpus: &Corpus, document: u32, spans: &[Span]) -> usize {
    let parts = corpus.quoted(document);
    spans.iter().map(|span| spans::bytes_within(*span, parts)).sum()
}

#[cfg(test)]
mod tests;
