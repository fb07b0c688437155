import { describe, expect, it } from "vitest";
import { basePieces, countDifferences, joinSegments, onlyDifferences, stripOf } from "../../src/lib/segments";
import type { Segment } from "../../src/lib/types";
import { segment } from "./examples";

const texts = (segments: readonly Segment[]) => segments.map((item) => item.text).join("");
const bases = (segments: readonly Segment[]) => segments.map((item) => item.base_text).join("");

/** Reproducible tilings of every sort. */
function* tilings(): Generator<Segment[]> {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const words = ["measures ", "are ", "法", "lawful", ", ", " ", "🦆", "للمنطقة ", "\n\n", "temporary; "];
  for (let count = 0; count < 300; count += 1) {
    yield Array.from({ length: next(12) }, () => {
      const word = () => words[next(words.length)]!;
      return [segment("kept", word()), segment("replaced", word(), word()), segment("added", word()), segment("cut", "", word())][next(4)]!;
    });
  }
}

describe("joining", () => {
  it("never changes the words of either side", () => {
    for (const tiling of tilings()) {
      const joined = joinSegments(tiling);
      expect(texts(joined)).toBe(texts(tiling));
      expect(bases(joined)).toBe(bases(tiling));
    }
  });

  it("reads one change as one change", () => {
    const joined = joinSegments([segment("kept", "we "), segment("replaced", "must", "shall"), segment("kept", " "), segment("replaced", "go", "leave"), segment("kept", " now")]);
    expect(joined.map((item) => item.kind)).toEqual(["kept", "replaced", "kept"]);
    expect(joined[1]).toEqual({ kind: "replaced", text: "must go", base_text: "shall leave" });
    expect(joinSegments([segment("cut", "", "old"), segment("added", "new")])).toEqual([{ kind: "replaced", text: "new", base_text: "old" }]);
  });

  it("does not touch what it was given", () => {
    const given = [segment("added", "a"), segment("added", "b")];
    joinSegments(given);
    expect(given.map((item) => item.text)).toEqual(["a", "b"]);
  });
});

describe("only differences", () => {
  it("leaves out only kept characters, and says how many", () => {
    for (const tiling of tilings()) {
      const long = [segment("kept", "all the same words again and again ".repeat(4)), ...tiling, segment("kept", "完全相同的文字".repeat(20))];
      const joined = joinSegments(long);
      const parts = onlyDifferences(joined);
      const shown = parts.reduce((sum, part) => sum + (part.kind === "gap" ? part.characters : Array.from(part.text).length), 0);
      expect(shown).toBe(Array.from(texts(joined)).length);
      expect(parts.filter((part) => part.kind !== "gap" && part.kind !== "kept")).toEqual(joined.filter((item) => item.kind !== "kept"));
    }
  });

  it("cuts at words where there are words, and never through a character", () => {
    const parts = onlyDifferences([segment("added", "x"), segment("kept", "🦆".repeat(90)), segment("added", "y")], 10);
    for (const part of parts) if (part.kind === "kept") expect(() => encodeURIComponent(part.text)).not.toThrow();
    expect(onlyDifferences([segment("kept", "short")])).toHaveLength(1);
  });
});

describe("the base", () => {
  const base = "one two three four";
  const first = [segment("kept", "one "), segment("replaced", "2", "two"), segment("kept", " three four")];
  const second = [segment("kept", "one two three"), segment("added", " and a half"), segment("kept", " "), segment("cut", "", "four")];

  it("is whole, with every departure of the witnesses shown", () => {
    const pieces = basePieces(base, [first, second]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(base);
    expect(pieces.filter((piece) => !piece.kept).map((piece) => piece.text)).toEqual(["two", "four"]);
    expect(pieces.find((piece) => piece.addedAfter)?.text).toBe(" three");
    expect(basePieces(base, [])).toEqual([{ text: base, kept: true, addedAfter: false }]);
  });

  it("is measured by the strip", () => {
    const strip = stripOf(second);
    expect(strip.map((part) => part.kind)).toEqual(["added", "cut"]);
    expect(strip[1]?.end).toBe(1);
    expect(stripOf([])).toEqual([]);
    expect(countDifferences([...first, ...second])).toEqual({ replaced: 1, added: 1, cut: 1 });
  });
});
