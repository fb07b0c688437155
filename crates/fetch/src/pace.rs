//! When a host may be asked again: delay, back-off, orders to wait. Pure: moments come in and go out.

use crate::{Settings, clock::later};
use jiff::Timestamp;
use std::time::Duration;

/// Longest wait after failures that came without an order of the server.
const LONGEST_OWN_WAIT: Duration = Duration::from_hours(6);

/// How one host is paced.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace {
    /// Begin or end of the last request, whichever is later.
    last: Option<Timestamp>,
    /// The site's own minimum, from robots.txt.
    crawl_delay: Duration,
    /// Failures since the last answer that was none.
    failures: u32,
    /// Until when the host is left alone, and why.
    left_alone: Option<(Timestamp, String)>,
}

impl Pace {
    /// Earliest start of the next request: a delay after the last, and after any order to wait.
    pub(crate) fn earliest(&self, settings: &Settings) -> Timestamp {
        let delay = settings.delay.max(self.crawl_delay);
        let polite = self.last.map_or(Timestamp::MIN, |last| later(last, delay));
        self.left_alone.as_ref().map_or(polite, |(until, _)| polite.max(*until))
    }

    /// Until when the host is left alone and why, if it is at `now`.
    pub(crate) fn left_alone(&self, now: Timestamp) -> Option<(Timestamp, &str)> {
        self.left_alone
            .as_ref()
            .filter(|(until, _)| *until > now)
            .map(|(until, reason)| (*until, reason.as_str()))
    }

    /// Takes the site's own minimum between requests.
    pub(crate) fn set_crawl_delay(&mut self, delay: Option<Duration>, settings: &Settings) {
        self.crawl_delay = delay.unwrap_or_default().min(settings.longest_crawl_delay);
    }

    /// A request begins or ends at `now`; the next keeps its distance from both.
    pub(crate) fn touch(&mut self, now: Timestamp) {
        self.last = self.last.max(Some(now));
    }

    /// The host answered as it should.
    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
        self.left_alone = None;
    }

    /// The host failed at `now`, or asked to come back after `order`. Returns the moment.
    pub(crate) fn failed(
        &mut self,
        now: Timestamp,
        order: Option<Duration>,
        reason: &str,
        host: &str,
        settings: &Settings,
    ) -> Timestamp {
        self.failures = self.failures.saturating_add(1);
        let doubled = settings.first_back_off.saturating_mul(1 << (self.failures - 1).min(20));
        let own = doubled.min(LONGEST_OWN_WAIT);
        let wait = own.max(order.unwrap_or_default());
        // Jitter only adds, so that an order is kept.
        let wait = wait.mul_f64(1.0 + jitter(settings.seed, host, self.failures) / 4.0);
        let until = later(now, wait.min(settings.longest_back_off));
        let until = self.left_alone.as_ref().map_or(until, |(old, _)| until.max(*old));
        self.left_alone = Some((until, reason.to_owned()));
        until
    }
}

/// A number in `[0, 1)` that depends on seed, host and count alone: FNV-1a, mixed as in SplitMix64.
pub(crate) fn jitter(seed: u64, host: &str, count: u32) -> f64 {
    let hash = host.bytes().chain(count.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut mixed = (hash ^ seed).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn delay_counts_from_the_end_of_a_request() {
        let settings = Settings::default();
        let mut pace = Pace::default();
        assert!(pace.earliest(&settings) < moment(0));
        pace.touch(moment(0));
        pace.touch(moment(30));
        assert_eq!(pace.earliest(&settings), moment(35));
        // What robots.txt asks for holds for the request after it already.
        pace.set_crawl_delay(Some(Duration::from_secs(20)), &settings);
        assert_eq!(pace.earliest(&settings), moment(50));
        pace.set_crawl_delay(Some(Duration::from_secs(1_000_000_000)), &settings);
        assert_eq!(pace.earliest(&settings), moment(3630));
    }

    #[test]
    fn failures_double_the_wait_and_success_ends_it() {
        let settings = Settings::default();
        let mut pace = Pace::default();
        let waits: Vec<i64> = (0..14)
            .map(|_| {
                let now = pace.earliest(&settings).max(moment(0));
                pace.failed(now, None, "timeout", "a.example", &settings).duration_since(now).as_secs()
            })
            .collect();
        assert!((30..=38).contains(&waits[0]), "{waits:?}");
        assert!((60..=75).contains(&waits[1]), "{waits:?}");
        assert!((6 * 3600..=7 * 3600 + 1800).contains(&waits[13]), "{waits:?}");
        pace.succeeded();
        assert_eq!(pace.left_alone(moment(0)), None);
    }

    #[test]
    fn orders_are_kept_up_to_a_week() {
        let settings = Settings::default();
        let order = |seconds| {
            Pace::default()
                .failed(moment(0), Some(Duration::from_secs(seconds)), "429", "a.example", &settings)
                .duration_since(moment(0))
                .as_secs()
        };
        assert!((3600..=4500).contains(&order(3600)));
        assert!(order(0) >= 30);
        assert_eq!(order(315_360_000), 7 * 86_400);
    }

    proptest! {
        #[test]
        fn never_earlier_than_ordered(seconds in 0_u64..600_000, seed in any::<u64>(), failures in 0_usize..40) {
            let settings = Settings { seed, ..Settings::default() };
            let mut pace = Pace::default();
            let mut last = moment(0);
            for _ in 0..failures {
                let until = pace.failed(moment(0), None, "x", "b.example", &settings);
                prop_assert!(until >= last);
                last = until;
            }
            let until = pace.failed(moment(0), Some(Duration::from_secs(seconds)), "x", "b.example", &settings);
            prop_assert!(until >= moment(seconds as i64));
            prop_assert!(until <= moment(7 * 86_400));
        }
    }
}
