//! Dates the markup states: JSON-LD, `meta`, `time`, the URL.

use super::metadata::{Stated, elements};
use crate::dates;
use scraper::{ElementRef, Html};
use throughline_model::{DateEvidence, DateKind, DateRole, Precision, TimeInterval};

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
    let primary = stated.lang.as_deref().and_then(|tag| tag.split(['-', '_']).next()).map(str::to_lowercase);
    let reading = dates::Reading { order: None, lang: primary.as_deref() };
    let mut add = |kind, role, raw: &str| {
        let evidence =
            DateEvidence { kind, role, raw: raw.to_owned(), interval: stated_interval(raw, &reading) };
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

/// The moments a date in markup allows. Midnight to the second is how content systems write a day:
/// it is read as the day, and as a day of any zone unless an offset is named beside UTC.
fn stated_interval(raw: &str, reading: &dates::Reading<'_>) -> Option<TimeInterval> {
    let interval = dates::parse_as(raw, reading)?;
    if interval.precision < Precision::Minute || !dates::is_midnight(raw.trim()) {
        return Some(interval);
    }
    let day = TimeInterval::parse(raw.trim().get(..10)?);
    let is_utc = ["Z", "z", "+00:00", "+0000", "UTC", "GMT"].iter().any(|zone| raw.trim().ends_with(zone));
    if interval.zoned && !is_utc {
        let latest = interval.earliest + 24 * 3_600_000_000 - 1;
        return Some(TimeInterval { latest, precision: Precision::Day, ..interval });
    }
    day
}

/// `time` elements of the article: marked ones, else the first that stands beside the headline.
fn time_elements(page: &Html) -> Vec<(DateRole, String)> {
    let mut found = Vec::new();
    let mut has_unmarked = false;
    let is_time = |element: &ElementRef<'_>| {
        element.value().name() == "time"
            || matches!(element.attr("itemprop"), Some("datePublished" | "dateModified"))
    };
    for element in elements(page).filter(is_time).take(40) {
        if is_elsewhere(element) {
            continue;
        }
        let value = element.value();
        let words = super::body::words_of(element);
        let attributes = [value.attr("datetime"), value.attr("content")].map(|raw| raw.map(str::to_owned));
        let mut candidates = attributes.into_iter().flatten().chain([words.clone()]);
        let Some(raw) = candidates.find(|raw| dates::parse(raw).is_some()) else { continue };
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
        let label = label_before(element, &words);
        // "published updated" are the classes of a text that was never changed.
        let is_published = marks.contains("publish") || value.attr("pubdate").is_some();
        let is_updated = (marks.contains("modif") || marks.contains("updat")) && !is_published;
        match label {
            Some(dates::Label::Captured | dates::Label::Other) => found.push((DateRole::Other, raw)),
            Some(dates::Label::Updated) => found.push((DateRole::Updated, raw)),
            _ if is_updated => found.push((DateRole::Updated, raw)),
            Some(dates::Label::Published) => found.push((DateRole::Published, raw)),
            None if is_published || marks.contains("entry-date") => found.push((DateRole::Published, raw)),
            None if !has_unmarked => {
                has_unmarked = true;
                found.push((DateRole::Published, raw));
            }
            None => {}
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

/// Marks of an element that shows readers the date of the text.
const SHOWN: &[&str] = &[
    "publish",
    "pub-date",
    "pubdate",
    "pub_date",
    "post-date",
    "postdate",
    "post_date",
    "entry-date",
    "article-date",
    "article_date",
    "date-time",
    "datetime",
    "timestamp",
    "byline-date",
    "dateline",
    "posted",
];

/// Dates in elements whose class says that they show one, for pages that say it nowhere else: the
/// first published and the first updated. `known` are the dates found so far.
pub(super) fn shown(page: &Html, known: &[DateEvidence]) -> Vec<DateEvidence> {
    let is_told = known.iter().any(|date| {
        date.role == DateRole::Published
            && date.kind != DateKind::Url
            && date.interval.is_some_and(|interval| crate::plausible::is_after_year_one(&interval))
    });
    if is_told {
        return Vec::new();
    }
    let mut found: Vec<DateEvidence> = Vec::new();
    let may_show = |element: &ElementRef<'_>| {
        let marks = ["date", "Date", "time", "publish", "posted"];
        element.attr("class").is_some_and(|class| marks.iter().any(|mark| class.contains(mark)))
    };
    for element in elements(page).filter(may_show).take(300) {
        let class = element.attr("class").unwrap_or_default().to_lowercase();
        if !SHOWN.iter().any(|mark| class.contains(mark)) || is_elsewhere(element) {
            continue;
        }
        let words = super::body::words_of(element);
        if words.chars().count() > 80 {
            continue;
        }
        for date in dates::find(&words) {
            let label = dates::label(&words[..date.begin]).or_else(|| label_before(element, &words));
            let role = match label {
                Some(dates::Label::Updated) => DateRole::Updated,
                Some(dates::Label::Captured | dates::Label::Other) => continue,
                _ => DateRole::Published,
            };
            let evidence =
                DateEvidence { kind: DateKind::Visible, role, raw: words.clone(), interval: date.interval };
            let is_new = found.iter().all(|other| other.role != role);
            if is_new && date.interval.is_some() && !crate::plausible::is_another_storys(&evidence, known) {
                found.push(evidence);
            }
        }
    }
    found
}

/// The label in the words of the element's parent that stand before it.
fn label_before(element: ElementRef<'_>, words: &str) -> Option<dates::Label> {
    let parent = element.parent().and_then(ElementRef::wrap)?;
    let around = super::body::words_of(parent);
    let at = around.find(words).filter(|_| around.chars().count() <= 160 && !words.is_empty())?;
    // What stands before another date belongs to that one.
    let before = &around[..at];
    let from = dates::find(before).last().map_or(0, |date| date.end);
    dates::label(&before[from..])
}

/// Years that pages on the web can be of, in the Gregorian and the Persian calendar.
const WEB_YEARS: std::ops::Range<u32> = 1990..2100;
const PERSIAN_WEB_YEARS: std::ops::RangeInclusive<u32> = 1370..=1420;

/// What the URL's path dates: `/2021/06/02/`, `/2021/jun/02/`, `/2021-06-02-`, `/20210602/`,
/// `t20210602_1.html`, `/202106/02/`, `/2021/06/`, `/1400/03/12/`. In the address of an archive's
/// copy, `/20210602094710/https://…`, the first is when it was captured, the rest the page's own.
pub(super) fn in_url(url: &str) -> Vec<DateEvidence> {
    let Ok(parsed) = url::Url::parse(url) else { return Vec::new() };
    let path = parsed.path();
    let mut found = Vec::new();
    let mut own = path;
    let archived = ["/http:/", "/https:/"].iter().filter_map(|scheme| path.find(scheme)).min();
    if let Some(at) = archived {
        let stamp = path[..at].rsplit('/').next().unwrap_or_default();
        let digits: String = stamp.chars().take_while(char::is_ascii_digit).collect();
        if digits.len() == 14 {
            let interval = dates::parse(&format!("{}T{}Z", &digits[..8], &digits[8..]));
            let raw = path[..at].to_owned();
            found.push(DateEvidence { kind: DateKind::Url, role: DateRole::Captured, raw, interval });
            // The path within the inner address, behind its host.
            let inner = path[at..].split_once(":/").map_or("", |(_, inner)| inner).trim_start_matches('/');
            own = inner.find('/').map_or("", |slash| &inner[slash..]);
        }
    }
    if let Some(interval) = in_path(own) {
        let raw = own.to_owned();
        found.push(DateEvidence {
            kind: DateKind::Url,
            role: DateRole::Published,
            raw,
            interval: Some(interval),
        });
    }
    found
}

/// A run of digits or an English month name in a path, and the character on each side.
struct Piece<'a> {
    text: &'a str,
    before: Option<char>,
    behind: Option<char>,
}

fn in_path(path: &str) -> Option<TimeInterval> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < path.len() && pieces.len() < 64 {
        let is_digit = path.as_bytes()[at].is_ascii_digit();
        let length = path[at..]
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() == is_digit && (is_digit || byte.is_ascii_alphabetic()))
            .count();
        if length == 0 {
            at += path[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let (text, before) = (&path[at..at + length], path[..at].chars().next_back());
        at += length;
        pieces.push(Piece { text, before, behind: path[at..].chars().next() });
    }
    let day = (0..pieces.len()).find_map(|index| day_at(&pieces[index..]));
    day.or_else(|| (0..pieces.len()).find_map(|index| month_at(&pieces[index..])))
}

fn is_joint(mark: Option<char>) -> bool {
    matches!(mark, Some('/' | '-' | '_' | '.'))
}

/// The month a piece names by number or by English name.
fn month_of(piece: &Piece<'_>) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if piece.text.as_bytes()[0].is_ascii_digit() {
        return piece.text.parse().ok().filter(|month| piece.text.len() <= 2 && (1..=12).contains(month));
    }
    let name = piece.text.to_ascii_lowercase();
    NAMES.iter().zip(1..).find(|(short, _)| name == **short).map(|(_, month)| month)
}

