//! RSS 0.9x, 1.0 (RDF) and 2.0, with the modules that news sites use.

use super::{
    Entry, Listing, ListingKind, atom,
    xml::{Element, Vocabulary},
};
use crate::html::fragment;
use Vocabulary::{Atom, Content, DublinCore, Feedburner, Own, Syndication, Xhtml};
use throughline_model::DateRole;

/// What the channel says.
pub(super) fn listing(root: &Element<'_>) -> Listing {
    // In RSS 1.0 the items stand beside the channel, in some old files there is nothing around it.
    let channel = root.own("channel").next().unwrap_or(root);
    let mut listing = Listing {
        kind: ListingKind::Feed,
        title: title(channel),
        site: channel
            .own("link")
            .map(Element::words)
            .find(|link| !link.is_empty())
            .unwrap_or_default()
            .to_owned(),
        lang: channel
            .first_words(Own, "language")
            .or_else(|| channel.first_words(DublinCore, "language"))
            .or_else(|| root.attribute("xml:lang"))
            .unwrap_or_default()
            .to_owned(),
        refresh_minutes: refresh_minutes(channel),
        skip_hours: hours(channel),
        ..Listing::default()
    };
    listing.bases = [root, channel]
        .iter()
        .filter_map(|element| element.attribute("xml:base"))
        .map(str::to_owned)
        .collect();
    for link in channel.of(Atom, "link") {
        atom::frame_link(link, &mut listing);
    }
    listing
}

fn title(element: &Element<'_>) -> String {
    element
        .own("title")
        .map(|title| fragment::line(title.html()))
        .find(|title| !title.is_empty())
        .unwrap_or_default()
}

/// `ttl`, or what the syndication module says: so many updates in a period.
fn refresh_minutes(channel: &Element<'_>) -> Option<u32> {
    let ttl = channel.first_words(Own, "ttl").and_then(|ttl| ttl.parse::<u32>().ok());
    let period = match channel.first_words(Syndication, "updateperiod").unwrap_or_default() {
        "hourly" => Some(60),
        "daily" => Some(24 * 60),
        "weekly" => Some(7 * 24 * 60),
        "monthly" => Some(30 * 24 * 60),
        "yearly" => Some(365 * 24 * 60),
        _ => None,
    };
    let frequency =
        channel.first_words(Syndication, "updatefrequency").and_then(|times| times.parse::<u32>().ok());
    let by_period = period.map(|minutes: u32| (minutes / frequency.unwrap_or(1).max(1)).max(1));
    ttl.filter(|minutes| *minutes > 0).or(by_period)
}

fn hours(channel: &Element<'_>) -> Vec<u8> {
    let mut hours: Vec<u8> = channel
        .own("skiphours")
        .flat_map(|hours| hours.own("hour"))
        .filter_map(|hour| hour.words().parse().ok())
        .filter(|hour| *hour <= 24)
        .map(|hour: u8| hour % 24)
        .collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

/// Reads an item.
pub(super) fn entry(item: &Element<'_>) -> Entry {
    let mut entry = Entry { title: title(item), is_told: true, ..Entry::default() };
    let guid = item.own("guid").next();
    guid.map(Element::words)
        .or_else(|| item.attribute("rdf:about"))
        .unwrap_or_default()
        .clone_into(&mut entry.id);
    let is_permanent = guid.is_some_and(|guid| {
        guid.attribute("ispermalink").is_none_or(|value| value.eq_ignore_ascii_case("true"))
            && (entry.id.starts_with("http://") || entry.id.starts_with("https://"))
    });
    let links = [
        item.first_words(Feedburner, "origlink"),
        item.first_words(Own, "link"),
        item.of(Atom, "link").filter(|link| atom::is_page(link)).find_map(|link| link.attribute("href")),
        // `<link href="…"/>`, which is Atom's form without its namespace.
        item.own("link").filter(|link| atom::is_page(link)).find_map(|link| link.attribute("href")),
        item.attribute("rdf:about"),
    ];
    entry.link = links
        .into_iter()
        .flatten()
        .next()
        .or_else(|| is_permanent.then_some(entry.id.as_str()))
        .unwrap_or_default()
        .to_owned();
    entry.bases = item.attribute("xml:base").map(str::to_owned).into_iter().collect();
    entry.authors = [(DublinCore, "creator"), (Own, "author"), (Atom, "author")]
        .into_iter()
        .map(|(vocabulary, name)| item.of(vocabulary, name).map(atom::person).collect::<Vec<_>>())
        .find(|names| names.iter().any(|name| !name.is_empty()))
        .unwrap_or_default();
    item.first_words(DublinCore, "publisher").unwrap_or_default().clone_into(&mut entry.outlet);
    item.first_words(DublinCore, "language")
        .or_else(|| item.attribute("xml:lang"))
        .unwrap_or_default()
        .clone_into(&mut entry.lang);
    texts(item, &mut entry);
    for (vocabulary, name, role) in [
        (Own, "pubdate", DateRole::Published),
        (DublinCore, "issued", DateRole::Published),
        (DublinCore, "date", DateRole::Published),
        (Atom, "published", DateRole::Published),
        (Atom, "updated", DateRole::Updated),
        (DublinCore, "modified", DateRole::Updated),
        (DublinCore, "created", DateRole::Other),
    ] {
        entry.date(role, item.first_words(vocabulary, name));
    }
    if let Some(source) = item.own("source").next() {
        source.words().clone_into(&mut entry.origin_name);
        entry.origins.extend(source.attribute("url").map(str::to_owned));
    }
    entry.origins.extend(
        item.first_words(DublinCore, "source").filter(|text| text.starts_with("http")).map(str::to_owned),
    );
    entry.categories = item
        .own("category")
        .chain(item.of(DublinCore, "subject"))
        .map(|subject| fragment::line(subject.html()))
        .filter(|subject| !subject.is_empty())
        .take(64)
        .collect();
    entry
}

fn texts(item: &Element<'_>, entry: &mut Entry) {
    for encoded in item.of(Content, "encoded") {
        entry.offer("content:encoded", true, fragment::read(encoded.html()));
    }
    for body in item.of(Xhtml, "body").chain(item.of(Xhtml, "div")) {
        entry.offer("xhtml:body", true, fragment::read(body.html()));
    }
    for content in item.of(Atom, "content") {
        entry.offer("atom:content", true, fragment::read(content.html()));
    }
    for description in item.own("description") {
        entry.offer("description", false, fragment::read(description.html()));
    }
    for summary in item.of(Atom, "summary").chain(item.of(DublinCore, "description")) {
        entry.offer("summary", false, fragment::read(summary.html()));
    }
}
