//! Lineages of small made-up corpora.

use crate::sample::{article, matched, shared};
use crate::{Explanation, Settings, explain};
use throughline_model::{CarryKind, CreditStatus, Document, Match, Order, RunId, Span};

const LONG: &str = "The Council of Stewards met on Monday to study the estuary. It decided to reopen the sluice. \
    Thirty-six vessels remain tied up. The talks will go on for as long as they are needed. Velmara will pay for the room.";
const SENTENCE: &str = "Thirty-six vessels remain tied up.";
const OTHER: &str = "Pear growers on the upper river walked their rows at dawn and found no frost at all below the hills, \
    which nobody could explain, least of all the old men. Thirty-six vessels remain tied up. The pears will be late.";

fn run(documents: &[Document], matches: Vec<Match>) -> Explanation {
    explain(documents, &[], matches, &Settings::default(), RunId::derive(&[]))
}

fn all_pairs(documents: &[&Document], words: &str) -> Vec<Match> {
    let mut matches = Vec::new();
    for (position, first) in documents.iter().enumerate() {
        matches.extend(documents[position + 1..].iter().map(|second| shared(first, second, words)));
    }
    matches
}

#[test]
fn witnesses_stand_in_order_and_the_first_is_the_origin() {
    let first = article("a", "Ministry", "2025-03-01", LONG);
    let second = article("b", "Agency", "2025-03-05", LONG);
    let third =
        Document { margin: "Source: Agency".into(), ..article("c", "Post", "2025-03-09", LONG) }.with_ids();
    let explained =
        run(&[third.clone(), first.clone(), second.clone()], all_pairs(&[&first, &second, &third], LONG));
    let [lineage] = explained.lineages.as_slice() else { panic!("one lineage expected") };
    assert_eq!(lineage.origin, Some(first.id));
    assert_eq!((lineage.witness_count, lineage.source_count), (3, 3));
    let ids: Vec<_> = explained.witnesses.iter().map(|witness| witness.document_id).collect();
    assert_eq!(ids, [first.id, second.id, third.id]);
    let orders: Vec<_> = explained.witnesses.iter().map(|witness| witness.order).collect();
    assert_eq!(orders, [Order::Before, Order::After, Order::After]);
    assert_eq!(explained.witnesses[1].carried_from, Some(first.id));
    assert_eq!(
        explained.witnesses[2].carried_from,
        Some(second.id),
        "the credited one, of two that share the same"
    );
    assert_eq!(explained.witnesses[2].credit, CreditStatus::Credited);
    assert!(explained.witnesses.iter().all(|witness| (witness.coverage - 1.0).abs() < 1e-9));
}

#[test]
fn an_undecided_order_names_no_origin() {
    let (first, second) =
        (article("a", "Ministry", "2025-03-01", LONG), article("b", "Post", "2025-03-01", LONG));
    let explained = run(&[first.clone(), second.clone()], all_pairs(&[&first, &second], LONG));
    assert_eq!(explained.lineages[0].origin, None);
    assert!(
        explained
            .witnesses
            .iter()
            .all(|witness| witness.order == Order::Undecided && witness.carried_from.is_none())
    );
}

#[test]
fn an_origin_that_credits_an_absent_agency_began_outside() {
    let text = format!("BEIJING, March 1 (Xinhua) — {LONG}");
    let (first, second) =
        (article("a", "Chinaeuropenet", "2025-03-01", &text), article("b", "Post", "2025-03-05", LONG));
    let explained = run(&[first.clone(), second.clone()], all_pairs(&[&first, &second], LONG));
    let lineage = &explained.lineages[0];
    assert!(lineage.origin_outside && lineage.agency_copy);
    assert_eq!(lineage.credited_origin, "Xinhua");
}

