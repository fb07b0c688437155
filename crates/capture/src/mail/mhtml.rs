//! Pages that a browser saved as one file (MHTML, RFC 2557): the page itself, without its frames.

use super::{charset, decoded, header, online, raw_header};
use crate::{Options, dates, html};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use throughline_model::{DateEvidence, DateKind, DateRole, Document, Problem, ProblemKind};

/// Reads the page in a saved archive.
pub(crate) fn extract(name: &str, bytes: &[u8], options: &Options) -> (Vec<Document>, Vec<Problem>) {
    let message = MessageParser::default().parse(bytes);
    let page = message.as_ref().and_then(|message| root_page(message).map(|page| (message, page)));
    let Some((message, page)) = page else {
        let remedy = "save the page again, or add the HTML file alone";
        let problem = Problem::new(name, "", ProblemKind::Malformed, "no page in the saved archive", remedy);
        return (Vec::new(), vec![problem]);
    };
    let bytes = decoded(message, page);
    let (mut document, problems) = html::extract(name, &bytes, charset(page), "", options);
    if document.url.is_empty() {
        document.url = address(message, page).unwrap_or_default();
    }
    let saved = raw_header(message, "Date");
    if !saved.is_empty() {
        let (kind, role) = (DateKind::Capture, DateRole::Captured);
        let interval = dates::parse(&saved);
        document.dates.push(DateEvidence { kind, role, raw: saved, interval });
    }
    (vec![document], problems)
}

/// Where the page was saved from: what the archive says of itself, else of its page.
fn address(message: &Message<'_>, page: &MessagePart<'_>) -> Option<String> {
    let of_archive = ["Snapshot-Content-Location", "Content-Location"]
        .iter()
        .map(|name| header(message, name))
        .find_map(|address| online::web_address(&address));
    of_archive.or_else(|| page.content_location().and_then(online::web_address))
}

/// The part that the archive's `start` names, else the one saved from the archive's address, else
/// the first page.
fn root_page<'m, 'x>(message: &'m Message<'x>) -> Option<&'m MessagePart<'x>> {
    let pages: Vec<&MessagePart<'x>> =
        message.parts.iter().filter(|part| matches!(part.body, PartType::Html(_))).collect();
    let bare = |id: &str| id.trim().trim_matches(['<', '>']).to_owned();
    let start = message.content_type().and_then(|content_type| content_type.attribute("start")).map(bare);
    let snapshot = header(message, "Snapshot-Content-Location");
    let named = pages.iter().find(|page| start.is_some() && page.content_id().map(bare) == start);
    let located =
        pages.iter().find(|page| !snapshot.is_empty() && page.content_location() == Some(snapshot.as_str()));
    named.or(located).or(pages.first()).copied()
}
