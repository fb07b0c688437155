//! Graphs for Gephi: GEXF 1.3, documents as nodes, carries as edges.

use crate::{EngineError, Reader, views::DocumentCard};
use std::{collections::BTreeMap, fmt::Write};
use throughline_text::OffsetUnit;

struct Edge {
    origin: String,
    carrier: String,
    directed: bool,
    kind: String,
    credit: String,
}

/// The graph of one lineage.
///
/// # Errors
/// If there is no such lineage.
pub async fn lineage_graph(reader: &Reader, id: &str) -> Result<String, EngineError> {
    let view = reader.lineage(id, OffsetUnit::Bytes).await?;
    let nodes = view
        .witnesses
        .into_iter()
        .map(|witness| (witness.document.document_id.clone(), witness.document))
        .collect();
    let edges = view
        .links
        .into_iter()
        .map(|link| Edge {
            directed: link.order == "before",
            origin: link.origin,
            carrier: link.carrier,
            kind: link.kind,
            credit: link.credit,
        })
        .collect();
    Ok(gexf(&view.envelope.reproduce, &nodes, edges))
}

/// The graph of all carries of class carried.
///
/// # Errors
/// If the archive cannot be read.
pub async fn archive_graph(reader: &Reader) -> Result<String, EngineError> {
    let mut nodes = BTreeMap::new();
    let mut edges = Vec::new();
    for carry in reader.carries().await? {
        edges.push(Edge {
            origin: carry.origin.document_id.clone(),
            carrier: carry.carrier.document_id.clone(),
            directed: carry.order == "before",
            kind: carry.kind,
            credit: carry.credit,
        });
        for card in [carry.origin, carry.carrier] {
            nodes.insert(card.document_id.clone(), card);
        }
    }
    Ok(gexf("throughline export ARCHIVE graph --format gexf", &nodes, edges))
}

const ATTRIBUTES: [&str; 8] =
    ["source", "source_kind", "country", "language", "url", "published", "earliest", "latest"];

fn gexf(description: &str, nodes: &BTreeMap<String, DocumentCard>, mut edges: Vec<Edge>) -> String {
    edges.sort_by(|left, right| (&left.origin, &left.carrier).cmp(&(&right.origin, &right.carrier)));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mut line = |text: std::fmt::Arguments<'_>| {
        xml.write_fmt(text).and_then(|()| xml.write_char('\n')).expect("writing to a string cannot fail");
    };
    line(format_args!("<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">"));
    line(format_args!(
        "  <meta><creator>Throughline {}</creator><description>{}</description></meta>",
        crate::VERSION,
        escape(description)
    ));
    line(format_args!("  <graph defaultedgetype=\"directed\" mode=\"static\">"));
    line(format_args!("    <attributes class=\"node\">"));
    for (number, name) in ATTRIBUTES.iter().enumerate() {
        line(format_args!("      <attribute id=\"{number}\" title=\"{name}\" type=\"string\"/>"));
    }
    line(format_args!("    </attributes>"));
    line(format_args!("    <attributes class=\"edge\">"));
    for (number, name) in ["kind", "credit", "order"].iter().enumerate() {
        line(format_args!("      <attribute id=\"{number}\" title=\"{name}\" type=\"string\"/>"));
    }
    line(format_args!("    </attributes>\n    <nodes>"));
    for (id, card) in nodes {
        let published = card.published.as_ref();
        let values = [
            &card.source,
            &card.source_kind,
            &card.country,
            &card.lang,
            &card.url,
            &published.map(|time| time.display.clone()).unwrap_or_default(),
            &published.map(|time| time.earliest.clone()).unwrap_or_default(),
            &published.map(|time| time.latest.clone()).unwrap_or_default(),
        ];
        line(format_args!("      <node id=\"{id}\" label=\"{}\"><attvalues>", escape(&card.title)));
        for (number, value) in values.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            line(format_args!("        <attvalue for=\"{number}\" value=\"{}\"/>", escape(value)));
        }
        line(format_args!("      </attvalues></node>"));
    }
    line(format_args!("    </nodes>\n    <edges>"));
    for (number, edge) in edges.iter().enumerate() {
        let (edge_type, order) =
            if edge.directed { ("directed", "before") } else { ("undirected", "undecided") };
        line(format_args!(
            "      <edge id=\"{number}\" source=\"{}\" target=\"{}\" type=\"{edge_type}\"><attvalues>\
             <attvalue for=\"0\" value=\"{}\"/><attvalue for=\"1\" value=\"{}\"/><attvalue for=\"2\" value=\"{order}\"/>\
             </attvalues></edge>",
            edge.origin, edge.carrier, edge.kind, edge.credit
        ));
    }
    line(format_args!("    </edges>\n  </graph>\n</gexf>"));
    xml
}

/// Escapes text for XML, leaving out control characters XML 1.0 has no form for.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => escaped.push(' '),
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}
