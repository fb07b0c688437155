//! The main text of a page: which of its blocks.

use super::blocks::{self, Block, Blocks};
use super::{signs, votes};
use crate::{margin, phrases, text_dump};
use scraper::{Html, Node, Selector};

/// The positions of the blocks of the main text, without inserts, captions and lines about its origin.
///
/// Three extractors that fail on different pages are asked: trafilatura, readability, and the line
/// classifier for text dumps on the page's visible text. The answer nearest to the other two is
/// taken, the first of them where they are equally near.
pub(super) fn main_blocks(
    source: &str,
    page: &Html,
    found: &Blocks,
    lines: &text_dump::PageLines<'_>,
) -> Vec<usize> {
    let captions = captions(page);
    let by_lines = lines.main_lines();
    let mut answers = [
        votes::votes(&found.blocks, &from_trafilatura(source)),
        votes::votes(&found.blocks, &from_readability(source)),
        (0..found.blocks.len()).map(|at| by_lines.binary_search(&at).is_ok()).collect(),
    ];
    for answer in &mut answers {
        for (vote, block) in answer.iter_mut().zip(&found.blocks) {
            *vote &= is_text(&block.text) && !captions.contains(&block.text);
        }
    }
    let chosen = medoid(&found.blocks, &answers);
    let mut main: Vec<usize> = (0..found.blocks.len()).filter(|at| answers[chosen][*at]).collect();
    drop_head(&mut main, &found.blocks);
    drop_end_marks(&mut main, &found.blocks);
    if chosen != BY_LINES {
        trim(&mut main, &found.blocks, &answers[BY_LINES]);
    }
    main
}

/// Position of the line classifier's answer.
const BY_LINES: usize = 2;

/// The features of every block and the other extractors' votes, for fitting the weights.
pub(super) fn features(source: &str) -> Vec<(String, bool, bool, bool, Vec<f64>)> {
    let page = Html::parse_document(source);
    let found = blocks::blocks(&page);
    let visible = found.visible_text();
    let lines = text_dump::page_lines(&visible);
    let trafilatura = votes::votes(&found.blocks, &from_trafilatura(source));
    let readability = votes::votes(&found.blocks, &from_readability(source));
    let captions = captions(&page);
    let mut prose = vec![0.0; found.blocks.len()];
    for (at, (units, _)) in lines.numbers().zip(lines.measures()) {
        if units >= 6.0 {
            prose[at] = units;
        }
    }
    let signs = signs::signs(&found, &prose);
    let mut rows = Vec::new();
    for ((at, (_, is_dropped)), text_row) in lines.numbers().zip(lines.measures()).zip(lines.features()) {
        let text = &found.blocks[at].text;
        let is_dropped = is_dropped || !is_text(text) || captions.contains(text);
        let row = text_row.iter().chain(&signs[at]).copied().collect();
        rows.push((text.clone(), is_dropped, trafilatura[at], readability[at], row));
    }
    rows
}

/// Cuts the foot off where what stands below articles begins ("Most read", "Share") and no long
/// prose follows, then blocks of furniture that the line classifier does not take for text either.
fn trim(main: &mut Vec<usize>, blocks: &[Block], by_lines: &[bool]) {
    if !by_lines.contains(&true) {
        return;
    }
    let is_end = |at: &usize| {
        let text = &blocks[*at].text;
        phrases::units(text) <= 9.0
            && !margin::ends_like_prose(text)
            && !by_lines[*at]
            && phrases::opens_section_end(&text.to_lowercase())
    };
    let last_prose = main
        .iter()
        .rposition(|at| phrases::units(&blocks[*at].text) >= 20.0 && by_lines[*at])
        .map_or(0, |at| at + 1);
    if let Some(end) = main[last_prose..].iter().position(is_end) {
        main.truncate(last_prose + end);
    }
    let is_furniture = |at: &usize| {
        let text = &blocks[*at].text;
        phrases::units(text) <= 15.0 && !by_lines[*at] && phrases::furniture_count(&text.to_lowercase()) > 0
    };
    while main.len() > 1 && main.last().is_some_and(is_furniture) {
        main.pop();
    }
}

/// The answer with the greatest sum of likeness to the others.
fn medoid(blocks: &[Block], answers: &[Vec<bool>; 3]) -> usize {
    let likeness = |one: usize, other: usize| votes::likeness(blocks, &answers[one], &answers[other]);
    let (first, second, third) = (likeness(0, 1), likeness(0, 2), likeness(1, 2));
    let sums = [first + second, first + third, second + third];
    (1..3).fold(0, |best, next| if sums[next] > sums[best] + 1e-9 { next } else { best })
}

fn from_trafilatura(source: &str) -> Vec<String> {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    trafilatura::extract(source, &options).map(|result| paragraphs(&result.content_html)).unwrap_or_default()
}

fn from_readability(source: &str) -> Vec<String> {
    libreadability::extract(source, None).map(|article| paragraphs(&article.content)).unwrap_or_default()
}

/// Cuts cleaned HTML into its blocks.
fn paragraphs(html: &str) -> Vec<String> {
    let fragment = Html::parse_fragment(html);
    blocks::blocks(&fragment).blocks.into_iter().map(|block| block.text).collect()
}

/// Whether a block of the extracted text belongs to the text.
fn is_text(block: &str) -> bool {
    let is_caption =
        block.chars().count() <= 300 && margin::has_picture_credit(block) && !margin::ends_like_prose(block);
    !phrases::is_insert(block) && !margin::tells_origin(block) && !is_caption
}

/// Takes date and author lines off the head, above the first prose.
fn drop_head(main: &mut Vec<usize>, blocks: &[Block]) {
    let is_prose =
        |at: &usize| phrases::units(&blocks[*at].text) >= 10.0 && margin::ends_like_prose(&blocks[*at].text);
    let prose_at = main.iter().position(is_prose).unwrap_or(0).min(6);
    let mut index = 0;
    main.retain(|at| {
        index += 1;
        let text = &blocks[*at].text;
        index > prose_at || !(text_dump::is_frame_line(text) || is_path(text))
    });
}

/// "Home > News": where the page stands in its site.
fn is_path(paragraph: &str) -> bool {
    let has_joint = [" > ", " » ", " › ", " → "].iter().any(|joint| paragraph.contains(joint));
    has_joint && phrases::units(paragraph) <= 12.0 && !margin::ends_like_prose(paragraph)
}

/// Takes an agency's end marks off the foot.
fn drop_end_marks(main: &mut Vec<usize>, blocks: &[Block]) {
    let is_mark = |at: &usize| {
        let text = &blocks[*at].text;
        margin::is_end_mark(text) || phrases::units(text) <= 2.0 && !margin::ends_like_prose(text)
    };
    while main.len() > 2 && main.last().is_some_and(is_mark) {
        main.pop();
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
pub(super) fn drop_title(main: &mut Vec<usize>, blocks: &[Block], title: &str) {
    let is_title = |at: &usize| !title.is_empty() && same_words(&blocks[*at].text, title);
    if let Some(at) = main.iter().take(3).position(is_title) {
        main.remove(at);
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
