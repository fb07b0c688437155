//! Plain-text page dumps: an article with the menus, lists, forms and notices that stood around it.
//!
//! No library does this. The steps: undo fixed-width wrapping ([`wrapping`]); cut into lines and see what each is by itself ([`lines`]);
//! score every line by features that know no language ([`features`], [`weights`]); take the runs
//! with the greatest sum ([`segments`]); find headline, author, dates and outlet around them
//! (`frame`, `headline`, `outlet`).

mod features;
mod frame;
mod headline;
mod lines;
mod outlet;
pub(crate) mod segments;
mod weights;
mod wrapping;

pub(crate) use outlet::copyright_holder;

use crate::{Options, charset, dates, language, margin, plausible, read};
use lines::Line;
use std::collections::HashSet;
use throughline_model::{DateEvidence, Document, DocumentForm, Problem};

/// Reads one plain-text dump of a page that is text. `charset` is the one stated outside it.
pub(crate) fn extract(
    name: &str,
    bytes: &[u8],
    charset: Option<&str>,
    options: &Options,
) -> (Document, Vec<Problem>) {
    let mut document = read::blank_document(DocumentForm::TextDump, name);
    let (readable, too_large) = read::readable(name, bytes);
    let charset::Decoded { text, mut problems } = charset::decode(name, readable, charset);
    problems.extend(too_large);
    let text = wrapping::unwrap(&text);
    let lines = lines::lines(&text);
    let mut is_main = main_text(&lines, &features::features(&lines));
    let frame = frame::frame(&lines, &mut is_main);
    let framed: Vec<usize> = frame.margin.iter().chain(&frame.section).copied().collect();
    let paragraphs: Vec<&str> = chosen(&lines, &is_main).map(|line| line.text).collect();

    document.title = frame.title;
    document.byline = frame.byline;
    document.source_name = outlet::outlet(&lines, &is_main, frame.outlet_after_text.as_deref());
    document.text = paragraphs.join("\n\n");
    document.margin = margin_lines(&lines, &is_main, &framed).join("\n");
    language::detect(&document.text).clone_into(&mut document.lang);
    document.dates = frame.dates;
    dates::settle(&mut document.dates, &text, Some(document.lang.as_str()));
    document.published = plausible::published(name, "", &document.dates, options, &mut problems);
    if document.text.is_empty() {
        problems.push(read::no_main_text(name));
    }
    (document, problems)
}

fn chosen<'a, 'b>(lines: &'b [Line<'a>], is_main: &'b [bool]) -> impl Iterator<Item = &'b Line<'a>> {
    lines.iter().zip(is_main).filter(|(_, is_main)| **is_main).map(|(line, _)| line)
}

/// Which lines are main text. A page whose prose is all below the bar gets its best run, so that
/// a short notice is not lost; a page without any sentence gets none.
fn main_text(lines: &[Line<'_>], features: &[[f64; features::COUNT]]) -> Vec<bool> {
    let mut scores = segments::scores(lines, features);
    for _ in 0..8 {
        let mut is_main = segments::main_lines(&scores);
        for (is_main, line) in is_main.iter_mut().zip(lines) {
            *is_main &= !segments::is_dropped(line);
        }
        if is_main.contains(&true) || !lines.iter().any(|line| line.ends_sentence && line.units >= 4.0) {
            return is_main;
        }
        for (score, line) in scores.iter_mut().zip(lines) {
            *score += if segments::is_dropped(line) { 0.0 } else { 0.5 * segments::mass(line.units) };
        }
    }
    vec![false; lines.len()]
}

/// Lines outside the main text that tell of origin, in the page's order, each once.
fn margin_lines<'a>(lines: &[Line<'a>], is_main: &[bool], framed: &[usize]) -> Vec<&'a str> {
    let Some(first) = is_main.iter().position(|is_main| *is_main) else { return Vec::new() };
    let last = is_main.iter().rposition(|is_main| *is_main).unwrap_or(first);
    // Menus far above and footers far below tell of the site, not of the text.
    let near = first.saturating_sub(30)..(last + 16).min(lines.len());
    let mut found: Vec<&str> = Vec::new();
    for index in near {
        let line = &lines[index];
        let tells = framed.contains(&index)
            || line.tells_origin
            || line.is_caption && margin::has_picture_credit(line.text) && margin::names_agency(line.text);
        if !is_main[index] && tells && !found.contains(&line.text) {
            found.push(line.text);
        }
    }
    found
}

