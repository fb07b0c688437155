//! `Retry-After` and other moments and durations that servers write in headers.

use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How long a server asks to wait from `now`, from a `Retry-After` value: seconds or an HTTP date
/// (RFC 9110, section 10.2.3). Zero for a date that has passed; `None` for anything else.
/// The caller caps what is absurd.
pub fn retry_after(value: &[u8], now: Timestamp) -> Option<Duration> {
    let value = std::str::from_utf8(value).ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a long time all the same.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::from(u32::MAX))));
    }
    // Fractions are not in the grammar but are sent; they are rounded up.
    if let Ok(seconds) = value.parse::<f64>()
        && seconds.is_finite()
        && seconds >= 0.0
    {
        return Some(Duration::from_secs(seconds.min(f64::from(u32::MAX)).ceil() as u64));
    }
    let wait = http_date(value)?.duration_since(now);
    Some(Duration::try_from(wait.max(SignedDuration::ZERO)).unwrap_or_default())
}

/// An HTTP date in any of its three forms.
pub fn http_date(value: &str) -> Option<Timestamp> {
    Timestamp::try_from(httpdate::parse_http_date(value.trim()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn every_form() {
        let seconds = |value: &str| retry_after(value.as_bytes(), now()).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("1.5"), Some(2));
        assert_eq!(seconds("99999999999999999999999"), Some(u64::from(u32::MAX)));
        assert_eq!(seconds("Sun, 01 Mar 2026 12:05:00 GMT"), Some(300));
        assert_eq!(seconds("Sunday, 01-Mar-26 12:05:00 GMT"), Some(300));
        assert_eq!(seconds("Sun Mar  1 12:05:00 2026"), Some(300));
        assert_eq!(seconds("Sun, 01 Mar 2020 12:05:00 GMT"), Some(0));
        assert_eq!(seconds("Sat, 01 Mar 2036 12:00:00 GMT"), Some(3653 * 86_400));
        for nonsense in ["", "soon", "-5", "NaN", "inf", "5 minutes", "2026-03-01"] {
            assert_eq!(seconds(nonsense), None, "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(value in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = retry_after(&value, now());
        }
    }
}
