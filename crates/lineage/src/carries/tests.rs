//! One test for each row of the credit table, and for kinds and shares.

use crate::sample::{article, matched, shared};
use crate::{Explanation, Settings, explain};
use throughline_model::{
    Carry, CarryKind, CreditStatus, Document, EditKind, EditOperation, Match, MatchKind, Order,
    OrderEvidence, ReuseClass, RunId, Source, Span, TextField, TimeInterval,
};

const WORDS: &str =
    "The Council of Stewards has decided to reopen the sluice for the length of the herring run";

fn run(documents: &[Document], matches: Vec<Match>) -> Explanation {
    explain(documents, &[], matches, &Settings::default(), RunId::derive(&[b"run"]))
}

/// The carry between the first two documents; all documents share [`WORDS`].
fn carry(documents: &[Document]) -> Carry {
    let mut matches = Vec::new();
    for (position, first) in documents.iter().enumerate() {
        let others = documents[position + 1..].iter().filter(|other| other.text.contains(WORDS));
        matches
            .extend(others.filter(|_| first.text.contains(WORDS)).map(|second| shared(first, second, WORDS)));
    }
    let explained = run(documents, matches);
    let pair = [documents[0].id, documents[1].id];
    explained
        .carries
        .into_iter()
        .find(|carry| pair.contains(&carry.origin) && pair.contains(&carry.carrier))
        .unwrap()
}

fn origin() -> Document {
    article("origin", "Estuary Ministry", "2025-03-01", &format!("{WORDS}. So says the minister."))
}

fn carrier(margin: &str) -> Document {
    let text = format!("It was a cold day in town. {WORDS}. People were glad.");
    Document { margin: margin.into(), ..article("carrier", "Harbor Post", "2025-03-09", &text) }.with_ids()
}

#[test]
fn row_1_the_same_source_needs_no_credit() {
    let again = article("again", "Estuary Ministry", "2025-03-09", &format!("Once more: {WORDS}."));
    let found = carry(&[origin(), again]);
    assert_eq!((found.credit, found.credit_evidence), (CreditStatus::Credited, None));
}

#[test]
fn row_2_naming_the_origin_s_source_is_credit() {
    let document = carrier("Source: Estuary Ministry");
    let found = carry(&[origin(), document.clone()]);
    assert_eq!(found.credit, CreditStatus::Credited);
    let evidence = found.credit_evidence.unwrap();
    assert_eq!(document.slice(TextField::Margin, evidence.span), Some("Source: Estuary Ministry"));
    let undated = Document { published: None, ..document };
    assert_eq!(
        carry(&[origin(), undated]).credit,
        CreditStatus::Credited,
        "the credit itself tells, without an order"
    );
}

#[test]
fn row_3_naming_the_origin_s_own_source_is_credit() {
    let agency_copy = Document { margin: "Source: Xinhua".into(), ..origin() }.with_ids();
    assert_eq!(carry(&[agency_copy, carrier("来源：新华社")]).credit, CreditStatus::Credited);
}

#[test]
fn row_4_without_an_order_nobody_owes_credit() {
    let same_day = Document { published: TimeInterval::parse("2025-03-01"), ..carrier("") };
    let found = carry(&[origin(), same_day]);
    assert_eq!((found.order, found.credit), (Order::Undecided, CreditStatus::Undecided));
}

#[test]
fn row_5_naming_nobody_is_uncredited() {
    assert_eq!(carry(&[origin(), carrier("")]).credit, CreditStatus::Uncredited);
    let copy = carry(&[origin(), carrier("Original title: Sluice to reopen")]);
    assert_eq!(copy.credit, CreditStatus::Uncredited);
    assert_eq!(copy.credit_evidence.unwrap().cue, "original-title");
}

#[test]
fn row_6_naming_an_earlier_carrier_is_credit() {
    let between = article("between", "River Wire", "2025-03-05", &format!("Reported: {WORDS}."));
    assert_eq!(carry(&[origin(), carrier("Source: River Wire"), between]).credit, CreditStatus::Credited);
}

#[test]
fn row_7_naming_a_carrier_that_may_be_earlier_is_undecided() {
    let same_day = article("between", "River Wire", "2025-03-09", &format!("Reported: {WORDS}."));
    assert_eq!(carry(&[origin(), carrier("Source: River Wire"), same_day]).credit, CreditStatus::Undecided);
}

