/**
 * The kernel contract (`../contract.ts`) for trial factoring of 2^p - 1. A unit is worked through
 * class by class and block by block; one block is one piece of budget, on a GPU too. README.md defines
 * the output.
 */
import { candidateHigh, candidateLow, startAtZero } from "./cpu/candidates";
import {
  FACTORS,
  FACTOR_BYTES,
  MAX_FACTORS,
  addResidues,
  factorCount,
  forgetFindings,
  insertFactor,
  residueSum,
  restoreFindings,
} from "./cpu/findings";
import { MAX_BLOCKS, MAX_HITS, RESULT_BYTES, dropSlices, planSlice, takeOldestSlice, writeBinding } from "./cpu/gpu-slices";
import { HITS, hitCount, powerCandidates, preparePowering } from "./cpu/powering";
import { CLASS_COUNT, aimSieve, listSievePrimes, prepareSieve, sieveBlock } from "./cpu/sieve";
import {
  END,
  INPUT,
  INPUT_BYTES,
  Position,
  count,
  endRow,
  exponent,
  originHigh,
  originLow,
  startHigh,
  startLow,
  takeUnit,
} from "./cpu/unit-range";

// Codes of `load`.
const WRONG_CHECKPOINT_LENGTH = 16;
const CHECKPOINT_SPOILT = 17;
const CHECKPOINT_OF_ANOTHER_UNIT = 18;

// Codes of `gpuFold`.
const WRONG_RESULT_LENGTH = 32;
const HIT_OUTSIDE_BLOCK = 33;

// Checkpoint: the input, class i32, row u64, sum u64, count u32, the factors, a checksum u64.
const CHECKPOINT_CLASS: u32 = INPUT_BYTES;
const CHECKPOINT_ROW: u32 = CHECKPOINT_CLASS + 4;
const CHECKPOINT_SUM: u32 = CHECKPOINT_ROW + 8;
const CHECKPOINT_FACTOR_COUNT: u32 = CHECKPOINT_SUM + 8;
const CHECKPOINT_FACTORS: u32 = CHECKPOINT_FACTOR_COUNT + 4;
const CHECKSUM_BYTES: u32 = 8;

const MAX_CHECKPOINT_BYTES: u32 = CHECKPOINT_FACTORS + MAX_FACTORS * FACTOR_BYTES + CHECKSUM_BYTES;

/** The largest thing exchanged is what a slice of a GPU leaves. */
const BUFFER_BYTES: u32 = MAX_BLOCKS * RESULT_BYTES;
const BUFFER = memory.data(BUFFER_BYTES, 16);

/** Candidates that are sieve primes come before the first class. */
const SIEVE_PRIMES: i32 = -1;

/** How far the unit has come: between calls, the next block, which is never empty. */
const done = changetype<Position>(memory.data(offsetof<Position>(), 8));
done.class_ = END;

export function reserve(length: u32): usize {
  return length <= BUFFER_BYTES ? BUFFER : 0;
}

export function buffer(): usize {
  return BUFFER;
}

export function begin(length: u32): i32 {
  done.class_ = END;
  done.row = 0;
  forgetFindings();
  dropSlices();
  const refusal = takeUnit(BUFFER, length);
  if (refusal != 0) return refusal;
  preparePowering(exponent);
  prepareSieve(exponent, originLow, originHigh);
  done.class_ = SIEVE_PRIMES;
  return 0;
}

export function step(budget: i32): i32 {
  for (; budget > 0 && done.class_ != END; budget--) {
    if (done.class_ == SIEVE_PRIMES) {
      startAtZero();
      power(listSievePrimes(exponent, startLow, startHigh, count));
      done.moveToOpenClass(0);
      aim();
    } else {
      powerBlock();
      const class_ = done.class_;
      done.moveToNextBlock();
      // Within a class the sieve goes on by itself.
      if (done.class_ != class_) aim();
    }
  }
  return done.class_ != END ? 1 : 0;
}

