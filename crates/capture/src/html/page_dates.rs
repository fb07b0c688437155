//! Dates the markup states: JSON-LD, `meta`, `time`, the URL.

use super::metadata::{Stated, select};
use crate::dates;
use scraper::{ElementRef, Html};
use throughline_model::{DateEvidence, DateKind, DateRole};

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article.published",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publicationdate",
    "publication_date",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "displaydate",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "weibo:article:create_at",
    "bytedance:published_time",
    "mediator_published_time",
    "date",
    "created",
    "datecreated",
    "pub_date",
    "firstpublished",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "article.updated",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article:modified",
    "modified",
    "revised",
    "bytedance:updated_time",
    "weibo:article:update_at",
    "updated_time",
];

/// All dates that JSON-LD, `meta` and `time` elements state.
pub(super) fn stated(stated: &Stated, page: &Html) -> Vec<DateEvidence> {
    let mut found = Vec::new();
    let mut add = |kind, role, raw: &str| {
        let evidence = DateEvidence { kind, role, raw: raw.to_owned(), interval: dates::parse(raw) };
        if !raw.is_empty() && raw.len() <= 120 && !found.contains(&evidence) {
            found.push(evidence);
        }
    };
    for raw in &stated.json_ld.published {
        add(DateKind::JsonLd, DateRole::Published, raw);
    }
    for raw in &stated.json_ld.modified {
        add(DateKind::JsonLd, DateRole::Updated, raw);
    }
    for (keys, role) in [(PUBLISHED, DateRole::Published), (UPDATED, DateRole::Updated)] {
        for raw in keys.iter().filter_map(|key| stated.meta.get(*key)) {
            add(DateKind::Meta, role, raw);
        }
    }
    for (role, raw) in time_elements(page) {
        add(DateKind::TimeElement, role, &raw);
    }
    found
}

/// `time` elements of the article: marked ones, else the first that stands beside the headline.
fn time_elements(page: &Html) -> Vec<(DateRole, String)> {
    let mut found = Vec::new();
    let mut has_unmarked = false;
    for element in select(page, "time, [itemprop=datePublished], [itemprop=dateModified]").take(40) {
        if is_elsewhere(element) {
            continue;
        }
        let value = element.value();
        let raw = value
            .attr("datetime")
            .or_else(|| value.attr("content"))
            .map_or_else(|| super::body::words_of(element), str::to_owned);
        if dates::parse(&raw).is_none() {
            continue;
        }
        let marks = format!(
            "{} {} {}",
            value.attr("itemprop").unwrap_or_default(),
            value.attr("class").unwrap_or_default(),
            element
                .parent()
                .and_then(ElementRef::wrap)
                .and_then(|parent| parent.attr("class"))
                .unwrap_or_default()
        )
        .to_lowercase();
        if marks.contains("modif") || marks.contains("updat") {
            found.push((DateRole::Updated, raw));
        } else if marks.contains("datepublished")
            || marks.contains("publish")
            || marks.contains("entry-date")
            || value.attr("pubdate").is_some()
        {
            found.push((DateRole::Published, raw));
        } else if !has_unmarked {
            has_unmarked = true;
            found.push((DateRole::Published, raw));
        }
    }
    // Where something is marked as publication, an unmarked element is another story's.
    let first_published = found.iter().position(|(role, _)| *role == DateRole::Published);
    let mut index = 0;
    found.retain(|(role, _)| {
        index += 1;
        *role != DateRole::Published || Some(index - 1) == first_published
    });
    found
}

fn is_elsewhere(element: ElementRef<'_>) -> bool {
    const MARKS: &[&str] = &[
        "comment",
        "related",
        "sidebar",
        "widget",
        "recommend",
        "popular",
        "trending",
        "teaser",
        "latest",
        "more-",
    ];
    element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| {
        let value = ancestor.value();
        let marks = format!("{} {}", value.attr("class").unwrap_or_default(), value.id().unwrap_or_default())
            .to_lowercase();
        !matches!(value.name(), "body" | "html")
            && (matches!(value.name(), "aside" | "footer" | "nav")
                || MARKS.iter().any(|word| marks.contains(word)))
    })
}

/// A day or month in the URL's path: `/2021/06/02/`, `/2021-06-02-`, `/20210602/`, `/202106/02/`.
pub(super) fn in_url(url: &str) -> Option<DateEvidence> {
    let path = url::Url::parse(url).ok()?.path().to_owned();
    let groups: Vec<&str> =
        path.split(|character: char| !character.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let day = groups.iter().enumerate().find_map(|(index, group)| {
        let next = |offset: usize| groups.get(index + offset).filter(|group| group.len() <= 2);
        let joined = match group.len() {
            8 => (*group).to_owned(),
            6 => format!("{group}{:0>2}", next(1)?),
            4 => format!("{group}{:0>2}{:0>2}", next(1)?, next(2)?),
            _ => return None,
        };
        is_path_part(&path, group).then_some(())?;
        dates::parse(&joined).filter(|_| ("1990".."2100").contains(&&joined[..4]))
    });
    let month = || {
        groups.iter().enumerate().find_map(|(index, group)| {
            let next = groups.get(index + 1).filter(|next| next.len() == 2 && group.len() == 4)?;
            let is_pair =
                path.contains(&format!("/{group}/{next}/")) || path.contains(&format!("/{group}-{next}/"));
            is_pair
                .then(|| dates::parse(&format!("{group}-{next}")))
                .flatten()
                .filter(|_| ("1990".."2100").contains(group))
        })
    };
    let interval = day.or_else(month)?;
    Some(DateEvidence { kind: DateKind::Url, role: DateRole::Published, raw: path, interval: Some(interval) })
}

/// Whether the digits stand between marks, not inside a word or a longer number.
fn is_path_part(path: &str, group: &str) -> bool {
    path.find(group).is_some_and(|at| {
        let before = path[..at].chars().next_back();
        before.is_none_or(|character| matches!(character, '/' | '-' | '_' | '.' | 't' | 'n'))
    })
}

#[cfg(test)]
mod tests {
    use super::in_url;

    #[test]
    fn days_and_months_are_read_from_urls() {
        let cases = [
            ("https://a.example/2021/06/02/story.html", Some("2021-06-02")),
            ("https://a.example/news/2021-06-02-story", Some("2021-06-02")),
            ("https://a.example/english/2021-06/02/c_1.htm", Some("2021-06-02")),
            ("https://a.example/20210602/1.html", Some("2021-06-02")),
            ("https://a.example/2021/06/story", Some("2021-06")),
            ("https://a.example/story-14848164.php", None),
            ("https://a.example/20991399/x", None),
            ("no url", None),
        ];
        for (url, expected) in cases {
            let day = in_url(url).and_then(|date| date.interval).map(|interval| interval.display());
            assert_eq!(day.as_deref(), expected, "{url}");
        }
    }
}
