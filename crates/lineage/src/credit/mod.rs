//! Credits: the words with which a document names where its text comes from.
//!
//! A credit is looked for where writers put it: the dateline at the head of the main text, source
//! lines and phrases at either end, signatures at the end, the byline, and the margin, whose lines
//! were kept because they tell of origin. A source that names itself gives no credit: an agency's
//! page with its own dateline is the agency's own text. Picture credits and "according to" are
//! not credits for the text.

mod byline;
mod dateline;
mod lines;
mod names;
mod signature;
mod source_line;

pub(crate) use lines::spelled;
pub use names::{KnownSource, KnownSources};
pub(crate) use names::{bare_host, normal_form};

use throughline_model::{Credit, Document, Span, TextField};

/// A credit before the stored text it was found in is put down.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    name: String,
    span: Span,
    cue: &'static str,
}

impl Found {
    fn in_text(name: &str, span: Span, cue: &'static str) -> Self {
        Self { name: name.to_owned(), span, cue }
    }
}

/// Every place where `document` names where its text comes from, sorted by field and span, with
/// the name as written and the words that give it.
pub fn credits(document: &Document, known: &KnownSources) -> Vec<Credit> {
    let is_own = own_names(document, known);
    let fields = [
        (TextField::Text, in_main_text(&document.text, known)),
        (TextField::Byline, in_byline(&document.byline, known)),
        (TextField::Margin, in_margin(&document.margin, known)),
    ];
    let mut credits: Vec<Credit> = Vec::new();
    for (field, found) in fields {
        let not_own = found.into_iter().filter(|credit| !is_own(&credit.name));
        credits.extend(not_own.map(|Found { name, span, cue }| Credit { name, field, span, cue }));
    }
    credits.sort_by(|a, b| (a.field, a.span, &a.name, a.cue).cmp(&(b.field, b.span, &b.name, b.cue)));
    credits.dedup_by(|a, b| (a.field, a.span, &a.name) == (b.field, b.span, &b.name));
    credits
}

fn in_main_text(text: &str, known: &KnownSources) -> Vec<Found> {
    let mut found = dateline::find(text, known);
    found.extend(source_line::find(text, known));
    let is_new =
        |credit: &Found, before: &[Found]| before.iter().all(|other| other.span.overlap(&credit.span) == 0);
    let ends = signature::find(text, known);
    let head = lines::lines(text).into_iter().take(3).filter(|line| byline::is_byline(*line));
    for credit in ends.into_iter().chain(head.flat_map(|line| byline::find(line, known))) {
        if is_new(&credit, &found) {
            found.push(credit);
        }
    }
    found
}

fn in_byline(text: &str, known: &KnownSources) -> Vec<Found> {
    lines::lines(text).into_iter().flat_map(|line| byline::find(line, known)).collect()
}

/// The first reading that fits each line of the margin.
fn in_margin(text: &str, known: &KnownSources) -> Vec<Found> {
    let mut found = Vec::new();
    for line in lines::lines(text) {
        let labelled = source_line::in_line(line, true, known);
        if !labelled.is_empty() {
            found.extend(labelled);
        } else if let Some(copyright) = source_line::copyright(line, known) {
            found.push(copyright);
        } else if byline::is_byline(line) {
            found.extend(byline::find(line, known));
        } else if known.index_of(line.text).is_some() {
            found.push(Found::in_text(line.text, line.span(0, line.text.len()), "source-line"));
        } else {
            found.extend(dateline::in_line(line, known));
        }
    }
    found
}

/// Whether a name is the document's own source.
fn own_names(document: &Document, known: &KnownSources) -> impl Fn(&str) -> bool {
    let own: Vec<usize> = [
        document.source_id.and_then(|id| known.by_id(id)),
        known.index_of(&document.source_name),
        known.by_url(&document.url),
    ]
    .into_iter()
    .flatten()
    .collect();
    let own_form = normal_form(&document.source_name);
    let own_host = bare_host(&document.url);
    move |name| {
        let form = normal_form(name);
        let is_own_name = !form.is_empty() && (form == own_form || bare_host(name) == own_host);
        is_own_name || known.index_of(name).is_some_and(|index| own.contains(&index))
    }
}

#[cfg(test)]
mod tests;
