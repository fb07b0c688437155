//! Small pages written for these tests: what is text, what is margin, what is left out.

use throughline_capture::{Options, extract_html, extract_text_dump};
use throughline_model::{DateKind, DateRole, Document, LinkKind, PassageKind, TextField, TimeInterval};

const LEDE: &str = "The harbor board of the fictional town of Brenholt voted on Monday to keep the old ferry bell, which has \
    rung at noon since the pier was built and at midnight whenever somebody leaned on it.";
const SECOND: &str = "\"We counted the votes twice, because the first time nobody believed them,\" said the chair, who had \
    voted against the bell and now wears it on a pin.";
const THIRD: &str = "The bell will be cleaned in spring, when the gulls allow it, and hung a little higher than before, so \
    that it can be heard across the water on a still day.";

fn html(page: &str) -> Document {
    extract_html("page.html", page.as_bytes(), &Options::default()).0
}

fn dump(page: &str) -> Document {
    extract_text_dump("page.txt", page.as_bytes(), &Options::default()).0
}

#[test]
fn a_text_that_only_scripts_show_is_read_from_what_machines_are_told() {
    let shell = |body: &str| {
        format!(
            r#"<html lang="en"><head><title>Old bell stays</title><script type="application/ld+json">{{"@type": "NewsArticle",
            "headline": "Old bell stays", "datePublished": "2025-03-04T10:15:00+01:00", "articleBody": {}}}</script></head>
            <body><nav><a href="/">Home</a></nav><div id="root">Please turn on scripts.</div></body></html>"#,
            serde_json::json!(body)
        )
    };
    assert_eq!(html(&shell(&format!("{LEDE}\n\n{THIRD}"))).text, [LEDE, THIRD].join("\n\n"));
    assert_eq!(html(&shell(&format!("<p>{LEDE}</p><p>{THIRD}</p>"))).text, [LEDE, THIRD].join("\n\n"));
}

#[test]
fn a_page_with_markup_gives_every_field() {
    let document = html(&format!(
        r##"<!doctype html><html lang="en"><head><title>Old bell stays | The Brenholt Lantern</title>
        <link rel="canonical" href="https://lantern.example/2025/03/04/bell"><meta property="og:site_name" content="The Brenholt Lantern">
        <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Old bell stays", "datePublished": "2025-03-04T10:15:00+01:00",
        "dateModified": "2025-03-05T08:00:00+01:00", "author": {{"@type": "Person", "name": "Ada Quill"}}}}</script></head>
        <body><nav><a href="#">Home</a> <a href="#">Harbor</a></nav><article><h1>Old bell stays</h1><p>{LEDE}</p>
        <figure><img src="x"><figcaption>The bell in better weather. Photo: P. Wick</figcaption></figure>
        <p>{SECOND}</p><p>Read more: <a href="#">Gulls win appeal</a></p><p>{THIRD}</p><p>Source: Brenholt Wire Agency</p></article>
        <aside><h3>Most read</h3><ul><li><a href="#">Tide late again</a></li></ul></aside><footer>© The Brenholt Lantern</footer></body></html>"##
    ));
    assert_eq!(document.title, "Old bell stays");
    assert_eq!(document.byline, "Ada Quill");
    assert_eq!(document.source_name, "The Brenholt Lantern");
    assert_eq!(document.url, "https://lantern.example/2025/03/04/bell");
    assert_eq!(document.lang, "en");
    assert_eq!(document.text, [LEDE, SECOND, THIRD].join("\n\n"));
    assert_eq!(document.margin, "Source: Brenholt Wire Agency");
    assert_eq!(document.published, TimeInterval::parse("2025-03-04T10:15:00+01:00"));
    let role_of = |kind| {
        document.dates.iter().filter(|date| date.kind == kind).map(|date| date.role).collect::<Vec<_>>()
    };
    assert_eq!(role_of(DateKind::JsonLd), [DateRole::Published, DateRole::Updated]);
    assert_eq!(role_of(DateKind::Url), [DateRole::Published]);
}

#[test]
fn a_page_without_an_author_gets_none() {
    let document = html(&format!(
        "<html><head><title>Old bell stays</title><meta name=author content='The Brenholt Lantern'><meta property='og:site_name' content='The Brenholt Lantern'></head>
         <body><h1>Old bell stays</h1><p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p><div class=comments><span class=author>Gull Fan 7</span></div></body></html>"
    ));
    assert_eq!(document.byline, "");
}

#[test]
fn a_dateline_stays_in_the_text_and_is_evidence() {
    let lede = format!("BRENHOLT, March 4 (BWA) — {LEDE}");
    for document in [
        html(&format!(
            "<html><body><h1>Old bell stays</h1><article><p>{lede}</p><p>{SECOND}</p><p>{THIRD}</p></article></body></html>"
        )),
        dump(&format!("Home\nHarbor\n\nOld bell stays in harbor\n\n{lede}\n\n{SECOND}\n\n{THIRD}\n")),
    ] {
        assert!(document.text.starts_with("BRENHOLT, March 4 (BWA) — The harbor"), "{}", document.text);
        assert_eq!(document.published, None, "a day without a year is not a date");
        let dateline = document.dates.iter().find(|date| date.kind == DateKind::Dateline).unwrap();
        assert_eq!((dateline.raw.as_str(), dateline.interval), ("BRENHOLT, March 4 (BWA)", None));
    }
}

