//! A page as its readers see it: blocks of text in reading order, each with the nodes it came from.
//!
//! The page is parsed once; main text, frame, links, headings and captions are all read from these
//! blocks, so white space and joints between words are the same everywhere. A block ends where a
//! browser would begin a new line: at block elements and at `<br>`.

use super::hints::{self, Hints};
use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node};

/// A line of the page's visible text.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The words, white space collapsed, without bullet.
    pub(super) text: String,
    /// The innermost block element around it.
    #[allow(dead_code, reason = "what headings, quotes and list items are read from")]
    pub(super) node: NodeId,
    /// The text nodes it was made of, in reading order; inline elements are their ancestors.
    #[allow(dead_code, reason = "what links are read from")]
    pub(super) texts: Vec<NodeId>,
    /// Position of the block element in [`Blocks::elements`].
    pub(super) element: usize,
    /// It is the first line of a list item.
    pub(super) is_list_item: bool,
    /// It follows a `<br>` inside its element.
    pub(super) follows_break: bool,
    /// Characters that are no white space.
    pub(super) length: usize,
    /// Those of them inside links.
    pub(super) link_length: usize,
}

/// An element that begins and ends lines.
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// Position of the element around it; the first element is its own parent.
    pub(super) parent: usize,
    /// The element's name.
    pub(super) tag: Tag,
    /// What its class, id and role say it is.
    pub(super) hints: Hints,
    /// Elements around it.
    pub(super) depth: usize,
    /// Hash of name and class: elements made by one template rule share it.
    pub(super) signature: u64,
    /// It is not displayed until something is done on the page.
    pub(super) is_collapsed: bool,
    /// Characters below it.
    pub(super) length: usize,
    /// Those of them inside links.
    pub(super) link_length: usize,
}

/// Kinds of block elements that tell different things about their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Paragraph,
    Item,
    List,
    FirstHeading,
    Heading,
    Cell,
    Table,
    Quote,
    Preformatted,
    Caption,
    Figure,
    Article,
    Main,
    Navigation,
    Header,
    Footer,
    Aside,
    Form,
    Division,
}

/// The blocks of a page and the elements around them.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// In reading order.
    pub(super) blocks: Vec<Block>,
    /// In the order they open; the first is the page.
    pub(super) elements: Vec<Element>,
}

impl Blocks {
    /// The blocks as text, one a line, list items marked with a bullet: what a text dump would hold.
    /// A block is the line of its number. Very long lines are cut.
    pub(super) fn visible_text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            if block.is_list_item {
                text.push_str("• ");
            }
            text.push_str(&block.text[..block.text.floor_char_boundary(LONGEST_LINE)]);
            text.push('\n');
        }
        text
    }

    /// The element around the block and those around it, innermost first.
    pub(super) fn around(&self, block: &Block) -> impl Iterator<Item = usize> {
        let parent = |at: &usize| (*at > 0).then(|| self.elements[*at].parent);
        std::iter::successors(Some(block.element), parent)
    }
}

/// Elements whose text is not shown or is not text.
const HIDDEN: &[&str] = &[
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "canvas", "select",
    "textarea", "button", "audio", "video",
];

/// The kind of a block element; nothing for those that stand within a line.
fn tag_of(name: &str) -> Option<Tag> {
    Some(match name {
        "p" => Tag::Paragraph,
        "li" | "dd" | "dt" => Tag::Item,
        "ul" | "ol" | "dl" => Tag::List,
        "h1" => Tag::FirstHeading,
        "h2" | "h3" | "h4" | "h5" | "h6" => Tag::Heading,
        "td" | "th" => Tag::Cell,
        "table" | "tbody" | "tfoot" | "thead" | "tr" => Tag::Table,
        "blockquote" => Tag::Quote,
        "pre" => Tag::Preformatted,
        "figcaption" | "caption" => Tag::Caption,
        "figure" => Tag::Figure,
        "article" => Tag::Article,
        "main" => Tag::Main,
        "nav" => Tag::Navigation,
        "header" => Tag::Header,
        "footer" => Tag::Footer,
        "aside" => Tag::Aside,
        "form" | "fieldset" => Tag::Form,
        "address" | "body" | "center" | "details" | "div" | "hr" | "html" | "section" | "summary"
        | "time" => Tag::Division,
        _ => return None,
    })
}

/// Bytes of a line that its kind is judged by.
const LONGEST_LINE: usize = 4_000;

/// Lines longer than this many bytes are cut: no paragraph is.
const LONGEST: usize = 200_000;

/// Cuts the page into its blocks.
pub(super) fn blocks(page: &Html) -> Blocks {
    let mut reader = Reader::new(page.tree.root().id());
    // Depth first without recursion: pages nest as deep as the guard allows.
    for edge in page.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => reader.open(node),
            ego_tree::iter::Edge::Close(node) => reader.close(node),
        }
    }
    reader.end_line();
    reader.found
}

struct Reader {
    found: Blocks,
    /// Open block elements: position in the elements, node.
    open: Vec<(usize, NodeId)>,
    hidden_depth: usize,
    link_depth: usize,
    line: String,
    texts: Vec<NodeId>,
    link_length: usize,
    is_list_item: bool,
    follows_break: bool,
}

