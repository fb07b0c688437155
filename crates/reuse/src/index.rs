//! Segments searched together.

use crate::{
    Settings,
    candidates::{GatherBuffers, Query, candidates},
    chain::Hit,
    common::{Common, TextAbout},
    describe::{Found, describe},
    join::{Fresh, Joined, Queries, Target, join},
    moved::Arranged,
    pair::{PairBuffers, match_identical, match_pair},
    prepared::{Content, Prepared, Unit, UnitSpan},
    segment::{Segment, View},
    shared::SharedSeeds,
};
use rayon::prelude::*;
use std::{collections::HashSet, ops::Range};

/// A match of two different texts.
#[derive(Debug, Clone, PartialEq)]
pub struct TextMatch {
    /// The text with the smaller content.
    pub a: Content,
    /// The other.
    pub b: Content,
    /// What they share; its first text is `a`.
    pub found: Found,
}

/// Texts of one segment to be looked up in one segment: a piece of the work of comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    target: usize,
    source: usize,
    texts: Range<usize>,
}

impl Block {
    /// Texts looked up.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Which texts of an index are fresh: to be compared with all.
#[derive(Debug)]
pub struct FreshTexts {
    of_segments: Vec<FreshOf>,
}

#[derive(Debug)]
enum FreshOf {
    None,
    All,
    Some(Vec<bool>),
}

impl FreshTexts {
    fn is_all(&self, segment: usize) -> bool {
        matches!(self.of_segments[segment], FreshOf::All)
    }
}

/// Texts of a block. Its matches are held in memory until it is done.
const TEXTS_A_BLOCK: usize = 4_096;

/// Segments with what is known of their texts.
#[derive(Debug)]
pub struct Index {
    segments: Vec<Segment>,
    /// For each segment what is known of each text.
    about: Vec<Vec<TextAbout>>,
    /// For each segment the chosen texts of common seeds: positions of seeds and numbers of texts.
    chosen: Vec<Vec<(u32, u32)>>,
    common: Common,
    settings: Settings,
}

impl Index {
    /// Puts segments together. `common` counts the seeds of just these segments.
    pub fn new(
        segments: Vec<Segment>,
        about: &dyn Fn(Content) -> TextAbout,
        common: Common,
        settings: &Settings,
    ) -> Self {
        let about = segments.iter().map(|segment| segment.contents().map(about).collect()).collect();
        let chosen = common.chosen_in(&segments);
        Self { segments, about, chosen, common, settings: settings.clone() }
    }

    /// Tells the texts that are to be compared with all from those that are only compared with them.
    pub fn fresh(&self, is_fresh: &dyn Fn(Content) -> bool) -> FreshTexts {
        let of_segment = |segment: &Segment| {
            let fresh: Vec<bool> = segment.contents().map(is_fresh).collect();
            match fresh.iter().filter(|is_fresh| **is_fresh).count() {
                0 => FreshOf::None,
                count if count == fresh.len() => FreshOf::All,
                _ => FreshOf::Some(fresh),
            }
        };
        FreshTexts { of_segments: self.segments.iter().map(of_segment).collect() }
    }

    /// The pieces of work in which fresh texts are compared with all: one target segment after the
    /// other, so that two segments at a time are in use.
    pub fn blocks(&self, fresh: &FreshTexts) -> Vec<Block> {
        let mut blocks = Vec::new();
        for target in 0..self.segments.len() {
            let sources = (0..self.segments.len()).filter(|&source| match fresh.of_segments[source] {
                FreshOf::None => false,
                // Two segments of fresh texts need to be compared in one direction only.
                FreshOf::All => source >= target || !fresh.is_all(target),
                FreshOf::Some(_) => true,
            });
            for source in sources {
                let texts = self.segments[source].len();
                blocks.extend((0..texts).step_by(TEXTS_A_BLOCK).map(|first| Block {
                    target,
                    source,
                    texts: first..(first + TEXTS_A_BLOCK).min(texts),
                }));
            }
        }
        blocks
    }