export function progress(): f64 {
  if (done.class_ == SIEVE_PRIMES) return 0;
  if (done.class_ == END) return 1;
  return ((done.class_ as f64) + (done.row as f64) / (endRow(done.class_) as f64)) / (CLASS_COUNT as f64);
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
  store<i32>(BUFFER + CHECKPOINT_CLASS, done.class_);
  store<u64>(BUFFER + CHECKPOINT_ROW, done.row);
  store<u64>(BUFFER + CHECKPOINT_SUM, residueSum);
  store<u32>(BUFFER + CHECKPOINT_FACTOR_COUNT, factorCount);
  memory.copy(BUFFER + CHECKPOINT_FACTORS, FACTORS, factorCount * FACTOR_BYTES);
  const checksumAt = CHECKPOINT_FACTORS + factorCount * FACTOR_BYTES;
  store<u64>(BUFFER + checksumAt, checksum(checksumAt));
  return checksumAt + CHECKSUM_BYTES;
}

function resume(length: u32): i32 {
  if (length < CHECKPOINT_FACTORS + CHECKSUM_BYTES || length > MAX_CHECKPOINT_BYTES) return WRONG_CHECKPOINT_LENGTH;
  const savedFactorCount = load<u32>(BUFFER + CHECKPOINT_FACTOR_COUNT);
  if (savedFactorCount > MAX_FACTORS) return WRONG_CHECKPOINT_LENGTH;
  const checksumAt = CHECKPOINT_FACTORS + savedFactorCount * FACTOR_BYTES;
  if (length != checksumAt + CHECKSUM_BYTES) return WRONG_CHECKPOINT_LENGTH;
  // What has the right checksum was saved by this code, so that its position needs no check of its own.
  if (load<u64>(BUFFER + checksumAt) != checksum(checksumAt)) return CHECKPOINT_SPOILT;
  if (memory.compare(BUFFER, INPUT, INPUT_BYTES) != 0) return CHECKPOINT_OF_ANOTHER_UNIT;

  done.class_ = load<i32>(BUFFER + CHECKPOINT_CLASS);
  done.row = load<u64>(BUFFER + CHECKPOINT_ROW);
  restoreFindings(load<u64>(BUFFER + CHECKPOINT_SUM), savedFactorCount, BUFFER + CHECKPOINT_FACTORS);
  dropSlices();
  aim();
  return 0;
}

export function gpuPlan(budget: i32): u32 {
  // The sieve's own primes are too few for a slice, and come first.
  if (done.class_ == SIEVE_PRIMES) step(1);
  return planSlice(done, max(budget, 1));
}

export function gpuFill(binding: u32): u32 {
  return writeBinding(binding, BUFFER);
}

export function gpuFold(length: u32): i32 {
  const blocks = takeOldestSlice();
  if (blocks == 0 || length != blocks * RESULT_BYTES) return WRONG_RESULT_LENGTH;
  let code = 0;
  for (let at = BUFFER; at < BUFFER + length && code == 0; at += RESULT_BYTES) {
    code = foldBlock(at);
    done.moveToNextBlock();
  }
  aim();
  return code;
}

export function gpuDrop(): i32 {
  dropSlices();
  return 0;
}

/** A block with more hits than a result can name is done again here, which only a tiny exponent can ask for. */
function foldBlock(result: usize): i32 {
  const hits = load<u32>(result, 8);
  if (hits > MAX_HITS) {
    aim();
    powerBlock();
    return 0;
  }
  addResidues(load<u64>(result));
  done.aimCandidates();
  for (let hit: u32 = 0; hit < hits; hit++) {
    const row = load<u32>(result + 4 * hit, 12);
    if (row >= done.rows()) return HIT_OUTSIDE_BLOCK;
    insertFactor(candidateLow(row), candidateHigh(row));
  }
  return 0;
}

/** Sets the sieve to where the unit has come to. */
function aim(): void {
  if (done.class_ != SIEVE_PRIMES && done.class_ != END) aimSieve(done.class_, done.row);
}

function powerBlock(): void {
  done.aimCandidates();
  power(sieveBlock(done.rows()));
}

function power(candidates: u32): void {
  addResidues(powerCandidates(candidates));
  for (let hit: u32 = 0; hit < hitCount; hit++) {
    const index = load<u16>(HITS + 2 * hit);
    insertFactor(candidateLow(index), candidateHigh(index));
  }
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
