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
    corpus::{Corpus, Named},
    pairs::Pair,
};
use blocks::Block;
use passages::Passage;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use throughline_model::{
    DocumentId, Lineage, LineageId, Match, OrderEvidence, ReuseClass, RunId, Span, Witness,
};
use witnesses::{Member, members};

/// Lineages with their witnesses, and what carries need to know of them.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    pub(crate) lineages: Vec<Lineage>,
    pub(crate) witnesses: Vec<Witness>,
    /// For each match, by position, the position of its lineage's times.
    lineage_of_match: Vec<Option<u32>>,
    times: Vec<HashMap<u32, SourceTimes>>,
}

/// When the documents of one source in one lineage can have been seen.
#[derive(Debug, Clone, Copy)]
struct SourceTimes {
    /// The smallest upper bound among them.
    first_not_after: i64,
    /// The smallest lower bound among them.
    first_not_before: i64,
}

impl Traced {
    /// The lineage of the longest match of a pair that has one.
    pub(crate) fn lineage_of_pair(&self, pair: &Pair, matches: &[Match], class: ReuseClass) -> Option<u32> {
        let of_class = pair.matches.clone().filter(|position| matches[*position].class == class);
        let with_lineage = of_class.filter_map(|position| Some((position, self.lineage_of_match[position]?)));
        let longest = with_lineage
            .max_by_key(|(position, _)| (matches[*position].a_span.len(), std::cmp::Reverse(*position)));
        longest.map(|(_, lineage)| lineage)
    }

    /// Whether a source had the lineage's text before `carrier`.
    pub(crate) fn presence(&self, corpus: &Corpus<'_>, lineage: u32, family: u32, carrier: u32) -> Presence {
        presence(corpus, self.times[lineage as usize].get(&family), carrier)
    }
}

