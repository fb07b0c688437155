//! Properties of the whole explanation over random corpora.

use crate::sample::{article, matched};
use crate::{Explanation, Heads, KnownSources, Reading, Settings, credits, explain};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use throughline_model::{Document, LineageId, Match, ReuseClass, RunId, Span};

const SOURCES: [&str; 5] = ["Ministry", "River Agency", "Post", "Xinhua", ""];
const MARGINS: [&str; 5] =
    ["", "Source: Post", "来源：新华社", "Original title: Sluice", "Source: Nobody Known"];

/// A corpus of up to nine documents with up to thirty matches at random places.
fn corpus() -> impl Strategy<Value = (Vec<Document>, Vec<Match>)> {
    let document = (0usize..5, 1u8..20, 0usize..5, 40usize..900);
    let found = (0usize..9, 0usize..9, 0.0f64..1.0, 0.0f64..1.0, 4usize..400);
    (prop::collection::vec(document, 2..9), prop::collection::vec(found, 0..30)).prop_map(
        |(documents, found)| {
            let build = |(position, (source, day, margin, length)): (usize, (usize, u8, usize, usize))| {
                let text: String =
                    "abcdefghi “quoted” xyz. ".chars().cycle().filter(char::is_ascii).take(length).collect();
                let margin = MARGINS[margin].to_owned();
                Document {
                    margin,
                    ..article(&position.to_string(), SOURCES[source], &format!("2025-03-{day:02}"), &text)
                }
                .with_ids()
            };
            let documents: Vec<Document> = documents.into_iter().enumerate().map(build).collect();
            let place = |document: &Document, at: f64, length: usize| {
                let length = length.min(document.text.len());
                let begin = ((document.text.len() - length) as f64 * at) as usize;
                Span::new(begin, begin + length)
            };
            let matches = found
                .into_iter()
                .filter_map(|(first, second, first_at, second_at, length)| {
                    let (first, second) = (documents.get(first)?, documents.get(second)?);
                    let (a, b) = if first.id < second.id { (first, second) } else { (second, first) };
                    (a.id != b.id)
                        .then(|| matched(a, b, place(a, first_at, length), place(b, second_at, length)))
                })
                .collect();
            (documents, matches)
        },
    )
}

fn run(documents: &[Document], matches: Vec<Match>) -> Explanation {
    explain(documents, &[], matches, &Settings::default(), RunId::derive(&[b"run"]))
}

