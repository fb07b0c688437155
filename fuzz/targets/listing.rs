//! Feeds, sitemaps, mail and saved pages of any bytes.
//!
//! The first byte chooses what the rest is taken for.

#![no_main]

use libfuzzer_sys::fuzz_target;
use throughline_capture::{Circumstances, Options, feed_hints, read_page};
use throughline_model::Document;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let name = ["a.rss", "sitemap.txt", "a.xml", "a.eml", "a.mbox", "a.mhtml"][usize::from(first) % 6];
    let circumstances = Circumstances { url: "https://north.example/list/".into(), ..Circumstances::default() };
    for circumstances in [Circumstances::default(), circumstances] {
        let received = read_page(name, rest.to_vec(), &circumstances, &Options::default());
        assert_eq!(received.bytes, rest);
        for document in &received.documents {
            check(document, &received.capture.id.to_string());
        }
        let again = read_page(name, rest.to_vec(), &circumstances, &Options::default());
        assert_eq!((received.documents, received.problems), (again.documents, again.problems));
        let _ = feed_hints(name, rest, &circumstances);
    }
});

/// Places lie on characters of the text, addresses are absolute, nothing is published in no year.
fn check(document: &Document, capture: &str) {
    assert_eq!(document.capture_id.to_string(), capture);
    assert!(document.url.is_empty() || document.url.contains("://"));
    assert!(!document.text.contains('\0') && document.text.trim() == document.text);
    for link in &document.links {
        assert!(link.url.contains(':'));
        if let Some(span) = link.span {
            assert!(document.text.get(span.range()).is_some_and(|words| !words.is_empty()));
        }
    }
}
