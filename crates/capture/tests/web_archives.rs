//! Web archives: every record form, real sample files, and damage of all kinds.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::io::{Cursor, Read, Seek, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};
use throughline_capture::{Options, Received, WaczCapture, WaczOptions, read, write_wacz};
use throughline_model::{DateKind, DocumentForm, Problem, ProblemKind};

fn read_all(name: &str, input: impl Read + Seek) -> (Vec<Received>, Vec<Problem>) {
    read_with(name, input, &Options::default())
}

fn read_with(name: &str, input: impl Read + Seek, options: &Options) -> (Vec<Received>, Vec<Problem>) {
    let mut received = Vec::new();
    let problems = read(name, input, options, &mut |one| {
        received.push(one);
        ControlFlow::Continue(())
    });
    (received, problems)
}

fn kinds(received: &[Received], problems: &[Problem]) -> Vec<&'static str> {
    let of_records = received.iter().flat_map(|one| &one.problems);
    of_records.chain(problems).map(|problem| problem.kind.as_str()).collect()
}

fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><article><h1>{title}</h1>\
         <p>Паромная контора сообщила во вторник, что суда будут уходить с северного причала каждый час, а старое \
         расписание повисит рядом с новым, пока все не привыкнут.</p><p>Passengers who asked why were told that the \
         tide had been measured again, and that the tide had won.</p></article></body></html>"
    )
}

