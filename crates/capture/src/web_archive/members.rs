//! The bytes of a web archive, decompressed member by member.
//!
//! Crawlers compress every record by itself, so a member's beginning is where a record can be found
//! again: after damage the next member is looked for in the compressed bytes, and only what stood in
//! between is lost. Decoders that hide members (`MultiGzDecoder`) stop at the first damage.

use flate2::bufread::GzDecoder;
use std::io::{BufRead, ErrorKind, Read};
use zstd::stream::raw::{Decoder as ZstdDecoder, Operation};

const BUFFER_BYTES: usize = 1 << 16;
const GZIP: &[u8] = &[0x1F, 0x8B, 0x08];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
/// The skippable frame that holds the dictionary of a `.warc.zst` file (WARC specifications, "Zstandard
/// Compression for WARC Files 1.0"); it stands first.
pub(super) const ZSTD_DICTIONARY: &[u8] = &[0x5D, 0x2A, 0x4D, 0x18];
/// The specification asks for dictionaries that fit into memory and names no bound.
const MAX_DICTIONARY_BYTES: u64 = 64 << 20;
/// Bytes at a member's beginning in which the first line of a record ends.
const LONGEST_LINE: usize = 4096;
/// Text packs to a twentieth, with a dictionary to a hundredth; a bomb to a thousandth.
const BOMB_RATIO: u64 = 500;

/// Something wrong with the compressed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    /// Where, in the file as it lies.
    pub(super) offset: u64,
    pub(super) what: String,
}

/// Bytes of a file with their place, read ahead as far as needed.
struct Input<'a> {
    reader: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    offset: u64,
    failure: Option<String>,
}

impl<'a> Input<'a> {
    fn new(reader: Box<dyn Read + 'a>, buffer_bytes: usize) -> Self {
        Self { reader, buffer: vec![0; buffer_bytes], begin: 0, end: 0, offset: 0, failure: None }
    }

    /// At least `count` bytes, fewer only at the end. A reader that fails has ended.
    fn peek(&mut self, count: usize) -> &[u8] {
        while self.end - self.begin < count && self.failure.is_none() {
            if self.begin == self.end {
                (self.begin, self.end) = (0, 0);
            } else if self.buffer.len() - self.begin < count {
                self.buffer.copy_within(self.begin..self.end, 0);
                (self.begin, self.end) = (0, self.end - self.begin);
            }
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(length) => self.end += length,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.failure = Some(error.to_string()),
            }
        }
        &self.buffer[self.begin..self.end]
    }

    /// Goes back to `offset`, or as near to it as bytes are still there.
    fn rewind(&mut self, offset: u64) {
        let back = self.offset.saturating_sub(offset).min(self.begin as u64);
        self.begin -= back as usize;
        self.offset -= back;
    }

    fn take_bytes(&mut self, count: u64) -> Vec<u8> {
        let mut taken = Vec::new();
        // Reading from this input cannot fail: a failure is its end.
        let _ = self.by_ref().take(count).read_to_end(&mut taken);
        taken
    }
}

impl Read for Input<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let available = self.peek(1);
        let length = available.len().min(into.len());
        into[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Ok(self.peek(1))
    }

    fn consume(&mut self, count: usize) {
        self.begin += count;
        self.offset += count as u64;
    }
}

enum Decoder<'a> {
    Plain(Input<'a>),
    Gzip(Box<GzDecoder<Input<'a>>>),
    /// The last field: whether the frame has ended.
    Zstd(Input<'a>, ZstdDecoder<'static>, bool),
}

/// Decompressed bytes, with the member and the place within it that they come from.
pub(super) struct Members<'a> {
    decoder: Decoder<'a>,
    /// Whether the next byte of the input lies within a member.
    inside: bool,
    buffer: Vec<u8>,
    at: usize,
    member_offset: u64,
    /// Bytes of this member given away, and bytes of it decoded.
    position: u64,
    decoded: u64,
    /// Damage that has been told of is being passed over.
    recovering: bool,
    max_member_bytes: u64,
    damages: Vec<Damage>,
    told_of_failure: bool,
}

