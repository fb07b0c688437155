//! PDF files.
//!
//! `pdfboss` reads the file and lays out its pages: columns in reading order, right-to-left lines in
//! logical order, headings, lists and tables. Lines become paragraphs here ([`paragraphs`]): words cut
//! by hyphens are put together, running heads and page numbers are left out ([`margins`]), letters in
//! presentation forms become letters ([`letters`]).
//!
//! F1 of words and of runs of five words on five made files (ar, el, en, ru, zh; `tests/papers.rs`):
//! here .999/.994, 1.000/1.000, 1.000/1.000, .999/.996, 1.000/1.000; `pdf_oxide` 0.3.78 .901/.486,
//! 1.000/1.000, 1.000/1.000, 1.000/1.000, .997/.952; `pdfboss` without what is added here .900/.579,
//! 1.000/1.000, 1.000/1.000, 1.000/1.000, .998/.954. `pdf_oxide` was turned down for that and for its
//! weight: 450,000 lines and some 150 crates, image and font writers among them.
//!
//! A PDF file is untrusted. Pages, their instructions and the text are bounded, and what the crate
//! panics on is a problem.

mod letters;
mod margins;
mod paragraphs;

use crate::office::{looks_like_file_name, own_date};
use crate::{Options, language, plausible, read, transcript};
use pdfboss_core::Document as Pdf;
use pdfboss_output::{FontCache, LayoutOptions, PageLayout, ReadingOrder, Ruling, TextSpan};
use std::panic::{AssertUnwindSafe, catch_unwind};
use throughline_model::{Document, DocumentForm, Passage, Problem, ProblemKind};

/// Pages that are read of one file; the longest reports have a third.
const MOST_PAGES: usize = 5_000;
/// Pages that are laid out together: headings and running heads are told from each other's sizes and
/// places, and each letter takes half a kilobyte meanwhile.
const PAGES_AT_ONCE: usize = 40;
/// Bytes of drawing instructions of one page; what has more is a map or a bomb.
const MOST_INSTRUCTIONS: usize = 8 << 20;
/// Marked parts of a page within each other; the reader looks at all that are open for each piece of
/// text. Tagged files have ten.
const DEEPEST_MARKS: usize = 1000;
/// Separately placed pieces of text of one page.
const MOST_PIECES: usize = 200_000;
/// Bytes of text of one file.
const MOST_TEXT: usize = 16 << 20;

/// What a file gave.
#[derive(Default)]
struct Contents {
    title: String,
    author: String,
    lang: String,
    dates: Vec<String>,
    text: String,
    passages: Vec<Passage>,
    headline: String,
    page_count: usize,
    pages_without_text: usize,
    troubles: Vec<(String, ProblemKind, String)>,
}

/// Reads one PDF file.
pub(crate) fn extract(name: &str, bytes: &[u8], options: &Options) -> (Document, Vec<Problem>) {
    let mut document = read::blank_document(DocumentForm::Pdf, name);
    let outcome = catch_unwind(AssertUnwindSafe(|| read_file(bytes)));
    let contents = match outcome {
        Ok(Ok(contents)) => contents,
        Ok(Err(problem)) => return (document, vec![with_name(name, problem)]),
        Err(_) => {
            let message = "the file is built in a way that cannot be read".to_owned();
            return (document, vec![with_name(name, (String::new(), ProblemKind::Unreadable, message))]);
        }
    };
    let mut problems: Vec<Problem> =
        contents.troubles.into_iter().map(|trouble| with_name(name, trouble)).collect();
    document.title = match contents.headline {
        headline if !headline.is_empty() => headline,
        _ if looks_like_file_name(&contents.title) => String::new(),
        _ => letters::plain(&contents.title),
    };
    document.byline = letters::plain(&contents.author);
    document.lang =
        language::checked(Some(contents.lang.as_str()).filter(|lang| !lang.is_empty()), &contents.text);
    document.dates = contents.dates.iter().filter_map(|raw| date(raw)).collect();
    document.published = plausible::published(name, "", &document.dates, options, &mut problems);
    document.passages = contents.passages;
    document.passages.extend(transcript::turns(&contents.text));
    document.passages.sort_by_key(|passage| (passage.span.begin, u32::MAX - passage.span.end));
    document.text = contents.text;
    if contents.pages_without_text > 0
        && (document.text.is_empty() || contents.pages_without_text * 5 >= contents.page_count)
    {
        problems.push(Problem::new(
            name,
            "",
            ProblemKind::NoMainText,
            format!(
                "{} of {} pages hold no text, only pictures of it or nothing",
                contents.pages_without_text, contents.page_count
            ),
            "run text recognition (OCR) over the file, and add the result",
        ));
    }
    (document, problems)
}

fn with_name(name: &str, (place, kind, message): (String, ProblemKind, String)) -> Problem {
    let remedy = match kind {
        ProblemKind::TooLarge => "split the file",
        _ => "open it in a PDF reader, print it to a new PDF file, and add that",
    };
    Problem::new(name, place, kind, message, remedy)
}

/// A date of the file's properties, "D:20210602094700+08'00'", as evidence.
fn date(raw: &str) -> Option<throughline_model::DateEvidence> {
    let parsed = pdfboss_core::Date::parse_pdf(raw).map(pdfboss_core::Date::to_iso8601);
    let mut evidence = own_date(parsed.as_deref().unwrap_or(raw))?;
    raw.trim().clone_into(&mut evidence.raw);
    Some(evidence)
}