#[test]
fn row_8_naming_somebody_the_archive_does_not_hold_is_undecided() {
    assert_eq!(carry(&[origin(), carrier("Source: Reuters")]).credit, CreditStatus::Undecided);
    assert_eq!(carry(&[origin(), carrier("Source: The Lamplighter")]).credit, CreditStatus::Undecided);
}

#[test]
fn row_9_naming_a_source_that_never_had_the_text_is_misattribution() {
    let other_story =
        article("other", "River Wire", "2025-03-02", "Pears were late this year, growers said.");
    let found = carry(&[origin(), carrier("Source: River Wire"), other_story]);
    assert_eq!(found.credit, CreditStatus::Misattributed);
    assert_eq!(found.credit_evidence.unwrap().name, "River Wire");
    let later = article("later", "River Wire", "2025-03-20", &format!("Reported: {WORDS}."));
    assert_eq!(carry(&[origin(), carrier("Source: River Wire"), later]).credit, CreditStatus::Misattributed);
}

#[test]
fn an_edition_in_another_script_on_the_same_host_is_the_same_source() {
    let english = Document { url: "https://mfa.example/en/1".into(), ..origin() }.with_ids();
    let chinese = Document {
        url: "https://mfa.example/zh/1".into(),
        ..article("zh", "河口外交部", "2025-03-01", "另一篇文章。")
    }
    .with_ids();
    assert_eq!(carry(&[english, carrier("来源：河口外交部"), chinese]).credit, CreditStatus::Credited);
}

#[test]
fn shares_are_by_bytes_and_overlaps_count_once() {
    let (first, second) = (origin(), carrier(""));
    let (whole, part) = (shared(&first, &second, WORDS), shared(&first, &second, &WORDS[..40]));
    let found = run(&[first.clone(), second.clone()], vec![whole, part]).carries.remove(0);
    assert_eq!((found.origin, found.carrier, found.order), (first.id, second.id, Order::Before));
    assert_eq!(found.matched_bytes, WORDS.len() as u64);
    assert_eq!(found.match_count, 2);
    assert!((found.origin_coverage - WORDS.len() as f64 / first.text.len() as f64).abs() < 1e-12);
    assert!((found.carrier_share - WORDS.len() as f64 / second.text.len() as f64).abs() < 1e-12);
    assert_eq!((found.kind, found.class), (CarryKind::Verbatim, ReuseClass::Carried));
}

#[test]
fn a_passage_in_quotation_marks_is_quoted_unless_the_whole_text_was() {
    let text = format!(
        "The minister spoke for long. “{WORDS},” he said, and then he left for the coast in a small boat."
    );
    let quoting = article("quoting", "Harbor Post", "2025-03-09", &text);
    assert_eq!(carry(&[origin(), quoting]).kind, CarryKind::Quoted);
    let transcript = article("transcript", "Estuary Ministry", "2025-03-01", &format!("“{WORDS}”"));
    let reprint = article("reprint", "Harbor Post", "2025-03-09", &format!("“{WORDS}”"));
    assert_eq!(carry(&[transcript, reprint]).kind, CarryKind::Verbatim);
}

/// The ministry's words in another language, and the match between both.
fn translation() -> (Document, Match) {
    const RENDERED: &str = "守护者理事会决定在鲱鱼汛期内重新开放水闸";
    let text = format!("城里很冷。{RENDERED}。人们很高兴。");
    let paper = Document { lang: "zh".into(), ..article("zh", "河口晚报", "2025-03-09", &text) }.with_ids();
    let ministry = origin();
    let span = |document: &Document, words: &str| {
        let begin = document.text.find(words).unwrap();
        Span::new(begin, begin + words.len())
    };
    let (ours, theirs) = (span(&ministry, WORDS), span(&paper, RENDERED));
    let mut found = if ministry.id < paper.id {
        matched(&ministry, &paper, ours, theirs)
    } else {
        matched(&paper, &ministry, theirs, ours)
    };
    found.kind = MatchKind::Translated;
    found.score = 0.93;
    let bytes = [found.a_span, found.b_span].map(|span| span.len() as u32);
    found.operations = vec![EditOperation::plain(EditKind::Rendered, bytes[0], bytes[1])];
    (paper, found)
}

