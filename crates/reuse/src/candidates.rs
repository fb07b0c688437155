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
    join::{Fresh, Joined, Joint, Target},
    prepared::{Content, Unit, weights_before},
    seeds::{Seed, seed_ends, seeds},
};
use std::collections::HashSet;

/// A text whose matches are sought.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) content: Content,
    pub(crate) about: Option<TextAbout>,
    pub(crate) units: Vec<Unit>,
    weights_before: Vec<i32>,
    /// Where the short and the long seed at each unit end.
    seed_ends: Vec<[u32; 2]>,
    /// By key and place; filled where single pairs are looked at.
    seeds: Vec<Seed>,
}

impl Query {
    /// Prepares a text, given its units.
    pub(crate) fn set(&mut self, content: Content, about: TextAbout, settings: &Settings) {
        (self.content, self.about) = (content, Some(about));
        weights_before(&self.units, &mut self.weights_before);
        seed_ends(&self.weights_before, settings, &mut self.seed_ends);
    }

    fn end(&self, joint: Joint) -> u32 {
        self.seed_ends[joint.query() as usize][usize::from(joint.is_long())]
    }

    fn weight(&self, joint: Joint) -> u32 {
        let (begin, end) = (joint.query() as usize, self.end(joint) as usize);
        (self.weights_before[end] - self.weights_before[begin]) as u32
    }
}

impl Query {
    /// Whether one text is a candidate. Only seeds in `changed` can have become more common;
    /// where the two share none of them, they were candidates and still are.
    pub(crate) fn is_candidate(
        &mut self,
        units: &[Unit],
        (content, about): (Content, &TextAbout),
        common: &Common,
        changed: &HashSet<u32>,
        settings: &Settings,
        buffers: &mut GatherBuffers,
    ) -> bool {
        let GatherBuffers { hits, others, places, evidence, .. } = buffers;
        seeds(units, settings, others);
        seeds(&self.units, settings, &mut self.seeds);
        hits.clear();
        let Some(own) = self.about else { return false };
        let (mut weight, mut shares_changed) = (0_u32, false);
        let mut others = others.chunk_by(|x, y| x.key == y.key).peekable();
        for of_key in self.seeds.chunk_by(|x, y| x.key == y.key) {
            let key = of_key[0].key;
            while others.next_if(|other| other[0].key < key).is_some() {}
            let Some(other) = others.next_if(|other| other[0].key == key) else { continue };
            shares_changed |= changed.contains(&key);
            let joins = common.get(key).is_none_or(|seed| seed.joins((self.content, &own), (content, about)));
            if joins {
                for (seed, other) in
                    of_key.iter().flat_map(|seed| other.iter().map(move |other| (seed, other)))
                {
                    weight = weight.saturating_add(seed.weight as u32);
                    let (query, text_unit, length) = (seed.at, other.at, seed.length);
                    hits.push(Hit { query, text_unit, length });
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

/// A seed of the query in a text of the segment.
#[derive(Debug, Clone, Copy)]
struct Hit {
    /// Unit of the query.
    query: u32,
    /// Unit of the text.
    text_unit: u32,
    /// Units of the seed.
    length: u32,
}

impl Hit {
    /// Order by diagonal and place.
    fn order(&self) -> (i64, u32) {
        (i64::from(self.text_unit) - i64::from(self.query), self.query)
    }
}

/// Memory that one thread reuses from text to text.
#[derive(Debug, Default)]
pub(crate) struct GatherBuffers {
    joints: Vec<Joint>,
    hits: Vec<Hit>,
    units: Vec<Unit>,
    others: Vec<Seed>,
    places: Vec<(u32, u32, u32)>,
    evidence: Evidence,
}

/// Calls `found` with the number and the units of each candidate, ascending, given what the block
/// of texts, of which the query is one, shares with the segment.
pub(crate) fn candidates(
    query: &Query,
    (joined, number): (&Joined, usize),
    target: &Target<'_>,
    settings: &Settings,
    buffers: &mut GatherBuffers,
    mut found: impl FnMut(usize, &[Unit]),
) {
    let GatherBuffers { joints, hits, units, places, evidence, .. } = buffers;
    joined.of_query(number, joints);
    let view = &target.view;
    let mut rest = joints.as_slice();
    while let Some(first) = rest.first() {
        let text = view.text_of(first.place());
        let (begin, end) = (view.begin(text), view.begin(text + 1));
        let count = rest.iter().take_while(|joint| joint.place() < end).count();
        let of_text;
        (of_text, rest) = rest.split_at(count);
        if of_text.iter().map(|joint| query.weight(*joint)).sum::<u32>() < settings.seed_weight * 2 {
            continue;
        }
        hits.clear();
        hits.extend(of_text.iter().map(|joint| Hit {
            query: joint.query(),
            text_unit: joint.place() - begin,
            length: query.end(*joint) - joint.query(),
        }));
        hits.sort_unstable_by_key(Hit::order);
        if !may_chain(hits, query, settings, places) {
            continue;
        }
        let content = view.content(text);
        let is_turned = content > query.content;
        // Of two texts that are both looked up, the one with the greater content finds the other.
        if content == query.content || is_turned && matches!(target.fresh, Fresh::Some(fresh) if fresh[text])
        {
            continue;
        }
        view.units(text, units);
        if query.has_evidence(hits, units, is_turned, settings, evidence) {
            found(text, units);
        }
    }
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
