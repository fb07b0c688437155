//! The private-address guard: which addresses may be asked.
//!
//! A page chooses where its redirects lead and a name server chooses which address a name has, so
//! either could make this machine ask its own services or its neighbors'. The guard looks at the
//! address that is connected to, not at the name; the exceptions for tests and intranets are
//! written out by the user.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Exceptions from the guard: networks and host names that may be asked although they are private,
/// and ports other than 80 and 443.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    networks: Vec<IpNet>,
    hosts: Vec<String>,
    ports: Vec<u16>,
    any_port: bool,
}

impl Allowed {
    /// Allows the addresses of `network`.
    #[must_use]
    pub fn network(mut self, network: IpNet) -> Self {
        self.networks.push(network);
        self
    }

    /// Allows whatever private address `host` resolves to. Case is ignored.
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        self.hosts.push(host.trim_end_matches('.').to_ascii_lowercase());
        self
    }

    /// Allows requests to `port`.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.ports.push(port);
        self
    }

    /// Allows requests to every port.
    #[must_use]
    pub fn any_port(mut self) -> Self {
        self.any_port = true;
        self
    }

    /// Reads an exception as a user writes it: `10.1.0.0/16`, `192.0.2.7`, `intranet.example`,
    /// `:8080` or `*:*` for every port. `None` for what is none of these.
    #[must_use]
    pub fn parse(self, exception: &str) -> Option<Self> {
        let exception = exception.trim();
        if exception == "*:*" {
            return Some(self.any_port());
        }
        if let Some(port) = exception.strip_prefix(':') {
            return port.parse().ok().map(|port| self.port(port));
        }
        if let Ok(network) = exception.parse::<IpNet>() {
            return Some(self.network(network));
        }
        if let Ok(address) = exception.parse::<IpAddr>() {
            return Some(self.network(address.into()));
        }
        let is_host = !exception.is_empty()
            && exception.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        is_host.then(|| self.host(exception))
    }

    /// Whether the guard lets a request to `host` at `address` pass.
    pub fn permits(&self, host: &str, address: IpAddr) -> bool {
        why_private(address).is_none() || self.lists(host) || {
            let seen = address.to_canonical();
            self.networks.iter().any(|network| network.contains(&address) || network.contains(&seen))
        }
    }

    /// Whether requests to `port` may be made.
    pub fn permits_port(&self, port: u16) -> bool {
        matches!(port, 80 | 443) || self.any_port || self.ports.contains(&port)
    }

    /// Whether `host` is allowed by its name, or, if it is written as an address, by its network.
    pub(crate) fn lists(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}

/// Names that mean this machine or this network wherever they are resolved (RFC 6761, RFC 6762,
/// RFC 8375, and the private-use name that ICANN reserved in 2024).
pub fn is_local_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    matches!(last, "localhost" | "local" | "internal" | "intranet" | "lan" | "home" | "localdomain")
        || host == "home.arpa"
        || host.ends_with(".home.arpa")
}

/// Why `address` is not one of the public internet; `None` if it is one.
///
/// IPv4: the special-purpose registry (RFC 6890 and updates). IPv6: only `2000::/3` is given out to
/// the public, without its own special ranges; addresses that stand for an IPv4 address (mapped,
/// compatible, translated, NAT64, 6to4, Teredo) are judged by that one, so that none gets around.
pub fn why_private(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => why_private_v4(address),
        IpAddr::V6(address) => why_private_v6(address),
    }
}

fn why_private_v4(address: Ipv4Addr) -> Option<&'static str> {
    let [a, b, c, _] = address.octets();
    Some(match (a, b, c) {
        (0, ..) => "this network",
        (10, ..) | (172, 16..=31, _) | (192, 168, _) => "a private network",
        (100, 64..=127, _) => "shared address space of a provider",
        (127, ..) => "this machine",
        (169, 254, _) => "link-local, where clouds keep their metadata",
        (192, 0, 0) => "reserved for protocols",
        (192, 0, 2) | (198, 51, 100) | (203, 0, 113) => "reserved for documentation",
        (192, 88, 99) => "a relay for IPv6",
        (192, 31, 196) | (192, 52, 193) | (192, 175, 48) => "a special-purpose network",
        (198, 18..=19, _) => "reserved for benchmarks",
        (224..=239, ..) => "multicast",
        (240..=255, ..) => "reserved or broadcast",
        // Azure's host agent: a public address by the registry, metadata by what answers there.
        (168, 63, 129) if address == Ipv4Addr::new(168, 63, 129, 16) => "metadata of a cloud",
        _ => return None,
    })
}

