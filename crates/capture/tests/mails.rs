//! Mail, mailboxes and saved pages.

use proptest::prelude::*;
use std::{io::Cursor, ops::ControlFlow};
use throughline_capture::{Circumstances, Options, Received, read, read_page};
use throughline_model::{DateKind, DateRole, Document, DocumentForm, Problem, ProblemKind};

fn page(name: &str, bytes: &[u8]) -> Received {
    read_page(name, bytes.to_vec(), &Circumstances::default(), &Options::default())
}

fn read_all(name: &str, bytes: &[u8]) -> (Vec<Received>, Vec<Problem>) {
    let mut received = Vec::new();
    let problems = read(name, Cursor::new(bytes), &Options::default(), &mut |one| {
        received.push(one);
        ControlFlow::Continue(())
    });
    (received, problems)
}

fn one(source: &str) -> Document {
    let received = page("letter", source.as_bytes());
    assert_eq!(received.problems, []);
    received.documents.into_iter().next().expect("a message")
}

const LETTER: &str = "Received: from mx.north.example by mail.reader.example; Fri, 07 Mar 2025 08:06:10 +0200\r\n\
Received: from inner by mx.north.example; Fri, 07 Mar 2025 08:05:59 +0200\r\n\
Date: Fri, 07 Mar 2025 08:05:52 +0200 (EET)\r\n\
From: =?utf-8?B?0JLQtdGB0YLQvdC40Lo=?= <letter@news.vestnik.example>\r\n\
To: Reader <reader@reader.example>\r\n\
Subject: =?utf-8?Q?=D0=9F=D0=B0=D1=80=D0=BE=D0=BC?= =?utf-8?Q?_=D0=B8_=D0=BF=D1=80=D0=B8=D0=BB=D0=B8=D0=B2?=\r\n\
Message-ID: <7@vestnik.example>\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlain words.\r\n\
--b\r\nContent-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
HTML\r\n--b--\r\n";

fn letter() -> String {
    let html = "<html><body><p><a href='https://vestnik.example/letters/7'>Открыть в браузере</a></p>\
        <p>Пресс-служба порта сообщила во вторник, что паром будет ходить каждый час, а старое расписание повисит рядом с новым.</p>\
        <p>Пассажирам, которые спросили почему, ответили, что прилив измерили снова и что прилив победил.</p>\
        <p>Письмо отправлено на reader@reader.example.</p></body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(html);
    let mut encoded = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        if index % 25 == 24 {
            encoded.push_str("=\r\n");
        }
        encoded.push_str(&format!("={byte:02X}"));
    }
    LETTER.replace("HTML\r\n--b--", &format!("{encoded}\r\n--b--"))
}

