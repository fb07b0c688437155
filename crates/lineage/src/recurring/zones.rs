//! Where a source repeats itself within each of its documents.
//!
//! What two sources both repeat needs less evidence of each: a form that two offices share for what
//! they announce together is seen in few texts of either, and often on the few days on which there was
//! something to announce. A statement that several stories of both quote is guarded by its place: it
//! stands in the middle of each, where days still count.

use super::repeats::{Holders, Partner, Zone, coverage_steps, covered_at_least};
use crate::{Settings, corpus::Corpus};
use throughline_model::{Place, Span};

/// Bytes, or share of the text, from either end within which a stretch stands at the edge.
const EDGE_BYTES: usize = 300;
const EDGE_SHARE: usize = 10;

/// Items of either source that must share a passage that two sources repeat.
const ITEMS_OF_EITHER: u32 = 4;

/// The recurring stretches of one document, in order and disjoint, by what other items of its
/// source share with it.
pub(super) fn of_document(corpus: &Corpus, partners: &[Partner], settings: &Settings) -> Vec<Zone> {
    let others = |items: u32| items.saturating_sub(1).max(1);
    let fewest = others(settings.recurring_items_at_edge.min(settings.recurring_items_inside));
    let Some(document) = partners.first().map(|partner| partner.document) else { return Vec::new() };
    if partners.len() < fewest as usize {
        return Vec::new();
    }
    let steps = coverage_steps(corpus, partners);
    let length = corpus.text_length(document);
    let zone = |span: Span, place: Place| Zone {
        document,
        span,
        place,
        holders: Holders::of(corpus, document, span, partners),
    };
    let mut zones: Vec<Zone> = covered_at_least(&steps, others(settings.recurring_items_at_edge))
        .into_iter()
        .filter(|span| is_at_edge(*span, length))
        .map(|span| zone(span, Place::Edge))
        .filter(|zone| zone.holders.days.len() != 1 && zone.holders.items >= settings.recurring_items_at_edge)
        .collect();
    let is_undated = corpus.seen[document as usize].interval.is_none();
    for span in covered_at_least(&steps, others(settings.recurring_items_inside)) {
        if zones.iter().any(|other| other.span.overlap(&span) > 0) {
            continue;
        }
        let zone = zone(span, Place::Inside);
        let Holders { items, days, .. } = &zone.holders;
        let is_spread = zone.holders.spread() >= i64::from(settings.recurring_days_inside);
        let makes_up_for_dates =
            days.len() < 2 && is_undated && *items >= 2 * settings.recurring_items_inside;
        if *items >= settings.recurring_items_inside && (is_spread || makes_up_for_dates) {
            zones.push(zone);
        }
    }
    zones.sort_by_key(|zone| zone.span);
    zones
}

/// The stretches of one document that recur if another source repeats them as well, in order and
/// disjoint.
pub(super) fn of_either(corpus: &Corpus, partners: &[Partner], settings: &Settings) -> Vec<Zone> {
    let Some(document) = partners.first().map(|partner| partner.document) else { return Vec::new() };
    let others = ITEMS_OF_EITHER - 1;
    if partners.len() < others as usize {
        return Vec::new();
    }
    let length = corpus.text_length(document);
    covered_at_least(&coverage_steps(corpus, partners), others)
        .into_iter()
        .map(|span| {
            let place = if is_at_edge(span, length) { Place::Edge } else { Place::Inside };
            Zone { document, span, place, holders: Holders::of(corpus, document, span, partners) }
        })
        .filter(|Zone { place, holders, .. }| {
            let is_spread = holders.spread() >= i64::from(settings.recurring_days_inside);
            holders.items >= ITEMS_OF_EITHER && (*place == Place::Edge || is_spread)
        })
        .collect()
}

fn is_at_edge(span: Span, length: usize) -> bool {
    let margin = EDGE_BYTES.min(length / EDGE_SHARE);
    (span.begin as usize) <= margin || span.end as usize + margin >= length
}
