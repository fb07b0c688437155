//! Messages, mailboxes and saved pages of any bytes.
//!
//! The first byte chooses the name, or the media type of a server's answer.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use throughline_capture::Circumstances;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let of_type = |media_type: &str| Circumstances {
        url: "https://north.example/list/1".into(),
        media_type: media_type.into(),
        ..Circumstances::default()
    };
    match first % 7 {
        0 => checks::file("a.eml", rest),
        1 => checks::file("a.mbox", rest),
        2 => checks::file("a.mhtml", rest),
        3 => checks::file("post", rest),
        4 => checks::answer("a", rest, &of_type("message/rfc822")),
        5 => checks::answer("a", rest, &of_type("application/mbox")),
        _ => checks::answer("a", rest, &of_type("multipart/related")),
    }
});
