/**
 * The kernel contract (`../contract.ts`) for trial factoring of 2^p - 1. A unit is worked through
 * class by class and block by block; one block is one piece of budget. README.md defines the output.
 */
import { candidateHigh, candidateLow, startAtCofactor, startAtZero } from "./cpu/candidates";
import { HITS, hitCount, powerCandidates, preparePowering } from "./cpu/powering";
import { BLOCK_ROWS, CLASS_COUNT, aimSieve, isClassOpen, listSievePrimes, prepareSieve, sieveBlock, wideRemainder } from "./cpu/sieve";

// Input: exponent u32, kStart u128, kCount u64.
const INPUT_BYTES: u32 = 28;
/** Keeps every sum of cofactors, relative to the start, far inside 64 bits. */
const MAX_COFACTORS: u64 = 1 << 53;

// Codes of `begin`.
const WRONG_INPUT_LENGTH = 1;
const EXPONENT_NOT_ODD = 2;
const START_IS_ZERO = 3;
const COUNT_OUT_OF_RANGE = 4;
const CANDIDATES_TOO_LARGE = 5;

// Codes of `load`.
const WRONG_CHECKPOINT_LENGTH = 16;
const CHECKPOINT_SPOILT = 17;
const CHECKPOINT_OF_ANOTHER_UNIT = 18;

/**
 * Factors of one unit. A unit with more traps rather than answers wrongly; the product of more than
 * this many different primes above the sieve's would need an exponent and a range never asked for.
 */
const MAX_FACTORS: u32 = 1024;
const FACTOR_BYTES: u32 = 16;

// Checkpoint: the input, class i32, row u64, sum u64, count u32, the factors, a checksum u64.
const CHECKPOINT_CLASS: u32 = INPUT_BYTES;
const CHECKPOINT_ROW: u32 = CHECKPOINT_CLASS + 4;
const CHECKPOINT_SUM: u32 = CHECKPOINT_ROW + 8;
const CHECKPOINT_FACTOR_COUNT: u32 = CHECKPOINT_SUM + 8;
const CHECKPOINT_FACTORS: u32 = CHECKPOINT_FACTOR_COUNT + 4;
const CHECKSUM_BYTES: u32 = 8;

/** The largest thing exchanged is a checkpoint full of factors. */
const BUFFER_BYTES: u32 = CHECKPOINT_FACTORS + MAX_FACTORS * FACTOR_BYTES + CHECKSUM_BYTES;
const BUFFER = memory.data(BUFFER_BYTES, 16);

/** Candidates that are sieve primes come before the first class. */
const SIEVE_PRIMES: i32 = -1;
const END: i32 = CLASS_COUNT;

// The unit. Cofactors are counted from `origin`, the last multiple of 4620 that is not above kStart.
const INPUT = memory.data(INPUT_BYTES, 16);
let exponent: u32 = 0;
let startLow: u64 = 0;
let startHigh: u64 = 0;
let count: u64 = 0;
let originLow: u64 = 0;
let originHigh: u64 = 0;
let startOffset: u64 = 0;

// How far it has come. Between calls, (class_, row) is the next block, which is never empty.
let class_: i32 = END;
let row: u64 = 0;
let residueSum: u64 = 0;
let factorCount: u32 = 0;
/** Ascending; low word, high word. */
const FACTORS = memory.data(MAX_FACTORS * FACTOR_BYTES, 16);

export function reserve(length: u32): usize {
  return length <= BUFFER_BYTES ? BUFFER : 0;
}

export function buffer(): usize {
  return BUFFER;
}

export function begin(length: u32): i32 {
  class_ = END;
  residueSum = 0;
  factorCount = 0;
  if (length != INPUT_BYTES) return WRONG_INPUT_LENGTH;
  memory.copy(INPUT, BUFFER, INPUT_BYTES);
  exponent = load<u32>(INPUT);
  startLow = load<u64>(INPUT, 4);
  startHigh = load<u64>(INPUT, 12);
  count = load<u64>(INPUT, 20);

  if (exponent % 2 == 0 || exponent < 3) return EXPONENT_NOT_ODD;
  if (startLow == 0 && startHigh == 0) return START_IS_ZERO;
  if (count == 0 || count > MAX_COFACTORS) return COUNT_OUT_OF_RANGE;
  const lastLow = startLow + (count - 1);
  const lastHigh = startHigh + (lastLow < startLow ? 1 : 0);
  if (startHigh > lastHigh || !startAtCofactor(exponent, lastLow, lastHigh, 0)) return CANDIDATES_TOO_LARGE;

  startOffset = wideRemainder(startLow, startHigh, CLASS_COUNT);
  originLow = startLow - startOffset;
  originHigh = startHigh - (startLow < startOffset ? 1 : 0);
  preparePowering(exponent);
  prepareSieve(exponent, originLow, originHigh);
  class_ = SIEVE_PRIMES;
  row = 0;
  return 0;
}

