//! Web archives of any bytes: WARC, ARC, WACZ, their compressions, HTTP and its codings.
//!
//! The first byte chooses the name, and whether the rest is compressed before it is read, so that the
//! fuzzer reaches records behind checksums.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{
    io::{Cursor, Write},
    ops::ControlFlow,
};
use throughline_capture::{Options, read};

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else { return };
    let names = ["x.warc", "x.warc.gz", "x.warc.zst", "x.arc", "x.wacz", "x.warc.wet.gz"];
    let name = names[usize::from(first & 0x0F) % names.len()];
    let bytes = match first >> 4 {
        1 => rest.split(|byte| *byte == 0x1E).flat_map(gzip).collect(),
        2 => gzip(rest),
        _ => rest.to_vec(),
    };
    let options = Options { max_file_bytes: 1 << 16, ..Options::default() };
    let mut total = 0;
    let problems = read(name, Cursor::new(&bytes), &options, &mut |received| {
        assert!(received.bytes.len() as u64 <= options.max_file_bytes);
        assert_eq!(received.capture.byte_length, received.bytes.len() as u64);
        for document in &received.documents {
            assert_eq!(document.capture_id, received.capture.id);
        }
        total += 1;
        if total < 64 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    for problem in &problems {
        assert!(!problem.message.is_empty() && problem.input == name);
    }
});

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