#[test]
fn a_newsletter_is_read() {
    let letter = one(&letter());
    assert_eq!(letter.form, DocumentForm::Mail);
    assert_eq!(letter.title, "Паром и прилив");
    assert_eq!(letter.source_name, "Вестник");
    assert_eq!(letter.external_id, "7@vestnik.example");
    assert_eq!(letter.url, "https://vestnik.example/letters/7");
    assert_eq!(letter.lang, "ru");
    assert!(letter.text.contains("паром будет ходить каждый час"), "{}", letter.text);
    assert!(!letter.text.contains("reader@"), "{}", letter.text);
    assert!(!format!("{letter:?}").contains("letter@news"), "{letter:?}");
    assert_eq!(letter.extra, r#"{"from_domain":"news.vestnik.example"}"#);
    let dates: Vec<_> = letter.dates.iter().map(|date| (date.kind, date.role, date.raw.as_str())).collect();
    assert_eq!(
        dates,
        [
            (DateKind::Header, DateRole::Published, "Fri, 07 Mar 2025 08:05:52 +0200 (EET)"),
            (DateKind::Header, DateRole::Captured, "Fri, 07 Mar 2025 08:06:10 +0200")
        ]
    );
    assert_eq!(letter.published.unwrap().display(), "2025-03-07 06:05:52 UTC");
}

#[test]
fn a_plain_message_is_unwrapped() {
    let letter = one("From: Jane Roe <jane@north.example>\nDate: 7 Mar 2025 08:05 GMT\nMessage-ID: <1@n>\n\
        List-Id: \"North Gazette Morning\" <morning.north.example>\nSubject: Tide\n\n\
        The ferry office said on Tuesday that boats would leave the north\npier every hour, and that the old timetable \
        would hang beside it.\n\nTo whom it may concern:\n- one\n- two\n\n-- \nJane Roe, +00 000\n");
    assert_eq!((letter.source_name.as_str(), letter.byline.as_str()), ("North Gazette Morning", "Jane Roe"));
    assert!(
        letter
            .text
            .starts_with("The ferry office said on Tuesday that boats would leave the north pier every hour")
    );
    assert!(letter.text.ends_with("- one\n\n- two"), "{}", letter.text);
    assert_eq!(letter.published.unwrap().display(), "2025-03-07 08:05 UTC");
}

#[test]
fn a_mailbox_gives_a_capture_a_message() {
    let message = "From: A <a@n.example>\nDate: 7 Mar 2025 08:05 GMT\nMessage-ID: <#@n.example>\nSubject: Number #\n\nWords of #.\n>From afar.\n\n";
    let envelope = "From a@n.example Fri Mar  7 08:05:52 2025\n";
    let mailbox = format!("{envelope}{}{envelope}{}", message.replace('#', "1"), message.replace('#', "2"));
    let (received, problems) = read_all("letters.mbox", mailbox.as_bytes());
    assert_eq!((received.len(), problems.len()), (2, 0));
    assert_eq!(received[0].capture.locator, "mid:1@n.example");
    assert_eq!(received[1].documents[0].title, "Number 2");
    assert_eq!(received[1].documents[0].text, "Words of 2.\n\nFrom afar.");
    assert_eq!(received[1].documents[0].capture_id, received[1].capture.id);
    let again = page("letter.eml", message.replace('#', "1").replace(">From", "From").as_bytes());
    assert_eq!(again.documents[0].external_id, "1@n.example");
    assert_eq!(
        again.capture.sha256, received[0].capture.sha256,
        "a message is what it was before the mailbox"
    );
    assert_eq!(page("x", mailbox.as_bytes()).documents.len(), 2);
}

const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://north.example/a\r\nSubject: Ferry\r\n\
Date: Sat, 8 Mar 2025 09:00:00 +0000\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--m\"\r\n\r\n\
----m\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
Content-Location: https://north.example/a\r\n\r\n\
<!DOCTYPE html><html lang=3D\"en\"><head><meta charset=3D\"utf-8\"><title>Ferry timetable changes</title></head><body><article>\
<h1>Ferry timetable changes</h1><p>The ferry office said on Tuesday that boats would leave the =\r\nnorth pier every hour, and that the \
caf=C3=A9 would stay open until everybody had got used to it.</p><p>Passengers who asked why were told that the tide had been \
measured again, and that the tide had won.</p></article></body></html>\r\n\
----m\r\nContent-Type: text/html\r\nContent-Location: https://ads.example/frame\r\n\r\n<p>frame words</p>\r\n----m--\r\n";

#[test]
fn a_saved_page_is_read_with_its_address_and_time() {
    let saved = one(SAVED);
    assert_eq!(saved.form, DocumentForm::Html);
    assert_eq!(
        (saved.url.as_str(), saved.title.as_str()),
        ("https://north.example/a", "Ferry timetable changes")
    );
    assert!(saved.text.contains("leave the north pier") && saved.text.contains("café"), "{}", saved.text);
    assert!(!saved.text.contains("frame words"));
    let date = saved.dates.last().unwrap();
    assert_eq!((date.kind, date.role), (DateKind::Capture, DateRole::Captured));
    assert_eq!(date.interval.unwrap().display(), "2025-03-08 09:00:00 UTC");
    assert_eq!(saved.published, None);
}

#[test]
fn a_page_saved_as_html_says_where_it_is_from() {
    let html = "<!DOCTYPE html>\n<!-- saved from url=(0023)https://north.example/a -->\n<html><body><p>Words.</p></body></html>";
    assert_eq!(page("a.html", html.as_bytes()).documents[0].url, "https://north.example/a");
}

#[test]
fn what_is_no_message_is_a_problem() {
    for (name, bytes) in [("a.eml", &b"\n\n"[..]), ("a.mht", b"words"), ("a.mhtml", b"\x00\xff")] {
        let received = page(name, bytes);
        assert_eq!(received.documents, [], "{name}");
        assert_eq!(received.problems[0].kind, ProblemKind::Malformed, "{name}");
    }
    let (received, problems) = read_all("a.mbox", b" \n\n");
    assert_eq!((received.len(), problems[0].kind), (0, ProblemKind::Empty));
}

#[test]
fn nul_in_headers_is_dropped() {
    let mut document = one(&LETTER.replace("=?utf-8?Q?=D0=9F", "\0=?utf-8?Q?=00=D0=9F").replace("HTML", "x"));
    assert!(document.title.starts_with("Паром"), "{:?}", document.title);
    document = one(&LETTER.replace("=?utf-8?B?0JL", "\0 =?utf-8?B?0JL").replace("HTML", "x"));
    assert!(!document.source_name.contains('\0') && !document.byline.contains('\0'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damage_never_panics(cut in 0..5000_usize, at in 0..5000_usize, byte in any::<u8>()) {
        for source in [letter().as_str(), SAVED] {
            let mut bytes = source.as_bytes()[..cut.min(source.len())].to_vec();
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            for name in ["a.eml", "a.mhtml", "a.mbox"] {
                page(name, &bytes);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for name in ["a.eml", "a.mhtml", "a.mbox"] {
            page(name, &bytes);
            read_all(name, &bytes);
        }
    }
}