#[test]
fn declared_languages_are_checked_against_the_text() {
    let russian = "Портовый совет вымышленного города Бренхольт в понедельник решил сохранить старый колокол, который звонит в полдень с тех пор, как построили пирс.";
    let document = html(&format!(
        "<html lang=en><body><h1>Колокол остаётся</h1><article><p>{russian}</p><p>{russian} Его почистят весной.</p></article></body></html>"
    ));
    assert_eq!(document.lang, "ru");
}

#[test]
fn a_dump_gives_text_margin_dates_and_outlet() {
    let document = dump(&format!(
        "The Brenholt Lantern close\n  • Harbor\n  • Weather\n  • Gulls\n  • Subscribe\nFri, August 12, 2022 | 02:56\nBWA\nOld ferry bell stays in the harbor\n\
         Posted : 2021-06-02 09:47\nUpdated : 2021-06-03 10:00\nPrint Preview\n\n{LEDE}\n\nSee also  Gulls win appeal against the harbor board\n\n{SECOND}\n\n\
         The bell on the old pier, May 2019. Wick-Photos\nThe bell on the old pier, May 2019. Wick-Photos\n\n{THIRD}\n\nSource: Brenholt Wire Agency\n\n\
         Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\n  • Tide late again\n  • Fog sold out\n\
         Copyright © The Brenholt Lantern. All rights reserved.\n"
    ));
    assert_eq!(document.title, "Old ferry bell stays in the harbor");
    assert_eq!(document.text, [LEDE, SECOND, THIRD].join("\n\n"));
    assert_eq!(document.source_name, "The Brenholt Lantern");
    assert_eq!(document.byline, "");
    assert_eq!(document.published, TimeInterval::parse("2021-06-02 09:47"));
    assert_eq!(document.margin, "BWA\nSource: Brenholt Wire Agency");
    let roles: Vec<(DateRole, String)> =
        document.dates.iter().map(|date| (date.role, date.interval.unwrap().display())).collect();
    assert_eq!(
        roles,
        [
            (DateRole::Captured, "2022-08-12 02:56".to_owned()),
            (DateRole::Published, "2021-06-02 09:47".to_owned()),
            (DateRole::Updated, "2021-06-03 10:00".to_owned()),
        ]
    );
}

#[test]
fn a_dump_in_chinese_is_read_by_the_same_rules() {
    let first = "虚构的布伦霍尔特港务委员会星期一投票决定保留渡口旧钟。自码头建成以来，这口钟每天正午敲响，有人靠上去时，半夜也会响。";
    let second = "“我们数了两遍票，因为第一遍谁也不信，”主席说。他投了反对票，如今却把钟别在胸前。";
    let third = "旧钟将在春天海鸥允许的时候清洗，并挂得比以前稍高一些，好让对岸在无风的日子也能听见。";
    let document = dump(&format!(
        "首页\n港口\n天气\n海鸥\n登录\n\n渡口旧钟得以保留\n2025年3月4日 10:15\n来源：布伦霍尔特通讯社\n\n{first}\n\n延伸阅读：海鸥上诉成功\n\n{second}\n\n{third}\n\n责任编辑：墨水\n\n分享到\n热门新闻\n潮水又迟到了\n"
    ));
    assert_eq!(document.text, [first, second, third].join("\n\n"));
    assert_eq!(document.title, "渡口旧钟得以保留");
    assert_eq!(document.published, TimeInterval::parse("2025-03-04 10:15"));
    assert_eq!(document.margin, "来源：布伦霍尔特通讯社\n责任编辑：墨水");
    assert_eq!(document.lang, "zh");
}

#[test]
fn a_dump_that_is_only_an_article_is_kept_whole() {
    let document = dump(&format!("{LEDE}\n\n{SECOND}\n\n{THIRD}\n"));
    assert_eq!(document.text, [LEDE, SECOND, THIRD].join("\n\n"));
    assert_eq!((document.title.as_str(), document.byline.as_str()), ("", ""));
}

#[test]
fn the_site_s_last_update_is_not_the_page_s() {
    for label in ["Home > News | Site last updated:", "首页 > 新闻 | 网站更新时间:", "Сайт обновлён:"]
    {
        let document = html(&format!(
            "<html><head><title>Old bell stays</title></head><body><p>{label} 2025-03-08 09:19</p><h1>Old bell stays</h1>
             <p>Published: 2025-03-04 10:15</p><p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p></body></html>"
        ));
        assert_eq!(document.published, TimeInterval::parse("2025-03-04T10:15"), "{label}");
        assert!(document.dates.iter().all(|date| date.role != DateRole::Updated), "{label}");
    }
}

