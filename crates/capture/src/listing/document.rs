//! From an entry to a document.

use super::{Entry, Listing, ListingKind, outlet};
use crate::{
    Circumstances, Options, dates, html::fragment::Fragment, language, margin, phrases, plausible, read,
};
use serde_json::{Map, Value};
use throughline_model::{
    DateEvidence, DateKind, Document, DocumentForm, Link, LinkKind, Problem, ProblemKind, Span,
};
use url::Url;

/// What an entry is read with.
pub(super) struct Place<'p> {
    pub(super) name: &'p str,
    pub(super) circumstances: &'p Circumstances,
    pub(super) options: &'p Options,
}

/// Problems that many entries of a listing share: each is told once, with their number.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Words of the first date that no reader understands, its entry, and how many there are.
    unreadable: Option<(String, usize, usize)>,
    /// First entry without address and id, and how many there are.
    nameless: Option<(usize, usize)>,
    others: Vec<Problem>,
}

/// Problems of single entries that are told of one listing.
const MOST_PROBLEMS: usize = 100;

impl Gathered {
    pub(super) fn into_problems(self, name: &str) -> Vec<Problem> {
        let mut problems = self.others;
        problems.truncate(MOST_PROBLEMS);
        if let Some((raw, entry, count)) = self.unreadable {
            let message = format!("no date can be read in {raw:?}{}", and_others(count));
            let remedy = "the words are kept as evidence and not used";
            problems.push(Problem::new(name, place(entry), ProblemKind::UnreadableDate, message, remedy));
        }
        if let Some((entry, count)) = self.nameless {
            let message = format!("an entry without address, id and title{}", and_others(count));
            let remedy = "it was left out; nothing says what it is about";
            problems.push(Problem::new(name, place(entry), ProblemKind::MissingField, message, remedy));
        }
        problems
    }
}

fn and_others(count: usize) -> String {
    if count > 1 { format!(", and in {} other entries", count - 1) } else { String::new() }
}

fn place(index: usize) -> String {
    format!("entry {}", index + 1)
}

/// What relative addresses of a listing are relative to: where it came from, then the bases it
/// states.
pub(super) fn bases(listing: &Listing, received_from: &str) -> Vec<String> {
    let mut bases = Vec::new();
    for base in [received_from, &listing.address, &listing.site] {
        if web_address(base, &bases).is_some() {
            bases.push(base.to_owned());
            break;
        }
    }
    bases.extend(listing.bases.iter().cloned());
    bases
}

/// An absolute web address, relative to the bases from the outermost to the innermost.
pub(super) fn web_address(address: &str, bases: &[String]) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.len() > 8_192 {
        return None;
    }
    let absolute = Url::parse(address).ok().or_else(|| {
        let base = bases.iter().fold(None, |outer: Option<Url>, base| {
            outer.as_ref().map_or_else(|| Url::parse(base), |outer| outer.join(base)).ok().or(outer)
        });
        base?.join(address).ok()
    })?;
    (matches!(absolute.scheme(), "http" | "https") && absolute.has_host()).then_some(absolute)
}

/// An address without what only counts visits: `utm_…` parameters, and fragments that carry
/// parameters. The page's own address has neither, and the two must be one item.
pub(super) fn without_counters(mut url: Url) -> Url {
    let is_counter = |key: &str| key.starts_with("utm_");
    if url.query_pairs().any(|(key, _)| is_counter(&key)) {
        let kept: Vec<String> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !is_counter(pair.split('=').next().unwrap_or_default()))
            .map(str::to_owned)
            .collect();
        let kept = kept.join("&");
        url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    }
    if url.fragment().is_some_and(|fragment| fragment.starts_with("utm_") || fragment.starts_with("xtor=")) {
        url.set_fragment(None);
    }
    url
}

