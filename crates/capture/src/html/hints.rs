//! What class, id, role and itemprop of an element say it is.
//!
//! The names that content systems give their parts are English in every country. They are signs to
//! be weighed ([`super::scorer`]), not rules: a "sidebar" may be the article's own layout class.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Kinds of hints, in the order of the table.
pub(super) const KINDS: usize = 10;

/// Readers' comments.
pub(super) const COMMENT: usize = 2;

/// Other articles; sharing and signing up; advertisements and notices.
pub(super) const BESIDE_TEXT: [usize; 3] = [3, 5, 6];

/// A set of hint kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hints(u16);

impl Hints {
    /// Whether the kind is among them.
    pub(super) fn has(self, kind: usize) -> bool {
        self.0 & (1 << kind) != 0
    }

    /// The hints of both.
    pub(super) fn and(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }
}

/// Pieces of names for each kind.
const NAMES: [&[&str]; KINDS] = [
    // The text of an article.
    &[
        "articlebody",
        "article-body",
        "article_body",
        "article__body",
        "article-text",
        "article_text",
        "articletext",
        "article-content",
        "article__content",
        "articlecontent",
        "article_content",
        "story-body",
        "storybody",
        "story-content",
        "story-text",
        "storytext",
        "entry-content",
        "entry_content",
        "post-content",
        "post-body",
        "post_content",
        "postcontent",
        "content-body",
        "contentbody",
        "body-text",
        "bodytext",
        "news-text",
        "newstext",
        "news_text",
        "newscontent",
        "text-content",
        "textcontent",
        "detail-content",
        "rich-text",
        "richtext",
        "maintext",
        "main-text",
        "article-detail",
        "body-content",
        "bodycopy",
        "body-copy",
        "field-name-body",
        "node__content",
        "td-post-content",
        "instapaper_body",
        "mw-parser-output",
    ],
    // Something that holds or names an article.
    &[
        "article",
        "story",
        "post",
        "entry",
        "content",
        "main",
        "body",
        "text",
        "paragraph",
        "hentry",
        "news",
        "detail",
    ],
    // Readers' comments.
    &["comment", "disqus", "reply", "replies", "discuss", "respond", "livefyre", "viafoura"],
    // Other articles.
    &[
        "related",
        "recommend",
        "popular",
        "trending",
        "most-",
        "most_",
        "mostread",
        "read-more",
        "readmore",
        "read-also",
        "also",
        "teaser",
        "promo",
        "card",
        "carousel",
        "latest",
        "headlines",
        "rail",
        "river",
        "feed",
        "outbrain",
        "taboola",
        "similar",
        "more-",
        "next-",
        "prev",
    ],
    // The site.
    &[
        "nav",
        "menu",
        "crumb",
        "sidebar",
        "side-bar",
        "footer",
        "foot",
        "header",
        "masthead",
        "toolbar",
        "topbar",
        "pagination",
        "pager",
        "skip",
        "sitemap",
        "search",
        "contentinfo",
        "complementary",
        "banner",
        "copyright",
        "widget",
        "aside",
    ],
    // Sharing, signing up.
    &[
        "share",
        "sharing",
        "social",
        "follow",
        "newsletter",
        "subscri",
        "signup",
        "sign-up",
        "login",
        "register",
        "paywall",
        "donat",
        "signin",
        "membership",
        "print",
        "email",
    ],
    // Advertisements, notices.
    &[
        "advert",
        "-ad-",
        "ad-",
        "ads",
        "sponsor",
        "cookie",
        "consent",
        "gdpr",
        "popup",
        "modal",
        "overlay",
        "legal",
        "disclaimer",
        "privacy",
        "dialog",
        "notice",
        "alert",
        "shopping",
        "combx",
    ],
    // Who, when, under what.
    &[
        "byline", "author", "date", "time", "meta", "tags", "tag-", "categor", "kicker", "label", "credit",
        "source", "publish", "info", "bio", "topics",
    ],
    // Pictures.
    &[
        "caption", "photo", "image", "galler", "media", "figure", "slide", "video", "player", "picture",
        "img", "thumb",
    ],
    // Headline and summary.
    &["title", "headline", "summary", "lead", "standfirst", "subtitle", "dek", "intro", "excerpt", "descri"],
];

/// All names, and the kind of each.
static TABLE: LazyLock<Option<(AhoCorasick, Vec<usize>)>> = LazyLock::new(|| {
    let kinds = NAMES.iter().enumerate().flat_map(|(kind, names)| names.iter().map(move |_| kind)).collect();
    let names = NAMES.iter().flat_map(|names| names.iter());
    AhoCorasick::builder().ascii_case_insensitive(true).build(names).ok().map(|table| (table, kinds))
});

/// Bytes of an attribute that are looked at.
const LONGEST: usize = 400;

/// The hints of an element.
pub(super) fn of(element: &scraper::node::Element) -> Hints {
    let Some((table, kinds)) = TABLE.as_ref() else { return Hints::default() };
    let mut bits = 0;
    for name in ["class", "id", "role", "itemprop"] {
        let Some(value) = element.attr(name) else { continue };
        let value = &value.as_bytes()[..value.len().min(LONGEST)];
        for found in table.find_overlapping_iter(value) {
            bits |= 1 << kinds[found.pattern().as_usize()];
        }
    }
    Hints(bits)
}

#[cfg(test)]
mod tests {
    use super::{COMMENT, of};
    use scraper::Html;

    #[test]
    fn names_are_found_in_class_and_id_whatever_their_case() {
        let page = Html::parse_fragment("<div class='c-Article-Body wide' id=x></div><p id=userComments>");
        let hints = |name: &str| {
            let element = page.tree.values().filter_map(|node| node.as_element()).find(|e| e.name() == name);
            of(element.unwrap())
        };
        assert!(hints("div").has(0) && !hints("div").has(COMMENT));
        assert!(hints("p").has(COMMENT) && !hints("p").has(0));
    }
}
