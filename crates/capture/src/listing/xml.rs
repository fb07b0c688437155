//! A reader for feeds and sitemaps as they are, not as XML is: undeclared prefixes and entities,
//! bare ampersands, elements that nobody closed, HTML that nobody escaped, files broken off.
//!
//! What comes is read as far as it goes. Entities that a document type declares are never expanded,
//! so that no file grows beyond its own bytes; nesting is bounded, and the time is linear.

use crate::html::fragment;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::{borrow::Cow, collections::HashMap};

/// Elements within an entry that nest deeper give their text to the one around them.
const DEEPEST: usize = 24;

/// Entries of one listing; a sitemap's standard allows this many.
pub(super) const MOST_ENTRIES: usize = 50_000;

/// Bytes that a start tag may have; what is longer is an attribute that nobody closed.
const LONGEST_TAG: usize = 1 << 20;

/// Broken marks after which reading goes on.
const MOST_RESTARTS: usize = 16;

/// The vocabulary that an element's name is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// Without a prefix, or the format's own.
    Own,
    Atom,
    DublinCore,
    Content,
    Syndication,
    News,
    Xhtml,
    Feedburner,
    Other,
}

/// An element with what it holds.
#[derive(Debug, Clone)]
pub(super) struct Element<'a> {
    pub(super) vocabulary: Vocabulary,
    /// Name without its prefix, in lower case.
    pub(super) name: String,
    /// Attributes in order, names in lower case with their prefix.
    attributes: Vec<(String, String)>,
    /// Its own characters, references resolved.
    text: String,
    /// What stands between its tags, as in the source.
    inner: &'a str,
    pub(super) children: Vec<Element<'a>>,
    /// Where its content begins.
    content_at: usize,
}

impl Element<'_> {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    /// Its own characters, trimmed.
    pub(super) fn words(&self) -> &str {
        self.text.trim()
    }

    /// What it holds as HTML: its characters, which are escaped or CDATA, or its markup if nobody
    /// escaped that.
    pub(super) fn html(&self) -> &str {
        if self.children.is_empty() { &self.text } else { self.inner }
    }

    /// The children of this name in the format's own vocabulary.
    pub(super) fn own<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Self> {
        self.of(Vocabulary::Own, name)
    }

    /// The children of this name and vocabulary.
    pub(super) fn of<'s>(&'s self, vocabulary: Vocabulary, name: &'s str) -> impl Iterator<Item = &'s Self> {
        self.children.iter().filter(move |child| child.vocabulary == vocabulary && child.name == name)
    }

    /// The words of the first child of this name that has any.
    pub(super) fn first_words(&self, vocabulary: Vocabulary, name: &str) -> Option<&str> {
        self.children
            .iter()
            .filter(|child| child.vocabulary == vocabulary && child.name == name)
            .map(Element::words)
            .find(|words| !words.is_empty())
    }
}

/// What stopped or disturbed the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Byte of the decoded text.
    pub(super) at: usize,
    pub(super) message: String,
}

/// A listing without its entries, and what was wrong.
pub(super) struct Frame<'a> {
    /// The outermost element, empty if there is none.
    pub(super) root: Element<'a>,
    pub(super) faults: Vec<Fault>,
    /// Whether there were more entries than [`MOST_ENTRIES`].
    pub(super) is_cut: bool,
}

/// Names of the elements that are entries: items of RSS, entries of Atom, addresses of a sitemap.
fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry" | "url" | "sitemap")
}

/// Names of the elements that hold entries.
fn holds_entries(name: &str) -> bool {
    matches!(name, "rss" | "rdf" | "channel" | "feed" | "urlset" | "sitemapindex")
}

/// Whether a name is one that opens a listing.
pub(crate) fn opens_listing(name: &str) -> bool {
    holds_entries(name) && name != "channel"
}

