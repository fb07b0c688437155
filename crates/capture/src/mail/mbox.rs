//! Mailboxes: messages one after another, each below a line that begins with "From ".
//!
//! Lines of a message that begin that way were given a ">" by the writer (mboxo, mboxrd), which is
//! taken off. Writers that add none are why such a line parts messages only at the beginning or
//! below a blank line, and only if it holds a time and a year, as the envelope's does (RFC 4155).

use super::message;
use crate::{Options, Received};
use std::{io::BufRead, ops::ControlFlow};
use throughline_model::{Capture, Document, Problem};

/// A message of a mailbox, or what stands in its place.
pub(crate) enum Piece {
    /// The message's bytes.
    Message(Vec<u8>),
    /// A message of so many bytes, more than are kept.
    TooLarge(u64),
}

/// Whether the bytes begin a mailbox.
pub(crate) fn begins(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    is_envelope(line)
}

/// Gives every message to `visit` as it streams by; no more than `limit` bytes of one are held.
///
/// # Errors
/// What the reader gives; the messages before were visited.
pub(crate) fn split(
    reader: &mut dyn BufRead,
    limit: u64,
    visit: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> std::io::Result<()> {
    let (mut message, mut length, mut follows_blank, mut is_open) = (Vec::new(), 0_u64, true, false);
    let mut line = Vec::new();
    loop {
        let is_end = !read_piece(reader, &mut line)?;
        if is_end || follows_blank && is_envelope(&line) {
            if is_open && length > 0 {
                let piece = if length > limit {
                    Piece::TooLarge(length)
                } else {
                    Piece::Message(std::mem::take(&mut message))
                };
                if visit(piece).is_break() {
                    return Ok(());
                }
            }
            if is_end {
                return Ok(());
            }
            message.clear();
            (length, is_open, follows_blank) = (0, true, false);
            continue;
        }
        follows_blank = line.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        is_open |= !line.trim_ascii().is_empty();
        let quoted = line.iter().position(|byte| *byte != b'>').unwrap_or(0);
        let kept = if quoted > 0 && line[quoted..].starts_with(b"From ") { &line[1..] } else { &line[..] };
        length += kept.len() as u64;
        if length <= limit {
            message.extend_from_slice(kept);
        } else {
            message = Vec::new();
        }
    }
}

/// The messages of a mailbox that was received at once, as documents of one capture.
pub(crate) fn extract(name: &str, bytes: &[u8], options: &Options) -> (Vec<Document>, Vec<Problem>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    let outcome = split(&mut &*bytes, options.max_file_bytes, &mut |piece| {
        if let Piece::Message(bytes) = piece {
            let (found, wrong) = message::extract(name, &bytes, options);
            documents.extend(found);
            problems.extend(wrong);
        }
        ControlFlow::Continue(())
    });
    debug_assert!(outcome.is_ok(), "bytes in memory can be read");
    (documents, problems)
}

/// Gives a message of a mailbox its own place: its id, or its number where it has none.
pub(crate) fn name_message(received: &mut Received, name: &str, number: usize) {
    let old = &received.capture;
    let id =
        received.documents.first().map(|document| document.external_id.as_str()).filter(|id| *id != name);
    let locator = id.map_or_else(|| format!("{name}#{number}"), |id| format!("mid:{id}"));
    let capture =
        Capture::new(old.sha256.clone(), locator, old.media_type.clone(), old.byte_length, old.captured);
    for document in &mut received.documents {
        if document.external_id == name {
            document.external_id.clone_from(&capture.locator);
        }
        document.capture_id = capture.id;
        *document = document.clone().with_ids();
    }
    received.capture = capture;
}

/// Longest piece of a line that is held at once.
const LONGEST_PIECE: u64 = 1 << 16;

/// Reads a line with its end, or a piece of a long one. A piece that follows a piece begins no
/// message: it does not follow a blank line.
fn read_piece(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    use std::io::Read;
    line.clear();
    Ok(reader.take(LONGEST_PIECE).read_until(b'\n', line)? > 0)
}

/// "From sender Tue Mar  4 10:05:09 2025".
fn is_envelope(line: &[u8]) -> bool {
    if !line.starts_with(b"From ") || line.len() > 400 {
        return false;
    }
    let digit = |at: usize| line.get(at).is_some_and(u8::is_ascii_digit);
    let has_clock =
        (1..line.len()).any(|at| line[at] == b':' && digit(at - 1) && digit(at + 1) && digit(at + 2));
    let has_year = line.split(|byte| !byte.is_ascii_alphanumeric()).any(|word| {
        word.len() == 4 && word.iter().all(u8::is_ascii_digit) && matches!(&word[..2], b"19" | b"20" | b"21")
    });
    has_clock && has_year
}

#[cfg(test)]
mod tests {
    use super::{Piece, split};
    use std::ops::ControlFlow;

    fn messages(input: &str, limit: u64) -> Vec<String> {
        let mut found = Vec::new();
        split(&mut input.as_bytes(), limit, &mut |piece| {
            found.push(match piece {
                Piece::Message(bytes) => String::from_utf8(bytes).unwrap(),
                Piece::TooLarge(length) => format!("{length} bytes"),
            });
            ControlFlow::Continue(())
        })
        .unwrap();
        found
    }

    const FIRST: &str = "From a@b Tue Mar  4 10:05:09 2025\n";

    #[test]
    fn envelopes_part_messages_and_quoted_lines_do_not() {
        let input = format!(
            "{FIRST}Subject: 1\n\nFrom what I know, it was 10:05 in 2025?\n>From here\n>>From there\n\n\
             From MAILER Wed Mar  5 01:00:00 +0100 2025\r\nSubject: 2\r\n\r\nx\r\n"
        );
        let found = messages(&input, 1 << 20);
        assert_eq!(found.len(), 3, "a line that looks like an envelope in all ways parts: {found:?}");
        let input = input.replace(" 10:05 in 2025?", " ten");
        let found = messages(&input, 1 << 20);
        assert_eq!(found[0], "Subject: 1\n\nFrom what I know, it was ten\nFrom here\n>From there\n\n");
        assert_eq!(found[1], "Subject: 2\r\n\r\nx\r\n");
    }

    #[test]
    fn memory_is_bounded() {
        let input = format!("{FIRST}Subject: 1\n\n{}\n\n{FIRST}Subject: 2\n\ny\n", "x".repeat(300_000));
        assert_eq!(messages(&input, 1000), ["300014 bytes", "Subject: 2\n\ny\n"]);
    }

    #[test]
    fn a_mailbox_without_its_first_line_is_read() {
        assert_eq!(messages("Subject: 1\n\nx\n", 100), ["Subject: 1\n\nx\n"]);
        assert_eq!(messages("", 100), Vec::<String>::new());
        assert_eq!(messages("\n\n", 100), Vec::<String>::new());
    }
}