fn record(kind: &str, url: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-03-04T05:06:07Z\r\n{fields}Content-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn response(url: &str, status: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {status}\r\n{head}\r\n").into_bytes();
    block.extend_from_slice(body);
    record("response", url, "Content-Type: application/http; msgtype=response\r\n", &block)
}

fn html(url: &str, title: &str) -> Vec<u8> {
    response(url, "200 OK", "Content-Type: text/html; charset=utf-8\r\n", page(title).as_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn titles(received: &[Received]) -> Vec<&str> {
    received.iter().flat_map(|one| &one.documents).map(|document| document.title.as_str()).collect()
}

#[test]
fn a_page_keeps_address_time_and_head() {
    let body = page("Приливы");
    let head = "Content-Type: text/html; charset=utf-8\r\nLast-Modified: Wed, 02 Mar 2022 10:00:00 GMT\r\n";
    let warc = response("<http://example.org/a b>", "200", head, body.as_bytes());
    let (received, problems) = read_all("x.warc", Cursor::new(warc));
    assert_eq!(kinds(&received, &problems), [""; 0]);
    let [one] = &received[..] else { panic!("one capture") };
    assert_eq!(one.bytes, body.as_bytes());
    assert!(one.http_head.starts_with(b"HTTP/1.1 200\r\nContent-Type"));
    assert_eq!(one.capture.locator, "http://example.org/a%20b");
    assert_eq!(one.capture.captured.unwrap().display(), "2022-03-04 05:06:07 UTC");
    let document = &one.documents[0];
    assert_eq!((document.title.as_str(), document.form), ("Приливы", DocumentForm::Html));
    assert!(document.text.contains("северного причала"));
    assert!(document.dates.iter().any(|date| date.kind == DateKind::Http));
    assert!(document.dates.iter().any(|date| date.kind == DateKind::Capture));
}

#[test]
fn every_packing_gives_the_same_captures() {
    let records = [html("http://example.org/1", "Один"), html("http://example.org/2", "二つ")];
    let plain = records.concat();
    let each: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).unwrap();
    let each_zstd: Vec<u8> = records.iter().flat_map(|record| zstd(record)).collect();
    // Blocks that cut records in the middle, as `bgzip` makes them.
    let blocks: Vec<u8> = plain.chunks(700).flat_map(gzip).collect();
    let dictionary = plain[..900].to_vec();
    let with_dictionary = |packed: Vec<u8>| {
        let mut file = vec![0x5D, 0x2A, 0x4D, 0x18];
        file.extend_from_slice(&(packed.len() as u32).to_le_bytes());
        file.extend_from_slice(&packed);
        let mut packer = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
        for record in &records {
            file.extend_from_slice(&packer.compress(record).unwrap());
        }
        file
    };
    let packings = [
        ("plain", plain.clone()),
        ("a member each", each),
        ("one member", gzip(&plain)),
        ("blocks", blocks),
        ("zstd each", each_zstd),
        ("one zstd frame", zstd(&plain)),
        ("dictionary", with_dictionary(dictionary.clone())),
        ("packed dictionary", with_dictionary(zstd(&dictionary))),
    ];
    for (packing, bytes) in packings {
        for name in ["x.warc.gz", "x.warc.zst", "crawl"] {
            let (received, problems) = read_all(name, Cursor::new(bytes.clone()));
            assert_eq!(kinds(&received, &problems), [""; 0], "{packing} {problems:?}");
            assert_eq!(titles(&received), ["Один", "二つ"], "{packing}");
        }
    }
}

#[test]
fn answers_that_are_no_pages_are_evidence_or_counted() {
    let warc = [
        response("http://example.org/old", "301 Moved", "Location: /new\r\n", b""),
        response("http://example.org/gone", "404 Not Found", "Content-Type: text/html\r\n", b"<p>gone"),
        response("http://example.org/x", "503 Busy", "Content-Type: text/html\r\n", b"<p>later"),
        response("http://example.org/i.png", "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        response("http://example.org/j.png", "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        response("http://example.org/robots.txt", "200 OK", "Content-Type: text/plain\r\n", b"User-agent: *"),
        response("http://example.org/u", "200 OK", "", b"\x89PNG...."),
        record("request", "http://example.org/", "", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "dns:example.org", "Content-Type: text/dns\r\n", b"192.0.2.1"),
    ]
    .concat();
    let (received, problems) = read_all("x.warc", Cursor::new(warc));
    let places: Vec<&str> = received.iter().map(|one| one.capture.locator.as_str()).collect();
    assert_eq!(places, ["http://example.org/old", "http://example.org/gone"]);
    assert!(received.iter().all(|one| one.documents.is_empty() && one.problems.is_empty()));
    assert_eq!(received[1].bytes, b"<p>gone");
    let [summary] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(
        summary.message,
        "5 records that are no pages were passed over: 2 image/png, 1 answers with status 503, 1 robots.txt, \
         1 without a media type (a PNG image)"
    );
}

#[test]
fn revisits_repeat_the_bytes_of_the_same_file() {
    let body = page("Once");
    let mut block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".to_vec();
    block.extend_from_slice(body.as_bytes());
    let fields = "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Payload-Digest: crawler:ABC\r\nContent-Type: application/http\r\n";
    let same = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n\
        WARC-Payload-Digest: crawler:ABC\r\n";
    let unmodified = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified\r\n";
    let unknown = "WARC-Profile: x/identical-payload-digest\r\nWARC-Payload-Digest: crawler:XYZ\r\n\
        WARC-Refers-To-Target-URI: http://example.org/first\r\nWARC-Refers-To-Date: 2020-01-01T00:00:00Z\r\n";
    let later =
        |record: Vec<u8>| String::from_utf8(record).unwrap().replace("2022-03-04", "2022-04-05").into_bytes();
    let warc = [
        record("response", "http://example.org/", fields, &block),
        later(record("revisit", "http://example.org/other", same, b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n")),
        later(record("revisit", "http://example.org/", unmodified, b"HTTP/1.1 304 Not Modified\r\n\r\n")),
        later(record("revisit", "http://example.org/lost", unknown, b"")),
        later(record(
            "revisit",
            "http://example.org/p",
            unknown,
            b"HTTP/1.1 200\r\nContent-Type: image/png\r\n\r\n",
        )),
    ]
    .concat();
    let (received, problems) = read_all("x.warc", Cursor::new(warc));
    assert_eq!(titles(&received), ["Once"; 3]);
    assert!(received.iter().all(|one| one.bytes == body.as_bytes()));
    assert_eq!(received[1].capture.locator, "http://example.org/other");
    assert!(received[1].http_head.ends_with(b"X: y"));
    assert!(received[2].http_head.starts_with(b"HTTP/1.1 200 OK"));
    assert_eq!(received[2].capture.captured.unwrap().display(), "2022-04-05 05:06:07 UTC");
    assert_eq!(kinds(&received, &problems), ["missing-field", "not-text"]);
    assert!(problems[0].message.contains("http://example.org/first on 2020-01-01"), "{:?}", problems[0]);
}

#[test]
fn a_revisit_repeats_the_bytes_that_its_digest_names() {
    let body = page("Sound");
    let digest = format!(
        "Content-Type: application/http\r\nWARC-Payload-Digest: sha1:{}\r\n",
        data_encoding::BASE32.encode(&<sha1::Sha1 as sha1::Digest>::digest(body.as_bytes()))
    );
    let answer =
        |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}").into_bytes();
    let warc = [
        record("response", "http://example.org/", &digest, &answer(&body)),
        record("response", "http://example.org/", &digest, &answer(&page("Damaged"))),
        record("revisit", "http://example.org/later", &digest, b""),
    ];
    let (received, problems) = read_all("x.warc", Cursor::new(warc.concat()));
    assert_eq!(titles(&received), ["Sound", "Damaged", "Sound"]);
    assert_eq!(kinds(&received, &problems), ["corrupt"]);
    // Damaged bytes are better than none.
    let (received, _) = read_all("x.warc", Cursor::new(warc[1..].concat()));
    assert_eq!(titles(&received), ["Damaged", "Damaged"]);
}

#[test]
fn what_wget_says_of_itself_is_no_page() {
    let log = "metadata://gnu.org/software/wget/warc/wget.log";
    let text = page("Saved").into_bytes();
    let warc = [
        html("http://example.org/", "Saved"),
        record("resource", log, "Content-Type: text/plain\r\n", &text),
    ];
    let (received, problems) = read_all("x.warc", Cursor::new(warc.concat()));
    assert_eq!((titles(&received), kinds(&received, &problems)), (vec!["Saved"], vec![]));
}

#[test]
fn a_target_that_is_no_address_is_none() {
    let (received, _) = read_all("x.warc", Cursor::new(html("http[//example.org", "Kept")));
    assert_eq!((titles(&received), received[0].documents[0].url.as_str()), (vec!["Kept"], ""));
    assert_eq!(received[0].capture.locator, "http[//example.org");
}

#[test]
fn extracted_text_is_a_document_of_its_form() {
    let text = "Home\nNews\nAbout\n\nThe ferry office said on Tuesday that boats would leave the north pier every hour.\n\
        Passengers who asked why were told that the tide had been measured again, and that the tide had won.\n\nContact\n";
    let fields = "Content-Type: text/plain\r\n";
    let wet = gzip(&record("conversion", "http://example.org/a", fields, text.as_bytes()));
    let (received, problems) = read_all("x.warc.wet.gz", Cursor::new(wet));
    assert_eq!(kinds(&received, &problems), [""; 0]);
    let document = &received[0].documents[0];
    assert_eq!(document.form, DocumentForm::ExtractedText);
    assert_eq!(document.url, "http://example.org/a");
    assert!(document.text.contains("ferry office") && !document.text.contains("Home"));

    let wat = gzip(&record("metadata", "http://example.org/a", "Content-Type: application/json\r\n", b"{}"));
    let (received, problems) = read_all("x.warc.wat.gz", Cursor::new([wat.clone(), wat].concat()));
    assert!(received.is_empty() && problems.len() == 1 && problems[0].message.starts_with("a WAT file"));
}

#[test]
fn segments_are_put_together() {
    let whole = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", page("Parts").as_bytes()].concat();
    let first =
        "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Segment-Number: 1\r\nContent-Type: application/http\r\n";
    let next = |number: u32, total: &str| {
        format!("WARC-Segment-Origin-ID: <urn:uuid:1>\r\nWARC-Segment-Number: {number}\r\n{total}")
    };
    let total = format!("WARC-Segment-Total-Length: {}\r\n", whole.len());
    let parts = [
        record("response", "http://example.org/", first, &whole[..300]),
        html("http://example.org/between", "Between"),
        record("continuation", "http://example.org/", &next(2, ""), &whole[300..500]),
        record("continuation", "http://example.org/", &next(3, &total), &whole[500..]),
    ];
    let (received, problems) = read_all("x.warc", Cursor::new(parts.concat()));
    assert_eq!((titles(&received), kinds(&received, &problems)), (vec!["Between", "Parts"], vec![]));
    let (received, problems) = read_all("x.warc", Cursor::new(parts[..3].concat()));
    assert_eq!(kinds(&received, &problems), ["unreadable"]);
    assert_eq!(received.len(), 2);
    let (received, problems) = read_all("x.warc", Cursor::new(parts[2..].concat()));
    assert_eq!((received.len(), kinds(&received, &problems)), (0, vec!["missing-field"; 2]));
}

#[test]
fn damage_costs_no_more_than_the_record_it_hits() {
    const TITLES: [&str; 3] = ["Anchors at the pier", "Boats at the pier", "Cranes at the pier"];
    let records: Vec<Vec<u8>> =
        TITLES.iter().map(|title| html(&format!("http://example.org/{}", &title[..1]), title)).collect();
    // A damaged member.
    let members: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    let mut file = members.concat();
    let hit = members[0].len() + members[1].len() / 2;
    file[hit..hit + 20].fill(0x5A);
    let (received, problems) = read_all("x.warc.gz", Cursor::new(file));
    assert!(
        titles(&received).contains(&TITLES[0]) && titles(&received).contains(&TITLES[2]),
        "{:?} {problems:?}",
        titles(&received)
    );
    assert_eq!(problems[0].kind, ProblemKind::Corrupt);
    assert_eq!(problems[0].place, format!("byte {}", members[0].len()));
    // Garbage between records, without and with compression.
    for (name, file) in [
        ("x.warc", [&records[0][..], b"<p>lost\r\nwords", b"\r\n", &records[1], &records[2]].concat()),
        ("x.warc.gz", [&members[0][..], b"lost words", &members[1], &members[2]].concat()),
    ] {
        let (received, problems) = read_all(name, Cursor::new(file));
        assert_eq!(titles(&received), TITLES, "{name}");
        assert_eq!(problems.len(), 1, "{name} {problems:?}");
    }
    // Lengths that are wrong, by little, by much, and absurd.
    let lengths = [(-3_i64, 1), (40, 1), (2000, 1), (10_i64.pow(18), 1), (i64::MAX, 1)];
    for (by, least) in lengths {
        let text = String::from_utf8(records[0].clone()).unwrap();
        let at = text.find("Content-Length: ").unwrap() + 16;
        let end = at + text[at..].find('\r').unwrap();
        let wrong = text[at..end].parse::<i64>().unwrap().saturating_add(by).to_string();
        let broken = format!("{}{wrong}{}", &text[..at], &text[end..]).into_bytes();
        let plain = [&broken[..], &records[1], &records[2]].concat();
        let (received, problems) = read_all("x.warc", Cursor::new(plain));
        assert!(titles(&received).ends_with(&TITLES[1..]), "{by} {:?} {problems:?}", titles(&received));
        assert!(kinds(&received, &problems).len() >= least, "{by}");
        let packed = [gzip(&broken), gzip(&records[1]), gzip(&records[2])].concat();
        let (received, problems) = read_all("x.warc.gz", Cursor::new(packed));
        assert!(titles(&received).ends_with(&TITLES[1..]), "{by} packed {problems:?}");
        assert!(kinds(&received, &problems).len() >= least, "{by}");
    }
}

#[test]
fn digests_and_truncation_are_told() {
    let body = page("Digest");
    let block = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", body.as_bytes()].concat();
    let read_one = |fields: &str| {
        let fields = format!("Content-Type: application/http\r\n{fields}");
        let (received, problems) =
            read_all("x.warc", Cursor::new(record("response", "http://example.org/", &fields, &block)));
        assert_eq!(titles(&received), ["Digest"]);
        kinds(&received, &problems)
    };
    assert_eq!(read_one("WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"), ["corrupt"]);
    assert_eq!(read_one("WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n"), ["corrupt"]);
    assert_eq!(read_one("WARC-Truncated: length\r\n"), ["too-large"]);
    assert_eq!(read_one("WARC-Truncated: disconnect\r\n"), ["unreadable"]);
}

#[test]
fn arc_files_are_read() {
    let answer = |title: &str| format!("HTTP/1.0 200 OK\nContent-Type: text/html\n\n{}", page(title));
    let head = "filedesc://x.arc 0.0.0.0 20090304050607 text/plain 66\n1 0 Maker\nURL IP-address Archive-date Content-type Archive-length\n\n";
    let (one, two) = (answer("Один"), answer("二つ"));
    let first = format!("http://example.org/1 192.0.2.1 20090304050607 text/html {}\n{one}\n", one.len());
    let second = format!(
        "http://example.org/2 192.0.2.1 20090304050607 text/html 200 - - 0 x.arc {}\n{two}\n",
        two.len()
    );
    let plain = format!("{head}{first}lost words\n{second}");
    let each = [gzip(head.as_bytes()), gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    for (bytes, expected) in [(plain.clone().into_bytes(), 1), (gzip(plain.as_bytes()), 1), (each, 0)] {
        let (received, problems) = read_all("crawl", Cursor::new(bytes));
        assert_eq!((titles(&received), problems.len()), (vec!["Один", "二つ"], expected), "{problems:?}");
        assert_eq!(received[0].capture.captured.unwrap().display(), "2009-03-04 05:06:07 UTC");
    }
}

#[test]
fn bombs_stop_at_the_limit() {
    let options = Options { max_file_bytes: 1 << 20, ..Options::default() };
    // A body that unpacks to 64 MB.
    let body = gzip(&vec![b' '; 64 << 20]);
    let head = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
    let inner = gzip(&response("http://example.org/", "200", head, &body));
    let after = gzip(&html("http://example.org/after", "After"));
    let (received, problems) = read_with("x.warc.gz", Cursor::new([&inner[..], &after].concat()), &options);
    assert!(kinds(&received, &problems).contains(&"too-large"));
    assert!(received.iter().all(|one| one.bytes.len() <= 1 << 20));
    assert_eq!(titles(&received).last(), Some(&"After"));
    // A record that does, stated and not.
    let block = vec![b' '; 64 << 20];
    for bomb in [record("resource", "http://example.org/", "Content-Type: text/plain\r\n", &block), block] {
        let file = [gzip(&html("http://example.org/", "Before")), gzip(&bomb), after.clone()].concat();
        let (received, problems) = read_with("x.warc.gz", Cursor::new(file), &options);
        assert_eq!(titles(&received), ["Before", "After"]);
        assert!(!problems.is_empty());
    }
}

fn shared(path: &str) -> Option<std::path::PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} absent", path.display());
    None
}

/// File, captures, documents, kinds of problems. Filled from what is read, and compared with
/// `warcio index` and `warcio check` (1.8.1) for part of the files only: the captures are its
/// `response`, `resource`, `conversion` and resolved `revisit` lines that hold text, and its failed
/// digests are `corrupt` here. `example-extra` has two responses and two revisits, of which the second
/// response fails its digest by a letter too many (`HTTPX/1.1`); `example` has a request that is a
/// byte longer than it says; wget writes its arguments and its log as resources at `metadata:`.
const SAMPLES: &[(&str, usize, usize, &[&str])] = &[
    ("formats/samples/dupes.warc.gz", 3, 2, &["missing-field", "not-text"]),
    ("formats/samples/example-iana.org-chunked.warc", 1, 1, &[]),
    ("formats/samples/example-space-in-target-uri.warc.gz", 0, 0, &["not-text"]),
    ("formats/samples/example-trunc.warc", 1, 1, &["corrupt", "malformed"]),
    ("formats/samples/example-url-agnostic-revisit.warc.gz", 0, 0, &["missing-field"]),
    ("formats/samples/example.arc.gz", 1, 1, &[]),
    ("formats/samples/example.warc.gz", 3, 2, &[]),
    ("formats/samples/iana.warc.gz", 20, 16, &["not-text"]),
    ("formats/samples/invalid_example_1.wacz", 0, 0, &["missing-field"]),
    ("formats/samples/missing-status-text.warc", 1, 0, &[]),
    ("formats/samples/whirlwind.warc.gz", 1, 1, &[]),
    ("formats/samples/whirlwind.warc.wat.gz", 0, 0, &["not-text"]),
    ("formats/samples/whirlwind.warc.wet.gz", 1, 1, &[]),
    ("extract/warc/pywb__dupes.warc.gz", 3, 2, &["missing-field", "not-text"]),
    ("extract/warc/pywb__example-extra.warc", 4, 4, &["corrupt"]),
    ("extract/warc/pywb__example.warc", 3, 2, &["malformed"]),
    ("extract/warc/warcio__example-wget-bad-target-uri.warc.gz", 1, 1, &[]),
    ("extract/warc/pywb__example-url-agnostic-orig.warc.gz", 1, 1, &[]),
    ("extract/warc/pywb__example-url-agnostic-revisit.warc.gz", 0, 0, &["missing-field"]),
    ("extract/warc/pywb__example-wget-1-14.warc.gz", 1, 1, &[]),
    ("extract/warc/pywb__example-wpull.warc.gz", 2, 2, &[]),
    ("extract/warc/pywb__example.warc.gz", 3, 2, &[]),
    ("extract/warc/pywb__example2.warc.gz", 1, 1, &[]),
    ("extract/warc/pywb__httpbin-resource.warc.gz", 0, 0, &["not-text"]),
    ("extract/warc/pywb__iana.warc.gz", 20, 16, &["not-text"]),
    ("extract/warc/pywb__missing-status-text.warc", 1, 0, &[]),
    ("extract/warc/pywb__post-test.warc.gz", 0, 0, &["not-text"]),
    ("extract/warc/warcio__example-digest.warc", 0, 0, &["empty"]),
    ("extract/warc/warcio__example-iana.org-chunked.warc", 1, 1, &[]),
    ("extract/warc/warcio__example-resource.warc.gz", 1, 1, &[]),
    ("extract/warc/warcio__example-space-in-target-uri.warc.gz", 0, 0, &["not-text"]),
    ("extract/warc/warcio__example-trunc.warc", 1, 1, &["corrupt", "malformed"]),
    ("extract/warc/warcio__example.warc", 2, 2, &[]),
    ("extract/warc/warcio__post-test.warc.gz", 0, 0, &["not-text"]),
    ("extract/warc/whirlwind-python__whirlwind.warc", 1, 1, &[]),
    ("extract/warc/whirlwind-python__whirlwind.warc.gz", 1, 1, &[]),
    ("formats/samples/valid_example_1.wacz", 1, 1, &[]),
    ("extract/warc/warcio__example.warc.gz", 2, 2, &[]),
    ("formats/samples/example-bad-non-chunked.warc.gz", 2, 2, &["corrupt"]),
    ("extract/warc/warcio__example-bad-non-chunked.warc.gz", 2, 2, &["corrupt"]),
    ("extract/warc/warcio__example-wrong-chunks.warc.gz", 1, 1, &["corrupt"]),
];

#[test]
fn real_files_whole_and_broken() {
    let mut wrong = Vec::new();
    for folder in ["formats/samples", "extract/warc"] {
        let Some(folder_path) = shared(folder) else { return };
        let mut paths: Vec<_> =
            std::fs::read_dir(folder_path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.extension().is_some_and(|extension| extension == "cdxj") {
                continue;
            }
            let (received, problems) = read_all(&name, std::fs::File::open(&path).unwrap());
            let documents: usize = received.iter().map(|one| one.documents.len()).sum();
            let found = (received.len(), documents, kinds(&received, &problems));
            let key = format!("{folder}/{name}");
            let expected = SAMPLES.iter().find(|sample| sample.0 == key);
            if expected.is_none_or(|sample| (sample.1, sample.2, sample.3.to_vec()) != found) {
                wrong.push(format!("(\"{key}\", {}, {}, &{:?}),", found.0, found.1, found.2));
                for problem in received.iter().flat_map(|one| &one.problems).chain(&problems) {
                    wrong.push(format!(
                        "    // {} | {} | {}",
                        problem.place,
                        problem.kind.as_str(),
                        problem.message
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not as expected:\n{}", wrong.join("\n"));
}

/// Numbers that look random and are the same every time (SplitMix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn small_files() -> Vec<(&'static str, Vec<u8>)> {
    let records = [
        record("warcinfo", "", "Content-Type: application/warc-fields\r\n", b"software: a test\r\n"),
        response(
            "http://example.org/",
            "200",
            "Transfer-Encoding: chunked\r\nContent-Type: text/html\r\n",
            b"5\r\n<p>Wo\r\n6\r\nrds of\r\n0\r\n\r\n",
        ),
        response("http://example.org/moved", "302", "Location: /\r\n", b""),
        record("conversion", "http://example.org/", "Content-Type: text/plain\r\n", "言葉。".as_bytes()),
    ];
    let mut wacz = Vec::new();
    write_wacz([capture("http://example.org/", b"<p>words")], &WaczOptions::default(), &mut wacz).unwrap();
    vec![
        ("x.warc", records.concat()),
        ("x.warc.gz", records.iter().flat_map(|record| gzip(record)).collect()),
        ("x.warc.zst", records.iter().flat_map(|record| zstd::bulk::compress(record, 1).unwrap()).collect()),
        ("x.arc", b"filedesc://x 0.0.0.0 20090304050607 text/plain 9\n1 0 Maker\nhttp://example.org/ 192.0.2.1 20090304050607 text/plain 6\nwords.\n".to_vec()),
        ("x.wacz", wacz),
    ]
}

#[test]
fn no_prefix_of_a_file_fails() {
    for (name, bytes) in small_files() {
        for end in 0..bytes.len() {
            let started = Instant::now();
            let (received, problems) = read_all(name, Cursor::new(&bytes[..end]));
            assert!(!received.is_empty() || !problems.is_empty(), "{name} {end}");
            assert!(started.elapsed() < Duration::from_secs(20), "{name} {end}");
        }
    }
}

#[test]
fn no_flipped_byte_fails() {
    let mut state = 7;
    for (name, bytes) in small_files() {
        for turn in 0..400 {
            let mut damaged = bytes.clone();
            for _ in 0..=next(&mut state) % 3 {
                let at = next(&mut state) as usize % damaged.len();
                damaged[at] = next(&mut state) as u8;
            }
            let started = Instant::now();
            read_all(name, Cursor::new(damaged));
            assert!(started.elapsed() < Duration::from_secs(20), "{name} turn {turn}");
        }
    }
}

/// Gives a few bytes at a time, as pipes do.
struct InParts(Cursor<Vec<u8>>, usize);

impl Read for InParts {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min(self.1);
        self.0.read(&mut into[..length])
    }
}

impl Seek for InParts {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn bytes_that_come_in_parts_give_the_same() {
    let facts = |(received, problems): (Vec<Received>, Vec<Problem>)| -> Vec<String> {
        let one = |one: Received| format!("{:?} {:?} {:?}", one.capture, one.documents, one.problems);
        received.into_iter().map(one).chain(problems.iter().map(|problem| format!("{problem:?}"))).collect()
    };
    let mut state = 11;
    let mut files = small_files();
    files.push(("crawl", page("Without a name").into_bytes()));
    files.push(("crawl", [gzip(b"<!doc"), gzip(b"type html>"), gzip(page("Members").as_bytes())].concat()));
    for (name, bytes) in files {
        for turn in 0..40 {
            let mut damaged = bytes.clone();
            if turn > 4 {
                let at = next(&mut state) as usize % damaged.len();
                damaged[at] = next(&mut state) as u8;
            }
            let part = 1 + next(&mut state) as usize % 40;
            let whole = facts(read_all(name, Cursor::new(damaged.clone())));
            let in_parts = facts(read_all(name, InParts(Cursor::new(damaged), part)));
            assert_eq!(whole, in_parts, "{name} turn {turn}, {part} bytes at a time");
        }
    }
}

/// A record that begins within the last bytes of a buffer begins there nevertheless, also where the
/// one before holds another archive's text.
#[test]
fn a_record_at_the_edge_of_a_buffer_is_seen() {
    for shift in 0..8 {
        let quoted = b"see\nWARC/1.0\nabove ".to_vec();
        let whole = (1 << 16) - shift;
        let mut block = quoted.clone();
        let fields = "Content-Type: text/plain\r\n";
        let rest = whole - record("resource", "http://example.org/1", fields, &vec![b'x'; 65_000]).len();
        block.resize(65_000 + rest, b'x');
        let first = record("resource", "http://example.org/1", fields, &block);
        assert_eq!(first.len(), whole);
        let warc = [&first[..], &html("http://example.org/2", "Second")].concat();
        let (received, problems) = read_all("x.warc", Cursor::new(warc));
        let lengths: Vec<usize> = received.iter().map(|one| one.bytes.len()).collect();
        assert_eq!(lengths.first(), Some(&block.len()), "{shift} {problems:?}");
        assert_eq!(received.len(), 2, "{shift}");
    }
}

fn capture<'a>(url: &'a str, bytes: &'a [u8]) -> WaczCapture<'a> {
    WaczCapture { url, captured: None, media_type: "text/html", http_head: b"", bytes, title: "T", text: "" }
}

#[test]
fn what_is_written_is_read_back() {
    let warc = [
        html("http://www.example.org/b?z=1&a=2", "Один"),
        html("http://example.org/a", "二つ"),
        response("http://example.org/gone", "404 Not Found", "Content-Length: 4\r\n", b"gone"),
        record("resource", "http://example.org/r", "Content-Type: text/html\r\n", page("Three").as_bytes()),
    ]
    .concat();
    let (first, _) = read_all("x.warc", Cursor::new(warc));
    let captures = || {
        first.iter().map(|one| WaczCapture {
            url: &one.capture.locator,
            captured: one.capture.captured,
            media_type: &one.capture.media_type,
            http_head: &one.http_head,
            bytes: &one.bytes,
            title: one.documents.first().map_or("", |document| &document.title),
            text: one.documents.first().map_or("", |document| &document.text),
        })
    };
    let options =
        WaczOptions { title: "A test".into(), software: "throughline".into(), ..WaczOptions::default() };
    let package = write_wacz(captures(), &options, Vec::new()).unwrap();
    assert_eq!(package, write_wacz(captures(), &options, Vec::new()).unwrap());
    let (second, problems) = read_all("x.wacz", Cursor::new(&package));
    assert_eq!(kinds(&second, &problems), [""; 0], "{problems:?}");
    let facts = |received: &[Received]| -> Vec<_> {
        received.iter().map(|one| (one.capture.clone(), one.bytes.clone(), one.documents.clone())).collect()
    };
    assert_eq!(facts(&first), facts(&second));

    // A byte of the archive in the package changed: its hash no longer fits.
    let at = package.windows(2).position(|window| window == [0x1F, 0x8B]).unwrap() + 200;
    let mut altered = package.clone();
    altered[at] ^= 0x10;
    let (received, problems) = read_all("x.wacz", Cursor::new(&altered));
    assert!(kinds(&received, &problems).contains(&"corrupt"), "{problems:?}");
    if let Ok(path) = std::env::var("THROUGHLINE_WACZ_OUT") {
        std::fs::write(path, &package).unwrap();
    }
}