#[test]
fn a_passage_in_another_language_is_translated() {
    let (paper, found) = translation();
    let explained = run(&[origin(), paper.clone()], vec![found]);
    let [carry] = explained.carries.as_slice() else { panic!("{:?}", explained.carries) };
    assert_eq!((carry.kind, carry.class), (CarryKind::Translated, ReuseClass::Carried));
    assert_eq!((carry.carrier, carry.order), (paper.id, Order::Before));
    assert_eq!(carry.credit, CreditStatus::Uncredited);
    assert!((0.5..0.8).contains(&carry.carrier_share), "{}", carry.carrier_share);
    let [lineage] = explained.lineages.as_slice() else { panic!("{:?}", explained.lineages) };
    assert_eq!((lineage.languages.as_str(), lineage.origin), ("en zh", Some(origin().id)));
    let kinds: Vec<CarryKind> = explained.witnesses.iter().map(|witness| witness.kind).collect();
    assert_eq!(kinds, [CarryKind::Verbatim, CarryKind::Translated]);
}

#[test]
fn two_translations_and_their_copies_are_one_text() {
    let (paper, found) = translation();
    let reprint = article("reprint", "Harbor Post", "2025-03-04", &format!("Read: {WORDS}. It ends."));
    let matches = vec![found, shared(&origin(), &reprint, WORDS)];
    let explained = run(&[origin(), paper, reprint], matches);
    assert_eq!(explained.lineages.iter().map(|lineage| lineage.witness_count).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_copy_in_words_is_not_taken_for_a_translation() {
    let (paper, found) = translation();
    let reprint = article("reprint", "Harbor Post", "2025-03-12", &format!("Read: {WORDS}. It ends."));
    let rendered = |words: &str| paper.text.find(words).unwrap();
    let own = Span::new(6, 6 + WORDS.len());
    let begin = rendered("守护者");
    let theirs = Span::new(begin, begin + "守护者理事会决定在鲱鱼汛期内重新开放水闸".len());
    let mut from_paper = if reprint.id < paper.id {
        matched(&reprint, &paper, own, theirs)
    } else {
        matched(&paper, &reprint, theirs, own)
    };
    from_paper.kind = MatchKind::Translated;
    let matches = vec![found, shared(&origin(), &reprint, WORDS), from_paper];
    let explained = run(&[origin(), paper, reprint.clone()], matches);
    let witness = explained.witnesses.iter().find(|witness| witness.document_id == reprint.id).unwrap();
    assert_eq!((witness.carried_from, witness.kind), (Some(origin().id), CarryKind::Verbatim));
}

#[test]
fn two_versions_of_one_item_are_no_carry() {
    let first = Document { url: "https://a.example/1".into(), ..origin() }.with_ids();
    let second = Document { url: "https://a.example/1".into(), ..carrier("") }.with_ids();
    let found = shared(&first, &second, WORDS);
    let explained = run(&[first, second], vec![found]);
    assert_eq!((explained.matches.len(), explained.carries.len(), explained.lineages.len()), (1, 0, 0));
}

#[test]
fn sources_given_and_sources_named_are_the_same() {
    let registry = [Source { kind: "agency".into(), ..Source::named("Estuary News Agency") }];
    let first = article("origin", "Estuary News Agency", "2025-03-01", WORDS);
    let second = carrier("Source: ENA");
    let found = shared(&first, &second, WORDS);
    let explained =
        explain(&[first, second], &registry, vec![found], &Settings::default(), RunId::derive(&[]));
    assert_eq!(explained.carries[0].credit, CreditStatus::Credited);
    assert!(explained.lineages[0].agency_copy);
    assert_eq!(explained.lineages[0].credited_origin, "Estuary News Agency");
}

#[test]
fn a_credit_decides_the_order_where_dates_leave_it_open() {
    let ministry = origin();
    let paper = |margin: &str| Document { published: ministry.published, ..carrier(margin) };
    let dated = carry(&[ministry.clone(), carrier("Source: Estuary Ministry")]);
    assert_eq!(dated.order_evidence, Some(OrderEvidence::Dates));

    let credited = carry(&[ministry.clone(), paper("Source: Estuary Ministry")]);
    assert_eq!((credited.order, credited.order_evidence), (Order::Before, Some(OrderEvidence::Credit)));
    assert_eq!(credited.origin, ministry.id);

    let silent = carry(&[ministry.clone(), paper("")]);
    assert_eq!((silent.order, silent.order_evidence), (Order::Undecided, None));
}

#[test]
fn a_credit_does_not_make_a_later_page_the_origin() {
    // The paper's bare day overlaps the ministry's minute, but lies mostly before it.
    let paper =
        Document { published: TimeInterval::parse("2025-03-05"), ..carrier("Source: Estuary Ministry") };
    let remarks = Document { published: TimeInterval::parse("2025-03-06T03:00:00Z"), ..origin() };
    assert_eq!(carry(&[remarks, paper]).order, Order::Undecided);
}