export function step(budget: i32): i32 {
  for (; budget > 0 && class_ != END; budget--) {
    if (class_ == SIEVE_PRIMES) {
      startAtZero();
      power(listSievePrimes(exponent, startLow, startHigh, count));
      moveToOpenClass(0);
    } else {
      powerBlock();
    }
  }
  return class_ != END ? 1 : 0;
}

export function progress(): f64 {
  if (class_ == SIEVE_PRIMES) return 0;
  if (class_ == END) return 1;
  return ((class_ as f64) + (row as f64) / (endRow() as f64)) / (CLASS_COUNT as f64);
}

export function finish(): u32 {
  const factorBytes = factorCount * FACTOR_BYTES;
  store<u32>(BUFFER, factorCount);
  memory.copy(BUFFER + 4, FACTORS, factorBytes);
  store<u64>(BUFFER + 4 + factorBytes, residueSum);
  return 4 + factorBytes + 8;
}

export function save(): u32 {
  memory.copy(BUFFER, INPUT, INPUT_BYTES);
  store<i32>(BUFFER + CHECKPOINT_CLASS, class_);
  store<u64>(BUFFER + CHECKPOINT_ROW, row);
  store<u64>(BUFFER + CHECKPOINT_SUM, residueSum);
  store<u32>(BUFFER + CHECKPOINT_FACTOR_COUNT, factorCount);
  memory.copy(BUFFER + CHECKPOINT_FACTORS, FACTORS, factorCount * FACTOR_BYTES);
  const checksumAt = CHECKPOINT_FACTORS + factorCount * FACTOR_BYTES;
  store<u64>(BUFFER + checksumAt, checksum(checksumAt));
  return checksumAt + CHECKSUM_BYTES;
}

function resume(length: u32): i32 {
  if (length < CHECKPOINT_FACTORS + CHECKSUM_BYTES || length > BUFFER_BYTES) return WRONG_CHECKPOINT_LENGTH;
  const savedFactorCount = load<u32>(BUFFER + CHECKPOINT_FACTOR_COUNT);
  if (savedFactorCount > MAX_FACTORS) return WRONG_CHECKPOINT_LENGTH;
  const checksumAt = CHECKPOINT_FACTORS + savedFactorCount * FACTOR_BYTES;
  if (length != checksumAt + CHECKSUM_BYTES) return WRONG_CHECKPOINT_LENGTH;
  // What has the right checksum was saved by this code, so that its position needs no check of its own.
  if (load<u64>(BUFFER + checksumAt) != checksum(checksumAt)) return CHECKPOINT_SPOILT;
  if (memory.compare(BUFFER, INPUT, INPUT_BYTES) != 0) return CHECKPOINT_OF_ANOTHER_UNIT;

  class_ = load<i32>(BUFFER + CHECKPOINT_CLASS);
  row = load<u64>(BUFFER + CHECKPOINT_ROW);
  residueSum = load<u64>(BUFFER + CHECKPOINT_SUM);
  factorCount = savedFactorCount;
  memory.copy(FACTORS, BUFFER + CHECKPOINT_FACTORS, factorCount * FACTOR_BYTES);
  if (class_ != SIEVE_PRIMES && class_ != END) aimSieve(class_, row);
  return 0;
}

function powerBlock(): void {
  const rows = min(endRow() - row, BLOCK_ROWS as u64);
  const offset = (class_ as u64) + row * CLASS_COUNT;
  const firstLow = originLow + offset;
  const firstHigh = originHigh + (firstLow < originLow ? 1 : 0);
  startAtCofactor(exponent, firstLow, firstHigh, CLASS_COUNT);
  power(sieveBlock(rows as u32));
  row += rows;
  if (row == endRow()) moveToOpenClass(class_ + 1);
}

/** Goes to the first block of the first class from `from` up in which there are candidates. */
function moveToOpenClass(from: i32): void {
  for (class_ = from; class_ != END; class_++) {
    row = firstRow();
    if (row < endRow() && isClassOpen(exponent, class_)) return aimSieve(class_, row);
  }
  row = 0;
}

/** The rows of the current class whose cofactors lie in the unit's range: from here … */
function firstRow(): u64 {
  return (class_ as u64) < startOffset ? 1 : 0;
}

/** … up to, but without, this one. */
function endRow(): u64 {
  return (startOffset + count + (CLASS_COUNT - 1) - class_) / CLASS_COUNT;
}

function power(candidates: u32): void {
  residueSum += powerCandidates(candidates);
  for (let hit: u32 = 0; hit < hitCount; hit++) {
    const index = load<u16>(HITS + 2 * hit);
    insertFactor(candidateLow(index), candidateHigh(index));
  }
}

function insertFactor(low: u64, high: u64): void {
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

/** FNV-1a of the buffer's first bytes, against storage that lost or mixed some. */
function checksum(length: u32): u64 {
  let hash: u64 = 0xcbf29ce484222325;
  for (let at: u32 = 0; at < length; at++) {
    hash = (hash ^ load<u8>(BUFFER + at)) * 0x100000001b3;
  }
  return hash;
}

// `load` is also the name of the language's own function for reading memory.
export { resume as load };