    /// The matches of one block, on the caller's rayon pool, in an order that does not depend on
    /// its threads.
    pub fn compare(&self, block: &Block, fresh: &FreshTexts) -> Vec<TextMatch> {
        let source = self.segments[block.source].view();
        let queries: Vec<usize> = match &fresh.of_segments[block.source] {
            FreshOf::None => Vec::new(),
            FreshOf::All => block.texts.clone().collect(),
            FreshOf::Some(fresh) => block.texts.clone().filter(|text| fresh[*text]).collect(),
        };
        let of_target = match &fresh.of_segments[block.target] {
            FreshOf::None => Fresh::None,
            FreshOf::All if block.source != block.target && fresh.is_all(block.source) => Fresh::None,
            FreshOf::All => Fresh::All,
            FreshOf::Some(fresh) => Fresh::Some(fresh),
        };
        let target = self.target(block.target, of_target);
        let about = &self.about[block.source];
        let mut matches = Vec::new();
        for texts in parts(&queries, &source) {
            let mut begins = vec![0];
            begins.extend(texts.iter().scan(0, |end, &text| {
                *end += source.begin(text + 1) - source.begin(text);
                Some(*end)
            }));
            let known = texts.iter().map(|&text| (source.content(text), about[text])).collect();
            let units_of = |number: usize, units: &mut Vec<Unit>| source.units(texts[number], units);
            let (first, last) = (texts[0], texts[texts.len() - 1]);
            let units = source.begin(first)..source.begin(last + 1);
            let is_much = units.len() * MUCH >= source.begin(source.len()) as usize;
            let queries = if is_much && last + 1 - first == texts.len() {
                Queries::of_segment(known, begins, &source, units)
            } else {
                Queries::new(known, begins, &units_of, &self.settings)
            };
            let joined = join(&queries, &target);
            let found = texts.par_iter().enumerate().with_max_len(16).map_init(
                Workspace::default,
                |work, (number, &text)| {
                    source.units(text, &mut work.query.units);
                    work.query.set(source.content(text), about[text], &self.settings);
                    let spans = |spans: &mut Vec<UnitSpan>| source.spans(text, usize::MAX, spans);
                    work.matches((&joined, number), &target, spans, &self.settings)
                },
            );
            matches.par_extend(found.flatten_iter());
        }
        matches
    }

    fn target<'a>(&'a self, segment: usize, fresh: Fresh<'a>) -> Target<'a> {
        Target {
            view: self.segments[segment].view(),
            about: &self.about[segment],
            common: &self.common,
            chosen: &self.chosen[segment],
            fresh,
        }
    }

    /// Finds the texts that share spans with a text that need not be indexed, by content; the
    /// first text of each match is the given one.
    pub fn look_up(&self, text: &str) -> Vec<(Content, Found)> {
        let content = Content::of(text);
        let Prepared { units, spans } = Prepared::new(text);
        // A text of no known family is of none of the others'.
        let about = TextAbout::of_family(TextAbout::SEVERAL);
        let begins = vec![0, units.len() as u32];
        let units_of = |_, own: &mut Vec<Unit>| own.clone_from(&units);
        let queries = Queries::new(vec![(content, about)], begins, &units_of, &self.settings);
        let in_segment = |segment: usize| {
            let mut work = Workspace::default();
            work.query.units.clone_from(&units);
            work.query.set(content, about, &self.settings);
            let target = self.target(segment, Fresh::None);
            let joined = join(&queries, &target);
            let own_spans = |own: &mut Vec<UnitSpan>| own.clone_from(&spans);
            work.matches((&joined, 0), &target, own_spans, &self.settings)
        };
        let matches = (0..self.segments.len()).into_par_iter().flat_map_iter(in_segment);
        let turned = |TextMatch { a, b, found }| {
            if a == content { (b, found) } else { (a, found.turned()) }
        };
        let mut hits: Vec<(Content, Found)> = matches.map(turned).collect();
        hits.extend(self.identical(content).map(|found| (content, found)));
        hits.sort_by_key(|(other, found)| (*other, found.a_span, found.b_span));
        hits
    }

