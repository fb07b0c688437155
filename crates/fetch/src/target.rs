//! Which URLs may be asked at all, before anything is resolved.

use crate::{FetchError, address};
use url::{Host, Url};

/// Longest URL asked for, in bytes. Servers refuse longer ones, and redirect traps grow without end.
pub const LONGEST_URL: usize = 8 * 1024;

/// Parses and checks a URL: `http` or `https`, a host that is not this machine's, no user name or
/// password, a permitted port. The fragment is dropped, for it is never sent.
///
/// # Errors
/// The rule the URL breaks.
pub(crate) fn parse_target(url: &str, allowed: &address::Allowed) -> Result<Url, FetchError> {
    if url.len() > LONGEST_URL {
        let start = url.chars().take(200).collect::<String>();
        return Err(FetchError::InvalidUrl { url: format!("{start}…"), reason: "too long".to_owned() });
    }
    let mut parsed = Url::parse(url)
        .map_err(|error| FetchError::InvalidUrl { url: url.to_owned(), reason: error.to_string() })?;
    parsed.set_fragment(None);
    check_target(&parsed, allowed)?;
    Ok(parsed)
}

/// Checks a parsed URL by the rules of [`parse_target`].
pub(crate) fn check_target(url: &Url, allowed: &address::Allowed) -> Result<(), FetchError> {
    let shown = || without_credentials(url);
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::SchemeRefused { url: shown(), scheme: url.scheme().to_owned() });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::CredentialsInUrl { url: shown() });
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if !allowed.permits_port(port) {
        return Err(FetchError::PortRefused { url: shown(), port });
    }
    match url.host() {
        None => Err(FetchError::InvalidUrl { url: shown(), reason: "no host".to_owned() }),
        Some(Host::Domain(name)) => {
            // A name of one label is looked up in the search domains of this network.
            let local = address::is_local_name(name) || !name.trim_end_matches('.').contains('.');
            if local && !allowed.lists(name) {
                return Err(FetchError::PrivateName { url: shown(), host: name.to_owned() });
            }
            Ok(())
        }
        Some(Host::Ipv4(ip)) => check_literal(url, ip.into(), allowed),
        Some(Host::Ipv6(ip)) => check_literal(url, ip.into(), allowed),
    }
}

fn check_literal(url: &Url, ip: std::net::IpAddr, allowed: &address::Allowed) -> Result<(), FetchError> {
    let host = url.host_str().unwrap_or_default();
    if allowed.permits(host, ip) {
        return Ok(());
    }
    let reason = address::why_private(ip).unwrap_or_default();
    Err(FetchError::PrivateAddress { url: without_credentials(url), address: ip, reason })
}

/// The URL as messages and logs may show it.
pub(crate) fn without_credentials(url: &Url) -> String {
    let mut shown = url.clone();
    // Both fail only for URLs that cannot have credentials.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Allowed;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_is_not_a_public_page() {
        let refused = [
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://example.org/",
            "data:text/html,x",
            "javascript:alert(1)",
            "http://user:secret@example.org/",
            "http://user@example.org/",
            "http://example.org:22/",
            "http://localhost/",
            "http://intranet/",
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://",
            "//example.org/",
            "example.org",
            "",
        ];
        for url in refused {
            assert!(parse_target(url, &Allowed::default()).is_err(), "{url}");
        }
        let long = format!("http://example.org/{}", "a".repeat(LONGEST_URL));
        assert!(parse_target(&long, &Allowed::default()).is_err());
    }

    #[test]
    fn accepts_public_pages_and_drops_fragments() {
        let allowed = Allowed::default();
        assert_eq!(
            parse_target("https://新闻.example/一?q=二#三", &allowed).unwrap().as_str(),
            "https://xn--efvy88h.example/%E4%B8%80?q=%E4%BA%8C"
        );
        assert!(parse_target("HTTP://EXAMPLE.ORG:80", &allowed).is_ok());
        assert!(parse_target("https://8.8.8.8/", &allowed).is_ok());
        assert!(parse_target("http://example.org:8080/", &allowed.clone().port(8080)).is_ok());
        assert!(parse_target("http://localhost/", &allowed.host("localhost")).is_ok());
    }

    #[test]
    fn messages_never_show_a_password() {
        let error = parse_target("http://u:s3cret@example.org/", &Allowed::default()).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,80}") {
            let _ = parse_target(&text, &Allowed::default());
            let _ = parse_target(&format!("http://{text}"), &Allowed::default());
        }
    }
}
