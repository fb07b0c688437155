//! HTML pages.
//!
//! No extractor is best everywhere, so several that fail on different pages are asked, the cheap ones
//! first ([`body`]): our line classifier for text dumps and our classifier of blocks ([`scorer`]),
//! which read the tree that is there already; where they disagree, readability (`libreadability`,
//! which `trafilatura` brings along, so it costs no further crate); where that disagrees with both,
//! `trafilatura` tuned to precision. They vote on the page's own blocks ([`blocks`]), so the text is
//! always the page's, and every paragraph knows its nodes. F1 on the 181 pages of the
//! article-extraction benchmark, by its own evaluator: `trafilatura` alone .969, here .978 (our two
//! classifiers are fitted to these pages; block by block and cross-validated, .966 where `trafilatura`
//! has .956). On 23 pages in eleven languages that nothing was fitted to (test pages of `newspaper4k`):
//! .964, and .950 before the classifier of blocks; readability alone .952, `trafilatura` .946.
//! Readability is asked for three pages of ten, `trafilatura` for one.
//! Turned down as engines: `rust-trafilatura` (.960) and `rs-trafilatura` (.956) as second ports of
//! the same rules, `dom_smoothie` (.951) as a second readability with a DOM of its own.
//!
//! Metadata is ours: [`metadata`], [`json_ld`], [`links`] and [`page_dates`] for what markup states,
//! [`title`] and [`authors`] for what readers see of headline and author, [`structure`] for the parts
//! and links of the text, and the frame reader of text dumps for the rest of what readers see. [`guard`] keeps hostile pages bounded.

mod authors;
mod blocks;
mod body;
pub(crate) mod fragment;
mod guard;
mod hints;
mod json_ld;
mod links;
mod metadata;
mod page_dates;
mod places;
mod saved_from;
mod scorer;
mod signs;
mod structure;
mod title;
mod votes;
mod weights;

use crate::{Options, charset, dates, language, plausible, read, text_dump};
use scraper::Html;
use throughline_model::{DateRole, Document, DocumentForm, Problem};

/// How many times as long as the text on the page the one in its JSON-LD must be to be taken instead.
const HIDDEN_TEXT: usize = 4;

/// Reads one HTML page that is text. `charset` is the one stated outside the page, which counts
/// before the page's own; `received` is the address it was received from, or empty.
pub(crate) fn extract(
    name: &str,
    bytes: &[u8],
    charset: Option<&str>,
    received: &str,
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
    let stated = metadata::stated(&page, received);
    let found = blocks::blocks(&page);
    let visible = found.visible_text();
    let lines = text_dump::page_lines(&visible);
    // Positions in `found.blocks`, ascending; a block knows the nodes its text came from.
    let mut main = body::main_blocks(&source, &page, &found, &lines);
    let mut frame = lines.frame(&main);
    let places = places::places(&found, &main);
    let title = title::title(&stated, &page, &places);
    body::drop_title(&mut main, &found.blocks, &title);
    let mut paragraphs: Vec<&str> = main.iter().map(|at| found.blocks[*at].text.as_str()).collect();
    // Where scripts write the page, its text may stand in what machines are told, and nowhere else.
    let length = paragraphs.iter().map(|paragraph| paragraph.len()).sum::<usize>();
    if length < stated.json_ld.body.len() / HIDDEN_TEXT {
        main.clear();
        paragraphs = stated.json_ld.body.lines().filter(|line| !line.is_empty()).collect();
    }

    document.title = if title.is_empty() { frame.title } else { title };
    document.source_name = metadata::outlet(&stated, &document.title);
    document.byline =
        authors::byline(&stated, &page, &places, &document.title, &document.source_name, &frame.byline);
    if document.byline.is_empty()
        && let Some(line) = authors::signature(&stated, &places, &main, &frame.byline)
        && !frame.margin.iter().any(|known| known == line)
    {
        frame.margin.push(line.to_owned());
    }
    document.declared_type = metadata::declared_type(&stated);
    document.url.clone_from(&stated.addresses.own);
    document.text = paragraphs.join("\n\n");
    document.margin = frame.margin.join("\n");
    document.passages = structure::passages(&page, &found, &main);
    document.links.clone_from(&stated.addresses.links);
    document.links.extend(structure::links(&page, &found, &main, stated.addresses.base.as_ref()));
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
    let url = if stated.addresses.own.is_empty() { name } else { &stated.addresses.own };
    document.dates.extend(page_dates::in_url(url));
    let shown = page_dates::shown(&page, &document.dates);
    document.dates.extend(shown);
    dates::settle(&mut document.dates, &visible, Some(document.lang.as_str()));
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

/// The blocks of a page with their features, for fitting the weights (`bench/extract/fit_blocks.py`):
/// text, whether it is dropped for certain, the votes of trafilatura and readability, features.
#[doc(hidden)]
pub fn block_features(source: &str) -> Vec<(String, bool, bool, bool, Vec<f64>)> {
    body::features(&guard::flatten(source))
}
