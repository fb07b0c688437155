//! Title, author, outlet, canonical URL and language as the markup states them.

use super::{body::words_of, json_ld};
use crate::margin;
use scraper::{ElementRef, Html, Selector};
use std::collections::{HashMap, HashSet};

/// What the page's markup states.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) json_ld: json_ld::Stated,
    /// `meta` elements by their name, property or itemprop in lower case; the first of each.
    pub(super) meta: HashMap<String, String>,
    /// The `title` element.
    pub(super) page_title: String,
    /// The `h1` elements.
    pub(super) headings: Vec<String>,
    /// Author elements near the article, as on the page.
    pub(super) author_elements: Vec<String>,
    pub(super) lang: Option<String>,
    /// Canonical URL, absolute, or empty.
    pub(super) url: String,
    /// The holder in the last copyright line, or empty.
    pub(super) copyright: String,
}

/// Reads the markup.
pub(super) fn stated(page: &Html) -> Stated {
    let mut stated = Stated { json_ld: json_ld::read(page), ..Stated::default() };
    for element in select(page, "meta[content]") {
        let key = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| element.attr(key));
        let content =
            element.attr("content").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(key) = key.filter(|_| !content.is_empty()) {
            stated.meta.entry(key.trim().to_lowercase()).or_insert(content);
        }
    }
    stated.page_title = select(page, "head title, title").next().map(words_of).unwrap_or_default();
    stated.headings = select(page, "h1").map(words_of).filter(|words| !words.is_empty()).take(8).collect();
    stated.author_elements = author_elements(page);
    stated.lang = language(page, &stated);
    stated.url = canonical_url(page, &stated);
    stated.copyright = copyright(page);
    stated
}

/// The elements that `selector` matches; none if it is no selector.
pub(super) fn select<'a>(page: &'a Html, selector: &str) -> std::vec::IntoIter<ElementRef<'a>> {
    Selector::parse(selector)
        .map(|selector| page.select(&selector).collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
}

fn language(page: &Html, stated: &Stated) -> Option<String> {
    let of_root =
        select(page, "html").next().and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")));
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

fn canonical_url(page: &Html, stated: &Stated) -> String {
    let link = select(page, "link[rel~=canonical][href]").next().and_then(|link| link.attr("href"));
    let base = stated.meta.get("og:url").and_then(|base| url::Url::parse(base).ok());
    let absolute = |raw: &str| {
        let raw = raw.trim();
        url::Url::parse(raw)
            .ok()
            .or_else(|| base.as_ref().and_then(|base| base.join(raw).ok()))
            .filter(|url| matches!(url.scheme(), "http" | "https"))
    };
    let candidates = [
        link,
        stated.meta.get("og:url").map(String::as_str),
        Some(stated.json_ld.url.as_str()).filter(|url| !url.is_empty()),
    ];
    let mut urls: Vec<url::Url> = candidates.into_iter().flatten().filter_map(absolute).collect();
    // A canonical link to the front page is a template's mistake.
    urls.sort_by_key(|url| url.path().len() <= 1);
    urls.into_iter().next().map(String::from).unwrap_or_default()
}

fn copyright(page: &Html) -> String {
    let holder = |element: ElementRef<'_>| {
        let words = words_of(element);
        let is_line = words.chars().count() <= 300 && words.contains('©');
        if is_line { crate::text_dump::copyright_holder(&words).map(str::to_owned) } else { None }
    };
    select(page, "footer, footer *, [class*=copyright], [id*=copyright]")
        .filter_map(holder)
        .last()
        .unwrap_or_default()
}

/// The headline. An `h1` that the page's other statements confirm is the one readers see; where
/// none is confirmed, the statement itself counts.
pub(super) fn title(stated: &Stated, _page: &Html) -> String {
    let og = ["og:title", "twitter:title", "dc.title", "headline", "title"]
        .iter()
        .find_map(|key| stated.meta.get(*key))
        .cloned()
        .unwrap_or_default();
    let statements: Vec<&String> = [&stated.json_ld.headline, &og, &stated.page_title]
        .into_iter()
        .filter(|statement| !statement.is_empty())
        .collect();
    let support = |heading: &String| {
        statements.iter().map(|statement| similarity(heading, statement)).fold(0.0_f64, f64::max)
    };
    let confirmed = stated
        .headings
        .iter()
        .filter(|heading| heading.chars().count() <= 300)
        .map(|heading| (support(heading), heading))
        .filter(|(support, _)| *support >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.len().cmp(&a.1.len())));
    if let Some((_, heading)) = confirmed {
        return heading.clone();
    }
    if let ([only], true) = (stated.headings.as_slice(), statements.is_empty()) {
        return only.clone();
    }
    if !stated.json_ld.headline.is_empty() {
        return stated.json_ld.headline.clone();
    }
    let outlet = outlet(stated, "");
    let full = if og.is_empty() { &stated.page_title } else { &og };
    without_outlet(full, &outlet).to_owned()
}

