//! What the explanation needs to know of each document, looked up once.
//!
//! Documents are numbered in the order of their ids. Each belongs to a *family*: its source, with
//! the names that source goes by. Names of different scripts on one host are one family (the
//! Chinese and the Russian edition of an agency's site), as long as the host has one name for each
//! script; a host that publishes for many sources merges none. A document without any source
//! is a family of its own, for nothing shows that it shares one.

use crate::{
    FirstSeen, KnownSources, credit::bare_host, credit::normal_form, credits, first_seen, quoted, versions,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::OnceLock,
};
use throughline_model::{Credit, Document, DocumentId, OrderEvidence, Source, Span};

/// Whom a credit names, as far as the archive can tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Named {
    /// A family that has documents here.
    Family(u32),
    /// A known source without documents here, by its canonical name.
    Elsewhere(String),
    /// A name that resolves to nothing, in its normal form.
    Unknown(String),
    /// Nobody: the words only say that the text is a copy.
    Nobody,
}

/// A credit and whom it names.
#[derive(Debug, Clone)]
pub(crate) struct NamedCredit {
    pub(crate) credit: Credit,
    pub(crate) named: Named,
    /// The name to show: canonical if the source is known.
    pub(crate) canonical: String,
    pub(crate) is_agency: bool,
}

/// Documents by number, with what was found out about each.
pub(crate) struct Corpus<'d> {
    pub(crate) documents: Vec<&'d Document>,
    pub(crate) family: Vec<u32>,
    pub(crate) is_agency_family: Vec<bool>,
    pub(crate) seen: Vec<FirstSeen>,
    pub(crate) credits: Vec<Vec<NamedCredit>>,
    number: HashMap<DocumentId, u32>,
    quoted: Vec<OnceLock<Vec<Span>>>,
}

impl<'d> Corpus<'d> {
    /// Looks at every document once, on all threads.
    pub(crate) fn new(documents: &'d [Document], sources: &[Source]) -> Self {
        let mut sorted: Vec<&Document> = documents.iter().collect();
        sorted.sort_by_key(|document| document.id);
        sorted.dedup_by_key(|document| document.id);
        let known = known_sources(&sorted, sources);
        let families = Families::of(&sorted, &known);
        let number = sorted.iter().zip(0..).map(|(document, number)| (document.id, number)).collect();
        let mut seen: Vec<FirstSeen> = sorted.par_iter().map(|document| first_seen(document)).collect();
        versions::date_later_versions(&sorted, &mut seen);
        let named = |credit| name_credit(credit, &known, &families);
        let credits = sorted
            .par_iter()
            .map(|document| credits(document, &known).into_iter().map(named).collect())
            .collect();
        let quoted = sorted.iter().map(|_| OnceLock::new()).collect();
        let Families { of_document: family, agency_of_family: is_agency_family, .. } = families;
        Self { documents: sorted, family, is_agency_family, seen, credits, number, quoted }
    }

    /// The number of a document, if it is here.
    pub(crate) fn number(&self, id: DocumentId) -> Option<u32> {
        self.number.get(&id).copied()
    }

    /// Length of a document's main text in bytes.
    pub(crate) fn text_length(&self, document: u32) -> usize {
        self.documents[document as usize].text.len()
    }

    /// The parts of a document's main text that stand in quotation marks, read when first asked for.
    pub(crate) fn quoted(&self, document: u32) -> &[Span] {
        self.quoted[document as usize].get_or_init(|| quoted::parts(&self.documents[document as usize].text))
    }

