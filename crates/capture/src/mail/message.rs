//! One mail message: a newsletter, a press release sent round.

use super::{charset, decoded, header, online, raw_header};
use crate::{
    Options, charset as bytes_to_text, dates,
    html::{self, fragment},
    language,
    listing::{same_name, without_address},
    margin, plausible, read,
};
use mail_parser::{Address, HeaderValue, Message, MessageParser, PartType};
use serde_json::{Map, Value};
use throughline_model::{DateEvidence, DateKind, DateRole, Document, DocumentForm, Problem, ProblemKind};

/// Reads a message.
pub(crate) fn extract(name: &str, bytes: &[u8], options: &Options) -> (Vec<Document>, Vec<Problem>) {
    let (readable, too_large) = limited(name, bytes);
    let mut problems: Vec<Problem> = too_large.into_iter().collect();
    let parsed = MessageParser::default().parse(readable).filter(|message| !message.headers().is_empty());
    let Some(message) = parsed else {
        let remedy = "check whether the file holds one whole message, headers first";
        problems.push(Problem::new(name, "", ProblemKind::Malformed, "no headers of a mail message", remedy));
        return (Vec::new(), problems);
    };
    let (mut document, page_problems) = body(name, &message, options);
    problems.extend(page_problems);
    document.form = DocumentForm::Mail;
    let id = message.message_id().unwrap_or_default().trim();
    if !id.is_empty() {
        id.clone_into(&mut document.external_id);
    }
    let subject = message.subject().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if !subject.is_empty() {
        document.title = subject;
    }
    name_sender(&message, &mut document);
    strike_out_recipients(&message, &mut document);
    // What a page states of its own publication counts for a page; a mail is published by sending.
    document.dates.retain(|date| date.kind == DateKind::Dateline);
    document.dates.splice(0..0, header_dates(name, &message, &mut problems));
    document.published = plausible::published(name, "", &document.dates, options, &mut problems);
    if let Some(address) = header_address(&message, "Archived-At") {
        document.url = address;
    }
    if document.text.is_empty() {
        problems.push(read::no_main_text(name));
    }
    (vec![document], problems)
}

/// Messages are small but for what is attached to them.
const LARGEST: usize = 64 << 20;

fn limited<'b>(name: &str, bytes: &'b [u8]) -> (&'b [u8], Option<Problem>) {
    if bytes.len() <= LARGEST {
        return (bytes, None);
    }
    let message = format!("a message of {} bytes; the first {LARGEST} were read", bytes.len());
    let problem = Problem::new(name, "", ProblemKind::TooLarge, message, "take the attachments out");
    (&bytes[..LARGEST], Some(problem))
}

/// A document with the text of the HTML part, or of the plain one.
fn body(name: &str, message: &Message<'_>, options: &Options) -> (Document, Vec<Problem>) {
    let is_shown = |part: &&mail_parser::MessagePart<'_>| !is_attachment(part);
    let html = message.html_bodies().filter(is_shown).find(|part| matches!(part.body, PartType::Html(_)));
    if let Some(part) = html {
        let bytes = decoded(message, part);
        let (mut document, mut problems) = html::extract(name, &bytes, charset(part), "", options);
        let source = bytes_to_text::decode(name, &bytes, charset(part));
        let whole = fragment::read(&source.text);
        // All a message shows is its sender's words; where the search for an article leaves most of
        // it out, it took one story of several for the whole.
        if document.text.len() * 3 < whole.text.len() {
            document.passages.clear();
            document.links.clear();
            document.text = without_preheader(&whole.text, &document.title);
            document.lang = language::checked(None, &document.text);
        }
        problems.retain(|problem| problem.kind != ProblemKind::NoMainText);
        if document.url.is_empty() {
            document.url = online::address(&whole).unwrap_or_default();
        }
        return (document, problems);
    }
    let mut document = read::blank_document(DocumentForm::Mail, name);
    let mut problems = Vec::new();
    let texts: Vec<String> = message
        .text_bodies()
        .filter(is_shown)
        .filter(|part| matches!(part.body, PartType::Text(_)))
        .map(|part| {
            let bytes = decoded(message, part);
            let source = bytes_to_text::decode(name, &bytes, charset(part));
            problems.extend(source.problems);
            paragraphs(&source.text)
        })
        .filter(|text| !text.is_empty())
        .collect();
    document.text = texts.join("\n\n");
    document.lang = language::checked(None, &document.text);
    (document, problems)
}

fn is_attachment(part: &mail_parser::MessagePart<'_>) -> bool {
    use mail_parser::MimeHeaders;
    part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment)
}

fn without_preheader(text: &str, title: &str) -> String {
    let mut paragraphs: Vec<&str> = text.split("\n\n").collect();
    if paragraphs.len() > 1 && !title.is_empty() && same_name(paragraphs[0], title) {
        paragraphs.remove(0);
    }
    paragraphs.join("\n\n")
}

/// Plain text as paragraphs: lines that a mail program wrapped are joined, signatures (RFC 3676,
/// 4.3) left out.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\0'], "\n");
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some(signature) = lines.iter().position(|line| *line == "-- ").filter(|at| *at > 0) {
        lines.truncate(signature);
    }
    let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    // Wrapped text has a right edge; a line that stays clear of it ends a paragraph or is verse.
    let is_wrapped = (40..=100).contains(&widest);
    let mut joined = String::new();
    let mut continues = false;
    for line in lines {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continues = false;
            continue;
        }
        if continues {
            joined.push(' ');
        } else if !joined.is_empty() {
            joined.push_str("\n\n");
        }
        joined.push_str(&words);
        continues = is_wrapped && line.chars().count() * 10 >= widest * 7;
    }
    joined
}

