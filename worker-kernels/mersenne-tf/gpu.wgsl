// Trial factoring of 2^p - 1 on a GPU: sieve and powering, as README.md defines them. A workgroup takes one block, a
// run of rows of one class: k = first + 4620 · row. What the host module (cpu/gpu-slices.ts) writes and reads is laid
// out alike there.
//
// There are no 64-bit integers here and no high half of a product, so that numbers are kept in limbs of 14 bits: a
// column of twelve products of limbs and some carries stays below 2^32.

const LANES = 64u;
const BLOCK_ROWS = 8192u;
const MARK_WORDS = BLOCK_ROWS / 32u;
const WORDS_PER_LANE = MARK_WORDS / LANES;
/** Hits of one block that are told by row. When there are more, the host computes the block itself. */
const MAX_HITS = 5u;

const LIMB_BITS = 14u;
const LIMB_MASK = 0x3fffu;

/** The same for all blocks of a unit. */
struct Unit {
  exponentLessOne: u32,
  squarings: u32,
  /** Powering starts from 2 to this power, which stands for 2^-⌈p / 2^squarings⌉. */
  startBit: u32,
  primeCount: u32,
  /** From the candidate of one row to that of the next: 2 · p · 4620, which has 46 bits. */
  stepLow: u32,
  stepHigh: u32,
}

/** A prime of the sieve, and what is known of it and the unit. */
struct SievePrime {
  prime: u32,
  /** 4620^-1 modulo the prime. */
  classInverse: u32,
  /** The row of class 0, modulo the prime, whose candidate the prime divides. */
  zeroRow: u32,
  /** 2^32 modulo the prime. */
  wordRemainder: u32,
}

struct Block {
  class_: u32,
  rowLow: u32,
  rowHigh: u32,
  rows: u32,
  /** The candidate of the first row, 80 bits. */
  base0: u32,
  base1: u32,
  base2: u32,
  unused: u32,
}

struct BlockResult {
  sumLow: u32,
  sumHigh: u32,
  /** All hits, also those that are not told. */
  hitCount: u32,
  hitRows: array<u32, MAX_HITS>,
}

/** A number of 84 bits, or six columns that are yet to be carried. */
struct Limbs {
  l0: u32,
  l1: u32,
  l2: u32,
  l3: u32,
  l4: u32,
  l5: u32,
}

@group(0) @binding(0) var<uniform> unit: Unit;
@group(0) @binding(1) var<storage, read> primes: array<SievePrime>;
@group(0) @binding(2) var<storage, read> blocks: array<Block>;
@group(0) @binding(3) var<storage, read_write> results: array<BlockResult>;

/** A bit for each row, 1 where a prime divides or where the block has ended. */
var<workgroup> marks: array<atomic<u32>, MARK_WORDS>;
/** Rows without a mark in the words before this one. */
var<workgroup> survivorsBefore: array<u32, MARK_WORDS>;
var<workgroup> laneSurvivors: array<u32, LANES>;
var<workgroup> laneSums: array<vec2u, LANES>;
var<workgroup> hitCount: atomic<u32>;
var<workgroup> hitRows: array<u32, MAX_HITS>;

@compute @workgroup_size(LANES)
fn factorBlock(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let block = blocks[group.x];
  clearMarks(lane, block.rows);
  workgroupBarrier();
  sieve(lane, block);
  workgroupBarrier();
  countSurvivors(lane);
  workgroupBarrier();
  let survivors = listSurvivors(lane);
  workgroupBarrier();
  laneSums[lane] = powerSurvivors(lane, survivors, block);
  workgroupBarrier();
  if (lane == 0u) {
    writeResult(group.x);
  }
}

// ---- the sieve ------------------------------------------------------------------------------------

fn clearMarks(lane: u32, rows: u32) {
  for (var i = lane; i < MARK_WORDS; i += LANES) {
    let rowsHere = clamp(rows, 32u * i, 32u * i + 32u) - 32u * i;
    // A shift by 32 would be a shift by 0.
    atomicStore(&marks[i], select(0xffffffffu << (rowsHere & 31u), 0u, rowsHere == 32u));
  }
}

/** Lanes take primes in turn, so that those of one round have about equally many rows to mark. */
fn sieve(lane: u32, block: Block) {
  for (var i = lane; i < unit.primeCount; i += LANES) {
    let prime = primes[i].prime;
    for (var row = firstMark(primes[i], block); row < block.rows; row += prime) {
      atomicOr(&marks[row >> 5u], 1u << (row & 31u));
    }
  }
}

/** The first row of the block whose candidate the prime divides. Going one class up moves it down by 1/4620. */
fn firstMark(p: SievePrime, block: Block) -> u32 {
  let rowRemainder = block.rowHigh * p.wordRemainder + block.rowLow % p.prime;
  let passed = (block.class_ * p.classInverse + rowRemainder) % p.prime;
  return select(p.zeroRow + p.prime, p.zeroRow, p.zeroRow >= passed) - passed;
}

