//! The outlet's name in a channel's title, and names without mail addresses.

use super::{Listing, document};
use url::Url;

/// Marks between an outlet's name and the section that a channel is of.
const JOINTS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " › ", " > ", " · ", " • ", " / ", ": ", "｜", "：", "_", "|",
];

/// Words that say that a channel is a feed.
const FEED_WORDS: &[&str] =
    &["rss", "rss2", "rss2.0", "feed", "feeds", "rss-feed", "rss-feeds", "newsfeed", "newsfeeds", "xml"];

/// Words that go with them, and are names of outlets where they stand alone.
const COMPANIONS: &[&str] = &["atom", "flux", "канал", "лента", "フィード", "订阅"];

/// The outlet that a channel is of: its title without "RSS feed" and without the section beside it.
/// Which of two parts names the outlet, the channel's own host tells; if it does not, the first.
pub(super) fn of_channel(listing: &Listing, bases: &[String]) -> String {
    let title = without_feed_words(&listing.title);
    let host = [&listing.site, &listing.address]
        .iter()
        .find_map(|address| document::web_address(address, bases))
        .or_else(|| bases.iter().find_map(|base| Url::parse(base).ok()))
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default();
    let parts: Vec<String> = parts(&title).into_iter().map(|part| without_feed_words(&part)).collect();
    let parts: Vec<&String> = parts.iter().filter(|part| part.chars().count() >= 2).collect();
    let named = parts.iter().find(|part| is_named_by(&host, part));
    let name = named.or(parts.first()).map_or(title.as_str(), |part| part.as_str());
    if name.chars().count() <= 120 { name.to_owned() } else { String::new() }
}

fn parts(title: &str) -> Vec<String> {
    let mut parts = vec![title.to_owned()];
    for joint in JOINTS {
        parts = parts.iter().flat_map(|part| part.split(joint)).map(|part| part.trim().to_owned()).collect();
        if parts.len() > 8 {
            break;
        }
    }
    parts
}

/// Whether a label of the host is the name or its initials, or a part of it ("theledger" and "Ledger").
fn is_named_by(host: &str, part: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let whole = letters(part);
    let initials: String =
        part.split_whitespace().filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect();
    // The last label is no name: there are outlets under ".news".
    let labels = host.rsplit_once('.').map_or("", |(labels, _)| labels);
    labels.split('.').map(letters).filter(|label| label.len() >= 2 && label != "www").any(|label| {
        label == whole
            || label == initials
            || whole.len() >= 4 && label.contains(&whole)
            || label.len() >= 4 && whole.contains(&label)
    })
}

/// "Outlet RSS Feed", "RSS: Outlet", "Outlet (RSS)" without the words for a feed.
fn without_feed_words(title: &str) -> String {
    let bare = |word: &str| word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    let is_sure = |word: &&str| FEED_WORDS.contains(&bare(word).as_str());
    let goes_with = |word: &&str| {
        let bare = bare(word);
        bare.is_empty() || FEED_WORDS.contains(&bare.as_str()) || COMPANIONS.contains(&bare.as_str())
    };
    let words: Vec<&str> = title.split_whitespace().collect();
    let begin = words.iter().position(|word| !goes_with(word)).unwrap_or(0);
    let end = words.iter().rposition(|word| !goes_with(word)).map_or(words.len(), |at| at + 1);
    let begin = if words[..begin].iter().any(&is_sure) { begin } else { 0 };
    let end = if words[end..].iter().any(is_sure) { end } else { words.len() };
    words.get(begin..end).unwrap_or(&words).join(" ")
}

/// Whether two names have the same letters.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    bare(one) == bare(other)
}

/// The name in "Jane Roe <jane@north.example>", "jane@north.example (Jane Roe)" or "Jane Roe"; empty
/// if there is but an address: addresses of persons are not kept.
pub(crate) fn without_address(person: &str) -> String {
    if !person.contains('@') {
        return person.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let spaced: String = person
        .chars()
        .map(|character| if "<>()[]\"".contains(character) { ' ' } else { character })
        .collect();
    let words = spaced.split_whitespace().filter(|word| !word.contains('@') && !word.starts_with("mailto:"));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{of_channel, without_address};
    use crate::listing::Listing;

    #[test]
    fn the_outlet_is_found_in_the_channels_title() {
        let cases = [
            ("The Asterley Ledger", "https://ledger.example/", "The Asterley Ledger"),
            ("World | The Ledger", "https://theledger.example/world", "The Ledger"),
            ("The Ledger - World", "https://theledger.example/", "The Ledger"),
            ("The Ledger RSS Feed", "", "The Ledger"),
            ("RSS: Вестник — Политика", "https://vestnik.example/", "Вестник"),
            ("Вестник (RSS)", "", "Вестник"),
            ("韦通社：国际", "https://wt.example/", "韦通社"),
            ("Feed", "", "Feed"),
            ("Первый канал", "", "Первый канал"),
            ("Le Fil - Flux RSS", "", "Le Fil"),
            ("World News - Port", "https://port.news/", "Port"),
            ("Politik - NZB", "https://www.nzb.example", "NZB"),
            ("Reuniting News from the Coast - NC", "https://nc.example", "NC"),
            ("", "https://nc.example", ""),
        ];
        for (title, site, expected) in cases {
            let listing = Listing { title: title.into(), site: site.into(), ..Listing::default() };
            assert_eq!(of_channel(&listing, &[]), expected, "{title}");
        }
    }

    #[test]
    fn addresses_are_left_out_of_names() {
        for (person, name) in [
            ("Jane  Roe", "Jane Roe"),
            ("jane@north.example (Jane Roe)", "Jane Roe"),
            ("\"Roe, Jane\" <jane@north.example>", "Roe, Jane"),
            ("jane@north.example", ""),
            ("Иван Петров <ivan@vestnik.example>", "Иван Петров"),
        ] {
            assert_eq!(without_address(person), name);
        }
    }
}
