//! Ranks of witnesses where dates leave the order open and credits tell it.
//!
//! Two pages that state the same bare day have the same place in time, and a paper without a date
//! has none. If one names the other's source, it came later.

use super::witnesses::Member;
use crate::corpus::{Corpus, Named};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};
use throughline_model::OrderEvidence;

/// Members sorted by first-seen, each after the first member of every source it credits where
/// that precedes it; otherwise in the order given.
///
/// Kahn's topological sort that always takes the member with the smallest position. Since a credit
/// counts only where the middles of the intervals agree with it, no member moves behind one that
/// is decidedly later.
pub(super) fn credited_first(corpus: &Corpus, members: Vec<Member>) -> Vec<Member> {
    let predecessors: Vec<Vec<usize>> = predecessors(corpus, &members);
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    let mut waits_for: Vec<usize> = predecessors.iter().map(Vec::len).collect();
    for (position, earlier) in predecessors.iter().enumerate() {
        for earlier in earlier {
            followers[*earlier].push(position);
        }
    }
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..members.len()).filter(|position| waits_for[*position] == 0).map(Reverse).collect();
    let mut is_placed = vec![false; members.len()];
    let mut order = Vec::with_capacity(members.len());
    let mut next_unplaced = 0;
    while order.len() < members.len() {
        // Sources that name each other in a circle at one time: the first by position goes first.
        let Reverse(position) = ready.pop().unwrap_or_else(|| {
            while is_placed[next_unplaced] {
                next_unplaced += 1;
            }
            Reverse(next_unplaced)
        });
        if std::mem::replace(&mut is_placed[position], true) {
            continue;
        }
        order.push(position);
        for follower in &followers[position] {
            waits_for[*follower] -= 1;
            if waits_for[*follower] == 0 && !is_placed[*follower] {
                ready.push(Reverse(*follower));
            }
        }
    }
    order.into_iter().map(|position| members[position].clone()).collect()
}

/// What shows, for each member, that it follows the first one: dates, its credit of the first
/// one's source, or its credit of a member that follows the first one. `None` for the first.
pub(super) fn after_first(corpus: &Corpus, members: &[Member]) -> Vec<Option<OrderEvidence>> {
    let Some(first) = members.first() else { return Vec::new() };
    let predecessors = predecessors(corpus, members);
    let mut decided: Vec<Option<OrderEvidence>> = vec![None; members.len()];
    for position in 1..members.len() {
        let direct = corpus.precedes(first.document, members[position].document);
        let through = || {
            let follows = |earlier: &usize| *earlier == 0 || decided[*earlier].is_some();
            predecessors[position].iter().any(follows).then_some(OrderEvidence::Credit)
        };
        decided[position] = direct.or_else(through);
    }
    decided
}

/// For each member, the positions of the first members of the sources it credits that precede it
/// by that credit.
fn predecessors(corpus: &Corpus, members: &[Member]) -> Vec<Vec<usize>> {
    let mut first_of: HashMap<u32, usize> = HashMap::new();
    for (position, member) in members.iter().enumerate() {
        first_of.entry(corpus.family[member.document as usize]).or_insert(position);
    }
    let of_member = |member: &Member| {
        let credited = corpus.credits(member.document).iter().filter_map(|credit| match credit.named {
            Named::Family(family) => first_of.get(&family).copied(),
            _ => None,
        });
        let mut earlier: Vec<usize> = credited
            .filter(|position| {
                let evidence = corpus.precedes(members[*position].document, member.document);
                evidence == Some(OrderEvidence::Credit)
            })
            .collect();
        earlier.sort_unstable();
        earlier.dedup();
        earlier
    };
    members.iter().map(of_member).collect()
}
