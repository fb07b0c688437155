//! Answers of every kind: what is kept, what is cut, what is an error.

use crate::misbehaving::*;
use std::time::{Duration, Instant};
use throughline_fetch::{ContentCoding, FetchError, Phase, Truncated};

const TEXT: &str = "Кто сказал первым? 谁先说的? Wer zuerst?";

/// Fetches `/x` of a site that answers with `steps`.
async fn fetched(steps: Vec<Step>) -> Result<throughline_fetch::Response, FetchError> {
    Setup::new([("a.test", with_robots("", move |_| steps.clone()))]).await.get("a.test", "/x").await
}

fn chunked(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{head}\r\n").as_bytes(), body].concat()
}

#[tokio::test]
async fn an_honest_answer_is_kept_byte_for_byte() {
    let head = "HTTP/1.1 200 Fine Indeed\r\nContent-Type: text/html\r\nx-ODD-Case:  spaced \r\nETag: \"v1\"\r\nConnection: close\r\n\r\n";
    let setup =
        Setup::new([("a.test", with_robots("", move |_| raw([head.as_bytes(), TEXT.as_bytes()].concat())))])
            .await;
    let response = setup.get("a.test", "/x?q=1#part").await.unwrap();
    assert_eq!(String::from_utf8_lossy(&response.last.response_head), head);
    assert_eq!(response.body(), TEXT.as_bytes());
    assert_eq!((response.status(), response.truncated), (200, None));
    assert_eq!(response.header("x-odd-case"), Some(&b"spaced"[..]));
    assert_eq!(response.validators().unwrap().etag.as_deref(), Some("\"v1\""));
    assert_eq!(response.last.remote, setup.server.address);
    assert_eq!(response.final_url(), setup.server.url("a.test", "/x?q=1"));
    let asked = setup.server.log().pop().unwrap();
    assert_eq!(String::from_utf8_lossy(&response.last.request_head), asked.head);
    assert!(asked.head.starts_with("GET /x?q=1 HTTP/1.1\r\n"), "{}", asked.head);
    let agent = format!("throughline/{} (+https://observatory.example/about)", env!("CARGO_PKG_VERSION"));
    assert_eq!(asked.header("user-agent"), Some(agent.as_str()));
    assert_eq!(asked.header("cookie"), None);
}

#[tokio::test]
async fn content_codings_and_what_lies_about_them() {
    let html = ("Content-Type", "text/html");
    let cases: Vec<(&str, Vec<Step>, &[ContentCoding])> = vec![
        (
            "gzip",
            answer("200 OK", &[html, ("Content-Encoding", "gzip")], gzip(TEXT.as_bytes())),
            &[ContentCoding::Gzip],
        ),
        (
            "br",
            answer("200 OK", &[html, ("Content-Encoding", "br")], brotli(TEXT.as_bytes())),
            &[ContentCoding::Brotli],
        ),
        (
            "zstd",
            answer(
                "200 OK",
                &[html, ("Content-Encoding", "zstd")],
                zstd::bulk::compress(TEXT.as_bytes(), 3).unwrap(),
            ),
            &[ContentCoding::Zstd],
        ),
        (
            "double",
            answer("200 OK", &[html, ("Content-Encoding", "gzip")], gzip(&gzip(TEXT.as_bytes()))),
            &[ContentCoding::Gzip, ContentCoding::Gzip],
        ),
        ("lie", answer("200 OK", &[html, ("Content-Encoding", "gzip")], TEXT), &[]),
        ("unknown", answer("200 OK", &[html, ("Content-Encoding", "compress")], TEXT), &[]),
        ("undeclared", answer("200 OK", &[html], gzip(TEXT.as_bytes())), &[ContentCoding::Gzip]),
    ];
    for (name, steps, removed) in cases {
        let response = fetched(steps).await.unwrap();
        assert_eq!(response.body(), TEXT.as_bytes(), "{name}");
        assert_eq!(response.removed_codings, removed, "{name}");
        assert_eq!(response.truncated, None, "{name}");
    }
}