    /// The match of an indexed text with a copy of itself, if it is long enough for one.
    pub fn identical(&self, content: Content) -> Option<Found> {
        let (view, text) = self.find(content)?;
        let (mut units, mut spans) = (Vec::new(), Vec::new());
        view.units(text, &mut units);
        view.spans(text, usize::MAX, &mut spans);
        Some(describe(&match_identical(&units, &self.settings)?, &spans, &spans))
    }

    fn find(&self, content: Content) -> Option<(View<'_>, usize)> {
        self.segments.iter().map(Segment::view).find_map(|view| {
            let text = view.texts_before(content);
            (text < view.len() && view.content(text) == content).then_some((view, text))
        })
    }

    /// Of pairs of texts that were candidates in an earlier state, those that still are.
    pub fn still_candidates(&self, pairs: &[(Content, Content)], earlier: &Common) -> Vec<bool> {
        let changed: HashSet<u32> = self.common.more_common_than(earlier).into_iter().collect();
        if changed.is_empty() {
            return vec![true; pairs.len()];
        }
        let still = |work: &mut Workspace, &(a, b): &(Content, Content)| {
            let (Some((a_view, a_text)), Some((b_view, b_text))) = (self.find(a), self.find(b)) else {
                return false;
            };
            a_view.units(a_text, &mut work.query.units);
            work.query.set(a, self.about_of(a), &self.settings);
            work.units.clear();
            b_view.units(b_text, &mut work.units);
            let Workspace { query, units, gather, .. } = work;
            query.is_candidate(units, (b, &self.about_of(b)), &self.common, &changed, &self.settings, gather)
        };
        pairs.par_iter().map_init(Workspace::default, still).collect()
    }

    fn about_of(&self, content: Content) -> TextAbout {
        let places = self.segments.iter().zip(&self.about).find_map(|(segment, about)| {
            let view = segment.view();
            let text = view.texts_before(content);
            (text < view.len() && view.content(text) == content).then(|| about[text])
        });
        places.unwrap_or(TextAbout::of_family(TextAbout::SEVERAL))
    }

