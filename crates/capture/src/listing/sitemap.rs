//! Sitemaps (sitemaps.org), with the news and language extensions, and lists of addresses.

use super::{
    Entry, Listing, ListingKind,
    xml::{Element, MOST_ENTRIES, Vocabulary},
};
use crate::html::fragment;
use Vocabulary::{News, Own, Xhtml};
use throughline_model::DateRole;

/// Reads one address.
pub(super) fn entry(url: &Element<'_>) -> Entry {
    let mut entry =
        Entry { link: url.first_words(Own, "loc").unwrap_or_default().to_owned(), ..Entry::default() };
    entry.id.clone_from(&entry.link);
    if let Some(news) = url.of(News, "news").next() {
        entry.is_told = true;
        entry.title =
            news.of(News, "title").map(|title| fragment::line(title.html())).next().unwrap_or_default();
        if let Some(publication) = news.of(News, "publication").next() {
            publication.first_words(News, "name").unwrap_or_default().clone_into(&mut entry.outlet);
            publication.first_words(News, "language").unwrap_or_default().clone_into(&mut entry.lang);
        }
        entry.date(DateRole::Published, news.first_words(News, "publication_date"));
        let keywords = news.first_words(News, "keywords").unwrap_or_default();
        entry.categories = keywords
            .split([',', '，', '、'])
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .take(64)
            .collect();
    }
    entry.date(DateRole::Updated, url.first_words(Own, "lastmod"));
    for link in url.of(Xhtml, "link").filter(|link| link.attribute("rel") == Some("alternate")) {
        if let (Some(lang), Some(href)) = (link.attribute("hreflang"), link.attribute("href")) {
            // The group of languages names the page itself too, and a page for all others.
            if href != entry.link && lang != "x-default" && entry.languages.len() < 256 {
                entry.languages.push((lang.to_owned(), href.to_owned()));
            }
        }
    }
    entry
}

/// Address and date of change of a further sitemap.
pub(super) fn further(sitemap: &Element<'_>) -> Option<(String, String)> {
    let address = sitemap.first_words(Own, "loc")?.to_owned();
    Some((address, sitemap.first_words(Own, "lastmod").unwrap_or_default().to_owned()))
}

/// A text sitemap: an address a line.
pub(super) fn of_lines(source: &str) -> Listing {
    let mut lines = source
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("http://") || line.starts_with("https://"));
    let entries =
        lines.by_ref().take(MOST_ENTRIES).map(|line| Entry { link: line.to_owned(), ..Entry::default() });
    let entries = entries.collect();
    Listing { kind: ListingKind::Sitemap, entries, is_cut: lines.next().is_some(), ..Listing::default() }
}
