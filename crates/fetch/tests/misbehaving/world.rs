//! Dozens of sites that misbehave over weeks, with pages that are edited, removed and put back by
//! plan, and a watch over them. What was planned is compared with what was recorded, and the server
//! checks every request against the rules.

use super::{Names, Seen, Server, Site, Step, answer, brotli, gzip, raw, site, start_of_time, test_settings};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use throughline_fetch::watch::{
    FeedOutcome, Observation, PageOutcome, PageText, Visit, VisitKind, Watch, WatchSettings, drive,
};
use throughline_fetch::{Clock, FetchError, Fetcher, Response, VirtualClock};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Kinds of sites.
pub const KINDS: usize = 24;

/// What happens to a page, in seconds after it was first asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Edit(i64),
    Remove(i64),
    Return(i64),
}

impl Event {
    fn offset(self) -> i64 {
        match self {
            Self::Edit(offset) | Self::Remove(offset) | Self::Return(offset) => offset,
        }
    }
}

fn plan(site: usize, page: usize) -> Vec<Event> {
    use Event::{Edit, Remove, Return};
    // Sites that fail for hours have slower plans, so that no event falls between two visits.
    let slow = if matches!(site % KINDS, 3 | 4 | 7..=14 | 20 | 21) { 8 } else { 1 };
    let hours = |hours: i64| hours * HOUR * slow;
    match (site + page) % 6 {
        0 => vec![],
        1 => vec![Edit(hours(1)), Edit(hours(30))],
        2 => vec![Remove(hours(20))],
        3 => vec![Remove(hours(8)), Return(hours(96))],
        4 => vec![Edit(hours(3)), Remove(hours(72))],
        _ => vec![Edit(hours(48))],
    }
}

/// What the server knows of its sites. All of it is bounded by the number of sites and pages.
#[derive(Default)]
struct Sites {
    first_asked: BTreeMap<String, Timestamp>,
    last_request: BTreeMap<String, Timestamp>,
    not_before: BTreeMap<String, Timestamp>,
    robots_read: BTreeSet<String>,
    violations: Vec<String>,
    requests: u64,
}

/// What a run gave.
#[derive(Debug, Default)]
pub struct Report {
    pub requests: u64,
    pub visits: u64,
    pub pages: usize,
    pub days: i64,
    pub seconds: f64,
    pub events_due: usize,
    pub events_seen: usize,
    pub restarts: usize,
    pub observations: BTreeMap<&'static str, u64>,
    pub violations: Vec<String>,
    /// Wrong or missing observations.
    pub mistakes: Vec<String>,
    pub state_bytes: usize,
    /// Resident memory in KiB at the end of each simulated week.
    pub memory: Vec<u64>,
}

/// How long a run lasts: what ends first.
pub struct Length {
    pub sites: usize,
    pub days: i64,
    pub at_most: Duration,
    /// New pages of each site stop after so many, so that long runs stay of one size.
    pub pages_each: i64,
    pub most_pages: usize,
    pub talk: bool,
}

fn site_number(host: &str) -> usize {
    host.trim_start_matches('s').trim_end_matches(".test").parse().unwrap_or(0)
}

/// A page appears every 29 hours; the feed names the last ten.
fn published(now: Timestamp, pages_each: i64) -> std::ops::RangeInclusive<i64> {
    let newest = (now.duration_since(start_of_time()).as_secs() / (29 * HOUR)).min(pages_each - 1);
    (newest - 9).max(0)..=newest
}

fn text_of(site: usize, page: usize, version: usize) -> String {
    let words = ["Заявление министерства", "外交部声明", "Erklärung", "declaración", "بيان الوزارة"];
    format!("{} {site}/{page} v{version}. ", words[(site + page) % words.len()]).repeat(20)
}

/// The body of a page in its state at `age` seconds, or how it is missing.
fn state(site: usize, page: usize, age: i64) -> Result<usize, ()> {
    let mut state = Ok(0);
    for (index, event) in plan(site, page).into_iter().enumerate() {
        if age >= event.offset() {
            state = match event {
                Event::Edit(_) => Ok(index + 1),
                Event::Remove(_) => Err(()),
                Event::Return(_) => Ok(0),
            };
        }
    }
    state
}

fn html(seen: &Seen, text: &str) -> String {
    // The advertisement is another each time; the main text is not.
    format!("<html><aside>ad {} {}</aside><main>{text}</main></html>", seen.at, seen.count)
}

