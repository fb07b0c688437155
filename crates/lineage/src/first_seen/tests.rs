//! One test for each row of the table in the module's text.

use super::*;
use crate::sample::document;

fn date(kind: DateKind, role: DateRole, raw: &str) -> DateEvidence {
    DateEvidence { kind, role, raw: raw.into(), interval: TimeInterval::parse(raw) }
}

fn seen(dates: &[DateEvidence]) -> FirstSeen {
    let forwards = first_seen(&Document { dates: dates.to_vec(), ..document("d") });
    let backwards = first_seen(&Document { dates: dates.iter().rev().cloned().collect(), ..document("d") });
    assert_eq!(forwards, backwards, "the order of dates changes the result");
    forwards
}

fn interval(raw: &str) -> TimeInterval {
    TimeInterval::parse(raw).unwrap()
}

use DateKind::{Capture, Dateline, JsonLd, Meta, Url, Visible};
use DateRole::{Captured, Other, Published, Updated};

#[test]
fn publication_dates_that_agree_narrow_each_other() {
    let found = seen(&[date(Meta, Published, "2021-06-02T09:47+09:00"), date(Url, Published, "2021-06-02")]);
    assert_eq!(found.interval, Some(interval("2021-06-02T09:47+09:00")));
    assert_eq!(found.earliest_evidence, "published (meta): 2021-06-02T09:47+09:00");
    assert!(found.notes.is_empty());
}

#[test]
fn publication_dates_that_disagree_widen_and_are_reported() {
    let found = seen(&[date(Url, Published, "2021-06-01"), date(Visible, Published, "2021-06-09")]);
    let widened = found.interval.unwrap();
    assert_eq!(widened.earliest, interval("2021-06-01").earliest);
    assert_eq!(widened.latest, interval("2021-06-09").latest);
    assert_eq!(
        found.notes,
        ["contradiction: published (url): 2021-06-01 against published (visible): 2021-06-09"]
    );
}

#[test]
fn a_capture_is_an_upper_bound() {
    let found = seen(&[date(Visible, Published, "2021-06-02"), date(Capture, Captured, "2021-06-02T03:00Z")]);
    assert_eq!(found.interval.unwrap().latest, interval("2021-06-02T03:00Z").latest);
    assert_eq!(found.latest_evidence, "captured (capture): 2021-06-02T03:00Z");
}

#[test]
fn published_after_captured_is_a_contradiction_not_a_choice() {
    let found = seen(&[date(Visible, Published, "2021-06-20"), date(Capture, Captured, "2021-06-02T03:00Z")]);
    let widened = found.interval.unwrap();
    assert_eq!(widened.earliest, interval("2021-06-02T03:00Z").earliest);
    assert_eq!(widened.latest, interval("2021-06-20").latest);
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn a_capture_alone_gives_no_interval_but_decides_order() {
    let captured = seen(&[date(Capture, Captured, "2019-01-01T00:00Z")]);
    let published = seen(&[date(Meta, Published, "2021-06-02")]);
    assert_eq!(captured.interval, None);
    assert_eq!(captured.order(&published), Order::Before);
    assert!(captured.sort_key() < published.sort_key());
}

#[test]
fn a_dateline_is_a_lower_bound_for_a_reprint() {
    let found = seen(&[date(Visible, Published, "2021-06"), date(Dateline, Other, "2021-06-02")]);
    assert_eq!(found.interval.unwrap().earliest, interval("2021-06-02").earliest);
    assert_eq!(found.interval.unwrap().latest, interval("2021-06").latest);
}

#[test]
fn a_dateline_dates_a_document_that_nothing_else_dates() {
    assert_eq!(seen(&[date(Dateline, Published, "2021-06-02")]).interval, Some(interval("2021-06-02")));
    let with_capture =
        seen(&[date(Dateline, Published, "2021-06-02"), date(Capture, Captured, "2022-01-01T00:00Z")]);
    assert_eq!(with_capture.interval.unwrap().latest, interval("2022-01-01T00:00Z").latest);
}

#[test]
fn a_dateline_without_a_year_gives_nothing() {
    assert_eq!(seen(&[date(Dateline, Published, "June 2")]), FirstSeen::default());
}

#[test]
fn an_update_told_to_readers_moves_the_later_end_and_a_machine_s_does_not() {
    let visible = seen(&[date(Visible, Published, "2021-06-02"), date(Visible, Updated, "2021-06-20")]);
    assert_eq!(visible.interval.unwrap().latest, interval("2021-06-20").latest);
    let machine = seen(&[date(JsonLd, Published, "2021-06-02"), date(JsonLd, Updated, "2021-06-20")]);
    assert_eq!(machine.interval, Some(interval("2021-06-02")));
    assert_eq!(machine.notes, ["not used: updated (json-ld): 2021-06-20, set by a machine on any touch"]);
}

#[test]
fn an_update_before_publication_is_a_contradiction() {
    let found = seen(&[date(Visible, Published, "2021-06-20"), date(JsonLd, Updated, "2021-06-02")]);
    assert_eq!(found.interval.unwrap().earliest, interval("2021-06-02").earliest);
    assert_eq!(found.notes.len(), 1);
}

#[test]
fn other_dates_give_nothing_and_the_chosen_date_stands_in() {
    assert_eq!(seen(&[date(Visible, Other, "2021-06-02")]).interval, None);
    let chosen = Document { published: Some(interval("2021-06-02")), ..document("d") };
    assert_eq!(first_seen(&chosen).interval, Some(interval("2021-06-02")));
}