/// Share of the heading's words that stand in the statement, 0 for a heading of one short word.
fn similarity(heading: &str, statement: &str) -> f64 {
    let units = |text: &str| -> HashSet<String> {
        let lower = text.to_lowercase();
        let mut units: HashSet<String> = lower
            .split(|character: char| !character.is_alphanumeric() || crate::phrases::is_cjk(character))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        units.extend(lower.chars().filter(|character| crate::phrases::is_cjk(*character)).map(String::from));
        units
    };
    let (own, other) = (units(heading), units(statement));
    if own.len() < 2 {
        return 0.0;
    }
    let shared = own.intersection(&other).count() as f64;
    // Both directions: the site's name alone is contained in every page title.
    shared / own.len() as f64 * (0.5 + 0.5 * (2.0 * shared / other.len().max(1) as f64).min(1.0))
}

const JOINTS: &[&str] =
    &[" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " / ", " • ", "_", "｜", "|", "–", "—", "-"];

/// The title without a last or first part that is the outlet's name.
fn without_outlet<'a>(title: &'a str, outlet: &str) -> &'a str {
    for joint in JOINTS {
        if let Some((front, back)) = title.rsplit_once(joint) {
            let names_outlet = !outlet.is_empty() && (same(back, outlet) || same(front, outlet));
            let is_spaced = joint.starts_with(' ') || matches!(*joint, "_" | "｜" | "|");
            let looks_like_name = is_spaced
                && back.split_whitespace().count() <= 4
                && front.chars().count() > back.chars().count();
            if names_outlet && same(front, outlet) {
                return back.trim();
            }
            if names_outlet || looks_like_name {
                return front.trim();
            }
        }
    }
    title.trim()
}

fn same(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    bare(one) == bare(other)
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

/// The author line, or `None` if the markup names none. Names that are the outlet's own, addresses
/// and template words are no authors.
pub(super) fn byline(stated: &Stated, outlet: &str) -> Option<String> {
    let is_author = |name: &&str| {
        let lower = name.to_lowercase();
        !name.is_empty()
            && name.chars().count() <= 100
            && !same(name, outlet)
            && !same(name, &stated.json_ld.publisher)
            && !lower.contains("http")
            && !lower.contains("www.")
            && !lower.contains('@')
            && (!lower.contains('.') || lower.contains(' '))
            && !matches!(
                lower.as_str(),
                "admin"
                    | "administrator"
                    | "editor"
                    | "author"
                    | "unknown"
                    | "null"
                    | "none"
                    | "guest"
                    | "webmaster"
                    | "undefined"
            )
            && name.chars().any(char::is_alphabetic)
    };
    let by_json: Vec<&str> = stated.json_ld.authors.iter().map(String::as_str).filter(is_author).collect();
    if !by_json.is_empty() {
        return Some(joined(&by_json));
    }
    let elements: Vec<&str> = stated.author_elements.iter().map(String::as_str).filter(is_author).collect();
    if !elements.is_empty() {
        return Some(joined(&elements));
    }
    let keys = [
        "author",
        "article:author",
        "og:article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "creator",
    ];
    let by_meta = keys
        .iter()
        .filter_map(|key| stated.meta.get(*key))
        .map(|name| margin::by_name(name).unwrap_or(name))
        .find(is_author)?;
    Some(joined(&[by_meta]))
}

fn joined(names: &[&str]) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for name in names.iter().map(|name| margin::person(margin::by_name(name).unwrap_or(name))) {
        if !name.is_empty() && !seen.iter().any(|other| same(other, name)) {
            seen.push(name);
        }
    }
    seen.join(", ")
}

/// Elements that markup calls the author, outside comments, lists of other stories and footers.
fn author_elements(page: &Html) -> Vec<String> {
    const ELSEWHERE: &[&str] = &[
        "comment",
        "related",
        "sidebar",
        "widget",
        "footer",
        "recommend",
        "more-",
        "popular",
        "trending",
        "card",
        "teaser",
        "reply",
        "bio",
    ];
    let is_elsewhere = |element: &ElementRef<'_>| {
        element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| {
            let value = ancestor.value();
            let marks =
                format!("{} {}", value.attr("class").unwrap_or_default(), value.id().unwrap_or_default())
                    .to_lowercase();
            !matches!(value.name(), "body" | "html")
                && (matches!(value.name(), "footer" | "aside" | "nav")
                    || ELSEWHERE.iter().any(|word| marks.contains(word)))
        })
    };
    for selector in [
        "[itemprop=author] [itemprop=name], [itemprop=author]",
        "[rel=author]",
        "[class~=author], [class~=byline], .byline__name, .author-name, .author__name, .byline-name, .c-byline__author",
    ] {
        let mut found: Vec<String> = Vec::new();
        for element in select(page, selector).filter(|element| !is_elsewhere(element)).take(6) {
            let words = element.attr("content").map_or_else(|| words_of(element), str::to_owned);
            let name = margin::by_name(&words).unwrap_or(&words).trim().to_owned();
            let is_short =
                name.split_whitespace().count() <= 6 && !name.is_empty() && !margin::ends_like_prose(&name);
            if is_short && !found.iter().any(|other| other.contains(&name) || name.contains(other.as_str())) {
                found.push(name);
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}