/// The charset that an XML declaration names.
pub(super) fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]);
    let declaration = head.split("<?xml").nth(1)?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let label: String = value
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || "-_:.".contains(*character))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Reads `source`, gives each entry to `visit` when it ends, and the rest at the end.
pub(super) fn read<'a>(source: &'a str, visit: &mut dyn FnMut(Element<'a>)) -> Frame<'a> {
    let mut builder = Builder {
        source,
        stack: Vec::new(),
        beyond: 0,
        vocabularies: HashMap::new(),
        references: HashMap::new(),
        entries: 0,
        root: None,
        visit,
    };
    let mut faults: Vec<Fault> = Vec::new();
    let (mut begin, mut restarts) = (0, 0);
    loop {
        let mut reader = Reader::from_str(&source[begin..]);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.check_comments = false;
        let fault = loop {
            let event_at = begin + reader.buffer_position() as usize;
            match reader.read_event() {
                Ok(Event::Eof) => break None,
                Ok(event) => builder.take(event, event_at, begin + reader.buffer_position() as usize),
                Err(quick_xml::Error::IllFormed(error)) => {
                    note(&mut faults, event_at, error.to_string());
                }
                Err(error) => break Some((begin + reader.error_position() as usize, error.to_string())),
            }
        };
        let Some((at, message)) = fault else { break };
        let rest = source.get(at..).unwrap_or_default();
        note(&mut faults, at, message);
        if let Some(cut) = rest.strip_prefix("<![CDATA[") {
            // The file ends within a text: what is there of it is read.
            builder.write(cut);
            break;
        }
        restarts += 1;
        let is_text = rest.starts_with("<!") && !rest.starts_with("<!--");
        if !is_text || restarts > MOST_RESTARTS {
            break;
        }
        builder.write("<!");
        begin = at + 2;
    }
    if builder.entries <= MOST_ENTRIES && !builder.stack.is_empty() {
        let open = builder.stack.last().map(|element| element.name.clone()).unwrap_or_default();
        note(&mut faults, source.len(), format!("the element <{open}> is not closed"));
    }
    let is_cut = builder.entries > MOST_ENTRIES;
    builder.close_down_to(0, source.len());
    Frame { root: builder.root.unwrap_or_else(blank), faults, is_cut }
}

/// Keeps the first faults; a broken template breaks every entry in the same way.
fn note(faults: &mut Vec<Fault>, at: usize, message: String) {
    if faults.len() < 8 {
        faults.push(Fault { at, message });
    }
}

fn blank<'a>() -> Element<'a> {
    Element {
        vocabulary: Vocabulary::Own,
        name: String::new(),
        attributes: Vec::new(),
        text: String::new(),
        inner: "",
        children: Vec::new(),
        content_at: 0,
    }
}

struct Builder<'a, 'v> {
    source: &'a str,
    stack: Vec<Element<'a>>,
    /// Open elements beyond the deepest that are kept.
    beyond: usize,
    /// Vocabularies by the prefixes that were declared for them.
    vocabularies: HashMap<String, Vocabulary>,
    /// References that were looked up.
    references: HashMap<String, String>,
    entries: usize,
    root: Option<Element<'a>>,
    visit: &'v mut dyn FnMut(Element<'a>),
}

impl Builder<'_, '_> {
    fn take(&mut self, event: Event<'_>, begin: usize, end: usize) {
        match event {
            Event::Start(start) => self.open(&start, begin, end, false),
            Event::Empty(start) => self.open(&start, begin, end, true),
            Event::End(tag) => {
                let name = local_name(tag.name().as_ref());
                self.end(&name, begin);
            }
            Event::Text(text) => self.write(&String::from_utf8_lossy(&text)),
            Event::CData(text) => self.write(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(reference) => {
                let name = String::from_utf8_lossy(&reference).into_owned();
                let words = self.resolve(&name);
                self.write(&words);
            }
            _ => {}
        }
    }

    fn write(&mut self, words: &str) {
        // Between entries nothing but white space is written.
        if let Some(open) = self.stack.last_mut().filter(|open| !holds_entries(&open.name)) {
            open.text.push_str(words);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, begin: usize, end: usize, is_empty: bool) {
        let name = local_name(start.name().as_ref());
        if end - begin > LONGEST_TAG {
            return;
        }
        let is_in_entry = self.stack.iter().rposition(|open| is_entry(&open.name));
        if is_entry(&name)
            && let Some(at) = is_in_entry.filter(|at| self.stack[*at].name == name)
            && self.is_own_prefix(start)
        {
            // The entry before was not closed.
            self.close_down_to(at, begin);
            self.beyond = 0;
        }
        if self.stack.len() >= DEEPEST {
            self.beyond += usize::from(!is_empty);
            return;
        }
        let attributes = self.attributes(start);
        let vocabulary = self.vocabulary(start, &attributes);
        let element = Element {
            vocabulary,
            name,
            attributes,
            text: String::new(),
            inner: "",
            children: Vec::new(),
            content_at: end,
        };
        self.stack.push(element);
        if is_empty {
            self.close_down_to(self.stack.len() - 1, end);
        }
    }

    fn is_own_prefix(&self, start: &BytesStart<'_>) -> bool {
        self.vocabulary(start, &[]) == Vocabulary::Own
    }

    fn end(&mut self, name: &str, begin: usize) {
        if self.beyond > 0 {
            // An entry's end closes whatever was left open within it.
            if !is_entry(name) && !holds_entries(name) {
                self.beyond -= 1;
                return;
            }
            self.beyond = 0;
        }
        if let Some(at) = self.stack.iter().rposition(|open| open.name == name) {
            self.close_down_to(at, begin);
        }
    }

    /// Closes the open elements from the innermost to the one at `depth`.
    fn close_down_to(&mut self, depth: usize, end: usize) {
        while self.stack.len() > depth {
            let Some(mut element) = self.stack.pop() else { return };
            element.inner =
                self.source.get(element.content_at..end.max(element.content_at)).unwrap_or_default();
            let is_within_entry = self.stack.iter().any(|open| is_entry(&open.name));
            let is_listed = self.stack.last().is_some_and(|open| holds_entries(&open.name));
            if is_entry(&element.name) && is_listed && !is_within_entry {
                self.entries += 1;
                if self.entries <= MOST_ENTRIES {
                    (self.visit)(element);
                }
            } else if let Some(parent) = self.stack.last_mut() {
                parent.children.push(element);
            } else if self.root.is_none() {
                self.root = Some(element);
            }
        }
    }

    fn attributes(&mut self, start: &BytesStart<'_>) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for attribute in start.html_attributes().with_checks(false).flatten().take(64) {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).to_lowercase();
            let raw = String::from_utf8_lossy(&attribute.value).into_owned();
            let value = self.unescaped(&raw).into_owned();
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                let vocabulary = by_address(&value);
                if vocabulary != Vocabulary::Other && self.vocabularies.len() < 256 {
                    self.vocabularies.insert(prefix.to_owned(), vocabulary);
                }
            }
            found.push((key, value));
        }
        found
    }