fn main_text(response: &Response) -> String {
    let body = String::from_utf8_lossy(response.body()).into_owned();
    body.split_once("<main>")
        .and_then(|(_, rest)| rest.split_once("</main>"))
        .map_or(String::new(), |(text, _)| text.to_owned())
}

fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn serve(seen: &Seen, sites: &Mutex<Sites>, pages_each: i64) -> Vec<Step> {
    let number = site_number(&seen.host);
    let kind = number % KINDS;
    let mut sites = sites.lock().unwrap();
    sites.requests += 1;
    check(seen, kind, &mut sites);
    let age = seen.at.duration_since(start_of_time()).as_secs();
    let text = ("Content-Type", "text/plain");
    if seen.path == "/robots.txt" {
        let steps = match kind {
            12 => answer("200 OK", &[text], "User-agent: *\nDisallow: /page/1\nCrawl-delay: 30\n"),
            13 if age < 2 * DAY => return answer("500 Oops", &[], ""),
            15 => answer("404 Not Found", &[], ""),
            18 => raw("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome</html>"),
            23 if seen.count < 3 => return vec![Step::Hold],
            _ => answer("200 OK", &[text], "User-agent: *\nDisallow: /secret/\n"),
        };
        sites.robots_read.insert(seen.host.clone());
        return steps;
    }
    if let Some(steps) = trouble(seen, kind, age, &mut sites) {
        return steps;
    }
    if seen.path == "/feed" {
        let port = seen.header("host").unwrap_or_default().rsplit(':').next().unwrap_or_default().to_owned();
        let mut feed = String::from("<rss><channel><ttl>30</ttl>");
        for page in published(seen.at, pages_each) {
            feed += &format!("<item><link>http://{}:{port}/page/{page}</link></item>", seen.host);
        }
        feed += &format!("<item><link>http://{}:{port}/secret/1</link></item></channel></rss>", seen.host);
        return answer("200 OK", &[("Content-Type", "application/rss+xml")], feed);
    }
    if seen.path == "/" {
        return answer("200 OK", &[], html(seen, &"Welcome to the home page. ".repeat(30)));
    }
    let Some(page) = seen.path.strip_prefix("/page/").and_then(|page| page.parse::<usize>().ok()) else {
        return answer("404 Not Found", &[], "");
    };
    let first = *sites.first_asked.entry(format!("{}{}", seen.host, seen.path)).or_insert(seen.at);
    let page_age = seen.at.duration_since(first).as_secs();
    if kind == 1 && seen.count.is_multiple_of(9) {
        return answer("404 Hiccup", &[], "");
    }
    match state(number, page, page_age) {
        Ok(version) => page_answer(seen, kind, &html(seen, &text_of(number, page, version)), version),
        Err(()) => match number % 4 {
            0 => answer("404 Not Found", &[], html(seen, "no such page")),
            1 => answer("410 Gone", &[], ""),
            2 => answer("302 Found", &[("Location", "/")], ""),
            _ => answer("200 OK", &[], html(seen, "Not found")),
        },
    }
}

/// What a site does wrong besides its pages.
fn trouble(seen: &Seen, kind: usize, age: i64, sites: &mut Sites) -> Option<Vec<Step>> {
    let every = |times: usize| seen.count % times == times - 1;
    let ordered = |sites: &mut Sites, seconds: i64| {
        sites.not_before.insert(seen.host.clone(), seen.at + SignedDuration::from_secs(seconds));
    };
    Some(match kind {
        7 if every(9) => vec![
            Step::Send(b"HTTP/1.1 200 OK\r\n\r\n<html><main>drip".to_vec()),
            Step::Forever(b"x".to_vec(), 20),
        ],
        8 if every(9) => vec![Step::Hold],
        9 if every(4) => raw("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<html><main>half of it"),
        10 if age % (4 * DAY) < 3 * HOUR => {
            ordered(sites, 2 * HOUR);
            answer("503 Busy", &[("Retry-After", "7200")], "")
        }
        11 if age % (5 * DAY) < 5 * HOUR => {
            ordered(sites, 3 * HOUR);
            let date =
                (seen.at + SignedDuration::from_hours(3)).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            answer("429 Slow Down", &[("Retry-After", date.as_str())], "")
        }
        14 if every(6) => raw("\u{1}\u{2}garbage\r\n\r\n"),
        19 if seen.path == "/page/2" => {
            let target =
                ["http://169.254.169.254/", "file:///etc/passwd", "http://10.0.0.1/", "http://[::1]/"]
                    [seen.count % 4];
            answer("302 Found", &[("Location", target)], "")
        }
        20 if every(5) => raw(format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(10_000))),
        21 if every(5) => vec![
            Step::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec()),
            Step::Forever(format!("400\r\n{}\r\n", "z".repeat(1024)).into_bytes(), 0),
        ],
        22 if seen.path == "/page/3" => answer("200 OK", &[("Content-Encoding", "gzip")], bomb()),
        _ => return None,
    })
}

