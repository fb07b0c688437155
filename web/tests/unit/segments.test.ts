import { describe, expect, it } from "vitest";
import { basePieces, countDifferences, differencesText, joinSegments, onlyDifferences, stripOf, wordingsOf, wordPieces } from "../../src/lib/segments";
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
      return [
        segment("kept", word()),
        segment("replaced", word(), word()),
        segment("added", word()),
        segment("cut", "", word()),
        segment("respelled", word(), word()),
        segment("moved", word(), "", 1),
        segment("moved", "", word(), 2),
      ][next(7)]!;
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
    expect(joined[1]).toEqual(segment("replaced", "must go", "shall leave"));
    expect(joinSegments([segment("cut", "", "old"), segment("added", "new")])).toEqual([segment("replaced", "new", "old")]);
  });

  it("reads respelled characters and the few between them as one stretch", () => {
    const tiling = [segment("respelled", "發", "发"), segment("kept", "言人"), segment("respelled", "說", "说"), segment("kept", "二〇二五年三月，我在北京市中心"), segment("respelled", "見", "见")];
    expect(joinSegments(tiling).map((item) => item.text)).toEqual(["發言人說", "二〇二五年三月，我在北京市中心", "見"]);
  });

  it("leaves moved blocks alone, beside each other and beside changes", () => {
    const tiling = [segment("cut", "", "old"), segment("moved", "", "one", 1), segment("moved", "two", "", 2), segment("moved", "", "three", 3), segment("added", "new")];
    expect(joinSegments(tiling)).toEqual(tiling);
    expect(joinSegments([segment("kept", "a"), segment("respelled", "後", "后")])).toHaveLength(2);
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
      const changes = (kind: string) => !["gap", "kept", "respelled"].includes(kind);
      expect(parts.filter((part) => changes(part.kind))).toEqual(joined.filter((item) => changes(item.kind)));
    }
  });

  it("cuts at words where there are words, and never through a character", () => {
    const parts = onlyDifferences([segment("added", "x"), segment("kept", "🦆".repeat(90)), segment("added", "y")], 10);
    for (const part of parts) if (part.kind === "kept") expect(() => encodeURIComponent(part.text)).not.toThrow();
    expect(onlyDifferences([segment("kept", "short")])).toHaveLength(1);
  });

  it("shows a moved block whole, and the ends of a respelled stretch", () => {
    const block = segment("moved", "a paragraph that moved ".repeat(9), "", 1);
    expect(onlyDifferences([block])).toEqual([block]);
    const parts = onlyDifferences([segment("added", "新"), segment("respelled", "後".repeat(80), "后".repeat(80)), segment("cut", "", "旧")], 10);
    expect(parts.map((part) => part.kind)).toEqual(["added", "respelled", "gap", "respelled", "cut"]);
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
    expect(basePieces(base, [])).toEqual([{ text: base, kept: true, moved: false, addedAfter: false }]);
  });

  it("tells words that moved from words that changed", () => {
    const moved = [segment("moved", "", "one ", 1), segment("kept", "two three"), segment("moved", " one", "", 1), segment("kept", " four")];
    const pieces = basePieces(base, [moved]);
    expect(pieces.map((piece) => [piece.text, piece.kept, piece.moved])).toEqual([["one ", true, true], ["two three", true, false], [" four", true, false]]);
    expect(pieces[1]?.addedAfter).toBe(true);
    expect(basePieces(base, [moved, first]).filter((piece) => !piece.kept).map((piece) => piece.text)).toEqual(["two"]);
    const respelled = [segment("respelled", "ONE", "one"), segment("kept", " two three four")];
    expect(basePieces(base, [respelled])).toEqual([{ text: base, kept: true, moved: false, addedAfter: false }]);
    expect(stripOf(moved)).toEqual([{ kind: "away", begin: 0, end: 4 / 18 }, { kind: "moved", begin: 13 / 18, end: 13 / 18 }]);
    expect(stripOf(respelled)).toEqual([]);
  });

  it("is measured by the strip", () => {
    const strip = stripOf(second);
    expect(strip.map((part) => part.kind)).toEqual(["added", "cut"]);
    expect(strip[1]?.end).toBe(1);
    expect(stripOf([])).toEqual([]);
    expect(countDifferences([...first, ...second])).toEqual({ replaced: 1, added: 1, cut: 1, moved: 0, respelled: 0, rendered: 0 });
    expect(differencesText(second)).toBe("0 replaced, 1 added, 1 cut, 0 moved");
  });

  it("counts a moved block once", () => {
    const segments = [segment("moved", "", "one", 1), segment("kept", " and "), segment("moved", "one", "", 1), segment("respelled", "後", "后")];
    expect(countDifferences(segments)).toEqual({ replaced: 0, added: 0, cut: 0, moved: 1, respelled: 1, rendered: 0 });
    expect(differencesText(segments)).toBe("0 replaced, 0 added, 0 cut, 1 moved, 1 respelled");
  });
});

describe("wordings", () => {
  const witness = (name: string, ...segments: Segment[]) => ({ name, segments });

  it("are listed for each sentence of the base, equal ones once", () => {
    const witnesses = [
      witness("one", segment("rendered", "Hello. ", "你好。"), segment("rendered", "We begin.", "我们开始。")),
      witness("two", segment("rendered", "Hello.", "你好。"), segment("cut", "", "我们开始。")),
      witness("three", segment("cut", "", "你好。"), segment("rendered", "Let us begin.", "我们开始。")),
      witness("base", segment("kept", "你好。我们开始。")),
    ];
    const shown = wordingsOf(witnesses).map(({ base, wordings }) => [base, ...wordings.map((wording) => [wording.text, ...wording.witnesses.map((item) => item.name)])]);
    expect(shown).toEqual([
      ["你好。", ["Hello.", "one", "two"]],
      ["我们开始。", ["We begin.", "one"], ["Let us begin.", "three"]],
    ]);
    expect(joinSegments(witnesses[0]!.segments)).toHaveLength(2);
    expect(differencesText(witnesses[2]!.segments)).toBe("1 rendered, 0 added, 1 left out");
  });
});

describe("words without a counterpart", () => {
  const marked: Segment = { ...segment("rendered", "🦆 We begin, he said.", "𠀀我们开始。"), added: [{ begin: 11, end: 18 }], left_out: [{ begin: 0, end: 1 }] };

  it("are cut out by characters", () => {
    expect(wordPieces(marked.text, marked.added)).toEqual([
      { text: "🦆 We begin,", alone: false },
      { text: " he sai", alone: true },
      { text: "d.", alone: false },
    ]);
    expect(wordPieces("", [])).toEqual([]);
  });

  it("count as added and left out, and vary in the base", () => {
    expect(differencesText([marked])).toBe("1 rendered, 1 added, 1 left out");
    const pieces = basePieces(marked.base_text, [[marked]]);
    expect(pieces.map((piece) => [piece.text, piece.kept])).toEqual([
      ["𠀀", false],
      ["我们开始。", true],
    ]);
  });
});
