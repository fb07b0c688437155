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

use super::lines::{begins_word, is_unspaced};
use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};
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
    /// Significant words of the archive's longer names to the sources that have them.
    by_word: HashMap<String, Vec<usize>>,
    words_of: HashMap<usize, BTreeSet<String>>,
}

/// Significant words that a name must share with a source's to stand for it.
const WORDS_TO_AGREE: usize = 3;

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
        for signature in columns.next().unwrap_or_default().split('|') {
            let spelling = is_short_latin(signature).then(|| signature.to_owned());
            // A signature listed in two spellings ("dpa|DPA") stands in any.
            let entry = self.by_name.entry(normal_form(signature));
            entry.and_modify(|(_, required)| *required = None).or_insert((index, spelling));
        }
    }

    fn add_archive_source(&mut self, source: &Source) -> usize {
        let form = normal_form(&source.name);
        let same_name = self
            .by_name
            .get(&form)
            .filter(|(_, spelling)| spelling.as_deref().is_none_or(|s| s == source.name));
        let index = same_name.map(|(index, _)| *index).or_else(|| self.by_id.get(&source.id).copied());
        let index = index.unwrap_or_else(|| {
            self.sources.push(KnownSource {
                name: source.name.clone(),
                agency: false,
                press: false,
                ids: Vec::new(),
            });
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
        for other in source.other_names.split('|').chain(in_parentheses(&source.name)) {
            let form = normal_form(other);
            if !form.is_empty() {
                let spelling = is_short_latin(other).then(|| other.trim().to_owned());
                self.by_name.entry(form).or_insert((index, spelling));
            }
        }
        for domain in source.domains.split_whitespace() {
            self.by_domain.insert(bare_host(domain), index);
        }
        let words = significant_words(&normal_form(&source.name));
        if words.len() >= WORDS_TO_AGREE && !self.words_of.contains_key(&index) {
            for word in &words {
                self.by_word.entry(word.clone()).or_default().push(index);
            }
            self.words_of.insert(index, words);
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
            let taken =
                self.by_name.get(&form).is_some_and(|(index, _)| !self.sources[*index].ids.is_empty());
            if let ([index], false) = (indexes.as_slice(), taken) {
                self.by_name.insert(form, (*index, Some(abbreviation)));
            }
        }
    }

    /// The source that goes by `name`, if one does.
    ///
    /// Tries the whole name, the name without the platform it appears on ("A Channel on X"), the
    /// name as a domain, and last the archive's sources whose words it contains or is contained
    /// in ("Ministry of Foreign Affairs of the Republic of X").
    pub fn resolve(&self, name: &str) -> Option<&KnownSource> {
        self.index_of(name).map(|index| &self.sources[index])
    }

    pub(crate) fn index_of(&self, name: &str) -> Option<usize> {
        if name.len() > 300 {
            return None;
        }
        let form = normal_form(name);
        if form.is_empty() {
            return None;
        }
        self.written_out(name, &form).or_else(|| self.by_words(&form))
    }

    fn written_out(&self, name: &str, form: &str) -> Option<usize> {
        let without_platform = || without_platform(form).and_then(|bare| self.exact(bare, bare));
        let as_domain = || self.by_domain.get(&bare_host(name)).copied();
        self.exact(name, form).or_else(without_platform).or_else(as_domain)
    }

    fn exact(&self, name: &str, form: &str) -> Option<usize> {
        let (index, spelling) = self.by_name.get(form)?;
        let written = |spelling: &String| letters(name) == letters(spelling);
        spelling.as_ref().is_none_or(written).then_some(*index)
    }

    /// The one archive source whose significant words are all in the name, or the other way
    /// round; none if several are.
    fn by_words(&self, form: &str) -> Option<usize> {
        let words = significant_words(form);
        if words.len() < WORDS_TO_AGREE {
            return None;
        }
        let holders: BTreeSet<usize> =
            words.iter().filter_map(|word| self.by_word.get(word)).flatten().copied().collect();
        let agrees =
            |index: &usize| self.words_of[index].is_subset(&words) || words.is_subset(&self.words_of[index]);
        let mut agreeing = holders.into_iter().filter(agrees);
        agreeing.next().filter(|_| agreeing.next().is_none())
    }

    /// The first known name in `text`, the longest that begins there. A name next to another
    /// capitalized word is part of a longer, unknown name and does not count.
    pub(crate) fn find_in(&self, text: &str) -> Option<(Range<usize>, usize)> {
        let form = normal_form(text);
        if let Some(index) = self.written_out(text, &form) {
            return Some((0..text.len(), index));
        }
        let mut before = "";
        for (begin, _) in text.char_indices().filter(|(at, c)| c.is_alphanumeric() && begins_word(text, *at))
        {
            let rest = &text[begin..];
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(80);
            let word_ends: Vec<usize> = ends.filter(|end| ends_word(rest, *end)).take(10).collect();
            let exact = |end: &usize| {
                self.exact(&rest[..*end], &normal_form(&rest[..*end])).map(|index| (*end, index))
            };
            let longest = word_ends.iter().rev().find_map(exact);
            if let Some((end, index)) =
                longest.filter(|(end, _)| !leads_into_name(before) && !continues_name(&rest[*end..]))
            {
                return Some((begin..begin + end, index));
            }
            before = word_ends.first().map_or("", |end| &rest[..*end]);
        }
        self.by_words(&form).map(|index| (0..text.len(), index))
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

/// The short name in "National News Agency (NatNews)".
fn in_parentheses(name: &str) -> Option<&str> {
    let (_, rest) = name.rsplit_once(['(', '（'])?;
    rest.trim_end().strip_suffix([')', '）'])
}

fn is_short_latin(name: &str) -> bool {
    name.len() <= 4 && name.bytes().all(|b| b.is_ascii_alphabetic())
}

fn abbreviate(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect()
}

const HOLDING: [&str; 16] =
    ["of", "the", "and", "for", "in", "de", "la", "le", "du", "des", "del", "el", "der", "die", "das", "und"];

/// The words of a normal form without those that hold a name together.
fn significant_words(form: &str) -> BTreeSet<String> {
    form.split(' ').filter(|word| !word.is_empty() && !HOLDING.contains(word)).map(str::to_owned).collect()
}

fn ends_word(text: &str, end: usize) -> bool {
    let last = text[..end].chars().next_back();
    let next = text[end..].chars().next();
    last.is_some_and(char::is_alphanumeric)
        && next.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c) || last.is_some_and(is_unspaced))
}

/// Whether the word before shows that a longer name has begun: a capital, or "of".
fn leads_into_name(word: &str) -> bool {
    let is_capitalized = word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() > 1;
    is_capitalized || HOLDING.contains(&word)
}

/// Whether a capitalized word follows after nothing but a space.
fn continues_name(rest: &str) -> bool {
    rest.strip_prefix(' ').is_some_and(|next| next.chars().next().is_some_and(char::is_uppercase))
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
