//! Whose document is it? From domain or name to source.

use std::collections::{BTreeSet, HashMap};
use throughline_model::{Document, Source, SourceId};

/// Known sources by domain and by id.
#[derive(Debug, Default)]
pub(super) struct Identifier {
    by_domain: HashMap<String, (SourceId, String)>,
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
            for domain in source.domains.split_whitespace() {
                let domain = domain.trim_start_matches("www.").to_lowercase();
                // Two sources that claim one domain: the smaller id wins, whatever the file's order.
                let entry = identifier.by_domain.entry(domain).or_insert((source.id, source.name.clone()));
                if source.id < entry.0 {
                    *entry = (source.id, source.name.clone());
                }
            }
        }
        identifier
    }

    /// Sets the document's source: the registered owner of its domain, else the name its page
    /// gives, else the domain itself. Gives the source if it was not known before.
    pub(super) fn identify(&mut self, document: &mut Document) -> Option<Source> {
        let host = url::Url::parse(&document.url)
            .ok()
            .and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_lowercase()));
        if let Some((id, name)) = host.as_deref().and_then(|host| self.owner(host)) {
            document.source_id = Some(id);
            document.source_name = name;
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

    /// The source registered for a host or for a domain above it.
    fn owner(&self, host: &str) -> Option<(SourceId, String)> {
        let mut domain = host;
        loop {
            if let Some(found) = self.by_domain.get(domain) {
                return Some(found.clone());
            }
            domain = domain.split_once('.')?.1;
        }
    }
}
