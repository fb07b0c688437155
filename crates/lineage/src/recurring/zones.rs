//! Where a source repeats itself within each of its documents.

use super::{Place, Recurrence};
use crate::{Settings, corpus::Corpus, pairs::Pair, spans};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use throughline_model::{DocumentId, ItemId, Match, Span, TimeInterval};

/// Bytes, or share of the text, from either end within which a stretch stands at the edge.
const EDGE_BYTES: usize = 300;
const EDGE_SHARE: usize = 10;
const DAY: i64 = 24 * 3_600_000_000;

/// A stretch of one document that recurs.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub(super) span: Span,
    place: Place,
    items: u32,
    days: u32,
}

impl Zone {
    pub(super) fn of(self, document_id: DocumentId) -> Recurrence {
        let Self { span, place, items, days } = self;
        Recurrence { document_id, span, place, items, days }
    }
}

/// What another item of the same source shares with a document.
struct Partner {
    item: ItemId,
    day: Option<i64>,
    span: Span,
}

/// The recurring stretches of every document, in order and disjoint.
pub(super) fn of_documents(
    corpus: &Corpus<'_>,
    pairs: &[Pair],
    share_little: &[bool],
    matches: &[Match],
    settings: &Settings,
) -> Vec<Vec<Zone>> {
    let mut partners: Vec<Vec<Partner>> = corpus.documents.iter().map(|_| Vec::new()).collect();
    let same_source = |pair: &Pair| corpus.family[pair.a as usize] == corpus.family[pair.b as usize];
    for (pair, _) in pairs.iter().zip(share_little).filter(|(pair, little)| **little && same_source(pair)) {
        if corpus.same_item(pair.a, pair.b) {
            continue;
        }
        let partner = |other: u32, span| Partner {
            item: corpus.documents[other as usize].item_id,
            day: corpus.seen[other as usize].interval.map(day_of),
            span,
        };
        for found in &matches[pair.matches.clone()] {
            partners[pair.a as usize].push(partner(pair.b, found.a_span));
            partners[pair.b as usize].push(partner(pair.a, found.b_span));
        }
    }
    let zones_of = |(document, partners): (usize, Vec<Partner>)| {
        let own_day = corpus.seen[document].interval.map(day_of);
        of_document(corpus.text_length(document as u32), own_day, &partners, settings)
    };
    partners.into_par_iter().enumerate().map(zones_of).collect()
}

fn day_of(interval: TimeInterval) -> i64 {
    (interval.earliest + (interval.latest - interval.earliest) / 2).div_euclid(DAY)
}

fn of_document(length: usize, own_day: Option<i64>, partners: &[Partner], settings: &Settings) -> Vec<Zone> {
    let others = |items: u32| (items.saturating_sub(1) as usize).max(1);
    if partners.len() < others(settings.recurring_items_at_edge.min(settings.recurring_items_inside)) {
        return Vec::new();
    }
    let steps = coverage_steps(partners);
    let describe = |span: Span, place: Place| describe(span, place, own_day, partners);
    let mut zones: Vec<Zone> = Vec::new();
    for span in covered_at_least(&steps, others(settings.recurring_items_at_edge)) {
        let zone = describe(span, Place::Edge);
        let is_dated_apart = zone.1.len() != 1;
        if is_at_edge(span, length) && is_dated_apart && zone.0.items >= settings.recurring_items_at_edge {
            zones.push(zone.0);
        }
    }
    for span in covered_at_least(&steps, others(settings.recurring_items_inside)) {
        let (zone, days) = describe(span, Place::Inside);
        let spread = days.last().zip(days.first()).map_or(0, |(last, first)| last - first);
        let is_spread = spread >= i64::from(settings.recurring_days_inside);
        let makes_up_for_dates =
            days.len() < 2 && own_day.is_none() && zone.items >= 2 * settings.recurring_items_inside;
        let is_new = zones.iter().all(|other| other.span.overlap(&span) == 0);
        if is_new && zone.items >= settings.recurring_items_inside && (is_spread || makes_up_for_dates) {
            zones.push(zone);
        }
    }
    zones.sort_by_key(|zone| zone.span);
    zones
}

fn is_at_edge(span: Span, length: usize) -> bool {
    let margin = EDGE_BYTES.min(length / EDGE_SHARE);
    (span.begin as usize) <= margin || span.end as usize + margin >= length
}

/// Counts the items and days of the partners that have at least half of a stretch.
fn describe(span: Span, place: Place, own_day: Option<i64>, partners: &[Partner]) -> (Zone, BTreeSet<i64>) {
    let mut shared: BTreeMap<ItemId, (usize, Option<i64>)> = BTreeMap::new();
    for partner in partners {
        let entry = shared.entry(partner.item).or_insert((0, partner.day));
        entry.0 += partner.span.overlap(&span);
        entry.1 = entry.1.min(partner.day);
    }
    let with_half = shared.values().filter(|(bytes, _)| bytes * 2 >= span.len());
    let days: BTreeSet<i64> = with_half.clone().filter_map(|(_, day)| *day).chain(own_day).collect();
    let items = with_half.count() as u32 + 1;
    (Zone { span, place, items, days: days.len() as u32 }, days)
}

/// Changes of the number of items that share the text, by place.
fn coverage_steps(partners: &[Partner]) -> Vec<(u32, i32)> {
    let mut by_item: BTreeMap<ItemId, Vec<Span>> = BTreeMap::new();
    for partner in partners {
        by_item.entry(partner.item).or_default().push(partner.span);
    }
    let mut changes: BTreeMap<u32, i32> = BTreeMap::new();
    for span in by_item.into_values().flat_map(spans::union) {
        *changes.entry(span.begin).or_default() += 1;
        *changes.entry(span.end).or_default() -= 1;
    }
    changes.into_iter().collect()
}

/// Maximal stretches that at least `count` items share.
fn covered_at_least(steps: &[(u32, i32)], count: usize) -> Vec<Span> {
    let (mut depth, mut begin, mut found) = (0_i32, None, Vec::new());
    for (at, change) in steps {
        depth += change;
        match (depth >= count as i32, begin) {
            (true, None) => begin = Some(*at),
            (false, Some(first)) => {
                found.push(Span { begin: first, end: *at });
                begin = None;
            }
            _ => {}
        }
    }
    found
}
