//! Witnesses: the members of one text in order, and what each took from whom.

use super::{Text, links, links::Link, passages::Passage, ranks};
use crate::{
    Settings,
    carries::{credited, credited::Presence, kind},
    corpus::{Corpus, Named},
    spans,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};
use throughline_model::{
    CarryKind, CreditStatus, DocumentId, Match, Order, OrderEvidence, RunId, Span, Witness,
};

/// A document's passage of one text.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) document: u32,
    pub(super) document_id: DocumentId,
    pub(super) span: Span,
}

/// One member for each document, by the middle of when it can first have been seen, then by id, but after the
/// first document of a source it credits if the dates leave that open.
///
/// A document's passages become one: the smallest span that holds all of them, if they fill at
/// least half of it, else the longest run without a gap longer than `passage_gap_bytes`.
pub(super) fn members(corpus: &Corpus<'_>, passages: &[&Passage], settings: &Settings) -> Vec<Member> {
    let mut by_document: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for passage in passages {
        by_document.entry(passage.document).or_default().push(passage.span);
    }
    let member = |(document, spans): (u32, Vec<Span>)| {
        let span = one_span(spans, settings.passage_gap_bytes as usize)?;
        Some(Member { document, document_id: corpus.documents[document as usize].id, span })
    };
    let mut members: Vec<Member> = by_document.into_iter().filter_map(member).collect();
    members.sort_by_key(|member| corpus.rank_key(member.document));
    ranks::credited_first(corpus, members)
}

fn one_span(passages: Vec<Span>, largest_gap: usize) -> Option<Span> {
    let parts = spans::union(passages);
    let whole = spans::hull(*parts.first()?, *parts.last()?);
    if 2 * spans::bytes(&parts) >= whole.len() {
        return Some(whole);
    }
    let runs = parts.chunk_by(|a, b| spans::gap(*a, *b) <= largest_gap);
    let best = runs.max_by_key(|run| (spans::bytes(run), Reverse(run[0].begin)))?;
    Some(spans::hull(best[0], best[best.len() - 1]))
}

/// The rows of a text's witnesses, by rank.
pub(super) fn describe(
    corpus: &Corpus<'_>,
    text: &Text,
    matches: &[Match],
    origin: Option<u32>,
    decided: &[Option<OrderEvidence>],
    presence: &impl Fn(u32, u32) -> Presence,
    run_id: RunId,
) -> Vec<Witness> {
    let links = links::of(corpus, text, matches);
    let first = &text.members[0];
    let link = |a: u32, b: u32| links.get(&a).and_then(|others| others.get(&b)).map(AsRef::as_ref);
    let others_of = |document: u32| {
        links.get(&document).into_iter().flatten().map(|(other, link)| (*other, link.as_ref()))
    };
    let direct = |document: u32| {
        link(document, first.document).map(|link| share_of_passage(link, first.document, first.span))
    };
    let all_later = decided[1..].iter().all(Option::is_some);

    let rank_of: HashMap<u32, usize> =
        text.members.iter().enumerate().map(|(rank, member)| (member.document, rank)).collect();
    let span_of: HashMap<u32, Span> =
        text.members.iter().map(|member| (member.document, member.span)).collect();
    let has_of =
        |other: u32, link: &Link<'_>| span_of.get(&other).map(|span| share_of_passage(link, other, *span));

    let rows = text.members.iter().enumerate().map(|(rank, member)| {
        let document = member.document;
        // Of two pages of one source and one time, the page a credit means is the one ranked first.
        let before = others_of(document).filter(|(other, _)| rank_of.get(other).is_some_and(|r| *r < rank));
        let source = carried_from(corpus, document, before);
        let via = source.or_else(|| (rank > 0).then_some(first.document));
        let order = if rank == 0 {
            if all_later { Order::Before } else { Order::Undecided }
        } else if decided[rank].is_some() {
            Order::After
        } else {
            Order::Undecided
        };
        let linked = via.and_then(|via| link(document, via).map(|link| (via, link)));
        let nearest = linked.or_else(|| {
            others_of(document).max_by_key(|(other, link)| (overlap(link, document), Reverse(*other)))
        });
        Witness {
            lineage_id: text.id,
            rank: rank as u32,
            document_id: member.document_id,
            span: member.span,
            order,
            order_evidence: decided[rank],
            carried_from: source.map(|source| corpus.documents[source as usize].id),
            kind: if rank == 0 { CarryKind::Verbatim } else { kind_of(corpus, document, nearest) },
            coverage: if rank == 0 {
                1.0
            } else {
                direct(document).unwrap_or_else(|| coverage_through(others_of(document), direct, has_of))
            },
            credit: match via {
                // A source that prints its own text again, or a changed version of it.
                Some(_) if corpus.family[document as usize] == corpus.family[first.document as usize] => {
                    CreditStatus::Credited
                }
                Some(via) => {
                    let decided = corpus.precedes(via, document).is_some();
                    let order = if decided { Order::Before } else { Order::Undecided };
                    credited::status(corpus, via, document, order, |family| presence(family, document)).0
                }
                None => credit_of_first(corpus, document, origin),
            },
            first_seen: corpus.seen[document as usize].interval,
            run_id,
        }
    });
    rows.collect()
}