impl<'a> Members<'a> {
    /// Decompresses what `reader` gives; its first bytes tell how it is compressed. A member of
    /// more than `max_member_bytes` that unpacks to 500 times its size is a bomb and is left.
    pub(super) fn new(reader: Box<dyn Read + 'a>, max_member_bytes: u64) -> Self {
        let mut input = Input::new(reader, BUFFER_BYTES);
        let mut damages = Vec::new();
        let head = input.peek(4);
        let decoder = if head.starts_with(GZIP) {
            let nothing = Input::new(Box::new(std::io::empty()), 0);
            let mut decoder = Box::new(GzDecoder::new(nothing));
            *decoder.get_mut() = input;
            Decoder::Gzip(decoder)
        } else if head.starts_with(ZSTD) || head.starts_with(ZSTD_DICTIONARY) {
            match zstd_decoder(&mut input) {
                Ok(decoder) => Decoder::Zstd(input, decoder, true),
                Err(what) => {
                    damages.push(Damage { offset: 0, what });
                    Decoder::Plain(Input::new(Box::new(std::io::empty()), 1))
                }
            }
        } else {
            Decoder::Plain(input)
        };
        Self {
            inside: matches!(decoder, Decoder::Plain(_)),
            decoder,
            buffer: Vec::new(),
            at: 0,
            member_offset: 0,
            position: 0,
            decoded: 0,
            recovering: false,
            max_member_bytes,
            damages,
            told_of_failure: false,
        }
    }

    /// The next bytes, none at the end. They never reach over the end of a member.
    pub(super) fn peek(&mut self) -> &[u8] {
        if self.at == self.buffer.len() {
            self.fill();
        }
        &self.buffer[self.at..]
    }

    /// The same, `count` of them at least if the member has as many.
    pub(super) fn peek_at_least(&mut self, count: usize) -> &[u8] {
        self.peek();
        while self.buffer.len() - self.at < count && self.inside && self.extend() {}
        &self.buffer[self.at..]
    }

    /// Passes over bytes that [`Members::peek`] gave.
    pub(super) fn consume(&mut self, count: usize) {
        self.at += count;
        self.position += count as u64;
    }

    /// Puts bytes back, so that they come next.
    pub(super) fn unread(&mut self, mut bytes: Vec<u8>) {
        self.position = self.position.saturating_sub(bytes.len() as u64);
        bytes.extend_from_slice(&self.buffer[self.at..]);
        (self.buffer, self.at) = (bytes, 0);
    }

    /// The bytes at the beginning of a compressed member, if the next bytes are those. Where a record
    /// begins in them, the record before has ended, whatever its length says.
    pub(super) fn member_beginning(&mut self) -> Option<&[u8]> {
        self.peek();
        let is_beginning = self.position == 0 && !matches!(self.decoder, Decoder::Plain(_));
        is_beginning.then(|| self.peek_at_least(LONGEST_LINE))
    }

    /// Where the next byte stands, in words: its offset in the file as it lies if the file is not
    /// compressed or a member begins here, else the member's offset and the place within it.
    pub(super) fn place(&mut self) -> String {
        self.peek();
        match (&self.decoder, self.position) {
            (Decoder::Plain(_), position) => format!("byte {position}"),
            (_, 0) => format!("byte {}", self.member_offset),
            (_, position) => format!("byte {}, decompressed byte {position}", self.member_offset),
        }
    }

    /// What was wrong with the compressed bytes since this was last asked.
    pub(super) fn damages(&mut self) -> Vec<Damage> {
        let mut damages = std::mem::take(&mut self.damages);
        let input = self.input();
        let (offset, failure) = (input.offset, input.failure.clone());
        if let Some(failure) = failure
            && !self.told_of_failure
        {
            self.told_of_failure = true;
            damages.push(Damage { offset, what: format!("the file cannot be read on: {failure}") });
        }
        damages
    }

