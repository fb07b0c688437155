//! Content codings: gzip, deflate, br and zstd, decoded under a bound.
//!
//! What a server says of its coding is believed only as far as the bytes bear it out: a body that
//! is not in the coding named stays as it is; text that is still gzip after the named coding is
//! gone is decoded once more (servers that compress what is compressed already); a coded body that
//! breaks off gives what came before.

use std::io::{BufRead, Read};

/// A way in which a body was compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentCoding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or without its wrapper, as some servers send it.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// Longest window a zstd body may ask for: 8 MiB (RFC 9659).
const LARGEST_ZSTD_WINDOW_LOG: u32 = 23;
/// Most codings on one another; honest servers use one.
const MOST_LAYERS: usize = 4;

/// A body without its content codings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The bytes; `None` if the body had no coding, so that it need not be kept twice.
    pub(crate) bytes: Option<Vec<u8>>,
    /// What was removed, the outermost first.
    pub(crate) removed: Vec<ContentCoding>,
    /// How the last decoding ended.
    pub(crate) end: End,
}

/// How decoding ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// At the end of the coded body.
    Complete,
    /// At the limit.
    Limit,
    /// Where the coded body breaks off or is damaged.
    Broken,
}

/// Reads the codings of `Content-Encoding` values, in the order they were applied.
/// `None` if one is unknown: then nothing can be decoded.
pub(crate) fn declared_codings<'a>(values: impl Iterator<Item = &'a [u8]>) -> Option<Vec<ContentCoding>> {
    let mut codings = Vec::new();
    for value in values {
        for token in String::from_utf8_lossy(value).split(',') {
            match token.trim().to_ascii_lowercase().as_str() {
                "" | "identity" | "none" | "utf-8" => {}
                "gzip" | "x-gzip" => codings.push(ContentCoding::Gzip),
                "deflate" => codings.push(ContentCoding::Deflate),
                "br" => codings.push(ContentCoding::Brotli),
                "zstd" => codings.push(ContentCoding::Zstd),
                _ => return None,
            }
        }
    }
    (codings.len() <= MOST_LAYERS).then_some(codings)
}

/// Removes `codings` from `wire`, keeping at most `limit` bytes of each layer.
/// `is_text` tells whether the media type is one that is never gzip itself.
pub(crate) fn decode(wire: &[u8], codings: &[ContentCoding], is_text: bool, limit: usize) -> Decoded {
    let mut decoded = Decoded { bytes: None, removed: Vec::new(), end: End::Complete };
    let mut pending: Vec<ContentCoding> = codings.to_vec();
    loop {
        let current = decoded.bytes.as_deref().unwrap_or(wire);
        let coding = match pending.pop() {
            Some(coding) => coding,
            None if is_text
                && current.starts_with(&[0x1f, 0x8b, 8])
                && decoded.removed.len() < MOST_LAYERS =>
            {
                ContentCoding::Gzip
            }
            None => return decoded,
        };
        let (bytes, end) = decode_one(current, coding, limit);
        if bytes.is_empty() && end == End::Broken {
            // Not in this coding: the header lies, the bytes stay.
            continue;
        }
        decoded.removed.push(coding);
        if end != End::Complete && decoded.end == End::Complete {
            decoded.end = end;
        }
        decoded.bytes = Some(bytes);
    }
}

fn decode_one(coded: &[u8], coding: ContentCoding, limit: usize) -> (Vec<u8>, End) {
    if coded.is_empty() {
        return (Vec::new(), End::Complete);
    }
    match coding {
        ContentCoding::Gzip => gunzip(coded, limit),
        // The wrapper of RFC 1950 is recognized by its checksum.
        ContentCoding::Deflate
            if coded.len() > 2
                && coded[0] & 0x0f == 8
                && u16::from_be_bytes([coded[0], coded[1]]).is_multiple_of(31) =>
        {
            read_up_to(flate2::bufread::ZlibDecoder::new(coded), Vec::new(), limit)
        }
        ContentCoding::Deflate => read_up_to(flate2::bufread::DeflateDecoder::new(coded), Vec::new(), limit),
        ContentCoding::Brotli => {
            read_up_to(brotli_decompressor::Decompressor::new(coded, 8 << 10), Vec::new(), limit)
        }
        ContentCoding::Zstd => {
            let decoder = zstd::stream::read::Decoder::with_buffer(coded).and_then(|mut decoder| {
                decoder.window_log_max(LARGEST_ZSTD_WINDOW_LOG)?;
                Ok(decoder)
            });
            decoder.map_or((Vec::new(), End::Broken), |decoder| read_up_to(decoder, Vec::new(), limit))
        }
    }
}

/// All members of a gzip body; what follows the last one and is no member is left out.
fn gunzip(mut coded: &[u8], limit: usize) -> (Vec<u8>, End) {
    let mut bytes = Vec::new();
    loop {
        let end;
        (bytes, end) = read_up_to(flate2::bufread::GzDecoder::new(&mut coded), bytes, limit);
        let more = coded.fill_buf().is_ok_and(|rest| rest.starts_with(&[0x1f, 0x8b]));
        if end != End::Complete || !more {
            return (bytes, end);
        }
    }
}

