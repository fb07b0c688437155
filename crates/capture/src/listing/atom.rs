//! Atom 0.3 and 1.0, and the elements of Atom that stand in other feeds.

use super::{
    Entry, Listing, ListingKind,
    xml::{Element, Vocabulary},
};
use crate::html::fragment::{self, Fragment};
use Vocabulary::{Atom, DublinCore, Feedburner, Own};
use throughline_model::DateRole;

/// What the feed says.
pub(super) fn listing(root: &Element<'_>) -> Listing {
    let mut listing = Listing {
        kind: ListingKind::Feed,
        title: text(root, "title"),
        lang: root.attribute("xml:lang").unwrap_or_default().to_owned(),
        bases: root.attribute("xml:base").map(str::to_owned).into_iter().collect(),
        authors: root.own("author").map(person).collect(),
        ..Listing::default()
    };
    for link in root.own("link").chain(root.of(Atom, "link")) {
        frame_link(link, &mut listing);
    }
    listing
}

/// Takes a link of the feed itself.
pub(super) fn frame_link(link: &Element<'_>, listing: &mut Listing) {
    let Some(href) = link.attribute("href") else { return };
    let place = match link.attribute("rel").unwrap_or("alternate") {
        "self" => &mut listing.address,
        "alternate" => &mut listing.site,
        "hub" => &mut listing.hub,
        "next" | "next-archive" | "prev-archive" => &mut listing.next,
        _ => return,
    };
    if place.is_empty() {
        href.clone_into(place);
    }
}

/// Whether a link leads to the entry's page.
pub(super) fn is_page(link: &Element<'_>) -> bool {
    let is_text = link.attribute("type").is_none_or(|media_type| media_type.contains("html"));
    link.attribute("rel").is_none_or(|relation| relation == "alternate") && is_text
}

/// The name of a person construct, or of an author element of RSS; it may hold a mail address.
pub(super) fn person(element: &Element<'_>) -> String {
    match element.own("name").next().or_else(|| element.of(Atom, "name").next()) {
        Some(name) => fragment::line(name.html()),
        None => fragment::line(element.html()),
    }
}

/// Reads an entry.
pub(super) fn entry(element: &Element<'_>) -> Entry {
    let mut entry = Entry {
        id: element.first_words(Own, "id").unwrap_or_default().to_owned(),
        title: text(element, "title"),
        bases: element.attribute("xml:base").map(str::to_owned).into_iter().collect(),
        authors: element.own("author").map(person).filter(|name| !name.is_empty()).collect(),
        lang: element.attribute("xml:lang").unwrap_or_default().to_owned(),
        is_told: true,
        ..Entry::default()
    };
    if entry.authors.is_empty() {
        entry.authors =
            element.of(DublinCore, "creator").map(person).filter(|name| !name.is_empty()).collect();
    }
    for summary in element.own("summary") {
        entry.offer("summary", false, content(summary));
    }
    for whole in element.own("content").filter(|whole| whole.attribute("src").is_none()) {
        let whole_text = content(whole);
        // A content of the summary's length or more is the text; what is shorter says less.
        if whole_text.text.len() >= entry.text.text.len() {
            entry.text = Fragment::default();
        }
        entry.offer("content", true, whole_text);
        if entry.lang.is_empty() {
            whole.attribute("xml:lang").unwrap_or_default().clone_into(&mut entry.lang);
        }
    }
    for (vocabulary, name, role) in [
        (Own, "published", DateRole::Published),
        (Own, "issued", DateRole::Published),
        (DublinCore, "date", DateRole::Published),
        (Own, "updated", DateRole::Updated),
        (Own, "modified", DateRole::Updated),
        (Own, "created", DateRole::Other),
    ] {
        entry.date(role, element.first_words(vocabulary, name));
    }
    links(element, &mut entry);
    if let Some(source) = element.own("source").next() {
        // RFC 4287, 4.2.11: the feed this entry was copied from.
        entry.origin_name = text(source, "title");
        let link = source.own("link").filter(|link| is_page(link)).find_map(|link| link.attribute("href"));
        entry.origins.extend(link.or_else(|| source.first_words(Own, "id")).map(str::to_owned));
    }
    entry.categories = element
        .own("category")
        .filter_map(|category| category.attribute("label").or_else(|| category.attribute("term")))
        .map(str::to_owned)
        .take(64)
        .collect();
    entry
}

fn links(element: &Element<'_>, entry: &mut Entry) {
    for link in element.own("link") {
        let Some(href) = link.attribute("href") else { continue };
        if is_page(link) && entry.pages.len() < 256 {
            let lang = link.attribute("hreflang").unwrap_or_default();
            entry.pages.push((lang.to_owned(), href.to_owned()));
        } else if link.attribute("rel") == Some("via") {
            entry.origins.push(href.to_owned());
        }
    }
    let is_address = entry.id.starts_with("http://") || entry.id.starts_with("https://");
    if let Some(original) = element.first_words(Feedburner, "origlink") {
        original.clone_into(&mut entry.link);
    } else if entry.pages.is_empty() && is_address {
        entry.link.clone_from(&entry.id);
    }
}

/// Settles which of an entry's pages is its own: the one in the entry's language, which is the
/// feed's where it states none, or in no language in particular. The others are versions.
pub(super) fn choose_page(entry: &mut Entry, feed_lang: &str) {
    let lang = if entry.lang.is_empty() { feed_lang } else { &entry.lang };
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let pages = std::mem::take(&mut entry.pages);
    let position = |is_own: &dyn Fn(&str) -> bool| pages.iter().position(|(tag, _)| is_own(tag));
    let own = position(&|tag| tag.is_empty())
        .or_else(|| position(&|tag| tag.eq_ignore_ascii_case(lang)))
        .or_else(|| position(&|tag| primary(tag) == primary(lang)))
        .unwrap_or(0);
    if let Some((_, href)) = pages.get(own).filter(|_| entry.link.is_empty()) {
        entry.link.clone_from(href);
    }
    for (index, (tag, href)) in pages.into_iter().enumerate() {
        if index != own && !tag.is_empty() {
            entry.languages.push((tag, href));
        }
    }
}

/// A text construct in one line.
fn text(element: &Element<'_>, name: &str) -> String {
    element
        .own(name)
        .map(|element| match element.attribute("type") {
            // Without a type it is plain text (RFC 4287, 3.1.1), where "<" stands for itself.
            None | Some("text" | "text/plain") if element.children.is_empty() => {
                element.words().split_whitespace().collect::<Vec<_>>().join(" ")
            }
            _ => fragment::line(element.html()),
        })
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// The text of a content or summary. One that says it is plain text is taken at its word, unless it
/// holds tags: many generators leave the type out.
fn content(element: &Element<'_>) -> Fragment {
    let is_plain = matches!(element.attribute("type"), None | Some("text" | "text/plain"));
    let media_type = element.attribute("type").unwrap_or("text");
    if !(is_plain || media_type.contains("html") || media_type.contains("xml")) {
        // Pictures in base64 and the like.
        return Fragment::default();
    }
    let source = element.html();
    if is_plain && element.children.is_empty() && !source.contains("</") {
        return plain(source);
    }
    fragment::read(source)
}

/// Plain text: paragraphs are parted by line ends.
pub(super) fn plain(source: &str) -> Fragment {
    let lines = source.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n");
    Fragment { text, anchors: Vec::new() }
}