fn day_at(pieces: &[Piece<'_>]) -> Option<TimeInterval> {
    let first = pieces.first()?;
    let year: u32 = first.text.get(..4)?.parse().ok()?;
    let starts = is_joint(first.before) || matches!(first.before, Some('t' | 'n' | 'A' | 'a' | 'W'));
    if !starts || !(WEB_YEARS.contains(&year) || PERSIAN_WEB_YEARS.contains(&year)) {
        return None;
    }
    let number = |piece: Option<&Piece<'_>>| {
        piece.filter(|piece| piece.text.len() <= 2).and_then(|piece| piece.text.parse::<u32>().ok())
    };
    let is_tied = |count: usize| {
        pieces.get(..count).is_some_and(|tied| tied.iter().all(|piece| is_joint(piece.behind)))
    };
    let date = match first.text.len() {
        // A longer run is a number that happens to begin like a date, unless its end is a clock.
        8 => format!("{}-{}-{}", year, &first.text[4..6], &first.text[6..]),
        14 => {
            dates::parse(first.text)?;
            format!("{}-{}-{}", year, &first.text[4..6], &first.text[6..8])
        }
        6 if is_tied(1) => format!("{year}-{}-{:02}", &first.text[4..6], number(pieces.get(1))?),
        4 if is_tied(2) => format!("{year}-{:02}-{:02}", month_of(pieces.get(1)?)?, number(pieces.get(2))?),
        _ => return None,
    };
    if PERSIAN_WEB_YEARS.contains(&year) {
        // Only where the three parts are folders of their own: "/1400/03/12/".
        let are_folders = first.text.len() == 4 && pieces[..3].iter().all(|piece| piece.before == Some('/'));
        let persian = dates::Reading { order: None, lang: Some("fa") };
        return are_folders.then(|| dates::parse_as(&date, &persian)).flatten();
    }
    TimeInterval::parse(&date)
}

