//! Feeds and sitemaps of any bytes.
//!
//! The first byte chooses what the rest is taken for.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use throughline_capture::{Circumstances, feed_hints};

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let name = ["a.rss", "sitemap.txt", "a.xml", "feed.json"][usize::from(first) % 4];
    let received = Circumstances { url: "https://north.example/list/".into(), ..Circumstances::default() };
    checks::file(name, rest);
    for circumstances in [Circumstances::default(), received] {
        checks::answer(name, rest, &circumstances);
        let _ = feed_hints(name, rest, &circumstances);
    }
});
