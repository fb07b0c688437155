/** What must not be in the sources, whoever edits them. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCE = fileURLToPath(new URL("../../src/", import.meta.url));
const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(svelte|ts|css)$/.test(name))
  .map((name) => ({ name, text: readFileSync(SOURCE + name, "utf8") }));

const without = (pattern: RegExp): string[] => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

describe("sources", () => {
  it("are found", () => expect(files.length).toBeGreaterThan(40));
  it("never read archived words as HTML", () => expect(without(/\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/)).toEqual([]));
  it("have no style attribute, which the policy would refuse", () => expect(without(/<[a-z][^>]*\sstyle=/)).toEqual([]));
  it("load nothing from elsewhere", () => expect(without(/(?:src|href)="https?:|url\(["']?https?:|@import/)).toEqual([]));
  it("evaluate no code from text", () => expect(without(/\beval\(|new Function\(/)).toEqual([]));
});