    /// The common seeds.
    pub fn common(&self) -> &Common {
        &self.common
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.segments.iter().map(Segment::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Units of the texts that are joined with a segment together, about. More cost memory; with fewer,
/// the postings are walked more often.
const UNITS_A_PART: u32 = 1 << 20;

/// Texts that hold one unit in so many of a segment get their seeds from its postings: to pass the
/// others by costs less than to find the seeds and to sort them.
const MUCH: usize = 16;

/// Parts of the texts that are looked up, each of a bounded number of units, or one text.
fn parts<'a>(texts: &'a [usize], source: &View<'_>) -> Vec<&'a [usize]> {
    let (mut parts, mut rest) = (Vec::new(), texts);
    while !rest.is_empty() {
        let mut units = 0;
        let count = rest.iter().take_while(|text| {
            let has_room = units < UNITS_A_PART;
            units += source.begin(**text + 1) - source.begin(**text);
            has_room
        });
        let part;
        (part, rest) = rest.split_at(count.count());
        parts.push(part);
    }
    parts
}

/// What one thread reuses from text to text.
#[derive(Debug, Default)]
struct Workspace {
    query: Query,
    gather: GatherBuffers,
    shared: SharedSeeds,
    hits: Vec<Hit>,
    pair: PairBuffers,
    units: Vec<Unit>,
    own_spans: Vec<UnitSpan>,
    other_spans: Vec<UnitSpan>,
}

impl Workspace {
    /// The matches of the query with the texts of a segment, by text and place.
    fn matches(
        &mut self,
        joined: (&Joined, usize),
        target: &Target<'_>,
        spans: impl Fn(&mut Vec<UnitSpan>),
        settings: &Settings,
    ) -> Vec<TextMatch> {
        let Self { query, gather, shared, hits, pair, own_spans, other_spans, .. } = self;
        let mut matches: Vec<TextMatch> = Vec::new();
        let (mut is_prepared, mut has_spans) = (false, false);
        candidates(query, joined, target, settings, gather, |text, units| {
            if !std::mem::replace(&mut is_prepared, true) {
                shared.set(&query.units, settings);
            }
            let content = target.view.content(text);
            let is_turned = content < query.content;
            shared.hits(units, is_turned, settings, hits);
            let mut found: Vec<Arranged> = if is_turned {
                match_pair(units, &query.units, hits, settings, pair)
            } else {
                match_pair(&query.units, units, hits, settings, pair)
            };
            // The same words strewn over two texts are not the same text.
            found.retain(|found| found.share() * 100.0 >= f64::from(settings.min_share));
            if found.is_empty() {
                return;
            }
            let end = |range: fn(&Arranged) -> Range<usize>| found.iter().map(|found| range(found).end).max();
            let (of_a, of_b) = (end(Arranged::a_range), end(Arranged::b_range));
            if !std::mem::replace(&mut has_spans, true) {
                spans(own_spans);
            }
            let units = if is_turned { of_a } else { of_b };
            target.view.spans(text, units.unwrap_or(0), other_spans);
            let described = found.iter().map(|found| {
                if is_turned {
                    let found = describe(found, other_spans, own_spans);
                    TextMatch { a: content, b: query.content, found }
                } else {
                    let found = describe(found, own_spans, other_spans);
                    TextMatch { a: query.content, b: content, found }
                }
            });
            matches.extend(described);
        });
        matches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SegmentBuilder;
    use std::{collections::BTreeSet, sync::Arc};

    fn about(content: Content) -> TextAbout {
        TextAbout {
            family: content.0 as u32 % 7,
            earliest: content.0 as i64 >> 1,
            latest: content.0 as i64 >> 1,
        }
    }

    fn index_of(segments: &[&[String]], settings: &Settings) -> Index {
        let segment = |texts: &&[String]| {
            let mut builder = SegmentBuilder::default();
            texts.iter().for_each(|text| builder.add(text));
            Segment::open(Arc::new(builder.finish(settings)), settings).expect("a segment")
        };
        let segments: Vec<Segment> = segments.iter().map(segment).collect();
        let common = Common::count(&segments, &about, settings);
        Index::new(segments, &about, common, settings)
    }

    fn pairs(index: &Index, is_fresh: &dyn Fn(Content) -> bool) -> BTreeSet<(Content, Content)> {
        let fresh = index.fresh(is_fresh);
        let blocks = index.blocks(&fresh);
        let found = blocks.iter().flat_map(|block| index.compare(block, &fresh));
        found.map(|found| (found.a, found.b)).collect()
    }

    /// Texts of few words that share passages; many of their seeds are common.
    fn texts() -> Vec<String> {
        let mut state = 7_u64;
        let mut below = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut words = |count: u64, of: u64| -> String {
            (0..count).map(|_| format!("word{}", below(of))).collect::<Vec<_>>().join(" ")
        };
        let passages: Vec<String> = (0..12).map(|_| words(25, 90)).collect();
        (0..150).map(|n| words(60, 400) + " " + &passages[n * n % 12] + " " + &words(40, 400)).collect()
    }

    #[test]
    fn segments_do_not_matter_and_growing_neither() {
        let settings =
            Settings { max_seed_texts: 6, seed_neighbors: 3, max_long_seed_texts: 9, ..Settings::default() };
        let texts = texts();
        let whole = index_of(&[&texts], &settings);
        assert!(whole.common().len() > 20);
        let all = pairs(&whole, &|_| true);
        assert!(all.len() > 100);
        let (old, new) = texts.split_at(90);
        let both = index_of(&[old, new], &settings);
        assert_eq!(pairs(&both, &|_| true), all);

        let before = index_of(&[old], &settings);
        let old_contents: BTreeSet<Content> = old.iter().map(|text| Content::of(text)).collect();
        let earlier: Vec<(Content, Content)> = pairs(&before, &|_| true).into_iter().collect();
        let still = both.still_candidates(&earlier, before.common());
        let mut grown = pairs(&both, &|content| !old_contents.contains(&content));
        grown.extend(earlier.into_iter().zip(still).filter(|(_, still)| *still).map(|(pair, _)| pair));
        assert_eq!(grown, all);
    }
}
