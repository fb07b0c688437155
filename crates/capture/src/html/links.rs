//! Addresses that a page states for itself, for its versions in other languages, and for where its
//! text comes from.

use super::json_ld;
use super::metadata::{elements, has_word, named};
use crate::language;
use scraper::Html;
use std::collections::HashMap;
use throughline_model::{Link, LinkKind};
use url::Url;

/// The addresses a page states.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// Its own, absolute, or empty.
    pub(super) own: String,
    /// What relative links are resolved against.
    pub(super) base: Option<Url>,
    /// Links of its head.
    pub(super) links: Vec<Link>,
}

/// Links of the head that are kept.
const MOST_LINKS: usize = 200;

/// Reads the addresses of a page received from `received`, which may be empty.
pub(super) fn addresses(
    page: &Html,
    meta: &HashMap<String, String>,
    json_ld: &json_ld::Stated,
    received: &str,
) -> Addresses {
    let received = web_address(received, None);
    let stated_base = meta.get("og:url").and_then(|url| web_address(url, None));
    let outer = received.clone().or(stated_base);
    let base_element = named(page, "base").find_map(|base| base.attr("href"));
    let base = base_element.and_then(|href| web_address(href, outer.as_ref())).or_else(|| outer.clone());

    let canonical = named(page, "link")
        .filter(|link| has_word(*link, "rel", "canonical"))
        .find_map(|link| link.attr("href"));
    let candidates = [canonical, meta.get("og:url").map(String::as_str), Some(json_ld.url.as_str())];
    let stated: Vec<Url> =
        candidates.into_iter().flatten().filter_map(|raw| web_address(raw, base.as_ref())).collect();
    let own = own_address(&stated, received.as_ref());

    let mut addresses = Addresses { own: own.map(String::from).unwrap_or_default(), base, links: Vec::new() };
    let own = Url::parse(&addresses.own).ok();
    let base = addresses.base.clone().or_else(|| own.clone());
    let mut add = |kind, url: Url, lang: String| {
        let link = Link { kind, span: None, url: url.into(), lang };
        if !addresses.links.contains(&link) && addresses.links.len() < MOST_LINKS {
            addresses.links.push(link);
        }
    };
    if let (Some(own), Some(received)) = (&own, &received)
        && own != received
    {
        add(LinkKind::Canonical, own.clone(), String::new());
    }
    for link in named(page, "link").filter(|link| has_word(*link, "rel", "alternate")) {
        let tag = link.attr("hreflang").unwrap_or_default();
        let is_default = tag.eq_ignore_ascii_case("x-default");
        let lang = language::tag(tag).unwrap_or_default();
        let url = link.attr("href").and_then(|href| web_address(href, base.as_ref()));
        if let Some(url) = url.filter(|url| !is_default && !lang.is_empty() && !is_front(url)) {
            add(LinkKind::LanguageVersion, url, lang);
        }
    }
    // A canonical address on another site says where the text was first; so do marks of syndication.
    let here = received.as_ref().or(own.as_ref());
    let marks =
        ["original-source", "syndication-source", "dc.source", "article:original_url", "original_url"];
    let marked = marks.iter().filter_map(|key| meta.get(*key)).map(String::as_str);
    let canonical_elsewhere = canonical.filter(|raw| {
        web_address(raw, base.as_ref())
            .is_some_and(|url| !is_front(&url) && here.is_some_and(|here| !is_same_site(&url, here)))
    });
    let syndicated = elements(page).filter(|link| match link.value().name() {
        "a" => has_word(*link, "rel", "syndication") || has_word(*link, "rel", "original-source"),
        "link" => has_word(*link, "rel", "syndication"),
        _ => false,
    });
    let syndicated: Vec<&str> = syndicated.filter_map(|link| link.value().attr("href")).collect();
    let origins = json_ld.origins.iter().map(String::as_str);
    for raw in canonical_elsewhere.into_iter().chain(marked).chain(syndicated).chain(origins) {
        let url = web_address(raw, base.as_ref());
        if let Some(url) =
            url.filter(|url| !is_front(url) && here.is_none_or(|here| !is_same_page(url, here)))
        {
            add(LinkKind::Origin, url, String::new());
        }
    }
    addresses
}

/// The page's own address among those it states, the first in order that is believed. One that leads
/// to the front page, to another site or, where others agree, to another story is a template's
/// mistake or a mark of origin.
fn own_address(stated: &[Url], received: Option<&Url>) -> Option<Url> {
    let witnesses: Vec<&Url> = stated.iter().chain(received).collect();
    let believed = stated.iter().filter(|url| {
        let is_front_of_deep = is_front(url) && witnesses.iter().any(|other| !is_front(other));
        let is_foreign = received.is_some_and(|received| !is_same_site(url, received));
        !is_front_of_deep && !is_foreign
    });
    let votes = |url: &Url| witnesses.iter().filter(|other| is_same_page(url, other)).count();
    let believed: Vec<&Url> = believed.collect();
    let first = *believed.first()?;
    let agreed = believed.iter().find(|url| votes(url) >= 2).copied();
    // Addresses rarely differ in more than form; where they do, two statements outweigh one.
    let own = agreed.filter(|_| votes(first) < 2).unwrap_or(first);
    // A lone statement against the address it came from counts only if it is no other story's.
    let is_contradicted = received.is_some_and(|received| {
        votes(own) < 2 && !shares_last_part(own, received) && own.query().is_none() && !is_front(received)
    });
    if is_contradicted { received.cloned() } else { Some(own.clone()) }
}

