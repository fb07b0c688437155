//! Lineages of small made-up corpora.

use crate::sample::{article, matched, shared};
use crate::{Explanation, Settings, explain};
use throughline_model::{
    CarryKind, CreditStatus, Document, EditKind, EditOperation, Match, Order, RunId, Span,
};

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
fn a_form_does_not_chain_what_is_filled_into_it() {
    const FRAME: [&str; 2] = [
        "The Council of Stewards said on Monday that it will never allow ",
        ", and asked the talks to go on.",
    ];
    const FILLING: &str =
        "herring boats to be tied up at the northern quays while gulls feed there, whatever Velmara pays";
    const OTHER_FILLING: &str =
        "anybody to build towers on the dunes, for which the growers of pears had asked it in spring";
    let filled = |filling: &str| format!("{}{filling}{}", FRAME[0], FRAME[1]);
    let first = article("a", "Council", "2025-03-01", &filled(OTHER_FILLING));
    let second = article("b", "Council", "2025-03-05", &filled(FILLING));
    let third = article("c", "Post", "2025-03-09", &format!("Nobody agreed that {FILLING}. {OTHER}"));
    let whole = |document: &Document| Span::new(0, document.text.len());
    let (a, b) = if first.id < second.id { (&first, &second) } else { (&second, &first) };
    let mut of_form = matched(a, b, whole(a), whole(b));
    let filling = |document: &Document| document.text.len() - FRAME[0].len() - FRAME[1].len();
    of_form.operations = [
        (EditKind::Kept, FRAME[0].len(), FRAME[0].len()),
        (EditKind::Replaced, filling(a), filling(b)),
        (EditKind::Kept, FRAME[1].len(), FRAME[1].len()),
    ]
    .map(|(kind, a, b)| EditOperation::plain(kind, a as u32, b as u32))
    .into();
    let matches = vec![of_form, shared(&second, &third, FILLING)];
    let explained = run(&[first, second, third], matches);
    let mut witnesses: Vec<u32> = explained.lineages.iter().map(|lineage| lineage.witness_count).collect();
    witnesses.sort_unstable();
    assert_eq!(witnesses, [2, 2]);
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

/// A paragraph of its own for each number, of about 190 bytes.
fn paragraph(number: usize) -> String {
    let sentence = |n: usize| format!("Line {n} of paragraph {number} is like no other line in town. ");
    (0..4).map(sentence).collect::<Vec<_>>().concat().trim().to_owned()
}

fn witness_counts(explained: &Explanation) -> Vec<u32> {
    let mut counts: Vec<u32> = explained.lineages.iter().map(|lineage| lineage.witness_count).collect();
    counts.sort_unstable();
    counts
}

/// Two pages of different outlets with one text.
fn pair_of(name: &str, day: &str, text: &str) -> [Document; 2] {
    ["1", "2"].map(|n| article(&format!("{name}{n}"), &format!("Outlet {name}{n}"), day, text))
}

#[test]
fn two_stories_that_share_a_paragraph_stay_two() {
    // The paragraph is a third of one story and more than half of the other.
    let shared_words = paragraph(0);
    let long = pair_of("long", "2025-03-01", &format!("{} {shared_words} {}", paragraph(1), paragraph(2)));
    let short_text = format!("{shared_words} {}", &paragraph(3)[..120]);
    let short = pair_of("short", "2025-03-01", &short_text);
    let mut matches = all_pairs(&[&long[0], &long[1]], &long[0].text);
    matches.extend(all_pairs(&[&short[0], &short[1]], &short_text));
    for page in &long {
        matches.extend(short.iter().map(|other| shared(page, other, &shared_words)));
    }
    let documents: Vec<Document> = long.into_iter().chain(short).collect();
    assert_eq!(
        witness_counts(&run(&documents, matches)),
        [2, 4],
        "the long story, and the short one with its paragraph"
    );
}

#[test]
fn a_paragraph_in_many_stories_chains_none() {
    let common = paragraph(0);
    let stories: Vec<[Document; 2]> = (1..7)
        .map(|n| {
            let text =
                format!("{} {} {common} {}", paragraph(10 * n), paragraph(10 * n + 1), paragraph(10 * n + 2));
            pair_of(&format!("s{n}"), "2025-03-01", &text)
        })
        .collect();
    let documents: Vec<Document> = stories.iter().flatten().cloned().collect();
    let mut matches = Vec::new();
    for [first, second] in &stories {
        matches.push(shared(first, second, &first.text));
    }
    let all: Vec<&Document> = documents.iter().collect();
    let across = all_pairs(&all, &common);
    matches.extend(across.into_iter().filter(|found| {
        !stories.iter().any(|[first, second]| {
            [first.id, second.id].contains(&found.a) && [first.id, second.id].contains(&found.b)
        })
    }));
    assert_eq!(witness_counts(&run(&documents, matches)), [2, 2, 2, 2, 2, 2, 12]);
}

#[test]
fn a_digest_does_not_chain_the_older_stories_it_is_made_of() {
    let (one, other) =
        (format!("{} {}", paragraph(1), paragraph(2)), format!("{} {}", paragraph(3), paragraph(4)));
    let first = pair_of("one", "2025-03-01", &one);
    let second = pair_of("other", "2025-03-02", &other);
    let digest = pair_of("digest", "2025-03-20", &format!("{one} {other}"));
    let mut matches = all_pairs(&[&digest[0], &digest[1]], &digest[0].text);
    for page in &digest {
        matches.extend(first.iter().map(|story| shared(page, story, &one)));
        matches.extend(second.iter().map(|story| shared(page, story, &other)));
    }
    matches.extend(all_pairs(&[&first[0], &first[1]], &one));
    matches.extend(all_pairs(&[&second[0], &second[1]], &other));
    let documents: Vec<Document> = first.into_iter().chain(second).chain(digest).collect();
    let explained = run(&documents, matches);
    let holds = |wanted: &str, witness: &throughline_model::Witness| {
        documents.iter().any(|document| document.id == witness.document_id && document.external_id == wanted)
    };
    for lineage in &explained.lineages {
        let of_lineage = |wanted: &str| {
            explained.witnesses.iter().any(|row| row.lineage_id == lineage.id && holds(wanted, row))
        };
        assert!(!(of_lineage("one1") && of_lineage("other1")), "a digest chains two stories");
    }
}

#[test]
fn of_two_that_may_be_first_the_one_that_credits_an_absent_agency_counts() {
    let silent = article("a", "Morning Paper", "2025-03-01", LONG);
    let crediting = |id: &str| {
        Document { margin: "Source: Reuters".into(), ..article(id, "Evening Paper", "2025-03-01", LONG) }
            .with_ids()
    };
    // Whichever id sorts first must make no difference.
    for id in ["b", "c", "d", "e", "f"] {
        let other = crediting(id);
        let explained = run(&[silent.clone(), other.clone()], all_pairs(&[&silent, &other], LONG));
        assert!(explained.lineages[0].origin_outside && explained.lineages[0].origin.is_none());
    }
    let later =
        Document { published: throughline_model::TimeInterval::parse("2025-03-09"), ..crediting("g") };
    let explained = run(&[silent.clone(), later.clone()], all_pairs(&[&silent, &later], LONG));
    assert!(!explained.lineages[0].origin_outside, "the first is known, and credits nobody");
}

#[test]
fn agency_copy_says_which_agency_and_what_shows_it() {
    use throughline_model::{AgencyEvidence, Source};
    let registry = [Source { kind: "agency".into(), ..Source::named("Estuary News Agency") }];
    let page = |id: &str, source: &str, day: &str, margin: &str| {
        Document { margin: margin.into(), ..article(id, source, day, LONG) }.with_ids()
    };
    let evidence = |documents: &[Document]| {
        let all: Vec<&Document> = documents.iter().collect();
        let matches = all_pairs(&all, LONG);
        let explained = explain(documents, &registry, matches, &Settings::default(), RunId::derive(&[]));
        let lineage = &explained.lineages[0];
        assert_eq!(lineage.agency_copy, lineage.agency_evidence.is_some());
        assert!(explained.carries.iter().all(|carry| carry.agency_copy == lineage.agency_copy));
        (lineage.agency_evidence, lineage.agency.clone())
    };
    let own = page("a", "Estuary News Agency", "2025-03-01", "");
    let paper = page("b", "Post", "2025-03-05", "");
    let client = page("c", "Herald", "2025-03-09", "Source: ENA");
    let name = "Estuary News Agency".to_owned();
    assert_eq!(evidence(&[own, paper.clone()]), (Some(AgencyEvidence::Origin), name.clone()));
    let first_client = page("d", "Herald", "2025-03-01", "Source: ENA");
    assert_eq!(evidence(&[first_client, paper.clone()]), (Some(AgencyEvidence::FirstWitness), name.clone()));
    let clients = [paper.clone(), client, page("e", "Mail", "2025-03-09", "Source: ENA")];
    assert_eq!(evidence(&clients), (Some(AgencyEvidence::MostWitnesses), name));
    assert_eq!(evidence(&[paper, page("f", "Mail", "2025-03-09", "")]), (None, String::new()));
}
