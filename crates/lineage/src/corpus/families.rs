//! Source families: which documents are of one source, and whom names stand for.
//!
//! A family is a source with the names that it goes by. Names of different scripts on one host are
//! one family (the Chinese and the Russian edition of an agency's site), as long as the host has
//! one name for each script; a host that publishes for many sources merges none. A document without
//! any source is a family of its own, for nothing shows that it shares one.

use crate::{
    KnownSources,
    credit::normal_form,
    heads::{Head, Publisher},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use throughline_model::{ItemId, Source};

/// The registry's sources and those that documents name but no registry lists.
pub(crate) fn known_sources(publishers: &[Publisher], sources: &[Source]) -> KnownSources {
    let listed: BTreeSet<_> = sources.iter().map(|source| source.id).collect();
    let mut all = sources.to_vec();
    let mut added = BTreeSet::new();
    for publisher in by_first_document(publishers).into_iter().map(|number| &publishers[number]) {
        if publisher.source_name.trim().is_empty() {
            continue;
        }
        let id = publisher.source_id.unwrap_or_else(|| Source::id_of(&publisher.source_name));
        if !listed.contains(&id) && added.insert(id) {
            all.push(Source { id, ..Source::named(&publisher.source_name) });
        }
    }
    KnownSources::new(&all)
}

/// Positions of the publishers in the order of their first documents.
fn by_first_document(publishers: &[Publisher]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..publishers.len()).collect();
    order.sort_by_key(|number| {
        let Publisher { first_document, source_name, source_id, host } = &publishers[*number];
        (*first_document, source_name, *source_id, host)
    });
    order
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum FamilyKey {
    Known(usize),
    Name(String),
    Host(String),
}

/// Who belongs together.
#[derive(Debug)]
pub(crate) struct Families {
    /// The family of each publisher; none for documents without any source.
    of_publisher: Vec<Option<u32>>,
    of_known: HashMap<usize, u32>,
    of_name: HashMap<String, u32>,
    /// Families of items without any source.
    of_item: HashMap<ItemId, u32>,
    /// For each family that is a news agency, the known source that it is.
    pub(crate) agency: Vec<Option<usize>>,
}

impl Families {
    pub(crate) fn of(heads: &[Head], publishers: &[Publisher], known: &KnownSources) -> Self {
        let keys: Vec<Option<FamilyKey>> =
            publishers.iter().map(|publisher| family_key(publisher, known)).collect();
        let merged = merge_by_host(publishers, &keys);
        let mut numbers: HashMap<&FamilyKey, u32> = HashMap::new();
        let mut families = Self {
            of_publisher: vec![None; publishers.len()],
            of_known: HashMap::new(),
            of_name: HashMap::new(),
            of_item: HashMap::new(),
            agency: vec![],
        };
        for number in by_first_document(publishers) {
            let Some(key) = &keys[number] else { continue };
            let next = numbers.len() as u32;
            let family = *numbers.entry(merged.get(key).unwrap_or(key)).or_insert(next);
            families.of_publisher[number] = Some(family);
            families.agency.resize(numbers.len(), None);
            if let FamilyKey::Known(index) = key {
                families.of_known.insert(*index, family);
                if known.at(*index).agency {
                    families.agency[family as usize].get_or_insert(*index);
                }
            }
            let name = normal_form(&publishers[number].source_name);
            if !name.is_empty() {
                families.of_name.entry(name).or_insert(family);
            }
        }
        for head in heads.iter().filter(|head| families.of_publisher[head.publisher as usize].is_none()) {
            let next = families.agency.len() as u32;
            if *families.of_item.entry(head.item).or_insert(next) == next {
                families.agency.push(None);
            }
        }
        families
    }

    /// The family of a document.
    pub(crate) fn of_head(&self, head: &Head) -> u32 {
        let of_publisher = self.of_publisher[head.publisher as usize];
        of_publisher.unwrap_or_else(|| self.of_item[&head.item])
    }

    /// The family that a credited name stands for, if it has documents here. `index` is the known
    /// source of that name, `form` its normal form.
    pub(crate) fn of_credit(&self, index: Option<usize>, form: &str) -> Option<u32> {
        index.map_or_else(|| self.of_name.get(form), |index| self.of_known.get(&index)).copied()
    }
}

fn family_key(publisher: &Publisher, known: &KnownSources) -> Option<FamilyKey> {
    let by_id = publisher.source_id.and_then(|id| known.by_id(id));
    let by_name = || known.index_of(&publisher.source_name);
    if let Some(index) = by_id.or_else(by_name).or_else(|| known.by_url(&publisher.host)) {
        return Some(FamilyKey::Known(index));
    }
    let name = normal_form(&publisher.source_name);
    match (name.is_empty(), publisher.host.contains('.')) {
        (false, _) => Some(FamilyKey::Name(name)),
        (true, true) => Some(FamilyKey::Host(publisher.host.clone())),
        (true, false) => None,
    }
}

/// Keys that stand for the same family because one host publishes under them, one for each script.
fn merge_by_host(publishers: &[Publisher], keys: &[Option<FamilyKey>]) -> HashMap<FamilyKey, FamilyKey> {
    let mut by_host: BTreeMap<&str, BTreeMap<u8, BTreeSet<&FamilyKey>>> = BTreeMap::new();
    for (publisher, key) in publishers.iter().zip(keys) {
        let (Some(key), host) = (key, publisher.host.as_str()) else { continue };
        if host.contains('.') && !publisher.source_name.is_empty() {
            by_host.entry(host).or_default().entry(script(&publisher.source_name)).or_default().insert(key);
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
