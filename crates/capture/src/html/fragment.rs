//! A piece of HTML that is text and nothing else, such as the content of a feed's entry.
//!
//! The article extractors weigh the parts of a page against each other; a fragment has no parts to
//! weigh, so every block that readers see belongs to the text.

use super::{blocks, guard};
use scraper::{Html, Node};
use throughline_model::Span;

/// The text of a fragment, and the links in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fragment {
    /// The blocks, parted by blank lines.
    pub(crate) text: String,
    /// Addresses as they stand, with the bytes of `text` that carry them, in order of place.
    pub(crate) anchors: Vec<(Span, String)>,
}

/// Links of one fragment that are kept; the longest real articles have a few hundred.
const MOST_ANCHORS: usize = 1_000;

/// Reads a fragment. Text without markup comes back with its white space collapsed.
pub(crate) fn read(source: &str) -> Fragment {
    let page = Html::parse_fragment(&guard::flatten(source));
    let mut writer = Writer::default();
    let mut hidden_depth = 0_usize;
    // Begin and address of the open anchor; anchors do not nest.
    let mut open: Option<(usize, String)> = None;
    for edge in page.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    hidden_depth += usize::from(blocks::is_hidden(element.name(), element));
                    if blocks::is_block(element.name()) {
                        writer.break_block();
                    }
                    if element.name() == "a"
                        && let Some(address) = element.attr("href")
                        && hidden_depth == 0
                    {
                        open = Some((writer.text.len(), address.trim().to_owned()));
                    }
                }
                Node::Text(words) if hidden_depth == 0 => writer.write(words),
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                let Node::Element(element) = node.value() else { continue };
                if blocks::is_block(element.name()) {
                    writer.break_block();
                }
                hidden_depth -= usize::from(blocks::is_hidden(element.name(), element));
                if element.name() == "a"
                    && let Some((begin, address)) = open.take()
                {
                    writer.anchor(begin, address);
                }
            }
        }
    }
    Fragment { text: writer.text, anchors: writer.anchors }
}

/// The words of a fragment in one line: a title may hold markup and references.
pub(crate) fn line(source: &str) -> String {
    if source.contains(['<', '&']) {
        read(source).text.replace("\n\n", " ")
    } else {
        source.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    anchors: Vec<(Span, String)>,
    /// White space that stands between what is written and what comes, if anything comes.
    gap: bool,
    /// Ideographic spaces there: part of Chinese and Japanese typesetting within a line, and of its
    /// layout at either end.
    wide: usize,
    block_ended: bool,
}

impl Writer {
    fn break_block(&mut self) {
        self.block_ended = true;
    }

    fn write(&mut self, words: &str) {
        for character in words.chars() {
            if character == '\u{3000}' {
                self.wide += 1;
                continue;
            }
            if character.is_whitespace() || character == '\0' {
                self.gap = true;
                continue;
            }
            if self.text.is_empty() {
                // Nothing stands before it.
            } else if self.block_ended {
                self.text.push_str("\n\n");
            } else if self.wide > 0 {
                self.text.extend(std::iter::repeat_n('\u{3000}', self.wide));
            } else if self.gap {
                self.text.push(' ');
            }
            (self.gap, self.wide, self.block_ended) = (false, 0, false);
            self.text.push(character);
        }
    }

    /// Marks what was written since `begin` as a link, without the break or space before it.
    fn anchor(&mut self, begin: usize, address: String) {
        let written = &self.text[begin..];
        let begin = begin + (written.len() - written.trim_start().len());
        if begin < self.text.len() && self.anchors.len() < MOST_ANCHORS {
            let span = Span { begin: begin as u32, end: self.text.len() as u32 };
            self.anchors.push((span, address));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{line, read};

    #[test]
    fn blocks_become_paragraphs_and_what_is_hidden_is_left_out() {
        let fragment = read(
            "<p>The  ferry\nsails.</p><ul><li>Monday</li><li>«Вторник»</li></ul><script>x()</script>\
             First<br/>second &amp; third<img src='p.gif' alt='pixel'>",
        );
        assert_eq!(fragment.text, "The ferry sails.\n\nMonday\n\n«Вторник»\n\nFirst\n\nsecond & third");
    }

    #[test]
    fn anchors_lie_on_their_words() {
        let fragment =
            read("<p>See <a href=' /a '>the  <b>notice</b></a>.</p><a href='b'> 通知 </a><a href=c></a>");
        let words: Vec<(&str, &str)> = fragment
            .anchors
            .iter()
            .map(|(span, address)| (&fragment.text[span.range()], address.as_str()))
            .collect();
        assert_eq!(words, [("the notice", "/a"), ("通知", "b")]);
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(line("AT&amp;T <b>says</b>\n yes"), "AT&T says yes");
        assert_eq!(line("a < b, 3 > 2"), "a < b, 3 > 2");
        assert_eq!(line("  同水 同安\u{3000}　"), "同水 同安");
    }

    #[test]
    fn indents_are_layout_and_wide_spaces_within_a_line_are_not() {
        assert_eq!(
            read("<p>　　渡轮　每小时一班。　</p><p>　　旧时刻表</p>").text,
            "渡轮　每小时一班。\n\n旧时刻表"
        );
    }

    #[test]
    fn a_long_paragraph_stays_whole() {
        let words = "<b>word</b> ".repeat(5_000);
        assert_eq!(read(&words).text.len(), 5_000 * 5 - 1);
    }
}
