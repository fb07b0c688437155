//! What the explanation needs to know of each document that a match is about.
//!
//! Documents are numbered in the order of their ids. Each belongs to a *family* (see
//! [`families`]). No text is held: see [`crate::facts`] for what is kept of it.

pub(crate) mod families;

use crate::{KnownSources, credit::normal_form, facts::Facts, first_seen::Seen, heads::Head};
use families::Families;
use rayon::prelude::*;
use std::collections::HashMap;
use throughline_model::{Credit, DocumentId, OrderEvidence, Span};

/// Whom a credit names, as far as the archive can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Named {
    /// A family that has documents here.
    Family(u32),
    /// A known source without documents here, by its number among them.
    Elsewhere(u32),
    /// A name that resolves to nothing, by the number of its normal form.
    Unknown(u32),
    /// Nobody: the words only say that the text is a copy.
    Nobody,
}

/// A credit and whom it names.
#[derive(Debug, Clone)]
pub(crate) struct NamedCredit {
    pub(crate) credit: Credit,
    pub(crate) named: Named,
    /// Number of the name to show: canonical if the source is known.
    canonical: u32,
    pub(crate) is_agency: bool,
}

/// Documents by number, with what was found out about each.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) ids: Vec<DocumentId>,
    pub(crate) family: Vec<u32>,
    pub(crate) seen: Vec<Seen>,
    /// Number of the item of each document.
    pub(crate) item: Vec<u32>,
    facts: Vec<Facts>,
    credits: Vec<Box<[NamedCredit]>>,
    lang: Vec<u32>,
    languages: Vec<String>,
    /// Canonical name of each family that is a news agency.
    agency_names: Vec<Option<String>>,
    names: Vec<String>,
    number_of_name: HashMap<String, u32>,
}

impl Corpus {
    /// A corpus of the documents of `heads`, which are sorted by id; their texts come later.
    pub(crate) fn new(
        heads: &[Head],
        families: &Families,
        known: &KnownSources,
        languages: Vec<String>,
    ) -> Self {
        let mut items: Vec<_> = heads.iter().map(|head| head.item).collect();
        items.par_sort_unstable();
        items.dedup();
        let item = |head: &Head| items.partition_point(|item| *item < head.item) as u32;
        let agency_name = |index: &Option<usize>| index.map(|index| known.at(index).name.clone());
        Self {
            ids: heads.iter().map(|head| head.id).collect(),
            family: heads.iter().map(|head| families.of_head(head)).collect(),
            seen: heads.iter().map(|head| head.seen).collect(),
            item: heads.par_iter().map(item).collect(),
            facts: (0..heads.len()).map(|_| Facts::default()).collect(),
            credits: (0..heads.len()).map(|_| Box::default()).collect(),
            lang: heads.iter().map(|head| head.lang).collect(),
            languages,
            agency_names: families.agency.iter().map(agency_name).collect(),
            names: Vec::new(),
            number_of_name: HashMap::new(),
        }
    }

    /// Takes in what was read of one document's text.
    pub(crate) fn put(&mut self, document: u32, mut facts: Facts, known: &KnownSources, families: &Families) {
        let credits = std::mem::take(&mut facts.credits);
        self.credits[document as usize] =
            credits.into_iter().map(|credit| self.name_credit(credit, known, families)).collect();
        self.facts[document as usize] = facts;
    }

    fn name_credit(&mut self, credit: Credit, known: &KnownSources, families: &Families) -> NamedCredit {
        let index = known.index_of(&credit.name);
        let form = normal_form(&credit.name);
        let family = families.of_credit(index, &form);
        let canonical = match index {
            Some(index) => self.number_of_name(&known.at(index).name),
            None => self.number_of_name(credit.name.trim()),
        };
        let is_agency = index.is_some_and(|index| known.at(index).agency)
            || family.is_some_and(|family| families.agency[family as usize].is_some());
        let named = match (family, index) {
            (Some(family), _) => Named::Family(family),
            (None, Some(index)) => Named::Elsewhere(index as u32),
            (None, None) if form.is_empty() => Named::Nobody,
            (None, None) => Named::Unknown(self.number_of_name(&form)),
        };
        NamedCredit { credit, named, canonical, is_agency }
    }

