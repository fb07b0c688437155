//! What a record marks within and beside a document's main text: passages and links.

use crate::Span;
use serde::{Deserialize, Serialize};

/// What a marked passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageKind {
    /// A headline within the text; `level` is 1 to 6.
    Heading,
    /// A quotation set apart as a block.
    Quote,
    /// An item of a list; `level` is its depth, from 1.
    ListItem,
    /// What one speaker says without a break; `speaker` names them.
    Turn,
    /// A question put at a press conference or interview.
    Question,
    /// The answer to the question before it.
    Answer,
    /// Words shown or spoken at a time of a recording; `begin_ms` and `end_ms` say when.
    Cue,
    /// What stands on one page of a paginated document; `page` is its number.
    Page,
    /// A stretch in another language than the document's; `lang` names it.
    OtherLanguage,
    /// Words of a picture or film beside the text; `words` holds them, the span is empty and
    /// lies where it stood.
    Caption,
    /// Words set into the text that are not part of it ("See also …"), likewise.
    Insert,
}

impl PassageKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 11] = [
        Self::Heading,
        Self::Quote,
        Self::ListItem,
        Self::Turn,
        Self::Question,
        Self::Answer,
        Self::Cue,
        Self::Page,
        Self::OtherLanguage,
        Self::Caption,
        Self::Insert,
    ];

    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Quote => "quote",
            Self::ListItem => "list-item",
            Self::Turn => "turn",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Cue => "cue",
            Self::Page => "page",
            Self::OtherLanguage => "other-language",
            Self::Caption => "caption",
            Self::Insert => "insert",
        }
    }

    /// The kind that [`PassageKind::as_str`] gives this word for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A stretch of a document that its record marks. Plain paragraphs are not listed: blank lines
/// part them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passage {
    /// Bytes of the main text; empty for words beside it, lying where they stood.
    pub span: Span,
    /// What it is.
    pub kind: PassageKind,
    /// Level of a heading or list item, from 1; 0 for other kinds.
    pub level: u8,
    /// Who speaks, as the record gives the name, or empty.
    pub speaker: String,
    /// BCP 47 tag, if the record or detection tells another language than the document's; or empty.
    pub lang: String,
    /// First millisecond of the recording, if the record says.
    pub begin_ms: Option<u64>,
    /// One past its last millisecond, if the record says.
    pub end_ms: Option<u64>,
    /// Number of the page, from 1, if the record has pages.
    pub page: Option<u32>,
    /// The words of a caption or insert; empty for passages of the main text.
    pub words: String,
}

impl Passage {
    /// A passage of which only place and kind are known.
    pub fn new(span: Span, kind: PassageKind) -> Self {
        Self {
            span,
            kind,
            level: 0,
            speaker: String::new(),
            lang: String::new(),
            begin_ms: None,
            end_ms: None,
            page: None,
            words: String::new(),
        }
    }
}

/// What a link of a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// An anchor in the main text.
    Text,
    /// The same item in another language (`hreflang`); `lang` names it.
    LanguageVersion,
    /// The address the page gives as its own, where it differs from the one it was received from.
    Canonical,
    /// The address the page names as where its text comes from.
    Origin,
}

impl LinkKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 4] = [Self::Text, Self::LanguageVersion, Self::Canonical, Self::Origin];

    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LanguageVersion => "language-version",
            Self::Canonical => "canonical",
            Self::Origin => "origin",
        }
    }

    /// The kind that [`LinkKind::as_str`] gives this word for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A link of a document to another address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// What it is for.
    pub kind: LinkKind,
    /// Bytes of the main text that carry it; `None` where it stands in the page's head or margin.
    pub span: Option<Span>,
    /// The address, absolute.
    pub url: String,
    /// BCP 47 tag of what it leads to, or empty.
    pub lang: String,
}