fn read_file(bytes: &[u8]) -> Result<Contents, (String, ProblemKind, String)> {
    let unreadable = |message: String| (String::new(), ProblemKind::Unreadable, message);
    // Something may stand before the mark, such as a mail's or a server's lines.
    let pdf = Pdf::load(bytes.to_vec())
        .map_err(|error| unreadable(format!("the PDF file cannot be read: {error}")))?;
    if pdf.is_locked() {
        return Err(unreadable("the PDF file is protected by a password".to_owned()));
    }
    let properties = pdf.metadata();
    let mut contents = Contents {
        title: properties.title.unwrap_or_default(),
        author: properties.author.unwrap_or_default(),
        lang: pdf.language().unwrap_or_default(),
        dates: [properties.creation_date, properties.mod_date].into_iter().flatten().collect(),
        page_count: pdf.page_count(),
        ..Contents::default()
    };
    if contents.page_count == 0 {
        return Err(unreadable("the PDF file has no pages that can be read".to_owned()));
    }
    if contents.page_count > MOST_PAGES {
        let message = format!("{} pages; text was read from the first {MOST_PAGES}", contents.page_count);
        contents.troubles.push((String::new(), ProblemKind::TooLarge, message));
    }
    let pages = pages(&pdf, &mut contents);
    let finished = paragraphs::assemble(pages);
    contents.headline = finished.headline;
    contents.text = finished.running.text;
    contents.passages = finished.running.passages;
    Ok(contents)
}

/// The pages as laid-out blocks, each with its number from 1, without running heads.
fn pages(pdf: &Pdf, contents: &mut Contents) -> Vec<(u32, PageLayout)> {
    let fonts = FontCache::default();
    let last = contents.page_count.min(MOST_PAGES);
    let mut laid_out = Vec::new();
    let (mut unread, mut text_bytes, mut start) = (0_usize, 0_usize, 0);
    while start < last {
        let end = (start + PAGES_AT_ONCE).min(last);
        let mut numbers = Vec::new();
        let mut placed: Vec<(Vec<TextSpan>, Vec<Ruling>, ReadingOrder)> = Vec::new();
        for index in start..end {
            let place = format!("page {}", index + 1);
            let page = match pdf.page(index) {
                Ok(page) => page,
                Err(error) => {
                    contents.troubles.push((
                        place,
                        ProblemKind::Malformed,
                        format!("the page cannot be read: {error}"),
                    ));
                    continue;
                }
            };
            if let Ok(instructions) = page.content(pdf)
                && let Some(what) = excess(&instructions)
            {
                let message = format!("{what}; the page was left out");
                contents.troubles.push((place, ProblemKind::TooLarge, message));
                continue;
            }
            let read = pdfboss_text::extract_spans_and_rulings_reporting_cached(
                pdf,
                &page,
                &fonts,
                ReadingOrder::Content,
            );
            let Ok((mut spans, mut rulings, report)) = read else {
                unread += 1;
                continue;
            };
            unread += report.skipped.len();
            pdfboss_output::retain_spans_on_page(&mut spans, &page);
            pdfboss_output::retain_rulings_on_page(&mut rulings, &page);
            spans.retain(|span| !is_page_furniture(span));
            if spans.len() > MOST_PIECES {
                let message = format!("more than {MOST_PIECES} pieces of text; the page was left out");
                contents.troubles.push((place, ProblemKind::TooLarge, message));
                continue;
            }
            contents.pages_without_text += usize::from(spans.iter().all(|span| span.text.trim().is_empty()));
            letters::order_ligatures(&mut spans);
            text_bytes += spans.iter().map(|span| span.text.len()).sum::<usize>();
            numbers.push(index as u32 + 1);
            placed.push((spans, rulings, ReadingOrder::Content));
        }
        let layouts = pdfboss_output::document_layout_opts(&placed, &LayoutOptions::default());
        laid_out.extend(numbers.into_iter().zip(layouts));
        if text_bytes > MOST_TEXT {
            let message =
                format!("more than {MOST_TEXT} bytes of text; text was read from the first {end} pages");
            contents.troubles.push((String::new(), ProblemKind::TooLarge, message));
            break;
        }
        start = end;
    }
    if unread > 0 {
        let message = format!("{unread} pieces of the pages cannot be read and may hold text");
        contents.troubles.push((String::new(), ProblemKind::Malformed, message));
    }
    margins::without_running_lines(laid_out)
}

/// What a page has too much of to be read.
fn excess(instructions: &[u8]) -> Option<String> {
    if instructions.len() > MOST_INSTRUCTIONS {
        return Some(format!("more than {MOST_INSTRUCTIONS} bytes of drawing"));
    }
    let (mut open, mut deepest) = (0_usize, 0);
    for word in instructions.split(|byte| byte.is_ascii_whitespace() || b"/<>[]()".contains(byte)) {
        match word {
            b"BDC" | b"BMC" => open += 1,
            b"EMC" => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    (deepest > DEEPEST_MARKS).then(|| format!("more than {DEEPEST_MARKS} marked parts within each other"))
}

/// Whether the file itself says that text is a running head, foot or page number.
fn is_page_furniture(span: &TextSpan) -> bool {
    span.artifact.as_ref().is_some_and(|artifact| artifact.kind == pdfboss_text::ArtifactKind::Pagination)
}

#[cfg(test)]
mod tests;
