//! Whose document is it? From address or name to source.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use throughline_capture::{Wrapping, address_behind};
use throughline_model::{Document, Source, SourceId};

/// A source that says it publishes at a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    id: SourceId,
    name: String,
    /// Other names in lower case, to tell several claims apart by what a page calls itself.
    names: BTreeSet<String>,
    owner: String,
}

/// Known sources by the places where they publish.
#[derive(Debug, Default)]
pub(super) struct Identifier {
    /// Per domain: beginnings of paths, without slashes at their ends, and who claims them.
    claims: HashMap<String, BTreeMap<String, BTreeSet<Claim>>>,
    /// Names that stand in the table already. One source can be spelled in several ways; each
    /// spelling is a statement, so that the order of arrival does not decide which one is kept.
    known: BTreeSet<(SourceId, String)>,
}

impl Identifier {
    /// Knows `sources`, one a source, and every name that any statement in the table gives.
    pub(super) fn new<'a>(sources: &[Source], names: impl Iterator<Item = &'a str>) -> Self {
        let mut identifier = Self::default();
        identifier.known.extend(names.map(|name| (Source::id_of(name), name.to_owned())));
        for source in sources {
            identifier.known.insert((source.id, source.name.clone()));
            let names = source.other_names.split('|').chain([source.name.as_str()]);
            let claim = Claim {
                id: source.id,
                name: source.name.clone(),
                names: names.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect(),
                owner: source.owner.clone(),
            };
            for place in source.domains.split_whitespace() {
                let place = place.trim_start_matches("www.").to_lowercase();
                let (domain, path) = place.split_once('/').unwrap_or((&place, ""));
                let paths = identifier.claims.entry(domain.to_owned()).or_default();
                paths.entry(path.trim_matches('/').to_owned()).or_default().insert(claim.clone());
            }
        }
        identifier
    }

    /// Sets the document's source: the registered owner of its address, else the name its page
    /// gives, else the domain itself. What a translating proxy shows belongs to the source behind
    /// it. Gives the source if it was not known before.
    pub(super) fn identify(&mut self, document: &mut Document) -> Option<Source> {
        let address = match address_behind(&document.url) {
            Some(behind) if behind.wrapping == Wrapping::Translated => behind.url,
            _ => document.url.clone(),
        };
        let url = url::Url::parse(&address).ok();
        let host = url
            .as_ref()
            .and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_lowercase()));
        let path = url.as_ref().map(|url| url.path().trim_matches('/').to_lowercase()).unwrap_or_default();
        if let Some(claim) = host.as_deref().and_then(|host| self.owner(host, &path, &document.source_name)) {
            document.source_id = Some(claim.id);
            document.source_name = claim.name.clone();
            return None;
        }
        if document.source_name.trim().is_empty() {
            document.source_name = host.unwrap_or_default();
        }
        if document.source_name.is_empty() {
            return None;
        }
        let source = Source::named(&document.source_name);
        document.source_id = Some(source.id);
        self.known.insert((source.id, source.name.clone())).then_some(source)
    }

    /// The source registered for a host and path, or for a domain or path above it; the nearest
    /// counts. Of several sources at one place the one that the page names counts, or the one that
    /// owns all the others; else nobody does.
    fn owner(&self, host: &str, path: &str, stated: &str) -> Option<&Claim> {
        let stated = stated.trim().to_lowercase();
        let mut domain = host;
        loop {
            if let Some(paths) = self.claims.get(domain) {
                let mut above = path;
                loop {
                    if let Some(claims) = paths.get(above) {
                        return one_of(claims, &stated);
                    }
                    if above.is_empty() {
                        break;
                    }
                    above = above.rsplit_once('/').map_or("", |(above, _)| above);
                }
            }
            domain = domain.split_once('.')?.1;
        }
    }
}

fn one_of<'a>(claims: &'a BTreeSet<Claim>, stated: &str) -> Option<&'a Claim> {
    let only = |mut found: Box<dyn Iterator<Item = &'a Claim> + '_>| {
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    only(Box::new(claims.iter()))
        .or_else(|| only(Box::new(claims.iter().filter(|claim| claim.names.contains(stated)))))
        .or_else(|| {
            let owns_all = |claim: &&Claim| {
                claims
                    .iter()
                    .all(|other| other.id == claim.id || other.owner.eq_ignore_ascii_case(&claim.name))
            };
            only(Box::new(claims.iter().filter(owns_all)))
        })
}

#[cfg(test)]
mod tests {
    use super::Identifier;
    use throughline_model::{CaptureId, Document, DocumentForm, DocumentId, ItemId, Source};

    fn source(name: &str, domains: &str, owner: &str) -> Source {
        Source { domains: domains.into(), owner: owner.into(), ..Source::named(name) }
    }

    fn identified(url: &str, stated: &str) -> String {
        let sources = [
            source("North News", "north.example", "North Group"),
            source("North Sport", "north.example/sport sport.north.example", "North Group"),
            source("North on Video", "video.example/@north", ""),
            source("Twin A", "twins.example", "Twin Group"),
            source("Twin B", "twins.example", "Twin Group"),
            source("House", "house.example", ""),
            source("House Radio", "house.example", "House"),
        ];
        let mut document = Document {
            id: DocumentId::derive(&[]),
            capture_id: CaptureId::derive(&[]),
            item_id: ItemId::derive(&[]),
            external_id: String::new(),
            form: DocumentForm::Html,
            url: url.into(),
            source_name: stated.into(),
            source_id: None,
            title: String::new(),
            byline: String::new(),
            lang: String::new(),
            text: String::new(),
            margin: String::new(),
            published: None,
            dates: Vec::new(),
            declared_type: String::new(),
            passages: Vec::new(),
            links: Vec::new(),
            extra: String::new(),
        };
        Identifier::new(&sources, std::iter::empty()).identify(&mut document);
        document.source_name
    }

    #[test]
    fn the_nearest_registered_place_names_the_source() {
        let cases = [
            ("https://www.north.example/a", "", "North News"),
            ("https://m.north.example/a", "Other name", "North News"),
            ("https://north.example/sport/2021/x", "", "North Sport"),
            ("https://north.example/sportive", "", "North News"),
            ("https://sport.north.example/x", "", "North Sport"),
            ("https://video.example/@North/videos", "", "North on Video"),
            ("https://video.example/@south", "", "video.example"),
            ("https://northern.example/", "The Northern", "The Northern"),
            ("https://www-north-example.translate.goog/a", "", "North News"),
            ("", "The Northern", "The Northern"),
        ];
        for (url, stated, expected) in cases {
            assert_eq!(identified(url, stated), expected, "{url}");
        }
    }

    #[test]
    fn several_sources_at_one_place_are_told_apart_or_left_undecided() {
        assert_eq!(identified("https://twins.example/a", "twin b"), "Twin B");
        assert_eq!(identified("https://twins.example/a", ""), "twins.example");
        assert_eq!(identified("https://house.example/a", ""), "House");
    }
}
