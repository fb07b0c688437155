//! HTTP responses as archives hold them: the head, and the body without its codings.
//!
//! Heads are split by hand: `httparse` (the parser of hyper) accepts the versions 1.0 and 1.1 only,
//! and archives hold `HTTP/2 200`, `ICY 200 OK`, heads with bare line feeds and lines that are no
//! header. Crawlers also store bodies without the codings that the head states: a coding that the
//! bytes do not have is passed over in silence, as browsers' archives replay them.

use std::io::Read;

/// A response's status and the headers that are read here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Status line and headers as received, without the blank line.
    pub(super) bytes: Vec<u8>,
    pub(super) status: u16,
    fields: Vec<(String, String)>,
}

impl Head {
    /// The first header of this name, or empty.
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value.as_str())
    }

    /// The stated media type without parameters, in lower case, or empty.
    pub(super) fn essence(&self) -> String {
        self.get("content-type").split(';').next().unwrap_or_default().trim().to_lowercase()
    }

    /// The codings named in all headers of this name, in the order in which they were put on.
    fn codings(&self, name: &str) -> Vec<String> {
        self.fields
            .iter()
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .flat_map(|(_, value)| value.split(','))
            .map(|coding| coding.trim().to_lowercase())
            .filter(|coding| !coding.is_empty() && coding != "identity")
            .collect()
    }
}

/// Splits a response into head and body. `None` if it does not begin as one.
pub(super) fn split(block: &[u8]) -> Option<(Head, &[u8])> {
    let status_line = block[..block.len().min(256)].split(|byte| *byte == b'\n').next()?;
    let status_line = String::from_utf8_lossy(status_line);
    let mut words = status_line.split_ascii_whitespace();
    let version = words.next()?;
    if !version.starts_with("HTTP") && version != "ICY" {
        return None;
    }
    let status = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let (head_end, body_begin) = blank_line(block).unwrap_or((block.len(), block.len()));
    let bytes = block[..head_end].to_vec();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').skip(1) {
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = fields.last_mut()
        {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    Some((Head { bytes, status, fields }, &block[body_begin..]))
}

/// Where the head ends and where the body begins.
pub(super) fn blank_line(block: &[u8]) -> Option<(usize, usize)> {
    let mut line_begin = 0;
    while let Some(length) = block[line_begin..].iter().position(|byte| *byte == b'\n') {
        let line_end = line_begin + length;
        if block[line_begin..line_end].iter().all(|byte| *byte == b'\r') && line_begin > 0 {
            let head = &block[..line_begin];
            return Some((head.trim_ascii_end().len(), line_end + 1));
        }
        line_begin = line_end + 1;
    }
    None
}

/// A body without its codings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) body: Vec<u8>,
    /// What was wrong on the way.
    pub(super) damage: Option<String>,
    /// It is larger than the limit; `body` is cut there.
    pub(super) is_too_large: bool,
}

/// Removes transfer and content codings. `dechunked` is given the body between the two.
pub(super) fn decode(head: &Head, body: &[u8], limit: u64, dechunked: &mut dyn FnMut(&[u8])) -> Decoded {
    let mut damage = None;
    let mut current = body.to_vec();
    for coding in head.codings("transfer-encoding").iter().rev() {
        if coding == "chunked" {
            if let Some((plain, problem)) = dechunk(&current) {
                (current, damage) = (plain, problem);
            }
        } else {
            current = remove(coding, current, limit, &mut damage);
        }
    }
    dechunked(&current);
    for coding in head.codings("content-encoding").iter().rev() {
        current = remove(coding, current, limit, &mut damage);
    }
    let is_too_large = current.len() as u64 > limit;
    current.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Decoded { body: current, damage, is_too_large }
}

