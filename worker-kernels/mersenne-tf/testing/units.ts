/** Units for tests: anywhere in the allowed range, and most often where something changes. */
import fc from "fast-check";
import type { Row } from "../../../protocol/layout/layout.ts";
import { CANDIDATE_LIMIT, type FactoringOutput, type FactoringUnit, SIEVE_LIMIT } from "../reference.ts";

export const rowOf = ({ exponent, kStart, kCount }: FactoringUnit): Row => ({ exponent, kStart: String(kStart), kCount: String(kCount) });
export const outputRowOf = ({ factors, residueSum }: FactoringOutput): Row => ({
  factors: factors.map(String),
  residueSum: String(residueSum),
});

/** The largest k of which the candidate is in range. */
export const lastCofactor = (exponent: number): bigint => (CANDIDATE_LIMIT - 2n) / (2n * BigInt(exponent));

/** The unit of `kCount` cofactors around one, pushed inside the allowed range. */
export function unitAround(exponent: number, k: bigint, kCount: bigint): FactoringUnit {
  const latest = lastCofactor(exponent) - kCount + 1n;
  const wanted = k - kCount / 2n;
  return { exponent, kStart: wanted < 1n ? 1n : wanted > latest ? latest : wanted, kCount };
}

const odd = (range: { min: number; max: number }): fc.Arbitrary<number> => fc.integer(range).map((n) => n * 2 + 1);
const exponents = fc.oneof(
  odd({ min: 1, max: 100 }),
  odd({ min: 1, max: SIEVE_LIMIT }),
  odd({ min: 1, max: 2 ** 31 - 1 }),
  // Where the number of squarings, or the limb in which powering starts, changes; multiples of many sieve primes.
  fc.constantFrom(43, 45, 57, 59, 85, 87, 89, 173, 175, 2 ** 31 - 1, 2 ** 31 + 1, 2 ** 32 - 1, 3 * 5 * 7 * 11 * 13, 9973 * 13),
);
const LIMB_BITS = 29;
/** Cofactors at which k or q fills one limb, two, a 64-bit word or all there is, and any others. */
const cofactors = (exponent: number): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.constantFrom(1n, lastCofactor(exponent)),
    fc.constantFrom(28, LIMB_BITS, 56, 2 * LIMB_BITS, 64).map((bits) => 2n ** BigInt(bits)),
    // A start whose multiple of 4620 below it lies in the word before.
    fc.constant(2n ** 64n + 1_000n),
    fc.constantFrom(LIMB_BITS, 2 * LIMB_BITS, 64, 79).map((bits) => 2n ** BigInt(bits) / (2n * BigInt(exponent))),
    fc.nat(80).chain((bits) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) })),
  );
/** Units of so many cofactors. */
export const unitsOf = (kCounts: fc.Arbitrary<bigint>): fc.Arbitrary<FactoringUnit> =>
  exponents.chain((exponent) => fc.tuple(cofactors(exponent), kCounts).map(([k, kCount]) => unitAround(exponent, k, kCount)));
export const unitsUpTo = (maxCount: bigint): fc.Arbitrary<FactoringUnit> => unitsOf(fc.bigInt({ min: 1n, max: maxCount }));
