//! What the markup states: `meta`, JSON-LD, the outlet's name, the language.

use super::links::{self, Addresses};
use super::title::JOINTS;
use super::{body::words_of, json_ld};
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html};
use std::collections::HashMap;

/// What the page's markup states.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) json_ld: json_ld::Stated,
    /// `meta` elements by their name, property or itemprop in lower case; the first of each.
    pub(super) meta: HashMap<String, String>,
    /// The `title` element.
    pub(super) page_title: String,
    pub(super) lang: Option<String>,
    /// The addresses it states for itself and others.
    pub(super) addresses: Addresses,
    /// The holder in the last copyright line, or empty.
    pub(super) copyright: String,
}

/// Reads the markup of a page received from an address, which may be empty.
pub(super) fn stated(page: &Html, received: &str) -> Stated {
    let mut stated = Stated { json_ld: json_ld::read(page), ..Stated::default() };
    for element in named(page, "meta") {
        let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| element.attr(key));
        let content =
            element.attr("content").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(key) = key.filter(|_| !content.is_empty()) {
            stated.meta.entry(key.trim().to_lowercase()).or_insert(content);
        }
    }
    stated.page_title = named(page, "title").next().map(words_of).unwrap_or_default();
    stated.lang = language(page, &stated);
    stated.addresses = links::addresses(page, &stated.meta, &stated.json_ld, received);
    stated.copyright = copyright(page);
    stated
}

/// The elements of a page in its order.
pub(super) fn elements(page: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    page.tree.root().descendants().filter_map(ElementRef::wrap)
}

/// Those of one name.
pub(super) fn named<'a>(page: &'a Html, name: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
    elements(page).filter(move |element| element.value().name() == name)
}

/// Whether an attribute that is a list of words has one of them.
pub(super) fn has_word(element: ElementRef<'_>, attribute: &str, word: &str) -> bool {
    element.attr(attribute).is_some_and(|value| value.split_ascii_whitespace().any(|other| other == word))
}

fn language(page: &Html, stated: &Stated) -> Option<String> {
    let of_root =
        named(page, "html").next().and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")));
    let of_meta = ["og:locale", "content-language", "language", "dc.language", "inlanguage"]
        .iter()
        .find_map(|key| stated.meta.get(*key));
    let stated_by_json = Some(stated.json_ld.lang.as_str()).filter(|lang| !lang.is_empty());
    of_root
        .filter(|lang| !lang.is_empty())
        .or(stated_by_json)
        .or(of_meta.map(String::as_str))
        .map(str::to_owned)
}

fn copyright(page: &Html) -> String {
    let holder = |element: ElementRef<'_>| {
        let words = words_of(element);
        let is_line = words.chars().count() <= 300 && words.contains('©');
        if is_line { crate::text_dump::copyright_holder(&words).map(str::to_owned) } else { None }
    };
    let (mut footers, mut last) = (0_usize, None);
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                footers += usize::from(element.value().name() == "footer");
                let is_marked = || {
                    let marks = ["class", "id"].into_iter().filter_map(|attribute| element.attr(attribute));
                    { marks }.any(|mark| mark.contains("copyright"))
                };
                if footers > 0 || is_marked() {
                    last = holder(element).or(last);
                }
            }
            Edge::Close(node) => {
                let is_footer = node.value().as_element().is_some_and(|element| element.name() == "footer");
                footers -= usize::from(is_footer);
            }
        }
    }
    last.unwrap_or_default()
}

/// The outlet's name: stated, or the suffix of the page title behind the headline.
pub(super) fn outlet(stated: &Stated, title: &str) -> String {
    let is_name = |name: &&str| !name.is_empty() && name.chars().count() <= 80 && !name.starts_with("http");
    let from_meta = [
        "og:site_name",
        "og:sitename",
        "application-name",
        "publisher",
        "dc.publisher",
        "apple-mobile-web-app-title",
    ]
    .iter()
    .filter_map(|key| stated.meta.get(*key))
    .map(|name| name.trim().trim_start_matches('@'));
    let first_meta = stated.meta.get("og:site_name").map(|name| name.trim());
    let named =
        first_meta.into_iter().chain([stated.json_ld.publisher.as_str()]).chain(from_meta).find(is_name);
    if let Some(name) = named {
        return without_slogan(name).to_owned();
    }
    let suffix = JOINTS.iter().find_map(|joint| {
        let (front, back) = stated.page_title.rsplit_once(joint)?;
        let is_suffix = !title.is_empty() && (front.contains(title) || title.contains(front.trim()));
        (is_suffix && back.split_whitespace().count() <= 6).then(|| back.trim())
    });
    suffix.filter(is_name).unwrap_or(&stated.copyright).to_owned()
}

/// "The Daily | News of the world" without what follows the name.
fn without_slogan(name: &str) -> &str {
    let cut = [" | ", " - ", " – ", " — ", " :: ", "｜"].iter().filter_map(|joint| name.find(joint)).min();
    cut.map(|at| name[..at].trim()).filter(|front| front.chars().count() >= 2).unwrap_or(name)
}

/// The type that the record declares: schema.org's, else Open Graph's, or empty.
pub(super) fn declared_type(stated: &Stated) -> String {
    let of_meta = || stated.meta.get("og:type").cloned().unwrap_or_default();
    let kind = if stated.json_ld.kind.is_empty() { of_meta() } else { stated.json_ld.kind.clone() };
    kind.chars().take(60).collect()
}
