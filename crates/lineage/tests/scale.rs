//! Time and memory of the explanation at the size of a large archive: 200,000 documents of about
//! 2,000 bytes and a million matches, among them one text with 1,000 witnesses, each matched with
//! each other. `cargo test --test scale -- --ignored --nocapture`, on Linux, prints both.

use std::time::Instant;
use throughline_lineage::{Heads, Reading, Settings};
use throughline_model::{
    CaptureId, Document, DocumentForm, DocumentId, ItemId, Match, MatchKind, ReuseClass, RunId, Source, Span,
    TimeInterval,
};

const DOCUMENTS: usize = 200_000;
const MATCHES: usize = 1_000_000;
const WITNESSES_OF_THE_LARGEST: usize = 1_000;

/// A document of its own, in plain ASCII or in Cyrillic, of one of 500 sources.
fn document(number: usize) -> Document {
    let sentence = if number.is_multiple_of(4) {
        "Совет решил открыть шлюз на время лова сельди. «Так и будет», сказал министр. "
    } else {
        "The council decided to open the sluice for the herring run. \"So be it,\" the minister said. "
    };
    let source = format!("Outlet number {}", number % 500);
    let day = number / 7 % 28 + 1;
    let month = number / 211 % 12 + 1;
    let empty = String::new;
    Document {
        id: DocumentId::derive(&[]),
        capture_id: CaptureId::derive(&[]),
        item_id: ItemId::derive(&[]),
        external_id: format!("document {number}"),
        form: DocumentForm::Record,
        url: format!("https://outlet{}.example/{number}", number % 500),
        source_id: Some(Source::id_of(&source)),
        source_name: source,
        title: format!("Title {number}"),
        byline: empty(),
        lang: "en".into(),
        text: sentence.repeat(2_000 / sentence.len()),
        margin: if number.is_multiple_of(10) { "Source: Xinhua".into() } else { empty() },
        published: TimeInterval::parse(&format!("2025-{month:02}-{day:02}")),
        dates: vec![],
        declared_type: String::new(),
        passages: vec![],
        links: vec![],
        extra: empty(),
    }
    .with_ids()
}

/// A small generator: the numbers of a run are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn matches(ids: &[DocumentId]) -> Vec<Match> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut pairs = Vec::with_capacity(MATCHES);
    for first in 0..WITNESSES_OF_THE_LARGEST {
        pairs.extend((first + 1..WITNESSES_OF_THE_LARGEST).map(|second| (first, second)));
    }
    while pairs.len() < MATCHES {
        // A story of up to twelve outlets, or a footer of one outlet.
        let (first, step) = (numbers.below(DOCUMENTS), if numbers.below(2) == 0 { 1 } else { 500 });
        let witnesses = 2 + numbers.below(10);
        for position in 0..witnesses {
            let others =
                (position + 1..witnesses).map(|other| (first + position * step, first + other * step));
            pairs.extend(others.filter(|(_, other)| *other < DOCUMENTS));
        }
    }
    pairs.truncate(MATCHES);
    let found = pairs.into_iter().map(|(first, second)| {
        let (a, b) =
            if ids[first] < ids[second] { (ids[first], ids[second]) } else { (ids[second], ids[first]) };
        let begin = (first / 500 % 5) * 260;
        let span = Span::new(begin, begin + 160);
        Match {
            id: Match::id_of(a, span, b, span),
            a,
            b,
            a_span: span,
            b_span: span,
            score: 1.0,
            kind: MatchKind::Verbatim,
            class: ReuseClass::Carried,
            operations: vec![],
            run_id: RunId::derive(&[]),
        }
    });
    found.collect()
}

/// Most memory this process has held and holds now, in MiB.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    (of("VmHWM:"), of("VmRSS:"))
}

#[test]
#[ignore = "takes a minute and a gigabyte"]
fn a_million_matches() {
    let batches =
        || (0..DOCUMENTS).step_by(8_192).map(|first| (first..DOCUMENTS.min(first + 8_192)).map(document));
    let ids: Vec<DocumentId> = batches().flatten().map(|document| document.id).collect();
    let matches = matches(&ids);
    println!("matches: {} MiB", memory().1);
    let begun = Instant::now();
    let mut heads = Heads::default();
    batches().for_each(|batch| heads.add(&batch.collect::<Vec<_>>()));
    println!("heads after {:.1} s: {} MiB", begun.elapsed().as_secs_f64(), memory().1);
    let mut reading = Reading::new(heads, &[], matches.iter().flat_map(|found| [found.a, found.b]));
    batches().for_each(|batch| reading.read(&batch.collect::<Vec<_>>()));
    println!("texts after {:.1} s: {} MiB", begun.elapsed().as_secs_f64(), memory().1);
    let explained = reading.explain(matches, &Settings::default(), RunId::derive(&[]));
    let most = explained.lineages.iter().map(|lineage| lineage.witness_count).max();
    println!(
        "explained after {:.1} s, at most {} MiB: {} carries, {} lineages (the largest with {} witnesses), {} witnesses, {} recurrences",
        begun.elapsed().as_secs_f64(),
        memory().0,
        explained.carries.len(),
        explained.lineages.len(),
        most.unwrap_or(0),
        explained.witnesses.len(),
        explained.recurrences.len(),
    );
}