/// The outlet: the list's name, else the sender's; the person who sent it, where the list has
/// another name. Of addresses the domain alone is kept.
fn name_sender(message: &Message<'_>, document: &mut Document) {
    let from = first_address(message.from());
    let (name, address) = from.unwrap_or_default();
    let domain = address.rsplit_once('@').map(|(_, domain)| domain.trim().to_lowercase()).unwrap_or_default();
    let list = list_name(message);
    let sender = without_address(&name);
    if !list.is_empty() {
        document.source_name = list;
    } else if !sender.is_empty() {
        document.source_name.clone_from(&sender);
    } else if document.source_name.is_empty() {
        document.source_name.clone_from(&domain);
    }
    if !sender.is_empty() && document.byline.is_empty() && !same_name(&sender, &document.source_name) {
        margin::person(&sender).clone_into(&mut document.byline);
    }
    let mut extra = Map::new();
    if !domain.is_empty() {
        extra.insert("from_domain".into(), domain.into());
    }
    let list_id = list_id(message);
    if !list_id.is_empty() {
        extra.insert("list_id".into(), list_id.into());
    }
    document.extra = if extra.is_empty() { String::new() } else { Value::Object(extra).to_string() };
}

fn first_address(address: Option<&Address<'_>>) -> Option<(String, String)> {
    let first = address?.first()?;
    let text =
        |part: &Option<std::borrow::Cow<'_, str>>| part.as_deref().unwrap_or_default().trim().to_owned();
    Some((text(&first.name), text(&first.address)))
}

/// "Name of the list <list.north.example>": the name, if it is one.
fn list_name(message: &Message<'_>) -> String {
    let (name, _) = list_parts(message);
    // Mailing programs put numbers there.
    let is_name =
        name.chars().filter(|character| character.is_alphabetic()).count() * 2 > name.chars().count();
    if is_name && !name.contains('@') { name } else { String::new() }
}

/// The list's id, unless it is an address of a person.
fn list_id(message: &Message<'_>) -> String {
    let (_, id) = list_parts(message);
    if id.contains('@') { String::new() } else { id }
}

fn list_parts(message: &Message<'_>) -> (String, String) {
    match message.list_id() {
        HeaderValue::Address(address) => first_address(Some(address)).unwrap_or_default(),
        HeaderValue::Text(text) => match text.rsplit_once('<') {
            Some((name, id)) => {
                (name.trim().trim_matches('"').to_owned(), id.trim_end_matches('>').trim().to_owned())
            }
            None => (String::new(), text.trim().to_owned()),
        },
        _ => (String::new(), String::new()),
    }
}

/// Recipients' addresses in the text become asterisks, byte for byte: places of links and passages
/// stay right.
fn strike_out_recipients(message: &Message<'_>, document: &mut Document) {
    let mut addresses: Vec<String> = Vec::new();
    for list in [message.to(), message.cc(), message.bcc()].into_iter().flatten() {
        addresses.extend(list.iter().take(64).filter_map(|one| one.address.as_deref().map(str::to_owned)));
    }
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        addresses.push(raw_header(message, name).trim_matches(['<', '>']).to_owned());
    }
    addresses.retain(|address| address.contains('@') && address.len() >= 6);
    addresses.sort();
    addresses.dedup();
    for address in addresses {
        let found = document.text.to_ascii_lowercase();
        let places: Vec<usize> =
            found.match_indices(&address.to_ascii_lowercase()).map(|(at, _)| at).collect();
        for at in places {
            document.text.replace_range(at..at + address.len(), &"*".repeat(address.len()));
        }
        document.links.retain(|link| !link.url.to_ascii_lowercase().contains(&address.to_ascii_lowercase()));
    }
}

/// `Date` is when it was sent; the topmost `Received` when the mailbox had it.
fn header_dates(name: &str, message: &Message<'_>, problems: &mut Vec<Problem>) -> Vec<DateEvidence> {
    let mut found = Vec::new();
    let sent = raw_header(message, "Date");
    if !sent.is_empty() {
        let interval = dates::parse(&sent);
        if interval.is_none() {
            let what = format!("no date can be read in {sent:?}");
            let remedy = "the words are kept as evidence and not used";
            problems.push(Problem::new(name, "header Date", ProblemKind::UnreadableDate, what, remedy));
        }
        found.push(DateEvidence { kind: DateKind::Header, role: DateRole::Published, raw: sent, interval });
    }
    let first_received = message.headers_raw().find(|(key, _)| key.eq_ignore_ascii_case("received"));
    let received = first_received.and_then(|(_, value)| value.rsplit_once(';')).map(|(_, date)| date);
    let received = received.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(interval) = dates::parse(&received) {
        let (kind, role) = (DateKind::Header, DateRole::Captured);
        found.push(DateEvidence { kind, role, raw: received, interval: Some(interval) });
    }
    found
}

/// A web address in a header, in angle brackets or not.
fn header_address(message: &Message<'_>, name: &'static str) -> Option<String> {
    let words = header(message, name);
    let words = if words.is_empty() { raw_header(message, name) } else { words };
    online::web_address(words.trim_matches(['<', '>', ' ']))
}