    fn input(&mut self) -> &mut Input<'a> {
        match &mut self.decoder {
            Decoder::Plain(input) | Decoder::Zstd(input, ..) => input,
            Decoder::Gzip(decoder) => decoder.get_mut(),
        }
    }

    fn fill(&mut self) {
        self.buffer.clear();
        self.at = 0;
        while self.buffer.is_empty() {
            if !self.inside && !self.next_member() {
                return;
            }
            if !self.extend() && matches!(self.decoder, Decoder::Plain(_)) {
                return;
            }
        }
    }

    /// Decodes more bytes of the member, behind those that are there. `false` where the member ends
    /// or is damaged.
    fn extend(&mut self) -> bool {
        self.buffer.drain(..std::mem::take(&mut self.at));
        let begin = self.buffer.len();
        self.buffer.resize(begin + BUFFER_BYTES, 0);
        let room = &mut self.buffer[begin..];
        let step = match &mut self.decoder {
            Decoder::Plain(input) => input.read(room),
            Decoder::Gzip(decoder) => decoder.read(room),
            Decoder::Zstd(input, decoder, ended) => decode_zstd(input, decoder, ended, room),
        };
        self.buffer.truncate(begin + step.as_ref().copied().unwrap_or(0));
        match step {
            Ok(0) => {
                self.inside = matches!(self.decoder, Decoder::Plain(_));
                false
            }
            Ok(length) => {
                self.decoded += length as u64;
                let is_bomb = self.is_bomb();
                if is_bomb {
                    self.buffer.truncate(begin);
                    self.leave_member("the compressed data unpacks to more than 500 times its size");
                } else {
                    self.recovering = false;
                }
                !is_bomb
            }
            Err(error) => {
                self.leave_member(&format!("the compressed data is damaged: {error}"));
                false
            }
        }
    }

    fn is_bomb(&mut self) -> bool {
        let (member_offset, decoded, max) = (self.member_offset, self.decoded, self.max_member_bytes);
        let read = self.input().offset - member_offset;
        decoded > max && decoded / BOMB_RATIO > read
    }

    fn leave_member(&mut self, what: &str) {
        if !self.recovering {
            self.damages.push(Damage { offset: self.member_offset, what: what.to_owned() });
        }
        let is_first = !std::mem::replace(&mut self.recovering, true);
        self.inside = false;
        let member_offset = self.member_offset;
        let input = self.input();
        // Damaged data can decode into the members behind it before it fails: they are looked for from
        // the damaged one's beginning, as far as its bytes are still there. Once for each damage, so
        // that made-up beginnings cost no more than the file's length.
        if is_first {
            input.rewind(member_offset + 1);
        }
        // A decoder that fails at once has taken nothing; the same beginning must not be tried again.
        if input.offset <= member_offset && !input.peek(1).is_empty() {
            input.consume(1);
        }
    }

    /// Goes to the next member, over whatever else there is. `false` at the end.
    fn next_member(&mut self) -> bool {
        let mut passed_over = None;
        loop {
            let is_gzip = matches!(self.decoder, Decoder::Gzip(_));
            let input = self.input();
            let offset = input.offset;
            let head = input.peek(10);
            if head.is_empty() {
                self.tell_of_garbage(passed_over, offset);
                return false;
            }
            if is_gzip && is_gzip_head(head) || !is_gzip && head.starts_with(ZSTD) {
                self.tell_of_garbage(passed_over, offset);
                self.begin_member(offset);
                return true;
            }
            if !is_gzip && head.len() >= 8 && head[1..4] == [0x2A, 0x4D, 0x18] && head[0] & 0xF0 == 0x50 {
                let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
                input.consume(8);
                let _ = std::io::copy(&mut input.by_ref().take(length.into()), &mut std::io::sink());
                continue;
            }
            // Zeros fill up blocks of tapes and file systems; they are no garbage.
            if head[0] != 0 && passed_over.is_none() {
                passed_over = Some(offset);
            }
            let first = if is_gzip { GZIP[0] } else { ZSTD[0] };
            let skippable = |byte: u8| !is_gzip && byte & 0xF0 == 0x50;
            let ahead = input.peek(1);
            let next = ahead[1..].iter().position(|byte| *byte == first || skippable(*byte));
            let count = next.map_or(ahead.len(), |at| at + 1);
            if passed_over.is_none() && ahead[..count].iter().any(|byte| *byte != 0) {
                passed_over = Some(offset);
            }
            input.consume(count);
        }
    }

    fn tell_of_garbage(&mut self, from: Option<u64>, to: u64) {
        let Some(from) = from else { return };
        if !self.recovering {
            let what = format!("{} bytes that belong to no compressed record", to - from);
            self.damages.push(Damage { offset: from, what });
        }
    }

    fn begin_member(&mut self, offset: u64) {
        (self.member_offset, self.position, self.decoded, self.inside) = (offset, 0, 0, true);
        match &mut self.decoder {
            Decoder::Plain(_) => {}
            Decoder::Gzip(decoder) => {
                let nothing = Input::new(Box::new(std::io::empty()), 0);
                let input = std::mem::replace(decoder.get_mut(), nothing);
                decoder.reset(input);
            }
            Decoder::Zstd(_, decoder, ended) => {
                *ended = false;
                // It fails only on contexts that are not initialized; this one is.
                let _ = decoder.reinit();
            }
        }
    }
}

