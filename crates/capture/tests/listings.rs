//! Feeds and sitemaps: every form, in several scripts, whole and broken.

use proptest::prelude::*;
use std::{io::Cursor, ops::ControlFlow};
use throughline_capture::{
    Circumstances, FeedHints, ListingKind, Options, Received, feed_hints, read, read_page,
};
use throughline_model::{
    DateKind, DateRole, Document, DocumentForm, LinkKind, Precision, Problem, ProblemKind, TimeInterval,
};

fn page(name: &str, bytes: &[u8]) -> Received {
    read_page(name, bytes.to_vec(), &Circumstances::default(), &Options::default())
}

fn documents(source: &str) -> Vec<Document> {
    let received = page("list", source.as_bytes());
    assert_eq!(received.problems, [], "{source}");
    received.documents
}

fn kinds(problems: &[Problem]) -> Vec<ProblemKind> {
    problems.iter().map(|problem| problem.kind).collect()
}

fn hints(name: &str, source: &str) -> FeedHints {
    feed_hints(name, source.as_bytes(), &Circumstances::default()).expect("a listing").0
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>World | North Gazette</title><link>https://northgazette.example/</link><description>d</description>
<language>en-GB</language><ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod><skipHours><hour>3</hour><hour>1</hour></skipHours>
<atom:link rel="self" href="https://northgazette.example/world.rss"/><atom:link rel="hub" href="https://hub.example/"/>
<image><url>https://northgazette.example/i.png</url><title>Logo</title></image>
<item><title>Ferry &amp; tide: the &#8216;new&#8217; timetable</title>
 <link>https://northgazette.example/a?id=7&amp;utm_source=rss&amp;utm_medium=feed#xtor=RSS-1</link>
 <guid isPermaLink="false">ng-7</guid><pubDate>Fri, 07 Mar 2025 08:05:52 +0200</pubDate>
 <dc:creator>Jane Roe</dc:creator><author>roe@northgazette.example (Jane Roe)</author>
 <media:title>not the title</media:title><enclosure url="https://northgazette.example/a.mp3" type="audio/mpeg"/>
 <description>The ferry sails every hour&#8230;</description>
 <content:encoded><![CDATA[<p>The ferry office said on Tuesday that boats would leave the <a href="/pier">north pier</a> every hour.</p>
 <p>Passengers who asked why were told that the tide had won.</p>
 <p>The post <a href="https://northgazette.example/a?id=7">Ferry &#038; tide: the ‘new’ timetable</a> first stood in <a href="https://northgazette.example">North Gazette</a>.</p>]]></content:encoded>
 <source url="https://wire.example/feed">The Wire</source><category>Sea</category></item>
<item><title>第二条</title><link>/b</link><pubDate>2025-03-06</pubDate>
 <description>&lt;p&gt;渡轮每小时一班，旧时刻表将与新时刻表并排悬挂。&lt;/p&gt; &lt;a href="/b"&gt;阅读全文&lt;/a&gt;</description></item>
<item><guid>https://northgazette.example/c</guid><title>Third</title></item>
</channel></rss>"#;

#[test]
fn rss_2_gives_every_entry_with_what_it_says() {
    let entries = documents(RSS);
    assert_eq!(entries.len(), 3);
    let first = &entries[0];
    assert_eq!(first.form, DocumentForm::FeedEntry);
    assert_eq!(first.url, "https://northgazette.example/a?id=7");
    assert_eq!(first.external_id, "ng-7");
    assert_eq!(first.title, "Ferry & tide: the ‘new’ timetable");
    assert_eq!((first.byline.as_str(), first.source_name.as_str()), ("Jane Roe", "North Gazette"));
    assert_eq!(first.lang, "en-GB");
    assert_eq!(
        first.text,
        "The ferry office said on Tuesday that boats would leave the north pier every hour.\n\nPassengers who asked \
         why were told that the tide had won."
    );
    assert_eq!(first.declared_type, "full");
    assert!(first.extra.contains(r#""text_from":"content:encoded""#) && first.extra.contains("utm_source"));
    let links: Vec<(LinkKind, &str)> =
        first.links.iter().map(|link| (link.kind, link.url.as_str())).collect();
    assert_eq!(
        links,
        [
            (LinkKind::Origin, "https://wire.example/feed"),
            (LinkKind::Text, "https://northgazette.example/pier")
        ]
    );
    let span = first.links[1].span.unwrap();
    assert_eq!(&first.text[span.range()], "north pier");
    let date = &first.dates[0];
    assert_eq!((date.kind, date.role), (DateKind::Feed, DateRole::Published));
    assert_eq!(date.raw, "Fri, 07 Mar 2025 08:05:52 +0200");
    assert_eq!(first.published.unwrap().display(), "2025-03-07 06:05:52 UTC");

    let second = &entries[1];
    assert_eq!(second.url, "https://northgazette.example/b");
    assert_eq!(second.text, "渡轮每小时一班，旧时刻表将与新时刻表并排悬挂。");
    assert_eq!((second.declared_type.as_str(), second.lang.as_str()), ("summary", "zh"));
    let published = second.published.unwrap();
    assert_eq!((published.precision, published.zoned), (Precision::Day, false));

    let third = &entries[2];
    assert_eq!((third.url.as_str(), third.text.as_str()), ("https://northgazette.example/c", ""));
    assert_eq!(third.declared_type, "");
}

#[test]
fn a_feeds_entry_and_its_page_are_one_item() {
    let entry = &documents(RSS)[0];
    let html = "<html><head><link rel=canonical href='https://northgazette.example/a?id=7'></head><body><p>x</p></body>";
    let page = &page("a.html", html.as_bytes()).documents[0];
    assert_eq!(entry.item_id, page.item_id);
}

#[test]
fn an_id_that_says_it_is_no_address_is_none() {
    let feed = "<rss><channel><item><guid isPermaLink='false'>https://n.example/7</guid><title>x</title></item></channel></rss>";
    let entry = &documents(feed)[0];
    assert_eq!((entry.url.as_str(), entry.external_id.as_str()), ("", "https://n.example/7"));
}

#[test]
fn hints_tell_a_watch_when_to_come_back() {
    let hints = hints("list", RSS);
    assert_eq!((hints.kind, hints.ttl_minutes), (ListingKind::Feed, Some(30)));
    assert_eq!(hints.skip_hours, [1, 3]);
    assert_eq!(hints.address, "https://northgazette.example/world.rss");
    assert_eq!(hints.hub, "https://hub.example/");
    assert_eq!(hints.entries.len(), 3);
    assert_eq!(hints.entries[0].url, "https://northgazette.example/a?id=7");
    assert_eq!((hints.entries[0].id.as_str(), hints.entries[1].published.as_str()), ("ng-7", "2025-03-06"));
    assert!(feed_hints("a.html", b"<html><body>x</body></html>", &Circumstances::default()).is_none());
}

#[test]
fn rss_1_and_0_are_read() {
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://vestnik.example/"><title>Вестник</title>
        <link>https://vestnik.example/</link><items><rdf:Seq><rdf:li resource="https://vestnik.example/1"/></rdf:Seq></items></channel>
        <item rdf:about="https://vestnik.example/1"><title>Паром</title><link>https://vestnik.example/1</link>
        <description>Паром будет ходить каждый час, сообщили в порту во вторник.</description>
        <dc:date>2025-03-07T08:05+03:00</dc:date><dc:language>ru</dc:language></item></rdf:RDF>"#;
    let entries = documents(rdf);
    assert_eq!(
        (entries[0].url.as_str(), entries[0].source_name.as_str()),
        ("https://vestnik.example/1", "Вестник")
    );
    assert_eq!(entries[0].published.unwrap().display(), "2025-03-07 05:05 UTC");
    assert_eq!(entries[0].lang, "ru");

    let old = "<rss version=\"0.91\"><channel><title>Old</title><item><title>One</title><link>http://old.example/1</link></item>\
               <item><title>Two</title><link>http://old.example/2</link></item></channel></rss>";
    assert_eq!(documents(old).len(), 2);
}

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://quotidien.example/flux/">
<title>Quotidien de Valombre - Flux RSS</title><link rel="self" href="atom.xml"/><link href="/"/>
<author><name>Rédaction</name></author><updated>2025-03-07T10:00:00Z</updated>
<entry><id>tag:quotidien.example,2025:1</id><title type="html">L&amp;#8217;eau &lt;b&gt;partagée&lt;/b&gt;</title>
 <link rel="alternate" hreflang="en" href="/en/1"/><link rel="alternate" hreflang="fr" href="/1"/>
 <link rel="alternate" type="application/json" href="/1.json"/><link rel="via" href="https://agence.example/42"/>
 <published>2025-03-06</published><updated>2025-03-07T09:00:00+01:00</updated>
 <summary>Le bac partira toutes les heures.</summary>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Le bac partira toutes les heures, a dit l&#39;office mardi &amp; mercredi.</p><p>La marée a gagné.</p></div></content>
 </entry>
<entry><id>https://quotidien.example/2</id><title>a &lt; b &amp; c</title><updated>2025-03-07T09:00:00Z</updated>
 <author><name>Zoé Martin</name><email>zoe@quotidien.example</email></author>
 <content type="text">Première ligne
deuxième ligne</content></entry></feed>"#;

#[test]
fn atom_is_read() {
    let entries = documents(ATOM);
    let first = &entries[0];
    assert_eq!(first.url, "https://quotidien.example/1");
    assert_eq!(first.external_id, "tag:quotidien.example,2025:1");
    assert_eq!(first.title, "L’eau partagée");
    assert_eq!(first.source_name, "Quotidien de Valombre");
    assert_eq!(first.byline, "Rédaction");
    assert_eq!(
        first.text,
        "Le bac partira toutes les heures, a dit l'office mardi & mercredi.\n\nLa marée a gagné."
    );
    assert_eq!(first.declared_type, "full");
    let links: Vec<(LinkKind, &str, &str)> =
        first.links.iter().map(|link| (link.kind, link.url.as_str(), link.lang.as_str())).collect();
    assert_eq!(
        links,
        [
            (LinkKind::Origin, "https://agence.example/42", ""),
            (LinkKind::LanguageVersion, "https://quotidien.example/en/1", "en")
        ]
    );
    let dates: Vec<(DateRole, &str)> =
        first.dates.iter().map(|date| (date.role, date.raw.as_str())).collect();
    assert_eq!(
        dates,
        [(DateRole::Published, "2025-03-06"), (DateRole::Updated, "2025-03-07T09:00:00+01:00")]
    );
    let second = &entries[1];
    assert_eq!((second.url.as_str(), second.title.as_str()), ("https://quotidien.example/2", "a < b & c"));
    assert_eq!(second.byline, "Zoé Martin");
    assert_eq!(second.text, "Première ligne\n\ndeuxième ligne");
    assert_eq!(second.published, None, "a date of change is none of publication");
}

#[test]
fn atom_0_3_is_read() {
    let old = "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Old</title><entry><title>One</title>\
        <link rel='alternate' type='text/html' href='http://old.example/1'/><id>tag:old.example,2004:1</id>\
        <issued>2004-03-07T08:05:00Z</issued><modified>2004-03-08T08:05:00Z</modified>\
        <content type='text/html' mode='escaped'>&lt;p&gt;Words of one.&lt;/p&gt;</content></entry></feed>";
    let entry = &documents(old)[0];
    assert_eq!(
        (entry.text.as_str(), entry.published.unwrap().display().as_str()),
        ("Words of one.", "2004-03-07 08:05:00 UTC")
    );
}

#[test]
fn json_feed_is_read() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "سجل الميناء", "home_page_url": "https://port.example/",
        "feed_url": "https://port.example/feed.json", "language": "ar", "authors": [{"name": "هيئة الميناء"}],
        "items": [{"id": 17, "url": "https://port.example/17", "title": "العبارة", "date_published": "2025-03-07T08:05:52+02:00",
        "content_html": "<p>قالت الهيئة يوم الثلاثاء إن العبارة ستبحر كل ساعة من الرصيف الشمالي.</p>", "tags": ["بحر"]},
        {"id": "x", "content_text": "one\ntwo"}, 5]}"#;
    let entries = documents(feed);
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[0].external_id.as_str(), entries[0].url.as_str()), ("17", "https://port.example/17"));
    assert_eq!((entries[0].byline.as_str(), entries[0].lang.as_str()), ("هيئة الميناء", "ar"));
    assert_eq!(entries[0].source_name, "سجل الميناء");
    assert_eq!((entries[1].external_id.as_str(), entries[1].text.as_str()), ("list#x", "one\n\ntwo"));
    let received = page("a.json", br#"{"version": "https://jsonfeed.org/version/1", "items": [}"#);
    assert_eq!(kinds(&received.problems), [ProblemKind::Malformed, ProblemKind::Empty]);
}

#[test]
fn broken_feeds_are_read_as_far_as_they_go() {
    let whole = RSS.replace("&amp;", "&").replace("</item>\n<item><guid>", "<item><guid>");
    assert_eq!(documents(&whole).len(), 3);
    let begin = RSS.find("北").unwrap_or(RSS.len() / 2);
    let received = page("list", &RSS.as_bytes()[..begin]);
    assert!(!received.documents.is_empty());
    assert!(kinds(&received.problems).contains(&ProblemKind::Malformed));
    assert!(received.problems[0].place.starts_with("line "), "{:?}", received.problems);
    let padded = format!("\u{FEFF}\n\n {RSS}");
    assert_eq!(page("list.html", padded.as_bytes()).documents.len(), 3);
    // Nobody declared the prefixes.
    let bare = RSS.replace("xmlns:", "x");
    assert_eq!(documents(&bare)[0].byline, "Jane Roe");
}

#[test]
fn charsets_are_those_of_the_bytes() {
    let feed = "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>Вестник</title><item><title>Паром будет \
        ходить каждый час</title><link>https://vestnik.example/1</link></item></channel></rss>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(feed);
    let received = page("list", &bytes);
    assert_eq!(received.documents[0].title, "Паром будет ходить каждый час");
    assert_eq!(received.problems, []);
    let received = page("list", feed.as_bytes());
    assert_eq!(received.documents[0].title, "Паром будет ходить каждый час");
    assert_eq!(kinds(&received.problems), [ProblemKind::WrongCharset]);
    let wide: Vec<u8> = feed.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(page("list", &wide).documents[0].title, "Паром будет ходить каждый час");
}

#[test]
fn entries_of_one_title_stay_apart_and_the_same_entry_twice_is_one() {
    let feed = "<rss><channel><item><title>Weather</title><link>https://n.example/1</link></item>\
        <item><title>Weather</title><link>https://n.example/2</link></item>\
        <item><title>Weather</title><link>https://n.example/2</link></item></channel></rss>";
    let entries = documents(feed);
    assert_eq!(entries.len(), 2);
    assert_ne!(entries[0].id, entries[1].id);
}

#[test]
fn what_many_entries_share_is_one_problem() {
    let item = "<item><title>x</title><link>https://n.example/N</link><pubDate>soonish</pubDate></item>";
    let items: String = (0..40).map(|number| item.replace('N', &number.to_string())).collect();
    let received = page("list", format!("<rss><channel>{items}<item></item></channel></rss>").as_bytes());
    assert_eq!(received.documents.len(), 40);
    assert_eq!(kinds(&received.problems), [ProblemKind::UnreadableDate, ProblemKind::MissingField]);
    assert!(received.problems[0].message.contains("39 other"), "{:?}", received.problems);
    assert_eq!(received.documents[0].dates[0].raw, "soonish");
}

#[test]
fn when_a_feed_was_received_bounds_its_entries_and_its_address_is_not_theirs() {
    let circumstances = Circumstances {
        url: "https://northgazette.example/feeds/world.rss".into(),
        captured: TimeInterval::parse("2025-03-08T00:00:00Z"),
        media_type: "text/html; charset=utf-8".into(),
        last_modified: "Fri, 07 Mar 2025 23:00:00 GMT".into(),
        http_head: Vec::new(),
    };
    let feed = "<rss><channel><item><title>One</title><link>../a</link></item><item><guid>7</guid><title>Two</title></item></channel></rss>";
    let received = read_page("x", feed.into(), &circumstances, &Options::default());
    let [one, two] = received.documents.as_slice() else { panic!("{received:?}") };
    assert_eq!(one.url, "https://northgazette.example/a");
    assert_eq!(
        (two.url.as_str(), two.external_id.as_str()),
        ("", "https://northgazette.example/feeds/world.rss#7")
    );
    assert_eq!(one.dates.len(), 1);
    assert_eq!((one.dates[0].kind, one.dates[0].role), (DateKind::Capture, DateRole::Captured));
}

#[test]
fn news_sitemaps_are_entries_and_plain_ones_are_hints() {
    let news = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>https://tl.example/zh/1</loc><lastmod>2025-03-05</lastmod>
        <n:news><n:publication><n:name>听澜晚报</n:name><n:language>zh-cn</n:language></n:publication>
        <n:publication_date>2025-03-04T17:40+08:00</n:publication_date><n:title>渡轮 &amp; 潮汐</n:title></n:news>
        <xhtml:link rel="alternate" hreflang="en" href="https://tl.example/en/1"/>
        <xhtml:link rel="alternate" hreflang="zh" href="https://tl.example/zh/1"/></url>
        <url><loc>https://tl.example/about</loc><lastmod>2024-01-01</lastmod></url></urlset>"#;
    let entries = documents(news);
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((entry.form, entry.text.as_str()), (DocumentForm::SitemapEntry, ""));
    assert_eq!((entry.title.as_str(), entry.source_name.as_str()), ("渡轮 & 潮汐", "听澜晚报"));
    assert_eq!(entry.lang, "zh-CN");
    assert_eq!(entry.published.unwrap().display(), "2025-03-04 09:40 UTC");
    assert_eq!((entry.links.len(), entry.links[0].kind), (1, LinkKind::LanguageVersion));
    let told = hints("s.xml", news);
    assert_eq!((told.kind, told.entries.len()), (ListingKind::Sitemap, 2));
    assert_eq!(told.entries[1].updated, "2024-01-01");

    let plain = "<urlset><url><loc>https://tl.example/a</loc></url></urlset>";
    let received = page("s.xml", plain.as_bytes());
    assert_eq!((received.documents.len(), kinds(&received.problems)), (0, vec![ProblemKind::Empty]));

    let index = "<sitemapindex><sitemap><loc>https://tl.example/1.xml</loc><lastmod>2025-03</lastmod></sitemap></sitemapindex>";
    let told = hints("s.xml", index);
    assert_eq!(
        (told.kind, told.entries[0].url.as_str()),
        (ListingKind::SitemapIndex, "https://tl.example/1.xml")
    );
    let told = hints("sitemap.txt", "https://tl.example/a\nhttps://tl.example/b\n");
    assert_eq!((told.kind, told.entries.len()), (ListingKind::Sitemap, 2));
}

#[test]
fn a_feed_in_a_folder_is_one_capture() {
    let mut received = Vec::new();
    let problems = read("feeds/n.xml", Cursor::new(RSS), &Options::default(), &mut |one| {
        received.push(one);
        ControlFlow::Continue(())
    });
    assert_eq!((received.len(), problems.len()), (1, 0));
    assert_eq!(received[0].bytes, RSS.as_bytes());
    assert!(received[0].documents.iter().all(|document| document.capture_id == received[0].capture.id));
}

#[test]
fn the_demo_feeds_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/corpus/feeds/");
    for (name, outlet, count) in [
        ("velpress.example.rss.xml", "Velmara News Agency", 8),
        ("channelwexmoor.example.atom.xml", "Channel Wexmoor", 3),
    ] {
        let bytes = std::fs::read(format!("{folder}{name}")).unwrap();
        let received = page(name, &bytes);
        assert_eq!((received.documents.len(), &received.problems[..]), (count, &[][..]), "{name}");
        for document in &received.documents {
            assert_eq!((document.source_name.as_str(), document.declared_type.as_str()), (outlet, "summary"));
            assert!(document.published.is_some_and(|time| time.zoned && time.precision == Precision::Second));
        }
    }
}

/// Pieces of listings, which the property tests join in any order.
const PIECES: &[&str] = &[
    "<rss>",
    "<channel>",
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<feed>",
    "<entry>",
    "</entry>",
    "<link href='/a'/>",
    "<link>https://n.example/1",
    "</link>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&amp;",
    "&nbsp;",
    "&",
    "&#x41;",
    "<p>",
    "</p>",
    "<urlset>",
    "<url>",
    "<loc>",
    "</url>",
    "<content type='xhtml'>",
    "<summary>",
    "<x:y>",
    "<",
    ">",
    "текст",
    "词",
    "\0",
    "<!DOCTYPE a [",
    "]>",
    "<?xml ?>",
    "<guid>",
    "<pubDate>",
    "Fri, 07 Mar 2025",
    "<description>",
    "</rss>",
    "<a href=x>",
    "{",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn joined_pieces_never_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let source: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        check(&format!("<rss>{source}"));
        check(&format!("<feed>{source}"));
    }

    #[test]
    fn prefixes_and_changed_bytes_never_panic(cut in 0..4000_usize, at in 0..4000_usize, byte in any::<u8>()) {
        for source in [RSS, ATOM] {
            let mut bytes = source.as_bytes()[..cut.min(source.len())].to_vec();
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            check_bytes(&bytes);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.rss", "sitemap.txt", "a.atom"] {
            let received = page(name, &bytes);
            prop_assert!(received.documents.len() <= bytes.len());
        }
    }
}

fn check(source: &str) {
    check_bytes(source.as_bytes());
}

/// Spans lie on characters, and the same bytes give the same documents.
fn check_bytes(bytes: &[u8]) {
    let received = page("list", bytes);
    for document in &received.documents {
        for link in &document.links {
            if let Some(span) = link.span {
                assert!(document.text.get(span.range()).is_some_and(|words| !words.is_empty()));
            }
        }
    }
    assert_eq!(received.documents, page("list", bytes).documents);
}

#[test]
fn hostile_listings_take_linear_time() {
    let started = std::time::Instant::now();
    for piece in [
        "<item>",
        "<a>",
        "<![CDATA[",
        "&a;",
        "&nbsp;",
        "<!x ",
        "<!--",
        "<item><title>",
        "</item>",
        "<a b='",
        "<p><a href=x>y</a>",
    ] {
        let many = format!("<rss><channel>{}", piece.repeat(2_000_000 / piece.len()));
        page("list", many.as_bytes());
        let within = format!("<rss><channel><item><description>{}", piece.repeat(500_000 / piece.len()));
        page("list", within.as_bytes());
    }
    assert!(started.elapsed().as_secs() < 240, "{:?}", started.elapsed());
}
