/**
 * 2^-p mod q for many candidates q at a time, in Montgomery arithmetic with R = 2^87 on three limbs of
 * 29 bits. A value x stands for x / R.
 *
 * Working down from 2^-p rather than up from 2^p makes the start free: 2^(87 - t) stands for 2^-t,
 * whatever q is, for every t up to 87. And as ⌈p / 2^i⌉ = 2 ⌈p / 2^(i+1)⌉ - d with d = 0 or 1, a
 * squaring and, where d = 1, a doubling lead from one exponent ⌈p / 2^i⌉ to the next, down to p itself.
 * d is 1 where bit i of p - 1 is 0.
 *
 * Nothing is brought below q on the way. `reduce` returns less than x·y / R + 2q, and q < R / 128, so
 * that a value below 5q becomes, squared and doubled, less than 2 (25q / 128 + 2q) < 5q.
 */
import { INDEXES, LIMB_BITS, LIMB_MASK, MAX_INDEXES, base0, base1, base2, step } from "./candidates";

const RADIX_BITS: u32 = 3 * (LIMB_BITS as u32);

/** A candidate for each 32-bit lane of a vector. */
const LANES: u32 = 4;

/**
 * Vectors of candidates that go through a step one after the other. One alone would wait for its own
 * results most of the time; the processor works on the next one meanwhile.
 */
const GROUPS: u32 = 2;
const BATCH: u32 = GROUPS * LANES;

// What is kept of a group: vectors of limbs, in this order.
const X0: usize = 0x00;
const X1: usize = 0x10;
const X2: usize = 0x20;
const Q0: usize = 0x30;
const Q1: usize = 0x40;
const Q2: usize = 0x50;
/** -1/q mod 2^29 */
const DIGIT_FACTOR: usize = 0x60;
/** (q · DIGIT_FACTOR + 1) / 2^29, which has no more bits than q. */
const S0: usize = 0x70;
const S1: usize = 0x80;
const S2: usize = 0x90;
const GROUP_BYTES: usize = 0xa0;
const BATCH_BYTES: usize = (GROUPS as usize) * GROUP_BYTES;
const BATCH_STATE = memory.data(BATCH_BYTES as i32, 16);
const BATCH_STATE_END: usize = BATCH_STATE + BATCH_BYTES;

/** Indexes (u16) of the candidates of the last call that divide 2^p - 1. */
export const HITS = memory.data(MAX_INDEXES * 2, 16);
export let hitCount: u32 = 0;

// How to power: the same for all candidates of an exponent.
let exponentLessOne: u32 = 0;
let squarings: u32 = 0;
let start0: u32 = 0;
let start1: u32 = 0;
let start2: u32 = 0;

/** Prepares for an exponent. */
export function preparePowering(exponent: u32): void {
  exponentLessOne = exponent - 1;
  squarings = 0;
  while (topExponent() > RADIX_BITS) squarings++;
  const bit = (RADIX_BITS - topExponent()) as u64;
  start0 = bit < LIMB_BITS ? 1 << (bit as u32) : 0;
  start1 = bit >= LIMB_BITS && bit < 2 * LIMB_BITS ? 1 << ((bit - LIMB_BITS) as u32) : 0;
  start2 = bit >= 2 * LIMB_BITS ? 1 << ((bit - 2 * LIMB_BITS) as u32) : 0;
}

/** ⌈p / 2^squarings⌉ */
@inline
function topExponent(): u32 {
  return (exponentLessOne >> squarings) + 1;
}

/**
 * Powers the candidates of the current progression with the first `count` of INDEXES. Returns
 * Σ 2^-p mod q, modulo 2^64, and leaves the indexes of those with residue 1 in HITS.
 */