    fn vocabulary(&self, start: &BytesStart<'_>, attributes: &[(String, String)]) -> Vocabulary {
        let name = start.name();
        let qualified = String::from_utf8_lossy(name.as_ref()).to_lowercase();
        let Some((prefix, local)) = qualified.split_once(':') else {
            // A default namespace set on the element itself; on the root it is the format's own.
            let stated =
                attributes.iter().find(|(key, _)| key == "xmlns").map(|(_, value)| by_address(value));
            return match stated {
                Some(vocabulary) if !self.stack.is_empty() && vocabulary != Vocabulary::Other => vocabulary,
                _ => Vocabulary::Own,
            };
        };
        let root = self.stack.first().map_or(local, |root| root.name.as_str());
        let vocabulary = self.vocabularies.get(prefix).copied().unwrap_or_else(|| by_usual_prefix(prefix));
        let is_own = matches!((vocabulary, root), (Vocabulary::Atom, "feed"));
        if is_own { Vocabulary::Own } else { vocabulary }
    }

    fn unescaped<'t>(&mut self, raw: &'t str) -> Cow<'t, str> {
        if !raw.contains('&') {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find('&') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let reference = rest.bytes().take(33).position(|byte| byte == b';').map(|end| &rest[..end]);
            match reference.filter(|name| is_reference(name)) {
                Some(name) => {
                    text.push_str(&self.resolve(name));
                    rest = &rest[name.len() + 1..];
                }
                None => text.push('&'),
            }
        }
        text.push_str(rest);
        Cow::Owned(text)
    }

    /// The characters of `&name;`, by HTML's table, or the reference itself.
    fn resolve(&mut self, name: &str) -> String {
        let plain = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => "",
        };
        if !plain.is_empty() {
            return plain.to_owned();
        }
        let literal = format!("&{name};");
        if !is_reference(name) {
            return literal;
        }
        if let Some(known) = self.references.get(name) {
            return known.clone();
        }
        let page = scraper::Html::parse_fragment(&literal);
        let words: String = page.root_element().text().collect();
        let words = if words.is_empty() { fragment::read(&literal).text } else { words };
        if self.references.len() < 4_096 {
            self.references.insert(name.to_owned(), words.clone());
        }
        words
    }
}

fn is_reference(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
}

