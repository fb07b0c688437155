//! Bad input is data: each kind gives a problem row or the right result, never a panic.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use throughline_capture::{Options, Received, extract_html, extract_text_dump, read};
use throughline_model::{Problem, ProblemKind, TimeInterval};

fn read_all(name: &str, input: &[u8], options: &Options) -> (Vec<Received>, Vec<Problem>) {
    read_from(name, Cursor::new(input), options)
}

fn read_from(name: &str, input: impl Read + Seek, options: &Options) -> (Vec<Received>, Vec<Problem>) {
    let mut received = Vec::new();
    let problems = read(name, input, options, &mut |one| {
        received.push(one);
        ControlFlow::Continue(())
    });
    (received, problems)
}

/// A page that never ends.
struct Endless;
impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(b'x');
        Ok(buffer.len())
    }
}
impl Seek for Endless {
    fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
        Ok(0)
    }
}

fn kinds(problems: &[Problem]) -> Vec<ProblemKind> {
    problems.iter().map(|problem| problem.kind).collect()
}

fn record(id: &str) -> String {
    format!("{{\"id\": \"{id}\", \"text\": \"words of {id}\"}}\n")
}

const ARTICLE: &str = "<p>The ferry office said on Tuesday that boats would leave the north pier every hour, and that \
    the old timetable would hang beside the new one until everybody had got used to it.</p><p>Passengers who asked why \
    were told that the tide had been measured again, and that the tide had won.</p>";

#[test]
fn empty_files_are_problems() {
    for name in ["a.html", "a.txt", "a.jsonl", "a"] {
        for bytes in [&b""[..], b" \r\n\t\n"] {
            let (received, problems) = read_all(name, bytes, &Options::default());
            assert!(received.is_empty(), "{name}");
            assert_eq!(kinds(&problems), [ProblemKind::Empty], "{name}");
        }
    }
}