/// The document of an entry, or `None` if nothing says what it is about.
pub(super) fn of_entry(
    entry: &Entry,
    index: usize,
    listing: &Listing,
    listing_bases: &[String],
    channel_outlet: &str,
    at: &Place<'_>,
    gathered: &mut Gathered,
) -> Option<Document> {
    let is_feed = listing.kind == ListingKind::Feed;
    let form = if is_feed { DocumentForm::FeedEntry } else { DocumentForm::SitemapEntry };
    let bases: Vec<String> = listing_bases.iter().chain(&entry.bases).cloned().collect();
    let link = web_address(&entry.link, &bases);
    let url = link.clone().map(|url| String::from(without_counters(url))).unwrap_or_default();
    if url.is_empty() && entry.id.is_empty() && entry.title.is_empty() {
        let (first, count) = gathered.nameless.unwrap_or((index, 0));
        gathered.nameless = Some((first, count + 1));
        return None;
    }
    let mut document = read::blank_document(form, &external_id(entry, &url, at));
    document.title.clone_from(&entry.title);
    document.source_name = if entry.outlet.is_empty() {
        channel_outlet.to_owned()
    } else {
        entry.outlet.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    document.byline =
        byline(if entry.authors.is_empty() { &listing.authors } else { &entry.authors }, &document);
    let (text, anchors, is_cut) = own_words(entry, &url, &bases);
    if !text.is_empty() {
        let is_whole = entry.is_content && !is_cut;
        (if is_whole { "full" } else { "summary" }).clone_into(&mut document.declared_type);
    }
    document.links = links(entry, anchors, &bases, &url);
    let declared = Some(entry.lang.as_str()).filter(|lang| !lang.is_empty()).unwrap_or(&listing.lang);
    let words = format!("{}\n\n{text}", document.title);
    document.lang = language::checked(Some(declared).filter(|lang| !lang.is_empty()), words.trim());
    document.text = text;
    document.dates = dates_of(entry, index, gathered);
    let mut problems = Vec::new();
    document.published =
        plausible::published(at.name, &place(index), &document.dates, at.options, &mut problems);
    gathered.others.extend(problems);
    document.extra = extra(entry, link.as_ref(), &url);
    document.url = url;
    Some(document)
}

/// The id the feed gives, made unique where it is no address: "17" is an id within one feed.
fn external_id(entry: &Entry, url: &str, at: &Place<'_>) -> String {
    let id = if entry.id.is_empty() { if url.is_empty() { &entry.title } else { url } } else { &entry.id };
    if !url.is_empty() || id.contains(':') {
        return id.to_owned();
    }
    let feed = if at.circumstances.url.is_empty() { at.name } else { &at.circumstances.url };
    format!("{feed}#{id}")
}

/// Names without addresses, each once, and without the outlet's own.
fn byline(authors: &[String], document: &Document) -> String {
    let mut names: Vec<String> = Vec::new();
    for author in authors {
        let name = outlet::without_address(author);
        let name = margin::person(margin::by_name(&name).unwrap_or(&name)).trim().to_owned();
        let is_name = !name.is_empty()
            && name.chars().count() <= 100
            && name.chars().any(char::is_alphabetic)
            && !name.to_lowercase().starts_with("http")
            && !outlet::same(&name, &document.source_name);
        if is_name && names.len() < 16 && !names.iter().any(|other| outlet::same(other, &name)) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// The entry's text without the pointer to its page that closes it, the links in it, and whether it
/// breaks off.
fn own_words<'e>(entry: &'e Entry, url: &str, bases: &[String]) -> (String, &'e [(Span, String)], bool) {
    let Fragment { text, anchors } = &entry.text;
    let mut end = text.len();
    let leads_home = |address: &str| {
        web_address(address, bases).is_some_and(|address| String::from(without_counters(address)) == url)
    };
    let mut is_cut = false;
    if let Some((span, address)) = anchors.last() {
        let is_last = text[span.range().end..].chars().all(|character| !character.is_alphanumeric());
        let words = &text[span.range()];
        if is_last && !url.is_empty() && leads_home(address) && phrases::units(words) <= 8.0 {
            // "Read on", in whatever language.
            (end, is_cut) = (span.begin as usize, true);
        }
    }
    if !is_cut && let Some(begin) = syndication_note(text, anchors, &entry.title, &leads_home) {
        end = begin;
    }
    let kept = text[..end].trim_end();
    is_cut |=
        ["…", "...", "[…]", "[...]", "(…)", "(...)", "[&#8230;]"].iter().any(|mark| kept.ends_with(mark));
    let held = anchors.partition_point(|(span, _)| span.end as usize <= kept.len());
    (kept.to_owned(), &anchors[..held], is_cut)
}

/// Where a last paragraph begins that says nothing but where the entry first appeared: it links the
/// entry's title to its page and then names the site.
fn syndication_note(
    text: &str,
    anchors: &[(Span, String)],
    title: &str,
    leads_home: &dyn Fn(&str) -> bool,
) -> Option<usize> {
    let begin = text.rfind("\n\n").map_or(0, |at| at + 2);
    let in_last = &anchors[anchors.partition_point(|(span, _)| (span.begin as usize) < begin)..];
    let [(first, address), _] = in_last else { return None };
    let is_short = text.len() - begin <= 2 * title.len() + 200;
    let names_title = !title.is_empty() && outlet::same(&text[first.range()], title);
    (is_short && names_title && leads_home(address)).then_some(begin)
}

fn links(entry: &Entry, anchors: &[(Span, String)], bases: &[String], own: &str) -> Vec<Link> {
    let absolute = |address: &str| web_address(address, bases).map(String::from);
    let mut links: Vec<Link> = Vec::new();
    let mut add = |kind: LinkKind, span, url: Option<String>, lang: &str| {
        let lang = language::tag(lang).unwrap_or_default();
        if let Some(url) = url.filter(|url| url != own) {
            let link = Link { kind, span, url, lang };
            // Links of the text differ in their place.
            if span.is_some() || !links.contains(&link) {
                links.push(link);
            }
        }
    };
    for origin in entry.origins.iter().take(16) {
        add(LinkKind::Origin, None, absolute(origin), "");
    }
    for (lang, address) in &entry.languages {
        add(LinkKind::LanguageVersion, None, absolute(address), lang);
    }
    for (span, address) in anchors {
        add(LinkKind::Text, Some(*span), absolute(address), "");
    }
    links
}

fn dates_of(entry: &Entry, index: usize, gathered: &mut Gathered) -> Vec<DateEvidence> {
    let mut found = Vec::new();
    for (role, raw) in &entry.dates {
        let interval = dates::parse(raw);
        if interval.is_none() {
            let (first, at, count) = gathered.unreadable.take().unwrap_or_else(|| (raw.clone(), index, 0));
            gathered.unreadable = Some((first, at, count + 1));
        }
        found.push(DateEvidence { kind: DateKind::Feed, role: *role, raw: raw.clone(), interval });
    }
    found
}

/// What no column holds.
fn extra(entry: &Entry, link: Option<&Url>, url: &str) -> String {
    let mut extra = Map::new();
    if !entry.text_from.is_empty() {
        extra.insert("text_from".into(), entry.text_from.into());
    }
    if let Some(link) = link.filter(|link| link.as_str() != url) {
        extra.insert("link".into(), link.as_str().into());
    }
    if !entry.origin_name.is_empty() {
        extra.insert("source".into(), entry.origin_name.as_str().into());
    }
    if !entry.categories.is_empty() {
        extra.insert("categories".into(), entry.categories.clone().into());
    }
    if extra.is_empty() { String::new() } else { Value::Object(extra).to_string() }
}
