//! HTML pages.
//!
//! The main text comes from `trafilatura` with its readability fallback, tuned to precision: of the
//! extractors measured on the article-extraction benchmark it is the best single one (F1 .969;
//! `rust-trafilatura` .960, `rs-trafilatura` .956, `dom_smoothie` .951, `libreadability` .952). For
//! the languages in which the readability family leads (Chinese .912 against .854, Russian .816
//! against .763 on news pages; Greek and Polish likewise) `libreadability` is asked, which
//! `trafilatura` brings along. Metadata is ours: [`metadata`] and [`json_ld`] for what markup
//! states, and the frame reader of text dumps for what readers see.

mod body;
mod guard;
mod json_ld;
mod lines;
mod metadata;
mod page_dates;

use crate::{Options, charset, language, plausible, read, text_dump};
use scraper::Html;
use throughline_model::{DateRole, Document, DocumentForm, Problem};

/// Reads one HTML page. `name` becomes its external id and its capture's locator.
pub fn extract_html(name: &str, bytes: &[u8], options: &Options) -> (Document, Vec<Problem>) {
    let mut document = read::blank_document(DocumentForm::Html, name);
    document.capture_id = read::page_capture(name, bytes, read::HTML_MEDIA_TYPE).id;
    if let Some(problem) = read::no_text_problem(name, bytes) {
        return (document.with_ids(), vec![problem]);
    }
    let (readable, too_large) = read::readable(name, bytes);
    let declared = charset::declared_in_html(readable);
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
    document.published = plausible::published(name, "", &document.dates, options, &mut problems);
    if document.text.is_empty() {
        problems.push(read::no_main_text(name));
    }
    (document.with_ids(), problems)
}
