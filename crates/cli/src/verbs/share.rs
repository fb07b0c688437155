//! Verbs that hand findings on: reports, files, the server.

use super::{Manner, reader};
use crate::{
    flags::{ExportFlags, FileFormat, ReportFlags, ServeFlags},
    outcome::{Failure, Outcome},
    output::{self, Sink},
};
use std::{
    io::{Read, Write},
    net::SocketAddr,
};
use throughline_archive::Archive;
use throughline_engine::export;

pub(super) async fn report(manner: &Manner, flags: ReportFlags) -> Result<Outcome, Failure> {
    let reader = reader(&flags.archive, flags.at).await?;
    let html = if let Some(id) = &flags.lineage {
        throughline_report::for_lineage(&reader, id).await?
    } else if let Some(id) = &flags.document {
        throughline_report::for_document(&reader, id).await?
    } else {
        let translation = super::models::translation(flags.model)?;
        let given = flags.text.unwrap_or_default();
        throughline_report::for_text(&reader, &pasted(given)?, translation.as_ref()).await?
    };
    let mut sink = Sink::create(flags.output.as_deref())?;
    sink.writer.write_all(html.as_bytes())?;
    sink.finish()?;
    if let Some(path) = &flags.output {
        if manner.json {
            output::job_json(
                "report",
                &serde_json::json!({
                    "file": path,
                    "bytes": html.len(),
                    "archive_version": reader.archive().version(),
                }),
            )?;
        }
        output::say(manner.quiet, &format!("wrote {} ({} bytes)", path.display(), html.len()));
    }
    Ok(Outcome::Done)
}

fn pasted(given: String) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

pub(super) async fn export(manner: &Manner, flags: &ExportFlags) -> Result<Outcome, Failure> {
    let reader = reader(&flags.archive, flags.reading.at).await?;
    let is_graph = flags.table == "graph";
    if is_graph != (flags.format == FileFormat::Gexf) {
        return Err(Failure::wrong_use(
            "the graph is written as GEXF, and only the graph is",
            "throughline export ARCHIVE graph --format gexf -o FILE",
        ));
    }
    let package = package(flags)?;
    let mut sink = Sink::create(flags.output.as_deref())?;
    let rows = if let Some(selection) = &package {
        export::wacz(&reader, selection, &mut sink.writer).await?
    } else if let Some(format) = flags.format.table() {
        export::table(&reader, &flags.table, format, flags.reading.offsets.into(), &mut sink.writer).await?
    } else {
        let graph = match &flags.lineage {
            Some(id) => export::lineage_graph(&reader, id).await?,
            None => export::archive_graph(&reader).await?,
        };
        sink.writer.write_all(graph.as_bytes())?;
        graph.matches("<node ").count() as u64
    };
    sink.finish()?;
    if let Some(path) = &flags.output {
        let what = match (is_graph, &package) {
            (true, _) => "nodes",
            (_, Some(_)) => "captures",
            _ => "rows",
        };
        if manner.json {
            output::job_json(
                "export",
                &serde_json::json!({
                    "file": path,
                    "table": flags.table,
                    "rows": rows,
                    "archive_version": reader.archive().version(),
                }),
            )?;
        }
        let of = if package.is_some() { String::new() } else { format!(" of {}", flags.table) };
        output::say(manner.quiet, &format!("wrote {rows} {what}{of} to {}", path.display()));
    }
    Ok(Outcome::Done)
}

/// What a WACZ package is to hold, if one is asked for.
fn package(flags: &ExportFlags) -> Result<Option<export::Selection>, Failure> {
    if flags.format != FileFormat::Wacz {
        return Ok(None);
    }
    let help = "throughline export ARCHIVE captures --format wacz --lineage ID -o FILE, or --document ID";
    match (&flags.lineage, flags.document.is_empty()) {
        _ if flags.table != "captures" => {
            Err(Failure::wrong_use("a WACZ package holds captures, and nothing else does", help))
        }
        (Some(id), _) => Ok(Some(export::Selection::Lineage(id.clone()))),
        (None, false) => Ok(Some(export::Selection::Documents(flags.document.clone()))),
        (None, true) => Err(Failure::wrong_use("a WACZ package needs to be told which captures", help)),
    }
}

pub(super) async fn serve(manner: &Manner, flags: ServeFlags) -> Result<Outcome, Failure> {
    let archive = Archive::open(&flags.archive).await?;
    let address = SocketAddr::new(flags.bind, flags.port);
    let version = archive.version();
    let (json, quiet) = (manner.json, manner.quiet);
    let ready = move |address: SocketAddr| {
        if json {
            let _ = output::json(&serde_json::json!({
                "schema": "throughline.serve/1",
                "throughline_version": throughline_engine::VERSION,
                "address": format!("http://{address}/"),
                "archive_version": version,
            }));
        } else {
            output::say(quiet, &format!("serving version {version} at http://{address}/\nstop with Ctrl-C"));
        }
    };
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    let translation = super::models::translation(flags.model)?;
    throughline_serve::serve(archive, address, flags.token, translation, ready, stop).await?;
    Ok(Outcome::Done)
}
