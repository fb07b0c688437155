//! Subtitles (SubRip, WebVTT, SBV) and transcripts of any bytes.
//!
//! The first byte chooses the name, or the media type of a server's answer.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use throughline_capture::Circumstances;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let of_type =
        |media_type: &str| Circumstances { media_type: media_type.into(), ..Circumstances::default() };
    match first % 7 {
        0 => checks::file("a.srt", rest),
        1 => checks::file("a.vtt", rest),
        2 => checks::file("a.sbv", rest),
        3 => checks::file("talk", rest),
        4 => checks::file("transcript.txt", rest),
        5 => checks::answer("a", rest, &of_type("text/vtt; charset=utf-8")),
        _ => checks::answer("a", rest, &of_type("application/x-subrip; charset=windows-1251")),
    }
});
