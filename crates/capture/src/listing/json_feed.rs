//! JSON Feed 1 and 1.1 (jsonfeed.org).

use super::{Entry, Listing, ListingKind, atom, xml::MOST_ENTRIES};
use crate::html::fragment;
use serde_json::{Map, Value};
use throughline_model::DateRole;

/// Reads a feed. Keys of a wrong type are passed over.
///
/// # Errors
/// What is wrong, if it is no JSON.
pub(super) fn read(source: &str) -> Result<Listing, serde_json::Error> {
    let feed: Value = serde_json::from_str(source.trim_start_matches('\u{FEFF}'))?;
    let blank = Map::new();
    let feed = feed.as_object().unwrap_or(&blank);
    let items = feed.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Ok(Listing {
        kind: ListingKind::Feed,
        title: text(feed, "title"),
        site: text(feed, "home_page_url"),
        address: text(feed, "feed_url"),
        next: text(feed, "next_url"),
        lang: text(feed, "language"),
        authors: authors(feed),
        hub: feed
            .get("hubs")
            .and_then(Value::as_array)
            .and_then(|hubs| hubs.iter().filter_map(Value::as_object).map(|hub| text(hub, "url")).next())
            .unwrap_or_default(),
        entries: items.iter().take(MOST_ENTRIES).filter_map(Value::as_object).map(entry).collect(),
        is_cut: items.len() > MOST_ENTRIES,
        ..Listing::default()
    })
}

fn entry(item: &Map<String, Value>) -> Entry {
    let mut entry = Entry {
        id: text(item, "id"),
        link: text(item, "url"),
        title: text(item, "title"),
        lang: text(item, "language"),
        authors: authors(item),
        is_told: true,
        ..Entry::default()
    };
    if entry.link.is_empty() && (entry.id.starts_with("http://") || entry.id.starts_with("https://")) {
        entry.link.clone_from(&entry.id);
    }
    let html = fragment::read(&text(item, "content_html"));
    entry.offer("content_html", true, html);
    if entry.text.text.is_empty() {
        entry.offer("content_text", true, atom::plain(&text(item, "content_text")));
    }
    if entry.text.text.is_empty() {
        entry.offer("summary", false, atom::plain(&text(item, "summary")));
    }
    entry.date(DateRole::Published, Some(&text(item, "date_published")));
    entry.date(DateRole::Updated, Some(&text(item, "date_modified")));
    let tags = item.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    entry.categories = tags.iter().filter_map(Value::as_str).take(64).map(str::to_owned).collect();
    entry
}

fn text(object: &Map<String, Value>, key: &str) -> String {
    match object.get(key) {
        Some(Value::String(text)) => text.replace('\0', "").trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// `authors` of version 1.1, or `author` of version 1.
fn authors(object: &Map<String, Value>) -> Vec<String> {
    let listed = object.get("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let all = listed.iter().chain(object.get("author"));
    let mut names: Vec<String> =
        all.filter_map(Value::as_object).map(|author| text(author, "name")).collect();
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}
