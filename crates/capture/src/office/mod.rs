//! Word processors' documents: DOCX (Office Open XML) and ODT (OpenDocument).
//!
//! Both are ZIP packages of XML parts. `rawzip` opens the package, `quick-xml` the parts; it resolves no
//! external entities, and neither do we. What the text is made of is ours ([`docx`], [`odt`]): text
//! taken out under tracked changes stays out, comments, headers and footers too, and notes follow the
//! text in the order of their marks.

mod docx;
mod odt;
mod package;
mod parts;

use crate::running_text::RunningText;
use crate::{Options, dates, language, plausible, read, transcript};
use throughline_model::{
    DateEvidence, DateKind, DateRole, Document, DocumentForm, PassageKind, Problem, ProblemKind,
};

pub(crate) use package::{is_office_package, is_old_office};

/// What a file says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Properties {
    title: String,
    author: String,
    lang: String,
    created: String,
    modified: String,
}

/// One paragraph, heading, list item or table row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    words: String,
    kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Title,
    Heading(u8),
    ListItem(u8),
    Paragraph,
}

/// Reads one DOCX or ODT file.
pub(crate) fn extract(name: &str, bytes: &[u8], options: &Options) -> (Document, Vec<Problem>) {
    let mut document = read::blank_document(DocumentForm::Office, name);
    let mut problems = Vec::new();
    match package::open(bytes).and_then(|package| {
        if package.has(odt::CONTENT) { odt::read(&package) } else { docx::read(&package) }
    }) {
        Ok((blocks, properties, damage)) => {
            problems.extend(damage.map(|what| problem(name, ProblemKind::Malformed, &what)));
            fill(&mut document, blocks, properties);
            document.published = plausible::published(name, "", &document.dates, options, &mut problems);
            if document.text.is_empty() {
                problems.push(read::no_main_text(name));
            }
        }
        Err(what) => problems.push(problem(name, ProblemKind::Unreadable, &what)),
    }
    (document, problems)
}

fn problem(name: &str, kind: ProblemKind, what: &str) -> Problem {
    Problem::new(
        name,
        "",
        kind,
        what,
        "open it in a word processor, save it as DOCX or ODT, and add it again",
    )
}

fn fill(document: &mut Document, blocks: Vec<Block>, properties: Properties) {
    let mut running = RunningText::default();
    let opening = blocks.iter().position(|block| block.kind == BlockKind::Title);
    let heading = blocks.first().filter(|block| matches!(block.kind, BlockKind::Heading(1))).map(|_| 0);
    let title_at = opening.filter(|at| *at < 10).or(heading);
    for (at, block) in blocks.iter().enumerate() {
        match block.kind {
            _ if Some(at) == title_at => document.title.clone_from(&block.words),
            BlockKind::Title => running.push_marked(&block.words, PassageKind::Heading, 1),
            BlockKind::Heading(level) => running.push_marked(&block.words, PassageKind::Heading, level),
            BlockKind::ListItem(level) => running.push_marked(&block.words, PassageKind::ListItem, level),
            BlockKind::Paragraph => {
                running.push(&block.words);
            }
        }
    }
    if document.title.is_empty() && !looks_like_file_name(&properties.title) {
        document.title = properties.title;
    }
    document.byline = properties.author;
    document.passages = running.passages;
    document.passages.extend(transcript::turns(&running.text));
    document.passages.sort_by_key(|passage| (passage.span.begin, u32::MAX - passage.span.end));
    document.text = running.text;
    document.lang = language::checked(Some(properties.lang.as_str()), &document.text);
    document.dates =
        [properties.created, properties.modified].into_iter().filter_map(|raw| own_date(&raw)).collect();
}

/// The words of a table's row, cells apart by tabs, empty cells at its end left out.
fn row_words(mut cells: Vec<String>) -> String {
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells.join("\t").trim_start_matches('\t').to_owned()
}

/// A date of a file's own properties. When a text was typed is no date of publication: templates
/// are years old, and programs write the day of conversion.
pub(crate) fn own_date(raw: &str) -> Option<DateEvidence> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let interval = dates::parse(raw);
    Some(DateEvidence { kind: DateKind::Header, role: DateRole::Other, raw: raw.to_owned(), interval })
}

/// Titles that programs fill in: "Microsoft Word - draft.doc", "untitled".
pub(crate) fn looks_like_file_name(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let ends_like_file =
        [".doc", ".docx", ".odt", ".pdf", ".rtf", ".indd", ".tmp", ".txt", ".html", ".ppt", ".pptx", ".xls"]
            .iter()
            .any(|end| lower.ends_with(end));
    ends_like_file
        || lower.starts_with("microsoft word - ")
        || matches!(
            lower.as_str(),
            "" | "untitled" | "title" | "document" | "document1" | "без названия" | "无标题" | "(anonymous)"
        )
}

#[cfg(test)]
mod tests {
    use super::extract;
    use crate::Options;
    use std::io::Write as _;
    use throughline_model::{Document, PassageKind, Problem, ProblemKind};

