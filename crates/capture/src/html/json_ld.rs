//! JSON-LD: what a page tells search engines about its article.

use super::{fragment, metadata::named};
use scraper::{ElementRef, Html};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What the article's JSON-LD states. Empty texts are not stated.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) headline: String,
    pub(super) authors: Vec<Author>,
    pub(super) publisher: String,
    pub(super) published: Vec<String>,
    pub(super) modified: Vec<String>,
    pub(super) url: String,
    pub(super) lang: String,
    /// The article's `@type`, such as `NewsArticle`.
    pub(super) kind: String,
    /// The article's text, a paragraph a line: what readers are shown where scripts write the page.
    pub(super) body: String,
    /// Addresses the article is said to be based on or first published at.
    pub(super) origins: Vec<String>,
}

/// An author as JSON-LD states one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Author {
    pub(super) name: String,
    /// Declared to be an organization.
    pub(super) is_body: bool,
    /// Named only elsewhere in the graph: content systems put accounts there.
    pub(super) is_reference: bool,
}

/// Deepest nesting of JSON that is looked into.
const DEEPEST: usize = 12;

/// Reads all JSON-LD of the page: the first article-like object counts.
pub(super) fn read(page: &Html) -> Stated {
    let mut stated = Stated::default();
    let mut values: Vec<Value> = Vec::new();
    for script in named(page, "script").filter(is_json_ld) {
        let json: String = script.text().collect();
        let json = json.trim().trim_start_matches("<!--").trim_end_matches("-->").trim_end_matches(';');
        // Line breaks inside strings are the commonest error in the wild.
        let parsed = serde_json::from_str(json)
            .or_else(|_| serde_json::from_str(&json.replace(['\n', '\r', '\t'], " ")));
        values.extend(parsed.ok());
    }
    let mut named = Named::new();
    for value in &values {
        collect_named(value, &mut named, 0);
    }
    for value in &values {
        walk(value, &named, &mut stated, 0);
    }
    stated
}

fn is_json_ld(script: &ElementRef<'_>) -> bool {
    script.attr("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"))
}

/// Objects that have an `@id` and a name.
type Named<'a> = HashMap<&'a str, &'a Map<String, Value>>;

fn collect_named<'a>(value: &'a Value, named: &mut Named<'a>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_named(item, named, depth + 1)),
        Value::Object(object) => {
            if let (Some(Value::String(id)), Some(_)) = (object.get("@id"), object.get("name")) {
                named.entry(id).or_insert(object);
            }
            object.values().for_each(|inner| collect_named(inner, named, depth + 1));
        }
        _ => {}
    }
}

