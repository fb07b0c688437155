//! Furniture against findings.

use crate::sample::{article, matched, shared};
use crate::{Explanation, Settings, explain};
use throughline_model::{
    Document, DocumentId, EditKind, EditOperation, Match, MatchKind, Place, ReuseClass, RunId, Span,
};

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

/// Two stories of two sources, each with some of these words in its middle, `replaced` in the second
/// and kept around it; and the match of what the stories have there.
fn announced(before: &str, replaced: [&str; 2], after: &str) -> (Vec<Document>, Vec<Match>) {
    let words = replaced.map(|middle| format!("{before}{middle}{after}"));
    let page = |n: usize| {
        let text = format!("{} {} {}", story(n), words[n], story(n + 500));
        article(&format!("{n}"), &format!("Outlet {n}"), &format!("2025-03-{:02}", 4 + n), &text)
    };
    let mut pages = vec![page(0), page(1)];
    let at = |page: &Document, words: &str| {
        let begin = page.text.find(words).unwrap();
        Span::new(begin, begin + words.len())
    };
    let mut found = matched(&pages[0], &pages[1], at(&pages[0], &words[0]), at(&pages[1], &words[1]));
    found.operations = [
        (EditKind::Kept, before.len(), before.len()),
        (EditKind::Replaced, replaced[0].len(), replaced[1].len()),
        (EditKind::Kept, after.len(), after.len()),
    ]
    .map(|(kind, a, b)| EditOperation::plain(kind, a as u32, b as u32))
    .into();
    found.kind = MatchKind::Edited;
    if pages[1].id < pages[0].id {
        pages.reverse();
        found = Match {
            a: found.b,
            b: found.a,
            a_span: found.b_span,
            b_span: found.a_span,
            operations: found.operations.into_iter().map(EditOperation::turned).collect(),
            ..found
        };
        found.id = Match::id_of(found.a, found.a_span, found.b, found.b_span);
    }
    (pages, vec![found])
}

#[test]
fn names_and_common_words_of_two_sources_are_furniture() {
    let (pages, matches) = announced(
        "Stewards Ada Brook and Cole Marsh today said that the Council has given ",
        ["money for a new school", "10,500 to the people of our town"],
        " as part of its work for the year 2025",
    );
    let explained = run(&pages, matches);
    assert_eq!(classes(&explained), [ReuseClass::Recurring]);
    let places: Vec<Place> = explained.recurrences.iter().map(|row| row.place).collect();
    assert_eq!(places, [Place::Common; 2]);
}

#[test]
fn words_that_an_author_chose_are_carried_even_if_few() {
    let (pages, matches) = announced(
        "herring gulls squabble over every crate that weary crews ",
        ["haul", "drag"],
        " ashore before breakfast",
    );
    assert_eq!(classes(&run(&pages, matches)), [ReuseClass::Carried]);
}

#[test]
fn common_words_are_carried_with_what_says_more() {
    let says_little = "he said that we have to do more for the people who live and work here";
    let text =
        |n: usize| format!("{} {says_little} {} {STATEMENT} {}", story(n), story(n + 9), story(n + 99));
    let page = |n: usize| article(&format!("{n}"), &format!("Outlet {n}"), "2025-03-04", &text(n));
    let pages: Vec<Document> = (0..2).map(page).collect();
    let of = |words: &str| shared(&pages[0], &pages[1], words);
    assert_eq!(classes(&run(&pages, vec![of(says_little)])), [ReuseClass::Recurring]);
    assert_eq!(classes(&run(&pages, vec![of(says_little), of(STATEMENT)])), [ReuseClass::Carried]);
}

