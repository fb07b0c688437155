//! Why a page was not fetched, each with what can be done about it.

use jiff::Timestamp;
use std::net::IpAddr;
use throughline_model::{Problem, ProblemKind};

/// The part of a request that took longer than its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Looking up the name.
    Resolve,
    /// Connecting, with the TLS handshake.
    Connect,
    /// From the request to the end of the answer's head.
    Head,
}

impl Phase {
    fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "looking up the name",
            Self::Connect => "connecting",
            Self::Head => "waiting for the answer",
        }
    }
}

/// Why a page was not fetched. In each, `url` is the one that failed.
#[expect(missing_docs, reason = "the variant says what its fields are; url is explained above")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Not a URL, or one too long or without a host.
    #[error("{url} is not a URL that can be asked for: {reason}")]
    InvalidUrl { url: String, reason: String },
    /// A scheme other than `http` and `https`.
    #[error("{url} has the scheme {scheme}; only http and https are asked for")]
    SchemeRefused { url: String, scheme: String },
    /// A user name or password in the URL.
    #[error("{url} was given with a user name or password")]
    CredentialsInUrl { url: String },
    /// A port other than 80 and 443 that is not allowed.
    #[error("{url} uses port {port}")]
    PortRefused { url: String, port: u16 },
    /// A name that means this machine or this network.
    #[error("{url} names a host of this machine or network ({host})")]
    PrivateName { url: String, host: String },
    /// An address that is not on the public internet.
    #[error("{url} leads to {address}: {reason}")]
    PrivateAddress { url: String, address: IpAddr, reason: &'static str },
    /// The name has no address.
    #[error("the host of {url} has no address: {reason}")]
    NameNotFound { url: String, reason: String },
    /// The site's robots.txt asks not to fetch this.
    #[error("robots.txt of the site asks not to fetch {url}")]
    RobotsDenied { url: String },
    /// robots.txt exists or may exist but could not be read, so nothing is fetched for now.
    #[error("robots.txt for {url} cannot be read now ({reason})")]
    RobotsUnreachable { url: String, reason: String, until: Timestamp },
    /// The server asked to come back later, or failed so often that it is left alone for a while.
    #[error("the server of {url} is left alone until {until} ({reason})")]
    BackedOff { url: String, reason: String, until: Timestamp },
    /// More redirects than the limit.
    #[error("{url} redirects more than {limit} times")]
    TooManyRedirects { url: String, limit: usize },
    /// A redirect to a URL already asked in this chain.
    #[error("{url} redirects in a circle")]
    RedirectLoop { url: String },
    /// What went wrong with a page to which `url` redirects.
    #[error("{url} redirects, and then {cause}")]
    AfterRedirect { url: String, cause: Box<FetchError> },
    /// No connection.
    #[error("no connection to {url}: {reason}")]
    ConnectFailed { url: String, reason: String },
    /// No TLS connection, or a certificate that is not trusted.
    #[error("no secure connection to {url}: {reason}")]
    TlsFailed { url: String, reason: String },
    /// A limit of time was reached before the head of the answer had come.
    #[error("{url} took too long ({})", phase.as_str())]
    TimedOut { url: String, phase: Phase },
    /// The server closed the connection before the head of its answer was complete.
    #[error("the server of {url} closed the connection without an answer")]
    ClosedEarly { url: String },
    /// The head of the answer is larger than the limit.
    #[error("the head of the answer from {url} is larger than the limit")]
    HeadTooLarge { url: String },
    /// The answer is not HTTP.
    #[error("the answer from {url} is not HTTP: {reason}")]
    NotHttp { url: String, reason: String },
    /// `304 Not Modified` although nothing was said of an earlier version.
    #[error("{url} was said to be unchanged, but no earlier version was named")]
    UnaskedNotModified { url: String },
}

impl FetchError {
    /// What failed in the end: for [`FetchError::AfterRedirect`] the failure of the last page.
    pub fn cause(&self) -> &FetchError {
        match self {
            Self::AfterRedirect { cause, .. } => cause.cause(),
            other => other,
        }
    }