fn walk(value: &Value, named: &Named<'_>, stated: &mut Stated, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, named, stated, depth + 1)),
        Value::Object(object) => {
            let kind = kind_of(object);
            let is_article =
                ["Article", "BlogPosting", "Report", "LiveBlog", "PressRelease", "SocialMediaPosting"]
                    .iter()
                    .any(|word| kind.contains(word));
            if is_article {
                if stated.headline.is_empty() {
                    take_article(object, named, stated);
                }
                return;
            }
            if kind.contains("WebSite") && stated.publisher.is_empty() {
                stated.publisher = text(object.get("name"));
            }
            if kind.contains("WebPage") && stated.published.is_empty() {
                push(&mut stated.published, text(object.get("datePublished")));
                push(&mut stated.modified, text(object.get("dateModified")));
                if stated.authors.is_empty() {
                    stated.authors = authors(object.get("author"), named);
                }
            }
            for key in ["@graph", "mainEntity", "itemListElement", "hasPart"] {
                if let Some(inner) = object.get(key) {
                    walk(inner, named, stated, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// The object's `@type`, several with spaces between.
fn kind_of(object: &Map<String, Value>) -> String {
    match object.get("@type").or_else(|| object.get("type")) {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).take(4).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

fn take_article(object: &Map<String, Value>, named: &Named<'_>, stated: &mut Stated) {
    stated.headline = text(object.get("headline"));
    if stated.kind.is_empty() {
        let kind = kind_of(object);
        let last = kind.rsplit('/').next().unwrap_or_default();
        last.split(' ').next().unwrap_or_default().clone_into(&mut stated.kind);
    }
    let by_article = authors(object.get("author").or_else(|| object.get("creator")), named);
    if !by_article.is_empty() {
        stated.authors = by_article;
    }
    let publisher = names(object.get("publisher")).into_iter().next().unwrap_or_default();
    if !publisher.is_empty() {
        stated.publisher = publisher;
    }
    stated.published.clear();
    stated.modified.clear();
    push(&mut stated.published, text(object.get("datePublished")));
    push(&mut stated.modified, text(object.get("dateModified")));
    stated.url = match object.get("mainEntityOfPage") {
        Some(Value::Object(entity)) => text(entity.get("@id")),
        other => text(other),
    };
    if stated.url.is_empty() {
        stated.url = text(object.get("url"));
    }
    stated.lang = text(object.get("inLanguage"));
    stated.body = body(object.get("articleBody"));
    for key in ["isBasedOn", "isBasedOnUrl"] {
        let url = match object.get(key) {
            Some(Value::Object(work)) => text(work.get("url").or_else(|| work.get("@id"))),
            other => text(other),
        };
        push(&mut stated.origins, url);
    }
}

/// The authors in a string, an object, a reference or a list of them.
fn authors(value: Option<&Value>, named: &Named<'_>) -> Vec<Author> {
    match value {
        Some(Value::Array(items)) => {
            items.iter().take(12).flat_map(|item| authors(Some(item), named)).collect()
        }
        Some(Value::Object(object)) => {
            let id = object.get("@id").and_then(Value::as_str);
            let target = id.and_then(|id| named.get(id)).copied();
            let is_reference = !object.contains_key("name");
            let described = if is_reference { target } else { Some(object) };
            let Some(described) = described else { return Vec::new() };
            let kind = kind_of(described);
            let is_body = kind.contains("Organization") && !kind.contains("Person");
            let made = |name| Author { name, is_body, is_reference };
            names(Some(&Value::Object(described.clone()))).into_iter().map(made).collect()
        }
        other => {
            let made = |name| Author { name, is_body: false, is_reference: false };
            names(other).into_iter().map(made).collect()
        }
    }
}

/// The paragraphs of an article's text, which some pages state with their markup.
fn body(value: Option<&Value>) -> String {
    let Some(Value::String(raw)) = value else { return String::new() };
    let is_markup = ["</p>", "<br", "</div>"].iter().any(|tag| raw.contains(tag));
    if is_markup {
        return fragment::read(raw).text;
    }
    let paragraphs = raw.lines().map(plain).filter(|paragraph| !paragraph.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn push(list: &mut Vec<String>, value: String) {
    if !value.is_empty() {
        list.push(value);
    }
}

/// A string, with the HTML entities that many pages leave in it.
fn text(value: Option<&Value>) -> String {
    let Some(Value::String(raw)) = value else { return String::new() };
    plain(raw)
}

/// The text with white space collapsed and without the entities and tags that statements may hold.
pub(super) fn plain(raw: &str) -> String {
    if !raw.contains('&') && !raw.contains('<') {
        return raw.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let fragment = Html::parse_fragment(raw);
    let words: String = fragment.root_element().text().collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names in a string, an object or a list of either.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().take(12).flat_map(|item| names(Some(item))).collect(),
        Some(Value::Object(object)) => match object.get("name") {
            Some(Value::Array(items)) => {
                items.iter().take(12).map(|item| text(Some(item))).filter(|name| !name.is_empty()).collect()
            }
            name => Some(text(name)).filter(|name| !name.is_empty()).into_iter().collect(),
        },
        other => Some(text(other)).filter(|name| !name.is_empty()).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use scraper::Html;

    #[test]
    fn the_article_of_a_graph_is_read() {
        let page = Html::parse_document(
            r#"<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "The Site"},
            {"@type": ["NewsArticle"], "headline": "A &amp; B", "author": [{"@type": "Person", "name": "J. Roe"}, "K. Doe"],
             "datePublished": "2025-03-04T10:00:00Z", "mainEntityOfPage": {"@id": "https://a.example/x"}}]}</script>"#,
        );
        let stated = read(&page);
        assert_eq!(stated.headline, "A & B");
        let names: Vec<&str> = stated.authors.iter().map(|author| author.name.as_str()).collect();
        assert_eq!(names, ["J. Roe", "K. Doe"]);
        assert_eq!(stated.kind, "NewsArticle");
        assert_eq!(stated.publisher, "The Site");
        assert_eq!(stated.published, ["2025-03-04T10:00:00Z"]);
        assert_eq!(stated.url, "https://a.example/x");
    }

    #[test]
    fn an_author_named_elsewhere_in_the_graph_is_a_reference() {
        let page = Html::parse_document(
            r##"<script type="application/ld+json">{"@graph": [{"@type": "Article", "headline": "A", "author": {"@id": "#p"}},
            {"@type": ["Person", "Organization"], "@id": "#p", "name": "Ada Quill"}]}</script>"##,
        );
        let author = super::Author { name: "Ada Quill".into(), is_body: false, is_reference: true };
        assert_eq!(read(&page).authors, [author]);
    }
}
