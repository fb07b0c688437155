//! The main text of a page as paragraphs.

use super::lines;
use crate::{language, margin, phrases};
use scraper::{Html, Node, Selector};

/// Languages in which readability was measured ahead of trafilatura on news pages.
const READABILITY_LANGUAGES: &[&str] = &["zh", "ru", "el", "pl"];

/// The paragraphs of the main text, without inserts, captions and lines about its origin.
pub(super) fn paragraphs(source: &str, page: &Html, declared_lang: Option<&str>) -> Vec<String> {
    let mut paragraphs = from_trafilatura(source);
    let text = paragraphs.join("\n");
    let lang = language::checked(declared_lang, &text);
    let primary = lang.split('-').next().unwrap_or(&lang);
    if READABILITY_LANGUAGES.contains(&primary) || text.len() < 100 {
        let other = from_readability(source);
        let length = |paragraphs: &[String]| paragraphs.iter().map(String::len).sum::<usize>();
        // Half as much text means that it took a fragment.
        if length(&other) * 2 > length(&paragraphs) {
            paragraphs = other;
        }
    }
    let captions = captions(page);
    paragraphs.retain(|paragraph| is_text(paragraph) && !captions.contains(paragraph));
    paragraphs
}

fn from_trafilatura(source: &str) -> Vec<String> {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    trafilatura::extract(source, &options).map(|result| blocks(&result.content_html)).unwrap_or_default()
}

fn from_readability(source: &str) -> Vec<String> {
    libreadability::extract(source, None).map(|article| blocks(&article.content)).unwrap_or_default()
}

/// Cuts cleaned HTML into its blocks.
fn blocks(html: &str) -> Vec<String> {
    let fragment = Html::parse_fragment(html);
    let text = lines::visible_text(&fragment);
    let line_of = |line: &str| line.strip_prefix("• ").unwrap_or(line).trim().to_owned();
    text.lines().map(line_of).filter(|line| !line.is_empty()).collect()
}

/// Whether a block of the extracted text belongs to the text.
fn is_text(block: &str) -> bool {
    let is_caption =
        block.chars().count() <= 300 && margin::has_picture_credit(block) && !margin::ends_like_prose(block);
    !phrases::is_insert(block) && !margin::tells_origin(block) && !is_caption
}

/// The texts of `figcaption` elements.
fn captions(page: &Html) -> Vec<String> {
    let Ok(selector) = Selector::parse("figcaption, [itemprop=caption]") else { return Vec::new() };
    page.select(&selector)
        .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Takes the headline off the head of the text.
pub(super) fn drop_title(paragraphs: &mut Vec<String>, title: &str) {
    let is_title = |paragraph: &String| !title.is_empty() && same_words(paragraph, title);
    if let Some(at) = paragraphs.iter().take(3).position(is_title) {
        paragraphs.remove(at);
    }
}

fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    words(one) == words(other)
}

/// The text of an element with white space collapsed.
pub(super) fn words_of(element: scraper::ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        if let Node::Text(words) = node.value() {
            text.push_str(words);
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
