//! Memory of reading a long web archive. A file of its own, for the peak is that of a process.
#![expect(clippy::print_stderr, reason = "tests")]

use std::io::{Read, Seek, SeekFrom};
use std::time::Instant;
use throughline_capture::{Options, read};

/// Makes records as it is read, `count` of them, and remembers nothing.
struct Made {
    record: Vec<u8>,
    at: usize,
    count: u64,
}

impl Read for Made {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.count == 0 {
            return Ok(0);
        }
        let length = into.len().min(self.record.len() - self.at);
        into[..length].copy_from_slice(&self.record[self.at..self.at + length]);
        self.at += length;
        if self.at == self.record.len() {
            (self.at, self.count) = (0, self.count - 1);
        }
        Ok(length)
    }
}

impl Seek for Made {
    fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

/// Peak memory of this process in bytes, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn stream(megabytes: u64) {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
    let mut image = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}",
        http.len() + (1 << 20)
    )
    .into_bytes();
    image.resize(image.len() + (1 << 20), 7);
    image.extend_from_slice(b"\r\n\r\n");
    let started = Instant::now();
    let before = peak_memory();
    let made = Made { record: image, at: 0, count: megabytes };
    let problems = read("x.warc", made, &Options::default(), &mut |_| panic!("an image is no page"));
    assert!(problems[0].message.contains(&format!("{megabytes} image/png")), "{problems:?}");
    let grown = peak_memory().zip(before).map(|(after, before)| after.saturating_sub(before));
    eprintln!("{megabytes} MB in {:?}, peak memory grew by {grown:?} bytes", started.elapsed());
    assert!(grown.is_none_or(|grown| grown < 4 << 20), "{grown:?}");
}

#[test]
fn a_long_file_streams_in_flat_memory() {
    stream(64);
}

#[test]
#[ignore = "takes some seconds: cargo test --test web_archive_memory -- --ignored --nocapture two_gigabytes"]
fn two_gigabytes_stream_in_flat_memory() {
    stream(2048);
}
