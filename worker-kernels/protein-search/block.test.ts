import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBlock, encodeBlock } from "./block.ts";

const sequences = fc.array(
  fc.record({ name: fc.string({ unit: "grapheme" }), residues: fc.uint8Array({ minLength: 1, maxLength: 30, max: 23 }) }),
  {
    minLength: 1,
    maxLength: 10,
  },
);

describe("a block", () => {
  it("gives back the sequences it was made of", () => {
    fc.assert(
      fc.property(sequences, (some) => {
        expect(decodeBlock(encodeBlock(some))).toEqual(some);
      }),
    );
  });

  it("is laid out as the format says", () => {
    const block = encodeBlock([
      { name: "a", residues: Uint8Array.of(1, 2, 3) },
      { name: "bc", residues: Uint8Array.of(4) },
    ]);
    // oxfmt-ignore
    expect([...block]).toEqual([
      0x53, 0x45, 0x51, 0x42,  1, 0, 0, 0,  2, 0, 0, 0,  4, 0, 0, 0,  3, 0, 0, 0,
      3, 0, 0, 0,  4, 0, 0, 0,
      1, 0, 0, 0,  3, 0, 0, 0,
      1, 2, 3,  4,
      0x61,  0x62, 0x63,
    ]);
  });

  it.each([
    ["nothing", []],
    ["an empty sequence", [{ name: "a", residues: new Uint8Array() }]],
    ["a residue that is none", [{ name: "a", residues: Uint8Array.of(24) }]],
  ])("is not made of %s", (_, some) => {
    expect(() => encodeBlock(some)).toThrow(RangeError);
  });

  it("is not read from other bytes, or from more or fewer", () => {
    const block = encodeBlock([{ name: "a", residues: Uint8Array.of(1, 2, 3) }]);
    for (const spoilt of [block.subarray(1), block.subarray(0, -1), new Uint8Array([...block, 0]), new Uint8Array()]) {
      expect(() => decodeBlock(spoilt)).toThrow(RangeError);
    }
  });
});
