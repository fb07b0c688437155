//! HTML pages.
//!
//! No extractor is best everywhere, so three that fail on different pages are asked and the answer
//! nearest to the other two is taken ([`body`]): `trafilatura` tuned to precision, readability
//! (`libreadability`, which `trafilatura` brings along, so it costs no further crate), and our line
//! classifier for text dumps. F1 on the 181 pages of the article-extraction benchmark, by its own
//! evaluator: `trafilatura` alone .969, with our rules for inserts and captions .972, the three
//! .977, and .976 if the classifier is fitted to one half of the pages and scored on the other.
//! Turned down as engines: `rust-trafilatura` (.960) and `rs-trafilatura` (.956) as second ports of
//! the same rules, `dom_smoothie` (.951) as a second readability with a DOM of its own.
//!
//! Metadata is ours: [`metadata`], [`json_ld`] and [`page_dates`] for what markup states, and the
//! frame reader of text dumps for what readers see. [`guard`] keeps hostile pages bounded.

mod body;
pub(crate) mod fragment;
mod guard;
mod json_ld;
mod lines;
mod metadata;
mod page_dates;
mod saved_from;

use crate::{Options, charset, language, plausible, read, text_dump};
use scraper::Html;
use throughline_model::{DateRole, Document, DocumentForm, Problem};

/// Reads one HTML page that is text. `charset` is the one stated outside the page, which counts
/// before the page's own.
pub(crate) fn extract(
    name: &str,
    bytes: &[u8],
    charset: Option<&str>,
    options: &Options,
) -> (Document, Vec<Problem>) {
    let mut document = read::blank_document(DocumentForm::Html, name);
    let (readable, too_large) = read::readable(name, bytes);
    let declared = charset.map(str::to_owned).or_else(|| charset::declared_in_html(readable));
    let charset::Decoded { text: source, mut problems } =
        charset::decode(name, readable, declared.as_deref());
    problems.extend(too_large);
    let source = guard::flatten(&source);

    let page = Html::parse_document(&source);
    let stated = metadata::stated(&page);
    let visible = lines::visible_text(&page);
    let mut paragraphs = body::paragraphs(&source, &page, &visible);
    let frame = text_dump::frame_of_page(&visible, &paragraphs);
    let title = metadata::title(&stated, &page);
    body::drop_title(&mut paragraphs, &title);

    document.title = if title.is_empty() { frame.title } else { title };
    document.source_name = metadata::outlet(&stated, &document.title);
    document.byline = metadata::byline(&stated, &document.source_name).unwrap_or(frame.byline);
    document.url.clone_from(&stated.url);
    document.text = paragraphs.join("\n\n");
    document.margin = frame.margin.join("\n");
    document.lang = language::checked(stated.lang.as_deref(), &document.text);
    document.dates = page_dates::stated(&stated, &page);
    for mut date in frame.dates {
        if date.role == DateRole::Published && plausible::is_another_storys(&date, &document.dates) {
            date.role = DateRole::Other;
        }
        if !document.dates.contains(&date) {
            document.dates.push(date);
        }
    }
    document.dates.extend(page_dates::in_url(&stated.url));
    if let Some(saved) = saved_from::saved_from(&source) {
        document.dates.extend(saved_from::evidence(&saved));
        if document.url.is_empty() {
            document.url = saved.url;
        }
    }
    document.published = plausible::published(name, "", &document.dates, options, &mut problems);
    if document.text.is_empty() {
        problems.push(read::no_main_text(name));
    }
    (document, problems)
}