fn survivorsIn(word: u32) -> u32 {
  return 32u - countOneBits(atomicLoad(&marks[word]));
}

fn countSurvivors(lane: u32) {
  var count = 0u;
  for (var i = 0u; i < WORDS_PER_LANE; i++) {
    count += survivorsIn(lane * WORDS_PER_LANE + i);
  }
  laneSurvivors[lane] = count;
}

/** Counts, for the lane's words, the survivors before each; returns how many there are in all. */
fn listSurvivors(lane: u32) -> u32 {
  var before = 0u;
  var all = 0u;
  for (var i = 0u; i < LANES; i++) {
    before += select(0u, laneSurvivors[i], i < lane);
    all += laneSurvivors[i];
  }
  for (var i = 0u; i < WORDS_PER_LANE; i++) {
    let word = lane * WORDS_PER_LANE + i;
    survivorsBefore[word] = before;
    before += survivorsIn(word);
  }
  return all;
}

/** The row of the n-th survivor, counted from 0. */
fn survivorRow(n: u32) -> u32 {
  var word = 0u;
  for (var half = MARK_WORDS / 2u; half > 0u; half >>= 1u) {
    word += select(0u, half, survivorsBefore[word + half] <= n);
  }
  var unmarked = ~atomicLoad(&marks[word]);
  for (var skip = n - survivorsBefore[word]; skip > 0u; skip--) {
    unmarked &= unmarked - 1u;
  }
  return 32u * word + countTrailingZeros(unmarked);
}

// ---- the candidates ---------------------------------------------------------------------------------

/** Powers every 64th survivor, notes hits, and returns the sum of the residues modulo 2^64. */
fn powerSurvivors(lane: u32, survivors: u32, block: Block) -> vec2u {
  let base = limbsOf(block.base0, block.base1, block.base2);
  let step = limbsOf(unit.stepLow, unit.stepHigh, 0u);
  var sum = vec2u(0u);
  for (var n = lane; n < survivors; n += LANES) {
    let row = survivorRow(n);
    let residue = power(candidate(base, step, row));
    sum = add64(sum, low64(residue));
    if (isOne(residue)) {
      noteHit(row);
    }
  }
  return sum;
}

/** q = base + step · row. A row has 13 bits and the step four limbs, so that no column reaches 2^28. */
fn candidate(base: Limbs, step: Limbs, row: u32) -> Limbs {
  return carried(Limbs(
    base.l0 + step.l0 * row,
    base.l1 + step.l1 * row,
    base.l2 + step.l2 * row,
    base.l3 + step.l3 * row,
    base.l4,
    base.l5,
  ));
}

fn limbsOf(word0: u32, word1: u32, word2: u32) -> Limbs {
  return Limbs(
    word0 & LIMB_MASK,
    (word0 >> 14u) & LIMB_MASK,
    ((word0 >> 28u) | (word1 << 4u)) & LIMB_MASK,
    (word1 >> 10u) & LIMB_MASK,
    ((word1 >> 24u) | (word2 << 8u)) & LIMB_MASK,
    word2 >> 6u,
  );
}

fn low64(x: Limbs) -> vec2u {
  return vec2u(x.l0 | (x.l1 << 14u) | (x.l2 << 28u), (x.l2 >> 4u) | (x.l3 << 10u) | (x.l4 << 24u));
}

fn isOne(x: Limbs) -> bool {
  return x.l0 == 1u && (x.l1 | x.l2 | x.l3 | x.l4 | x.l5) == 0u;
}

fn add64(a: vec2u, b: vec2u) -> vec2u {
  let low = a.x + b.x;
  return vec2u(low, a.y + b.y + select(0u, 1u, low < a.x));
}

/** In whatever order the lanes come: the host sorts. */
fn noteHit(row: u32) {
  let at = atomicAdd(&hitCount, 1u);
  if (at < MAX_HITS) {
    hitRows[at] = row;
  }
}

fn writeResult(group: u32) {
  var sum = vec2u(0u);
  for (var i = 0u; i < LANES; i++) {
    sum = add64(sum, laneSums[i]);
  }
  let hits = atomicLoad(&hitCount);
  results[group].sumLow = sum.x;
  results[group].sumHigh = sum.y;
  results[group].hitCount = hits;
  for (var i = 0u; i < min(hits, MAX_HITS); i++) {
    results[group].hitRows[i] = hitRows[i];
  }
}

// ---- powering, in Montgomery arithmetic with R = 2^84 -----------------------------------------------

/**
 * 2^-p mod q. The start and the squarings are those of cpu/powering.ts, which says why; only R is another one.
 *
 * Nothing is brought below q on the way. `reduced` returns less than x / R + q, and q < R / 16, so that a value below
 * 4q becomes, squared and doubled, less than 2 (16q / 16 + q) = 4q. The last reduction is of a value below R, and so
 * leaves at most q; and q itself it cannot leave, as q divides no power of 2.
 */
