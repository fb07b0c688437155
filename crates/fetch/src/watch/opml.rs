//! Lists of feeds as readers export them: OPML.
//!
//! Read with quick-xml, leniently: the crate `opml` wants a version and a `text` on every outline,
//! which exports in the wild lack.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use throughline_model::{Problem, ProblemKind};

/// A feed of an OPML list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpmlFeed {
    /// The feed's URL.
    pub url: String,
    /// Its title; empty if there is none.
    pub title: String,
    /// The page it belongs to; empty if there is none.
    pub page: String,
}

/// Reads the feeds of an OPML list, in its order, each URL once. `name` stands in problems.
pub fn read_opml(name: &str, opml: &[u8]) -> (Vec<OpmlFeed>, Vec<Problem>) {
    let mut feeds: Vec<OpmlFeed> = Vec::new();
    let mut problems = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    let mut reader = Reader::from_reader(opml.strip_prefix(b"\xef\xbb\xbf").unwrap_or(opml));
    reader.config_mut().check_end_names = false;
    let mut is_opml = false;
    loop {
        let place = format!("byte {}", reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                is_opml |= element.local_name().as_ref().eq_ignore_ascii_case(b"opml");
                if !element.local_name().as_ref().eq_ignore_ascii_case(b"outline") {
                    continue;
                }
                let url = attribute(&element, "xmlurl");
                match url::Url::parse(&url) {
                    _ if url.is_empty() => {}
                    Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => {
                        if known.insert(url.clone()) {
                            let title = Some(attribute(&element, "title")).filter(|title| !title.is_empty());
                            let title = title.unwrap_or_else(|| attribute(&element, "text"));
                            feeds.push(OpmlFeed { url, title, page: attribute(&element, "htmlurl") });
                        }
                    }
                    _ => problems.push(Problem::new(
                        name,
                        place,
                        ProblemKind::Malformed,
                        format!("xmlUrl {url:?} is not the URL of a feed"),
                        "Correct it in the list.",
                    )),
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let message = format!("not XML from here on: {error}");
                problems.push(Problem::new(
                    name,
                    place,
                    ProblemKind::Malformed,
                    message,
                    "Export the list again.",
                ));
                break;
            }
        }
    }
    if feeds.is_empty() && problems.is_empty() {
        let (message, remedy) = if is_opml {
            ("the list names no feeds", "Export it with its feeds.")
        } else {
            ("not an OPML list", "Give the OPML file that a feed reader exports.")
        };
        problems.push(Problem::new(name, "", ProblemKind::Empty, message, remedy));
    }
    (feeds, problems)
}

/// An attribute by its name in lower case; empty if it is not there.
fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let value = attributes
        .flatten()
        .find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(name.as_bytes()))
        .map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
        .unwrap_or_default();
    // A bare `&` in a URL is an error in XML and common in lists.
    unescape(&value).map_or_else(|_| value.clone(), std::borrow::Cow::into_owned).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nested_lists_in_several_scripts() {
        let opml = "\u{feff}<?xml version='1.0' encoding='UTF-8'?><opml><body>
            <outline text='Агентства'><outline text='Вел&amp;пресс' title='' xmlUrl='https://a.example/rss?x=1&amp;y=2' htmlUrl='https://a.example/'/>
            <outline TEXT='通讯' XMLURL=\"http://b.example/feed?a=1&b=2\"></outline></outline>
            <outline text='again' xmlUrl='https://a.example/rss?x=1&amp;y=2'/>
            <outline text='bad' xmlUrl='feed:x'/></body></opml>";
        let (feeds, problems) = read_opml("feeds.opml", opml.as_bytes());
        let urls: Vec<&str> = feeds.iter().map(|feed| feed.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/rss?x=1&y=2", "http://b.example/feed?a=1&b=2"]);
        assert_eq!((feeds[0].title.as_str(), feeds[1].title.as_str()), ("Вел&пресс", "通讯"));
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn what_is_no_list_is_a_problem() {
        for text in
            ["", "<html><body>Hi</body></html>", "<opml><body/></opml>", "{}", "<opml><outline xmlUrl='"]
        {
            let (feeds, problems) = read_opml("x", text.as_bytes());
            assert!(feeds.is_empty() && problems.len() == 1, "{text} {problems:?}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_lists_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "(<outline |xmlUrl=|['\"<>&/]|http://a.example|[a-zа-я&;]{0,9}){0,20}") {
            let _ = read_opml("x", &bytes);
            let _ = read_opml("x", text.as_bytes());
        }
    }
}
