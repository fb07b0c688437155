//! Which texts are worth comparing with a text.
//!
//! The seeds of the text are looked up in a segment. Texts that share seeds of too little weight
//! drop out at once; of the others, those remain that have *evidence* near one of the shared
//! seeds (see [`crate::evidence`]).
//!
//! Whether two texts are candidates depends on the two texts and on which of their seeds join
//! them; seeds that join fewer texts can only make it false (see [`crate::common`]). What their
//! matches are, depends on the two texts alone.

use crate::{
    Settings,
    common::{Common, TextAbout},
    evidence::{Evidence, Run, has_evidence},
    prepared::{Content, Unit, weights_before},
    seeds::{Seed, seeds, short_seed_keys},
    segment::View,
};
use rayon::prelude::*;
use std::collections::HashSet;

/// A text whose matches are sought.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) content: Content,
    pub(crate) about: Option<TextAbout>,
    pub(crate) units: Vec<Unit>,
    /// By key and place.
    seeds: Vec<Seed>,
    weights_before: Vec<i32>,
}

impl Query {
    /// Prepares a text, given its units.
    pub(crate) fn set(&mut self, content: Content, about: TextAbout, settings: &Settings) {
        (self.content, self.about) = (content, Some(about));
        seeds(&self.units, settings, &mut self.seeds);
        weights_before(&self.units, &mut self.weights_before);
    }
}

impl Query {
    /// Whether one text is a candidate. Only seeds in `changed` can have become more common;
    /// where the two share none of them, they were candidates and still are.
    pub(crate) fn is_candidate(
        &self,
        units: &[Unit],
        (content, about): (Content, &TextAbout),
        common: &Common,
        changed: &HashSet<u32>,
        settings: &Settings,
        buffers: &mut GatherBuffers,
    ) -> bool {
        let GatherBuffers { hits, others, places, evidence, .. } = buffers;
        seeds(units, settings, others);
        hits.clear();
        let Some(own) = self.about else { return false };
        let (mut weight, mut shares_changed) = (0_u32, false);
        let mut others = others.chunk_by(|x, y| x.key == y.key).peekable();
        for of_key in self.seeds.chunk_by(|x, y| x.key == y.key) {
            let key = of_key[0].key;
            while others.next_if(|other| other[0].key < key).is_some() {}
            let Some(other) = others.next_if(|other| other[0].key == key) else { continue };
            shares_changed |= changed.contains(&key);
            let joins = common
                .get(key)
                .is_none_or(|seed| seed.joins((self.content, &own), (content, about)));
            if joins {
                for (seed, other) in of_key.iter().flat_map(|seed| other.iter().map(move |other| (seed, other))) {
                    weight = weight.saturating_add(seed.weight as u32);
                    let (query, text_unit, length) = (seed.at, other.at, seed.length);
                    hits.push(Hit { text: 0, query, text_unit, length });
                }
            }
        }
        if !shares_changed {
            return true;
        }
        hits.sort_unstable_by_key(Hit::order);
        weight >= settings.seed_weight * 2
            && may_chain(hits, self, settings, places)
            && self.has_evidence(hits, units, content > self.content, settings, evidence)
    }

    /// Whether there is evidence near one of the hits. `is_turned`: the query is the text with the
    /// smaller content. The question is the same whichever of the two texts is looked up.
    fn has_evidence(
        &self,
        hits: &[Hit],
        units: &[Unit],
        is_turned: bool,
        settings: &Settings,
        evidence: &mut Evidence,
    ) -> bool {
        let mut run = Run::default();
        hits.iter().any(|hit| {
            if run.holds(hit.query, hit.text_unit) {
                return false;
            }
            run = Run::through(&self.units, units, (hit.query, hit.text_unit));
            if is_turned {
                has_evidence(&self.units, units, run, settings, evidence)
            } else {
                has_evidence(units, &self.units, run.turned(), settings, evidence)
            }
        })
    }
}

/// Texts of a segment that a text is compared with.
pub(crate) struct Target<'a> {
    pub(crate) view: View<'a>,
    /// What is known of each text.
    pub(crate) about: &'a [TextAbout],
    pub(crate) common: &'a Common,
    /// For each common seed the numbers of its chosen texts.
    pub(crate) chosen: &'a [Vec<u32>],
    /// Texts that are looked up themselves: of two of them, only the one with the greater content
    /// finds the other.
    pub(crate) is_fresh: &'a [bool],
    /// Whether all of them are.
    pub(crate) all_fresh: bool,
    /// The texts' units, where many are to be looked at.
    pub(crate) decoded: Option<&'a Decoded>,
}

