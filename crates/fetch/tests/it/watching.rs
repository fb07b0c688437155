//! The watch: each row of its table, kills at any moment, and weeks among misbehaving sites.

use crate::misbehaving::start_of_time;
use crate::misbehaving::world::{KINDS, Length, run};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::time::Duration;
use throughline_fetch::Validators;
use throughline_fetch::watch::*;

fn text(hash: u64) -> PageOutcome {
    PageOutcome::Text {
        text: PageText { hash, characters: 3000 },
        final_url: "https://a.example/news/1".to_owned(),
        validators: None,
    }
}

fn failed() -> PageOutcome {
    PageOutcome::Failed { reason: "answered 500".to_owned(), retry: None }
}

const GONE: PageOutcome = PageOutcome::Gone { status: 404 };
const PAGE: &str = "https://a.example/news/1";

/// Makes the visits of one page at their times, with these outcomes; gives what was observed, and
/// the hours between the visits.
fn observed(outcomes: impl IntoIterator<Item = PageOutcome>) -> (Vec<Observation>, Vec<f64>) {
    let mut watch = Watch::new(WatchSettings::default());
    watch.add_page(PAGE, None, start_of_time());
    let mut now = start_of_time();
    let (mut observations, mut hours) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        let Some(next) = watch.next() else { break };
        hours.push(next.duration_since(now).as_secs_f64() / 3600.0);
        now = next;
        let visit = watch.take_due(now, 1).pop().unwrap();
        observations.push(watch.record_page(&visit.url, now, outcome));
    }
    (observations, hours)
}

#[test]
fn each_row_of_the_table() {
    use Observation::{Denied, Edited, First, Removed, Returned, Unchanged, Unconfirmed};
    let how = Removal::Status(404);
    let at_home = PageOutcome::Text {
        text: PageText { hash: 77, characters: 5000 },
        final_url: "https://a.example/".to_owned(),
        validators: None,
    };
    let emptied = PageOutcome::Text {
        text: PageText { hash: 78, characters: 20 },
        final_url: PAGE.to_owned(),
        validators: None,
    };
    let rows: Vec<(Vec<PageOutcome>, Vec<Observation>)> = vec![
        (vec![text(1), text(1), text(2), text(2)], vec![First, Unchanged, Edited, Unchanged]),
        (vec![text(1), PageOutcome::NotModified], vec![First, Unchanged]),
        (
            vec![text(1), GONE, GONE, GONE, text(1)],
            vec![First, Unconfirmed { how }, Removed { how }, Unchanged, Returned { edited: false }],
        ),
        (
            vec![text(1), GONE, GONE, text(2)],
            vec![First, Unconfirmed { how }, Removed { how }, Returned { edited: true }],
        ),
        (vec![text(1), GONE, PageOutcome::NotModified], vec![First, Unconfirmed { how }, Unchanged]),
        (
            vec![text(1), GONE, text(1), GONE],
            vec![First, Unconfirmed { how }, Unchanged, Unconfirmed { how }],
        ),
        (
            vec![text(1), at_home.clone(), at_home],
            vec![First, Unconfirmed { how: Removal::HomePage }, Removed { how: Removal::HomePage }],
        ),
        (
            vec![text(1), emptied.clone(), emptied],
            vec![First, Unconfirmed { how: Removal::NearlyEmpty }, Removed { how: Removal::NearlyEmpty }],
        ),
        (
            vec![text(1), PageOutcome::Denied, PageOutcome::Denied, text(1)],
            vec![First, Denied, Denied, Unchanged],
        ),
    ];
    for (outcomes, expected) in rows {
        assert_eq!(observed(outcomes.clone()).0, expected, "{outcomes:?}");
    }
    for outcomes in [vec![GONE, GONE, GONE], vec![failed(); 40], vec![PageOutcome::NotModified]] {
        let (observations, _) = observed(outcomes);
        assert!(
            observations.iter().all(|observation| matches!(observation, Observation::Failed { .. })),
            "{observations:?}"
        );
    }
    // A failure between the two signs of a removal neither confirms nor refutes it.
    let (observations, _) = observed([text(1), GONE, failed(), failed(), GONE]);
    assert_eq!(observations.last(), Some(&Removed { how }));
}

