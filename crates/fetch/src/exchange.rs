//! One request on one connection, under every limit.

use crate::clock::Clock;
use crate::error::Phase;
use crate::recorded::{Record, Recorded};
use crate::resolve::Resolver;
use crate::response::{Exchange, Truncated, Validators};
use crate::{FetchError, Settings, address};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Position, Url};

/// Bytes kept of a redirect's body.
const REDIRECT_BODY: usize = 64 << 10;
/// Header lines read; pages send 20 to 60.
const MOST_HEADERS: usize = 1000;
/// Addresses tried of one name.
const MOST_ADDRESSES: usize = 4;

/// What an exchange needs from its fetcher.
pub(crate) struct Surroundings<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) user_agent: &'a str,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) resolver: &'a dyn Resolver,
    pub(crate) tls: &'a Result<TlsConnector, String>,
}

/// Asks for `url` and keeps at most `largest_body` bytes of the body.
///
/// # Errors
/// Whatever happens before the head of the answer is complete. After that, the part of the body
/// that came is kept, and says that it is a part.
pub(crate) async fn exchange(
    url: &Url,
    validators: Option<&Validators>,
    largest_body: usize,
    around: &Surroundings<'_>,
) -> Result<Exchange, FetchError> {
    let settings = around.settings;
    let deadline = Instant::now() + settings.whole_limit;
    let began = around.clock.now();
    let (stream, remote) = connect(url, around).await?;
    let record = Record::default();
    if url.scheme() == "https" {
        let stream = secure(stream, url, around).await?;
        let recorded = Recorded::new(stream, record.clone(), settings.largest_head);
        let parts = converse(recorded, &record, url, validators, largest_body, around, deadline).await?;
        Ok(parts.into_exchange(url, &record, remote, began, around.clock))
    } else {
        let recorded = Recorded::new(stream, record.clone(), settings.largest_head);
        let parts = converse(recorded, &record, url, validators, largest_body, around, deadline).await?;
        Ok(parts.into_exchange(url, &record, remote, began, around.clock))
    }
}

struct Parts {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    truncated: Option<Truncated>,
}

impl Parts {
    fn into_exchange(
        self,
        url: &Url,
        record: &Record,
        remote: SocketAddr,
        began: jiff::Timestamp,
        clock: &dyn Clock,
    ) -> Exchange {
        let (request_head, response_head) = record.take_heads();
        Exchange {
            url: url.as_str().to_owned(),
            request_head,
            response_head,
            status: self.status,
            headers: self.headers,
            wire_body: self.body,
            truncated: self.truncated,
            remote,
            began,
            ended: clock.now(),
        }
    }
}

/// Looks the host up once, and connects to an address of that answer that the guard permits.
async fn connect(url: &Url, around: &Surroundings<'_>) -> Result<(TcpStream, SocketAddr), FetchError> {
    let settings = around.settings;
    let shown = || url.as_str().to_owned();
    let host_name = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let addresses: Vec<IpAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![ip.into()],
        Some(Host::Ipv6(ip)) => vec![ip.into()],
        Some(Host::Domain(name)) => timeout(settings.resolve_limit, around.resolver.resolve(name))
            .await
            .map_err(|_| FetchError::TimedOut { url: shown(), phase: Phase::Resolve })?
            .map_err(|error| FetchError::NameNotFound { url: shown(), reason: error.to_string() })?,
        None => Vec::new(),
    };
    let Some(&first) = addresses.first() else {
        return Err(FetchError::NameNotFound { url: shown(), reason: "an empty answer".to_owned() });
    };
    let permitted: Vec<IpAddr> = addresses
        .into_iter()
        .filter(|&ip| settings.allowed.permits(host_name, ip))
        .take(MOST_ADDRESSES)
        .collect();
    if permitted.is_empty() {
        let reason = address::why_private(first).unwrap_or("not permitted");
        return Err(FetchError::PrivateAddress { url: shown(), address: first, reason });
    }
    let each = settings.connect_limit / permitted.len() as u32;
    let mut failure = FetchError::TimedOut { url: shown(), phase: Phase::Connect };
    for ip in permitted {
        let address = SocketAddr::new(ip, port);
        match timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Heads are small and complete: nothing is won by waiting for more.
                let _ = stream.set_nodelay(true);
                return Ok((stream, address));
            }
            Ok(Err(error)) => failure = FetchError::ConnectFailed { url: shown(), reason: error.to_string() },
            Err(_) => failure = FetchError::TimedOut { url: shown(), phase: Phase::Connect },
        }
    }
    Err(failure)
}

async fn secure(
    stream: TcpStream,
    url: &Url,
    around: &Surroundings<'_>,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, FetchError> {
    let failed = |reason: String| FetchError::TlsFailed { url: url.as_str().to_owned(), reason };
    let connector = around.tls.as_ref().map_err(|reason| failed(reason.clone()))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).trim_end_matches('.').to_owned();
    let name = ServerName::try_from(host).map_err(|error| failed(error.to_string()))?;
    timeout(around.settings.connect_limit, connector.connect(name, stream))
        .await
        .map_err(|_| FetchError::TimedOut { url: url.as_str().to_owned(), phase: Phase::Connect })?
        .map_err(|error| failed(error.to_string()))
}

