//! JSON-LD: what a page tells search engines about its article.

use scraper::{Html, Selector};
use serde_json::Value;

/// What the article's JSON-LD states. Empty texts are not stated.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) headline: String,
    pub(super) authors: Vec<String>,
    pub(super) publisher: String,
    pub(super) published: Vec<String>,
    pub(super) modified: Vec<String>,
    pub(super) url: String,
    pub(super) lang: String,
}

/// Deepest nesting of JSON that is looked into.
const DEEPEST: usize = 12;

/// Reads all JSON-LD of the page: the first article-like object counts.
pub(super) fn read(page: &Html) -> Stated {
    let mut stated = Stated::default();
    let Ok(selector) = Selector::parse("script[type='application/ld+json']") else { return stated };
    for script in page.select(&selector) {
        let json: String = script.text().collect();
        let json = json.trim().trim_start_matches("<!--").trim_end_matches("-->");
        // Line breaks inside strings are the commonest error in the wild.
        let parsed = serde_json::from_str(json)
            .or_else(|_| serde_json::from_str(&json.replace(['\n', '\r', '\t'], " ")));
        if let Ok(value) = parsed {
            walk(&value, &mut stated, 0);
        }
    }
    stated
}

fn walk(value: &Value, stated: &mut Stated, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, stated, depth + 1)),
        Value::Object(object) => {
            let kind = object.get("@type").map(Value::to_string).unwrap_or_default();
            let is_article = ["Article", "BlogPosting", "Report", "LiveBlog", "PressRelease"]
                .iter()
                .any(|word| kind.contains(word));
            if is_article {
                if stated.headline.is_empty() {
                    take_article(object, stated);
                }
                return;
            }
            if kind.contains("WebSite") && stated.publisher.is_empty() {
                stated.publisher = text(object.get("name"));
            }
            if kind.contains("WebPage") && stated.published.is_empty() {
                push(&mut stated.published, text(object.get("datePublished")));
                push(&mut stated.modified, text(object.get("dateModified")));
            }
            for key in ["@graph", "mainEntity", "itemListElement", "hasPart"] {
                if let Some(inner) = object.get(key) {
                    walk(inner, stated, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn take_article(object: &serde_json::Map<String, Value>, stated: &mut Stated) {
    stated.headline = text(object.get("headline"));
    stated.authors = names(object.get("author"));
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
}

fn push(list: &mut Vec<String>, value: String) {
    if !value.is_empty() {
        list.push(value);
    }
}

/// A string, with the HTML entities that many pages leave in it.
fn text(value: Option<&Value>) -> String {
    let Some(Value::String(raw)) = value else { return String::new() };
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
        assert_eq!(stated.authors, ["J. Roe", "K. Doe"]);
        assert_eq!(stated.publisher, "The Site");
        assert_eq!(stated.published, ["2025-03-04T10:00:00Z"]);
        assert_eq!(stated.url, "https://a.example/x");
    }
}