proptest! {
    #[test]
    fn input_order_and_threads_change_nothing((documents, matches) in corpus(), turn in 0usize..30) {
        let expected = run(&documents, matches.clone());
        let (mut turned_documents, mut turned_matches) = (documents, matches);
        turned_documents.reverse();
        turned_matches.reverse();
        let middle = turn.min(turned_matches.len());
        turned_matches.rotate_left(middle);
        prop_assert_eq!(&run(&turned_documents, turned_matches.clone()), &expected);
        let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool of one thread");
        prop_assert_eq!(&one_thread.install(|| run(&turned_documents, turned_matches)), &expected);
    }

    #[test]
    fn batches_change_nothing((documents, matches) in corpus(), size in 1usize..5, turn in 0usize..9) {
        let expected = run(&documents, matches.clone());
        let mut heads = Heads::default();
        let bare = |document: &Document| Document { text: String::new(), margin: String::new(), ..document.clone() };
        let heads_of: Vec<Document> = documents.iter().map(bare).collect();
        heads_of.chunks(size).for_each(|batch| heads.add(batch));
        let matched: Vec<_> = matches.iter().flat_map(|found| [found.b, found.a]).collect();
        let mut reading = Reading::new(heads, &[], matched);
        let mut turned = documents;
        let middle = turn.min(turned.len());
        turned.rotate_left(middle);
        turned.reverse();
        turned.chunks(size).for_each(|batch| reading.read(batch));
        prop_assert_eq!(reading.explain(matches, &Settings::default(), RunId::derive(&[b"run"])), expected);
    }

    #[test]
    fn every_match_between_items_belongs_to_one_lineage((documents, matches) in corpus()) {
        let explained = run(&documents, matches);
        let class_of: BTreeMap<LineageId, ReuseClass> = explained.lineages.iter().map(|lineage| (lineage.id, lineage.class)).collect();
        prop_assert_eq!(class_of.len(), explained.lineages.len(), "lineage ids repeat");
        for found in &explained.matches {
            let holders = |document| -> BTreeSet<LineageId> {
                let of_document = explained.witnesses.iter().filter(|witness| witness.document_id == document);
                of_document.map(|witness| witness.lineage_id).filter(|id| class_of[id] == found.class).collect()
            };
            prop_assert!(holders(found.a).intersection(&holders(found.b)).next().is_some());
        }
    }

    #[test]
    fn lineages_are_consistent((documents, matches) in corpus()) {
        let explained = run(&documents, matches);
        for lineage in &explained.lineages {
            let rows: Vec<_> = explained.witnesses.iter().filter(|witness| witness.lineage_id == lineage.id).collect();
            prop_assert_eq!(rows.len(), lineage.witness_count as usize);
            prop_assert!(rows.len() >= 2);
            prop_assert!(rows.iter().enumerate().all(|(rank, row)| row.rank as usize == rank));
            prop_assert!(rows.iter().all(|row| (0.0..=1.0).contains(&row.coverage)));
            prop_assert!(lineage.origin.is_none_or(|origin| origin == rows[0].document_id));
            let distinct: BTreeSet<_> = rows.iter().map(|row| row.document_id).collect();
            prop_assert_eq!(distinct.len(), rows.len());
            for row in &rows {
                let document = documents.iter().find(|document| document.id == row.document_id).expect("a witness is a document");
                prop_assert!(document.text.get(row.span.range()).is_some_and(|passage| !passage.is_empty()));
                let earlier = |from| rows[..row.rank as usize].iter().any(|other| other.document_id == from);
                prop_assert!(row.carried_from.is_none_or(earlier));
            }
        }
    }

    #[test]
    fn carries_are_consistent((documents, matches) in corpus()) {
        let explained = run(&documents, matches);
        for carry in &explained.carries {
            prop_assert!((0.0..=1.0).contains(&carry.origin_coverage) && (0.0..=1.0).contains(&carry.carrier_share));
            let carrier = documents.iter().find(|document| document.id == carry.carrier).expect("a carrier is a document");
            if let Some(credit) = &carry.credit_evidence {
                prop_assert!(carrier.slice(credit.field, credit.span).is_some_and(|words| words.contains(&credit.name)));
            }
            prop_assert!(carry.match_count > 0);
        }
    }

    #[test]
    fn credit_spans_can_be_sliced_from_any_text(text in any_text(), byline in any_text(), margin in any_text()) {
        let document = Document { text, byline, margin, ..crate::sample::document("any") };
        for credit in credits(&document, &KnownSources::new(&[])) {
            let words = document.slice(credit.field, credit.span);
            prop_assert!(words.is_some_and(|words| words.contains(&credit.name) && !words.is_empty()), "{:?}", credit);
        }
    }
}

/// Texts made of the pieces that credits are made of, in any order, and of anything else.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = [
        "BEIJING, ",
        "June 2 ",
        "(Xinhua) ",
        "— ",
        "/ТАСС/ ",
        "新华社",
        "北京6月2日电",
        "（",
        "）",
        "【",
        "】",
        "来源：",
        "Source: ",
        "Original title: ",
        "\n",
        "\n\n",
        " for ",
        "By ",
        "AFP",
        " with ",
        "Return to ",
        "Sohu",
        " to see more",
        "Enditem",
        "© ",
        "\"",
        "“",
        "」",
        "返回",
        "，查看更多",
        "记者",
        " - ",
        ". ",
        "é",
        "İ",
        "\u{200b}",
        "ﬁ",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..14)
            .prop_map(|pieces| pieces.concat()),
        "\\PC{0,80}",
    ]
}