/// All units of a segment, decoded, with the short seed at each.
#[derive(Debug)]
pub(crate) struct Decoded {
    begins: Vec<u32>,
    units: Vec<Unit>,
    keys: Vec<u32>,
}

impl Decoded {
    /// Decodes a segment, on the caller's rayon pool.
    pub(crate) fn new(view: &View<'_>, settings: &Settings) -> Self {
        let texts: Vec<(Vec<Unit>, Vec<u32>)> = (0..view.len())
            .into_par_iter()
            .map(|text| {
                let (mut units, mut keys) = (Vec::new(), Vec::new());
                view.units(text, &mut units);
                short_seed_keys(&units, settings, &mut keys);
                (units, keys)
            })
            .collect();
        let begins = (0..=view.len()).map(|text| view.begin(text)).collect();
        let (mut units, mut keys) = (Vec::new(), Vec::new());
        for (of_units, of_keys) in texts {
            units.extend_from_slice(&of_units);
            keys.extend_from_slice(&of_keys);
        }
        Self { begins, units, keys }
    }

    fn of_text(&self, text: usize) -> OtherText<'_> {
        let range = self.begins[text] as usize..self.begins[text + 1] as usize;
        OtherText { units: &self.units[range.clone()], keys: &self.keys[range] }
    }
}

/// A text that may be a candidate: its units and the key of the short seed at each, 0 for none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OtherText<'a> {
    pub(crate) units: &'a [Unit],
    pub(crate) keys: &'a [u32],
}

/// A seed of the query in a text of the segment.
#[derive(Debug, Clone, Copy)]
struct Hit {
    text: u32,
    /// Unit of the query.
    query: u32,
    /// Unit of the text.
    text_unit: u32,
    /// Units of the seed.
    length: u32,
}

impl Hit {
    /// Order by text, diagonal and place.
    fn order(&self) -> (u32, i64, u32) {
        (self.text, i64::from(self.text_unit) - i64::from(self.query), self.query)
    }
}

/// Memory that one thread reuses from text to text.
#[derive(Debug, Default)]
pub(crate) struct GatherBuffers {
    hits: Vec<Hit>,
    /// Weight of the seeds shared with each text of the segment; zero between look-ups.
    weights: Vec<u16>,
    /// Texts whose weight is not zero.
    touched: Vec<u32>,
    units: Vec<Unit>,
    keys: Vec<u32>,
    others: Vec<Seed>,
    places: Vec<(u32, u32, u32)>,
    evidence: Evidence,
}