fn bomb() -> Vec<u8> {
    static BOMB: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BOMB.get_or_init(|| gzip(&vec![b'b'; 8_000_000])).clone()
}

/// A page in the manner of its site.
fn page_answer(seen: &Seen, kind: usize, html: &str, version: usize) -> Vec<Step> {
    let etag = match kind {
        0 | 5 | 6 => Some(format!("\"v{version}\"")),
        2 => Some(format!("\"{}\"", seen.count)),
        3 => Some("\"always\"".to_owned()),
        _ => None,
    };
    if etag.as_deref().is_some_and(|etag| seen.header("if-none-match") == Some(etag)) {
        return answer("304 Not Modified", &[], "");
    }
    let mut headers = vec![("Content-Type", "text/html; charset=utf-8")];
    headers.extend(etag.as_deref().map(|etag| ("ETag", etag)));
    let coded = |coding, body: Vec<u8>| {
        let mut headers = headers.clone();
        headers.push(("Content-Encoding", coding));
        answer("200 OK", &headers, body)
    };
    match kind {
        4 => coded("gzip", gzip(html.as_bytes())),
        5 => coded("br", brotli(html.as_bytes())),
        6 => coded("gzip", gzip(&gzip(html.as_bytes()))),
        15 if seen.header("x-never").is_none() && seen.count.is_multiple_of(2) => {
            // Half of the requests come in many pieces.
            let (left, right) = html.as_bytes().split_at(html.len() / 2);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", html.len());
            vec![Step::Send([head.as_bytes(), left].concat()), Step::Wait(1), Step::Send(right.to_vec())]
        }
        16 => raw(format!(
            "HTTP/1.1 200 OK\r\nLast-Modified: Fri, 01 Jan 2038 00:00:00 GMT\r\nContent-Length: {}\r\n\r\n{html}",
            html.len()
        )),
        17 => raw(format!(
            "{}HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x};a=\"b\"\r\n{html}\r\n0\r\nX-Trailer: y\r\n\r\ngarbage",
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(5),
            html.len()
        )),
        18 => raw(format!("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n{html}")),
        _ => answer("200 OK", &headers, html),
    }
}

/// Whether a request keeps the rules.
fn check(seen: &Seen, kind: usize, sites: &mut Sites) {
    let mut broken = Vec::new();
    let delay = if kind == 12 && sites.robots_read.contains(&seen.host) { 30 } else { 5 };
    if let Some(last) = sites.last_request.insert(seen.host.clone(), seen.at) {
        let gap = seen.at.duration_since(last);
        // The delay of a robots.txt holds from the request after it on.
        let least = if kind == 12 && seen.path == "/robots.txt" { 5 } else { delay };
        if gap < SignedDuration::from_secs(least) {
            broken.push(format!("{gap} after the last"));
        }
    }
    if sites.not_before.get(&seen.host).is_some_and(|moment| seen.at < *moment) {
        broken.push("before the moment ordered".to_owned());
    }
    if seen.path != "/robots.txt" && !sites.robots_read.contains(&seen.host) {
        broken.push("before robots.txt was read".to_owned());
    }
    let denied = seen.path.starts_with("/secret/") && kind != 12 && kind != 15 && kind != 18
        || seen.path.starts_with("/page/1") && kind == 12;
    if denied {
        broken.push("disallowed".to_owned());
    }
    if !seen.header("user-agent").is_some_and(|agent| agent.starts_with("throughline/")) {
        broken.push("without its name".to_owned());
    }
    for reason in broken {
        if sites.violations.len() < 100 {
            sites.violations.push(format!("{} {}{}: {reason}", seen.at, seen.host, seen.path));
        }
    }
}