impl Reader {
    fn new(root: NodeId) -> Self {
        let page = Element {
            parent: 0,
            tag: Tag::Division,
            hints: Hints::default(),
            depth: 0,
            signature: 0,
            is_collapsed: false,
            length: 0,
            link_length: 0,
        };
        Reader {
            found: Blocks { blocks: Vec::new(), elements: vec![page] },
            open: vec![(0, root)],
            hidden_depth: 0,
            link_depth: 0,
            line: String::new(),
            texts: Vec::new(),
            link_length: 0,
            is_list_item: false,
            follows_break: false,
        }
    }

    fn open(&mut self, node: NodeRef<'_, Node>) {
        match node.value() {
            Node::Element(element) => {
                let name = element.name();
                self.hidden_depth += usize::from(is_hidden(name, element));
                if self.hidden_depth > 0 {
                    return;
                }
                self.link_depth += usize::from(name == "a");
                if name == "br" {
                    self.end_line();
                    self.follows_break = true;
                } else if let Some(tag) = tag_of(name) {
                    self.end_line();
                    self.is_list_item = name == "li";
                    self.follows_break = false;
                    self.push(node.id(), tag, element);
                }
            }
            Node::Text(words) if self.hidden_depth == 0 && self.line.len() < LONGEST => {
                self.line.push_str(words);
                self.texts.push(node.id());
                if self.link_depth > 0 {
                    self.link_length += length(words);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, node: NodeId, tag: Tag, element: &scraper::node::Element) {
        let parent = self.open.last().map_or(0, |(at, _)| *at);
        let hints = hints::of(element);
        let is_collapsed = element.attr("style").is_some_and(is_not_displayed);
        let around = &self.found.elements[parent];
        let described = Element {
            parent,
            tag,
            hints,
            depth: around.depth + 1,
            signature: signature(element),
            is_collapsed: is_collapsed || around.is_collapsed,
            length: 0,
            link_length: 0,
        };
        self.found.elements.push(described);
        self.open.push((self.found.elements.len() - 1, node));
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Node::Element(element) = node.value() else { return };
        let name = element.name();
        if self.hidden_depth == 0 {
            self.link_depth -= usize::from(name == "a");
            if name != "br" && tag_of(name).is_some() {
                self.end_line();
                self.follows_break = false;
                if let Some((at, _)) = self.open.pop() {
                    let Element { parent, length, link_length, .. } = self.found.elements[at];
                    self.found.elements[parent].length += length;
                    self.found.elements[parent].link_length += link_length;
                }
            }
        }
        self.hidden_depth -= usize::from(is_hidden(name, element));
    }

    fn end_line(&mut self) {
        let text = collapsed(&self.line);
        self.line.clear();
        let texts = std::mem::take(&mut self.texts);
        let link_length = std::mem::take(&mut self.link_length);
        if text.is_empty() {
            return;
        }
        let (element, node) = self.open.last().copied().unwrap_or((0, self.open[0].1));
        let length = length(&text);
        self.found.elements[element].length += length;
        self.found.elements[element].link_length += link_length;
        self.found.blocks.push(Block {
            text,
            node,
            texts,
            element,
            is_list_item: std::mem::take(&mut self.is_list_item),
            follows_break: self.follows_break,
            length,
            link_length,
        });
    }
}

/// Whether an element begins and ends a line.
pub(super) fn is_block(name: &str) -> bool {
    name == "br" || tag_of(name).is_some()
}

pub(super) fn is_hidden(name: &str, element: &scraper::node::Element) -> bool {
    HIDDEN.contains(&name) || element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true")
}

fn is_not_displayed(style: &str) -> bool {
    let style: String = style.chars().filter(|character| !character.is_whitespace()).take(400).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn length(text: &str) -> usize {
    text.chars().filter(|character| !character.is_whitespace()).count()
}

/// The text without white space around it and with single spaces inside.
fn collapsed(line: &str) -> String {
    // An ideographic space is part of Chinese and Japanese typesetting, not layout.
    let is_space = |character: char| character.is_whitespace() && character != '\u{3000}';
    let mut text = String::with_capacity(line.len());
    for word in line.trim().split(is_space).filter(|word| !word.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn signature(element: &scraper::node::Element) -> u64 {
    let class = element.attr("class").unwrap_or_default();
    let bytes = element.name().bytes().chain([b' ']).chain(class.bytes().take(200));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use scraper::Html;

    #[test]
    fn a_block_is_a_line_and_knows_its_nodes() {
        let page = Html::parse_document(
            "<body><nav><a href=/>Начало</a></nav><div>一段<b>文字</b>。<br>第二段。</div><ul><li>one <a href=x>two</a></li></ul>\
             <script>no()</script><p hidden>unseen</p>",
        );
        let found = blocks(&page);
        let texts: Vec<&str> = found.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Начало", "一段文字。", "第二段。", "one two"]);
        assert_eq!(found.blocks[0].link_length, found.blocks[0].length);
        assert_eq!(found.blocks[1].texts.len(), 3);
        assert!(found.blocks[2].follows_break && !found.blocks[1].follows_break);
        assert!(found.blocks[3].is_list_item);
        let node = page.tree.get(found.blocks[3].node).unwrap();
        assert_eq!(node.value().as_element().unwrap().name(), "li");
        assert_eq!(found.visible_text(), "Начало\n一段文字。\n第二段。\n• one two\n");
    }
}
