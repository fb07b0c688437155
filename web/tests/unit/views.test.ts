import { describe, expect, it } from "vitest";
import { heatTable, periodsBetween } from "../../src/lib/coverage";
import { directionOf, langAttribute, languageName } from "../../src/lib/languages";
import { notableLineages } from "../../src/lib/notable";
import { counted, percent, share } from "../../src/lib/numbers";
import { paragraphs, pieces } from "../../src/lib/spans";
import { sorted } from "../../src/lib/table";
import { lineage } from "./examples";

describe("spans", () => {
  const text = "abcdefghij";

  it("tile the text and name the innermost first, nested or overlapping", () => {
    const spans = [
      { begin: 0, end: 8 },
      { begin: 2, end: 5 },
      { begin: 4, end: 10 },
    ];
    const cut = pieces(text, spans);
    expect(cut.map((piece) => piece.text).join("")).toBe(text);
    expect(cut.map((piece) => [piece.text, piece.spans])).toEqual([
      ["ab", [0]],
      ["cd", [1, 0]],
      ["e", [1, 2, 0]],
      ["fgh", [2, 0]],
      ["ij", [2]],
    ]);
  });

  it("outside the stretch or empty do no harm", () => {
    expect(pieces(text, [{ begin: 50, end: 60 }, { begin: 3, end: 3 }]).map((piece) => piece.text).join("")).toBe(text);
    expect(pieces(text, [{ begin: 0, end: 10 }], 3, 5)).toEqual([{ begin: 3, end: 5, text: "de", spans: [0] }]);
    expect(pieces("", [])).toEqual([]);
  });

  it("divides paragraphs at blank lines and keeps offsets", () => {
    const story = "one\n\ntwo\nlines\n \n\nthree";
    expect(paragraphs(story).map((block) => story.slice(block.begin, block.end))).toEqual(["one", "two\nlines", "three"]);
    expect(paragraphs("")).toEqual([]);
  });
});

describe("coverage", () => {
  const rows = [
    { source: "a", month: "2023-11", documents: 20 },
    { source: "a", month: "2024-02", documents: 1 },
    { source: "a", month: "", documents: 3 },
    { source: "b", month: "2024-01", documents: 30 },
  ];

  it("shows gaps between, not before and after", () => {
    const heat = heatTable(rows, "month");
    expect(heat.periods).toEqual(["2023-11", "2023-12", "2024-01", "2024-02"]);
    const a = heat.rows.find((row) => row.source === "a");
    expect(a?.cells.map((cell) => cell.gap)).toEqual([false, true, true, false]);
    expect(a).toMatchObject({ total: 24, undated: 3, gaps: 2 });
    expect(heat.rows[0]?.source).toBe("b");
    expect(heat.rows[0]?.cells.map((cell) => cell.gap)).toEqual([false, false, false, false]);
  });

  it("keeps small counts visible and every count in the total", () => {
    const heat = heatTable(rows, "year");
    expect(heat.periods).toEqual(["2023", "2024"]);
    expect(heat.rows.flatMap((row) => row.cells).every((cell) => (cell.documents > 0) === cell.level > 0)).toBe(true);
    expect(heat.rows.reduce((sum, row) => sum + row.total, 0)).toBe(54);
    expect(heatTable([], "month")).toEqual({ periods: [], rows: [], undated: 0 });
    expect(periodsBetween("2023-12", "2024-01", "month")).toEqual(["2023-12", "2024-01"]);
  });
});

describe("numbers and languages", () => {
  it("always name the whole", () => {
    expect(share(7, 12, "witness", "witnesses")).toBe("7 of 12 witnesses");
    expect(counted(1, "source")).toBe("1 source");
    expect(counted(10229, "document")).toBe("10,229 documents");
  });

  it("round without lying at the ends", () => {
    expect([0, 0.001, 0.5, 0.996, 1, Number.NaN].map(percent)).toEqual(["0%", "<1%", "50%", ">99%", "100%", "–"]);
  });

  it("knows directions and says nothing of the undetermined", () => {
    expect(["ar", "fa-IR", "he", "ur", "zh-Hant", "az-Arab", "en"].map(directionOf)).toEqual(["rtl", "rtl", "rtl", "rtl", "ltr", "rtl", "ltr"]);
    expect(langAttribute("und")).toBeUndefined();
    expect(languageName("zh")).toBe("Chinese");
    expect(languageName("und")).toBe("language unknown");
    expect(languageName("not a tag!")).toBe("not a tag!");
  });
});

describe("tables", () => {
  const rows = [{ n: 2 }, { n: null }, { n: 10 }, { n: 2, again: true }];

  it("sort stably, with the missing last either way", () => {
    expect(sorted(rows, (row) => row.n, "ascending")).toEqual([rows[0], rows[3], rows[2], rows[1]]);
    expect(sorted(rows, (row) => row.n, "descending")).toEqual([rows[2], rows[0], rows[3], rows[1]]);
  });
});

describe("three things to look at", () => {
  it("are three different lineages, and no more than there are", () => {
    const list = [
      lineage("most", { source_count: 9 }),
      lineage("uncredited", { source_count: 4, credited_count: 0, witness_count: 6 }),
      lineage("outside", { origin_outside: true, credited_origin: "VNA" }),
      lineage("undecided", { origin_decided: false }),
    ];
    expect(notableLineages(list).map((item) => item.lineage.lineage_id)).toEqual(["most", "uncredited", "outside"]);
    expect(notableLineages([lineage("alone", { source_count: 1 })])).toEqual([]);
    expect(notableLineages([])).toEqual([]);
  });
});
