//! PDF files of our own making.

use super::extract;
use crate::Options;
use throughline_model::{Document, PassageKind, Problem, ProblemKind};

/// A page: text at places, each with its size.
type Page<'a> = &'a [(f32, f32, f32, &'a str)];

/// A PDF file in Helvetica, without compression.
fn pdf(pages: &[Page<'_>], info: &str) -> Vec<u8> {
    let mut objects: Vec<String> = vec!["<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>".into()];
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 5 + 2 * at)).collect();
    objects.push(format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")));
    let widths = vec!["500"; 224].join(" ");
    objects.push(format!(
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[{widths}]>>"
    ));
    objects.push(format!("<<{info}>>"));
    for (at, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>",
            6 + 2 * at
        ));
        let place = |(x, y, size, words): &(f32, f32, f32, &str)| {
            format!("BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n")
        };
        let drawing: String = page.iter().map(place).collect();
        objects.push(format!("<</Length {}>>stream\n{drawing}\nendstream", drawing.len()));
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let trailer =
        format!("trailer<</Size {}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.extend(trailer.bytes());
    file
}

fn read(bytes: &[u8]) -> (Document, Vec<Problem>) {
    extract("a.pdf", bytes, &Options::default())
}

const INFO: &str = "/Title(Microsoft Word - a.doc)/Author(Ada Roe)/CreationDate(D:20210602094700+08'00')";

#[test]
fn marks_within_each_other_without_end_are_a_problem() {
    let marks = |count: usize, end: &str| ["ET/S<</ActualText(a)>>BDC BT", end].concat().repeat(count);
    let many = format!("many) Tj {}(pieces", marks(1001, ""));
    let (_, problems) = read(&pdf(&[&[(50.0, 700.0, 11.0, &many)]], INFO));
    assert_eq!(problems[0].kind, ProblemKind::TooLarge, "{problems:?}");
    let closed = format!("many) Tj {}(pieces", marks(1001, " EMC "));
    let (_, problems) = read(&pdf(&[&[(50.0, 700.0, 11.0, &closed)]], INFO));
    assert!(problems.iter().all(|problem| problem.kind != ProblemKind::TooLarge), "{problems:?}");
}

#[test]
fn lines_become_paragraphs_and_pages_keep_their_places() {
    let head = (50.0, 770.0, 8.0, "Harbor Report 2021");
    let one: Page<'_> = &[
        head,
        (50.0, 720.0, 24.0, "The bell stays"),
        (50.0, 680.0, 11.0, "The harbor board met on Monday evening and decided that the old har-"),
        (50.0, 667.0, 11.0, "bor bell stays in its tower, and that the long-standing rules of the"),
        (50.0, 654.0, 11.0, "tower apply."),
        (50.0, 620.0, 11.0, "A second paragraph begins on this page and goes on to the next page of"),
        (290.0, 30.0, 8.0, "1"),
    ];
    let two: Page<'_> = &[
        head,
        (50.0, 720.0, 11.0, "the report, where it ends."),
        (50.0, 690.0, 11.0, "The clerk signed the minutes of the meeting on the next morning in town."),
        (290.0, 30.0, 8.0, "2"),
    ];
    let three: Page<'_> = &[
        head,
        (50.0, 720.0, 11.0, "An annex lists the costs of the work on the tower and its roof."),
        (290.0, 30.0, 8.0, "3"),
    ];
    let (document, problems) = read(&pdf(&[one, two, three], INFO));
    assert_eq!(problems, []);
    assert_eq!(document.title, "The bell stays");
    assert_eq!(
        document.text.split("\n\n").collect::<Vec<_>>(),
        [
            "The harbor board met on Monday evening and decided that the old harbor bell stays in its tower, and that the \
             long-standing rules of the tower apply.",
            "A second paragraph begins on this page and goes on to the next page of the report, where it ends.",
            "The clerk signed the minutes of the meeting on the next morning in town.",
            "An annex lists the costs of the work on the tower and its roof.",
        ]
    );
    let pages: Vec<(Option<u32>, &str)> = document
        .passages
        .iter()
        .filter(|passage| passage.kind == PassageKind::Page)
        .map(|passage| (passage.page, &document.text[passage.span.range()]))
        .collect();
    assert_eq!(pages.iter().map(|(page, _)| *page).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert!(pages[0].1.ends_with("to the next page of"), "{}", pages[0].1);
    assert!(pages[1].1.starts_with("the report"), "{}", pages[1].1);
    assert_eq!((document.byline.as_str(), document.lang.as_str()), ("Ada Roe", "en-GB"));
    assert_eq!(document.published, None);
    assert_eq!(document.dates[0].interval.unwrap().display(), "2021-06-02 01:47:00 UTC");
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut page: Vec<(f32, f32, f32, &str)> = Vec::new();
    for line in 0..24_u16 {
        let y = 700.0 - f32::from(line) * 14.0;
        page.push((50.0, y, 10.0, "left column words go down here in lines"));
        page.push((320.0, y, 10.0, "right column words go down here in lines"));
    }
    let (document, _) = read(&pdf(&[&page], ""));
    let (left, right) =
        (document.text.rfind("left column").unwrap(), document.text.find("right column").unwrap());
    assert!(left < right, "{}", document.text);
}

#[test]
fn a_file_without_text_says_what_to_do() {
    let (document, problems) = read(&pdf(&[&[], &[]], ""));
    assert!(document.text.is_empty());
    assert_eq!(problems[0].kind, ProblemKind::NoMainText);
    assert!(problems[0].remedy.contains("OCR"), "{}", problems[0].remedy);
}

#[test]
fn a_lost_table_of_places_is_mended() {
    let whole = pdf(&[&[(50.0, 700.0, 11.0, "The bell stays in its tower for good.")]], "");
    let end = whole.windows(4).position(|window| window == b"xref").unwrap();
    let (document, _) = read(&whole[..end]);
    assert_eq!(document.text, "The bell stays in its tower for good.");
    let (document, problems) = read(b"%PDF-1.7\nnothing else");
    assert!(document.text.is_empty() && problems[0].kind == ProblemKind::Unreadable, "{problems:?}");
}

#[test]
fn protected_files_are_told() {
    let whole = pdf(&[&[(50.0, 700.0, 11.0, "The bell stays.")]], "");
    let text = String::from_utf8(whole).unwrap();
    let locked = text.replace(
        "/Info 4 0 R>>",
        "/Info 4 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O(12345678901234567890123456789012)/U(12345678901234567890123456789012)>>>>",
    );
    let (document, problems) = read(locked.as_bytes());
    assert!(document.text.is_empty());
    assert!(
        problems[0].message.contains("password") || problems[0].message.contains("encrypted"),
        "{problems:?}"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn cut_and_damaged_files_do_not_panic(cut in 0_usize..2_000, at in 0_usize..2_000, byte in proptest::num::u8::ANY) {
        let mut whole = pdf(&[&[(50.0, 700.0, 11.0, "The bell stays in its tower.")], &[(50.0, 700.0, 11.0, "It rings.")]], INFO);
        let place = at % whole.len();
        whole[place] = byte;
        let end = whole.len() - cut.min(whole.len());
        for bytes in [&whole[..], &whole[..end]] {
            let (document, _) = read(bytes);
            for passage in &document.passages {
                proptest::prop_assert!(document.text.get(passage.span.range()).is_some());
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        read(&bytes);
        read(&[b"%PDF-1.7\n".as_slice(), &bytes].concat());
    }
}
