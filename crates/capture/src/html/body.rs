//! The main text of a page: which of its blocks.

use super::blocks::{self, Block, Blocks, Tag};
use super::{hints, metadata::elements, scorer, votes};
use crate::{margin, phrases, text_dump};
use scraper::{ElementRef, Html, Node};

/// The positions of the blocks of the main text, without inserts, captions and lines about its origin.
///
/// Extractors that fail on different pages are asked, the cheap ones first: the line classifier for
/// text dumps on the page's visible text, and the classifier of blocks ([`scorer`]). Where they
/// agree, the latter's answer is taken. Where they do not, readability is asked, and where it agrees
/// with neither of them, `trafilatura`; then the answer nearest to the others is taken, the last of
/// them where several are equally near.
pub(super) fn main_blocks(
    source: &str,
    page: &Html,
    found: &Blocks,
    lines: &text_dump::PageLines<'_>,
) -> Vec<usize> {
    let blocks = &found.blocks;
    let texts = texts(page, found, lines);
    let only_texts = |mut answer: Vec<bool>| {
        answer.iter_mut().zip(&texts).for_each(|(vote, is_text)| *vote &= is_text);
        answer
    };
    let mut by_lines = vec![false; blocks.len()];
    lines.main_lines().into_iter().for_each(|at| by_lines[at] = true);
    let by_lines = only_texts(by_lines);
    let by_blocks = scorer::main_blocks(&scorer::scored(found, lines, |at| !texts[at]));

    // From the cheapest to the dearest, no further than they disagree.
    let mut answers = vec![by_lines, by_blocks];
    let mut chosen = BY_BLOCKS;
    if votes::likeness(blocks, &answers[BY_LINES], &answers[BY_BLOCKS]) < AGREEMENT {
        let by_readability = only_texts(votes::votes(blocks, &from_readability(source)));
        let is_alone =
            answers.iter().all(|other| votes::likeness(blocks, &by_readability, other) < AGREEMENT);
        answers.push(by_readability);
        if is_alone {
            answers.push(only_texts(votes::votes(blocks, &from_trafilatura(source))));
        }
        chosen = votes::medoid(blocks, &answers);
    }
    let mut main: Vec<usize> = (0..blocks.len()).filter(|at| answers[chosen][*at]).collect();
    drop_head(&mut main, blocks);
    drop_end_marks(&mut main, found);
    if chosen != BY_LINES {
        trim(&mut main, blocks, &answers[BY_LINES]);
    }
    main
}

/// Positions of our own answers.
const BY_LINES: usize = 0;
const BY_BLOCKS: usize = 1;

/// Likeness of two answers above which no further extractor is asked.
const AGREEMENT: f64 = 0.95;

/// The features of every block and the other extractors' votes, for fitting the weights.
pub(super) fn features(source: &str) -> Vec<(String, bool, bool, bool, Vec<f64>)> {
    let page = Html::parse_document(source);
    let found = blocks::blocks(&page);
    let visible = found.visible_text();
    let lines = text_dump::page_lines(&visible);
    let trafilatura = votes::votes(&found.blocks, &from_trafilatura(source));
    let readability = votes::votes(&found.blocks, &from_readability(source));
    let texts = texts(&page, &found, &lines);
    let scored = scorer::scored(&found, &lines, |at| !texts[at]);
    let mut rows = Vec::new();
    for (at, block) in scored.into_iter().enumerate() {
        if !block.features.is_empty() {
            let text = found.blocks[at].text.clone();
            rows.push((text, block.is_dropped, trafilatura[at], readability[at], block.features));
        }
    }
    rows
}

/// Which blocks may be text at all: no inserts, captions, lines about the origin, pointers to other
/// stories, or what markup sets apart.
fn texts(page: &Html, found: &Blocks, lines: &text_dump::PageLines<'_>) -> Vec<bool> {
    let captions = captions(page);
    let plain = lines.plain(found.blocks.len());
    let is_text = |(block, is_plain): (&Block, bool)| {
        (is_plain || is_text(&block.text))
            && !is_pointer(block)
            && !is_apart(found, block)
            && !captions.contains(&block.text)
    };
    found.blocks.iter().zip(plain).map(is_text).collect()
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

fn from_trafilatura(source: &str) -> Vec<String> {
    let options = trafilatura::Options::default()
        .with_fallback(false)
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

/// Whether a block is nothing but a link to another story: its headline, or words that ask to follow it.
fn is_pointer(block: &Block) -> bool {
    is_link(block) && phrases::units(&block.text) >= 4.0 && !margin::ends_like_prose(&block.text)
}

/// Whether markup sets a block apart from the text it stands in and calls it a call to sign up, an
/// advertisement or a pointer to other stories.
fn is_apart(found: &Blocks, block: &Block) -> bool {
    found.around(block).take(2).map(|at| &found.elements[at]).any(|element| {
        matches!(element.tag, Tag::Aside | Tag::Form | Tag::Navigation | Tag::Footer)
            && hints::BESIDE_TEXT.iter().any(|kind| element.hints.has(*kind))
    })
}

/// Whether nearly all of a block is links.
fn is_link(block: &Block) -> bool {
    block.link_length * 10 >= block.length * 9
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

/// Takes an agency's end marks, links to other stories and headings of nothing off the foot.
fn drop_end_marks(main: &mut Vec<usize>, found: &Blocks) {
    let is_mark = |at: &usize| {
        let block = &found.blocks[*at];
        let is_heading = found.elements[block.element].tag == Tag::Heading;
        let is_no_text = phrases::units(&block.text) <= 2.0 || is_link(block) || is_heading;
        margin::is_end_mark(&block.text) || is_no_text && !margin::ends_like_prose(&block.text)
    };
    while main.len() > 2 && main.last().is_some_and(is_mark) {
        main.pop();
    }
}

/// The texts of captions, and of what stands in for a player that does not start.
fn captions(page: &Html) -> Vec<String> {
    let is_caption = |element: &ElementRef<'_>| {
        matches!(element.value().name(), "figcaption" | "audio" | "video")
            || element.attr("itemprop") == Some("caption")
    };
    elements(page).filter(is_caption).map(words_of).filter(|words| !words.is_empty()).collect()
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