    pub(super) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = rawzip::ZipArchiveWriter::new(Vec::new());
        for (name, part) in parts {
            let method = rawzip::CompressionMethod::DEFLATE;
            let (mut entry, config) = writer.new_file(name).compression_method(method).start().unwrap();
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut content = config.wrap(encoder);
            content.write_all(part.as_bytes()).unwrap();
            let (encoder, descriptor) = content.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read(parts: &[(&str, &str)]) -> (Document, Vec<Problem>) {
        extract("a.docx", &packed(parts), &Options::default())
    }

    const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:styleId="a"><w:name w:val="heading 2"/></w:style>
        <w:style w:styleId="b"><w:basedOn w:val="a"/><w:name w:val="Mine"/></w:style>
        <w:style w:styleId="Titel"><w:name w:val="Title"/></w:style></w:styles>"#;

    #[test]
    fn a_docx_is_read_as_it_would_be_printed() {
        let body = r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr><w:r><w:t>Портовый колокол</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">The board </w:t></w:r><w:del><w:r><w:delText>lost</w:delText><w:t>lost </w:t></w:r></w:del>
              <w:ins><w:r><w:t>kept</w:t></w:r></w:ins><w:r><w:t> the R&amp;D bell.</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>
              <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>
            <w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>Costs</w:t></w:r></w:p>
            <w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>五月</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Rope</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p></w:tc></w:tr>
              <w:tr><w:tc><w:p><w:r><w:t>Oil</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>
            </w:body></w:document>"#;
        let notes = r#"<w:footnotes xmlns:w="w"><w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>
            <w:footnote w:id="7"><w:p><w:r><w:t>Cast in 1880.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
        let core = r#"<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>Microsoft Word - a.doc</dc:title>
            <dc:creator>Ada Roe</dc:creator><dcterms:created>2021-06-02T09:00:00Z</dcterms:created></cp:coreProperties>"#;
        let (document, problems) = read(&[
            ("[Content_Types].xml", "<Types/>"),
            ("word/document.xml", body),
            ("word/styles.xml", STYLES),
            ("word/footnotes.xml", notes),
            ("docProps/core.xml", core),
        ]);
        assert_eq!(problems, []);
        assert_eq!(document.title, "Портовый колокол");
        assert_eq!(document.byline, "Ada Roe");
        assert_eq!(
            document.text,
            "The board kept the R&D bell.\n\nCosts\n\n五月\n\nRope\t5\n\nOil\n\nCast in 1880."
        );
        let marked: Vec<_> = document
            .passages
            .iter()
            .map(|passage| (passage.kind, passage.level, &document.text[passage.span.range()]))
            .collect();
        assert_eq!(marked, [(PassageKind::Heading, 2, "Costs"), (PassageKind::ListItem, 2, "五月")]);
        assert_eq!(document.published, None);
        assert_eq!(document.dates[0].raw, "2021-06-02T09:00:00Z");
        assert!(document.dates[0].interval.is_some());
    }

    #[test]
    fn an_odt_is_read_likewise() {
        let content = r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="tb"><office:body><office:text>
            <text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
            <text:h text:outline-level="2">Kosten</text:h>
            <text:p>The<text:s text:c="2"/>bell<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Cast in 1880.</text:p></text:note-body></text:note>
              stays<office:annotation><text:p>really?</text:p></office:annotation>.</text:p>
            <text:list><text:list-item><text:p>Rope</text:p><text:list><text:list-item><text:p>Oil</text:p></text:list-item></text:list></text:list-item></text:list>
            <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>
            </office:text></office:body></office:document-content>"#;
        let meta = r#"<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d"><office:meta><dc:title>Harbor</dc:title>
            <meta:initial-creator>Ada Roe</meta:initial-creator><meta:creation-date>2020-01-02T03:04:05</meta:creation-date></office:meta></office:document-meta>"#;
        let (document, problems) = read(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", content),
            ("meta.xml", meta),
        ]);
        assert_eq!(problems, []);
        assert_eq!(document.text, "Kosten\n\nThe bell stays.\n\nRope\n\nOil\n\na\tb\n\nCast in 1880.");
        assert_eq!((document.title.as_str(), document.byline.as_str()), ("Harbor", "Ada Roe"));
        let levels: Vec<_> = document.passages.iter().map(|passage| (passage.kind, passage.level)).collect();
        assert_eq!(
            levels,
            [(PassageKind::Heading, 2), (PassageKind::ListItem, 1), (PassageKind::ListItem, 2)]
        );
    }

    #[test]
    fn broken_and_hostile_packages_are_problems() {
        let whole = packed(&[("word/document.xml", "<w:document><w:p><w:t>words</w:t></w:p></w:document>")]);
        let broken = &whole[..whole.len() / 2];
        assert_eq!(extract("a.docx", broken, &Options::default()).1[0].kind, ProblemKind::Unreadable);
        let (document, problems) = read(&[(
            "word/document.xml",
            "<w:document><w:body><w:p><w:r><w:t>kept words</w:t></w:r></w:p><w:p><w:r",
        )]);
        assert_eq!(document.text, "kept words");
        assert_eq!(problems[0].kind, ProblemKind::Malformed);
        let bomb = format!("<w:document><w:p><w:t>{}</w:t></w:p></w:document>", "a".repeat(80 << 20));
        let (_, problems) = read(&[("word/document.xml", &bomb)]);
        assert!(!problems.is_empty());
        let entities = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY y \"yyyy\">]><w:document><w:p><w:r><w:t>a &x;&y; b</w:t></w:r></w:p></w:document>";
        assert_eq!(read(&[("word/document.xml", entities)]).0.text, "a b");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), cut in 0_usize..600) {
            extract("a.docx", &bytes, &Options::default());
            let mut whole = packed(&[("word/document.xml", "<w:document><w:p><w:t>words</w:t></w:p></w:document>")]);
            whole.truncate(cut);
            extract("a.docx", &whole, &Options::default());
        }

        #[test]
        fn no_xml_panics(parts in proptest::collection::vec(proptest::sample::select(vec!["<w:p>", "</w:p>", "<w:t>", "</w:t>",
            "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "words", "&amp;", "&#0;", "<w:del>", "</w:del>",
            "<text:note>", "</text:note>", "<text:p>", "</text:p>", "<text:list>", "</text:list>", "<", "<![CDATA[", "]]>"]), 0..40)) {
            let part = parts.concat();
            read(&[("word/document.xml", &part)]);
            read(&[("content.xml", &part)]);
        }
    }
}
