//! The main text of a page as paragraphs.

use super::lines;
use crate::{margin, phrases, text_dump};
use scraper::{Html, Node, Selector};
use std::collections::HashMap;

/// The paragraphs of the main text, without inserts, captions and lines about its origin.
///
/// Three extractors that fail on different pages are asked: trafilatura, readability, and the line
/// classifier for text dumps on the page's visible text. The answer nearest to the other two is
/// taken, the first of them where they are equally near.
pub(super) fn paragraphs(source: &str, page: &Html, visible: &str) -> Vec<String> {
    let captions = captions(page);
    let mut answers =
        [from_trafilatura(source), from_readability(source), text_dump::main_lines_of_page(visible)];
    for answer in &mut answers {
        answer.retain(|paragraph| is_text(paragraph) && !captions.contains(paragraph));
        drop_head(answer);
        drop_end_marks(answer);
    }
    let chosen = medoid(&answers);
    let mut paragraphs = std::mem::take(&mut answers[chosen]);
    if chosen != BY_LINES {
        trim(&mut paragraphs, &answers[BY_LINES]);
    }
    paragraphs
}

/// Position of the line classifier's answer.
const BY_LINES: usize = 2;

/// Cuts the foot off where what stands below articles begins ("Most read", "Share") and no long
/// prose follows, then blocks of furniture that the line classifier does not take for text either.
fn trim(paragraphs: &mut Vec<String>, by_lines: &[String]) {
    if by_lines.is_empty() {
        return;
    }
    let is_end = |paragraph: &String| {
        phrases::units(paragraph) <= 9.0
            && !margin::ends_like_prose(paragraph)
            && !by_lines.contains(paragraph)
            && phrases::opens_section_end(&paragraph.to_lowercase())
    };
    let last_prose = paragraphs
        .iter()
        .rposition(|paragraph| phrases::units(paragraph) >= 20.0 && by_lines.contains(paragraph))
        .map_or(0, |at| at + 1);
    if let Some(end) = paragraphs[last_prose..].iter().position(is_end) {
        paragraphs.truncate(last_prose + end);
    }
    let is_furniture = |paragraph: &String| {
        phrases::units(paragraph) <= 15.0
            && !by_lines.contains(paragraph)
            && phrases::furniture_count(&paragraph.to_lowercase()) > 0
    };
    while paragraphs.len() > 1 && paragraphs.last().is_some_and(is_furniture) {
        paragraphs.pop();
    }
}

/// The answer with the greatest sum of likeness to the others.
fn medoid(answers: &[Vec<String>; 3]) -> usize {
    let shingles = answers.each_ref().map(|answer| shingles(answer));
    let likeness = |one: usize, other: usize| likeness(&shingles[one], &shingles[other]);
    let (first, second, third) = (likeness(0, 1), likeness(0, 2), likeness(1, 2));
    let sums = [first + second, first + third, second + third];
    (1..3).fold(0, |best, next| if sums[next] > sums[best] + 1e-9 { next } else { best })
}

/// Counts of four units in a row: words, or single Han and kana characters.
fn shingles(paragraphs: &[String]) -> HashMap<u64, u32> {
    let mut counts = HashMap::new();
    let mut last = [0_u64; 4];
    let mut seen = 0;
    for paragraph in paragraphs {
        for unit in units(paragraph) {
            last.rotate_left(1);
            last[3] = unit;
            seen += 1;
            if seen >= 4 {
                let joined =
                    last.iter().fold(0_u64, |joined, unit| joined.wrapping_mul(0x0100_0000_01B3) ^ unit);
                *counts.entry(joined).or_insert(0) += 1;
            }
        }
    }
    counts
}

fn units(text: &str) -> impl Iterator<Item = u64> {
    let is_joint = |character: char| !character.is_alphanumeric();
    text.split(is_joint).filter(|word| !word.is_empty()).flat_map(|word| {
        let mut hashes = Vec::new();
        let mut hash = 0_u64;
        for character in word.chars() {
            if phrases::is_cjk(character) {
                hashes.push(u64::from(u32::from(character)));
            } else {
                hash =
                    (hash ^ u64::from(u32::from(character))).wrapping_mul(0x0100_0000_01B3).wrapping_add(1);
            }
        }
        if hash != 0 {
            hashes.push(hash);
        }
        hashes
    })
}

/// F1 of two bags of shingles.
fn likeness(one: &HashMap<u64, u32>, other: &HashMap<u64, u32>) -> f64 {
    let total: u32 = one.values().sum::<u32>() + other.values().sum::<u32>();
    let shared: u32 = one.iter().map(|(shingle, count)| *count.min(other.get(shingle).unwrap_or(&0))).sum();
    if total == 0 { 0.0 } else { 2.0 * f64::from(shared) / f64::from(total) }
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

/// Takes date and author lines off the head, above the first prose.
fn drop_head(paragraphs: &mut Vec<String>) {
    let is_prose =
        |paragraph: &String| phrases::units(paragraph) >= 10.0 && margin::ends_like_prose(paragraph);
    let prose_at = paragraphs.iter().position(is_prose).unwrap_or(0).min(6);
    let mut index = 0;
    paragraphs.retain(|paragraph| {
        index += 1;
        index > prose_at || !(text_dump::is_frame_line(paragraph) || is_path(paragraph))
    });
}

/// "Home > News": where the page stands in its site.
fn is_path(paragraph: &str) -> bool {
    let has_joint = [" > ", " » ", " › ", " → "].iter().any(|joint| paragraph.contains(joint));
    has_joint && phrases::units(paragraph) <= 12.0 && !margin::ends_like_prose(paragraph)
}

/// Takes an agency's end marks off the foot.
fn drop_end_marks(paragraphs: &mut Vec<String>) {
    let is_mark = |paragraph: &String| {
        margin::is_end_mark(paragraph)
            || phrases::units(paragraph) <= 2.0 && !margin::ends_like_prose(paragraph)
    };
    while paragraphs.len() > 2 && paragraphs.last().is_some_and(is_mark) {
        paragraphs.pop();
    }
}

/// The texts of captions, and of what stands in for a player that does not start.
fn captions(page: &Html) -> Vec<String> {
    let Ok(selector) = Selector::parse("figcaption, [itemprop=caption], audio, video") else {
        return Vec::new();
    };
    page.select(&selector).map(words_of).filter(|words| !words.is_empty()).collect()
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