/// The body without chunk sizes, and what was wrong with them. `None` if it is not chunked at all.
fn dechunk(body: &[u8]) -> Option<(Vec<u8>, Option<String>)> {
    let mut plain = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let chunk = chunk_size(rest);
        let Some((size, line_length)) = chunk else {
            if rest.len() == body.len() {
                return None;
            }
            if rest.trim_ascii().is_empty() {
                return Some((plain, Some("the last chunk is missing".into())));
            }
            // Some servers stop chunking in the middle; what follows is still the page.
            plain.extend_from_slice(rest);
            return Some((plain, Some("a chunk without a size; what follows was kept as it is".into())));
        };
        rest = &rest[line_length..];
        if size == 0 {
            return Some((plain, None));
        }
        if size > rest.len() {
            plain.extend_from_slice(rest);
            return Some((plain, Some(format!("a chunk of {size} bytes has {}", rest.len()))));
        }
        plain.extend_from_slice(&rest[..size]);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

/// The size of the chunk that begins here, and the length of the line that states it.
fn chunk_size(rest: &[u8]) -> Option<(usize, usize)> {
    let line_length = rest[..rest.len().min(1024)].iter().position(|byte| *byte == b'\n')? + 1;
    let line = std::str::from_utf8(&rest[..line_length]).ok()?;
    let digits = line.split(';').next()?.trim();
    let is_size = !digits.is_empty() && digits.len() <= 8 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_size.then(|| usize::from_str_radix(digits, 16).ok().map(|size| (size, line_length)))?
}

/// Removes one coding; the bytes as they are if they do not have it.
fn remove(coding: &str, coded: Vec<u8>, limit: u64, damage: &mut Option<String>) -> Vec<u8> {
    let bytes = coded.as_slice();
    let unpacked = match coding {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1F, 0x8B]) => {
            unpack(flate2::bufread::MultiGzDecoder::new(bytes), limit)
        }
        "deflate" => {
            let zlib = unpack(flate2::bufread::ZlibDecoder::new(bytes), limit);
            // Many servers send bare deflate (RFC 9110, section 8.4.1.2).
            if zlib.0.is_empty() { unpack(flate2::bufread::DeflateDecoder::new(bytes), limit) } else { zlib }
        }
        "br" => unpack(brotli_decompressor::Decompressor::new(bytes, 4096), limit),
        "zstd" if bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => match zstd::Decoder::with_buffer(bytes) {
            Ok(decoder) => unpack(decoder, limit),
            Err(_) => return coded,
        },
        _ => return coded,
    };
    match unpacked {
        (plain, None) if !plain.is_empty() || bytes.len() <= 32 => plain,
        (_, None) => coded,
        // Brotli and bare deflate have no mark: text that was stored without the coding can begin
        // as if it were coded, and breaks off soon.
        (plain, Some(_)) if plain.is_empty() || matches!(coding, "br" | "deflate") && is_text(bytes) => coded,
        (plain, Some(error)) => {
            *damage = Some(format!("its {coding} coding breaks off after {} bytes: {error}", plain.len()));
            plain
        }
    }
}

fn unpack(mut decoder: impl Read, limit: u64) -> (Vec<u8>, Option<String>) {
    let mut plain = Vec::new();
    let result = decoder.by_ref().take(limit.saturating_add(1)).read_to_end(&mut plain);
    (plain, result.err().map(|error| error.to_string()))
}

fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn decoded(head: &str, body: &[u8]) -> Decoded {
        let (head, _) = split(head.as_bytes()).unwrap();
        decode(&head, body, 1000, &mut |_| {})
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn heads_of_any_make_are_split() {
        let cases: [(&[u8], u16, &str, &[u8]); 6] = [
            (b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=x\r\n\r\nbody", 200, "text/html", b"body"),
            (b"HTTP/2 404\nContent-Type: text/plain\n\nbody", 404, "text/plain", b"body"),
            (b"HTTP/1.0 302 \r\r\nno header\r\r\n\r\r\nbody", 302, "", b"body"),
            (b"ICY 200 OK\r\n\r\n", 200, "", b""),
            (b"HTTP/1.1 200\r\nContent-Type: text/html;\r\n charset=x\r\n", 200, "text/html", b""),
            (b"HTTP\r\n\r\nbody", 0, "", b"body"),
        ];
        for (block, status, essence, body) in cases {
            let (head, rest) = split(block).unwrap();
            assert_eq!((head.status, head.essence().as_str(), rest), (status, essence, body));
        }
        assert_eq!(split(b"<html>HTTP/1.1 200"), None);
    }

    #[test]
    fn codings_are_removed_where_they_are() {
        let chunked = "HTTP/1.1 200\nTransfer-Encoding: chunked\n\n";
        assert_eq!(decoded(chunked, b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").body, b"abcde");
        assert_eq!(decoded(chunked, b"not chunked").body, b"not chunked");
        let cut = decoded(chunked, b"3\r\nabc\r\n9\r\nde");
        assert_eq!((cut.body.as_slice(), cut.damage.is_some()), (&b"abcde"[..], true));
        let both = "HTTP/1.1 200\nTransfer-Encoding: chunked\nContent-Encoding: gzip\n\n";
        let packed = gzip("Слово и дело".as_bytes());
        let mut body = format!("{:x}\r\n", packed.len()).into_bytes();
        body.extend_from_slice(&packed);
        body.extend_from_slice(b"\r\n0\r\n\r\n");
        assert_eq!(decoded(both, &body).body, "Слово и дело".as_bytes());
        for coding in ["gzip", "br", "deflate", "zstd", "made-up"] {
            let head = format!("HTTP/1.1 200\nContent-Encoding: {coding}\n\n");
            let plain = "<html>言葉の流れ</html>".as_bytes();
            let result = decoded(&head, plain);
            assert_eq!((result.body.as_slice(), result.damage), (plain, None), "{coding}");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_limit_and_a_cut_body_is_kept_as_far_as_it_goes() {
        let head = "HTTP/1.1 200\nContent-Encoding: gzip\n\n";
        let bomb = decoded(head, &gzip(&vec![b'x'; 10_000_000]));
        assert_eq!((bomb.body.len(), bomb.is_too_large), (1000, true));
        let packed = gzip(b"words of many kinds, some of them long");
        let cut = decoded(head, &packed[..packed.len() - 6]);
        assert!(cut.damage.is_some() && cut.body.starts_with(b"words"));
    }
}
