//! Names of sources: the archive's own and the shipped table of news agencies.
//!
//! `agencies.tsv` holds facts of public knowledge (name, ISO 3166-1 country code, domains, the
//! names and signatures an agency goes by in the scripts of its clients), collected by us from
//! the agencies' own datelines and self-descriptions, in alphabetical order. A row says nothing
//! about who owns or steers an agency.
//!
//! A name is compared in a normal form: lower case, punctuation as spaces, full-width letters as
//! narrow ones, no leading article, letters of an abbreviation joined ("A.F.P." is "afp").
//! Signatures of up to four Latin letters must also agree in case, for "map" and "app" are words.
//! A name of the archive goes before one of the table: in an archive of fictional or local
//! agencies, "VNA" is theirs.

use std::collections::HashMap;
use throughline_model::{Source, SourceId};

const AGENCIES: &str = include_str!("agencies.tsv");

/// A source that a credit can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSource {
    /// Canonical name: equal for all names of one source.
    pub name: String,
    /// Whether it is a news agency.
    pub agency: bool,
    /// Whether it publishes news: an agency, broadcaster or newspaper.
    pub press: bool,
    /// The archive's sources with one of its names, sorted; empty if it is only in the table.
    pub ids: Vec<SourceId>,
}

/// All names of sources worth recognizing: the archive's sources plus the shipped table of news
/// agencies and their signatures.
#[derive(Debug, Clone, Default)]
pub struct KnownSources {
    sources: Vec<KnownSource>,
    /// Normal form of a name to its source and, for short signatures, the spelling it must have.
    by_name: HashMap<String, (usize, Option<String>)>,
    by_domain: HashMap<String, usize>,
    by_id: HashMap<SourceId, usize>,
}

impl KnownSources {
    /// Reads the table and adds the archive's `sources`; their order does not matter.
    pub fn new(sources: &[Source]) -> Self {
        let mut known = Self::default();
        for row in AGENCIES.lines().skip(1) {
            known.add_agency(row);
        }
        let mut sorted: Vec<&Source> = sources.iter().collect();
        sorted.sort_by(|a, b| (&a.name, a.id, &a.kind).cmp(&(&b.name, b.id, &b.kind)));
        let mut added = Vec::with_capacity(sorted.len());
        for source in sorted {
            added.push((known.add_archive_source(source), source));
        }
        known.add_abbreviations(&added);
        known
    }

    fn add_agency(&mut self, row: &str) {
        let mut columns = row.split('\t');
        let name = columns.next().unwrap_or_default();
        let domains = columns.nth(1).unwrap_or_default();
        let index = self.sources.len();
        self.sources.push(KnownSource { name: name.to_owned(), agency: true, press: true, ids: Vec::new() });
        for domain in domains.split_whitespace() {
            self.by_domain.insert(domain.to_owned(), index);
        }
        for signature in columns.next().unwrap_or_default().split('|').chain([name]) {
            let spelling = is_short_latin(signature).then(|| signature.to_owned());
            self.by_name.entry(normal_form(signature)).or_insert((index, spelling));
        }
    }

    fn add_archive_source(&mut self, source: &Source) -> usize {
        let form = normal_form(&source.name);
        let same_name = self.by_name.get(&form).filter(|(_, spelling)| spelling.as_deref().is_none_or(|s| s == source.name));
        let index = same_name.map(|(index, _)| *index).or_else(|| self.by_id.get(&source.id).copied());
        let index = index.unwrap_or_else(|| {
            self.sources.push(KnownSource { name: source.name.clone(), agency: false, press: false, ids: Vec::new() });
            self.sources.len() - 1
        });
        let agency = source.kind == "agency" || normal_form(&source.name).ends_with("news agency");
        let entry = &mut self.sources[index];
        entry.agency |= agency;
        entry.press |= agency || matches!(source.kind.as_str(), "broadcaster" | "newspaper");
        if !entry.ids.contains(&source.id) {
            entry.ids.push(source.id);
            entry.ids.sort_unstable();
        }
        if !form.is_empty() {
            self.by_name.insert(form, (index, None));
        }
        for domain in source.domains.split_whitespace() {
            self.by_domain.insert(bare_host(domain), index);
        }
        self.by_id.insert(source.id, index);
        index
    }