    /// Whether asking again later can help without the user changing anything.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self.cause(),
            Self::NameNotFound { .. }
                | Self::RobotsUnreachable { .. }
                | Self::BackedOff { .. }
                | Self::ConnectFailed { .. }
                | Self::TlsFailed { .. }
                | Self::TimedOut { .. }
                | Self::ClosedEarly { .. }
                | Self::NotHttp { .. }
                | Self::HeadTooLarge { .. }
                | Self::UnaskedNotModified { .. }
        )
    }

    /// Whether the fetcher did not send a request because its rules forbid it.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self.cause(),
            Self::InvalidUrl { .. }
                | Self::SchemeRefused { .. }
                | Self::CredentialsInUrl { .. }
                | Self::PortRefused { .. }
                | Self::PrivateName { .. }
                | Self::PrivateAddress { .. }
                | Self::RobotsDenied { .. }
        )
    }

    /// When to ask again at the earliest, where that is known.
    pub fn retry_at(&self) -> Option<Timestamp> {
        match self.cause() {
            Self::RobotsUnreachable { until, .. } | Self::BackedOff { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// What the user can do, as a sentence.
    pub fn remedy(&self) -> &'static str {
        match self.cause() {
            Self::InvalidUrl { .. } => "Check the URL.",
            Self::SchemeRefused { .. } => "Give files as paths, and pages by http or https.",
            Self::CredentialsInUrl { .. } => {
                "Save the page yourself and add the file; passwords are not sent."
            }
            Self::PortRefused { .. } => "Allow the port if the site is meant.",
            Self::PrivateName { .. } | Self::PrivateAddress { .. } => {
                "Allow the host or network if a site of your own network is meant."
            }
            Self::NameNotFound { .. } => "Check the host's name and the network connection.",
            Self::RobotsDenied { .. } => "Save the page yourself and add the file, or ask the site.",
            Self::TooManyRedirects { .. } | Self::RedirectLoop { .. } => {
                "Open the page in a browser and give the URL it ends at."
            }
            Self::TlsFailed { .. } => "Check the site's certificate in a browser.",
            Self::HeadTooLarge { .. } | Self::NotHttp { .. } | Self::UnaskedNotModified { .. } => {
                "The server is at fault; try again another day, or save the page and add the file."
            }
            _ => "Try again later.",
        }
    }

    /// The failure as a problem row; `input` is the URL the user gave.
    pub fn problem(&self, input: &str) -> Problem {
        let kind = match self.cause() {
            Self::InvalidUrl { .. } | Self::NotHttp { .. } => ProblemKind::Malformed,
            Self::HeadTooLarge { .. } => ProblemKind::TooLarge,
            _ => ProblemKind::Unreadable,
        };
        let place = if self.url() == input { "" } else { self.url() };
        Problem::new(input, place, kind, self.to_string(), self.remedy())
    }

    /// The URL that failed.
    pub fn url(&self) -> &str {
        match self {
            Self::AfterRedirect { cause, .. } => cause.url(),
            Self::InvalidUrl { url, .. }
            | Self::SchemeRefused { url, .. }
            | Self::CredentialsInUrl { url }
            | Self::PortRefused { url, .. }
            | Self::PrivateName { url, .. }
            | Self::PrivateAddress { url, .. }
            | Self::NameNotFound { url, .. }
            | Self::RobotsDenied { url }
            | Self::RobotsUnreachable { url, .. }
            | Self::BackedOff { url, .. }
            | Self::TooManyRedirects { url, .. }
            | Self::RedirectLoop { url }
            | Self::ConnectFailed { url, .. }
            | Self::TlsFailed { url, .. }
            | Self::TimedOut { url, .. }
            | Self::ClosedEarly { url }
            | Self::HeadTooLarge { url }
            | Self::NotHttp { url, .. }
            | Self::UnaskedNotModified { url } => url,
        }
    }
}