/// Calls `found` with the number and the units of each candidate, ascending.
pub(crate) fn candidates(
    query: &Query,
    target: &Target<'_>,
    settings: &Settings,
    buffers: &mut GatherBuffers,
    mut found: impl FnMut(usize, OtherText<'_>),
) {
    gather(query, target, buffers);
    let GatherBuffers { hits, weights, touched, units, keys, places, evidence, .. } = buffers;
    let least = (settings.seed_weight * 2).min(u32::from(u16::MAX)) as u16;
    hits.retain(|hit| weights[hit.text as usize] >= least);
    for text in touched.drain(..) {
        weights[text as usize] = 0;
    }
    hits.sort_unstable_by_key(Hit::order);
    for of_text in hits.chunk_by(|x, y| x.text == y.text) {
        let text = of_text[0].text as usize;
        if !may_chain(of_text, query, settings, places) {
            continue;
        }
        let is_turned = target.view.content(text) > query.content;
        let mut is_candidate = |units: &[Unit]| query.has_evidence(of_text, units, is_turned, settings, evidence);
        if let Some(decoded) = target.decoded {
            let other = decoded.of_text(text);
            if is_candidate(other.units) {
                found(text, other);
            }
        } else {
            target.view.units(text, units);
            if is_candidate(units) {
                short_seed_keys(units, settings, keys);
                found(text, OtherText { units, keys });
            }
        }
    }
}

/// Collects the places of the query's seeds in the segment, and their weight by text.
fn gather(query: &Query, target: &Target<'_>, buffers: &mut GatherBuffers) {
    let GatherBuffers { hits, weights, touched, .. } = buffers;
    hits.clear();
    weights.resize(target.view.len(), 0);
    let Some(about) = query.about else { return };
    let limit = target.view.texts_before(query.content);
    let view = &target.view;
    let end = view.begin(limit);
    for of_key in query.seeds.chunk_by(|x, y| x.key == y.key) {
        let mut postings = view.postings(of_key[0].key);
        if target.all_fresh {
            postings.end = postings.start + view.places_before(postings.clone(), end);
        }
        if postings.is_empty() {
            continue;
        }
        let mut add = |text: usize, place: u32| {
            if text >= limit && (target.is_fresh[text] || view.content(text) == query.content) {
                return;
            }
            let weight = &mut weights[text];
            if *weight == 0 {
                touched.push(text as u32);
            }
            for seed in of_key {
                *weight = weight.saturating_add(seed.weight as u16);
                let text_unit = place - view.begin(text);
                hits.push(Hit { text: text as u32, query: seed.at, text_unit, length: seed.length });
            }
        };
        let Some(position) = target.common.find(of_key[0].key) else {
            for posting in postings {
                let place = view.place(posting);
                add(view.text_of(place), place);
            }
            continue;
        };
        let commonness = target.common.at(position);
        let own = (query.content, &about);
        let is_chosen = commonness.chosen.binary_search(&query.content).is_ok();
        let bits = if is_chosen { 0 } else { commonness.within.min(commonness.across) };
        let bucket = bucket(view, postings.clone(), query.content, bits);
        for posting in bucket.clone() {
            let place = view.place(posting);
            let text = view.text_of(place);
            if commonness.joins(own, (view.content(text), &target.about[text])) {
                add(text, place);
            }
        }
        for &text in &target.chosen[position] {
            let first = postings.start
                + view.places_before(postings.clone(), view.begin(text as usize));
            let of_text = (first..postings.end)
                .filter(|posting| !bucket.contains(posting))
                .map_while(|posting| {
                    let place = view.place(posting);
                    (place < view.begin(text as usize + 1)).then_some(place)
                });
            of_text.for_each(|place| add(text as usize, place));
        }
    }
}

/// The postings of texts whose contents begin with the same bits.
fn bucket(
    view: &View<'_>,
    postings: std::ops::Range<usize>,
    content: Content,
    bits: u8,
) -> std::ops::Range<usize> {
    if bits == 0 {
        return postings;
    }
    let mask = u128::MAX << (128 - u32::from(bits));
    let (from, to) = (content.0 & mask, content.0 | !mask);
    let (first, last) = (view.texts_before(Content(from)), view.texts_before(Content(to)));
    let last = last + usize::from(last < view.len() && view.content(last) == Content(to));
    let at = |text: usize| postings.start + view.places_before(postings.clone(), view.begin(text));
    at(first)..at(last)
}

/// Up to so many hits, all pairs of them are looked at.
const FEW: usize = 12;

/// Whether the hits cover a long run of units, or two of them that do not overlap are near each
/// other, told from their places alone. Most pairs of unrelated texts share a set phrase or two;
/// this is what they cost. The hits are sorted by diagonal and place.
fn may_chain(hits: &[Hit], query: &Query, settings: &Settings, places: &mut Vec<(u32, u32, u32)>) -> bool {
    let least = settings.min_run_weight as i32;
    let weight = |from: u32, to: u32| query.weights_before[to as usize] - query.weights_before[from as usize];
    let (mut from, mut to, mut diagonal) = (0, 0, None);
    for hit in hits {
        let own = hit.text_unit.wrapping_sub(hit.query);
        if diagonal != Some(own) || hit.query > to {
            (from, diagonal) = (hit.query, Some(own));
        }
        to = hit.query + hit.length;
        if weight(from, to) >= least {
            return true;
        }
    }
    let reach = settings.max_gap + 8;
    let is_near = |x: (u32, u32, u32), y: (u32, u32, u32)| {
        let (first, second) = if x.0 <= y.0 { (x, y) } else { (y, x) };
        second.0 >= first.0 + first.2
            && second.1 >= first.1 + first.2
            && second.0 - first.0 <= reach
            && second.1 - first.1 <= reach
    };
    places.clear();
    places.extend(hits.iter().map(|hit| (hit.query, hit.text_unit, hit.length)));
    if places.len() > FEW {
        places.sort_unstable();
    }
    places.iter().enumerate().any(|(at, x)| {
        let others = places[at + 1..].iter();
        let mut within = others.take_while(|y| places.len() <= FEW || y.0 - x.0 <= reach);
        within.any(|y| is_near(*x, *y))
    })
}
