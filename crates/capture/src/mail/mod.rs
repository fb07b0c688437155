//! Mail and what is built like mail: messages, mailboxes, and pages that a browser saved as MHTML.
//!
//! [`message`] reads one message, [`mbox`] cuts a mailbox into messages as it streams by, [`mhtml`]
//! finds the page in a saved archive. The structure is read by `mail-parser` 0.11 (charsets by
//! `encoding_rs`; 1.0 needs a newer compiler, and `mailparse` 0.18 brings two crates more).
//! The words of pages are decoded by our own charset reader, as those of
//! every page, because mails mislabel charsets as pages do.
//!
//! Addresses of persons do not come into documents: senders give their name and the domain alone,
//! and a recipient's own address is struck out of the text.

pub(crate) mod mbox;
pub(crate) mod message;
pub(crate) mod mhtml;
mod online;

use mail_parser::{Encoding, HeaderValue, Message, MessagePart, PartType, decoders::base64::base64_decode};
use std::borrow::Cow;

/// The part's bytes without their transfer encoding, in the charset they came in.
fn decoded<'m>(message: &'m Message<'_>, part: &'m MessagePart<'_>) -> Cow<'m, [u8]> {
    let (begin, end) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
    let raw = message.raw_message.get(begin..end).unwrap_or_default();
    match part.encoding {
        Encoding::None => Cow::Borrowed(raw),
        Encoding::QuotedPrintable => Cow::Owned(quoted_printable(raw)),
        Encoding::Base64 => match base64_decode(raw) {
            Some(bytes) => Cow::Owned(bytes),
            None => Cow::Borrowed(match &part.body {
                PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
                PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
                _ => &[],
            }),
        },
    }
}

/// Decodes quoted-printable (RFC 2045, 6.7); what is no escape stays as it is, which the crate's
/// decoder takes for the end of the text.
fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        if byte != b'=' {
            bytes.push(byte);
            continue;
        }
        let blanks = raw[at..].iter().take(8).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
        if raw.get(at + blanks) == Some(&b'\n') {
            at += blanks + 1;
        } else if let (Some(high), Some(low)) = (digit(raw.get(at)), digit(raw.get(at + 1))) {
            bytes.push((high * 16 + low) as u8);
            at += 2;
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// The charset that a part states.
fn charset<'m>(part: &'m MessagePart<'_>) -> Option<&'m str> {
    use mail_parser::MimeHeaders;
    part.content_type().and_then(|content_type| content_type.attribute("charset"))
}

/// A header as text, its white space collapsed, or empty.
fn header(message: &Message<'_>, name: &'static str) -> String {
    let words = match message.header(name) {
        Some(HeaderValue::Text(text)) => text.to_string(),
        Some(HeaderValue::TextList(texts)) => texts.first().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters of a header as they stand, folded lines joined, or empty.
fn raw_header(message: &Message<'_>, name: &'static str) -> String {
    let raw = message.header_raw(name).unwrap_or_default();
    raw.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(400).collect()
}

#[cfg(test)]
mod tests {
    use super::quoted_printable;

    #[test]
    fn quoted_printable_is_decoded_leniently() {
        for (raw, expected) in [
            ("caf=C3=A9 =\r\nau lait", "café au lait"),
            ("a = b =zz =", "a = b =zz ="),
            ("x=  \ny=3D", "xy="),
        ] {
            assert_eq!(String::from_utf8(quoted_printable(raw.as_bytes())).unwrap(), expected);
        }
    }
}
