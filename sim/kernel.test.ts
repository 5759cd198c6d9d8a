import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf, toBase64 } from "../protocol/digest.ts";
import { encodeRow } from "../protocol/layout/row-bytes.ts";
import { certifyClaim, effortful, encodeClaim, encodeInput, lie, poorClaim, truth } from "./kernel.ts";

const seed = 20_261_120;

test("claims and inputs are encoded as the manifest's layouts say", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.nat(2 ** 31), fc.nat(2 ** 31), (y, quality, x) => {
      const bytes = encodeRow(effortful.output, { y: String(y), quality });
      expect(encodeClaim({ y, quality })).toEqual({ output: toBase64(bytes), digest: digestOf(bytes) });
      expect(encodeInput(x)).toBe(toBase64(encodeRow(effortful.input, { x })));
    }),
    { seed },
  );
});

test("a poor claim proves itself as a good one does, and a lie does not", () => {
  const isProved = ({ y, quality }: { y: number; quality: number }) => certifyClaim(effortful, { x: 21 }, { y: String(y), quality });
  expect([truth(21), poorClaim(21), lie(21, 0), lie(21, 5)].map(isProved)).toEqual([true, true, false, false]);
});