export function powerCandidates(count: u32): u64 {
  hitCount = 0;
  let sum = i64x2.splat(0);
  for (let first: u32 = 0; first < count; first += BATCH) {
    let groupIndexes = INDEXES + 2 * first;
    for (let group = BATCH_STATE; group < BATCH_STATE_END; group += GROUP_BYTES) {
      startGroup(group, v128.load_ext<u16>(groupIndexes));
      groupIndexes += 2 * LANES;
    }
    for (let bit = (squarings as i32) - 1; bit >= 0; bit--) {
      const isDoubling = ((exponentLessOne >> bit) & 1) == 0;
      for (let group = BATCH_STATE; group < BATCH_STATE_END; group += GROUP_BYTES) squareGroup(group, isDoubling);
    }
    // What lanes behind the last candidate have done, on indexes of an earlier call, is masked out.
    let lane = first;
    for (let group = BATCH_STATE; group < BATCH_STATE_END; group += GROUP_BYTES) {
      finishGroup(group);
      const isCandidate = i32x4.gt_s(i32x4.splat(count - lane), i32x4(0, 1, 2, 3));
      sum = i64x2.add(sum, residues(group, isCandidate));
      noteHits(group, isCandidate, INDEXES + 2 * lane);
      lane += LANES;
    }
  }
  return i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1);
}

/** q = base + step · index in three limbs, what `reduce` needs to know of it, and the first value. */
@inline
function startGroup(group: usize, index: v128): void {
  const stepLow = i32x4.splat((step & LIMB_MASK) as i32);
  const stepHigh = i32x4.splat((step >> LIMB_BITS) as i32);
  let column0L = addProductL(i64x2.splat(base0), stepLow, index);
  let column0H = addProductH(i64x2.splat(base0), stepLow, index);
  let column1L = addProductL(i64x2.add(i64x2.splat(base1), carry(column0L)), stepHigh, index);
  let column1H = addProductH(i64x2.add(i64x2.splat(base1), carry(column0H)), stepHigh, index);
  const q0 = lowLimbs(column0L, column0H);
  const q1 = lowLimbs(column1L, column1H);
  const q2 = i32x4.add(i32x4.splat(base2 as i32), lowWords(carry(column1L), carry(column1H)));

  const factor = negativeInverse(q0);
  // Column 0 of q · factor ends in 29 one bits: the 1 that is added only makes its carry one more.
  const one = i64x2.splat(1);
  column0L = i64x2.add(addProductL(carry(productL(q0, factor)), q1, factor), one);
  column0H = i64x2.add(addProductH(carry(productH(q0, factor)), q1, factor), one);
  column1L = addProductL(carry(column0L), q2, factor);
  column1H = addProductH(carry(column0H), q2, factor);

  v128.store(group, q0, Q0);
  v128.store(group, q1, Q1);
  v128.store(group, q2, Q2);
  v128.store(group, factor, DIGIT_FACTOR);
  v128.store(group, lowLimbs(column0L, column0H), S0);
  v128.store(group, lowLimbs(column1L, column1H), S1);
  v128.store(group, lowWords(carry(column1L), carry(column1H)), S2);
  v128.store(group, i32x4.splat(start0), X0);
  v128.store(group, i32x4.splat(start1), X1);
  v128.store(group, i32x4.splat(start2), X2);
}

/** x becomes x² / R, or twice that. */
@inline
function squareGroup(group: usize, isDoubling: bool): void {
  const x0 = v128.load(group, X0);
  const x1 = v128.load(group, X1);
  const x2 = v128.load(group, X2);
  const twice1 = i32x4.add(x1, x1);
  const twice2 = i32x4.add(x2, x2);
  reduce(
    group,
    productL(x0, x0),
    productH(x0, x0),
    productL(x0, twice1),
    productH(x0, twice1),
    addProductL(productL(x0, twice2), x1, x1),
    addProductH(productH(x0, twice2), x1, x1),
    productL(x1, twice2),
    productH(x1, twice2),
    productL(x2, x2),
    productH(x2, x2),
    isDoubling,
  );
}

/** x becomes x / R, which it stands for, between 0 and q - 1. */
@inline
function finishGroup(group: usize): void {
  const x0 = v128.load(group, X0);
  const x1 = v128.load(group, X1);
  const x2 = v128.load(group, X2);
  const zero = i64x2.splat(0);
  reduce(
    group,
    i64x2.extend_low_i32x4_u(x0),
    i64x2.extend_high_i32x4_u(x0),
    i64x2.extend_low_i32x4_u(x1),
    i64x2.extend_high_i32x4_u(x1),
    i64x2.extend_low_i32x4_u(x2),
    i64x2.extend_high_i32x4_u(x2),
    zero,
    zero,
    zero,
    zero,
    false,
  );
  subtractModulus(group);
}

