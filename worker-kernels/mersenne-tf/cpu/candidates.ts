/**
 * The numbers q that are tested come in arithmetic progressions: q = base + step · index. A base may
 * have 80 bits, so it is kept in limbs. The sieve writes indexes, the powering reads them.
 */

/** Indexes of one call of the powering at most; they are also below this. */
export const MAX_INDEXES: u32 = 8192;

/** Room behind a full list of indexes, as the powering reads whole batches. */
const PADDING_INDEXES: u32 = 16;

/** Indexes (u16) of the candidates to power. */
export const INDEXES = memory.data((MAX_INDEXES + PADDING_INDEXES) * 2, 16);

/**
 * Bits of a limb. Three limbs hold the 87 bits that the powering works in, and 29 is small enough
 * that a few products of limbs, some of them doubled, and a carry still fit in 64 bits.
 */
export const LIMB_BITS: u64 = 29;
export const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/** Candidates stay below 2^80, which is R / 128 of the powering. */
const MAX_CANDIDATE_BITS: u64 = 80;

// The progression now being tested.
export let base0: u64 = 0;
export let base1: u64 = 0;
export let base2: u64 = 0;
export let step: u64 = 0;

/** Progression q = index, for candidates that are small enough to be their own index. */
export function startAtZero(): void {
  base0 = base1 = base2 = 0;
  step = 1;
}

/**
 * Progression of q = 2kp + 1 with k = first + stride · index, where `first` is given as two words.
 * Returns false, and sets nothing, when the first candidate is not below 2^80.
 */
export function startAtCofactor(exponent: u32, firstLow: u64, firstHigh: u64, stride: u32): bool {
  if (firstHigh >> (MAX_CANDIDATE_BITS - 64) != 0) return false;
  const k0 = firstLow & LIMB_MASK;
  const k1 = (firstLow >> LIMB_BITS) & LIMB_MASK;
  const k2 = (firstLow >> (2 * LIMB_BITS)) | (firstHigh << (64 - 2 * LIMB_BITS));

  const twice = 2 * (exponent as u64);
  const p0 = twice & LIMB_MASK;
  const p1 = twice >> LIMB_BITS; // at most 4 bits

  const column0 = k0 * p0 + 1;
  const column1 = k0 * p1 + k1 * p0 + (column0 >> LIMB_BITS);
  const column2 = k1 * p1 + k2 * p0 + (column1 >> LIMB_BITS);
  const isTooLong = k2 * p1 != 0 || column2 >> (MAX_CANDIDATE_BITS - 2 * LIMB_BITS) != 0;
  if (isTooLong) return false;

  base0 = column0 & LIMB_MASK;
  base1 = column1 & LIMB_MASK;
  base2 = column2;
  step = twice * stride;
  return true;
}

/** Low 64 bits of the candidate with this index. */
export function candidateLow(index: u32): u64 {
  return low58(index) | (high(index) << (2 * LIMB_BITS));
}

/** The bits of the candidate with this index from 2^64 up. */
export function candidateHigh(index: u32): u64 {
  return high(index) >> (64 - 2 * LIMB_BITS);
}

// step < 2^46 and index < 2^13, so that the sum stays below 2^60.
@inline
function unreduced58(index: u32): u64 {
  return (base0 | (base1 << LIMB_BITS)) + step * index;
}

@inline
function low58(index: u32): u64 {
  return unreduced58(index) & ((1 << (2 * LIMB_BITS)) - 1);
}

@inline
function high(index: u32): u64 {
  return base2 + (unreduced58(index) >> (2 * LIMB_BITS));
}