fn power(q: Limbs) -> Limbs {
  let digitFactor = negativeInverse(q.l0);
  var x = powerOfTwo(unit.startBit);
  for (var i = unit.squarings; i > 0u; i--) {
    let isDoubling = ((unit.exponentLessOne >> (i - 1u)) & 1u) ^ 1u;
    x = shifted(squaredAndReduced(x, q, digitFactor), isDoubling);
  }
  return reduced(x, Limbs(0u, 0u, 0u, 0u, 0u, 0u), q, digitFactor);
}

fn powerOfTwo(bit: u32) -> Limbs {
  let limb = bit / LIMB_BITS;
  let value = 1u << (bit % LIMB_BITS);
  return Limbs(
    select(0u, value, limb == 0u),
    select(0u, value, limb == 1u),
    select(0u, value, limb == 2u),
    select(0u, value, limb == 3u),
    select(0u, value, limb == 4u),
    select(0u, value, limb == 5u),
  );
}

fn squaredAndReduced(x: Limbs, q: Limbs, digitFactor: u32) -> Limbs {
  let low = Limbs(
    x.l0 * x.l0,
    2u * (x.l0 * x.l1),
    2u * (x.l0 * x.l2) + x.l1 * x.l1,
    2u * (x.l0 * x.l3 + x.l1 * x.l2),
    2u * (x.l0 * x.l4 + x.l1 * x.l3) + x.l2 * x.l2,
    2u * (x.l0 * x.l5 + x.l1 * x.l4 + x.l2 * x.l3),
  );
  let high = Limbs(
    2u * (x.l1 * x.l5 + x.l2 * x.l4) + x.l3 * x.l3,
    2u * (x.l2 * x.l5 + x.l3 * x.l4),
    2u * (x.l3 * x.l5) + x.l4 * x.l4,
    2u * (x.l4 * x.l5),
    x.l5 * x.l5,
    0u,
  );
  return reduced(low, high, q, digitFactor);
}

/** Twelve columns divided by R modulo q. */
fn reduced(low: Limbs, high: Limbs, q: Limbs, digitFactor: u32) -> Limbs {
  var x = withoutDigit(low, high.l0, q, digitFactor);
  x = withoutDigit(x, high.l1, q, digitFactor);
  x = withoutDigit(x, high.l2, q, digitFactor);
  x = withoutDigit(x, high.l3, q, digitFactor);
  x = withoutDigit(x, high.l4, q, digitFactor);
  x = withoutDigit(x, high.l5, q, digitFactor);
  return carried(x);
}

/** Adds the multiple of q that clears the lowest limb, and shifts it out; `next` comes in at the top. */
fn withoutDigit(x: Limbs, next: u32, q: Limbs, digitFactor: u32) -> Limbs {
  let m = (x.l0 * digitFactor) & LIMB_MASK;
  let carry = (x.l0 + m * q.l0) >> LIMB_BITS;
  return Limbs(x.l1 + m * q.l1 + carry, x.l2 + m * q.l2, x.l3 + m * q.l3, x.l4 + m * q.l4, x.l5 + m * q.l5, next);
}

/** -1/q mod 2^14 for odd q, of which the low limb is given. Each of Newton's steps doubles 5 exact bits. */
fn negativeInverse(q: u32) -> u32 {
  var x = (3u * q) ^ 2u;
  x *= 2u - q * x;
  x *= 2u - q * x;
  return (0u - x) & LIMB_MASK;
}

/** Brings columns down to limbs. */
fn carried(x: Limbs) -> Limbs {
  let l1 = x.l1 + (x.l0 >> LIMB_BITS);
  let l2 = x.l2 + (l1 >> LIMB_BITS);
  let l3 = x.l3 + (l2 >> LIMB_BITS);
  let l4 = x.l4 + (l3 >> LIMB_BITS);
  let l5 = x.l5 + (l4 >> LIMB_BITS);
  return Limbs(x.l0 & LIMB_MASK, l1 & LIMB_MASK, l2 & LIMB_MASK, l3 & LIMB_MASK, l4 & LIMB_MASK, l5);
}

/** x · 2^bits, for 0 or 1 bit. */
fn shifted(x: Limbs, bits: u32) -> Limbs {
  let out = LIMB_BITS - bits;
  return Limbs(
    (x.l0 << bits) & LIMB_MASK,
    ((x.l1 << bits) & LIMB_MASK) | (x.l0 >> out),
    ((x.l2 << bits) & LIMB_MASK) | (x.l1 >> out),
    ((x.l3 << bits) & LIMB_MASK) | (x.l2 >> out),
    ((x.l4 << bits) & LIMB_MASK) | (x.l3 >> out),
    (x.l5 << bits) | (x.l4 >> out),
  );
}
