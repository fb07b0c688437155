//! Who may ask, and what a browser may do with the answer.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{net::SocketAddr, sync::Arc};

/// Runs no script, loads no style and asks no address but this server's own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const COOKIE: &str = "throughline-token";

/// An address that others can reach needs a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} can be reached from other machines, so a token is needed")]
pub struct AccessError(SocketAddr);

/// Who may ask.
#[derive(Debug, Clone)]
pub struct Access {
    token: Option<String>,
    loopback: bool,
}

impl Access {
    /// Access rules for an address.
    ///
    /// # Errors
    /// If the address is not loopback and there is no token.
    pub fn new(address: SocketAddr, token: Option<String>) -> Result<Self, AccessError> {
        let loopback = address.ip().is_loopback();
        let token = token.filter(|token| !token.is_empty());
        if !loopback && token.is_none() {
            return Err(AccessError(address));
        }
        Ok(Self { token, loopback })
    }
}

/// Lets a request pass or answers it with 401 or 403, and puts the security headers on answers.
pub(crate) async fn check(State(access): State<Arc<Access>>, request: Request, next: Next) -> Response {
    if access.loopback && !names_loopback(request.headers()) {
        // A page elsewhere can make a browser ask "its own" host that resolves to 127.0.0.1.
        return (StatusCode::FORBIDDEN, "this server answers to localhost only").into_response();
    }
    let mut set_cookie = None;
    if let Some(token) = &access.token {
        let in_query = query_token(&request).is_some_and(|given| same(&given, token));
        if !in_query && !carries_token(request.headers(), token) {
            return (StatusCode::UNAUTHORIZED, "a token is needed: open the address with ?token=…")
                .into_response();
        }
        if in_query {
            set_cookie =
                HeaderValue::from_str(&format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/")).ok();
        }
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // A report brings a stricter policy of its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Some(cookie) = set_cookie {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

fn names_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return true };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn query_token(request: &Request) -> Option<String> {
    request.uri().query()?.split('&').find_map(|pair| pair.strip_prefix("token=")).map(str::to_owned)
}

fn carries_token(headers: &HeaderMap, token: &str) -> bool {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let cookie = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split("; "))
        .find_map(|cookie| cookie.strip_prefix(COOKIE)?.strip_prefix('='));
    bearer.into_iter().chain(cookie).any(|given| same(given, token))
}

/// Compares without telling by its duration how much was right.
fn same(given: &str, token: &str) -> bool {
    given.len() == token.len()
        && given.bytes().zip(token.bytes()).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_address_needs_a_token() {
        let open: SocketAddr = "0.0.0.0:80".parse().unwrap();
        assert!(Access::new(open, None).is_err());
        assert!(Access::new(open, Some(String::new())).is_err());
        assert!(Access::new(open, Some("long secret".into())).is_ok());
        assert!(Access::new("127.0.0.1:80".parse().unwrap(), None).is_ok());
    }

    #[test]
    fn a_foreign_host_name_is_told_apart() {
        let names = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            names_loopback(&headers)
        };
        assert!(names("localhost:8080") && names("127.0.0.1") && names("[::1]:80"));
        assert!(!names("evil.example:8080") && !names("localhost.evil.example"));
    }
}