    /// Whether two documents are versions of one item.
    pub(crate) fn same_item(&self, a: u32, b: u32) -> bool {
        self.documents[a as usize].item_id == self.documents[b as usize].item_id
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
        let middle = |document: u32| self.seen[document as usize].middle();
        let in_time = match (middle(a), middle(b)) {
            (Some(a), Some(b)) => a <= b,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let decides = in_time
            && self.family[a as usize] != self.family[b as usize]
            && self.names_source_of(b, a)
            && !self.names_source_of(a, b)
            && !self.is_before(b, a);
        decides.then_some(OrderEvidence::Credit)
    }

    /// Whether `document` credits the source of `other`.
    pub(crate) fn names_source_of(&self, document: u32, other: u32) -> bool {
        let family = Named::Family(self.family[other as usize]);
        self.credits[document as usize].iter().any(|credit| credit.named == family)
    }

    /// Whether the dates alone show that `a` was seen before `b`.
    pub(crate) fn is_before(&self, a: u32, b: u32) -> bool {
        self.seen[a as usize].is_before(&self.seen[b as usize])
    }
}

/// The registry's sources and those that documents name but no registry lists.
fn known_sources(documents: &[&Document], sources: &[Source]) -> KnownSources {
    let listed: BTreeSet<_> = sources.iter().map(|source| source.id).collect();
    let mut all = sources.to_vec();
    let mut added = BTreeSet::new();
    for document in documents.iter().filter(|document| !document.source_name.trim().is_empty()) {
        let id = document.source_id.unwrap_or_else(|| Source::id_of(&document.source_name));
        if !listed.contains(&id) && added.insert(id) {
            all.push(Source { id, ..Source::named(&document.source_name) });
        }
    }
    KnownSources::new(&all)
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum FamilyKey {
    Known(usize),
    Name(String),
    Host(String),
    Item(String),
}

struct Families {
    of_document: Vec<u32>,
    of_known: HashMap<usize, u32>,
    of_name: HashMap<String, u32>,
    agency_of_family: Vec<bool>,
}

impl Families {
    fn of(documents: &[&Document], known: &KnownSources) -> Self {
        let keys: Vec<FamilyKey> = documents.iter().map(|document| family_key(document, known)).collect();
        let merged = merge_by_host(documents, &keys);
        let mut numbers: HashMap<&FamilyKey, u32> = HashMap::new();
        let mut families = Self {
            of_document: vec![],
            of_known: HashMap::new(),
            of_name: HashMap::new(),
            agency_of_family: vec![],
        };
        for (key, document) in keys.iter().zip(documents) {
            let next = numbers.len() as u32;
            let family = *numbers.entry(merged.get(key).unwrap_or(key)).or_insert(next);
            families.of_document.push(family);
            families.agency_of_family.resize(numbers.len(), false);
            if let FamilyKey::Known(index) = key {
                families.of_known.insert(*index, family);
                families.agency_of_family[family as usize] |= known.at(*index).agency;
            }
            let name = normal_form(&document.source_name);
            if !name.is_empty() {
                families.of_name.entry(name).or_insert(family);
            }
        }
        families
    }
}

fn family_key(document: &Document, known: &KnownSources) -> FamilyKey {
    let by_id = document.source_id.and_then(|id| known.by_id(id));
    let by_name = || known.index_of(&document.source_name);
    if let Some(index) = by_id.or_else(by_name).or_else(|| known.by_url(&document.url)) {
        return FamilyKey::Known(index);
    }
    let name = normal_form(&document.source_name);
    let host = bare_host(&document.url);
    match (name.is_empty(), host.contains('.')) {
        (false, _) => FamilyKey::Name(name),
        (true, true) => FamilyKey::Host(host),
        (true, false) => FamilyKey::Item(document.item_id.to_string()),
    }
}

/// Keys that stand for the same family because one host publishes under them, one for each script.
fn merge_by_host(documents: &[&Document], keys: &[FamilyKey]) -> HashMap<FamilyKey, FamilyKey> {
    let mut by_host: BTreeMap<String, BTreeMap<u8, BTreeSet<&FamilyKey>>> = BTreeMap::new();
    for (document, key) in documents.iter().zip(keys) {
        let host = bare_host(&document.url);
        if host.contains('.') && !document.source_name.is_empty() {
            by_host.entry(host).or_default().entry(script(&document.source_name)).or_default().insert(key);
        }
    }
    let mut parents: HashMap<FamilyKey, FamilyKey> = HashMap::new();
    for scripts in by_host
        .into_values()
        .filter(|scripts| scripts.len() > 1 && scripts.values().all(|keys| keys.len() == 1))
    {
        let roots: BTreeSet<FamilyKey> =
            scripts.into_values().flatten().map(|key| root(&parents, key)).collect();
        if let Some(first) = roots.first().cloned() {
            parents.extend(roots.into_iter().skip(1).map(|key| (key, first.clone())));
        }
    }
    parents.keys().map(|key| (key.clone(), root(&parents, key))).collect()
}

fn root(parents: &HashMap<FamilyKey, FamilyKey>, key: &FamilyKey) -> FamilyKey {
    let mut at = key;
    while let Some(parent) = parents.get(at) {
        at = parent;
    }
    at.clone()
}

/// A rough script of a name: what its first letter belongs to.
fn script(name: &str) -> u8 {
    match name.chars().find(|c| c.is_alphabetic()).map_or(0, u32::from) {
        0..=0x24f => 0,
        0x370..=0x3ff => 1,
        0x400..=0x52f => 2,
        0x530..=0x5ff => 3,
        0x600..=0x77f => 4,
        0xac00..=0xd7af => 5,
        0x3040..=0x9fff => 6,
        _ => 7,
    }
}

fn name_credit(credit: Credit, known: &KnownSources, families: &Families) -> NamedCredit {
    let index = known.index_of(&credit.name);
    let form = normal_form(&credit.name);
    let family =
        index.map_or_else(|| families.of_name.get(&form), |index| families.of_known.get(&index)).copied();
    let canonical = index.map_or_else(|| credit.name.trim().to_owned(), |index| known.at(index).name.clone());
    let is_agency = index.is_some_and(|index| known.at(index).agency)
        || family.is_some_and(|family| families.agency_of_family[family as usize]);
    let named = match (family, index) {
        (Some(family), _) => Named::Family(family),
        (None, Some(_)) => Named::Elsewhere(canonical.clone()),
        (None, None) if form.is_empty() => Named::Nobody,
        (None, None) => Named::Unknown(form),
    };
    NamedCredit { credit, named, canonical, is_agency }
}
