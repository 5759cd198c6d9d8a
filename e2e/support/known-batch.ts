/** A batch in which every factor is known beforehand, in units long enough to be interrupted. */
import { KNOWN_FACTORS } from "../../worker-kernels/mersenne-tf/cases.ts";

/** One unit around each known factor of these exponents; several have their k past 2^56 and past 2^64. */
const EXPONENTS = new Set([67, 101, 113, 137, 149, 157, 163, 173]);

/** The known factor lies this far into its unit. */
const LEAD = 40_000_000n;

export interface KnownUnit {
  readonly exponent: number;
  readonly kStart: bigint;
  readonly kCount: bigint;
  /** Every known factor of the unit's range, ascending, in decimal. */
  readonly factors: readonly string[];
}

/** Units of the given length; the first `long` of them are six times as long. */
export function knownUnits(kCount: bigint, long: number): KnownUnit[] {
  const aims = KNOWN_FACTORS.filter(({ exponent, k }) => EXPONENTS.has(exponent) && k > LEAD);
  return aims.map(({ exponent, k }, i) => {
    const range = { exponent, kStart: k - LEAD, kCount: i < long ? 6n * kCount : kCount };
    return { ...range, factors: factorsIn(range) };
  });
}

function factorsIn({ exponent, kStart, kCount }: Omit<KnownUnit, "factors">): string[] {
  return KNOWN_FACTORS.filter((known) => known.exponent === exponent && known.k >= kStart && known.k < kStart + kCount)
    .toSorted((a, b) => Number(a.k - b.k))
    .map(({ factor }) => factor.toString());
}

export const toRow = ({ exponent, kStart, kCount }: KnownUnit): string => `${exponent},${kStart},${kCount}`;
