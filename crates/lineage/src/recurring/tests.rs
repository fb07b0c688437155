//! Furniture against findings.

use crate::sample::{article, shared};
use crate::{Explanation, Settings, explain};
use throughline_model::{Document, DocumentId, Match, Place, ReuseClass, RunId, Span};

const FOOTER: &str = "Estuary Watch is a project of the six cooperatives and takes no money from any state.";
const STATEMENT: &str =
    "We call upon Odrenia to reopen the western sluice without delay and without conditions.";

/// A story of its own, long enough that a footer is a small part of it.
fn story(number: usize) -> String {
    let sentence = |n: usize| format!("Sentence {n} of story {number} tells what nobody else tells. ");
    (0..12).map(sentence).collect::<Vec<_>>().concat()
}

fn all_pairs(documents: &[Document], words: &str) -> Vec<Match> {
    let mut matches = Vec::new();
    for (position, first) in documents.iter().enumerate() {
        matches.extend(documents[position + 1..].iter().map(|second| shared(first, second, words)));
    }
    matches
}

/// Explains, and checks that what recurs has rows that show it.
fn run(documents: &[Document], matches: Vec<Match>) -> Explanation {
    let explained = explain(documents, &[], matches, &Settings::default(), RunId::derive(&[]));
    let is_shown = |document: DocumentId, span: Span| {
        let rows = explained.recurrences.iter().filter(|row| row.document_id == document);
        2 * rows.map(|row| row.span.overlap(&span)).max().unwrap_or(0) >= span.len()
    };
    for found in explained.matches.iter().filter(|found| found.class == ReuseClass::Recurring) {
        assert!(is_shown(found.a, found.a_span) || is_shown(found.b, found.b_span), "no evidence: {found:?}");
    }
    explained
}

fn classes(explained: &Explanation) -> Vec<ReuseClass> {
    let mut classes: Vec<ReuseClass> = explained.matches.iter().map(|found| found.class).collect();
    classes.dedup();
    classes
}

#[test]
fn a_footer_on_a_hundred_pages_of_one_site_is_furniture() {
    let page = |n: usize| {
        article(
            &format!("{n}"),
            "Estuary Watch",
            &format!("2025-03-{:02}", n % 28 + 1),
            &format!("{}\n\n{FOOTER}", story(n)),
        )
    };
    let pages: Vec<Document> = (0..100).map(page).collect();
    let explained = run(&pages, all_pairs(&pages, FOOTER));
    assert_eq!(classes(&explained), [ReuseClass::Recurring]);
    assert!(explained.carries.iter().all(|carry| carry.class == ReuseClass::Recurring));
    assert_eq!(explained.lineages.len(), 1);
    assert_eq!(explained.lineages[0].class, ReuseClass::Recurring);
    assert_eq!(explained.recurrences.len(), 100);
    let evidence = &explained.recurrences[0];
    assert_eq!((evidence.place, evidence.items, evidence.days), (Place::Edge, 100, 28));
}

#[test]
fn a_statement_that_101_outlets_print_is_carried() {
    let page = |n: usize| {
        article(
            &format!("{n}"),
            &format!("Outlet {n}"),
            "2025-03-04",
            &format!("{STATEMENT}\n\n{}", story(n)),
        )
    };
    let pages: Vec<Document> = (0..101).map(page).collect();
    let explained = run(&pages, all_pairs(&pages, STATEMENT));
    assert_eq!(classes(&explained), [ReuseClass::Carried]);
    assert_eq!(explained.lineages[0].witness_count, 101);
}

#[test]
fn a_release_posted_four_times_by_one_source_is_carried() {
    let page =
        |n: usize| article(&format!("{n}"), "Estuary Ministry", &format!("2025-03-{:02}", n + 1), STATEMENT);
    let pages: Vec<Document> = (0..4).map(page).collect();
    assert_eq!(classes(&run(&pages, all_pairs(&pages, STATEMENT))), [ReuseClass::Carried]);
}

#[test]
fn a_statement_quoted_in_several_stories_of_one_week_is_carried() {
    let text = |n: usize| format!("{} {STATEMENT} {}", story(n), story(n + 100));
    let page = |n: usize| article(&format!("{n}"), "Harbor Post", &format!("2025-03-{:02}", n + 1), &text(n));
    let pages: Vec<Document> = (0..6).map(page).collect();
    assert_eq!(classes(&run(&pages, all_pairs(&pages, STATEMENT))), [ReuseClass::Carried]);
}

#[test]
fn a_description_that_a_source_repeats_over_months_is_furniture_inside_too() {
    let text = |n: usize| format!("{} {FOOTER} {}", story(n), story(n + 100));
    let page =
        |n: usize| article(&format!("{n}"), "Estuary Watch", &format!("2025-{:02}-05", n + 1), &text(n));
    let pages: Vec<Document> = (0..6).map(page).collect();
    let explained = run(&pages, all_pairs(&pages, FOOTER));
    assert_eq!(classes(&explained), [ReuseClass::Recurring]);
    assert_eq!(explained.recurrences[0].place, Place::Inside);
}