#[test]
fn a_binary_named_html_is_a_problem() {
    let noise: Vec<u8> =
        (0..20_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let cases = [
        (b"\x89PNG\r\n\x1a\n....".to_vec(), ProblemKind::NotText),
        (b"%PDF-1.7\n%...".to_vec(), ProblemKind::Unreadable),
        (noise, ProblemKind::NotText),
    ];
    for (bytes, kind) in cases {
        let (received, problems) = read_all("picture.html", &bytes[..], &Options::default());
        assert!(received.is_empty());
        assert_eq!(kinds(&problems), [kind]);
    }
}

#[test]
fn a_line_beyond_the_limit_is_skipped_and_the_rest_is_read() {
    let options = Options { max_line_bytes: 1000, ..Options::default() };
    let input = format!("{}{}\n{}", record("a"), "x".repeat(5_000_000), record("b"));
    let (received, problems) = read_all("long.jsonl", input.as_bytes(), &options);
    assert_eq!(received.len(), 2);
    assert_eq!(kinds(&problems), [ProblemKind::TooLarge]);
    assert_eq!(problems[0].place, "line 2");
    assert!(problems[0].message.contains("5000000"));
}

#[test]
fn a_record_of_exactly_the_limit_is_read() {
    let line = record("a");
    let options = Options { max_line_bytes: line.len() - 1, ..Options::default() };
    let (received, problems) = read_all("edge.jsonl", line.as_bytes(), &options);
    assert_eq!((received.len(), problems.len()), (1, 0));
}

#[test]
fn a_page_beyond_the_limit_is_a_problem() {
    let options = Options { max_file_bytes: 1000, ..Options::default() };
    let (received, problems) = read_from("huge.html", Endless, &options);
    assert!(received.is_empty());
    assert_eq!(kinds(&problems), [ProblemKind::TooLarge]);
}

#[test]
fn one_endless_line_of_a_page_is_read_in_bounded_time() {
    let bytes = "word ".repeat(6 << 20).into_bytes();
    for name in ["line.txt", "line.html"] {
        let (received, problems) = read_all(name, &bytes[..], &Options::default());
        assert_eq!((received.len(), problems.len()), (1, 0));
        assert!(kinds(&received[0].problems).contains(&ProblemKind::TooLarge), "{name}");
        assert_eq!(received[0].bytes.len(), bytes.len());
    }
}

#[test]
fn invalid_utf_8_is_replaced_and_reported() {
    let article = ARTICLE.replace(" that", " — that");
    let mut page =
        format!("<html><head><meta charset=utf-8></head><body><article>{article}</article></body>")
            .into_bytes();
    let at = page.windows(5).position(|window| window == b"ferry").unwrap();
    page[at] = 0xFF;
    let (document, problems) = extract_html("a.html", &page, &Options::default());
    assert_eq!(kinds(&problems), [ProblemKind::InvalidCharset]);
    assert_eq!(problems[0].place, format!("byte {at}"));
    assert!(document.text.contains("\u{FFFD}erry office"), "{}", document.text);
}

#[test]
fn a_wrong_charset_label_is_reported_and_the_text_is_right() {
    let russian = "Пресс-служба порта сообщила во вторник, что паром будет ходить каждый час, а старое расписание повисит рядом с новым, пока все не привыкнут.";
    let page = |label: &str| {
        format!(
            "<html><head><meta charset='{label}'></head><body><article><p>{russian}</p><p>{russian}</p></article></body></html>"
        )
    };
    let (document, problems) =
        extract_html("utf8.html", page("windows-1251").as_bytes(), &Options::default());
    assert_eq!(kinds(&problems), [ProblemKind::WrongCharset]);
    assert!(document.text.contains("сообщила во вторник"));

    let (windows_1251, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    for label in ["utf-8", "iso-8859-1"] {
        let mut bytes = format!("<html><head><meta charset={label}></head><body><article><p>").into_bytes();
        bytes.extend_from_slice(&windows_1251);
        bytes.extend_from_slice(b"</p><p>");
        bytes.extend_from_slice(&windows_1251);
        bytes.extend_from_slice(b"</p></article></body></html>");
        let (document, problems) = extract_html("1251.html", &bytes, &Options::default());
        assert_eq!(kinds(&problems), [ProblemKind::WrongCharset], "{label}");
        assert!(document.text.contains("сообщила во вторник"), "{label}: {}", document.text);
    }
}

#[test]
fn charsets_without_a_label_are_detected() {
    let texts = [
        (
            encoding_rs::GB18030,
            "渡轮公司星期二表示，船只将每小时从北码头出发一次，旧时刻表会挂在新时刻表旁边，直到大家都习惯为止。问起原因的乘客得到的答复是：潮水又量了一遍。",
        ),
        (
            encoding_rs::KOI8_R,
            "Пресс-служба порта сообщила во вторник, что паром будет ходить каждый час, а старое расписание повисит рядом с новым.",
        ),
        (
            encoding_rs::SHIFT_JIS,
            "渡し船の会社は火曜日、船が毎時間北の桟橋を出ると発表しました。古い時刻表は、みんなが慣れるまで新しい時刻表の隣に掛けておくそうです。",
        ),
    ];
    for (encoding, text) in texts {
        let (bytes, _, _) = encoding.encode(text);
        let (document, problems) = extract_text_dump("a.txt", &bytes, &Options::default());
        assert_eq!(document.text, text, "{}", encoding.name());
        assert!(problems.is_empty(), "{problems:?}");
    }
}

#[test]
fn utf_16_is_read_with_and_without_its_mark() {
    let text =
        "The ferry office said on Tuesday that boats would leave the north pier every hour from now on.";
    for mark in ["\u{FEFF}", ""] {
        let bytes: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (document, problems) = extract_text_dump("a.txt", &bytes, &Options::default());
        assert_eq!(document.text, text);
        assert!(problems.is_empty());
    }
}

#[test]
fn a_date_in_2099_is_kept_and_not_believed() {
    let options = Options { latest_plausible: TimeInterval::parse("2026-01-01"), ..Options::default() };
    let page = format!(
        "<html><head><meta property='article:published_time' content='2099-05-01T10:00:00Z'></head><body><article>{ARTICLE}</article></body>"
    );
    let (document, problems) = extract_html("a.html", page.as_bytes(), &options);
    assert_eq!(document.published, None);
    assert_eq!(document.dates.len(), 1);
    assert_eq!(kinds(&problems), [ProblemKind::ImplausibleDate]);
}

#[test]
fn a_million_nested_tags_do_no_harm() {
    for tag in ["div", "b", "p", "table", "a", "font"] {
        let page = format!("<html><body>{}{ARTICLE}", format!("<{tag}>").repeat(1_000_000));
        let (document, _) = extract_html("deep.html", page.as_bytes(), &Options::default());
        assert!(document.text.contains("north pier") || tag == "p" || tag == "a", "{tag}");
    }
}

#[test]
fn nul_bytes_are_dropped() {
    let text =
        "The ferry office said on Tuesday\0 that boats would leave the north pier every hour from now on.";
    let (document, _) = extract_text_dump("a.txt", text.as_bytes(), &Options::default());
    assert!(!document.text.contains('\0'), "{:?}", document.text);
    let page = format!("<html><body><article>{}</article></body>", ARTICLE.replace("ferry", "fer\0ry"));
    let (document, _) = extract_html("a.html", page.as_bytes(), &Options::default());
    assert!(!document.text.contains('\0') && document.text.contains("north pier"));
}

#[test]
fn blank_lines_crlf_and_a_byte_order_mark_are_fine() {
    let input = format!("\u{FEFF}{}\r\n\r\n   \n{}", record("a").trim_end(), record("b").trim_end());
    let (received, problems) = read_all("a.jsonl", input.as_bytes(), &Options::default());
    assert_eq!((received.len(), problems.len()), (2, 0));
}

#[test]
fn bad_records_are_problems_and_good_ones_are_kept() {
    let input = format!("{}{{broken\n[]\n{{\"id\": \"x\"}}\n{}", record("a"), record("b"));
    let (received, problems) = read_all("a.jsonl", input.as_bytes(), &Options::default());
    assert_eq!(received.len(), 2);
    assert_eq!(kinds(&problems), [ProblemKind::Malformed, ProblemKind::Malformed, ProblemKind::MissingField]);
    let places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["line 2", "line 3", "line 4"]);
}

fn many_records() -> String {
    (0..2000).map(|number| record(&format!("record-{}", number * 7919 % 10_007))).collect()
}

#[test]
fn compressed_records_are_read() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(many_records().as_bytes()).unwrap();
    let zstd = zstd::encode_all(many_records().as_bytes(), 1).unwrap();
    for (name, bytes) in [("a.jsonl.gz", gzip.finish().unwrap()), ("a.jsonl.zst", zstd)] {
        let (received, problems) = read_all(name, &bytes[..], &Options::default());
        assert_eq!((received.len(), problems.len()), (2000, 0), "{name}");
    }
}