#[test]
fn visits_become_rarer_and_end() {
    let (observations, hours) = observed(vec![text(1); 30]);
    assert_eq!(observations.len(), 10);
    let steps = [0.0, 0.25, 1.0, 4.0, 12.0, 24.0, 72.0, 168.0, 336.0, 720.0];
    for (hours, step) in hours.iter().zip(steps) {
        assert!((step..=step * 1.1 + 0.001).contains(hours), "{hours} {step}");
    }
    // An edit makes visits frequent again; a page that is another each time is not believed.
    let (_, hours) = observed([text(1), text(1), text(1), text(1), text(2), text(2)]);
    assert!(hours[5] < 0.3, "{hours:?}");
    let (_, hours) = observed((0..40).map(text));
    assert!(hours[20..].iter().all(|hours| *hours > 11.0), "{hours:?}");
    // A page that never answers is left at last.
    let (observations, hours) = observed(vec![failed(); 100]);
    assert!((15..40).contains(&observations.len()), "{}", observations.len());
    assert!(hours[1] < 0.2 && hours[10] > 20.0, "{hours:?}");
}

#[test]
fn the_sites_not_found_text_is_no_edit() {
    let mut watch = Watch::new(WatchSettings::default());
    let url = |number: u64| format!("https://a.example/news/{number}");
    let visit = |watch: &mut Watch, number: u64, hash: u64, hours: i64| {
        watch.record_page(&url(number), start_of_time() + SignedDuration::from_hours(hours), text(hash))
    };
    for number in 1..=3 {
        watch.add_page(&url(number), None, start_of_time());
        visit(&mut watch, number, number, 0);
    }
    // The first page that turns into it cannot be told from an edit; the second can, and then the
    // first as well.
    assert_eq!(visit(&mut watch, 1, 99, 1), Observation::Edited);
    let how = Removal::SameAsOthers;
    assert_eq!(visit(&mut watch, 2, 99, 2), Observation::Unconfirmed { how });
    assert_eq!(visit(&mut watch, 1, 99, 3), Observation::Unconfirmed { how });
    assert_eq!(visit(&mut watch, 2, 99, 4), Observation::Removed { how });
    assert_eq!(visit(&mut watch, 1, 99, 5), Observation::Removed { how });
    assert_eq!(visit(&mut watch, 3, 3, 5), Observation::Unchanged);
    assert_eq!(visit(&mut watch, 1, 1, 9), Observation::Returned { edited: false });
    // One article under two URLs, edited in both, is no removal.
    for number in [7, 8] {
        watch.add_page(&url(number), None, start_of_time());
        visit(&mut watch, number, 500, 0);
    }
    assert_eq!(visit(&mut watch, 7, 501, 6), Observation::Edited);
    assert_eq!(visit(&mut watch, 8, 501, 6), Observation::Edited);
}

#[test]
fn feeds_are_visited_as_often_as_they_change() {
    let feed = "https://a.example/feed";
    let run = |new_items: &dyn Fn(usize) -> usize, hints: FeedHints| {
        let mut watch = Watch::new(WatchSettings::default());
        watch.add_feed(feed, start_of_time());
        let mut gaps = Vec::new();
        let mut now = start_of_time();
        for number in 0..60 {
            let next = watch.next().unwrap();
            gaps.push(next.duration_since(now).as_secs());
            now = next;
            watch.take_due(now, 1);
            watch.record_feed(
                feed,
                now,
                FeedOutcome::Read { new_items: new_items(number), hints, validators: None },
            );
        }
        gaps
    };
    let busy = run(&|_| 3, FeedHints::default());
    assert!(busy[20..].iter().all(|gap| (600..=660).contains(gap)), "{busy:?}");
    let dead = run(&|_| 0, FeedHints::default());
    assert!(dead[30..].iter().all(|gap| (86_400..=95_040).contains(gap)), "{dead:?}");
    let hinted = run(&|_| 3, FeedHints { ttl: Some(7200), ..FeedHints::default() });
    assert!(hinted[20..].iter().all(|gap| (7200..=7920).contains(gap)), "{hinted:?}");
    let absurd =
        run(&|_| 3, FeedHints { ttl: Some(u64::MAX), update_period: Some(31_536_000), max_age: Some(9) });
    assert!(absurd[20..].iter().all(|gap| (86_400..=95_040).contains(gap)), "{absurd:?}");
}

