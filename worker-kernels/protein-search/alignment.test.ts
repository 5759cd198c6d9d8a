import fc from "fast-check";
import { expect, it } from "vitest";
import { type Alignment, bestAlignment } from "./alignment.ts";
import { LETTERS, residuesOf } from "./alphabet.ts";
import { BLOSUM62 } from "./blosum62.ts";
import { localScore } from "./reference.ts";

const SCORING = { gapOpen: 6, gapExtend: 1 };

/** What the lines of an alignment score, added up pair by pair and gap by gap. */
function rescored({ query, sequence }: Alignment): number {
  let score = 0;
  let gap = "";
  for (const [i, a] of Array.from(query).entries()) {
    const b = sequence[i] ?? "";
    const side = a === "-" ? "query" : b === "-" ? "sequence" : "";
    if (side === "") score += BLOSUM62[LETTERS.indexOf(a) * LETTERS.length + LETTERS.indexOf(b)] ?? Number.NaN;
    else score -= side === gap ? SCORING.gapExtend : SCORING.gapOpen;
    gap = side;
  }
  return score;
}

const sequence = fc.uint8Array({ min: 0, max: 19, minLength: 1, maxLength: 60 });

it("is an alignment of the best score, pair by pair, whatever the sequences", () => {
  let gapped = 0;
  const related = fc
    .tuple(sequence, fc.nat(40), fc.nat(12))
    .map(([a, at, cut]) => [a, new Uint8Array([...a.slice(0, at), ...a.slice(at + cut)])] as const);
  fc.assert(
    fc.property(fc.oneof(fc.tuple(sequence, sequence), related), ([a, b]) => {
      const best = localScore(a, b, SCORING);
      const alignment = bestAlignment(a, b, SCORING);
      expect(alignment?.score ?? 0).toBe(best);
      expect(alignment === undefined ? 0 : rescored(alignment)).toBe(best);
      if (alignment?.sequence.includes("-") === true) gapped += 1;
    }),
    { numRuns: 2_000, seed: 20_261_120 },
  );
  expect(gapped).toBeGreaterThan(20);
});

it("reads as one expects of a gap in the middle", () => {
  const alignment = bestAlignment(residuesOf("WWWWWWHHKKWWWWWW"), residuesOf("WWWWWWWWWWWW"), { gapOpen: 5, gapExtend: 1 });
  expect(alignment).toEqual({ score: 12 * 11 - 8, query: "WWWWWWHHKKWWWWWW", middle: "WWWWWW    WWWWWW", sequence: "WWWWWW----WWWWWW" });
});

it("leaves tables that would keep a page busy alone", () => {
  expect(bestAlignment(new Uint8Array(2_000), new Uint8Array(2_000), SCORING)).toBeUndefined();
});
