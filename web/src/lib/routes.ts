/** Which page an address asks for, and the addresses of pages. */

import { type Query, queryString } from "./url-state";

export type Page =
  | { name: "start" | "search" | "renderings" | "trace" | "lineages" | "sources" | "coverage" | "visits" | "problems" | "sql" | "about" }
  | { name: "lineage" | "passage" | "document" | "source"; id: string }
  | { name: "not-found" };

const PLAIN = ["search", "renderings", "trace", "lineages", "sources", "coverage", "visits", "problems", "sql", "about"] as const;

export function matchPage(path: string): Page {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "") continue;
    try {
      parts.push(decodeURIComponent(part));
    } catch {
      return { name: "not-found" };
    }
  }
  const [first, id, third] = parts;
  if (first === undefined) return { name: "start" };
  if (id === undefined) {
    const plain = PLAIN.find((name) => name === first);
    return plain ? { name: plain } : { name: "not-found" };
  }
  if (third === undefined) {
    if (first === "lineages") return { name: "lineage", id };
    if (first === "documents") return { name: "document", id };
    if (first === "sources") return { name: "source", id };
  }
  if (first === "lineages" && third === "passage" && parts.length === 3) return { name: "passage", id };
  return { name: "not-found" };
}

const encoded = encodeURIComponent;

export const lineageHref = (id: string): string => `/lineages/${encoded(id)}`;
export const passageHref = (id: string, query: Query = {}): string =>
  `/lineages/${encoded(id)}/passage${queryString(query)}`;
export const documentHref = (id: string, span?: [number, number]): string =>
  `/documents/${encoded(id)}${span ? `?at=${span[0]}-${span[1]}` : ""}`;
export const sourceHref = (id: string): string => `/sources/${encoded(id)}`;
export const renderingsHref = (phrase: string, lang: string): string => `/renderings?${new URLSearchParams({ phrase, lang }).toString()}`;
export const searchHref = (query: Query): string => `/search${queryString(query)}`;
export const lineagesHref = (query: Query): string => `/lineages${queryString(query)}`;
