import { describe, expect, it } from "vitest";
import { KNOWN_FACTORS } from "./cases.ts";
import { isCandidate, trialFactor } from "./reference.ts";

describe("the reference", () => {
  it.each(KNOWN_FACTORS)("finds $factor of M$exponent at k = $k", ({ exponent, k, factor }) => {
    expect(2n * k * BigInt(exponent) + 1n).toBe(factor);
    expect(trialFactor({ exponent, kStart: k, kCount: 1n })).toEqual({ factors: [factor], residueSum: 1n });
  });

  it("adds up what every candidate leaves", () => {
    // q = 23, 45, 67, 89: 45 is divisible by 3, 67 = 3 mod 8; of 23 and 89 the residue is 1.
    expect(trialFactor({ exponent: 11, kStart: 1n, kCount: 4n })).toEqual({ factors: [23n, 89n], residueSum: 2n });
    // q = 71: 2^5 · 20 = 640 = 9 · 71 + 1.
    expect(trialFactor({ exponent: 5, kStart: 7n, kCount: 1n })).toEqual({ factors: [], residueSum: 20n });
  });

  it("takes a candidate that is a sieve prime, and none that only one divides", () => {
    expect([7n, 23n, 8191n].every(isCandidate)).toBe(true);
    expect(isCandidate(7n * 23n)).toBe(false);
    expect(isCandidate(8191n * 8191n)).toBe(false);
  });

  it("throws for a unit that the kernel refuses", () => {
    for (const unit of [{ exponent: 4 }, { kStart: 0n }, { kCount: 0n }, { kStart: 2n ** 80n }]) {
      expect(() => trialFactor({ exponent: 67, kStart: 1n, kCount: 1n, ...unit })).toThrow(RangeError);
    }
  });
});
