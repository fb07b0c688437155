//! Reads every record of WARC files and digests it, for measuring (`bench/capture/warc_speed.py`).
//!
//! `cargo run --release --example warc_records -- FILE…` prints records and bytes of blocks.

use std::io::Write;
use throughline_capture::{Options, count_records};

fn main() -> std::io::Result<()> {
    let (mut records, mut bytes) = (0, 0);
    for path in std::env::args().skip(1) {
        let (more_records, more_bytes) = count_records(std::fs::File::open(path)?, &Options::default());
        records += more_records;
        bytes += more_bytes;
    }
    writeln!(std::io::stdout().lock(), "{records} {bytes}")
}