/// A gzip head whose flags are those that exist (RFC 1952). Writers put all kinds of numbers into the
/// fields for level and system.
fn is_gzip_head(head: &[u8]) -> bool {
    head.len() >= 10 && head.starts_with(GZIP) && head[3] & 0xE0 == 0
}

/// One step of a frame: bytes written, none at its end.
fn decode_zstd(
    input: &mut Input<'_>,
    decoder: &mut ZstdDecoder<'static>,
    ended: &mut bool,
    into: &mut [u8],
) -> std::io::Result<usize> {
    while !*ended {
        let available = input.peek(1);
        let at_end = available.is_empty();
        let status = decoder.run_on_buffers(available, into)?;
        input.consume(status.bytes_read);
        *ended = status.remaining == 0;
        if status.bytes_written > 0 {
            return Ok(status.bytes_written);
        }
        if at_end && !*ended {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if status.bytes_read == 0 && !*ended {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    Ok(0)
}

/// A decoder with the dictionary that stands first in the file, if there is one.
fn zstd_decoder(input: &mut Input<'_>) -> Result<ZstdDecoder<'static>, String> {
    let failed = |error: std::io::Error| format!("the zstd dictionary cannot be used: {error}");
    let head = input.peek(8);
    if !head.starts_with(ZSTD_DICTIONARY) {
        return ZstdDecoder::new().map_err(failed);
    }
    let Some(length) = head.get(4..8) else { return Err("the zstd dictionary is cut".into()) };
    let length = u64::from(u32::from_le_bytes([length[0], length[1], length[2], length[3]]));
    if length > MAX_DICTIONARY_BYTES {
        return Err(format!("a zstd dictionary of {length} bytes, more than {MAX_DICTIONARY_BYTES}"));
    }
    input.consume(8);
    let mut dictionary = input.take_bytes(length);
    if (dictionary.len() as u64) < length {
        return Err("the zstd dictionary is cut".into());
    }
    if dictionary.starts_with(ZSTD) {
        let packed = std::mem::take(&mut dictionary);
        zstd::Decoder::with_buffer(packed.as_slice())
            .and_then(|decoder| decoder.take(MAX_DICTIONARY_BYTES).read_to_end(&mut dictionary))
            .map_err(failed)?;
    }
    ZstdDecoder::with_dictionary(&dictionary).map_err(failed)
}
