//! Lineages: all carries of one text, its documents in the order in which they were first seen.
//!
//! Carried and recurring matches are traced apart, so furniture never chains findings. Every
//! match belongs to exactly one set of passages; a set whose passages come from two or more items
//! is a lineage (two versions of one page alone are that page's history).

mod blocks;
mod forest;
mod links;
mod passages;
mod ranks;
mod witnesses;

use crate::{
    Settings,
    carries::credited::Presence,
    corpus::{Corpus, Named, NamedCredit},
    pairs::Pair,
};
use passages::Passage;
use rayon::prelude::*;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use throughline_model::{
    AgencyEvidence, DocumentId, Lineage, LineageId, Match, OrderEvidence, ReuseClass, RunId, Span, Witness,
};
use witnesses::{Member, members};

/// Lineages with their witnesses, and what carries need to know of them.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    pub(crate) lineages: Vec<Lineage>,
    pub(crate) witnesses: Vec<Witness>,
    /// For each match, by position, the position of its lineage's times.
    lineage_of_match: Vec<Option<u32>>,
    times: Vec<Box<[SourceTimes]>>,
}

/// When the documents of one source in one lineage can have been seen.
#[derive(Debug, Clone, Copy)]
struct SourceTimes {
    family: u32,
    /// The smallest upper bound among them.
    first_not_after: i64,
    /// The smallest lower bound among them.
    first_not_before: i64,
}

impl Traced {
    /// The lineage of the longest match of a pair that has one.
    pub(crate) fn lineage_of_pair(&self, pair: &Pair, matches: &[Match], class: ReuseClass) -> Option<u32> {
        let of_class = pair.positions().filter(|position| matches[*position].class == class);
        let with_lineage = of_class.filter_map(|position| Some((position, self.lineage_of_match[position]?)));
        let longest =
            with_lineage.max_by_key(|(position, _)| (matches[*position].a_span.len(), Reverse(*position)));
        longest.map(|(_, lineage)| lineage)
    }

    /// Whether a source had the lineage's text before `carrier`.
    pub(crate) fn presence(&self, corpus: &Corpus, lineage: u32, family: u32, carrier: u32) -> Presence {
        presence(corpus, &self.times[lineage as usize], family, carrier)
    }
}

fn presence(corpus: &Corpus, times: &[SourceTimes], family: u32, carrier: u32) -> Presence {
    let Ok(found) = times.binary_search_by_key(&family, |times| times.family) else {
        return Presence::NotBefore;
    };
    let times = &times[found];
    let carrier_seen = &corpus.seen[carrier as usize];
    if carrier_seen.interval.is_some_and(|interval| times.first_not_after < interval.earliest) {
        Presence::Before
    } else if carrier_seen.not_after.is_some_and(|latest| latest < times.first_not_before) {
        Presence::NotBefore
    } else {
        Presence::Undecided
    }
}

/// Traces the lineages of both classes; sorted by id, witnesses by lineage and rank.
pub(crate) fn trace(
    corpus: &Corpus,
    pairs: &[Pair],
    matches: &[Match],
    settings: &Settings,
    run_id: RunId,
) -> Traced {
    let mut texts: Vec<Text> = [ReuseClass::Carried, ReuseClass::Recurring]
        .into_iter()
        .flat_map(|class| texts_of_class(corpus, pairs, matches, class, settings))
        .collect();
    make_ids_unique(&mut texts);
    texts.sort_unstable_by_key(|text| text.id);

    let mut traced = Traced { lineage_of_match: vec![None; matches.len()], ..Traced::default() };
    for (position, text) in (0..).zip(&texts) {
        text.matches.iter().for_each(|found| traced.lineage_of_match[*found as usize] = Some(position));
    }
    traced.times = texts.par_iter().map(|text| source_times(corpus, &text.members)).collect();
    let described: Vec<(Lineage, Vec<Witness>)> = texts
        .par_iter()
        .zip(&traced.times)
        .map(|(text, times)| {
            let presence = |family, carrier| presence(corpus, times, family, carrier);
            let decided = ranks::after_first(corpus, &text.members);
            let origin = origin(corpus, &text.members, &decided);
            let rows = witnesses::describe(corpus, text, matches, origin, &decided, &presence, run_id);
            (lineage_of(corpus, text, origin, run_id), rows)
        })
        .collect();
    let (lineages, witnesses): (Vec<Lineage>, Vec<Vec<Witness>>) = described.into_iter().unzip();
    Traced { lineages, witnesses: witnesses.into_iter().flatten().collect(), ..traced }
}

/// One text: its members in order of first-seen, and the matches that join them.
struct Text {
    id: LineageId,
    class: ReuseClass,
    members: Vec<Member>,
    /// Positions in the list of all matches, ascending.
    matches: Vec<u32>,
}

