//! What is known of bytes besides themselves.

use crate::{Behind, Options, Wrapping, address_behind, dates, plausible};
use throughline_model::{DateEvidence, DateKind, DateRole, Document, Link, LinkKind, TimeInterval};

/// How bytes were received: what a web archive, a feed reader or an HTTP client knows of them. All
/// of it is optional; a file in a folder has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The address they were received from, or empty.
    pub url: String,
    /// When they were received.
    pub captured: Option<TimeInterval>,
    /// The media type stated for them, with its parameters (`text/html; charset=gbk`), or empty.
    pub media_type: String,
    /// The HTTP header `Last-Modified`, or empty.
    pub last_modified: String,
    /// Status line and headers of the HTTP response as received, up to the blank line, or empty.
    pub http_head: Vec<u8>,
}

impl Circumstances {
    /// The charset that the stated media type names.
    pub(crate) fn charset(&self) -> Option<&str> {
        self.media_type.split(';').skip(1).find_map(|parameter| {
            let (key, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            (key.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
        })
    }

    /// The stated media type without parameters, in lower case, or empty.
    pub(crate) fn essence(&self) -> String {
        self.media_type.split(';').next().unwrap_or_default().trim().to_lowercase()
    }
}

/// Puts what is known from outside on a document: its address if the page states none, and the
/// dates of the capture and of the HTTP header as evidence. Neither is a date of publication, but
/// "two hours ago" is one where the time of capture is known.
pub(crate) fn apply(document: &mut Document, name: &str, circumstances: &Circumstances, options: &Options) {
    if document.url.is_empty() && has_scheme(&circumstances.url) {
        document.url.clone_from(&circumstances.url);
    }
    if let Some(behind) = address_behind(&document.url) {
        unwrap(document, behind);
    }
    if !circumstances.url.is_empty() {
        document.external_id.clone_from(&circumstances.url);
    }
    if !circumstances.last_modified.is_empty() {
        document.dates.push(DateEvidence {
            kind: DateKind::Http,
            role: DateRole::Updated,
            raw: circumstances.last_modified.clone(),
            interval: dates::parse(&circumstances.last_modified),
        });
    }
    captured(document, name, circumstances, options);
}

/// Whether an address is absolute: damaged web archives name some that are none.
fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// Puts what is known from outside on an entry of a feed or sitemap. The address and the headers are
/// the listing's, not those of the page the entry is about; but when the listing was received, the
/// entry stood in it.
pub(crate) fn apply_to_entry(
    document: &mut Document,
    name: &str,
    circumstances: &Circumstances,
    options: &Options,
) {
    if let Some(behind) = address_behind(&document.url) {
        unwrap(document, behind);
    }
    captured(document, name, circumstances, options);
}

fn captured(document: &mut Document, name: &str, circumstances: &Circumstances, options: &Options) {
    if let Some(interval) = circumstances.captured {
        dates::resolve_relative(&mut document.dates, &interval);
        if document.published.is_none() {
            // What is wrong with the other dates was told when they were read.
            document.published = plausible::published(name, "", &document.dates, options, &mut Vec::new());
        }
        let raw = interval.display();
        document.dates.push(DateEvidence {
            kind: DateKind::Capture,
            role: DateRole::Captured,
            raw,
            interval: Some(interval),
        });
    }
}

/// Gives a page that came by way of an archive, a cache or a translator the address it is a copy of.
/// A translation stays at its own address: it is another text than the page behind it.
fn unwrap(document: &mut Document, behind: Behind) {
    if let Some(interval) = behind.captured {
        let (kind, role) = (DateKind::Capture, DateRole::Captured);
        let raw = std::mem::take(&mut document.url);
        document.dates.push(DateEvidence { kind, role, raw, interval: Some(interval) });
    }
    if behind.wrapping == Wrapping::Translated {
        let link = Link { kind: LinkKind::Origin, span: None, url: behind.url, lang: String::new() };
        document.links.insert(0, link);
    } else {
        document.url = behind.url;
    }
}

#[cfg(test)]
mod tests {
    use super::Circumstances;

    #[test]
    fn a_media_type_is_read_with_its_charset() {
        let cases = [
            ("text/html; charset=\"GBK\"", "text/html", Some("GBK")),
            ("Text/HTML;charset=utf-8", "text/html", Some("utf-8")),
            ("application/pdf", "application/pdf", None),
            ("", "", None),
        ];
        for (media_type, essence, charset) in cases {
            let circumstances = Circumstances { media_type: media_type.into(), ..Circumstances::default() };
            assert_eq!((circumstances.essence().as_str(), circumstances.charset()), (essence, charset));
        }
    }
}
