//! Web archives of any bytes: WARC, ARC, WACZ, their compressions, HTTP and its codings.
//!
//! The first byte chooses the name, and whether the rest is compressed before it is read, so that the
//! fuzzer reaches records behind checksums.

#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use std::io::Write;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let names = ["x.warc", "x.warc.gz", "x.warc.zst", "x.arc", "x.wacz", "x.warc.wet.gz"];
    let name = names[usize::from(first & 0x0F) % names.len()];
    match first >> 4 {
        1 => checks::file(name, &rest.split(|byte| *byte == 0x1E).flat_map(gzip).collect::<Vec<u8>>()),
        2 => checks::file(name, &gzip(rest)),
        _ => checks::file(name, rest),
    }
});

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
