//! Time as a parameter: the system's clock, and one that jumps for tests of weeks.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A future that ends when its moment has come.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What tells the fetcher the time and lets it wait.
///
/// Only politeness and schedules use it. The limits on a single request (connecting, head, body)
/// are of real time on any clock, for they are about real connections.
pub trait Clock: Send + Sync {
    /// The moment now.
    fn now(&self) -> Timestamp;
    /// Ends when `moment` has come; at once if it has passed.
    fn sleep_until(&self, moment: Timestamp) -> Sleep;
    /// A request is on its way: a clock that jumps must not jump now.
    fn request_begins(&self) {}
    /// The request has ended.
    fn request_ends(&self) {}
}

/// `moment` plus `duration`, at most the end of time.
pub(crate) fn later(moment: Timestamp, duration: Duration) -> Timestamp {
    let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    moment.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep_until(&self, moment: Timestamp) -> Sleep {
        Box::pin(async move {
            // In steps, so that a clock that is set or a machine that slept is noticed.
            while let Ok(left) = Duration::try_from(moment.duration_since(Timestamp::now())) {
                if left.is_zero() {
                    break;
                }
                tokio::time::sleep(left.min(Duration::from_mins(1))).await;
            }
        })
    }
}

/// A clock for tests: it stands still while a request is on its way, and jumps to the next moment
/// somebody waits for when everybody waits. Weeks then take as long as their requests.
///
/// It knows that everybody waits only on a runtime of one thread.
#[derive(Clone)]
pub struct VirtualClock {
    state: Arc<Mutex<VirtualTime>>,
    /// A request has ended, or somebody waits for another moment.
    changed: Arc<tokio::sync::Notify>,
}

struct VirtualTime {
    now: Timestamp,
    requests: usize,
    sleepers: BTreeMap<(Timestamp, u64), Waker>,
    next_sleeper: u64,
}

impl VirtualClock {
    /// A clock that shows `start`.
    pub fn new(start: Timestamp) -> Self {
        let state = VirtualTime { now: start, requests: 0, sleepers: BTreeMap::new(), next_sleeper: 0 };
        Self { state: Arc::new(Mutex::new(state)), changed: Arc::default() }
    }

    /// Lets time pass while `future` runs, and returns what it gives.
    pub async fn run<F: Future>(&self, future: F) -> F::Output {
        tokio::select! {
            output = future => output,
            () = self.advance() => unreachable!("time does not end"),
        }
    }

    async fn advance(&self) {
        loop {
            // Whoever can go on does so first.
            for _ in 0..4 {
                tokio::task::yield_now().await;
            }
            if !self.jump() {
                self.changed.notified().await;
            }
        }
    }

    /// Jumps to the next moment somebody waits for; false if nobody does or a request is on its way.
    fn jump(&self) -> bool {
        let mut time = lock(&self.state);
        let Some(&(moment, _)) = time.sleepers.keys().next() else { return false };
        if time.requests > 0 {
            return false;
        }
        time.now = time.now.max(moment);
        let later = time.sleepers.split_off(&(moment, u64::MAX));
        for waker in std::mem::replace(&mut time.sleepers, later).into_values() {
            waker.wake();
        }
        true
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        lock(&self.state).now
    }

    fn sleep_until(&self, moment: Timestamp) -> Sleep {
        let mut time = lock(&self.state);
        time.next_sleeper += 1;
        let key = (moment, time.next_sleeper);
        Box::pin(VirtualSleep { state: Arc::clone(&self.state), changed: Arc::clone(&self.changed), key })
    }

    fn request_begins(&self) {
        lock(&self.state).requests += 1;
    }

    fn request_ends(&self) {
        lock(&self.state).requests -= 1;
        self.changed.notify_one();
    }
}

struct VirtualSleep {
    state: Arc<Mutex<VirtualTime>>,
    changed: Arc<tokio::sync::Notify>,
    key: (Timestamp, u64),
}

impl Future for VirtualSleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut time = lock(&self.state);
        if time.now >= self.key.0 {
            return Poll::Ready(());
        }
        time.sleepers.insert(self.key, context.waker().clone());
        self.changed.notify_one();
        Poll::Pending
    }
}

impl Drop for VirtualSleep {
    fn drop(&mut self) {
        lock(&self.state).sleepers.remove(&self.key);
    }
}

fn lock(state: &Mutex<VirtualTime>) -> MutexGuard<'_, VirtualTime> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn weeks_pass_in_order() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = VirtualClock::new(start);
        let nap = |hours: u64| {
            let clock = clock.clone();
            async move {
                clock.sleep_until(later(start, Duration::from_secs(3600 * hours))).await;
                clock.now()
            }
        };
        let (long, short) = clock.run(async { tokio::join!(nap(500), nap(2)) }).await;
        assert_eq!(long.duration_since(start), SignedDuration::from_hours(500));
        assert_eq!(short.duration_since(start), SignedDuration::from_hours(2));
    }

    #[test]
    fn the_end_of_time_is_not_passed() {
        assert_eq!(later(Timestamp::MAX, Duration::from_secs(1)), Timestamp::MAX);
        assert_eq!(later(Timestamp::UNIX_EPOCH, Duration::MAX), Timestamp::MAX);
    }
}