/// Resident memory of this process in KiB; 0 where the system does not say.
pub fn resident_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default().to_owned();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Watches the sites for as long as `length` says. The watch is killed now and then, and goes on
/// from what it had written last.
pub async fn run(length: &Length) -> Report {
    let began = Instant::now();
    let clock = VirtualClock::new(start_of_time());
    let sites = Arc::new(Mutex::new(Sites::default()));
    let (shared, pages_each) = (Arc::clone(&sites), length.pages_each);
    let serving: Site = site(move |seen| serve(seen, &shared, pages_each));
    let server = Server::start_on("127.0.0.1:0".parse().unwrap(), serving, Arc::new(clock.clone()), 0).await;
    let mut settings = test_settings();
    settings.head_limit = Duration::from_millis(400);
    settings.slow_grace = Duration::from_millis(150);
    settings.whole_limit = Duration::from_millis(1500);
    settings.largest_body = 1 << 20;
    settings.largest_decoded = 2 << 20;
    settings.hosts_kept = length.sites + 4;
    let mut watch_settings = WatchSettings::default();
    watch_settings.shortest_feed = Duration::from_hours(1);
    watch_settings.most_pages = length.most_pages;
    let mut watch = Watch::new(watch_settings.clone());
    for number in 0..length.sites {
        watch.add_feed(&server.url(&format!("s{number}.test"), "/feed"), clock.now());
    }

    let mut report = Report::default();
    let mut recorded: BTreeMap<String, Vec<(i64, Observation)>> = BTreeMap::new();
    let end = start_of_time() + SignedDuration::from_secs(length.days * DAY);
    let mut saved = watch.to_json();
    let mut life = 0_i64;
    while clock.now() < end && began.elapsed() < length.at_most {
        // A new process: it knows what was written, and nothing else.
        watch = Watch::from_json(&saved, watch_settings.clone()).unwrap();
        let fetcher = Fetcher::with(settings.clone(), Arc::new(clock.clone()), Arc::new(Names::default()));
        life += 1;
        let killed_at = clock.now() + SignedDuration::from_secs(5 * DAY + (life * 7919 % 86_400));
        let week_before = clock.now().duration_since(start_of_time()).as_secs() / (7 * DAY);
        let living = drive(&mut watch, &fetcher, &clock, end, |watch, visit, fetched, now| {
            report.visits += 1;
            let observation = record(watch, visit, fetched, now, &mut recorded);
            *report.observations.entry(name_of(&observation)).or_default() += 1_u64;
            // Visits that showed nothing may be lost in a kill.
            if observation.is_to_be_written() || report.visits.is_multiple_of(50) {
                saved = watch.to_json();
            }
        });
        let killing = clock.sleep_until(killed_at.min(end));
        clock
            .run(async {
                tokio::select! { () = living => (), () = killing => () }
            })
            .await;
        report.restarts += 1;
        clock.run(clock.sleep_until(clock.now() + SignedDuration::from_secs(60))).await;
        let week = clock.now().duration_since(start_of_time()).as_secs() / (7 * DAY);
        if week != week_before {
            report.memory.push(resident_memory());
            if length.talk {
                let requests = sites.lock().unwrap().requests;
                println!(
                    "week {week}: {requests} requests, {} KiB, {} violations, state {} bytes",
                    resident_memory(),
                    sites.lock().unwrap().violations.len(),
                    saved.len()
                );
            }
        }
    }
    report.restarts -= 1;
    report.state_bytes = saved.len();
    report.days = clock.now().duration_since(start_of_time()).as_secs() / DAY;
    report.seconds = began.elapsed().as_secs_f64();
    let sites = sites.lock().unwrap();
    report.requests = sites.requests;
    report.violations.clone_from(&sites.violations);
    compare(&sites, &recorded, clock.now(), &mut report);
    report
}

fn name_of(observation: &Observation) -> &'static str {
    match observation {
        Observation::First => "first",
        Observation::Unchanged => "unchanged",
        Observation::Edited => "edited",
        Observation::Unconfirmed { .. } => "unconfirmed",
        Observation::Removed { .. } => "removed",
        Observation::Returned { .. } => "returned",
        Observation::Failed { .. } => "failed",
        Observation::Denied => "denied",
        _ => "other",
    }
}

