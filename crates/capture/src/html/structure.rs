//! What markup says of the main text's parts: headings, quotations, list items, links, and the
//! captions and inserts that stood between its paragraphs.
//!
//! Everything is read from the blocks the main text is made of, so a span slices to the words that
//! the element shows. Links are places of text nodes in their block; captions and inserts are kept
//! with the place where they stood and are no part of the text.

use super::blocks::{Block, Blocks, Tag};
use super::links;
use crate::{margin, phrases};
use ego_tree::NodeId;
use scraper::{Html, Node};
use throughline_model::{Link, LinkKind, Passage, PassageKind, Span};
use url::Url;

/// Passages and links of one kind that are kept of a page; real ones have a tenth.
const MOST: usize = 5_000;

/// Bytes of a caption or insert that are kept.
const LONGEST: usize = 2_000;

/// The passages of the text whose paragraphs are the blocks `main`, joined by a blank line.
pub(super) fn passages(page: &Html, found: &Blocks, main: &[usize]) -> Vec<Passage> {
    let spans = spans(found, main);
    let mut passages: Vec<Passage> = Vec::new();
    // The element that the last quote or list item was made of: what continues it is one passage.
    let mut last: Option<(PassageKind, usize)> = None;
    for (at, span) in main.iter().zip(&spans) {
        let block = &found.blocks[*at];
        let kinds = [quote(found, block), list_item(found, block), heading(page, block)];
        let mut current = None;
        // A list within a quote is read as the quote's.
        if let Some((kind, element, level)) = kinds.into_iter().flatten().next() {
            current = Some((kind, element));
            match passages.iter_mut().rev().find(|passage| passage.kind == kind) {
                Some(passage) if last == current && kind != PassageKind::Heading => {
                    passage.span.end = span.end;
                }
                _ => passages.push(Passage { level, ..Passage::new(*span, kind) }),
            }
        }
        last = current;
    }
    passages.truncate(MOST);
    passages.extend(beside(found, main, &spans));
    passages.sort_by_key(|passage| (passage.span.begin, passage.span.end, passage.kind));
    passages
}

/// The span of each main block in the text.
fn spans(found: &Blocks, main: &[usize]) -> Vec<Span> {
    let mut begin = 0;
    let mut spans = Vec::with_capacity(main.len());
    for at in main {
        let end = begin + found.blocks[*at].text.len();
        spans.push(Span::new(begin, end));
        begin = end + "\n\n".len();
    }
    spans
}

type Found = (PassageKind, usize, u8);

fn heading(page: &Html, block: &Block) -> Option<Found> {
    let node = page.tree.get(block.node)?;
    let level = match node.value().as_element()?.name() {
        "h1" => 1,
        "h2" => 2,
        "h3" => 3,
        "h4" => 4,
        "h5" => 5,
        "h6" => 6,
        _ => return None,
    };
    Some((PassageKind::Heading, block.element, level))
}

fn quote(found: &Blocks, block: &Block) -> Option<Found> {
    let element = found.around(block).find(|at| found.elements[*at].tag == Tag::Quote)?;
    Some((PassageKind::Quote, element, 0))
}

fn list_item(found: &Blocks, block: &Block) -> Option<Found> {
    let around: Vec<usize> = found.around(block).collect();
    let item = around.iter().position(|at| found.elements[*at].tag == Tag::Item)?;
    let depth = around[item..].iter().filter(|at| found.elements[**at].tag == Tag::List).count();
    Some((PassageKind::ListItem, around[item], depth.clamp(1, 200) as u8))
}

