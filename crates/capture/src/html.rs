//! HTML pages.

use crate::{Options, charset, language, read};
use throughline_model::{Document, DocumentForm, Problem};

/// Reads one HTML page. `name` becomes its external id and its capture's locator.
pub fn extract_html(name: &str, bytes: &[u8], _options: &Options) -> (Document, Vec<Problem>) {
    let decoded = charset::decode(name, bytes, None);
    let mut document = read::blank_document(DocumentForm::Html, name);
    document.capture_id = read::page_capture(name, bytes, "text/html").id;
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true);
    if let Ok(result) = trafilatura::extract(&decoded.text, &options) {
        document.title = result.metadata.title;
        document.text = result.content_text.replace('\n', "\n\n");
    }
    document.lang = language::detect(&document.text).into();
    (document.with_ids(), decoded.problems)
}
