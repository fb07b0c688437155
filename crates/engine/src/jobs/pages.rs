//! Pages from the web: answers of servers to captures.

use super::intake::Intake;
use crate::{EngineError, Progress};
use futures::{StreamExt, stream};
use throughline_capture::{Circumstances, Options, Received, read_page};
use throughline_fetch::{Exchange, Fetcher, Request, Response};
use throughline_model::{Problem, ProblemKind, TimeInterval};

/// Whether an argument is an address and not a path.
pub(super) fn is_address(argument: &str) -> bool {
    let lower = argument.trim_start().get(..8).unwrap_or(argument).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// Asks for pages and takes what came; several hosts at once, by the fetcher's rules.
pub(super) async fn add(
    addresses: &[String],
    fetcher: &Fetcher,
    intake: &mut Intake,
    options: &Options,
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    let mut addresses: Vec<&str> = addresses.iter().map(|address| address.trim()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    progress.begin("ask", addresses.len() as u64, "pages");
    intake.added.pages = addresses.len() as u64;
    let at_once = fetcher.settings().hosts_at_once.max(1) * 4;
    let mut answers = stream::iter(addresses)
        .map(|address| async move { (address, fetcher.get(&Request::new(address)).await) })
        .buffer_unordered(at_once);
    let mut done = 0;
    while let Some((address, answer)) = answers.next().await {
        match answer {
            Ok(response) => {
                for received in received(address, response, options) {
                    intake.receive(received).await?;
                }
            }
            Err(error) => intake.problems(vec![error.problem(address)]),
        }
        done += 1;
        progress.at(done);
    }
    progress.end();
    Ok(())
}

/// The captures of an answer: each redirect on the way, then the page. What is no page (an error,
/// for instance) is kept as a capture without a document, and told of.
pub(super) fn received(address: &str, response: Response, options: &Options) -> Vec<Received> {
    let mut all: Vec<Received> = response.redirects.iter().map(redirect).collect();
    let circumstances = circumstances(&response.last);
    let mut page = if (200..300).contains(&response.status()) {
        read_page(response.final_url(), response.body().to_vec(), &circumstances, options)
    } else {
        let mut page = bare(&response.last, response.body().to_vec());
        page.problems.push(Problem::new(
            address,
            "",
            ProblemKind::NotFetched,
            format!("the server answered {}", response.status()),
            "the answer is kept as a capture; look at the address in a browser",
        ));
        page
    };
    if let Some(why) = response.truncated {
        page.problems.push(Problem::new(
            address,
            format!("byte {}", response.body().len()),
            ProblemKind::NotFetched,
            format!("the page came in part ({})", why.warc_word()),
            "the part is kept; ask again later",
        ));
    }
    all.push(page);
    all
}

/// How an answer was received.
pub(super) fn circumstances(exchange: &Exchange) -> Circumstances {
    let header = |name: &str| {
        exchange
            .header(name)
            .map(|value| String::from_utf8_lossy(value).trim().to_owned())
            .unwrap_or_default()
    };
    Circumstances {
        url: exchange.url.clone(),
        captured: Some(TimeInterval::at(exchange.ended.as_microsecond())),
        media_type: header("content-type"),
        last_modified: header("last-modified"),
        http_head: exchange.response_head.clone(),
    }
}

fn redirect(exchange: &Exchange) -> Received {
    bare(exchange, exchange.wire_body.clone())
}

/// A capture of which nothing is read.
fn bare(exchange: &Exchange, bytes: Vec<u8>) -> Received {
    throughline_capture::keep(bytes, &circumstances(exchange))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_paths() {
        for address in ["https://a.example/x", "HTTP://a.example", " https://a.example"] {
            assert!(is_address(address), "{address}");
        }
        for path in ["http", "pages/https:/x", "s3://bucket/x", "https.txt", ""] {
            assert!(!is_address(path), "{path}");
        }
    }
}