#[test]
fn quotations_belong_to_the_statement_they_quote() {
    let statement = article("a", "Ministry", "2025-03-01", LONG);
    let copy = article("b", "Agency", "2025-03-02", LONG);
    let quoting: Vec<Document> = (0..5)
        .map(|n| {
            article(
                &format!("q{n}"),
                &format!("Outlet {n}"),
                "2025-03-09",
                &format!("{n} of us wrote: “{SENTENCE}” It was late and it was cold."),
            )
        })
        .collect();
    let mut holders: Vec<&Document> = vec![&statement];
    holders.extend(&quoting);
    let mut matches = all_pairs(&holders, SENTENCE);
    matches.extend(all_pairs(&[&statement, &copy], LONG));
    let mut documents = vec![statement.clone(), copy];
    documents.extend(quoting);
    let explained = run(&documents, matches);
    let [lineage] = explained.lineages.as_slice() else {
        panic!("one lineage expected, {} found", explained.lineages.len())
    };
    assert_eq!((lineage.origin, lineage.witness_count), (None, 7));
    let last = explained.witnesses.last().unwrap();
    assert_eq!((last.kind, last.carried_from), (CarryKind::Quoted, Some(statement.id)));
    assert!(last.coverage > 0.1 && last.coverage < 0.3);
}

#[test]
fn a_sentence_in_two_stories_does_not_chain_them() {
    let stories = [article("a", "A", "2025-03-01", LONG), article("b", "B", "2025-03-05", LONG)];
    let pears = [article("c", "C", "2025-03-01", OTHER), article("d", "D", "2025-03-05", OTHER)];
    let mut matches = all_pairs(&[&stories[0], &stories[1]], LONG);
    matches.extend(all_pairs(&[&pears[0], &pears[1]], OTHER));
    for story in &stories {
        matches.extend(pears.iter().map(|pear| shared(story, pear, SENTENCE)));
    }
    let documents: Vec<Document> = stories.into_iter().chain(pears).collect();
    let mut counts: Vec<u32> =
        run(&documents, matches).lineages.iter().map(|lineage| lineage.witness_count).collect();
    counts.sort_unstable();
    assert_eq!(counts, [2, 2, 4], "two stories, and the sentence that both have");
}

#[test]
fn matches_split_by_an_edit_are_one_lineage() {
    let edited = LONG.replace("Thirty-six vessels remain tied up. ", "");
    let (first, second) = (article("a", "A", "2025-03-01", LONG), article("b", "B", "2025-03-05", &edited));
    let (head, tail) = LONG.split_at(LONG.find(SENTENCE).unwrap());
    let matches =
        vec![shared(&first, &second, head.trim()), shared(&first, &second, tail[SENTENCE.len()..].trim())];
    let explained = run(&[first.clone(), second], matches);
    assert_eq!(explained.lineages.len(), 1);
    assert_eq!(explained.witnesses[0].span, Span::new(0, first.text.len()));
    assert!(explained.witnesses[1].coverage > 0.8 && explained.witnesses[1].coverage < 0.9);
}

#[test]
fn two_passages_far_apart_are_two_lineages() {
    let filler = "Nobody else has these words, which go on and on. ".repeat(40);
    let text = |own: &str| format!("{LONG} {own} {filler} {own} {OTHER}");
    let (first, second) =
        (article("a", "A", "2025-03-01", &text("one")), article("b", "B", "2025-03-05", &text("two")));
    let matches = vec![shared(&first, &second, LONG), shared(&first, &second, OTHER)];
    assert_eq!(run(&[first, second], matches).lineages.len(), 2);
}

#[test]
fn a_witness_without_a_match_with_the_first_gets_an_estimate() {
    let documents: Vec<Document> = ["a", "b", "c"]
        .iter()
        .zip(["2025-03-01", "2025-03-05", "2025-03-09"])
        .map(|(id, day)| article(id, id, day, LONG))
        .collect();
    let matches =
        vec![shared(&documents[0], &documents[1], LONG), shared(&documents[1], &documents[2], LONG)];
    let explained = run(&documents, matches);
    assert_eq!(explained.lineages[0].witness_count, 3);
    assert!((explained.witnesses[2].coverage - 1.0).abs() < 1e-6);
}

#[test]
fn a_match_of_an_unknown_document_is_dropped() {
    let (first, second) = (article("a", "A", "2025-03-01", LONG), article("b", "B", "2025-03-05", LONG));
    let (a, b) = if first.id < second.id { (&first, &second) } else { (&second, &first) };
    let found = matched(a, b, Span::new(0, 9), Span::new(0, 9));
    assert!(run(std::slice::from_ref(&first), vec![found]).matches.is_empty());
}
