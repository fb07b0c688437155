//! Witnesses: the members of one text in order, and what each took from whom.

use super::{Text, links::Link, links::Links, passages::Passage, ranks};
use crate::{
    Settings,
    carries::{credited, credited::Presence, kind},
    corpus::{Corpus, Named},
    spans,
};
use rayon::prelude::*;
use std::cmp::Reverse;
use throughline_model::{
    CarryKind, CreditStatus, DocumentId, Match, Order, OrderEvidence, RunId, Span, Witness,
};

/// Witnesses from which on one text is worth several threads.
const MEMBERS_AT_ONCE: usize = 256;

/// A document's passage of one text.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) document: u32,
    pub(super) document_id: DocumentId,
    pub(super) span: Span,
}

/// One member for each document, by the middle of when it can first have been seen, then by id, but after the
/// first document of a source it credits if the dates leave that open. Passages are sorted by
/// document.
///
/// A document's passages become one: the smallest span that holds all of them, if they fill at
/// least half of it, else the longest run without a gap longer than `passage_gap_bytes`.
pub(super) fn members(corpus: &Corpus, passages: &[Passage], settings: &Settings) -> Vec<Member> {
    let member = |passages: &[Passage]| {
        let document = passages[0].document;
        let spans = passages.iter().map(|passage| passage.span);
        let span = one_span(spans, settings.passage_gap_bytes as usize)?;
        Some(Member { document, document_id: corpus.ids[document as usize], span })
    };
    let mut members: Vec<Member> =
        passages.chunk_by(|x, y| x.document == y.document).filter_map(member).collect();
    members.sort_by_key(|member| corpus.rank_key(member.document));
    ranks::credited_first(corpus, members)
}

fn one_span(passages: impl Iterator<Item = Span>, largest_gap: usize) -> Option<Span> {
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
    corpus: &Corpus,
    text: &Text,
    matches: &[Match],
    origin: Option<u32>,
    decided: &[Option<OrderEvidence>],
    presence: &(impl Fn(u32, u32) -> Presence + Sync),
    run_id: RunId,
) -> Vec<Witness> {
    let mut ranks: Vec<(u32, u32)> =
        text.members.iter().zip(0..).map(|(member, rank)| (member.document, rank)).collect();
    ranks.sort_unstable();
    let rank_of = |document: u32| {
        let found = ranks.binary_search_by_key(&document, |(document, _)| *document).ok()?;
        Some(ranks[found].1)
    };
    let links = Links::of(corpus, text, matches, rank_of);
    let first = &text.members[0];
    // What each witness has of the first one's passage, where a match says so.
    let mut direct: Vec<Option<f64>> = vec![None; text.members.len()];
    for link in links.of_member(0) {
        direct[link.other(0)] = Some(share_of_passage(&links, link, 0, first.span));
    }
    let all_later = decided[1..].iter().all(Option::is_some);

    let row = |(rank, member): (usize, &Member)| {
        let document = member.document;
        let source = carried_from(corpus, text, &links, rank);
        let via = source.or((rank > 0).then_some(0));
        let order = if rank == 0 {
            if all_later { Order::Before } else { Order::Undecided }
        } else if decided[rank].is_some() {
            Order::After
        } else {
            Order::Undecided
        };
        Witness {
            lineage_id: text.id,
            rank: rank as u32,
            document_id: member.document_id,
            span: member.span,
            order,
            order_evidence: decided[rank],
            carried_from: source.map(|source| text.members[source].document_id),
            kind: if rank == 0 { CarryKind::Verbatim } else { kind_of(corpus, text, &links, rank, via) },
            coverage: match direct[rank] {
                _ if rank == 0 => 1.0,
                Some(share) => share,
                None => coverage_through(text, &links, rank, &direct),
            },
            credit: match via.map(|via| text.members[via].document) {
                // A source that prints its own text again, or a changed version of it.
                Some(_) if corpus.same_family(document, first.document) => CreditStatus::Credited,
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
    };
    if text.members.len() < MEMBERS_AT_ONCE {
        return text.members.iter().enumerate().map(row).collect();
    }
    text.members.par_iter().enumerate().map(row).collect()
}

/// The rank of the earlier witness from which one most probably took the text: among those
/// decidedly earlier, one it credits if that shares at least half of what the best shares, and of
/// these one that shares words with it rather than one it would have translated; else the
/// one with most shared bytes, then the most similar, then the first. Versions of the same item do
/// not count.
fn carried_from(corpus: &Corpus, text: &Text, links: &Links<'_>, rank: usize) -> Option<usize> {
    let document = text.members[rank].document;
    let document_of = |link: &Link| text.members[link.other(rank)].document;
    // Of two pages of one source and one time, the page a credit means is the one ranked first.
    let earlier = || {
        links.of_member(rank).filter(|link| {
            let other = document_of(link);
            link.other(rank) < rank
                && !corpus.same_item(other, document)
                && corpus.precedes(other, document).is_some()
        })
    };
    let most = earlier().map(|link| link.overlap(rank)).max()?;
    let worth = |link: &&Link| {
        let (other, shared) = (document_of(link), link.overlap(rank));
        let is_much = 2 * shared >= most;
        let is_credited = is_much && corpus.names_source_of(document, other);
        (is_credited, is_much && link.in_words, shared, link.similarity, Reverse(corpus.rank_key(other)))
    };
    earlier().max_by_key(worth).map(|link| link.other(rank))
}

/// How a witness carries the text: by its link with the witness it took it from, else by the one
/// that shares most with it.
fn kind_of(corpus: &Corpus, text: &Text, links: &Links<'_>, rank: usize, via: Option<usize>) -> CarryKind {
    let largest = || {
        let document_of = |link: &Link| text.members[link.other(rank)].document;
        links.of_member(rank).max_by_key(|link| (link.overlap(rank), Reverse(document_of(link))))
    };
    let nearest = via.and_then(|via| links.between(rank, via)).or_else(largest);
    nearest.map_or(CarryKind::Edited, |link| {
        let other = link.other(rank);
        let [own_document, other_document] = [rank, other].map(|rank| text.members[rank].document);
        kind(corpus, other_document, own_document, links.matches(link), &links.covered(link, rank))
    })
}

/// Share of a member's passage that a link covers.
fn share_of_passage(links: &Links<'_>, link: &Link, rank: usize, passage: Span) -> f64 {
    spans::share(spans::bytes_within(passage, &links.covered(link, rank)), passage.len())
}

/// An estimate for a witness without a match with the first: what its best neighbor has of the
/// first, times the share of the neighbor's passage that it has.
fn coverage_through(text: &Text, links: &Links<'_>, rank: usize, direct: &[Option<f64>]) -> f64 {
    let estimate = |link: &Link| {
        let other = link.other(rank);
        Some(direct[other]? * share_of_passage(links, link, other, text.members[other].span))
    };
    let best = links.of_member(rank).filter_map(estimate).fold(0.0, f64::max);
    (best * 1e6).round() / 1e6
}

/// The first witness is measured by itself: credited if it names a source; otherwise uncredited,
/// literally ("names no source"), if it is the origin, and undecided if nobody knows who is.
fn credit_of_first(corpus: &Corpus, document: u32, origin: Option<u32>) -> CreditStatus {
    let names_a_source = corpus.credits(document).iter().any(|credit| credit.named != Named::Nobody);
    match (names_a_source, origin) {
        (true, _) => CreditStatus::Credited,
        (false, Some(_)) => CreditStatus::Uncredited,
        (false, None) => CreditStatus::Undecided,
    }
}
