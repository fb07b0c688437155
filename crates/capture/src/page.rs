//! One input that is read at once, of whatever format: bytes to documents.
//!
//! Files in a folder, records of a web archive, parts of a mail and answers of a web server all come
//! here: [`receive`] where the format is known, [`read_page`] where it is told by media type, address
//! and bytes.

use crate::{
    Circumstances, Options, Received, circumstances, html, listing, mail, marks, office, paginated, read,
    recording, sniff, sniff::Format, text_dump,
};
use throughline_model::{Capture, Document, DocumentForm, Problem};

/// Reads one page received under known circumstances, such as an HTTP response. Its media type,
/// address and first bytes decide the format. A page that holds nothing to read has no document
/// and a problem that says why.
pub fn read_page(name: &str, bytes: Vec<u8>, circumstances: &Circumstances, options: &Options) -> Received {
    let format = sniff::page_format(name, &circumstances.essence(), &bytes);
    receive(name, format, bytes, circumstances, options)
}

/// Keeps bytes of which nothing is to be read, such as a server's error page or a redirect: a capture
/// without documents.
pub fn keep(bytes: Vec<u8>, circumstances: &Circumstances) -> Received {
    let essence = circumstances.essence();
    let media_type = if essence.is_empty() { "application/octet-stream".to_owned() } else { essence };
    let (url, length) = (circumstances.url.clone(), bytes.len() as u64);
    let capture = Capture::new(read::sha256(&bytes), url, media_type, length, circumstances.captured);
    let http_head = circumstances.http_head.clone();
    Received { capture, bytes, http_head, documents: Vec::new(), problems: Vec::new() }
}

/// Reads one page of a known format. The capture's locator is the address if one is known, else
/// `name`.
pub(crate) fn receive(
    name: &str,
    format: Format,
    bytes: Vec<u8>,
    circumstances: &Circumstances,
    options: &Options,
) -> Received {
    let essence = circumstances.essence();
    let media_type = if essence.is_empty() { format.media_type().to_owned() } else { essence };
    let locator = if circumstances.url.is_empty() { name } else { &circumstances.url };
    let length = bytes.len() as u64;
    let capture =
        Capture::new(read::sha256(&bytes), locator.to_owned(), media_type, length, circumstances.captured);
    let (mut documents, problems) = extract(name, format, &bytes, circumstances, options);
    for document in &mut documents {
        document.capture_id = capture.id;
        without_nul(document);
        if format.is_listing() {
            circumstances::apply_to_entry(document, name, circumstances, options);
        } else {
            circumstances::apply(document, name, circumstances, options);
        }
        marks::mark(document);
    }
    let documents = documents.into_iter().map(Document::with_ids).collect();
    Received { capture, bytes, http_head: circumstances.http_head.clone(), documents, problems }
}

/// Drops NUL, which headers, entities and properties can hold and other programs end a text at.
fn without_nul(document: &mut Document) {
    let Document { external_id, source_name, title, byline, margin, .. } = document;
    for field in [external_id, source_name, title, byline, margin] {
        if field.contains('\0') {
            field.retain(|character| character != '\0');
            *field = field.trim().into();
        }
    }
}

/// The documents in `bytes`, none if they cannot be read.
fn extract(
    name: &str,
    format: Format,
    bytes: &[u8],
    circumstances: &Circumstances,
    options: &Options,
) -> (Vec<Document>, Vec<Problem>) {
    if matches!(format, Format::Html | Format::TextDump | Format::Records)
        && let Some(problem) = read::no_text_problem(name, bytes)
    {
        return (Vec::new(), vec![problem]);
    }
    let (document, problems) = match format {
        Format::Html => html::extract(name, bytes, circumstances.charset(), &circumstances.url, options),
        Format::TextDump | Format::Records => {
            text_dump::extract(name, bytes, circumstances.charset(), options)
        }
        Format::Pdf => return with_text(paginated::extract(name, bytes, options)),
        Format::Office => return with_text(office::extract(name, bytes, options)),
        Format::Subtitles => {
            return with_text(recording::extract(name, bytes, circumstances.charset(), options));
        }
        Format::Feed | Format::JsonFeed | Format::Sitemap | Format::AddressList => {
            return listing::extract(name, format, bytes, circumstances, options);
        }
        Format::Mail => return mail::message::extract(name, bytes, options),
        Format::Mhtml => return mail::mhtml::extract(name, bytes, options),
        Format::Mbox => return mail::mbox::extract(name, bytes, options),
    };
    (vec![document], problems)
}

/// A file whose text cannot be had has no document.
fn with_text((document, problems): (Document, Vec<Problem>)) -> (Vec<Document>, Vec<Problem>) {
    let documents = if document.text.is_empty() { Vec::new() } else { vec![document] };
    (documents, problems)
}

/// Reads one HTML page of which nothing is known but its bytes. `name` becomes its external id and
/// its capture's locator.
pub fn extract_html(name: &str, bytes: &[u8], options: &Options) -> (Document, Vec<Problem>) {
    alone(name, Format::Html, DocumentForm::Html, bytes, options)
}

/// Reads one plain-text dump of a page of which nothing is known but its bytes. `name` becomes its
/// external id and its capture's locator.
pub fn extract_text_dump(name: &str, bytes: &[u8], options: &Options) -> (Document, Vec<Problem>) {
    alone(name, Format::TextDump, DocumentForm::TextDump, bytes, options)
}

fn alone(
    name: &str,
    format: Format,
    form: DocumentForm,
    bytes: &[u8],
    options: &Options,
) -> (Document, Vec<Problem>) {
    let received = receive(name, format, bytes.to_vec(), &Circumstances::default(), options);
    let document = received.documents.into_iter().next().unwrap_or_else(|| {
        let mut blank = read::blank_document(form, name);
        blank.capture_id = received.capture.id;
        blank.with_ids()
    });
    (document, received.problems)
}