/// Captions and inserts between the first and the last paragraph, and captions directly above.
fn beside(found: &Blocks, main: &[usize], spans: &[Span]) -> Vec<Passage> {
    /// Blocks above the text whose captions are its own.
    const ABOVE: usize = 12;
    let (Some(first), Some(last)) = (main.first(), main.last()) else { return Vec::new() };
    let mut passages: Vec<Passage> = Vec::new();
    let mut last_element = None;
    let mut next = 0;
    for at in first.saturating_sub(ABOVE)..*last {
        while next < main.len() && main[next] < at {
            next += 1;
        }
        if main.get(next) == Some(&at) {
            last_element = None;
            continue;
        }
        let block = &found.blocks[at];
        let caption = found.around(block).find(|at| found.elements[*at].tag == Tag::Caption);
        let is_credit = block.text.chars().count() <= 300 && margin::has_picture_credit(&block.text);
        let is_insert = at > *first && phrases::is_insert(&block.text);
        let (kind, element) = match caption {
            Some(element) => (PassageKind::Caption, element),
            None if is_credit && at > *first => (PassageKind::Caption, block.element),
            None if is_insert => (PassageKind::Insert, found.elements[block.element].parent),
            // What follows "See also" in its box belongs to it.
            None if at > *first
                && last_element.is_some_and(|(kind, element)| {
                    kind == PassageKind::Insert
                        && element != 0
                        && found.around(block).any(|around| around == element)
                })
                && !margin::ends_like_prose(&block.text) =>
            {
                (PassageKind::Insert, last_element.map_or(0, |(_, element)| element))
            }
            None => {
                last_element = None;
                continue;
            }
        };
        let words = &block.text[..block.text.floor_char_boundary(LONGEST)];
        let place = spans.get(next).map_or(0, |span| span.begin) as usize;
        let is_room = passages.len() < MOST;
        match passages.last_mut() {
            Some(passage) if last_element == Some((kind, element)) && passage.kind == kind => {
                let is_room = passage.words.len() + words.len() < LONGEST;
                let added = if is_room { ["\n", words] } else { ["", ""] };
                passage.words.extend(added);
            }
            _ if is_room => {
                passages
                    .push(Passage { words: words.to_owned(), ..Passage::new(Span::new(place, place), kind) });
            }
            _ => {}
        }
        last_element = Some((kind, element));
    }
    passages
}

/// The links of the text, in order: absolute addresses of `a` elements, each with the words it shows.
pub(super) fn links(page: &Html, found: &Blocks, main: &[usize], base: Option<&Url>) -> Vec<Link> {
    let mut found_links: Vec<Link> = Vec::new();
    let mut last: Option<(NodeId, usize)> = None;
    for (at, span) in main.iter().zip(spans(found, main)) {
        let block = &found.blocks[*at];
        if block.link_length == 0 {
            continue;
        }
        for (text, begin, end) in places_of_texts(page, block) {
            let anchor = page.tree.get(text).and_then(|node| {
                node.ancestors()
                    .find(|node| node.value().as_element().is_some_and(|element| element.name() == "a"))
            });
            let Some(anchor) = anchor else { continue };
            let (begin, end) = (span.begin as usize + begin, span.begin as usize + end);
            if last == Some((anchor.id(), *at)) {
                if let Some(Span { end: last_end, .. }) =
                    found_links.last_mut().and_then(|link| link.span.as_mut())
                {
                    *last_end = end as u32;
                }
                continue;
            }
            let element = anchor.value().as_element();
            let href = element.and_then(|element| element.attr("href")).unwrap_or_default().trim();
            let lang = element.and_then(|element| element.attr("hreflang")).unwrap_or_default();
            let Some(url) = links::web_address(href, base).filter(|url| !is_same_place(url, href, base))
            else {
                last = None;
                continue;
            };
            if found_links.len() >= MOST {
                return found_links;
            }
            last = Some((anchor.id(), *at));
            let lang = crate::language::tag(lang).unwrap_or_default();
            found_links.push(Link {
                kind: LinkKind::Text,
                span: Some(Span::new(begin, end)),
                url: url.into(),
                lang,
            });
        }
    }
    found_links
}

/// Whether the link only leads to another place of its page.
fn is_same_place(url: &Url, href: &str, base: Option<&Url>) -> bool {
    href.starts_with('#')
        || url.fragment().is_some()
            && base.is_some_and(|base| base[..url::Position::AfterQuery] == url[..url::Position::AfterQuery])
}

/// Begin and end, within the block's text, of what each of its text nodes shows.
fn places_of_texts(page: &Html, block: &Block) -> Vec<(NodeId, usize, usize)> {
    let mut places = Vec::new();
    let (mut length, mut is_after_space) = (0, false);
    for id in &block.texts {
        let Some(Node::Text(words)) = page.tree.get(*id).map(|node| node.value()) else { continue };
        let (mut begin, mut end) = (None, 0);
        for character in words.chars() {
            // An ideographic space inside a line is kept, as the block keeps it.
            if character.is_whitespace() && (character != '\u{3000}' || length == 0) {
                is_after_space = length > 0;
                continue;
            }
            length += usize::from(std::mem::take(&mut is_after_space));
            begin.get_or_insert(length);
            length += character.len_utf8();
            end = length;
        }
        if let Some(begin) = begin
            && end <= block.text.len()
            && block.text.is_char_boundary(begin)
            && block.text.is_char_boundary(end)
        {
            places.push((*id, begin, end));
        }
    }
    places
}
