import { describe, expect, it } from "vitest";
import { pastedText, traceHref } from "../../src/lib/pasted";
import { documentHref, matchPage, passageHref } from "../../src/lib/routes";
import { carriedFilters, queryString, readChoice, readFilters, readList, readNumber, readSpan, withQuery } from "../../src/lib/url-state";

describe("pages", () => {
  it("are found by their path", () => {
    expect(matchPage("/")).toEqual({ name: "start" });
    expect(matchPage("/search/")).toEqual({ name: "search" });
    expect(matchPage("/lineages")).toEqual({ name: "lineages" });
    expect(matchPage("/lineages/ab%2Fc")).toEqual({ name: "lineage", id: "ab/c" });
    expect(matchPage("/lineages/x/passage")).toEqual({ name: "passage", id: "x" });
    expect(matchPage("/documents/d")).toEqual({ name: "document", id: "d" });
    expect(matchPage("/sources/s")).toEqual({ name: "source", id: "s" });
    for (const path of ["/lineages/x/passage/y", "/lineages/x/other", "/sql/x", "/%E0%A4%A", "/nothing"]) expect(matchPage(path)).toEqual({ name: "not-found" });
  });

  it("have addresses that lead back to them", () => {
    const id = "a b/ü?#";
    expect(matchPage(passageHref(id, { base: "x" }).split("?")[0]!)).toEqual({ name: "passage", id });
    expect(documentHref("d", [3, 9])).toBe("/documents/d?at=3-9");
  });
});

describe("state in the address", () => {
  it("leaves out what is empty and keeps what is there", () => {
    expect(queryString({ q: "", lang: "zh", offset: 0, only: false, all: true, none: null })).toBe("?lang=zh&offset=0&all=1");
    expect(withQuery("?q=delta&offset=20", { offset: "" })).toBe("?q=delta");
    expect(withQuery("?q=delta", { lang: "ar" })).toBe("?q=delta&lang=ar");
  });

  it("carries only the shared filters from view to view", () => {
    expect(carriedFilters("?q=%E6%B3%95&class=recurring&offset=40&lang=zh")).toBe("?q=%E6%B3%95&lang=zh");
    expect(readFilters("?q=+delta+").q).toBe("delta");
  });

  it("refuses nonsense", () => {
    expect(readNumber("?offset=-3", "offset", 0)).toBe(0);
    expect(readNumber("?limit=0", "limit", 20, 1)).toBe(1);
    expect(readNumber("?limit=1e9", "limit", 20)).toBe(20);
    expect(readChoice("?sort=drop", "sort", ["sources", "length"])).toBe("sources");
    expect(readList("?beside=a,b,a,,c,d", "beside", 3)).toEqual(["a", "b", "c"]);
    expect(readSpan("?at=12-40", "at")).toEqual([12, 40]);
    for (const bad of ["?at=40-12", "?at=a-b", "?at=", ""]) expect(readSpan(bad, "at")).toBeNull();
  });

  it("keeps a pasted text in the fragment, whatever its script", () => {
    const text = "维尔马 — “Velmar” 100 % #tag\n\nشريان & more";
    const href = traceHref(text);
    expect(href.startsWith("/trace#text=")).toBe(true);
    expect(pastedText(href.slice("/trace".length))).toBe(text);
    expect(pastedText("#text=%E0%A4%A")).toBe("");
    expect(pastedText("#other")).toBe("");
  });
});