fn read_up_to(mut reader: impl Read, mut bytes: Vec<u8>, limit: usize) -> (Vec<u8>, End) {
    let mut buffer = [0; 16 << 10];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return (bytes, End::Complete),
            Ok(count) => {
                let room = limit - bytes.len();
                if count > room {
                    bytes.extend_from_slice(&buffer[..room]);
                    return (bytes, End::Limit);
                }
                bytes.extend_from_slice(&buffer[..count]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return (bytes, End::Broken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    const TEXT: &str = "Wer hat es zuerst gesagt? Кто сказал первым? 谁先说的?";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn coded(bytes: &[u8], coding: ContentCoding) -> Vec<u8> {
        match coding {
            ContentCoding::Gzip => gzip(bytes),
            ContentCoding::Deflate => {
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            ContentCoding::Brotli => {
                let mut coded = Vec::new();
                brotli::BrotliCompress(
                    &mut &*bytes,
                    &mut coded,
                    &brotli::enc::BrotliEncoderParams::default(),
                )
                .unwrap();
                coded
            }
            ContentCoding::Zstd => zstd::bulk::compress(bytes, 3).unwrap(),
        }
    }

    const ALL: [ContentCoding; 4] =
        [ContentCoding::Gzip, ContentCoding::Deflate, ContentCoding::Brotli, ContentCoding::Zstd];

    #[test]
    fn each_coding_and_each_pair() {
        for outer in ALL {
            let once = coded(TEXT.as_bytes(), outer);
            let decoded = decode(&once, &[outer], false, 1000);
            assert_eq!(decoded.bytes.as_deref(), Some(TEXT.as_bytes()), "{outer:?}");
            assert_eq!(decoded.end, End::Complete);
            for inner in ALL {
                let twice = coded(&coded(TEXT.as_bytes(), inner), outer);
                let decoded = decode(&twice, &[inner, outer], false, 1000);
                assert_eq!(decoded.bytes.as_deref(), Some(TEXT.as_bytes()), "{inner:?} in {outer:?}");
                assert_eq!(decoded.removed, [outer, inner]);
            }
        }
    }

    #[test]
    fn deflate_without_its_wrapper() {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(TEXT.as_bytes()).unwrap();
        let decoded = decode(&encoder.finish().unwrap(), &[ContentCoding::Deflate], false, 1000);
        assert_eq!(decoded.bytes.as_deref(), Some(TEXT.as_bytes()));
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        for coding in ALL {
            let bomb = coded(&vec![b'a'; 3_000_000], coding);
            let decoded = decode(&bomb, &[coding], false, 100_000);
            assert_eq!(decoded.bytes.map(|bytes| bytes.len()), Some(100_000), "{coding:?}");
            assert_eq!(decoded.end, End::Limit);
        }
    }

    #[test]
    fn a_cut_body_gives_what_came() {
        let long: Vec<u8> =
            (0..60_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for coding in ALL {
            let mut cut = coded(&long, coding);
            cut.truncate(cut.len() / 2);
            let decoded = decode(&cut, &[coding], false, 1 << 20);
            assert_eq!(decoded.end, End::Broken, "{coding:?}");
            let bytes = decoded.bytes.unwrap();
            assert!(bytes.len() > 30_000 && long.starts_with(&bytes), "{coding:?} {}", bytes.len());
        }
    }

    #[test]
    fn headers_that_lie() {
        let plain = decode(TEXT.as_bytes(), &[ContentCoding::Gzip], true, 1000);
        assert_eq!((plain.bytes, plain.removed.len()), (None, 0));
        let twice = gzip(&gzip(TEXT.as_bytes()));
        let decoded = decode(&twice, &[ContentCoding::Gzip], true, 1000);
        assert_eq!(decoded.bytes.as_deref(), Some(TEXT.as_bytes()));
        // What is a gzip file by its media type stays one.
        let file = decode(&twice, &[ContentCoding::Gzip], false, 1000);
        assert_eq!(file.bytes.as_deref(), Some(&*gzip(TEXT.as_bytes())));
    }

    #[test]
    fn members_and_garbage_after_gzip() {
        let mut body = gzip(b"one ");
        body.extend(gzip(b"two"));
        body.extend(b"<!-- garbage -->");
        let decoded = decode(&body, &[ContentCoding::Gzip], true, 1000);
        assert_eq!((decoded.bytes.as_deref(), decoded.end), (Some(&b"one two"[..]), End::Complete));
    }

    #[test]
    fn what_headers_say() {
        let read = |value: &str| declared_codings([value.as_bytes()].into_iter());
        assert_eq!(read("gzip, br"), Some(vec![ContentCoding::Gzip, ContentCoding::Brotli]));
        assert_eq!(read(" X-GZIP ,identity"), Some(vec![ContentCoding::Gzip]));
        assert_eq!(read("compress"), None);
        assert_eq!(read("gzip,gzip,gzip,gzip,gzip"), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_stay_within_the_limit(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            layers in proptest::collection::vec(0_usize..4, 0..4),
            is_text in any::<bool>(),
        ) {
            let layers: Vec<_> = layers.into_iter().map(|index| ALL[index]).collect();
            let decoded = decode(&bytes, &layers, is_text, 500);
            prop_assert!(decoded.bytes.is_none_or(|bytes| bytes.len() <= 500));
        }
    }
}
