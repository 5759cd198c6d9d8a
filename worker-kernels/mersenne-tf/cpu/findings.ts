/** What the unit has given so far: the factors, and the sum that stands for all residues. */

/**
 * Factors of one unit. A unit with more traps rather than answers wrongly; the product of more than
 * this many different primes above the sieve's would need an exponent and a range never asked for.
 */
export const MAX_FACTORS: u32 = 1024;
export const FACTOR_BYTES: u32 = 16;

export let residueSum: u64 = 0;
export let factorCount: u32 = 0;
/** Ascending; low word, high word. */
export const FACTORS = memory.data(MAX_FACTORS * FACTOR_BYTES, 16);

export function forgetFindings(): void {
  residueSum = 0;
  factorCount = 0;
}

/** Goes on from findings that were saved; `count` is at most MAX_FACTORS. */
export function restoreFindings(sum: u64, count: u32, factors: usize): void {
  residueSum = sum;
  factorCount = count;
  memory.copy(FACTORS, factors, count * FACTOR_BYTES);
}

export function addResidues(sum: u64): void {
  residueSum += sum;
}

/** Factors may come in any order. */
export function insertFactor(low: u64, high: u64): void {
  if (factorCount == MAX_FACTORS) unreachable();
  let at = FACTORS + factorCount * FACTOR_BYTES;
  for (; at > FACTORS && isBelow(low, high, at - FACTOR_BYTES); at -= FACTOR_BYTES) {
    memory.copy(at, at - FACTOR_BYTES, FACTOR_BYTES);
  }
  store<u64>(at, low);
  store<u64>(at, high, 8);
  factorCount++;
}

@inline
function isBelow(low: u64, high: u64, other: usize): bool {
  const otherHigh = load<u64>(other, 8);
  return high < otherHigh || (high == otherHigh && low < load<u64>(other));
}