#[test]
fn readers_byline_counts_before_what_machines_are_told() {
    let page = |head: &str, byline: &str| {
        let own = format!(
            "<html><head><title>Old bell stays | The Lantern</title><meta property=og:site_name content='The Lantern'>{head}</head>
             <body><h1><a href='/'>The Lantern</a></h1><article><h2 class=headline>Old bell stays</h2>{byline}<p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p></article>
             <aside class=related><span class=author>Bo Wick</span></aside></body></html>"
        );
        let document = html(&own);
        assert_eq!(document.title, "Old bell stays", "{byline}");
        document.byline
    };
    let json = |author: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Old bell stays", "author": {author}}}</script>"#
        )
    };
    let cases = [
        (
            "",
            "<div class=byline>By <a>Ada Quill</a> and <a>Cy Reed</a>, Wire Agency</div>",
            "Ada Quill, Cy Reed",
        ),
        ("", "<p class='author-name'>Автор: Ада Перо</p>", "Ада Перо"),
        ("", "<p>作者：墨小水　来源：布伦霍尔特网</p>", "墨小水"),
        ("", "<p>责任编辑：墨小水</p>", ""),
        ("", "<p>Photo by Bo Wick</p>", ""),
        ("", "<p class=author>Lantern Staff</p>", ""),
        ("", "<p>بقلم: أدا ريشة</p>", "أدا ريشة"),
        (&json(r#"{"@type": "Organization", "name": "The Lantern"}"#), "", ""),
        (&json(r#"{"@type": "Person", "name": "admin"}"#), "", ""),
        (&json(r#"{"@type": "Person", "name": "Ada Quill"}"#), "", "Ada Quill"),
        (
            &json(r#"{"@type": "Person", "name": "Ada Quill"}"#),
            "<p class=byline>By Ada Quill and Cy Reed</p>",
            "Ada Quill, Cy Reed",
        ),
        ("<meta name=author content='The Lantern'>", "", ""),
        ("<meta name=author content='lanternweb'>", "", ""),
    ];
    for (head, byline, expected) in cases {
        assert_eq!(page(head, byline), expected, "{head} {byline}");
    }
}

#[test]
fn passages_and_links_slice_to_their_words() {
    let document = html(&format!(
        "<html lang=en><head><title>Old bell stays</title><base href='https://lantern.example/harbor/'>
         <link rel=alternate hreflang=ru href='/ru/bell'><meta property=og:type content=article></head>
         <body><article><h1>Old bell stays</h1><p>{LEDE} <a href='board'>The <b>harbor board</b></a> met twice.</p>
         <figure><img src=x><figcaption>The bell in better weather. Photo: P. Wick</figcaption></figure><h2>Что дальше с колоколом</h2>
         <p>{SECOND} <a href='javascript:x()'>Share</a> it <a href='#top'>here</a>.</p><blockquote><p>旧钟在每天正午敲响，有人靠上去时，半夜也会响，整个港口都能听见它的声音。</p></blockquote>
         <p>Read more: <a href='/gulls'>Gulls win appeal</a></p><p>{THIRD}</p>
         <ul><li>The bell is cleaned in spring, when the gulls allow it to be taken down.</li><li>It is hung a little higher than before, so that it can be heard.</li></ul>
         <p>{LEDE} And that was the last word of the board on the matter.</p></article></body></html>"
    ));
    let words = |kind: PassageKind| -> Vec<&str> {
        let of_kind = document.passages.iter().filter(|passage| passage.kind == kind);
        of_kind.map(|passage| document.slice(TextField::Text, passage.span).unwrap()).collect()
    };
    assert_eq!(words(PassageKind::Heading), ["Что дальше с колоколом"]);
    assert_eq!(
        words(PassageKind::Quote),
        ["旧钟在每天正午敲响，有人靠上去时，半夜也会响，整个港口都能听见它的声音。"]
    );
    assert_eq!(words(PassageKind::ListItem).len(), 2);
    assert!(words(PassageKind::ListItem)[1].starts_with("It is hung"));
    let beside = |kind: PassageKind| document.passages.iter().find(|passage| passage.kind == kind).unwrap();
    let caption = beside(PassageKind::Caption);
    assert_eq!(caption.words, "The bell in better weather. Photo: P. Wick");
    assert!(document.text[caption.span.begin as usize..].starts_with("Что дальше"));
    let insert = beside(PassageKind::Insert);
    assert_eq!(insert.words, "Read more: Gulls win appeal");
    assert!(document.text[insert.span.begin as usize..].starts_with(THIRD));
    let links: Vec<(LinkKind, &str, &str)> = document
        .links
        .iter()
        .map(|link| {
            let words = link.span.map_or("", |span| document.slice(TextField::Text, span).unwrap());
            (link.kind, link.url.as_str(), words)
        })
        .collect();
    assert_eq!(
        links,
        [
            (LinkKind::LanguageVersion, "https://lantern.example/ru/bell", ""),
            (LinkKind::Text, "https://lantern.example/harbor/board", "The harbor board"),
        ]
    );
    assert_eq!(document.declared_type, "article");
}
