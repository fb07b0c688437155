//! Feeds and sitemaps: what a site lists of itself.
//!
//! | read | entries become |
//! |---|---|
//! | RSS 0.9x, 1.0, 2.0; Atom 0.3, 1.0; JSON Feed 1, 1.1 | a document each, of form `feed-entry` |
//! | sitemaps, the entries with news data | a document each, of form `sitemap-entry`, with a title and no text |
//! | sitemaps, other entries; sitemap indexes; text sitemaps | hints alone ([`FeedHints`]): an address with a machine's `lastmod` is no evidence of any text, and a site lists 50,000 of them in a file |
//!
//! An entry's text is what the feed holds of it, which is seldom the article: `declared_type` is
//! `full` if it stands in the element that the format has for the whole content and does not break
//! off, else `summary`; the key `text_from` of `extra` names the element. Dates keep their words,
//! their precision and whether they have a zone.
//!
//! The reader is ours, over `quick-xml`. `feed-rs` (3.0) was turned down: its dates are
//! `DateTime<Utc>`, so that a day, a minute without a zone and a second are the same to it, and it
//! copies `pubDate` into the date of change; and one element that cannot be parsed fails the feed
//! (`child?` in its loops over channel and item). It reads no sitemaps.

mod atom;
mod document;
mod hints;
mod json_feed;
mod outlet;
mod rss;
mod sitemap;
mod xml;

pub use hints::{EntryHint, FeedHints, ListingKind, feed_hints};
pub(crate) use outlet::{same as same_name, without_address};
pub(crate) use xml::opens_listing;

use crate::{Circumstances, Options, charset, html::fragment::Fragment, sniff::Format};
use std::collections::HashSet;
use throughline_model::{DateRole, Document, Problem, ProblemKind};

/// Bytes of a listing that are read; the standard allows a sitemap 50 MB.
const LISTED_BYTES: usize = 64 << 20;

/// A feed or sitemap, with addresses as they stand in it.
#[derive(Debug, Default)]
struct Listing {
    kind: ListingKind,
    /// The channel's title, as given.
    title: String,
    /// The page it belongs to.
    site: String,
    /// Its own address, as it gives it.
    address: String,
    /// What relative addresses are relative to, outermost first.
    bases: Vec<String>,
    lang: String,
    /// Authors of entries that name none.
    authors: Vec<String>,
    /// Where it announces changes (WebSub), or empty.
    hub: String,
    /// The next page of a paged feed (RFC 5005), or empty.
    next: String,
    refresh_minutes: Option<u32>,
    skip_hours: Vec<u8>,
    entries: Vec<Entry>,
    /// Further listings, with the words of their date of change.
    listings: Vec<(String, String)>,
    /// More entries than are read.
    is_cut: bool,
}

/// An entry of a listing, with addresses as they stand in it.
#[derive(Debug, Default)]
struct Entry {
    /// The id its provider gave it, or empty.
    id: String,
    /// Its page.
    link: String,
    /// Its pages in several languages, as Atom gives them: tag and address.
    pages: Vec<(String, String)>,
    bases: Vec<String>,
    title: String,
    authors: Vec<String>,
    /// The outlet, where the entry names its own.
    outlet: String,
    lang: String,
    text: Fragment,
    /// The element the text was read from, or empty.
    text_from: &'static str,
    /// Whether that element is meant for the whole content.
    is_content: bool,
    dates: Vec<(DateRole, String)>,
    /// Where it came from: addresses of origins, and the name of one.
    origins: Vec<String>,
    origin_name: String,
    /// The same item in other languages: tag and address.
    languages: Vec<(String, String)>,
    /// Subjects, as given.
    categories: Vec<String>,
    /// Whether it is more than an address with a date of change.
    is_told: bool,
}

impl Entry {
    fn date(&mut self, role: DateRole, raw: Option<&str>) {
        if let Some(raw) = raw.map(str::trim).filter(|raw| !raw.is_empty()) {
            let date = (role, raw.chars().take(120).collect());
            if !self.dates.contains(&date) {
                self.dates.push(date);
            }
        }
    }

    /// Takes a text if it says more than the one there is.
    fn offer(&mut self, from: &'static str, is_content: bool, text: Fragment) {
        if !text.text.is_empty() && text.text.len() > self.text.text.len() {
            (self.text, self.text_from, self.is_content) = (text, from, is_content);
        }
    }

    /// The words of its first date of this role, or empty.
    fn first_date(&self, role: DateRole) -> &str {
        self.dates.iter().find(|date| date.0 == role).map_or("", |date| date.1.as_str())
    }
}

