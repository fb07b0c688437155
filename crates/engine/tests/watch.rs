//! Two months of a watch in accelerated time, against a site that edits, removes and brings back.
#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{SignedDuration, Timestamp};
use std::{net::IpAddr, sync::Arc, time::Duration};
use throughline_archive::{Archive, rows::Row};
use throughline_engine::{
    Silent,
    jobs::{self, WatchOptions},
};
use throughline_fetch::{Allowed, Clock, Resolver, Resolving, Settings, VirtualClock};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Every name is this machine.
struct Loopback;

impl Resolver for Loopback {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolving<'a> {
        Box::pin(async { Ok(vec![IpAddr::from([127, 0, 0, 1])]) })
    }
}

fn start() -> Timestamp {
    "2025-03-04T10:00:00Z".parse().unwrap()
}

fn article(days: &str) -> String {
    format!(
        "<html lang=en><head><title>The gauge</title><link rel=canonical href='/gauge.html'></head><body><article><h1>The gauge of the north bank</h1>\
         <p>The ministry said on Tuesday that the gauge of the north bank was silent for {days} days, and that \
         nobody had been told of it before the water rose over the lower pier.</p>\
         <p>Ferries went on under the old timetable until the harbor office learned of the silence from a fisherman, \
         who had measured the water with a stick and written the figures into his book.</p>\
         <p>A new gauge will stand beside the old one by the end of the month, the ministry said, and both will be read \
         twice a day until the two agree.</p></article></body></html>"
    )
}

/// What the site has at a moment: an edit after a day, a removal on the fifth, back on the
/// twentieth.
fn page(path: &str, now: Timestamp) -> Option<String> {
    let days = now.duration_since(start()).as_hours() / 24;
    match path.split('?').next().unwrap_or_default() {
        "/gauge.html" if (5..20).contains(&days) => None,
        "/gauge.html" if days >= 1 => Some(article("several")),
        "/gauge.html" => Some(article("eleven")),
        "/feed.xml" => Some(
            "<?xml version='1.0'?><rss version='2.0'><channel><title>North Courier</title><link>/</link>\
             <item><title>The gauge of the north bank</title><link>/gauge.html</link>\
             <pubDate>Tue, 04 Mar 2025 09:58:07 GMT</pubDate></item></channel></rss>"
                .to_owned(),
        ),
        _ => None,
    }
}

async fn serve(listener: TcpListener, clock: VirtualClock) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        answer(stream, &clock).await;
    }
}

