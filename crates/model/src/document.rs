//! Captures and the documents extracted from them.

use crate::{
    CaptureId, DocumentId, ItemId, Link, Passage, Precision, SourceId, Span, TextField, TimeInterval,
};
use serde::{Deserialize, Serialize};

/// Bytes as received from a place. Kept in a WARC file and never altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Derived from `sha256` and `locator`.
    pub id: CaptureId,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Where the bytes came from: a URL if known, else the path below the folder given to `add`.
    pub locator: String,
    /// Media type, such as `text/html`.
    pub media_type: String,
    /// Number of bytes.
    pub byte_length: u64,
    /// When the bytes were received from `locator`, if a record says so (a WARC or HTTP date);
    /// never the clock of the machine that runs `add`.
    pub captured: Option<TimeInterval>,
}

impl Capture {
    /// Makes a capture from its bytes' hash and place.
    pub fn new(
        sha256: String,
        locator: String,
        media_type: String,
        byte_length: u64,
        captured: Option<TimeInterval>,
    ) -> Self {
        let id = CaptureId::derive(&[sha256.as_bytes(), locator.as_bytes()]);
        Self { id, sha256, locator, media_type, byte_length, captured }
    }
}

/// The kind of input a document was extracted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentForm {
    /// An HTML page.
    Html,
    /// A plain-text copy of a page with its menus and footers.
    TextDump,
    /// One JSON Lines record with a clean text.
    Record,
    /// An entry of a feed (RSS, Atom, JSON Feed).
    FeedEntry,
    /// An entry of a sitemap.
    SitemapEntry,
    /// An e-mail message.
    Mail,
    /// A PDF file.
    Pdf,
    /// A word processor's document (DOCX, ODT).
    Office,
    /// Subtitles of a recording (SubRip, WebVTT).
    Subtitles,
    /// A transcript with speakers or times.
    Transcript,
    /// Text that a web archive's provider extracted (a WET record).
    ExtractedText,
}

impl DocumentForm {
    /// All forms, in the order of their declaration.
    pub const ALL: [Self; 11] = [
        Self::Html,
        Self::TextDump,
        Self::Record,
        Self::FeedEntry,
        Self::SitemapEntry,
        Self::Mail,
        Self::Pdf,
        Self::Office,
        Self::Subtitles,
        Self::Transcript,
        Self::ExtractedText,
    ];

    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::TextDump => "text-dump",
            Self::Record => "record",
            Self::FeedEntry => "feed-entry",
            Self::SitemapEntry => "sitemap-entry",
            Self::Mail => "mail",
            Self::Pdf => "pdf",
            Self::Office => "office",
            Self::Subtitles => "subtitles",
            Self::Transcript => "transcript",
            Self::ExtractedText => "extracted-text",
        }
    }

    /// The form that [`DocumentForm::as_str`] gives this word for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == word)
    }
}

/// What a date on a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateRole {
    /// When the text was first published.
    Published,
    /// When the text was last changed.
    Updated,
    /// A clock shown by the page or the archive: an upper bound for publication.
    Captured,
    /// Some other date; kept, never used to order documents.
    Other,
}

/// Where on the record a date was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateKind {
    /// A field of a data record.
    Record,
    /// JSON-LD such as `datePublished`.
    JsonLd,
    /// An HTML `meta` element.
    Meta,
    /// An HTML `time` element.
    TimeElement,
    /// A date line readers see, such as "Posted : 2021-06-02 09:47".
    Visible,
    /// An agency dateline, such as "BEIJING, June 2 (Xinhua) —".
    Dateline,
    /// The page's URL.
    Url,
    /// A feed's or sitemap's entry about the page.
    Feed,
    /// A header of a mail message, or a file's own properties (PDF, DOCX, ODT).
    Header,
    /// The HTTP header `Last-Modified`.
    Http,
    /// A capture's own time (WARC, HTTP).
    Capture,
}