/// The passages of one set, and its matches: the set's number with each position.
type Set<'s> = (&'s [Passage], &'s [(u32, u32)]);

fn texts_of_class(
    corpus: &Corpus,
    pairs: &[Pair],
    matches: &[Match],
    class: ReuseClass,
    settings: &Settings,
) -> Vec<Text> {
    let blocks = blocks::of_class(pairs, matches, class, settings);
    let passages::Sets { mut passages, set_of_block } =
        passages::join(corpus, &blocks.all, &blocks::Kept::of(&blocks, matches));
    passages.par_sort_unstable_by_key(|passage| (passage.set, passage.document, passage.span));
    let mut of_set: Vec<(u32, u32)> =
        blocks.matches.iter().map(|(block, found)| (set_of_block[*block as usize], *found)).collect();
    of_set.par_sort_unstable();
    // Every set has passages, and every block's set is one of them.
    let mut rest = of_set.as_slice();
    let mut sets: Vec<Set<'_>> = Vec::new();
    for passages in passages.chunk_by(|x, y| x.set == y.set) {
        let (own, others) = rest.split_at(rest.partition_point(|(set, _)| *set <= passages[0].set));
        sets.push((passages, own));
        rest = others;
    }
    let text_of = |(passages, positions): Set<'_>| {
        let item = |member: &Member| corpus.item[member.document as usize];
        let members = members(corpus, passages, settings);
        let first = members.first().filter(|first| {
            !positions.is_empty() && members.iter().any(|member| item(member) != item(first))
        })?;
        let id = lineage_id(first.document_id, first.span, class, 0);
        Some(Text { id, class, matches: positions.iter().map(|(_, found)| *found).collect(), members })
    };
    sets.into_par_iter().filter_map(text_of).collect()
}

/// The id of the text whose first witness is this passage.
fn lineage_id(document: DocumentId, span: Span, class: ReuseClass, repeat: u32) -> LineageId {
    let document = document.to_string();
    let offsets = [span.begin, span.end].map(u32::to_le_bytes);
    let repeat = repeat.to_le_bytes();
    let fields: [&[u8]; 4] =
        [document.as_bytes(), offsets.as_flattened(), class.as_str().as_bytes(), &repeat];
    let is_plain = class == ReuseClass::Carried && repeat == [0; 4];
    LineageId::derive(if is_plain { &fields[..2] } else { &fields })
}

/// Two texts can begin with the same passage (its parts went different ways); the one with more
/// members keeps the plain id.
fn make_ids_unique(texts: &mut [Text]) {
    texts.sort_by(|a, b| (a.id, b.members.len(), &a.matches).cmp(&(b.id, a.members.len(), &b.matches)));
    for same in texts.chunk_by_mut(|a, b| a.id == b.id) {
        for (text, repeat) in same.iter_mut().zip(0..).skip(1) {
            if let Some(first) = text.members.first() {
                text.id = lineage_id(first.document_id, first.span, text.class, repeat);
            }
        }
    }
}

/// The times of the sources of some members, by family.
fn source_times(corpus: &Corpus, members: &[Member]) -> Box<[SourceTimes]> {
    let times_of = |member: &Member| {
        let seen = &corpus.seen[member.document as usize];
        SourceTimes {
            family: corpus.family[member.document as usize],
            first_not_after: seen.not_after.unwrap_or(i64::MAX),
            first_not_before: seen.interval.map_or(i64::MIN, |interval| interval.earliest),
        }
    };
    let mut times: Vec<SourceTimes> = members.iter().map(times_of).collect();
    times.sort_unstable_by_key(|times| times.family);
    times.dedup_by(|next, last| {
        let same = next.family == last.family;
        if same {
            last.first_not_after = last.first_not_after.min(next.first_not_after);
            last.first_not_before = last.first_not_before.min(next.first_not_before);
        }
        same
    });
    times.into()
}

/// The first member, if it decidedly precedes every dated member of another source (of another
/// item, where there is one source only). Undated members count only where no other is there.
fn origin(corpus: &Corpus, members: &[Member], decided: &[Option<OrderEvidence>]) -> Option<u32> {
    let first = members.first()?.document;
    let family = |document: u32| corpus.family[document as usize];
    let is_dated = |document: u32| corpus.seen[document as usize].interval.is_some();
    let others = || members.iter().zip(decided).skip(1);
    let mut compared: Vec<_> =
        others().filter(|(member, _)| family(member.document) != family(first)).collect();
    if compared.is_empty() {
        compared = others().filter(|(member, _)| !corpus.same_item(first, member.document)).collect();
    }
    if compared.iter().any(|(member, _)| is_dated(member.document)) {
        compared.retain(|(member, _)| is_dated(member.document));
    }
    let all_follow = !compared.is_empty() && compared.iter().all(|(_, evidence)| evidence.is_some());
    all_follow.then_some(first)
}