/**
 * Divides x, given in columns of weight 2^(29 c), by R modulo q, and stores it.
 *
 * A digit is taken off the low end three times. The first two digits are simply cut off: a digit d
 * there counts d = d · (q · DIGIT_FACTOR + 1) (mod q), that is d · S after the division by 2^29, so
 * that no factor has to be computed. It makes the result larger than Montgomery's addition of a
 * multiple of q would, by up to q; a third one would be far too large, so the last digit is cleared
 * in Montgomery's way.
 */
@inline
function reduce(
  group: usize,
  column0L: v128,
  column0H: v128,
  column1L: v128,
  column1H: v128,
  column2L: v128,
  column2H: v128,
  column3L: v128,
  column3H: v128,
  column4L: v128,
  column4H: v128,
  isDoubling: bool,
): void {
  const s0 = v128.load(group, S0);
  const s1 = v128.load(group, S1);
  const s2 = v128.load(group, S2);

  let digit = lowLimbs(column0L, column0H);
  column1L = addProductL(i64x2.add(column1L, carry(column0L)), digit, s0);
  column1H = addProductH(i64x2.add(column1H, carry(column0H)), digit, s0);
  column2L = addProductL(column2L, digit, s1);
  column2H = addProductH(column2H, digit, s1);
  column3L = addProductL(column3L, digit, s2);
  column3H = addProductH(column3H, digit, s2);

  digit = lowLimbs(column1L, column1H);
  column2L = addProductL(i64x2.add(column2L, carry(column1L)), digit, s0);
  column2H = addProductH(i64x2.add(column2H, carry(column1H)), digit, s0);
  column3L = addProductL(column3L, digit, s1);
  column3H = addProductH(column3H, digit, s1);
  column4L = addProductL(column4L, digit, s2);
  column4H = addProductH(column4H, digit, s2);

  digit = v128.and(i32x4.mul(lowWords(column2L, column2H), v128.load(group, DIGIT_FACTOR)), limbMask());
  column2L = addProductL(column2L, digit, v128.load(group, Q0));
  column2H = addProductH(column2H, digit, v128.load(group, Q0));
  column3L = addProductL(i64x2.add(column3L, carry(column2L)), digit, v128.load(group, Q1));
  column3H = addProductH(i64x2.add(column3H, carry(column2H)), digit, v128.load(group, Q1));
  column4L = addProductL(i64x2.add(column4L, carry(column3L)), digit, v128.load(group, Q2));
  column4H = addProductH(i64x2.add(column4H, carry(column3H)), digit, v128.load(group, Q2));

  let x0 = lowLimbs(column3L, column3H);
  let x1 = lowLimbs(column4L, column4H);
  let x2 = lowWords(carry(column4L), carry(column4H));
  if (isDoubling) {
    x0 = i32x4.add(x0, x0);
    x1 = i32x4.add(x1, x1);
    x2 = i32x4.add(x2, x2);
  }
  v128.store(group, x0, X0);
  v128.store(group, x1, X1);
  v128.store(group, x2, X2);
}

/**
 * Takes q off the lanes that reach it. `finishGroup` leaves less than 2q + 1; and a multiple of q it
 * cannot leave, as q divides no power of 2. So one subtraction makes the residues exact.
 */
@inline
function subtractModulus(group: usize): void {
  const x0 = v128.load(group, X0);
  const x1 = v128.load(group, X1);
  const x2 = v128.load(group, X2);
  const less0 = i32x4.sub(x0, v128.load(group, Q0));
  const less1 = i32x4.add(i32x4.sub(x1, v128.load(group, Q1)), signOf(less0));
  const less2 = i32x4.add(i32x4.sub(x2, v128.load(group, Q2)), signOf(less1));
  const isBelow = signOf(less2);
  v128.store(group, v128.bitselect(x0, v128.and(less0, limbMask()), isBelow), X0);
  v128.store(group, v128.bitselect(x1, v128.and(less1, limbMask()), isBelow), X1);
  v128.store(group, v128.bitselect(x2, less2, isBelow), X2);
}

