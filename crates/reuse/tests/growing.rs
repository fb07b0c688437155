//! An index that grows gives the matches that an index built at once gives: in any order of
//! arrival, spread over segments in any way, with copies and re-dated texts, on any number of
//! threads.

#![expect(clippy::unwrap_used, reason = "a test")]

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use throughline_reuse::{Common, Content, Index, Segment, SegmentBuilder, Settings, TextAbout, TextMatch};

/// Settings under which generated texts share seeds that are soon common.
fn eager() -> Settings {
    Settings {
        max_seed_texts: 3,
        seed_neighbors: 2,
        max_long_seed_texts: 3,
        long_seed_neighbors: 2,
        max_family_texts: 2,
        family_neighbors: 1,
        min_run_weight: 20,
        min_evidence: 24,
        min_kept_weight: 30,
        min_kept_weight_near: 20,
        min_score: 16,
        ..Settings::default()
    }
}

/// A document: its text, its family and when it was published.
#[derive(Debug, Clone)]
struct Document {
    text: String,
    about: TextAbout,
}

/// A passage's number, words put into it, and where.
type Piece = (usize, Vec<&'static str>, usize);

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let word = prop::sample::select(
        "peace development nations cooperation president reform tariff harbor railway statement ministry \
         embassy friendship sovereignty climate orbit vaccine the of and a in 和 平 发 展 合 作"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    let passages = prop::collection::vec(prop::collection::vec(word.clone(), 12..30), 1..4);
    let pieces = prop::collection::vec((0_usize..4, prop::collection::vec(word, 0..5), 0_usize..30), 1..3);
    let document = (pieces, 0_u32..4, prop::option::of(0_i64..9));
    (passages, prop::collection::vec(document, 4..24)).prop_map(|(passages, documents)| {
        let document = |(pieces, family, date): (Vec<Piece>, u32, Option<i64>)| {
            let mut words: Vec<&str> = Vec::new();
            for (passage, extra, at) in pieces {
                let mut piece = passages[passage % passages.len()].clone();
                let at = at % piece.len();
                piece.splice(at..at, extra);
                words.extend(piece);
            }
            let mut about = TextAbout::of_family(family);
            if let Some(date) = date {
                (about.earliest, about.latest) = (date, date);
            }
            Document { text: words.join(" "), about }
        };
        documents.into_iter().map(document).collect()
    })
}

/// Everything an index of documents needs, as it grows.
#[derive(Default)]
struct Grown {
    segments: Vec<Segment>,
    about: BTreeMap<Content, TextAbout>,
    common: Common,
    matches: Vec<TextMatch>,
}

impl Grown {
    fn add(&mut self, documents: &[Document], settings: &Settings) {
        let before = self.about.clone();
        let mut builder = SegmentBuilder::default();
        for document in documents {
            let content = Content::of(&document.text);
            let entry = self.about.entry(content);
            entry.and_modify(|about| *about = about.and(document.about)).or_insert(document.about);
            if !before.contains_key(&content) {
                builder.add(&document.text);
            }
        }
        self.segments.push(Segment::open(Arc::new(builder.finish(settings)), settings).unwrap());
        let about = |content: Content| self.about[&content];
        let common = Common::count(&self.segments, &about, settings);
        let common = Common::decode(&common.encode()).unwrap();
        let index = Index::new(self.segments.clone(), &about, common.clone(), settings);
        let is_fresh = |content: Content| before.get(&content) != self.about.get(&content);
        let old: Vec<TextMatch> =
            self.matches.drain(..).filter(|found| !is_fresh(found.a) && !is_fresh(found.b)).collect();
        let pairs: Vec<(Content, Content)> = old.iter().map(|found| (found.a, found.b)).collect();
        let still = index.still_candidates(&pairs, &self.common);
        self.matches.extend(old.into_iter().zip(still).filter_map(|(found, still)| still.then_some(found)));
        let fresh = index.fresh(&is_fresh);
        for block in index.blocks(&fresh) {
            self.matches.extend(index.compare(&block, &fresh));
        }
        self.common = common;
    }

    fn sorted(&self) -> Vec<String> {
        let rows: BTreeSet<String> = self.matches.iter().map(|found| format!("{found:?}")).collect();
        assert_eq!(rows.len(), self.matches.len(), "no match twice");
        rows.into_iter().collect()
    }
}

fn at_once(documents: &[Document], settings: &Settings) -> Vec<String> {
    let mut grown = Grown::default();
    grown.add(documents, settings);
    grown.sorted()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn grown_is_built_at_once(documents in documents(), cuts in prop::collection::vec(0_usize..24, 0..5), seed in any::<u64>()) {
        let expected = at_once(&documents, &eager());
        let mut order: Vec<usize> = (0..documents.len()).collect();
        order.sort_by_key(|&at| (at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let arriving: Vec<Document> = order.iter().map(|&at| documents[at].clone()).collect();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(arriving.len())).collect();
        cuts.extend([0, arriving.len()]);
        cuts.sort_unstable();
        let mut grown = Grown::default();
        for part in cuts.windows(2) {
            grown.add(&arriving[part[0]..part[1]], &eager());
        }
        prop_assert_eq!(grown.sorted(), expected);
    }

    #[test]
    fn segments_and_threads_do_not_matter(documents in documents(), cut in 0_usize..24) {
        let settings = eager();
        let cut = cut.min(documents.len());
        let mut grown = Grown::default();
        grown.add(&documents[..cut], &settings);
        grown.add(&documents[cut..], &settings);
        let mut merged = std::io::Cursor::new(Vec::new());
        Segment::merge(&grown.segments, &settings, &mut merged).expect("memory is written to");
        let merged = merged.into_inner();
        let mut builder = SegmentBuilder::default();
        for document in &documents {
            builder.add(&document.text);
        }
        prop_assert!(merged == builder.finish(&settings), "merged segments are one built at once");
        let merged = Segment::open(Arc::new(merged), &settings).unwrap();
        let about = |content: Content| grown.about[&content];
        let on = |segments: &[Segment], threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let common = Common::count(segments, &about, &settings);
                let index = Index::new(segments.to_vec(), &about, common, &settings);
                let fresh = index.fresh(&|_| true);
                let blocks = index.blocks(&fresh);
                let found = blocks.iter().flat_map(|block| index.compare(block, &fresh));
                found.map(|found| format!("{found:?}")).collect::<BTreeSet<String>>()
            })
        };
        let expected = on(&grown.segments, 1);
        prop_assert_eq!(&on(&[merged], 2), &expected);
        prop_assert_eq!(&on(&grown.segments, 2), &expected);
    }

    #[test]
    fn a_look_up_finds_what_the_comparison_finds(documents in documents()) {
        let settings = eager();
        let mut grown = Grown::default();
        grown.add(&documents, &settings);
        let about = |content: Content| grown.about[&content];
        let index = Index::new(grown.segments.clone(), &about, Common::count(&grown.segments, &about, &settings), &settings);
        for document in &documents {
            let content = Content::of(&document.text);
            let hits: BTreeSet<Content> = index.look_up(&document.text).into_iter().map(|(other, _)| other).collect();
            for found in &grown.matches {
                // A pasted text is of no family, so a seed may join it with more texts or with fewer.
                if found.a == content && grown.common.is_empty() {
                    prop_assert!(hits.contains(&found.b));
                }
            }
        }
    }
}
