//! The loop around a watch: several hosts at once, each visit answered as it ends.

use super::{Visit, Watch};
use crate::{Clock, FetchError, Fetcher, Request, Response};
use futures::future::{Either, select};
use futures::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;

/// Visits taken at a time. Most of them wait for the delay of their host, which may be an hour, so
/// there are many more than hosts asked at once.
const MOST_UNDER_WAY: usize = 1000;

/// Makes the visits of `watch` until `end`, or until nothing is left to visit.
///
/// `seen` gets each visit with what came of it and the moment it ended; it keeps the evidence and
/// answers with [`Watch::record_feed`] or [`Watch::record_page`], and may add pages and feeds.
/// Between two calls the state is whole, so `seen` may write it. Dropping the future loses the
/// visits under way, which are due again when the state is read.
pub async fn drive(
    watch: &mut Watch,
    fetcher: &Fetcher,
    clock: &dyn Clock,
    end: Timestamp,
    mut seen: impl FnMut(&mut Watch, &Visit, Result<Response, FetchError>, Timestamp),
) {
    let mut under_way = FuturesUnordered::new();
    loop {
        let now = clock.now();
        if now < end {
            for visit in watch.take_due(now, MOST_UNDER_WAY.saturating_sub(under_way.len())) {
                under_way.push(async move {
                    let request = Request { url: visit.url.clone(), validators: visit.validators.clone() };
                    let fetched = fetcher.get(&request).await;
                    (visit, fetched, clock.now())
                });
            }
        }
        let next = if now < end { watch.next().map(|next| next.max(now).min(end)) } else { None };
        // At the limit, something due at once must wait for a visit to end.
        let next = next.filter(|_| under_way.len() < MOST_UNDER_WAY);
        let (visit, fetched, ended) = match (next, under_way.is_empty()) {
            (None, true) => return,
            (Some(next), true) => {
                clock.sleep_until(next).await;
                continue;
            }
            (next, false) => {
                let ended = match next.filter(|next| *next > now) {
                    None => under_way.next().await,
                    Some(next) => match select(under_way.next(), clock.sleep_until(next)).await {
                        Either::Left((ended, _)) => ended,
                        Either::Right(_) => None,
                    },
                };
                let Some(ended) = ended else { continue };
                ended
            }
        };
        seen(watch, &visit, fetched, ended);
        // Whatever `seen` did, the host is free again.
        watch.put_back(&visit);
    }
}
