//! A connection that keeps the heads that pass through it, byte for byte.
//!
//! HTTP libraries give headers as they understood them; evidence is what was sent.

use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What passed through a connection, up to the end of the answer's head.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    sent: Vec<u8>,
    received: Vec<u8>,
    /// The head lies in `received` whole; nothing more is kept.
    complete: bool,
    /// The head grew beyond the limit.
    pub(crate) too_large: bool,
}

/// Shared between the connection and who reads the record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record(Arc<Mutex<Passed>>);

impl Record {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Passed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the head of the request and of the final answer, as sent and received.
    pub(crate) fn take_heads(&self) -> (Vec<u8>, Vec<u8>) {
        let mut passed = self.lock();
        passed.complete = true;
        let range = final_head(&passed.received).unwrap_or(0..0);
        let mut received = std::mem::take(&mut passed.received);
        received.truncate(range.end);
        received.drain(..range.start);
        (std::mem::take(&mut passed.sent), received)
    }
}

/// A connection whose heads are kept in a [`Record`].
pub(crate) struct Recorded<S> {
    inner: S,
    record: Record,
    largest_head: usize,
}

impl<S> Recorded<S> {
    pub(crate) fn new(inner: S, record: Record, largest_head: usize) -> Self {
        Self { inner, record, largest_head }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buffer);
        let mut passed = self.record.lock();
        if !passed.complete {
            passed.received.extend_from_slice(&buffer.filled()[before..]);
            if passed.received.len() > self.largest_head {
                match final_head(&passed.received) {
                    Some(head) if head.end <= self.largest_head => passed.complete = true,
                    _ => {
                        passed.too_large = true;
                        return Poll::Ready(Err(io::Error::other("head too large")));
                    }
                }
            }
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Recorded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = polled {
            // Requests have no body: all that is sent is the head.
            self.record.lock().sent.extend_from_slice(&bytes[..count]);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Where the head of the final answer lies: after any interim answers (1xx), with its empty line.
fn final_head(received: &[u8]) -> Option<Range<usize>> {
    let mut begin = 0;
    loop {
        while matches!(received.get(begin), Some(b'\r' | b'\n')) {
            begin += 1;
        }
        let head = &received[begin..];
        let length = head_length(head)?;
        let status = head[..length]
            .split(|&byte| byte == b' ')
            .find(|part| !part.is_empty() && !part.starts_with(b"HTTP"));
        let interim =
            status.is_some_and(|code| code.len() >= 3 && code[0] == b'1' && !code.starts_with(b"101"));
        if !interim {
            return Some(begin..begin + length);
        }
        begin += length;
    }
}

/// Length of a head with the empty line that ends it; lines end in CRLF or LF.
fn head_length(bytes: &[u8]) -> Option<usize> {
    let mut after_line = false;
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if after_line => return Some(index + 1),
            b'\n' => after_line = true,
            b'\r' => {}
            _ => after_line = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn heads_after_interim_answers() {
        let head = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\nLink: x\n\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\n\n";
        let range = final_head(head).unwrap();
        assert_eq!(&head[range], b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n");
        assert_eq!(final_head(b"HTTP/1.1 200 OK\r\nA: b\r\n"), None);
        assert_eq!(final_head(b""), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b' '), Just(b'1'), any::<u8>()], 0..200)) {
            if let Some(range) = final_head(&bytes) {
                prop_assert!(range.start <= range.end && range.end <= bytes.len());
            }
        }
    }
}