fn local_name(qualified: &[u8]) -> String {
    let name = String::from_utf8_lossy(&qualified[..qualified.len().min(256)]).to_lowercase();
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn by_address(namespace: &str) -> Vocabulary {
    let bare = namespace.trim().trim_end_matches(['/', '#']).to_lowercase();
    let bare = bare.split("://").nth(1).unwrap_or(&bare);
    match bare {
        "www.w3.org/2005/atom" | "purl.org/atom/ns" => Vocabulary::Atom,
        "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" | "purl.org/dc/terms" => {
            Vocabulary::DublinCore
        }
        "purl.org/rss/1.0/modules/content" => Vocabulary::Content,
        "purl.org/rss/1.0/modules/syndication" => Vocabulary::Syndication,
        "www.google.com/schemas/sitemap-news/0.9" => Vocabulary::News,
        "www.w3.org/1999/xhtml" | "www.w3.org/tr/xhtml11/xhtml11_schema.html" => Vocabulary::Xhtml,
        "rssnamespace.org/feedburner/ext/1.0" => Vocabulary::Feedburner,
        "www.sitemaps.org/schemas/sitemap/0.9"
        | "www.google.com/schemas/sitemap/0.84"
        | "purl.org/rss/1.0"
        | "purl.org/net/rss1.1"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "backend.userland.com/rss2" => Vocabulary::Own,
        _ => Vocabulary::Other,
    }
}

/// Prefixes as everybody uses them, for listings that declare none.
fn by_usual_prefix(prefix: &str) -> Vocabulary {
    match prefix {
        "rdf" | "rss" => Vocabulary::Own,
        "atom" | "atom10" | "a10" => Vocabulary::Atom,
        "dc" | "dcterms" | "dct" => Vocabulary::DublinCore,
        "content" => Vocabulary::Content,
        "sy" => Vocabulary::Syndication,
        "news" | "n" => Vocabulary::News,
        "xhtml" => Vocabulary::Xhtml,
        "feedburner" => Vocabulary::Feedburner,
        _ => Vocabulary::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_ENTRIES, Vocabulary, declared_charset, read};

    fn entries(source: &str) -> (Vec<String>, Vec<String>) {
        let mut titles = Vec::new();
        let frame = read(source, &mut |entry| {
            titles.push(entry.own("title").next().map_or(String::new(), |title| title.html().to_owned()));
        });
        (titles, frame.faults.into_iter().map(|fault| fault.message).collect())
    }

    #[test]
    fn what_is_not_well_formed_is_read_as_far_as_it_goes() {
        let cases: [(&str, &[&str]); 8] = [
            ("<rss><channel><item><title>A & B</title></item></channel></rss>", &["A & B"]),
            ("<rss><item><title>Caf&eacute;&nbsp;&foo;</title></item></rss>", &["Café\u{a0}&foo;"]),
            ("<rss><item><title>One<item><title>Two</title></item></rss>", &["One", "Two"]),
            ("<rss><item><title><![CDATA[a ]]><![CDATA[<b>]]></title></item></rss>", &["a <b>"]),
            ("<rss><item><title>x</title></item><item><title><![CDATA[cut of", &["x", "cut of"]),
            ("<rss><item><title>a <br> <b>c</b></title></item></rss>", &["a <br> <b>c</b>"]),
            ("<rss><item></wrong><title>x</title></item></rss>", &["x"]),
            ("<feed><entry><media:title>no</media:title><title>yes</title></entry></feed>", &["yes"]),
        ];
        for (source, expected) in cases {
            assert_eq!(entries(source).0, expected, "{source}");
        }
    }

    #[test]
    fn a_broken_end_is_told() {
        assert_eq!(entries("<rss><item><title>x</title></item></rss>").1, Vec::<String>::new());
        assert_eq!(entries("<rss><item><title>x</title></item>").1, ["the element <rss> is not closed"]);
    }

    #[test]
    fn declared_entities_are_not_expanded() {
        let bomb = "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><rss><item><title>&b;</title></item></rss>";
        assert_eq!(entries(bomb).0, ["&b;"]);
    }

    #[test]
    fn nesting_and_number_are_bounded() {
        let deep = format!("<rss><item><title>x</title>{}y</item><item/></rss>", "<d>".repeat(200_000));
        assert_eq!(entries(&deep).0, ["x", ""]);
        let many = format!("<urlset>{}", "<url/>".repeat(MOST_ENTRIES + 5));
        let mut count = 0;
        let frame = read(&many, &mut |_| count += 1);
        assert_eq!((count, frame.is_cut), (MOST_ENTRIES, true));
    }

    #[test]
    fn prefixes_may_be_declared_or_not() {
        let source = "<r:rss xmlns:x='http://purl.org/dc/elements/1.1/'><item><x:creator>A</x:creator>\
                      <dc:creator>B</dc:creator></item></r:rss>";
        let mut names = Vec::new();
        read(source, &mut |entry| {
            names.extend(entry.of(Vocabulary::DublinCore, "creator").map(|name| name.words().to_owned()));
        });
        assert_eq!(names, ["A", "B"]);
    }

    #[test]
    fn the_declaration_names_the_charset() {
        assert_eq!(
            declared_charset(b"\n<?xml version='1.0' encoding='windows-1251'?>").as_deref(),
            Some("windows-1251")
        );
        assert_eq!(declared_charset(b"<rss encoding='x'>"), None);
    }
}