#[tokio::test]
async fn a_decompression_bomb_stops_at_the_limit() {
    let mut settings = test_settings();
    settings.largest_decoded = 100_000;
    let bomb = gzip(&vec![b'a'; 5_000_000]);
    let wire_length = bomb.len();
    let steps = answer("200 OK", &[("Content-Encoding", "gzip")], bomb);
    let setup = Setup::with([("a.test", with_robots("", move |_| steps.clone()))], settings).await;
    let response = setup.get("a.test", "/").await.unwrap();
    assert_eq!((response.body().len(), response.last.wire_body.len()), (100_000, wire_length));
    assert_eq!(response.truncated, Some(Truncated::Length));
}

#[tokio::test]
async fn bodies_that_are_not_whole() {
    let half = gzip(&TEXT.repeat(500).into_bytes());
    let half = &half[..half.len() / 2];
    let response = fetched(answer("200 OK", &[("Content-Encoding", "gzip")], half)).await.unwrap();
    assert_eq!(response.truncated, Some(Truncated::Coding));
    assert!(TEXT.repeat(500).as_bytes().starts_with(response.body()));

    let short = raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
    let response = fetched(short).await.unwrap();
    assert_eq!((response.body(), response.truncated), (&b"only this"[..], Some(Truncated::Disconnect)));

    let cut_chunk = raw(chunked("", b"5\r\nfirst\r\n9\r\nsec"));
    let response = fetched(cut_chunk).await.unwrap();
    assert!(response.body().starts_with(b"first"));
    assert_eq!(response.truncated, Some(Truncated::Disconnect));

    let long = raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour and garbage after it");
    let response = fetched(long).await.unwrap();
    assert_eq!((response.body(), response.truncated), (&b"four"[..], None));

    let garbage_after =
        raw(chunked("", b"3;ext=\"v\"\r\none\r\n0\r\nX-Trailer: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled"));
    let response = fetched(garbage_after).await.unwrap();
    assert_eq!((response.body(), response.truncated), (&b"one"[..], None));
}

#[tokio::test]
async fn endless_bodies_stop_at_a_limit() {
    let mut settings = test_settings();
    settings.largest_body = 200_000;
    let block = "x".repeat(1000);
    let endless_chunks =
        vec![Step::Send(chunked("", b"")), Step::Forever(format!("3e8;a=b\r\n{block}\r\n").into_bytes(), 0)];
    let endless_bytes =
        vec![Step::Send(b"HTTP/1.0 200 OK\r\n\r\n".to_vec()), Step::Forever(block.into_bytes(), 0)];
    for steps in [endless_chunks, endless_bytes] {
        let setup =
            Setup::with([("a.test", with_robots("", move |_| steps.clone()))], settings.clone()).await;
        let response = setup.get("a.test", "/").await.unwrap();
        assert_eq!((response.body().len(), response.truncated), (200_000, Some(Truncated::Length)));
    }
}

