//! What a watch on a feed or sitemap needs of it: addresses, dates of change, when to come back.

use super::document::{self, web_address};
use crate::{Circumstances, sniff};
use throughline_model::{DateRole, Problem};

/// What a listing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListingKind {
    /// A feed: its newest entries, first ones mostly.
    #[default]
    Feed,
    /// A sitemap: addresses of pages.
    Sitemap,
    /// An index of further sitemaps.
    SitemapIndex,
}

/// An address that a listing names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryHint {
    /// Absolute address without `utm_` parameters, or empty if the entry names none.
    pub url: String,
    /// The id the listing gives it, or empty.
    pub id: String,
    /// The headline, or empty.
    pub title: String,
    /// The words of its date of publication, or empty.
    pub published: String,
    /// The words of its date of change, or empty.
    pub updated: String,
}

/// What a feed or sitemap tells a scheduler. Nothing in it is evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeedHints {
    /// What the listing is.
    pub kind: ListingKind,
    /// Its entries in their order: pages, or further sitemaps if it is an index.
    pub entries: Vec<EntryHint>,
    /// The channel's title as given, or empty.
    pub title: String,
    /// Minutes after which it may have changed: `ttl`, or `sy:updatePeriod` and its frequency.
    pub ttl_minutes: Option<u32>,
    /// Hours (UTC, 0 to 23) at which it does not change, in order.
    pub skip_hours: Vec<u8>,
    /// The listing's own address, absolute, or empty.
    pub address: String,
    /// The WebSub hub that announces its changes, or empty.
    pub hub: String,
    /// The next page of a paged or archived feed (RFC 5005), or empty.
    pub next: String,
}

/// Reads the hints of a feed or sitemap in any of the forms that [`read_page`](crate::read_page)
/// knows, or `None` if the bytes are none. `name` is an address or path; it tells a text sitemap.
/// The problems are those of the listing itself, not of its entries.
pub fn feed_hints(
    name: &str,
    bytes: &[u8],
    circumstances: &Circumstances,
) -> Option<(FeedHints, Vec<Problem>)> {
    let format = sniff::page_format(name, &circumstances.essence(), bytes);
    if !format.is_listing() {
        return None;
    }
    let (listing, problems) = super::read(name, format, bytes, circumstances.charset());
    let bases = document::bases(&listing, &circumstances.url);
    let absolute = |address: &str| web_address(address, &bases).map(String::from).unwrap_or_default();
    let mut entries: Vec<EntryHint> = Vec::with_capacity(listing.entries.len() + listing.listings.len());
    for entry in &listing.entries {
        let entry_bases: Vec<String> = bases.iter().chain(&entry.bases).cloned().collect();
        let url = web_address(&entry.link, &entry_bases).map(document::without_counters);
        entries.push(EntryHint {
            url: url.map(String::from).unwrap_or_default(),
            id: entry.id.clone(),
            title: entry.title.clone(),
            published: entry.first_date(DateRole::Published).to_owned(),
            updated: entry.first_date(DateRole::Updated).to_owned(),
        });
    }
    entries.extend(listing.listings.iter().map(|(address, updated)| EntryHint {
        url: absolute(address),
        updated: updated.clone(),
        ..EntryHint::default()
    }));
    let hints = FeedHints {
        kind: listing.kind,
        entries,
        ttl_minutes: listing.refresh_minutes,
        skip_hours: listing.skip_hours.clone(),
        address: absolute(&listing.address),
        hub: absolute(&listing.hub),
        next: absolute(&listing.next),
        title: listing.title,
    };
    Some((hints, problems))
}
