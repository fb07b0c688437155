/** Calls to the REST API. One place knows the base path, the offsets' unit and the error shape. */

import type { TextTraceView } from "./types";
import { type Query, queryString } from "./url-state";

export const API = "/api/v1";

/** What went wrong and what to do about it, in the server's words where it gave any. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly help: string,
    readonly status: number,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

const NO_SERVER_HELP = "Check that the server still runs: throughline serve ARCHIVE";

async function readError(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as { error?: { message?: string; help?: string } };
    if (body.error?.message) {
      return new ApiError(body.error.message, body.error.help ?? "", response.status);
    }
  } catch {
    // Not the API's error shape (a proxy's page, say): fall through to the status line.
  }
  return new ApiError(`the server answered ${response.status} ${response.statusText}`.trim(), NO_SERVER_HELP, response.status);
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError("the server does not answer", NO_SERVER_HELP, 0);
  }
  if (!response.ok) throw await readError(response);
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) {
    throw new ApiError(`expected JSON at ${url} and got ${type || "no type"}`, NO_SERVER_HELP, response.status);
  }
  return (await response.json()) as T;
}

/** The unit in which browsers count: it goes with every question, so that spans fit the strings. */
export const OFFSETS = "utf16";

/** The address of a view: `endpoint` is the path below the base, with its ids already encoded. */
export function apiUrl(endpoint: string, query: Query = {}, suffix: "" | ".json" | ".csv" = ""): string {
  return `${API}${endpoint}${suffix}${queryString(query)}`;
}

// Going back to a list should not wait for the server: the last answers are kept. The archive can
// grow while a tab is open, so nothing is kept longer than a minute.
const KEPT_ANSWERS = 24;
const KEPT_MILLISECONDS = 60_000;
const answers = new Map<string, { at: number; body: unknown }>();

/** GETs a view. Offsets come in UTF-16 code units, so that they index JavaScript strings. */
export async function get<T>(endpoint: string, query: Query, signal: AbortSignal): Promise<T> {
  const url = apiUrl(endpoint, { ...query, offsets: OFFSETS });
  const kept = answers.get(url);
  if (kept && Date.now() - kept.at < KEPT_MILLISECONDS) return kept.body as T;
  const body = await request<T>(url, { signal, headers: { accept: "application/json" } });
  answers.set(url, { at: Date.now(), body });
  const oldest = answers.keys().next().value;
  if (answers.size > KEPT_ANSWERS && oldest !== undefined) answers.delete(oldest);
  return body;
}

/** Traces a pasted text. It is compared and forgotten: the server stores nothing. */
export function traceText(text: string, signal: AbortSignal): Promise<TextTraceView> {
  return request<TextTraceView>(apiUrl("/trace"), {
    method: "POST",
    signal,
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ text, offsets: OFFSETS }),
  });
}