    /// Numbers of names depend on what was read first; nothing may be sorted by them.
    fn number_of_name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.number_of_name.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.number_of_name.insert(name.to_owned(), number);
        number
    }

    /// The number of a document, if a match is about it.
    pub(crate) fn number(&self, id: DocumentId) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|number| number as u32)
    }

    /// Length of a document's main text in bytes.
    pub(crate) fn text_length(&self, document: u32) -> usize {
        self.facts[document as usize].text_length as usize
    }

    /// Unicode characters in a span of a document's main text.
    pub(crate) fn characters(&self, document: u32, span: Span) -> u32 {
        self.facts[document as usize].characters.within(span)
    }

    /// The parts of a document's main text that stand in quotation marks.
    pub(crate) fn quoted(&self, document: u32) -> &[Span] {
        &self.facts[document as usize].quoted
    }

    /// The set formulas in a document's main text, in order and disjoint.
    pub(crate) fn formulas(&self, document: u32) -> &[Span] {
        &self.facts[document as usize].formulas
    }

    /// The runs of names in a document's main text, in order and disjoint.
    pub(crate) fn names(&self, document: u32) -> &[Span] {
        &self.facts[document as usize].names
    }

    /// What the words in a span of a document's main text say beyond names, numbers and common words.
    pub(crate) fn content(&self, document: u32, span: Span) -> u32 {
        self.facts[document as usize].content.within(span)
    }

    /// What a document says about where its text comes from.
    pub(crate) fn credits(&self, document: u32) -> &[NamedCredit] {
        &self.credits[document as usize]
    }

    /// The name of a credit as people know it.
    pub(crate) fn canonical(&self, credit: &NamedCredit) -> &str {
        &self.names[credit.canonical as usize]
    }

    /// Language of a document.
    pub(crate) fn lang(&self, document: u32) -> &str {
        &self.languages[self.lang[document as usize] as usize]
    }

    /// The name of the news agency whose document this is, if it is one's.
    pub(crate) fn agency(&self, document: u32) -> Option<&str> {
        self.agency_names[self.family[document as usize] as usize].as_deref()
    }

    /// Whether two documents are of one source.
    pub(crate) fn same_family(&self, a: u32, b: u32) -> bool {
        self.family[a as usize] == self.family[b as usize]
    }

    /// Whether two documents are versions of one item.
    pub(crate) fn same_item(&self, a: u32, b: u32) -> bool {
        self.item[a as usize] == self.item[b as usize]
    }

    /// Documents sort by the middle of when they can first have been seen, then by id.
    pub(crate) fn rank_key(&self, document: u32) -> ((i64, i64), u32) {
        (self.seen[document as usize].sort_key(), document)
    }

    /// What shows that `a` came before `b`, if anything does: dates whose intervals do not overlap,
    /// or else `b` naming the source of `a`.
    ///
    /// A credit decides only between documents of different sources whose dates leave it open,
    /// if the middle of the moments `a` allows is not later than that of `b` (the ministry's
    /// remarks of Thursday are not where a paper of Wednesday that names the ministry took its text
    /// from), and if `a` does not name the source of `b` in turn.
    pub(crate) fn precedes(&self, a: u32, b: u32) -> Option<OrderEvidence> {
        if self.is_before(a, b) {
            return Some(OrderEvidence::Dates);
        }
        if self.credits(b).is_empty() || self.same_family(a, b) {
            return None;
        }
        let middle = |document: u32| self.seen[document as usize].middle();
        let in_time = match (middle(a), middle(b)) {
            (Some(a), Some(b)) => a <= b,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let decides =
            in_time && self.names_source_of(b, a) && !self.names_source_of(a, b) && !self.is_before(b, a);
        decides.then_some(OrderEvidence::Credit)
    }

    /// Whether `document` credits the source of `other`.
    pub(crate) fn names_source_of(&self, document: u32, other: u32) -> bool {
        let family = Named::Family(self.family[other as usize]);
        self.credits(document).iter().any(|credit| credit.named == family)
    }

    /// Whether the dates alone show that `a` was seen before `b`.
    pub(crate) fn is_before(&self, a: u32, b: u32) -> bool {
        self.seen[a as usize].is_before(&self.seen[b as usize])
    }
}