#[test]
fn common_words_that_are_most_of_a_text_or_of_one_source_or_quoted_are_carried() {
    let says_little = "he said that we have to do more for the people who live and work here";
    let page = |source: &str, text: String| article(source, source, "2025-03-04", &text);
    let whole = [page("Harbor Post", says_little.into()), page("Estuary Watch", story(1) + says_little)];
    assert_eq!(classes(&run(&whole, all_pairs(&whole, says_little))), [ReuseClass::Carried]);
    let of_one = |n: usize| {
        article(
            &format!("{n}"),
            "Harbor Post",
            "2025-03-04",
            &format!("{} {says_little} {}", story(n), story(n + 9)),
        )
    };
    let pages = [of_one(0), of_one(1)];
    assert_eq!(classes(&run(&pages, all_pairs(&pages, says_little))), [ReuseClass::Carried]);
    let quoted = |n: usize| {
        let text = format!("{} “{says_little}” {}", story(n), story(n + 9));
        article(&format!("{n}"), &format!("Outlet {n}"), "2025-03-04", &text)
    };
    let pages = [quoted(0), quoted(1)];
    assert_eq!(classes(&run(&pages, all_pairs(&pages, says_little))), [ReuseClass::Carried]);
}

#[test]
fn a_form_that_two_sources_repeat_at_the_end_is_furniture() {
    let pages =
        |items: usize, date: &dyn Fn(usize) -> String, text: &dyn Fn(usize) -> String| -> Vec<Document> {
            let page = |n: usize| article(&format!("{n}"), &format!("Office {}", n % 2), &date(n), &text(n));
            (0..2 * items).map(page).collect()
        };
    let one_day = |_: usize| "2025-03-04".to_owned();
    let at_the_end = |n: usize| format!("{}\n\n{STATEMENT}", story(n));
    let in_the_middle = |n: usize| format!("{} {STATEMENT} {}", story(n), story(n + 100));
    let fortnightly = |n: usize| format!("2025-{:02}-{:02}", n / 2 + 1, n % 2 + 1);
    let between = |pages: &[Document]| {
        let explained = run(pages, all_pairs(pages, STATEMENT));
        let source = |id: DocumentId| pages.iter().find(|page| page.id == id).unwrap().source_id;
        let of_two = explained.matches.iter().filter(|found| source(found.a) != source(found.b));
        let mut classes: Vec<ReuseClass> = of_two.map(|found| found.class).collect();
        classes.dedup();
        classes
    };
    assert_eq!(between(&pages(4, &one_day, &at_the_end)), [ReuseClass::Recurring]);
    assert_eq!(between(&pages(3, &one_day, &at_the_end)), [ReuseClass::Carried]);
    assert_eq!(between(&pages(4, &one_day, &in_the_middle)), [ReuseClass::Carried]);
    assert_eq!(between(&pages(4, &fortnightly, &in_the_middle)), [ReuseClass::Recurring]);
}

#[test]
fn what_two_sources_fill_into_openings_that_each_repeats_is_furniture() {
    const NAMES: &str = "Port Selen, Upper Velmar, Lower Velmar, Saint Oda, New Harrow and Old Harrow";
    let opening = |n: usize| match n % 2 {
        0 => "Weary crews haul crates ashore while herring gulls squabble over the quays of",
        _ => "Weary crews haul crates ashore while herring gulls squabble over the towns of",
    };
    let page = |n: usize| {
        let text = format!("{} {NAMES} {}", opening(n), story(n));
        article(&format!("{n}"), &format!("Office {}", n % 2), &format!("2025-03-{:02}", n + 1), &text)
    };
    let between = |items: usize| {
        let pages: Vec<Document> = (0..items).map(page).collect();
        let pairs = || (0..items).flat_map(|n| (n + 1..items).map(move |other| (n, other)));
        let matches = pairs()
            .map(|(n, other)| {
                let (first, second) = if pages[n].id < pages[other].id { (n, other) } else { (other, n) };
                let shared = opening(n).len() + if n % 2 == other % 2 { 0 } else { 1 + NAMES.len() };
                matched(&pages[first], &pages[second], Span::new(0, shared), Span::new(0, shared))
            })
            .collect();
        let explained = run(&pages, matches);
        let source = |id: DocumentId| pages.iter().find(|page| page.id == id).unwrap().source_id;
        let of_two = explained.matches.iter().filter(|found| source(found.a) != source(found.b));
        let mut classes: Vec<ReuseClass> = of_two.map(|found| found.class).collect();
        classes.dedup();
        classes
    };
    assert_eq!(between(6), [ReuseClass::Recurring]);
    assert_eq!(between(2), [ReuseClass::Carried]);
}