fn presence(corpus: &Corpus<'_>, times: Option<&SourceTimes>, carrier: u32) -> Presence {
    let Some(times) = times else { return Presence::NotBefore };
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
    corpus: &Corpus<'_>,
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
            let presence = |family, carrier| presence(corpus, times.get(&family), carrier);
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

fn texts_of_class(
    corpus: &Corpus<'_>,
    pairs: &[Pair],
    matches: &[Match],
    class: ReuseClass,
    settings: &Settings,
) -> Vec<Text> {
    let blocks = blocks::of_class(pairs, matches, class, settings);
    let sets = passages::join(corpus, &blocks);
    let mut by_set: BTreeMap<u32, (Vec<&Passage>, Vec<&Block>)> = BTreeMap::new();
    for (passage, set) in sets.passages.iter().zip(&sets.set_of_passage) {
        by_set.entry(*set).or_default().0.push(passage);
    }
    for (block, set) in blocks.iter().zip(&sets.set_of_block) {
        by_set.entry(*set).or_default().1.push(block);
    }
    let text_of = |(passages, blocks): &(Vec<&Passage>, Vec<&Block>)| {
        let mut positions: Vec<u32> = blocks.iter().flat_map(|block| block.matches.iter().copied()).collect();
        positions.sort_unstable();
        let members = members(corpus, passages, settings);
        let items: BTreeSet<_> =
            members.iter().map(|member| corpus.documents[member.document as usize].item_id).collect();
        let first = members.first().filter(|_| items.len() > 1 && !positions.is_empty())?;
        let id = lineage_id(corpus.documents[first.document as usize].id, first.span, class, 0);
        Some(Text { id, class, members, matches: positions })
    };
    by_set.into_values().collect::<Vec<_>>().par_iter().filter_map(text_of).collect()
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
    let mut repeats: HashMap<LineageId, u32> = HashMap::new();
    for text in texts {
        let repeat = repeats.entry(text.id).and_modify(|count| *count += 1).or_insert(0);
        if let (Some(first), 1..) = (text.members.first(), *repeat) {
            text.id = lineage_id(first.document_id, first.span, text.class, *repeat);
        }
    }
}

fn source_times(corpus: &Corpus<'_>, members: &[Member]) -> HashMap<u32, SourceTimes> {
    let mut times: HashMap<u32, SourceTimes> = HashMap::new();
    for member in members {
        let seen = &corpus.seen[member.document as usize];
        let not_after = seen.not_after.unwrap_or(i64::MAX);
        let not_before = seen.interval.map_or(i64::MIN, |interval| interval.earliest);
        let entry = times
            .entry(corpus.family[member.document as usize])
            .or_insert(SourceTimes { first_not_after: not_after, first_not_before: not_before });
        entry.first_not_after = entry.first_not_after.min(not_after);
        entry.first_not_before = entry.first_not_before.min(not_before);
    }
    times
}

/// The first member, if it decidedly precedes every dated member of another source (of another
/// item, where there is one source only). Undated members count only where no other is there.
fn origin(corpus: &Corpus<'_>, members: &[Member], decided: &[Option<OrderEvidence>]) -> Option<u32> {
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

fn characters(corpus: &Corpus<'_>, member: &Member) -> u32 {
    let text = &corpus.documents[member.document as usize].text;
    text.get(member.span.range()).map_or(0, |passage| passage.chars().count() as u32)
}

fn lineage_of(corpus: &Corpus<'_>, text: &Text, origin: Option<u32>, run_id: RunId) -> Lineage {
    let documents = || text.members.iter().map(|member| member.document);
    let families: BTreeSet<u32> = documents().map(|document| corpus.family[document as usize]).collect();
    let languages: BTreeSet<&str> =
        documents().map(|document| corpus.documents[document as usize].lang.as_str()).collect();
    let first = text.members[0].document;
    let credited = most_credited(corpus, documents());
    let seen = |document: u32| corpus.seen[document as usize].interval;
    Lineage {
        id: text.id,
        class: text.class,
        origin: origin.map(|document| corpus.documents[document as usize].id),
        origin_outside: is_outside(corpus, first, &families),
        agency_copy: is_agency_copy(corpus, text, origin),
        credited_origin: credited,
        witness_count: text.members.len() as u32,
        source_count: families.len() as u32,
        languages: languages.into_iter().filter(|lang| !lang.is_empty()).collect::<Vec<_>>().join(" "),
        longest_characters: text.members.iter().map(|member| characters(corpus, member)).max().unwrap_or(0),
        first_seen: seen(first),
        last_seen: text.members.iter().rev().find_map(|member| seen(member.document)),
        run_id,
    }
}

/// Whether the first witness names sources, none of which has this text here.
fn is_outside(corpus: &Corpus<'_>, first: u32, families: &BTreeSet<u32>) -> bool {
    let mut names = corpus.credits[first as usize]
        .iter()
        .map(|credit| &credit.named)
        .filter(|named| **named != Named::Nobody);
    let is_here = |named: &Named| matches!(named, Named::Family(family) if families.contains(family));
    let mut any = false;
    names.all(|named| {
        any = true;
        !is_here(named)
    }) && any
}

/// The name that most witnesses credit, each counted once a name; ties go to the first in order.
fn most_credited(corpus: &Corpus<'_>, documents: impl Iterator<Item = u32>) -> String {
    let mut votes: BTreeMap<&Named, (usize, &str)> = BTreeMap::new();
    for document in documents {
        let credits = &corpus.credits[document as usize];
        let names: BTreeMap<&Named, &str> =
            credits.iter().map(|credit| (&credit.named, credit.canonical.as_str())).collect();
        for (named, canonical) in names.into_iter().filter(|(named, _)| **named != Named::Nobody) {
            let entry = votes.entry(named).or_insert((0, canonical));
            *entry = (entry.0 + 1, entry.1.min(canonical));
        }
    }
    let best = votes.into_values().min_by_key(|(count, name)| (std::cmp::Reverse(*count), *name));
    best.map(|(_, name)| name.to_owned()).unwrap_or_default()
}

/// Whether the text starts at a news agency: the origin is one, the first witness credits one, or
/// most witnesses that are not agencies themselves do.
fn is_agency_copy(corpus: &Corpus<'_>, text: &Text, origin: Option<u32>) -> bool {
    let is_agency = |document: u32| corpus.is_agency_family[corpus.family[document as usize] as usize];
    let credits_one = |document: u32| corpus.credits[document as usize].iter().any(|credit| credit.is_agency);
    let clients =
        || text.members.iter().map(|member| member.document).filter(|document| !is_agency(*document));
    let crediting = clients().filter(|document| credits_one(*document)).count();
    origin.is_some_and(is_agency)
        || credits_one(text.members[0].document)
        || 2 * crediting > clients().count()
}

#[cfg(test)]
mod tests;