#[tokio::test]
async fn slow_answers_stop_at_a_limit() {
    let began = Instant::now();
    let drip = vec![Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Step::Forever(b"x".to_vec(), 30)];
    let response = fetched(drip).await.unwrap();
    assert_eq!(response.truncated, Some(Truncated::Time));
    assert!((3..100).contains(&response.body().len()), "{}", response.body().len());
    let stalls = vec![Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour".to_vec()), Step::Hold];
    let response = fetched(stalls).await.unwrap();
    assert_eq!((response.body(), response.truncated), (&b"four"[..], Some(Truncated::Time)));
    // Fast enough for the least rate, but without end.
    let steady = vec![Step::Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Step::Forever(vec![b'x'; 500], 20)];
    assert_eq!(fetched(steady).await.unwrap().truncated, Some(Truncated::Time));
    let slow_head = vec![Step::Forever(b"HTTP/1.1 200 OK\r\nX: "[..10].to_vec(), 50)];
    for steps in
        [vec![Step::Hold], slow_head, vec![Step::Send(b"HTTP/1.1 200 OK\r\nA: b".to_vec()), Step::Hold]]
    {
        match fetched(steps).await {
            Err(FetchError::TimedOut { phase: Phase::Head, .. } | FetchError::NotHttp { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[tokio::test]
async fn what_is_not_http_is_an_error() {
    let cases: Vec<(&str, Vec<Step>)> = vec![
        ("nothing", vec![]),
        ("garbage", raw("\x00\x01\x02\u{fffd} garbage\r\n\r\n")),
        ("html at once", raw("<html><body>HTTP/0.9</body></html>")),
        ("bad status", raw("HTTP/1.1 abc OK\r\n\r\n")),
        ("bad version", raw("HTTP/9.1 200 OK\r\n\r\n")),
        ("half a head", raw("HTTP/1.1 200 OK\r\nContent-Le")),
        ("two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello")),
        ("negative length", raw("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello")),
        ("switching", raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")),
    ];
    for (name, steps) in cases {
        match fetched(steps).await {
            Err(error @ (FetchError::NotHttp { .. } | FetchError::ClosedEarly { .. })) => {
                assert!(error.is_temporary());
                assert!(!error.problem("x").remedy.is_empty());
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn heads_without_measure_are_refused() {
    let many: String = "X-Again: y\r\n".repeat(10_000);
    let huge = format!("X: {}\r\n", "y".repeat(1 << 20));
    let interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(5000);
    for (name, head) in [
        ("many", format!("HTTP/1.1 200 OK\r\n{many}\r\n")),
        ("huge", format!("HTTP/1.1 200 OK\r\n{huge}\r\n")),
        ("interim", interim),
    ] {
        let error = fetched(raw(head)).await.unwrap_err();
        assert!(matches!(error, FetchError::HeadTooLarge { .. }), "{name}: {error:?}");
    }
    let endless =
        vec![Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()), Step::Forever(b"X: y\r\n".repeat(500), 0)];
    assert!(matches!(fetched(endless).await.unwrap_err(), FetchError::HeadTooLarge { .. }));
    let some = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let response = fetched(raw(some)).await.unwrap();
    assert_eq!(response.last.response_head, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    assert_eq!(response.body(), b"ok");
}

#[tokio::test]
async fn old_and_sloppy_heads_are_read() {
    let cases = [
        "HTTP/1.0 200 OK\r\n\r\nbody",
        "HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody",
        "HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nX: folded\r\n value\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nX: caf\u{e9} \u{65b0}\u{95fb}\r\nConnection: keep-alive\r\nContent-Length: 4\r\n\r\nbody",
    ];
    for case in cases {
        let response = fetched(raw(case)).await.unwrap_or_else(|error| panic!("{case:?}: {error}"));
        assert_eq!((response.body(), response.truncated), (&b"body"[..], None), "{case:?}");
    }
}

#[tokio::test]
async fn validators_and_not_modified() {
    let future = "Tue, 01 Mar 2033 00:00:00 GMT";
    let past = "Sun, 01 Mar 2020 00:00:00 GMT";
    let response = fetched(answer("200 OK", &[("Last-Modified", future)], TEXT)).await.unwrap();
    assert_eq!(response.validators(), None);
    let response =
        fetched(answer("200 OK", &[("ETag", "no quotes"), ("Last-Modified", past)], TEXT)).await.unwrap();
    let validators = response.validators().unwrap();
    assert_eq!((validators.etag, validators.last_modified.as_deref()), (None, Some(past)));

    let unasked = fetched(answer("304 Not Modified", &[], "")).await.unwrap_err();
    assert!(matches!(unasked, FetchError::UnaskedNotModified { .. }));

    let conditional = with_robots("", |seen| match (seen.path.as_str(), seen.header("if-none-match")) {
        ("/moved", _) => answer("301 Moved", &[("Location", "/x")], ""),
        (_, Some("W/\"1\"")) => answer("304 Not Modified", &[("ETag", "W/\"1\"")], ""),
        _ => answer("200 OK", &[("ETag", "W/\"1\"")], TEXT),
    });
    let setup = Setup::new([("a.test", conditional)]).await;
    let first = setup.get("a.test", "/moved").await.unwrap();
    let request = throughline_fetch::Request {
        url: setup.server.url("a.test", "/moved"),
        validators: first.validators(),
    };
    let second = setup.clock.run(setup.fetcher.get(&request)).await.unwrap();
    assert!(second.is_not_modified());
    let log = setup.server.log();
    assert_eq!(
        log.iter().filter(|seen| seen.header("if-none-match").is_some()).count(),
        1,
        "only where it came from"
    );
}