async fn answer(mut stream: TcpStream, clock: &VirtualClock) {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(length) => head.extend_from_slice(&part[..length]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let (status, body) = match page(&path, clock.now()) {
        Some(body) => ("200 OK", body),
        None => ("404 Not Found", "<p>There is nothing here.</p>".to_owned()),
    };
    let kind = if path == "/feed.xml" { "application/rss+xml" } else { "text/html; charset=utf-8" };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn options(clock: &VirtualClock, port: u16, days: i64) -> WatchOptions {
    let mut fetch = Settings::default();
    fetch.allowed = Allowed::default().host("north.example").port(port);
    WatchOptions {
        fetch,
        until: start().checked_add(SignedDuration::from_hours(24 * days)).ok(),
        clock: Arc::new(clock.clone()),
        resolver: Arc::new(Loopback),
        ..WatchOptions::default()
    }
}

async fn visits(archive: &Archive, url: &str) -> Vec<(String, String, String)> {
    let archive = Archive::open_at(archive.location().clone(), None).await.unwrap();
    let session = archive.session().await.unwrap();
    let query = format!(
        "SELECT outcome, evidence, operations FROM visits WHERE url = '{url}' ORDER BY visited_earliest"
    );
    let rows = Row::plain(&session.sql(&query).await.unwrap().collect().await.unwrap()).unwrap();
    Row::iter(&rows)
        .map(|row| (row.text("outcome").into(), row.text("evidence").into(), row.text("operations").into()))
        .collect()
}

#[tokio::test]
async fn edits_removals_and_returns_are_recorded_also_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::create(folder.path().join("archive").to_str().unwrap()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let clock = VirtualClock::new(start());
    let site = tokio::spawn(serve(listener, clock.clone()));
    // Not the address the page gives as its own.
    let url = format!("http://north.example:{port}/gauge.html?from=home");

    let watching = async {
        // Stopped after three days; the second run goes on with the schedule of the first.
        for days in [3, 60] {
            let options = WatchOptions { pages: vec![url.clone()], ..options(&clock, port, days) };
            let newest = Archive::open_at(archive.location().clone(), None).await.unwrap();
            jobs::watch(&newest, &options, &Silent).await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_mins(5), clock.run(watching)).await.unwrap();
    site.abort();

    let seen = visits(&archive, &url).await;
    let changes: Vec<(&str, &str)> = seen
        .iter()
        .filter(|(outcome, _, _)| outcome != "unchanged")
        .map(|(outcome, evidence, _)| (outcome.as_str(), evidence.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("first", ""),
            ("edited", ""),
            ("unconfirmed", "status 404"),
            ("removed", "status 404"),
            ("returned", "")
        ]
    );
    assert!(seen.len() >= 10, "{} visits", seen.len());
    let edit = seen.iter().find(|(outcome, _, _)| outcome == "edited").unwrap();
    assert!(edit.2.contains("~6:7"), "eleven became several: {}", edit.2);

    // What was received is evidence: every capture can be read back.
    let archive = Archive::open_at(archive.location().clone(), None).await.unwrap();
    let check = archive.check(&mut |_| {}).await.unwrap();
    assert!(check.findings.is_empty(), "{:?}", check.findings);
    let session = archive.session().await.unwrap();
    let rows = session.sql("SELECT count(*) AS n FROM documents").await.unwrap().collect().await.unwrap();
    let rows = Row::plain(&rows).unwrap();
    assert_eq!(Row::iter(&rows).next().unwrap().number("n"), 2, "what returned is the edited version");
    let query = "SELECT item_id FROM visits UNION SELECT item_id FROM documents";
    let rows = session.sql(query).await.unwrap().collect().await.unwrap();
    let items: usize = rows.iter().map(arrow::record_batch::RecordBatch::num_rows).sum();
    assert_eq!(items, 1, "all visits are to the item of the documents, the removal too");
}

#[tokio::test]
async fn a_feed_brings_its_pages_and_dates_them() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::create(folder.path().join("archive").to_str().unwrap()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let clock = VirtualClock::new(start());
    let site = tokio::spawn(serve(listener, clock.clone()));
    let feed = format!("http://north.example:{port}/feed.xml");
    let options = WatchOptions { feeds: vec![feed], ..options(&clock, port, 1) };
    let watching = jobs::watch(&archive, &options, &Silent);
    let watched = tokio::time::timeout(Duration::from_mins(5), clock.run(watching)).await.unwrap().unwrap();
    site.abort();

    assert_eq!((watched.feeds, watched.pages), (1, 1));
    let seen = visits(&archive, &format!("http://north.example:{port}/gauge.html")).await;
    assert_eq!(seen[0].0, "first", "the page of the entry was read");
    let archive = Archive::open_at(archive.location().clone(), None).await.unwrap();
    let session = archive.session().await.unwrap();
    let query = "SELECT form, item_id, published_display FROM documents ORDER BY form";
    let rows = Row::plain(&session.sql(query).await.unwrap().collect().await.unwrap()).unwrap();
    let rows: Vec<(&str, &str, &str)> = Row::iter(&rows)
        .map(|row| (row.text("form"), row.text("item_id"), row.text("published_display")))
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].0, rows[1].0), ("feed-entry", "html"));
    assert_eq!(rows[0].1, rows[1].1, "entry and page are one item");
    assert_eq!(rows[0].2, "2025-03-04 09:58:07 UTC");
    let query = "SELECT count(DISTINCT item_id) AS items FROM visits";
    let counted = Row::plain(&session.sql(query).await.unwrap().collect().await.unwrap()).unwrap();
    assert_eq!(Row::iter(&counted).next().unwrap().number("items"), 2, "the feed is no version of its page");
}
