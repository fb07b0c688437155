//! HTTP heads, as they are kept with bodies whose codings are removed.

/// An HTTP head for a body without codings, with the blank line behind it: one line end form, and the
/// headers that describe the codings renamed to `X-Archive-Orig-…`, as other web archivers do, since
/// they are no longer true of the body that is kept.
///
/// ```
/// let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\nContent-Length: 812\r\n\r\n";
/// assert_eq!(
///     throughline_model::decoded_http_head(head),
///     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Archive-Orig-Content-Length: 812\r\n\r\n"
/// );
/// ```
pub fn decoded_http_head(http_head: &[u8]) -> Vec<u8> {
    const OF_CODINGS: [&[u8]; 3] = [b"content-encoding", b"transfer-encoding", b"content-length"];
    let mut head = Vec::with_capacity(http_head.len() + 64);
    for line in http_head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end) {
        if line.is_empty() {
            continue;
        }
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if OF_CODINGS.iter().any(|coding| name.eq_ignore_ascii_case(coding)) {
            head.extend_from_slice(b"X-Archive-Orig-");
        }
        head.extend_from_slice(line);
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}