fn lineage_of(corpus: &Corpus, text: &Text, origin: Option<u32>, run_id: RunId) -> Lineage {
    let documents = || text.members.iter().map(|member| member.document);
    let families: BTreeSet<u32> = documents().map(|document| corpus.family[document as usize]).collect();
    let languages: BTreeSet<&str> = documents().map(|document| corpus.lang(document)).collect();
    let first = text.members[0].document;
    let credited = most_credited(corpus, documents(), |_| true).to_owned();
    let agency = agency(corpus, text, origin);
    let seen = |document: u32| corpus.seen[document as usize].interval;
    let characters = |member: &Member| corpus.characters(member.document, member.span);
    Lineage {
        id: text.id,
        class: text.class,
        origin: origin.map(|document| corpus.ids[document as usize]),
        origin_outside: is_outside(corpus, text, origin, &families),
        agency_copy: agency.is_some(),
        agency_evidence: agency.as_ref().map(|(evidence, _)| *evidence),
        agency: agency.map(|(_, name)| name.to_owned()).unwrap_or_default(),
        credited_origin: credited,
        witness_count: text.members.len() as u32,
        source_count: families.len() as u32,
        languages: languages.into_iter().filter(|lang| !lang.is_empty()).collect::<Vec<_>>().join(" "),
        longest_characters: text.members.iter().map(characters).max().unwrap_or(0),
        first_seen: seen(first),
        last_seen: text.members.iter().rev().find_map(|member| seen(member.document)),
        run_id,
    }
}

/// Whether the text probably began outside the archive: the first witness names sources, none of
/// which has this text here. Where nobody knows who was first, the dated witnesses that may have
/// been speak for it too: which of them is ranked first says nothing.
fn is_outside(corpus: &Corpus, text: &Text, origin: Option<u32>, families: &BTreeSet<u32>) -> bool {
    let first = text.members[0].document;
    let is_here = |named: &Named| matches!(named, Named::Family(family) if families.contains(family));
    let points_outside = |document: u32| {
        let mut names = corpus.credits(document).iter().map(|credit| credit.named);
        let mut any = false;
        names.all(|named| {
            any |= named != Named::Nobody;
            !is_here(&named)
        }) && any
    };
    let may_be_first = |document: u32| {
        corpus.seen[document as usize].interval.is_some() && corpus.precedes(first, document).is_none()
    };
    let others = || text.members[1..].iter().map(|member| member.document);
    points_outside(first)
        || (origin.is_none() && others().any(|document| may_be_first(document) && points_outside(document)))
}

/// The name that most documents credit, each counted once a name, among the credits that count;
/// ties go to the first in order.
fn most_credited(
    corpus: &Corpus,
    documents: impl Iterator<Item = u32>,
    counts: impl Fn(&NamedCredit) -> bool,
) -> &str {
    let mut votes: BTreeMap<Named, (usize, &str)> = BTreeMap::new();
    for document in documents {
        let credits = corpus.credits(document).iter().filter(|credit| counts(credit));
        let names: BTreeMap<Named, &str> =
            credits.map(|credit| (credit.named, corpus.canonical(credit))).collect();
        for (named, canonical) in names.into_iter().filter(|(named, _)| *named != Named::Nobody) {
            let entry = votes.entry(named).or_insert((0, canonical));
            *entry = (entry.0 + 1, entry.1.min(canonical));
        }
    }
    let best = votes.into_values().min_by_key(|(count, name)| (Reverse(*count), *name));
    best.map(|(_, name)| name).unwrap_or_default()
}

/// What shows that the text starts at a news agency, and its name: the origin is one, the first
/// witness credits one, or most witnesses that are not agencies themselves do.
fn agency<'c>(corpus: &'c Corpus, text: &Text, origin: Option<u32>) -> Option<(AgencyEvidence, &'c str)> {
    if let Some(name) = origin.and_then(|origin| corpus.agency(origin)) {
        return Some((AgencyEvidence::Origin, name));
    }
    if let Some(credit) = corpus.credits(text.members[0].document).iter().find(|credit| credit.is_agency) {
        return Some((AgencyEvidence::FirstWitness, corpus.canonical(credit)));
    }
    let documents = || text.members.iter().map(|member| member.document);
    let clients = || documents().filter(|document| corpus.agency(*document).is_none());
    let credits_one = |document: &u32| corpus.credits(*document).iter().any(|credit| credit.is_agency);
    let most_do = 2 * clients().filter(credits_one).count() > clients().count();
    most_do
        .then(|| (AgencyEvidence::MostWitnesses, most_credited(corpus, clients(), |credit| credit.is_agency)))
}

#[cfg(test)]
mod tests;