#[test]
fn the_footer_of_one_source_in_another_s_text_is_carried() {
    let text = |n: usize| format!("{}\n\n{FOOTER}", story(n));
    let mut pages: Vec<Document> = (0..5)
        .map(|n| article(&format!("{n}"), "Estuary Watch", &format!("2025-03-{:02}", n + 1), &text(n)))
        .collect();
    pages.push(article("copy", "Harbor Post", "2025-04-01", &text(50)));
    let copy = pages[5].id;
    let explained = run(&pages, all_pairs(&pages, FOOTER));
    let class_of = |found: &&Match| (found.a == copy || found.b == copy, found.class);
    let is_right = |found: &&Match| {
        matches!(class_of(found), (true, ReuseClass::Carried) | (false, ReuseClass::Recurring))
    };
    assert!(explained.matches.iter().all(|found| is_right(&found)));
}

#[test]
fn a_set_formula_is_furniture_in_any_corpus() {
    let formula = "Accept, Excellency, the assurances of my highest consideration.";
    let letter = |n: usize| {
        article(&format!("{n}"), &format!("State {n}"), "2025-03-04", &format!("{} {formula}", story(n)))
    };
    let letters: Vec<Document> = (0..2).map(letter).collect();
    assert_eq!(classes(&run(&letters, all_pairs(&letters, formula))), [ReuseClass::Recurring]);
}

const PHRASE: &str =
    "which gives grants to towns of fewer than five thousand people for work on wells and quays";

/// Stories of `sources` outlets, one every `days` days, each with the words in its middle.
fn stories_with(words: &str, count: usize, sources: usize, days: usize) -> Vec<Document> {
    let text = |n: usize| format!("{} {words} {}", story(n), story(n + 500));
    let date = |n: usize| format!("2025-{:02}-{:02}", n * days / 28 + 1, n * days % 28 + 1);
    let page = |n: usize| article(&format!("{n}"), &format!("Outlet {}", n % sources), &date(n), &text(n));
    (0..count).map(page).collect()
}

#[test]
fn a_phrase_of_several_sources_over_months_is_furniture() {
    let pages = stories_with(PHRASE, 6, 4, 21);
    let explained = run(&pages, all_pairs(&pages, PHRASE));
    assert_eq!(classes(&explained), [ReuseClass::Recurring]);
    let evidence = &explained.recurrences[0];
    assert_eq!((evidence.place, evidence.items, evidence.sources, evidence.days), (Place::Phrase, 6, 4, 6));
    let first = explained.recurrences.iter().filter_map(|row| row.first_seen).min();
    assert_eq!(first, throughline_model::TimeInterval::parse("2025-01-01"));
}

#[test]
fn the_same_words_in_a_burst_or_in_few_items_are_carried() {
    let burst = stories_with(PHRASE, 40, 20, 0);
    assert_eq!(classes(&run(&burst, all_pairs(&burst, PHRASE))), [ReuseClass::Carried]);
    let mut anniversary = stories_with(PHRASE, 7, 7, 1);
    anniversary.push(article(
        "late",
        "Outlet 9",
        "2025-12-01",
        &format!("{} {PHRASE} {}", story(900), story(901)),
    ));
    assert_eq!(classes(&run(&anniversary, all_pairs(&anniversary, PHRASE))), [ReuseClass::Carried]);
    let few = stories_with(PHRASE, 4, 4, 21);
    assert_eq!(classes(&run(&few, all_pairs(&few, PHRASE))), [ReuseClass::Carried]);
}

#[test]
fn a_long_passage_of_several_sources_over_months_is_carried() {
    let passage = format!("{PHRASE}, {STATEMENT} {FOOTER}");
    let pages = stories_with(&passage, 6, 4, 21);
    assert_eq!(classes(&run(&pages, all_pairs(&pages, &passage))), [ReuseClass::Carried]);
}

#[test]
fn an_address_in_two_letters_is_furniture_and_a_quoted_name_is_not() {
    let address =
        "The Honorable Ada Brook, Council of Stewards, 12 Mill Lane, Port Selen 2041, Dear Steward Brook";
    let letter = |n: usize| {
        article(
            &format!("{n}"),
            &format!("State {n}"),
            "2025-03-04",
            &format!("{} {address} {}", story(n), story(n + 9)),
        )
    };
    let letters: Vec<Document> = (0..2).map(letter).collect();
    let explained = run(&letters, all_pairs(&letters, address));
    assert_eq!(classes(&explained), [ReuseClass::Recurring]);
    let places: Vec<(Place, u32, u32)> =
        explained.recurrences.iter().map(|row| (row.place, row.items, row.sources)).collect();
    assert_eq!(places, [(Place::Name, 2, 2); 2]);
    let quoted =
        "Steward Ada Brook said that nobody in the whole estuary had seen so many herring in one spring";
    let page = |n: usize| {
        article(
            &format!("{n}"),
            &format!("Outlet {n}"),
            "2025-03-04",
            &format!("{} {quoted} {}", story(n), story(n + 9)),
        )
    };
    let pages: Vec<Document> = (0..2).map(page).collect();
    assert_eq!(classes(&run(&pages, all_pairs(&pages, quoted))), [ReuseClass::Carried]);
}
