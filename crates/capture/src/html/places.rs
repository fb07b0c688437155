//! Where elements stand in relation to the main text.

use super::blocks::Blocks;
use crate::{margin, phrases};
use ego_tree::NodeId;
use scraper::{ElementRef, Node};
use std::collections::HashMap;

/// The block of every text node, and where the main text lies.
pub(super) struct Places<'a> {
    pub(super) found: &'a Blocks,
    of_text: HashMap<NodeId, usize>,
    /// Block of the first sentence of the main text; the number of blocks if there is none.
    pub(super) first: usize,
    /// Block of the last sentence of the main text.
    pub(super) last: usize,
}

/// The places on a page whose main blocks are known.
pub(super) fn places<'a>(found: &'a Blocks, main: &[usize]) -> Places<'a> {
    let is_prose = |at: &&usize| {
        let text = &found.blocks[**at].text;
        phrases::units(text) >= 10.0 && margin::ends_like_prose(text)
    };
    let first = main.iter().find(is_prose).or(main.first()).copied().unwrap_or(found.blocks.len());
    let last = main.last().copied().unwrap_or(first);
    let texts = found.blocks.iter().enumerate();
    let of_text = texts.flat_map(|(at, block)| block.texts.iter().map(move |node| (*node, at))).collect();
    Places { found, of_text, first, last }
}

impl Places<'_> {
    /// The block of the element's first visible words.
    pub(super) fn of(&self, element: ElementRef<'_>) -> Option<usize> {
        element.descendants().take(200).find_map(|node| self.of_text.get(&node.id()).copied())
    }

    /// The visible words of an element, those of each text node alone.
    pub(super) fn parts(&self, element: ElementRef<'_>) -> Vec<String> {
        let mut parts = Vec::new();
        for node in element.descendants().take(200) {
            if let Node::Text(words) = node.value()
                && self.of_text.contains_key(&node.id())
            {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                if !words.is_empty() {
                    parts.push(words);
                }
            }
        }
        parts
    }

    /// The visible words of a block element, with spaces where a line ends inside it.
    pub(super) fn words(&self, element: ElementRef<'_>) -> String {
        let mut blocks: Vec<usize> = element
            .descendants()
            .take(200)
            .filter_map(|node| self.of_text.get(&node.id()).copied())
            .collect();
        blocks.dedup();
        let texts: Vec<&str> = blocks.iter().map(|at| self.found.blocks[*at].text.as_str()).collect();
        texts.join(" ")
    }
}

/// Whether the element stands among comments, other stories or the site's own parts.
pub(super) fn is_elsewhere(element: ElementRef<'_>) -> bool {
    const MARKS: &[&str] = &[
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
        "carousel",
        "most-",
        "mostread",
        "latest",
        "promo",
    ];
    element.ancestors().filter_map(ElementRef::wrap).take(30).any(|ancestor| {
        let value = ancestor.value();
        if matches!(value.name(), "body" | "html") {
            return false;
        }
        let class = value.attr("class").unwrap_or_default();
        let id = value.id().unwrap_or_default();
        let has = |text: &str| {
            let lower = text.to_ascii_lowercase();
            MARKS.iter().any(|word| lower.contains(word))
        };
        matches!(value.name(), "footer" | "aside" | "nav") || has(class) || has(id)
    })
}