/** Sums of a group's residues, modulo 2^64, in two lanes; only of lanes that hold a candidate. */
@inline
function residues(group: usize, isCandidate: v128): v128 {
  const x0 = v128.and(v128.load(group, X0), isCandidate);
  const x1 = v128.and(v128.load(group, X1), isCandidate);
  const x2 = v128.and(v128.load(group, X2), isCandidate);
  return i64x2.add(
    joined(i64x2.extend_low_i32x4_u(x0), i64x2.extend_low_i32x4_u(x1), i64x2.extend_low_i32x4_u(x2)),
    joined(i64x2.extend_high_i32x4_u(x0), i64x2.extend_high_i32x4_u(x1), i64x2.extend_high_i32x4_u(x2)),
  );
}

@inline
function joined(x0: v128, x1: v128, x2: v128): v128 {
  const low = v128.or(x0, i64x2.shl(x1, LIMB_BITS as i32));
  return v128.or(low, i64x2.shl(x2, 2 * (LIMB_BITS as i32)));
}

/** Puts the candidates with residue 1 among the hits. */
@inline
function noteHits(group: usize, isCandidate: v128, indexes: usize): void {
  const rest = v128.or(v128.load(group, X1), v128.load(group, X2));
  const isOne = v128.and(i32x4.eq(v128.load(group, X0), i32x4.splat(1)), i32x4.eq(rest, i32x4.splat(0)));
  let lanes = i32x4.bitmask(v128.and(isOne, isCandidate));
  for (; lanes != 0; lanes &= lanes - 1) {
    store<u16>(HITS + 2 * hitCount, load<u16>(indexes + 2 * ctz(lanes)));
    hitCount++;
  }
}

/** -1/q mod 2^29 for odd q, of which the low limb is given. Each of Newton's steps doubles 5 exact bits. */
@inline
function negativeInverse(q: v128): v128 {
  const two = i32x4.splat(2);
  let x = v128.xor(i32x4.mul(q, i32x4.splat(3)), two);
  x = i32x4.mul(x, i32x4.sub(two, i32x4.mul(q, x)));
  x = i32x4.mul(x, i32x4.sub(two, i32x4.mul(q, x)));
  x = i32x4.mul(x, i32x4.sub(two, i32x4.mul(q, x)));
  return v128.and(i32x4.neg(x), limbMask());
}

// Products of 32-bit lanes have 64 bits, so that four lanes need two vectors: L of lanes 0 and 1, H of
// lanes 2 and 3. Hence the pairs of functions and of lines: there is no vector of twice the length.

@inline
function productL(a: v128, b: v128): v128 {
  return i64x2.extmul_low_i32x4_u(a, b);
}

@inline
function productH(a: v128, b: v128): v128 {
  return i64x2.extmul_high_i32x4_u(a, b);
}

@inline
function addProductL(sum: v128, a: v128, b: v128): v128 {
  return i64x2.add(sum, productL(a, b));
}

@inline
function addProductH(sum: v128, a: v128, b: v128): v128 {
  return i64x2.add(sum, productH(a, b));
}

/** What a column hands on to the next. */
@inline
function carry(column: v128): v128 {
  return i64x2.shr_u(column, LIMB_BITS as i32);
}

/** The low 32 bits of four 64-bit columns. */
@inline
function lowWords(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** The low limbs of four 64-bit columns. */
@inline
function lowLimbs(low: v128, high: v128): v128 {
  return v128.and(lowWords(low, high), limbMask());
}

@inline
function limbMask(): v128 {
  return i32x4.splat(LIMB_MASK as i32);
}

/** -1 in the lanes below 0, else 0. */
@inline
function signOf(lanes: v128): v128 {
  return i32x4.shr_s(lanes, 31);
}