fn month_at(pieces: &[Piece<'_>]) -> Option<TimeInterval> {
    let (first, second) = (pieces.first()?, pieces.get(1)?);
    let year: u32 = first.text.parse().ok().filter(|year| WEB_YEARS.contains(year))?;
    let are_parts = first.before == Some('/')
        && matches!(first.behind, Some('/' | '-'))
        && second.behind == Some('/')
        && first.text.len() == 4
        && second.text.len() >= 2;
    let month = month_of(second).filter(|_| are_parts)?;
    TimeInterval::parse(&format!("{year}-{month:02}"))
}

#[cfg(test)]
mod tests {
    use super::{in_url, stated_interval, time_elements};
    use crate::dates;
    use scraper::Html;
    use throughline_model::DateRole;

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
            ("https://a.example/2021/jun/02/story", Some("2021-06-02")),
            ("https://a.example/202106/t20210602_123.html", Some("2021-06-02")),
            ("https://a.example/english/c_1127522717.htm", None),
            ("https://a.example/english/2018-04/05/c_137089923.htm", Some("2018-04-05")),
            ("https://a.example/20210602094710.html", Some("2021-06-02")),
            ("https://a.example/1400/03/12/story", Some("2021-06-02")),
            ("https://a.example/item-1400-03-12", None),
            ("https://a.example/2021/story-06-about-02", None),
            ("https://a.example/202106021", None),
            ("no url", None),
        ];
        for (url, expected) in cases {
            let day = in_url(url).first().and_then(|date| date.interval).map(|interval| interval.display());
            assert_eq!(day.as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn the_address_of_an_archived_copy_tells_when_it_was_captured() {
        let found =
            in_url("https://archive.example/web/20210602094710id_/https://a.example/2020/01/05/story");
        let told: Vec<(DateRole, String)> =
            found.iter().map(|date| (date.role, date.interval.unwrap().display())).collect();
        assert_eq!(
            told,
            [
                (DateRole::Captured, "2021-06-02 09:47:10 UTC".to_owned()),
                (DateRole::Published, "2020-01-05".to_owned())
            ]
        );
    }

    #[test]
    fn midnight_to_the_second_is_a_day() {
        for (raw, expected, zoned) in [
            ("2021-06-02T00:00:00Z", "2021-06-02", false),
            ("2021-06-02T00:00:00+03:00", "2021-06-02", true),
            ("2021-06-02T00:00:01Z", "2021-06-02 00:00:01 UTC", true),
        ] {
            let interval = stated_interval(raw, &dates::Reading::default()).unwrap();
            assert_eq!((interval.display().as_str(), interval.zoned), (expected, zoned), "{raw}");
        }
    }

    #[test]
    fn words_before_a_time_element_say_what_it_is() {
        let page = Html::parse_document(
            "<article><p>Posted <time datetime='2021-06-02T09:47Z'>2 June</time></p>
             <p>Last updated <time datetime='2021-06-03T10:00Z'>3 June</time></p></article>",
        );
        let roles: Vec<DateRole> = time_elements(&page).into_iter().map(|(role, _)| role).collect();
        assert_eq!(roles, [DateRole::Published, DateRole::Updated]);
    }
}