/// The documents of a listing.
pub(crate) fn extract(
    name: &str,
    format: Format,
    bytes: &[u8],
    circumstances: &Circumstances,
    options: &Options,
) -> (Vec<Document>, Vec<Problem>) {
    let (listing, mut problems) = read(name, format, bytes, circumstances.charset());
    let bases = document::bases(&listing, &circumstances.url);
    let outlet = outlet::of_channel(&listing, &bases);
    let place = document::Place { name, circumstances, options };
    let (mut documents, mut seen, mut gathered) = (Vec::new(), HashSet::new(), document::Gathered::default());
    for (index, entry) in listing.entries.iter().enumerate() {
        if !entry.is_told {
            continue;
        }
        let document = document::of_entry(entry, index, &listing, &bases, &outlet, &place, &mut gathered);
        let Some(document) = document else { continue };
        let key = (document.external_id.clone(), document.title.clone(), document.text.clone());
        if seen.insert(crate::read::sha256(format!("{key:?}").as_bytes())) {
            documents.push(document);
        }
    }
    problems.extend(gathered.into_problems(name));
    if documents.is_empty() {
        problems.push(nothing_to_read(name, &listing));
    }
    (documents, problems)
}

/// Reads a listing of any format.
fn read(name: &str, format: Format, bytes: &[u8], stated: Option<&str>) -> (Listing, Vec<Problem>) {
    let mut problems = Vec::new();
    let readable = &bytes[..bytes.len().min(LISTED_BYTES)];
    if readable.len() < bytes.len() {
        let message = format!("a listing of {} bytes; {LISTED_BYTES} were read", bytes.len());
        problems.push(Problem::new(
            name,
            "",
            ProblemKind::TooLarge,
            message,
            "split it; sitemaps have 50 MB at most",
        ));
    }
    let declared = stated.map(str::to_owned).or_else(|| xml::declared_charset(readable));
    let decoded = charset::decode(name, readable, declared.as_deref());
    problems.extend(decoded.problems);
    let source: &str = &decoded.text;
    let listing = match format {
        Format::JsonFeed => match json_feed::read(source) {
            Ok(listing) => listing,
            Err(error) => {
                problems.push(malformed(name, format!("line {}", error.line()), &error.to_string()));
                Listing { kind: ListingKind::Feed, ..Listing::default() }
            }
        },
        Format::AddressList => sitemap::of_lines(source),
        _ => {
            let (listing, faults) = from_xml(source);
            // Lines are counted once, along the places in order.
            let (mut line, mut counted) = (1, 0);
            let mut faults = faults;
            faults.sort_by_key(|fault| fault.at);
            for fault in faults {
                let at = fault.at.min(source.len());
                line += source.as_bytes()[counted..at].split(|byte| *byte == b'\n').count() - 1;
                counted = at;
                problems.push(malformed(name, format!("line {line}"), &fault.message));
            }
            listing
        }
    };
    if listing.is_cut {
        let message = format!("more than {} entries; the first were read", xml::MOST_ENTRIES);
        problems.push(Problem::new(name, "", ProblemKind::TooLarge, message, "split the listing"));
    }
    (listing, problems)
}

fn from_xml(source: &str) -> (Listing, Vec<xml::Fault>) {
    let (mut entries, mut listings) = (Vec::new(), Vec::new());
    let frame = xml::read(source, &mut |element| match element.name.as_str() {
        "item" => entries.push(rss::entry(&element)),
        "entry" => entries.push(atom::entry(&element)),
        "sitemap" => listings.extend(sitemap::further(&element)),
        _ => entries.push(sitemap::entry(&element)),
    });
    let mut listing = match frame.root.name.as_str() {
        "feed" => atom::listing(&frame.root),
        "urlset" | "sitemapindex" => {
            let is_index = frame.root.name == "sitemapindex";
            let kind = if is_index { ListingKind::SitemapIndex } else { ListingKind::Sitemap };
            Listing { kind, ..Listing::default() }
        }
        _ => rss::listing(&frame.root),
    };
    for entry in &mut entries {
        atom::choose_page(entry, &listing.lang);
    }
    (listing.entries, listing.listings, listing.is_cut) = (entries, listings, frame.is_cut);
    (listing, frame.faults)
}

fn malformed(name: &str, place: String, what: &str) -> Problem {
    let remedy = "what could be read was kept; tell the site that its listing is broken there";
    Problem::new(name, place, ProblemKind::Malformed, what, remedy)
}

/// The problem of a listing that gives no document.
fn nothing_to_read(name: &str, listing: &Listing) -> Problem {
    let (message, remedy) = match listing.kind {
        ListingKind::Feed => ("a feed without entries".to_owned(), "get it again later"),
        ListingKind::Sitemap => (
            format!("a sitemap of {} addresses, none with news data", listing.entries.len()),
            "get the pages it lists; an address alone holds no text",
        ),
        ListingKind::SitemapIndex => {
            (format!("an index of {} sitemaps", listing.listings.len()), "get the sitemaps it lists")
        }
    };
    Problem::new(name, "", ProblemKind::Empty, message, remedy)
}
