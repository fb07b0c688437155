//! Pages of any bytes: HTML in any charset, plain-text dumps, records; with what a server says.
//!
//! The first byte chooses what is known besides the rest.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use throughline_capture::Circumstances;
use throughline_model::TimeInterval;

const CHARSETS: [&str; 8] = ["", "utf-8", "windows-1251", "gb18030", "iso-2022-jp", "utf-16", "big5", "none"];

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let name = match first >> 5 {
        0..=4 => "2021/06/02/a.html",
        5 => "a.txt",
        6 => "a.jsonl",
        _ => "a",
    };
    if first & 0x10 == 0 {
        checks::file(name, rest);
        return;
    }
    let charset = CHARSETS[usize::from(first & 7)];
    let media_type = if charset.is_empty() { String::new() } else { format!("text/html; charset={charset}") };
    let circumstances = Circumstances {
        url: "https://north.example/2021/06/02/a.html".into(),
        captured: TimeInterval::parse("2021-06-03T10:00:00Z"),
        media_type,
        last_modified: if first & 8 == 0 { String::new() } else { "Wed, 02 Jun 2021 10:00:00 GMT".into() },
        http_head: Vec::new(),
    };
    checks::answer(name, rest, &circumstances);
});