/// An absolute `http` or `https` address.
pub(super) fn web_address(raw: &str, base: Option<&Url>) -> Option<Url> {
    let raw = raw.trim();
    if raw.is_empty() || raw.len() > 4_000 {
        return None;
    }
    let url = Url::parse(raw).ok().or_else(|| base.and_then(|base| base.join(raw).ok()))?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// A site's or an edition's front page: no path, or nothing but a language or section in it.
fn is_front(url: &Url) -> bool {
    url.path().trim_end_matches('/').len() <= 3 && url.query().is_none()
}

fn bare_host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    ["www.", "m.", "amp.", "mobile."].iter().find_map(|head| host.strip_prefix(head)).unwrap_or(host)
}

/// Whether both hosts belong to one site, as far as their names tell.
fn is_same_site(one: &Url, other: &Url) -> bool {
    let (one, other) = (bare_host(one), bare_host(other));
    let is_below =
        |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|front| front.ends_with('.'));
    let site = |host: &str| {
        let mut labels = host.rsplit('.');
        let (last, second, third) = (labels.next(), labels.next(), labels.next());
        // "co.uk", "com.br": names of registries have short labels.
        let is_registry =
            second.is_some_and(|label| label.len() <= 3) && last.is_some_and(|label| label.len() == 2);
        if is_registry { [third, second, last] } else { [None, second, last] }
            .map(|label| label.map(str::to_owned))
    };
    one == other || is_below(one, other) || is_below(other, one) || site(one) == site(other)
}

/// Whether both address one page: scheme, `www`, a closing slash and the query aside.
fn is_same_page(one: &Url, other: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_lowercase();
    bare_host(one) == bare_host(other) && path(one) == path(other)
}

/// Whether the last parts of both paths have a number or a long word in common: the same story under
/// another section.
fn shares_last_part(one: &Url, other: &Url) -> bool {
    let parts = |url: &Url| -> Vec<String> {
        let path = url.path().to_lowercase();
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let is_told = |part: &&str| part.len() >= 5 && !matches!(*part, "index" | "story" | "article");
        last.split(|c: char| !c.is_alphanumeric()).filter(is_told).map(str::to_owned).collect()
    };
    let other = parts(other);
    parts(one).iter().any(|part| other.contains(part))
}

#[cfg(test)]
mod tests {
    use super::{addresses, json_ld};
    use scraper::Html;
    use std::collections::HashMap;
    use throughline_model::LinkKind;

    fn read(head: &str, received: &str) -> super::Addresses {
        addresses(&Html::parse_document(head), &HashMap::new(), &json_ld::Stated::default(), received)
    }

    #[test]
    fn canonical_addresses_are_resolved_and_doubted() {
        let received = "https://www.lantern.example/harbor/old-bell-stays?from=feed";
        let cases = [
            (
                "<link rel=canonical href='/harbor/old-bell-stays'>",
                "https://www.lantern.example/harbor/old-bell-stays",
            ),
            ("<link rel=canonical href='https://www.lantern.example/'>", ""),
            (
                "<link rel=canonical href='https://lantern.example/news/old-bell-stays'>",
                "https://lantern.example/news/old-bell-stays",
            ),
            ("<link rel=canonical href='https://www.lantern.example/harbor/fog'>", received),
        ];
        for (head, expected) in cases {
            assert_eq!(read(head, received).own, expected, "{head}");
        }
    }

    #[test]
    fn a_canonical_address_on_another_site_is_an_origin() {
        let found =
            read("<link rel=canonical href='https://wire.example/a/bell'>", "https://lantern.example/b/bell");
        assert_eq!(found.own, "");
        assert_eq!(found.links.len(), 1);
        assert_eq!(
            (found.links[0].kind, found.links[0].url.as_str()),
            (LinkKind::Origin, "https://wire.example/a/bell")
        );
    }

    #[test]
    fn language_versions_are_links() {
        let found = read(
            "<base href='https://lantern.example/en/'><link rel=alternate hreflang=zh-Hans href='../zh/bell'>
             <link rel=alternate hreflang=x-default href='/en/bell'><link rel=alternate hreflang=ru href='/'>",
            "",
        );
        let links: Vec<(&str, &str)> =
            found.links.iter().map(|link| (link.lang.as_str(), link.url.as_str())).collect();
        assert_eq!(links, [("zh-Hans", "https://lantern.example/zh/bell")]);
        assert_eq!(found.base.unwrap().as_str(), "https://lantern.example/en/");
    }
}
