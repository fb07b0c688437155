/** Two files are written by hand after Rust sources; this test tells when they fall behind. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TABLES } from "../../src/lib/tables";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const VIEWS = path("../../../crates/engine/src/views/");
const MODEL_TABLES = path("../../../crates/model/src/tables.rs");

/** Names of the fields of every struct; a flattened envelope counts as `...Envelope`. */
function rustStructs(source: string): Map<string, string[]> {
  const structs = new Map<string, string[]>();
  for (const [, name = "", body = ""] of source.matchAll(/pub struct (\w+) \{([\s\S]*?)\n\}/g)) {
    const fields = [...body.matchAll(/^ {4}pub (\w+):/gm)].map((found) => found[1] ?? "");
    structs.set(name, fields.map((field) => (field === "envelope" ? "...Envelope" : field)).sort());
  }
  return structs;
}

function interfaces(source: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [, name = "", parent, body = ""] of source.matchAll(/export interface (\w+)(?: extends (\w+))? \{([\s\S]*?)\n\}/g)) {
    const fields = [...body.matchAll(/^ {2}(\w+)\??:/gm)].map((field) => field[1] ?? "");
    found.set(name, [...fields, ...(parent ? [`...${parent}`] : [])].sort());
  }
  return found;
}

describe.skipIf(!existsSync(VIEWS))("types.ts", () => {
  it("has every view of the engine with the same keys", () => {
    const rust = new Map<string, string[]>();
    for (const file of readdirSync(VIEWS).filter((name) => name.endsWith(".rs"))) {
      for (const [name, fields] of rustStructs(readFileSync(VIEWS + file, "utf8"))) rust.set(name, fields);
    }
    expect(rust.size).toBeGreaterThan(20);
    const mirror = interfaces(readFileSync(path("../../src/lib/types.ts"), "utf8"));
    expect(Object.fromEntries([...mirror].sort())).toEqual(Object.fromEntries([...rust].sort()));
  });
});

describe.skipIf(!existsSync(MODEL_TABLES))("tables.ts", () => {
  it("explains every table with its columns", () => {
    const source = readFileSync(MODEL_TABLES, "utf8");
    const rust = [...source.matchAll(/(?:appended|listed|derived)\(\s*"(\w+)",[\s\S]*?vec!\[([\s\S]*?)\n {12}\],/g)].map(([, name = "", body = ""]) => ({
      name,
      columns: [...body.matchAll(/\b(?:optional_text|text|optional_number|number|ratio|truth|moment)\(\s*"(\w+)"/g)].map((column) => column[1] ?? ""),
    }));
    expect(rust.length).toBeGreaterThan(7);
    const mirror = TABLES.map(({ name, columns }) => ({ name, columns: columns.replaceAll('"', "").split(", ") }));
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect([...mirror].sort(byName)).toEqual([...rust].sort(byName));
  });
});
