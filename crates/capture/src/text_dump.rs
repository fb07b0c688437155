//! Plain-text page dumps.

use crate::{Options, charset, language, read};
use throughline_model::{Document, DocumentForm, Problem};

/// Reads one plain-text dump of a page. `name` becomes its external id and its capture's locator.
pub fn extract_text_dump(name: &str, bytes: &[u8], _options: &Options) -> (Document, Vec<Problem>) {
    let decoded = charset::decode(name, bytes, None);
    let mut document = read::blank_document(DocumentForm::TextDump, name);
    document.capture_id = read::page_capture(name, bytes, "text/plain").id;
    document.text = decoded.text.into_owned();
    document.lang = language::detect(&document.text).into();
    (document.with_ids(), decoded.problems)
}
