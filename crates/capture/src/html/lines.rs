//! A page as its readers see it, line by line: what a text dump of it would hold.

use scraper::{Html, Node};

/// Elements whose text is not shown or is not text.
const HIDDEN: &[&str] = &[
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "canvas", "select",
    "textarea", "button", "audio", "video",
];

/// Elements that begin and end a line.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "ul",
];

/// Lines longer than this are prose; nothing about the frame is read from them.
const LONGEST: usize = 4_000;

/// The visible text of the page, one block a line, list items marked with a bullet.
pub(super) fn visible_text(page: &Html) -> String {
    let mut text = String::new();
    let mut line = String::new();
    // Depth first without recursion: pages nest as deep as the guard allows.
    let mut edges = page.tree.root().traverse();
    let mut hidden_depth = 0_usize;
    for edge in &mut edges {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    let name = element.name();
                    hidden_depth += usize::from(is_hidden(name, element));
                    if hidden_depth == 0 && BLOCKS.contains(&name) {
                        end_line(&mut text, &mut line, name == "p" || name == "div");
                        if name == "li" {
                            line.push_str("• ");
                        }
                    }
                }
                Node::Text(words) if hidden_depth == 0 && line.len() < LONGEST => line.push_str(words),
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    let name = element.name();
                    if hidden_depth == 0 && BLOCKS.contains(&name) {
                        end_line(&mut text, &mut line, false);
                    }
                    hidden_depth -= usize::from(is_hidden(name, element));
                }
            }
        }
    }
    end_line(&mut text, &mut line, false);
    text
}

pub(super) fn is_hidden(name: &str, element: &scraper::node::Element) -> bool {
    HIDDEN.contains(&name) || element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true")
}

fn end_line(text: &mut String, line: &mut String, is_apart: bool) {
    // An ideographic space is part of Chinese and Japanese typesetting, not layout.
    let is_space = |character: char| character.is_whitespace() && character != '\u{3000}';
    let mut words = line.trim().split(is_space).filter(|word| !word.is_empty()).peekable();
    if words.peek().is_none() {
        line.clear();
        return;
    }
    if is_apart {
        text.push('\n');
    }
    for (index, word) in words.enumerate() {
        if index > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
    text.push('\n');
    line.clear();
}