/// Whether a line says when or by whom, and nothing else: it belongs to the frame even where it
/// stands at the head of the extracted text.
pub(crate) fn is_frame_line(text: &str) -> bool {
    lines::lines(text).iter().all(|line| {
        line.is_date || line.tells_origin || line.units <= 12.0 && margin::looks_like_byline(line.text)
    })
}

/// What is read around a main text that is known already.
pub(crate) struct PageFrame {
    pub(crate) title: String,
    pub(crate) byline: String,
    pub(crate) dates: Vec<DateEvidence>,
    pub(crate) margin: Vec<String>,
}

/// The lines of an HTML page's visible text: the same rules for what readers see, whether it came
/// as HTML or as text.
pub(crate) struct PageLines<'a> {
    lines: Vec<Line<'a>>,
    features: Vec<[f64; features::COUNT]>,
}

/// Cuts a page's visible text into lines and sees what each is by itself.
pub(crate) fn page_lines(visible: &str) -> PageLines<'_> {
    let lines = lines::lines(visible);
    PageLines { features: features::features(&lines), lines }
}

impl PageLines<'_> {
    /// The lines' numbers in the visible text, ascending; blank lines are left out.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().map(|line| line.number)
    }

    /// Length of each line in words, and whether it is never main text, wherever it stands.
    pub(crate) fn measures(&self) -> impl Iterator<Item = (f64, bool)> {
        self.lines.iter().map(|line| (line.units, segments::is_dropped(line)))
    }

    /// Of each of the first `count` lines of the visible text, whether it has nothing that an insert, a
    /// caption or a line about the text's origin has.
    pub(crate) fn plain(&self, count: usize) -> Vec<bool> {
        let mut plain = vec![false; count];
        for line in self.lines.iter().filter(|line| line.number < count) {
            plain[line.number] = !(line.is_insert || line.is_caption || line.tells_origin);
        }
        plain
    }

    /// What the line classifier sees of each line.
    pub(crate) fn features(&self) -> &[[f64; features::COUNT]] {
        &self.features
    }

    /// The numbers of the main lines, by the rules for text dumps.
    pub(crate) fn main_lines(&self) -> Vec<usize> {
        let is_main = main_text(&self.lines, &self.features);
        chosen(&self.lines, &is_main).map(|line| line.number).collect()
    }

    /// Reads the frame of the page whose main lines have these numbers, in ascending order.
    pub(crate) fn frame(&self, main: &[usize]) -> PageFrame {
        let lines = &self.lines;
        let known: HashSet<&str> =
            self.lines_numbered(main).filter(|line| line.units >= 8.0).map(|line| line.text).collect();
        let is_known =
            |line: &Line<'_>| main.binary_search(&line.number).is_ok() || known.contains(line.text);
        let mut is_main: Vec<bool> = lines.iter().map(is_known).collect();
        let frame = frame::frame(lines, &mut is_main);
        let margin = margin_lines(lines, &is_main, &frame.margin).into_iter().map(str::to_owned).collect();
        PageFrame { title: frame.title, byline: frame.byline, dates: frame.dates, margin }
    }

    fn lines_numbered(&self, numbers: &[usize]) -> impl Iterator<Item = &Line<'_>> {
        self.lines.iter().filter(move |line| numbers.binary_search(&line.number).is_ok())
    }
}

/// The lines of a dump and their features, for fitting the weights (`bench/extract/fit.py`).
#[doc(hidden)]
pub fn line_features(text: &str) -> Vec<(String, bool, Vec<f64>)> {
    let lines = lines::lines(text);
    let features = features::features(&lines);
    let row = |(line, row): (&Line<'_>, [f64; features::COUNT])| {
        (line.text.to_owned(), segments::is_dropped(line), row.to_vec())
    };
    lines.iter().zip(features).map(row).collect()
}