#[test]
fn a_feed_that_is_gone_is_confirmed_and_may_return() {
    let feed = "https://a.example/feed";
    let mut watch = Watch::new(WatchSettings::default());
    watch.add_feed(feed, start_of_time());
    let read = || FeedOutcome::Read { new_items: 0, hints: FeedHints::default(), validators: None };
    let gone = || FeedOutcome::Gone { status: 410 };
    let how = Removal::Status(410);
    let mut visit = |outcome| watch.record_feed(feed, start_of_time(), outcome);
    assert!(matches!(visit(gone()), Observation::Failed { .. }));
    assert_eq!(visit(read()), Observation::First);
    assert_eq!(visit(gone()), Observation::Unconfirmed { how });
    assert_eq!(visit(read()), Observation::Unchanged);
    assert_eq!(visit(gone()), Observation::Unconfirmed { how });
    assert_eq!(visit(gone()), Observation::Removed { how });
    assert_eq!(visit(gone()), Observation::Unchanged);
    assert_eq!(visit(read()), Observation::Returned { edited: false });
}

#[test]
fn a_host_that_asked_to_be_left_alone_is() {
    let mut watch = Watch::new(WatchSettings::default());
    let now = start_of_time();
    let until = now + SignedDuration::from_hours(10);
    for number in 0..5 {
        watch.add_page(&format!("https://a.example/{number}"), None, now);
    }
    watch.add_page("https://b.example/", None, now);
    let visits = watch.take_due(now, 10);
    assert_eq!(visits.len(), 2, "one a host");
    watch.record_page(
        &visits[0].url,
        now,
        PageOutcome::Failed {
            reason: "429".to_owned(),
            retry: Some(Retry { url: "https://a.example/moved".to_owned(), at: until }),
        },
    );
    watch.put_back(&visits[1]);
    // It survives a restart.
    let mut watch = Watch::from_json(&watch.to_json(), WatchSettings::default()).unwrap();
    assert_eq!(
        watch.take_due(now, 10).iter().map(|visit| visit.url.as_str()).collect::<Vec<_>>(),
        ["https://b.example/"]
    );
    assert!(watch.take_due(until, 10).is_empty());
    assert_eq!(watch.take_due(until + SignedDuration::from_secs(2), 10).len(), 1);
}

#[test]
fn conditions_are_dropped_now_and_then() {
    let mut watch = Watch::new(WatchSettings::default());
    watch.add_page(PAGE, None, start_of_time());
    let validators = Validators { url: PAGE.to_owned(), etag: Some("\"1\"".to_owned()), last_modified: None };
    let mut conditional = Vec::new();
    for _ in 0..8 {
        let now = watch.next().unwrap();
        let visit = watch.take_due(now, 1).pop().unwrap();
        conditional.push(visit.validators.is_some());
        let outcome = match visit.validators {
            Some(_) => PageOutcome::NotModified,
            None => PageOutcome::Text {
                text: PageText { hash: 1, characters: 900 },
                final_url: PAGE.to_owned(),
                validators: Some(validators.clone()),
            },
        };
        watch.record_page(PAGE, now, outcome);
    }
    assert_eq!(conditional, [false, true, true, false, true, true, true, false]);
}

