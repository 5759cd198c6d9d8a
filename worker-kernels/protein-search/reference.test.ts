import { describe, expect, it } from "vitest";
import { residuesOf } from "./alphabet.ts";
import { KNOWN_SCORES } from "./cases.ts";
import { digestOf, localScore, search } from "./reference.ts";

describe("the reference", () => {
  it.each(KNOWN_SCORES)("scores $name", ({ query, sequence, scoring, score }) => {
    expect(localScore(residuesOf(query), residuesOf(sequence), scoring)).toBe(score);
    expect(localScore(residuesOf(sequence), residuesOf(query), scoring)).toBe(score);
  });

  it("lists the best first, of equal ones the first of the block, and nothing that scores 0", () => {
    const sequences = ["A", "W", "WW", "C", "W"].map(residuesOf);
    const output = search(residuesOf("WW"), sequences, 4, { gapOpen: 11, gapExtend: 1 });
    expect(output).toMatchObject({ bestScore: 22, hitIndexes: [2, 1, 4], hitScores: [22, 11, 11] });
    expect(output.scoreDigest).toBe(digestOf([0, 11, 22, 0, 11]));
  });

  it("has the digest that FNV-1a gives the bytes", () => {
    // Of "foob" and of nothing, from the test vectors of the FNV draft, draft-eastlake-fnv.
    expect(digestOf([0x62_6f_6f_66])).toBe(0xdd_12_0e_79_0c_25_12_afn);
    expect(digestOf([])).toBe(0xcb_f2_9c_e4_84_22_23_25n);
  });
});
