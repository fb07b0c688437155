//! Editions of one page in several languages are items of their own.
//!
//! Some sites serve every language at one address, and a film has one page for the words of all its
//! subtitles. A later version of a page is that page's history; the same page in another language is a
//! translation of it.

use crate::heads::Head;
use std::collections::BTreeMap;
use throughline_model::ItemId;

/// Parts items whose documents are in several known languages (primary subtags) by these. Documents
/// of unknown language stay with the edition that sorts first.
pub(crate) fn part(heads: &mut [Head], languages: &[String]) {
    let primary: Vec<&str> =
        languages.iter().map(|lang| lang.split('-').next().unwrap_or_default()).collect();
    let known = |head: &Head| Some(primary[head.lang as usize]).filter(|lang| !["", "und"].contains(lang));
    let mut editions: BTreeMap<ItemId, Vec<&str>> = BTreeMap::new();
    for head in heads.iter() {
        editions.entry(head.item).or_default().extend(known(head));
    }
    editions.retain(|_, langs| {
        langs.sort_unstable();
        langs.dedup();
        langs.len() > 1
    });
    for head in heads {
        if let Some(langs) = editions.get(&head.item) {
            let lang = known(head).unwrap_or(langs[0]);
            head.item = ItemId::derive(&[head.item.to_string().as_bytes(), lang.as_bytes()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Heads;
    use crate::sample::article;
    use throughline_model::Document;

    #[test]
    fn languages_part_an_item_and_an_unknown_one_does_not() {
        let page = |id: &str, lang: &str| {
            let url = "https://a.example/1".to_owned();
            Document { url, lang: lang.into(), ..article(id, "Council", "2025-03-01", id) }.with_ids()
        };
        let documents = [page("a", "en"), page("b", "en-GB"), page("c", "zh-Hant"), page("d", "und")];
        let mut heads = Heads::default();
        heads.add(&documents);
        assert!(heads.rows.iter().all(|head| head.item == heads.rows[0].item));
        part(&mut heads.rows, &heads.languages);
        let items: Vec<ItemId> = heads.rows.iter().map(|head| head.item).collect();
        assert_eq!((items[0], items[0]), (items[1], items[3]));
        assert_ne!(items[0], items[2]);
    }

    #[test]
    fn versions_in_one_language_stay_one_item() {
        let page = |id: &str| {
            let url = "https://a.example/1".to_owned();
            Document { url, ..article(id, "Council", "2025-03-01", id) }.with_ids()
        };
        let mut heads = Heads::default();
        heads.add(&[page("a"), page("b")]);
        let before = heads.rows[0].item;
        part(&mut heads.rows, &heads.languages);
        assert!(heads.rows.iter().all(|head| head.item == before));
    }
}