impl DateKind {
    /// The word stored in tables and shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::JsonLd => "json-ld",
            Self::Meta => "meta",
            Self::TimeElement => "time-element",
            Self::Visible => "visible",
            Self::Dateline => "dateline",
            Self::Url => "url",
            Self::Feed => "feed",
            Self::Header => "header",
            Self::Http => "http",
            Self::Capture => "capture",
        }
    }
}

/// One date found on a record, with the words it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateEvidence {
    /// Where it was read.
    pub kind: DateKind,
    /// What it is about.
    pub role: DateRole,
    /// The characters it was read from.
    pub raw: String,
    /// The moments it allows, or `None` if the words give no full date ("June 2" without a year).
    pub interval: Option<TimeInterval>,
}

/// The text of one article, transcript, release or post, as extracted from one capture.
///
/// Four stored texts can carry spans (see [`TextField`]): `text` is the main text; `margin` holds,
/// one a line, the lines around it that say who wrote, sourced or dated it ("Source: …",
/// "Original title: …", "Editor : …"), each exactly as on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Derived from the capture's id and the texts, and from the item where it is an entry of a list.
    pub id: DocumentId,
    /// The capture it was extracted from.
    pub capture_id: CaptureId,
    /// The URL or external id it is a version of.
    pub item_id: ItemId,
    /// The id its provider gave it (`id` of a record, path of a page).
    pub external_id: String,
    /// How it came in.
    pub form: DocumentForm,
    /// Canonical URL, or empty.
    pub url: String,
    /// The source's name as the page or record gives it, or empty.
    pub source_name: String,
    /// The source, if a name or a registered domain identifies one.
    pub source_id: Option<SourceId>,
    /// Headline, or empty.
    pub title: String,
    /// Author line as on the page, or empty.
    pub byline: String,
    /// BCP 47 language tag of the main text, or `und`.
    pub lang: String,
    /// Main text; paragraphs are separated by a blank line.
    pub text: String,
    /// Lines outside the main text that tell of origin, one a line.
    pub margin: String,
    /// When it was published, as far as its record says.
    pub published: Option<TimeInterval>,
    /// Every date found, the chosen one included.
    pub dates: Vec<DateEvidence>,
    /// The type its record declares (schema.org's `NewsArticle`, Open Graph's `article`), or empty.
    pub declared_type: String,
    /// What its record marks within and beside the main text, in order of place.
    pub passages: Vec<Passage>,
    /// Where it links to, in order of place; links without a place first.
    pub links: Vec<Link>,
    /// Keys of the record that no column holds, as a JSON object, or empty.
    pub extra: String,
}

impl Document {
    /// Recomputes `id` and `item_id` from the other fields; call it after the last field is set.
    #[must_use]
    pub fn with_ids(mut self) -> Self {
        let fields = [&self.title, &self.byline, &self.text, &self.margin].map(String::as_bytes);
        let capture_id = self.capture_id.to_string();
        let item = if self.url.is_empty() { &self.external_id } else { &self.url };
        let mut parts = vec![capture_id.as_bytes(), fields[0], fields[1], fields[2], fields[3]];
        if matches!(self.form, DocumentForm::FeedEntry | DocumentForm::SitemapEntry) {
            // One capture holds many, and two of them may have a title alone, and the same one.
            parts.push(item.as_bytes());
        }
        self.id = DocumentId::derive(&parts);
        self.item_id = ItemId::derive(&[item.as_bytes()]);
        self
    }

    /// The stored text that `field` names.
    pub fn field(&self, field: TextField) -> &str {
        match field {
            TextField::Text => &self.text,
            TextField::Title => &self.title,
            TextField::Byline => &self.byline,
            TextField::Margin => &self.margin,
        }
    }

    /// The characters of a span, or `None` if it does not fit the stored text.
    pub fn slice(&self, field: TextField, span: Span) -> Option<&str> {
        self.field(field).get(span.range())
    }

    /// How finely the publication date is known.
    pub fn date_precision(&self) -> Option<Precision> {
        self.published.map(|interval| interval.precision)
    }
}