/// Sends the request and reads the answer.
async fn converse<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: Recorded<S>,
    record: &Record,
    url: &Url,
    validators: Option<&Validators>,
    largest_body: usize,
    around: &Surroundings<'_>,
    deadline: Instant,
) -> Result<Parts, FetchError> {
    let settings = around.settings;
    let request = request(url, validators, around.user_agent)?;
    let head_deadline = deadline.min(Instant::now() + settings.head_limit);
    let answered = async {
        let (mut sender, connection) = http1::Builder::new()
            .max_headers(MOST_HEADERS)
            .max_buf_size(settings.largest_head.max(8192) + (64 << 10))
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .handshake::<_, Empty<Bytes>>(TokioIo::new(stream))
            .await?;
        let driver = Driver(tokio::spawn(async move {
            // What ends the connection shows in the answer or its body.
            let _ = connection.await;
        }));
        let response = sender.send_request(request).await?;
        // The sender goes with the driver: without it the connection would end at once.
        Ok::<_, hyper::Error>((response, (driver, sender)))
    };
    let (response, driver) = timeout_at(head_deadline, answered)
        .await
        .map_err(|_| FetchError::TimedOut { url: url.as_str().to_owned(), phase: Phase::Head })?
        .map_err(|error| explain(&error, record, url))?;
    let status = response.status().as_u16();
    if status < 200 {
        let reason = format!("status {status} was not asked for");
        return Err(FetchError::NotHttp { url: url.as_str().to_owned(), reason });
    }
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect();
    let largest = if (300..400).contains(&status) { largest_body.min(REDIRECT_BODY) } else { largest_body };
    let (body, truncated) = read_body(response.into_body(), largest, settings, deadline).await;
    drop(driver);
    Ok(Parts { status, headers, body, truncated })
}

/// Ends the task that drives a connection when the exchange ends, however it ends.
struct Driver(tokio::task::JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn request(
    url: &Url,
    validators: Option<&Validators>,
    user_agent: &str,
) -> Result<hyper::Request<Empty<Bytes>>, FetchError> {
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let mut request = hyper::Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header("host", host)
        .header("user-agent", user_agent)
        .header("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
        .header("accept-encoding", "gzip, deflate, br, zstd")
        .header("connection", "close");
    if let Some(validators) = validators.filter(|validators| validators.url == url.as_str()) {
        if let Some(etag) = &validators.etag {
            request = request.header("if-none-match", etag);
        }
        if let Some(date) = &validators.last_modified {
            request = request.header("if-modified-since", date);
        }
    }
    request
        .body(Empty::new())
        .map_err(|error| FetchError::InvalidUrl { url: url.as_str().to_owned(), reason: error.to_string() })
}

/// Reads a body up to its end or a limit.
async fn read_body(
    mut incoming: Incoming,
    largest: usize,
    settings: &Settings,
    deadline: Instant,
) -> (Vec<u8>, Option<Truncated>) {
    let mut body = Vec::new();
    let began = Instant::now();
    let mut check = began + settings.slow_grace;
    loop {
        let Ok(frame) = timeout_at(check.min(deadline), incoming.frame()).await else {
            let now = Instant::now();
            if now >= deadline || too_slow(body.len(), now - began, settings) {
                return (body, Some(Truncated::Time));
            }
            check = now + Duration::from_secs(1);
            continue;
        };
        match frame {
            None => return (body, None),
            Some(Err(_)) => return (body, Some(Truncated::Disconnect)),
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else { continue };
                let room = largest - body.len();
                body.extend_from_slice(&data[..data.len().min(room)]);
                if data.len() > room {
                    return (body, Some(Truncated::Length));
                }
            }
        }
        // A drip that never pauses for long would otherwise never be looked at.
        let now = Instant::now();
        if now >= deadline || (now >= check && too_slow(body.len(), now - began, settings)) {
            return (body, Some(Truncated::Time));
        }
    }
}

fn too_slow(bytes: usize, elapsed: Duration, settings: &Settings) -> bool {
    (bytes as f64) < settings.slowest as f64 * elapsed.as_secs_f64()
}

/// Says in our words why there was no answer.
fn explain(error: &hyper::Error, record: &Record, url: &Url) -> FetchError {
    let url = url.as_str().to_owned();
    let too_large = record.lock().too_large;
    // hyper tells too large a head from a malformed one only in words.
    if too_large || (error.is_parse() && error.to_string().contains("too large")) {
        FetchError::HeadTooLarge { url }
    } else if error.is_parse() {
        FetchError::NotHttp { url, reason: error.to_string() }
    } else {
        // Closed, reset, or broken off: all the same to who asked.
        FetchError::ClosedEarly { url }
    }
}