#[test]
fn memory_is_bounded_and_bad_input_refused() {
    let mut settings = WatchSettings::default();
    settings.most_pages = 50;
    settings.most_feeds = 2;
    settings.page_steps = vec![Duration::from_mins(1)];
    let mut watch = Watch::new(settings.clone());
    let mut now = start_of_time();
    for number in 0..50 {
        assert_eq!(watch.add_page(&format!("https://h{number}.example/"), None, now), Added::New);
    }
    assert_eq!(watch.add_page("https://new.example/", None, now), Added::Full);
    assert_eq!(watch.add_page("https://h1.example/", None, now), Added::Known);
    while let Some(next) = watch.next() {
        now = next;
        for visit in watch.take_due(now, 10) {
            watch.record_page(&visit.url, now, text(1));
        }
    }
    assert_eq!(watch.counts(), (0, 0, 50));
    assert_eq!(watch.add_page("https://new.example/", None, now), Added::New);
    for url in ["", "x", "file:///x", "ftp://a.example/", "http://", "mailto:a@b.example"] {
        assert_eq!(watch.add_feed(url, now), Added::NotWatchable, "{url}");
    }
    assert_eq!(watch.add_feed(&format!("https://a.example/{}", "x".repeat(3000)), now), Added::NotWatchable);
    for number in 0..2 {
        assert_eq!(watch.add_feed(&format!("https://f{number}.example/"), now), Added::New);
    }
    assert_eq!(watch.add_feed("https://f3.example/", now), Added::Full);
    for json in [&b""[..], b"{}", b"null", b"[1]", br#"{"version":2,"feeds":{},"pages":{},"left_alone":{}}"#]
    {
        assert!(Watch::from_json(json, settings.clone()).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Writing and reading the state between any two steps changes nothing of what follows.
    #[test]
    fn a_restart_changes_nothing(outcomes in proptest::collection::vec((0_u8..8, 0_u64..4), 1..40), restart in 0_usize..40) {
        let outcome = |(kind, number): (u8, u64)| match kind {
            0 => GONE,
            1 => failed(),
            2 => PageOutcome::NotModified,
            3 => PageOutcome::Denied,
            4 => PageOutcome::Failed { reason: "429".to_owned(), retry: Some(Retry { url: "https://h1.example/".to_owned(), at: Timestamp::from_second(1_800_000_000).unwrap() }) },
            _ => text(number),
        };
        let run = |restarts: bool| {
            let mut watch = Watch::new(WatchSettings::default());
            for number in 0..3 {
                watch.add_page(&format!("https://h{number}.example/p"), None, start_of_time());
            }
            let mut trace = Vec::new();
            for (index, drawn) in outcomes.iter().enumerate() {
                if restarts && index == restart % outcomes.len() {
                    watch = Watch::from_json(&watch.to_json(), WatchSettings::default()).unwrap();
                }
                let Some(next) = watch.next() else { break };
                let Some(visit) = watch.take_due(next, 1).pop() else { continue };
                trace.push((next, visit.url.clone(), watch.record_page(&visit.url, next, outcome(*drawn))));
            }
            (trace, watch.to_json())
        };
        prop_assert_eq!(run(false), run(true));
    }

    /// No order of outcomes makes a removal of failures, or of one sign.
    #[test]
    fn a_removal_needs_two_signs(outcomes in proptest::collection::vec(0_u8..4, 1..30)) {
        let outcomes: Vec<PageOutcome> = outcomes.into_iter().map(|kind| match kind {
            0 => GONE,
            1 => failed(),
            2 => PageOutcome::Denied,
            _ => text(1),
        }).collect();
        let (observations, _) = observed(outcomes.clone());
        for (index, observation) in observations.iter().enumerate() {
            if matches!(observation, Observation::Removed { .. }) {
                prop_assert_eq!(&outcomes[index], &GONE);
                let before = outcomes[..index].iter().rposition(|outcome| matches!(outcome, PageOutcome::Gone { .. }));
                let between = before.map(|before| &outcomes[before..index]);
                prop_assert!(between.is_some_and(|between| !between.contains(&text(1))));
            }
        }
    }

    #[test]
    fn arbitrary_states_never_panic(json in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Watch::from_json(&json, WatchSettings::default());
    }
}

#[tokio::test]
async fn weeks_among_misbehaving_sites() {
    let length = Length {
        sites: KINDS,
        days: 15,
        at_most: Duration::from_secs(100),
        pages_each: 8,
        most_pages: 5000,
        talk: false,
    };
    let report = run(&length).await;
    println!("{report:#?}");
    assert_eq!(report.violations, Vec::<String>::new());
    assert_eq!(report.mistakes, Vec::<String>::new());
    assert!(report.events_due > 60 && report.restarts >= 2, "{} {}", report.events_due, report.restarts);
}