#[test]
fn a_truncated_archive_keeps_what_came_before() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(many_records().as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(many_records().repeat(20).as_bytes(), 1).unwrap();
    for (name, bytes) in
        [("a.jsonl.gz", &gzip[..gzip.len() * 2 / 3]), ("a.jsonl.zst", &zstd[..zstd.len() - 3])]
    {
        let (received, problems) = read_all(name, bytes, &Options::default());
        assert_eq!(kinds(&problems), [ProblemKind::Unreadable], "{name}");
        assert!(problems[0].place.starts_with("line "));
        assert!(received.len() > 100, "{name}: {}", received.len());
    }
}

#[test]
fn a_decompression_bomb_stays_within_the_limits() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b'x'; 1 << 20];
    for _ in 0..300 {
        gzip.write_all(&block).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    let options = Options { max_line_bytes: 1 << 16, max_file_bytes: 1 << 20, ..Options::default() };
    for name in ["bomb.jsonl.gz", "bomb.html.gz"] {
        let (received, problems) = read_all(name, &bomb[..], &options);
        assert!(received.is_empty());
        assert_eq!(kinds(&problems), [ProblemKind::TooLarge], "{name}");
    }
}

#[test]
fn a_reader_that_fails_is_a_problem() {
    struct FailsAtItsEnd(Cursor<String>);
    impl Read for FailsAtItsEnd {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(buffer) {
                Ok(0) => Err(std::io::Error::other("the disk is gone")),
                other => other,
            }
        }
    }
    impl Seek for FailsAtItsEnd {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let input = FailsAtItsEnd(Cursor::new(record("a")));
    let (received, problems) = read_from("a.jsonl", input, &Options::default());
    assert_eq!(received.len(), 1);
    assert_eq!(kinds(&problems), [ProblemKind::Unreadable]);
}

#[test]
fn the_caller_can_stop() {
    let mut count = 0;
    let problems = read("a.jsonl", Cursor::new(many_records()), &Options::default(), &mut |_| {
        count += 1;
        if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((count, problems.len()), (3, 0));
}

#[test]
fn the_same_bytes_give_the_same_document() {
    let page = format!("<html><body><h1>Hourly boats</h1><article>{ARTICLE}</article></body></html>");
    let (one, _) = extract_html("a.html", page.as_bytes(), &Options::default());
    let (two, _) = extract_html("a.html", page.as_bytes(), &Options::default());
    assert_eq!(one, two);
    let (received, _) = read_all("a.html", page.as_bytes(), &Options::default());
    assert_eq!(received[0].documents[0], one);
    assert_eq!(received[0].documents[0].capture_id, received[0].capture.id);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        for name in ["a.html", "a.txt", "a.jsonl", "a.jsonl.gz", "a"] {
            read_all(name, &bytes[..], &Options::default());
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "(\\PC|[\\n\\r\\t•<>&\"':/年月日0-9，。]){0,300}") {
        for name in ["a.html", "a.txt"] {
            for received in read_all(name, text.as_bytes(), &Options::default()).0 {
                for document in received.documents {
                    proptest::prop_assert!(!document.text.contains("\n\n\n"));
                }
            }
        }
    }
}