    /// Archive agencies also go by their initials, unless two share them.
    fn add_abbreviations(&mut self, added: &[(usize, &Source)]) {
        let mut initials: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, source) in added.iter().filter(|(index, _)| self.sources[*index].agency) {
            let abbreviation = abbreviate(&source.name);
            if abbreviation.chars().count() >= 3 {
                initials.entry(abbreviation).or_default().push(*index);
            }
        }
        for (abbreviation, mut indexes) in initials {
            indexes.sort_unstable();
            indexes.dedup();
            let form = normal_form(&abbreviation);
            let taken = self.by_name.get(&form).is_some_and(|(index, _)| !self.sources[*index].ids.is_empty());
            if let ([index], false) = (indexes.as_slice(), taken) {
                self.by_name.insert(form, (*index, Some(abbreviation)));
            }
        }
    }

    /// Lets `name` also stand for the archive's source `id`: the name a page gives itself.
    pub(crate) fn add_alias(&mut self, name: &str, id: SourceId) {
        let form = normal_form(name);
        if let (Some(&index), false) = (self.by_id.get(&id), form.is_empty()) {
            self.by_name.entry(form).or_insert((index, None));
        }
    }

    /// The source that goes by `name`, if one does.
    ///
    /// Tries the whole name, the name without the platform it appears on ("CCTV on YouTube"), the
    /// name as a domain, and last the archive's sources whose words it contains or is contained
    /// in ("Ministry of Foreign Affairs of the Republic of X").
    pub fn resolve(&self, name: &str) -> Option<&KnownSource> {
        self.index_of(name).map(|index| &self.sources[index])
    }

    pub(crate) fn index_of(&self, name: &str) -> Option<usize> {
        let form = normal_form(name);
        self.exact(name, &form).or_else(|| {
            let bare = without_platform(&form)?;
            self.exact(bare, bare)
        }).or_else(|| self.by_domain.get(&bare_host(name)).copied())
    }

    fn exact(&self, name: &str, form: &str) -> Option<usize> {
        let (index, spelling) = self.by_name.get(form)?;
        let written = |spelling: &String| letters(name) == letters(spelling);
        spelling.as_ref().is_none_or(written).then_some(*index)
    }

    pub(crate) fn at(&self, index: usize) -> &KnownSource {
        &self.sources[index]
    }

    pub(crate) fn by_id(&self, id: SourceId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The source that publishes on the host of `url`, its parent domains included.
    pub(crate) fn by_url(&self, url: &str) -> Option<usize> {
        let host = bare_host(url);
        let mut domain = host.as_str();
        loop {
            if let Some(index) = self.by_domain.get(domain) {
                return Some(*index);
            }
            domain = domain.split_once('.')?.1;
        }
    }
}

/// The form in which names are compared; see the module's text.
pub(crate) fn normal_form(name: &str) -> String {
    let mut form = String::with_capacity(name.len());
    for character in name.chars().map(narrow).flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            form.push(character);
        } else if !form.is_empty() && !form.ends_with(' ') {
            form.push(' ');
        }
    }
    let form = form.trim();
    let form = form.strip_prefix("the ").unwrap_or(form);
    let spelled_out = form.contains(' ') && form.split(' ').all(|word| word.chars().count() == 1);
    if spelled_out { form.replace(' ', "") } else { form.to_owned() }
}

fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

fn letters(name: &str) -> String {
    name.chars().map(narrow).filter(|c| c.is_alphanumeric()).collect()
}

fn is_short_latin(name: &str) -> bool {
    name.len() <= 4 && name.bytes().all(|b| b.is_ascii_alphabetic())
}

fn abbreviate(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect()
}

fn without_platform(form: &str) -> Option<&str> {
    const PLATFORMS: [&str; 9] =
        ["youtube", "twitter", "x", "telegram", "facebook", "weibo", "wechat", "tiktok", "vk"];
    let (name, platform) = form.rsplit_once(" on ")?;
    PLATFORMS.contains(&platform).then_some(name)
}

/// The host of a URL or a bare domain, without `www.`, in lower case.
pub(crate) fn bare_host(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = after_scheme.split(['/', '?', '#', ':']).next().unwrap_or_default().trim().to_lowercase();
    host.strip_prefix("www.").map_or_else(|| host.clone(), str::to_owned)
}