#[expect(clippy::match_same_arms, reason = "an earlier range takes precedence over a later one")]
fn why_private_v6(address: Ipv6Addr) -> Option<&'static str> {
    let parts = address.segments();
    let last_four = || {
        let [.., a, b, c, d] = address.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("this network"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("this machine"),
        // Mapped: the system connects to the IPv4 address. NAT64: the network does.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => why_private_v4(last_four()),
        // NAT64 of a network's own choice: what is embedded where is that network's affair.
        [0x64, 0xff9b, 1, ..] => Some("a translator of this network"),
        [0xfc00..=0xfdff, ..] => Some("a private network"),
        [0xfe80..=0xfebf, ..] => Some("link-local"),
        [0xfec0..=0xfeff, ..] => Some("site-local"),
        [0xff00..=0xffff, ..] => Some("multicast"),
        // 6to4: the IPv4 address stands in the second and third group.
        [0x2002, high, low, ..] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            why_private_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0x2001, 0, ..] => Some("a Teredo tunnel"),
        [0x2001, 0x10..=0x3f, ..] => Some("a special-purpose network"),
        [0x2001, 2, 0, ..] => Some("reserved for benchmarks"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => Some("reserved for documentation"),
        // ISATAP: private IPv4 addresses in the interface part of a public prefix.
        [_, _, _, _, 0 | 0x200, 0x5efe, ..] => why_private_v4(last_four()),
        [0x2000..=0x3fff, ..] => None,
        _ => Some("outside the public range"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn private(address: &str) -> bool {
        why_private(address.parse().unwrap()).is_some()
    }

    #[test]
    fn ranges_of_the_registries() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "::ffff:0:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::808:808",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2002:a9fe:a9fe::",
            "2001:0:1::1",
            "2001:db8::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "4000::1",
            "2a00::5efe:10.0.0.1",
        ] {
            assert!(private(address), "{address}");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.1.1",
            "169.253.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
            "2001:4860:4860::8888",
            "2400:cb00::1",
        ] {
            assert!(!private(address), "{address}");
        }
    }

    #[test]
    fn names_of_this_machine() {
        for host in ["localhost", "LOCALHOST.", "a.localhost", "printer.local", "db.internal", "x.home.arpa"]
        {
            assert!(is_local_name(host), "{host}");
        }
        for host in ["localhost.example", "local.example", "internal-affairs.example", "例え.example"] {
            assert!(!is_local_name(host), "{host}");
        }
    }

    #[test]
    fn exceptions_are_as_wide_as_written() {
        let allowed = Allowed::default().parse("10.1.0.0/16").unwrap().parse("Wiki.Example").unwrap();
        assert!(allowed.permits("x.example", "10.1.2.3".parse().unwrap()));
        assert!(allowed.permits("x.example", "::ffff:10.1.2.3".parse().unwrap()));
        assert!(!allowed.permits("x.example", "10.2.2.3".parse().unwrap()));
        assert!(allowed.permits("wiki.example.", "192.168.1.1".parse().unwrap()));
        assert!(!allowed.permits("awiki.example", "192.168.1.1".parse().unwrap()));
        assert!(!allowed.permits_port(8080));
        assert!(allowed.clone().parse(":8080").unwrap().permits_port(8080));
        for nonsense in ["", ":", ":99999", "10.0.0.0/99", "a b", "http://x"] {
            assert!(Allowed::default().parse(nonsense).is_none(), "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn an_embedded_address_is_judged_as_itself(bits in any::<u32>()) {
            let address = Ipv4Addr::from(bits);
            let verdict = why_private(address.into()).is_some();
            prop_assert_eq!(verdict, why_private(address.to_ipv6_mapped().into()).is_some());
            let [a, b, c, d] = address.octets().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            let nat64 = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low);
            prop_assert_eq!(verdict, why_private(nat64.into()).is_some());
            let six_to_four = Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1);
            prop_assert_eq!(verdict, why_private(six_to_four.into()).is_some());
        }
    }
}
