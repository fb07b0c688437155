//! Sort-friendly addresses (SURT): `http://www.example.org/a?b` has the key `org,example)/a?b`.
//!
//! The rules are the customary ones of the Python package `surt`, as far as they decide in ordinary
//! addresses: host reversed without `www.`, everything in lower case, default ports, fragments and a
//! slash at the end dropped, arguments sorted. Session ids are kept. The keys of one package were
//! compared with those of `cdxj-indexer` (`bench/capture/wacz_check.py`).

/// The key of an address under which indexes sort it.
pub(super) fn key(address: &str) -> String {
    let Ok(url) = url::Url::parse(address) else { return plain(address) };
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return plain(address) };
    let is_number = matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)));
    let mut key = if is_number {
        host.to_lowercase()
    } else {
        let mut labels: Vec<&str> = without_www(host).split('.').collect();
        labels.reverse();
        labels.join(",")
    };
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push(')');
    let path = url.path();
    key.push_str(if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { "/" });
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        let lower = query.to_lowercase();
        let mut arguments: Vec<&str> = lower.split('&').collect();
        arguments.sort_unstable();
        key.push('?');
        key.push_str(&arguments.join("&"));
    }
    plain(&key)
}

/// `www.example.org` and `www2.example.org` as `example.org`.
fn without_www(host: &str) -> &str {
    let Some(rest) = host.strip_prefix("www") else { return host };
    rest.trim_start_matches(|letter: char| letter.is_ascii_digit()).strip_prefix('.').unwrap_or(host)
}

/// A key has no spaces, for they part an index line.
fn plain(text: &str) -> String {
    text.to_lowercase().replace([' ', '\n', '\r'], "%20")
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_are_those_of_the_python_package() {
        let cases = [
            ("http://www.example.com/", "com,example)/"),
            ("http://example.com?example=1", "com,example)/?example=1"),
            ("http://archive.org/goo/", "org,archive)/goo"),
            ("http://archive.org/goo/?b&a", "org,archive)/goo?a&b"),
            ("https://archive.org:443/Goo#part", "org,archive)/goo"),
            ("http://www2.example.org:8080/x", "org,example:8080)/x"),
            ("http://192.0.2.7/x", "192.0.2.7)/x"),
            ("urn:pageinfo:x y", "urn:pageinfo:x%20y"),
        ];
        for (address, expected) in cases {
            assert_eq!(key(address), expected, "{address}");
        }
    }
}