/// The earlier witness from which a document most probably took the text: among those decidedly
/// earlier, one it credits if that shares at least half of what the best shares; else the one
/// with most shared bytes, then the most similar, then the first. Versions of the same item do
/// not count.
fn carried_from<'l, 'm: 'l>(
    corpus: &Corpus<'_>,
    document: u32,
    others: impl Iterator<Item = (u32, &'l Link<'m>)>,
) -> Option<u32> {
    let is_earlier =
        |other: u32| corpus.precedes(other, document).is_some() && !corpus.same_item(other, document);
    let earlier: Vec<(u32, &Link<'_>)> = others.filter(|(other, _)| is_earlier(*other)).collect();
    let most = earlier.iter().map(|(_, link)| overlap(link, document)).max()?;
    let is_credited = |other: u32| corpus.names_source_of(document, other);
    let worth = |(other, link): &(u32, &Link<'_>)| {
        let shared = overlap(link, document);
        (is_credited(*other) && 2 * shared >= most, shared, link.similarity, Reverse(corpus.rank_key(*other)))
    };
    earlier.iter().max_by_key(|candidate| worth(candidate)).map(|(other, _)| *other)
}

fn overlap(link: &Link<'_>, document: u32) -> usize {
    spans::bytes(link.covered(document))
}

fn kind_of(corpus: &Corpus<'_>, document: u32, nearest: Option<(u32, &Link<'_>)>) -> CarryKind {
    nearest.map_or(CarryKind::Edited, |(other, link)| {
        kind(
            corpus,
            other,
            document,
            link.matches.iter().copied(),
            link.covered(other),
            link.covered(document),
        )
    })
}

/// Share of a document's passage that a link covers.
fn share_of_passage(link: &Link<'_>, document: u32, passage: Span) -> f64 {
    spans::share(spans::bytes_within(passage, link.covered(document)), passage.len())
}

/// An estimate for a witness without a match with the first: what its best neighbor has of the
/// first, times the share of the neighbor's passage that it has.
fn coverage_through<'l, 'm: 'l>(
    others: impl Iterator<Item = (u32, &'l Link<'m>)>,
    direct: impl Fn(u32) -> Option<f64>,
    has_of: impl Fn(u32, &Link<'_>) -> Option<f64>,
) -> f64 {
    let estimate = |(other, link): (u32, &Link<'_>)| Some(direct(other)? * has_of(other, link)?);
    let best = others.filter_map(estimate).fold(0.0, f64::max);
    (best * 1e6).round() / 1e6
}

/// The first witness is measured by itself: credited if it names a source; otherwise uncredited,
/// literally ("names no source"), if it is the origin, and undecided if nobody knows who is.
fn credit_of_first(corpus: &Corpus<'_>, document: u32, origin: Option<u32>) -> CreditStatus {
    let names_a_source = corpus.credits[document as usize].iter().any(|credit| credit.named != Named::Nobody);
    match (names_a_source, origin) {
        (true, _) => CreditStatus::Credited,
        (false, Some(_)) => CreditStatus::Uncredited,
        (false, None) => CreditStatus::Undecided,
    }
}
