//! Furniture against findings.

use crate::sample::{article, shared};
use crate::{Explanation, Place, Settings, explain};
use throughline_model::{Document, Match, ReuseClass, RunId};

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

fn run(documents: &[Document], matches: Vec<Match>) -> Explanation {
    explain(documents, &[], matches, &Settings::default(), RunId::derive(&[]))
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