fn record(
    watch: &mut Watch,
    visit: &Visit,
    fetched: Result<Response, FetchError>,
    now: Timestamp,
    recorded: &mut BTreeMap<String, Vec<(i64, Observation)>>,
) -> Observation {
    if let Err(error) = &fetched {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty());
    }
    match visit.kind {
        VisitKind::Feed => {
            let mut links = Vec::new();
            let outcome = FeedOutcome::of(&fetched, |response| {
                let body = String::from_utf8_lossy(response.body()).into_owned();
                links = body
                    .split("<link>")
                    .skip(1)
                    .filter_map(|rest| Some(rest.split_once("</link>")?.0.to_owned()))
                    .collect();
                if links.is_empty() { Err("no items".to_owned()) } else { Ok(0) }
            });
            let new_items = links
                .iter()
                .filter(|link| watch.add_page(link, None, now) == throughline_fetch::watch::Added::New)
                .count();
            let outcome = match outcome {
                FeedOutcome::Read { hints, validators, .. } => {
                    FeedOutcome::Read { new_items, hints, validators }
                }
                other => other,
            };
            watch.record_feed(&visit.url, now, outcome)
        }
        VisitKind::Page => {
            let outcome = PageOutcome::of(&fetched, |response| {
                let text = main_text(response);
                PageText { hash: hash(&text), characters: text.chars().count() }
            });
            let observation = watch.record_page(&visit.url, now, outcome);
            let counts = matches!(
                observation,
                Observation::First
                    | Observation::Edited
                    | Observation::Removed { .. }
                    | Observation::Returned { .. }
            );
            if counts {
                recorded.entry(visit.url.clone()).or_default().push((now.as_second(), observation.clone()));
            }
            observation
        }
    }
}

/// Compares what was planned with what was recorded: nothing may be recorded that was not planned,
/// in another order, or before it happened; and what happened long enough ago must be recorded.
fn compare(
    sites: &Sites,
    recorded: &BTreeMap<String, Vec<(i64, Observation)>>,
    now: Timestamp,
    report: &mut Report,
) {
    report.pages = recorded.len();
    let empty = Vec::new();
    for (place, first) in &sites.first_asked {
        let (host, path) = place.split_once('/').unwrap();
        let number = site_number(host);
        let page: usize = path.trim_start_matches("page/").parse().unwrap();
        let all = recorded
            .iter()
            .find(|(url, _)| url.contains(&format!("//{host}:")) && url.ends_with(&format!("/{path}")))
            .map_or(&empty, |(_, seen)| seen);
        let seen: Vec<&(i64, Observation)> =
            all.iter().filter(|(_, observation)| *observation != Observation::First).collect();
        // What happened before the page was seen for the first time (it answered with a failure, or
        // the machine was slow) cannot be seen.
        let Some(first_seen) = all.iter().find(|(_, observation)| *observation == Observation::First) else {
            if first.as_second() + 20 * DAY < now.as_second() || !all.is_empty() {
                report.mistakes.push(format!("{place}: asked on {first}, but never seen: {all:?}"));
            }
            continue;
        };
        let mut events = plan(number, page);
        events.retain(|event| first.as_second() + event.offset() > first_seen.0);
        // A lying ETag hides an edit until a visit without conditions, maybe until the next edit:
        // there, what is recorded must be in order, but not complete.
        let lies = number % KINDS == 3;
        for (index, event) in events.iter().enumerate() {
            let happened = first.as_second() + event.offset();
            let late = match number % KINDS {
                // A hiccup can fall on the visit that would have shown it.
                1 => event.offset() * 5 + 8 * DAY,
                _ => event.offset() * 2 + 2 * DAY,
            };
            let due = !lies && happened + late <= now.as_second();
            report.events_due += usize::from(due);
            let matching = seen.get(index).filter(|(at, observation)| {
                *at >= happened
                    && match event {
                        Event::Edit(_) => *observation == Observation::Edited,
                        Event::Remove(_) => matches!(observation, Observation::Removed { .. }),
                        Event::Return(_) => *observation == Observation::Returned { edited: false },
                    }
            });
            match matching {
                Some(_) => report.events_seen += usize::from(due),
                None if due => {
                    report.mistakes.push(format!("{place}: {event:?} (page {first}) is not in {seen:?}"));
                    break;
                }
                None => break,
            }
        }
        if seen.len() > events.len() {
            report.mistakes.push(format!("{place}: {seen:?} is more than {events:?}"));
        }
    }
}
