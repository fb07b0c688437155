/**
 * The REST API over a fictional archive, and the built pages beside it, with the headers of the
 * real server. `node tests/mock/server.js [port]`, or `startMock()` from a test.
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import * as views from "./views.js";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

// Stricter than any server needs to be: pages that work here work under the real policy.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function answer(path, query) {
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const [first, id, third] = parts;
  if (first === "archive") return views.archiveView();
  if (first === "search") return views.searchView(query);
  if (first === "renderings") return views.renderingsView(query);
  if (first === "lineages" && third === "passage") return views.passageView(id, query);
  if (first === "lineages") return id ? views.lineageView(id) : views.lineagesView(query);
  if (first === "documents" && id) return views.documentView(id);
  if (first === "sources") return id ? views.sourceView(id) : views.sourcesView();
  if (first === "visits") return views.visitsView(query);
  if (first === "problems") return views.problemsView(query);
  if (first === "coverage") return views.coverageView();
  if (first === "sql") return views.sqlView(query);
  throw new views.Refusal(404, `no route ${path}`, "See /api/v1/openapi.json");
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

async function api(request, url) {
  const path = url.pathname.slice("/api/v1".length).replace(/\.json$/, "");
  if (request.method === "POST" && path === "/trace") return views.traceView((await bodyOf(request)).text);
  return answer(path, url.searchParams);
}

async function handle(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname.startsWith("/api/")) {
    let [status, body] = [200, null];
    try {
      body = await api(request, url);
    } catch (error) {
      status = error.status ?? 500;
      body = { error: { message: error.message, help: error.help ?? "" } };
    }
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
    return;
  }
  const file = normalize(url.pathname).replace(/^(\.\.[/\\])+/, "");
  const isFile = extname(file) !== "" && extname(file) in TYPES;
  const name = isFile ? file : "index.html";
  try {
    const bytes = await readFile(join(DIST, name));
    response.writeHead(200, { "content-type": TYPES[extname(name)], "content-security-policy": POLICY, "x-content-type-options": "nosniff" });
    response.end(bytes);
  } catch {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end(`no ${name}: run npm run build first\n`);
  }
}

/** Starts on a free port of the loopback (or the given one) and returns its address. */
export function startMock(port = 0) {
  const server = createServer((request, response) => void handle(request, response));
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock(Number(process.argv[2] ?? 5180));
  console.log(`fictional archive at ${mock.url}`);
}
