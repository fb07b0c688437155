//! DOCX and ODT files of any bytes, and well-formed packages of any parts.
//!
//! The first byte chooses: the rest is the file; or its pieces, cut by U+001E, are the parts of a
//! package in the order of their names here.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};

const DOCX: [&str; 6] = [
    "word/document.xml",
    "word/styles.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
    "docProps/core.xml",
    "_rels/.rels",
];
const ODT: [&str; 3] = ["content.xml", "meta.xml", "META-INF/manifest.xml"];

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    match first % 4 {
        0 => checks::file("a.docx", rest),
        1 => checks::file("a.odt", rest),
        2 => checks::file("a.docx", &package(&DOCX, rest, first & 0x10 == 0)),
        _ => checks::file("a", &package(&ODT, rest, first & 0x10 == 0)),
    }
});

fn package(names: &[&str], rest: &[u8], is_deflated: bool) -> Vec<u8> {
    let plain = zip::write::SimpleFileOptions::default();
    let stored = plain.compression_method(zip::CompressionMethod::Stored);
    let deflated = plain.compression_method(zip::CompressionMethod::Deflated).compression_level(Some(1));
    let options = if is_deflated { deflated } else { stored };
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let is_odt = names[0] == ODT[0];
    let mimetype: &[u8] = b"application/vnd.oasis.opendocument.text";
    let marks = is_odt.then_some(("mimetype", mimetype, stored));
    let parts = names.iter().zip(rest.split(|byte| *byte == 0x1E)).map(|(name, part)| (*name, part, options));
    for (name, part, options) in marks.into_iter().chain(parts) {
        writer.start_file(name, options).expect("each name stands once");
        writer.write_all(part).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}
