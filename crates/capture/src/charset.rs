//! Bytes to characters: byte-order mark, declared charset, detection.
//!
//! `encoding_rs` and `chardetng` are what Firefox uses for the same two jobs: every encoding of the
//! WHATWG standard, and a detector for unlabelled legacy pages. Order of belief: a byte-order mark;
//! valid UTF-8 (bytes above 127 that form valid UTF-8 by chance are practically impossible in
//! running text); the declared charset if the bytes are valid in it and the text looks right; the
//! detector.

use crate::sniff;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use throughline_model::{Problem, ProblemKind};

/// Text decoded from bytes, and what was wrong with the bytes.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) problems: Vec<Problem>,
}

/// Decodes `bytes`. `declared` is the label the page or record gives itself.
pub(crate) fn decode<'a>(name: &str, bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let mut decoded = decode_with_nul(name, bytes, declared);
    if decoded.text.contains('\0') {
        // No text has them; they end strings in many programs that might read ours.
        decoded.text = Cow::Owned(decoded.text.replace('\0', ""));
    }
    decoded
}

fn decode_with_nul<'a>(name: &str, bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, mark_length)) = Encoding::for_bom(bytes) {
        let declared_encoding = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
        let mut decoded = decode_as(name, &bytes[mark_length..], encoding);
        if declared_encoding.is_some_and(|other| other != encoding && !is_utf_16(other)) {
            decoded.problems.push(wrong_charset(name, declared.unwrap_or_default(), encoding));
        }
        return decoded;
    }
    if let Some(encoding) = sniff::utf_16_without_mark(bytes) {
        return decode_as(name, bytes, encoding);
    }
    let declared_encoding = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Ok(text) = std::str::from_utf8(bytes) {
        let contradicted = declared_encoding.filter(|encoding| *encoding != UTF_8 && !text.is_ascii());
        let problems = contradicted.map(|_| wrong_charset(name, declared.unwrap_or_default(), UTF_8));
        return Decoded { text: Cow::Borrowed(text), problems: problems.into_iter().collect() };
    }
    if let Some(encoding) = declared_encoding
        && is_mostly_valid(bytes, encoding)
        && !(encoding.is_single_byte() && contradicts_detection(bytes, encoding))
    {
        return decode_as(name, bytes, encoding);
    }
    if declared_encoding.is_none_or(|encoding| encoding == UTF_8) && is_mostly_valid(bytes, UTF_8) {
        return decode_as(name, bytes, UTF_8);
    }
    let detected = detect(bytes);
    let mut decoded = decode_as(name, bytes, detected);
    if let (Some(label), Some(encoding)) = (declared, declared_encoding)
        && encoding != detected
    {
        decoded.problems.push(wrong_charset(name, label, detected));
    }
    decoded
}

/// The charset an HTML page declares in its first bytes: `<meta charset=…>`, the HTTP-equiv form,
/// or an XML declaration.
pub(crate) fn declared_in_html(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(8192)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let label_at = |key: &str| {
        head.match_indices(key).find_map(|(at, _)| {
            let rest = head[at + key.len()..].trim_start().strip_prefix('=')?;
            let rest = rest.trim_start_matches([' ', '"', '\'']);
            let end = rest
                .find(|character: char| !(character.is_ascii_alphanumeric() || "-_:.".contains(character)));
            Some(rest[..end.unwrap_or(rest.len())].to_owned()).filter(|label| !label.is_empty())
        })
    };
    let is_xml = head.trim_start().starts_with("<?xml");
    label_at("charset").or_else(|| if is_xml { label_at("encoding") } else { None })
}

fn decode_as<'a>(name: &str, bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let mut problems = Vec::new();
    if had_errors {
        let position = first_invalid(bytes, encoding);
        problems.push(Problem::new(
            name,
            format!("byte {position}"),
            ProblemKind::InvalidCharset,
            format!("bytes that are not valid {}", encoding.name()),
            "the bytes were replaced by U+FFFD in the text; the capture keeps them as received",
        ));
    }
    Decoded { text, problems }
}

/// A few invalid sequences among many valid ones are damage; many are another charset.
fn is_mostly_valid(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if !had_errors {
        return true;
    }
    let replaced = text.matches('\u{FFFD}').count();
    let beyond_ascii = text.chars().filter(|character| !character.is_ascii()).count();
    replaced * 3 <= beyond_ascii - replaced
}

/// Whether a single-byte label, in which every byte is valid, is contradicted by a detector that
/// sees another script: windows-1252 read from windows-1251 bytes is valid and wrong.
fn contradicts_detection(bytes: &[u8], declared: &'static Encoding) -> bool {
    let detected = detect(bytes);
    if detected == declared {
        return false;
    }
    let (declared_text, _) = declared.decode_without_bom_handling(bytes);
    let (detected_text, detected_errors) = detected.decode_without_bom_handling(bytes);
    !detected_errors && accented_share(&declared_text) > 0.5 && accented_share(&detected_text) < 0.2
}

/// Share of Latin letters with diacritics and of symbols of the upper half among all letters:
/// running text in a Latin script has few, text of another script read as Latin has nothing else.
fn accented_share(text: &str) -> f64 {
    let (mut accented, mut letters) = (0_usize, 0_usize);
    for character in text.chars().take(100_000) {
        let is_upper_half = matches!(character, '\u{80}'..='\u{24F}');
        accented += usize::from(is_upper_half);
        letters += usize::from(character.is_alphabetic() && !character.is_ascii() || is_upper_half);
    }
    if letters == 0 { 0.0 } else { accented as f64 / letters as f64 }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

fn first_invalid(bytes: &[u8], encoding: &'static Encoding) -> usize {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let head = &bytes[..bytes.len().min(1 << 20)];
    let mut output = String::with_capacity(head.len() * 3 + 16);
    let (_, read) = decoder.decode_to_string_without_replacement(head, &mut output, true);
    read
}

fn is_utf_16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn wrong_charset(name: &str, label: &str, used: &'static Encoding) -> Problem {
    Problem::new(
        name,
        "",
        ProblemKind::WrongCharset,
        format!("declares {label}, but the bytes are {}", used.name()),
        "the text was read in the charset the bytes are in; nothing to do",
    )
}
