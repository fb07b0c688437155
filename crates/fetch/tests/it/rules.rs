//! No request beyond the rules: robots.txt, delays, orders to wait, redirects, private addresses.

use crate::misbehaving::*;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use throughline_fetch::{Allowed, FetchError, Fetcher, Request, SystemClock, Validators};

/// Shortest time between two requests to a site, in seconds of the server's clock.
fn shortest_gap(server: &Server, host: &str) -> f64 {
    let moments: Vec<_> =
        server.log().into_iter().filter(|seen| seen.host == host).map(|seen| seen.at).collect();
    moments.windows(2).map(|pair| pair[1].duration_since(pair[0]).as_secs_f64()).fold(f64::MAX, f64::min)
}

#[tokio::test]
async fn robots_of_every_kind() {
    enum Expect {
        Allowed,
        Denied,
        Unreachable,
    }
    use Expect::{Allowed, Denied, Unreachable};
    let text = ("Content-Type", "text/plain");
    let deny = "User-agent: *\nDisallow: /x\n";
    let huge_allow =
        format!("User-agent: *\nDisallow: /y\n{}Disallow: /x\n", "# filler line\n".repeat(60_000));
    let huge_deny = format!("{deny}{}", "# filler line\n".repeat(60_000));
    let cases: Vec<(&str, Vec<Step>, Expect)> = vec![
        ("none", answer("404 Not Found", &[], "no"), Allowed),
        ("gone", answer("410 Gone", &[], ""), Allowed),
        ("login", answer("401 Unauthorized", &[], ""), Allowed),
        ("forbidden", answer("403 Forbidden", &[], ""), Allowed),
        ("empty", answer("200 OK", &[text], ""), Allowed),
        ("denies", answer("200 OK", &[text], deny), Denied),
        (
            "denies us",
            answer("200 OK", &[text], "User-agent: Throughline/0.1\nDisallow: /\n\nUser-agent: *\nAllow: /"),
            Denied,
        ),
        ("denies others", answer("200 OK", &[text], "User-agent: otherbot\nDisallow: /"), Allowed),
        ("mark", answer("200 OK", &[text], format!("\u{feff}{deny}")), Denied),
        (
            "html",
            answer("200 OK", &[("Content-Type", "text/html")], "<!DOCTYPE html><title>Home</title>"),
            Allowed,
        ),
        ("gzip", answer("200 OK", &[("Content-Encoding", "gzip")], gzip(deny.as_bytes())), Denied),
        ("wildcard", answer("200 OK", &[text], "User-agent: *\nDisallow: /*$"), Denied),
        ("rule beyond 500 KiB", answer("200 OK", &[text], huge_allow), Allowed),
        ("huge", answer("200 OK", &[text], huge_deny), Denied),
        ("bytes", answer("200 OK", &[text], b"\xff\xfe\x00User-agent\x00: *\n\n\x80\x81"), Allowed),
        ("failing", answer("500 Oops", &[], "User-agent: *\nAllow: /"), Unreachable),
        ("busy", answer("503 Busy", &[], ""), Unreachable),
        ("too many", answer("429 Slow down", &[], ""), Unreachable),
        ("slow", vec![Step::Hold], Unreachable),
        ("in part", raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\n"), Unreachable),
        ("garbage", raw("!!\r\n\r\n"), Unreachable),
        ("loop", answer("302 Found", &[("Location", "/robots.txt")], ""), Allowed),
        (
            "to a private place",
            answer("302 Found", &[("Location", "http://10.0.0.1/robots.txt")], ""),
            Unreachable,
        ),
        ("to another site", answer("301 Moved", &[("Location", "/denying.txt")], ""), Denied),
    ];
    for (name, robots, expected) in cases {
        let site = site(move |seen| match seen.path.as_str() {
            "/robots.txt" => robots.clone(),
            "/denying.txt" => answer("200 OK", &[], "User-agent: *\nDisallow: /x\n"),
            _ => page("text"),
        });
        let setup = Setup::new([("a.test", site)]).await;
        let fetched = setup.get("a.test", "/x").await;
        let asked = setup.server.paths("a.test").contains(&"/x".to_owned());
        match (expected, fetched) {
            (Allowed, Ok(_)) if asked => {}
            (Denied, Err(FetchError::RobotsDenied { .. }))
            | (Unreachable, Err(FetchError::RobotsUnreachable { .. }))
                if !asked => {}
            (_, other) => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn robots_are_asked_once_a_day_and_per_origin() {
    let setup = Setup::new([("a.test", with_robots("User-agent: *\nDisallow: /no", |_| page("text")))]).await;
    for _ in 0..5 {
        setup.get("a.test", "/x").await.unwrap();
        assert!(setup.get("a.test", "/no").await.is_err());
    }
    let asked =
        |setup: &Setup| setup.server.paths("a.test").iter().filter(|path| *path == "/robots.txt").count();
    assert_eq!(asked(&setup), 1);
    let day = setup.clock.run(async {
        use throughline_fetch::Clock;
        setup.clock.sleep_until(start_of_time() + SignedDuration::from_hours(25)).await;
    });
    day.await;
    setup.get("a.test", "/x").await.unwrap();
    assert_eq!(asked(&setup), 2);
    // Another port of the host has its own rules, and the same pace.
    let other = Server::start(
        [("a.test", with_robots("User-agent: *\nDisallow: /", |_| page("text")))],
        Arc::new(setup.clock.clone()),
    )
    .await;
    let request = Request::new(other.url("a.test", "/x"));
    assert!(matches!(
        setup.clock.run(setup.fetcher.get(&request)).await,
        Err(FetchError::RobotsDenied { .. })
    ));
    let (last, first) = (setup.server.log().pop().unwrap().at, other.log()[0].at);
    assert!(first.duration_since(last) >= SignedDuration::from_secs(5));
}

#[tokio::test]
async fn requests_to_one_host_keep_their_distance() {
    let slow = |_: &Seen| {
        let mut steps = vec![Step::Wait(20)];
        steps.extend(page("text"));
        steps
    };
    let setup = Setup::new([
        ("a.test", with_robots("", slow)),
        ("b.test", with_robots("User-agent: *\nCrawl-delay: 12.5", slow)),
        ("c.test", with_robots("User-agent: *\nCrawl-delay: 1000000000", slow)),
        ("d.test", with_robots("User-agent: *\nCrawl-delay: soon", slow)),
    ])
    .await;
    let gets = ["a.test", "b.test", "c.test", "d.test"]
        .into_iter()
        .flat_map(|host| (0..5).map(move |number| (host, format!("/{number}"))));
    let requests: Vec<Request> =
        gets.map(|(host, path)| Request::new(setup.server.url(host, &path))).collect();
    let all = futures::future::join_all(requests.iter().map(|request| setup.fetcher.get(request)));
    for fetched in setup.clock.run(all).await {
        fetched.unwrap();
    }
    for (host, least, most) in
        [("a.test", 5.0, 5.1), ("b.test", 12.5, 12.6), ("c.test", 3600.0, 3600.1), ("d.test", 5.0, 5.1)]
    {
        let gap = shortest_gap(&setup.server, host);
        assert!((least..=most).contains(&gap), "{host}: {gap}");
        assert_eq!(setup.server.most_at_once(host), 1, "{host}");
    }
}

#[tokio::test]
async fn delays_hold_on_the_system_clock_and_after_a_dropped_request() {
    let clock = Arc::new(SystemClock);
    let server = Server::start(
        [(
            "a.test",
            with_robots("", |seen| match seen.path.as_str() {
                "/hold" => vec![Step::Hold],
                _ => page("text"),
            }),
        )],
        clock.clone(),
    )
    .await;
    let mut settings = test_settings();
    settings.delay = Duration::from_millis(250);
    let fetcher = Fetcher::with(settings, clock, Arc::new(Names::default()));
    fetcher.get(&Request::new(server.url("a.test", "/1"))).await.unwrap();
    let request = Request::new(server.url("a.test", "/hold"));
    assert!(tokio::time::timeout(Duration::from_millis(400), fetcher.get(&request)).await.is_err());
    fetcher.get(&Request::new(server.url("a.test", "/2"))).await.unwrap();
    assert_eq!(server.paths("a.test"), ["/robots.txt", "/1", "/hold", "/2"]);
    assert!(shortest_gap(&server, "a.test") >= 0.249, "{}", shortest_gap(&server, "a.test"));
}

#[tokio::test]
async fn hosts_are_asked_at_the_same_time_up_to_the_bound() {
    let names: Vec<&'static str> = vec!["a.test", "b.test", "c.test", "d.test", "e.test", "f.test"];
    let slow = with_robots("", |_| [vec![Step::Wait(150)], page("text")].concat());
    let mut settings = test_settings();
    settings.hosts_at_once = 3;
    let setup = Setup::with(names.iter().map(|name| (*name, slow.clone())), settings).await;
    let requests: Vec<Request> = names.iter().map(|name| Request::new(setup.server.url(name, "/"))).collect();
    let all = futures::future::join_all(requests.iter().map(|request| setup.fetcher.get(request)));
    assert!(setup.clock.run(all).await.iter().all(Result::is_ok));
    assert_eq!(setup.server.most_at_once(ALL_SITES), 3);
}

#[tokio::test]
async fn orders_to_wait_are_kept() {
    let day = 86_400;
    let date = |offset: i64| {
        let moment = start_of_time() + SignedDuration::from_secs(offset);
        moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    // What is said, and the least and most seconds that are waited.
    let cases = [
        ("429", Some("3600".to_owned()), 3600, 4500),
        ("503", Some(date(7200)), 7000, 9000),
        ("503", Some("0".to_owned()), 30, 40),
        ("429", Some(date(-3600)), 30, 40),
        ("503", Some("soon".to_owned()), 30, 40),
        ("429", None, 30, 40),
        ("503", Some(date(3653 * day)), 7 * day, 7 * day),
        ("429", Some("999999999999999999999999".to_owned()), 7 * day, 7 * day),
    ];
    for (status, said, least, most) in cases {
        let header = said.clone();
        let site = with_robots("", move |seen| {
            let headers: Vec<(&str, &str)> =
                header.as_deref().map(|value| ("Retry-After", value)).into_iter().collect();
            if seen.count == 1 { answer(&format!("{status} Wait"), &headers, "") } else { page("text") }
        });
        let setup = Setup::new([("a.test", site)]).await;
        let error = setup.get("a.test", "/x").await.unwrap_err();
        let FetchError::BackedOff { until, .. } = error else { panic!("{error:?}") };
        let ordered = setup.server.log().pop().unwrap().at;
        let wait = until.duration_since(ordered).as_secs();
        assert!((least..=most).contains(&wait), "{status} {said:?}: {wait}");
        // Before that moment nothing is sent, whatever is asked for.
        if wait > 120 {
            assert!(matches!(setup.get("a.test", "/y").await, Err(FetchError::BackedOff { .. })));
            assert_eq!(setup.server.paths("a.test").len(), 2);
            setup.clock.run(async { throughline_fetch::Clock::sleep_until(&setup.clock, until).await }).await;
        }
        setup.get("a.test", "/y").await.unwrap();
        let again = setup.server.log().pop().unwrap().at;
        assert!(again >= until, "{status} {said:?}");
    }
}

#[tokio::test]
async fn short_waits_are_waited_and_tries_are_counted() {
    let mut settings = test_settings();
    settings.attempts = 3;
    let recovering = with_robots("", |seen| {
        if seen.count < 3 { answer("503 Busy", &[("Retry-After", "10")], "") } else { page("text") }
    });
    let never = with_robots("", |_| answer("503 Busy", &[("Retry-After", "1")], ""));
    let closing = with_robots("", |_| vec![]);
    let setup = Setup::with([("a.test", recovering), ("b.test", never), ("c.test", closing)], settings).await;
    assert_eq!(setup.get("a.test", "/x").await.unwrap().status(), 200);
    assert!(matches!(setup.get("b.test", "/x").await, Err(FetchError::BackedOff { .. })));
    assert!(matches!(setup.get("c.test", "/x").await, Err(FetchError::ClosedEarly { .. })));
    for host in ["b.test", "c.test"] {
        let tries: Vec<_> = setup
            .server
            .log()
            .into_iter()
            .filter(|seen| seen.host == host && seen.path == "/x")
            .map(|seen| seen.at)
            .collect();
        assert_eq!(tries.len(), 3, "{host}");
        assert!(
            tries.windows(2).all(|pair| pair[1].duration_since(pair[0]) >= SignedDuration::from_secs(30)),
            "{tries:?}"
        );
    }
    assert!(setup.get("a.test", "/y").await.is_ok());
}

#[tokio::test]
async fn redirects_are_recorded_and_bounded() {
    let hops = with_robots("", |seen| {
        let number: usize = seen.path.trim_start_matches('/').parse().unwrap_or(0);
        let next = format!("/{}", number + 1);
        match number {
            0 => answer(
                "301 Moved",
                &[(
                    "Location",
                    "//b.test:{port}/9"
                        .replace("{port}", seen.header("host").unwrap().rsplit(':').next().unwrap())
                        .as_str(),
                )],
                "moved",
            ),
            9 => page("arrived"),
            20 => answer("302 Found", &[("Location", "21")], ""),
            21 => answer("307 Temporary", &[("Location", "/20#again")], ""),
            30 => answer("302 Found", &[], "without a place"),
            _ => answer("303 See Other", &[("Location", next.as_str())], ""),
        }
    });
    let setup = Setup::new([("a.test", hops.clone()), ("b.test", hops)]).await;
    let response = setup.get("a.test", "/0").await.unwrap();
    assert_eq!(response.redirects.len(), 1);
    assert_eq!(response.redirects[0].wire_body, b"moved");
    assert!(response.redirects[0].response_head.starts_with(b"HTTP/1.1 301 Moved\r\n"));
    assert_eq!(response.final_url(), setup.server.url("b.test", "/9"));
    assert_eq!(setup.server.paths("b.test"), ["/robots.txt", "/9"]);
    assert!(matches!(setup.get("a.test", "/20").await, Err(FetchError::RedirectLoop { .. })));
    assert!(matches!(setup.get("a.test", "/100").await, Err(FetchError::TooManyRedirects { limit: 10, .. })));
    assert_eq!(setup.get("a.test", "/30").await.unwrap().status(), 302);
    assert_eq!(
        setup.server.paths("a.test").iter().filter(|path| path.len() == 4 && path.starts_with("/1")).count(),
        11
    );
}

#[tokio::test]
async fn redirects_never_leave_the_public_web() {
    let targets = [
        "file:///etc/passwd",
        "ftp://b.test/",
        "data:text/html,x",
        "javascript:alert(1)",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:192.168.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://localhost/",
        "http://printer.local/",
        "http://user:pw@b.test/",
        "http://0x0a000001/",
        "http:// /",
        "http://[bad",
        "//",
        "http://no-such.test/",
    ];
    let site = with_robots("", move |seen| {
        let number: usize = seen.path.trim_start_matches('/').parse().unwrap();
        answer("302 Found", &[("Location", targets[number])], "")
    });
    let setup = Setup::new([("a.test", site)]).await;
    setup.names.special.lock().unwrap().insert("no-such.test".to_owned(), vec![]);
    for (number, target) in targets.iter().enumerate() {
        let error = setup.get("a.test", &format!("/{number}")).await.unwrap_err();
        assert!(matches!(error, FetchError::AfterRedirect { .. }), "{target}: {error:?}");
        assert!(
            !matches!(error.cause(), FetchError::ConnectFailed { .. } | FetchError::TimedOut { .. }),
            "{target}: {error:?}"
        );
        assert!(!error.problem("input").message.contains("pw"), "{target}: {error}");
    }
    let long =
        with_robots("", |_| answer("302 Found", &[("Location", &format!("/{}", "a".repeat(9000)))], ""));
    let setup = Setup::new([("a.test", long)]).await;
    assert!(setup.get("a.test", "/x").await.is_err());
}

#[tokio::test]
async fn a_redirect_is_ruled_by_the_robots_of_its_site() {
    let sends = with_robots("", |seen| {
        let port = seen.header("host").unwrap().rsplit(':').next().unwrap().to_owned();
        answer("302 Found", &[("Location", format!("http://b.test:{port}/no/1").as_str())], "")
    });
    let setup = Setup::new([
        ("a.test", sends),
        ("b.test", with_robots("User-agent: *\nDisallow: /no", |_| page("text"))),
    ])
    .await;
    let error = setup.get("a.test", "/x").await.unwrap_err();
    assert!(matches!(error.cause(), FetchError::RobotsDenied { .. }), "{error:?}");
    assert_eq!(setup.server.paths("b.test"), ["/robots.txt"]);
}

#[tokio::test]
async fn a_name_is_judged_by_the_address_that_is_connected_to() {
    let setup = Setup::new([
        ("a.test", with_robots("", |_| page("text"))),
        ("b.test", with_robots("", |_| page("text"))),
    ])
    .await;
    let ip = |text: &str| text.parse().unwrap();
    {
        let mut special = setup.names.special.lock().unwrap();
        // For robots.txt it is this machine, allowed here; for the page it is another's.
        special.insert("a.test".to_owned(), vec![vec![ip("127.0.0.1")], vec![ip("10.0.0.7")]]);
        // A private address beside a permitted one is passed over.
        special.insert("b.test".to_owned(), vec![vec![ip("192.168.1.1"), ip("fd00::1"), ip("127.0.0.1")]]);
        special.insert("c.test".to_owned(), vec![vec![ip("169.254.169.254")]]);
        special.insert(
            "d.test".to_owned(),
            vec![vec![ip("::ffff:10.0.0.1"), ip("64:ff9b::c0a8:1"), ip("2002:a00:1::")]],
        );
    }
    let error = setup.get("a.test", "/x").await.unwrap_err();
    assert!(
        matches!(error, FetchError::PrivateAddress { address, .. } if address == ip("10.0.0.7")),
        "{error:?}"
    );
    assert_eq!(setup.server.paths("a.test"), ["/robots.txt"]);
    assert_eq!(setup.get("b.test", "/x").await.unwrap().last.remote.ip(), ip("127.0.0.1"));
    for host in ["c.test", "d.test"] {
        let error = setup.get(host, "/x").await.unwrap_err();
        assert!(matches!(error, FetchError::PrivateAddress { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn without_an_exception_loopback_is_never_asked() {
    let mut settings = test_settings();
    settings.allowed = Allowed::default().any_port();
    let setup = Setup::with([("a.test", with_robots("", |_| page("text")))], settings).await;
    for host in ["a.test", "127.0.0.1", "localhost", "[::1]", "2130706433", "x.localhost"] {
        assert!(setup.get(host, "/").await.is_err(), "{host}");
    }
    assert!(setup.server.log().is_empty());
    let mut settings = test_settings();
    settings.allowed = Allowed::default().host("a.test");
    let setup = Setup::with([("a.test", with_robots("", |_| page("text")))], settings).await;
    assert!(matches!(setup.get("a.test", "/").await, Err(FetchError::PortRefused { .. })));
}

#[tokio::test]
async fn an_ipv6_host_is_asked_where_allowed() {
    let mut settings = test_settings();
    settings.allowed = Allowed::default().network("::1/128".parse().unwrap()).any_port();
    let setup = Setup::with([], settings).await;
    let site = with_robots("", |_| page("text"));
    let address = "[::1]:0".parse().unwrap();
    if tokio::net::TcpListener::bind(address).await.is_err() {
        println!("skipped: no IPv6 on this machine");
        return;
    }
    let server = Server::start_on(address, site, Arc::new(setup.clock.clone()), 100).await;
    let request = Request::new(format!("http://[::1]:{}/x", server.port));
    let response = setup.clock.run(setup.fetcher.get(&request)).await.unwrap();
    assert_eq!(response.last.remote, server.address);
    assert_eq!(server.log()[0].header("host"), Some(format!("[::1]:{}", server.port).as_str()));
}

#[tokio::test]
async fn unreachable_hosts_are_errors_with_a_remedy() {
    let setup = Setup::new([]).await;
    // A port that was free a moment ago.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let request = Request { url: format!("http://a.test:{free}/"), validators: Some(Validators::default()) };
    let error = setup.clock.run(setup.fetcher.get(&request)).await.unwrap_err();
    let problem = error.problem(&request.url);
    assert!(
        matches!(error, FetchError::ConnectFailed { .. }) && problem.message.contains(&request.url),
        "{error}"
    );
    assert!(!problem.remedy.is_empty());
}
