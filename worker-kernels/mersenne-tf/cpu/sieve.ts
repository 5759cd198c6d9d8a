/**
 * Which candidates are worth powering. Cofactors k are split into residue classes modulo 4620: in a
 * class, q mod 8 and q mod 3, 5, 7, 11 are all settled, and most classes fall away as a whole. What is
 * left of a class is a sequence of rows, k = origin + class + 4620 · row, sieved block by block by the
 * other small primes. What is sieved away is part of the kernel's definition (see README.md).
 */

import { INDEXES, MAX_INDEXES } from "./candidates";

/** 4 · 3 · 5 · 7 · 11. The 4 stands for q mod 8: q = 2kp + 1, so that k mod 4 decides it. */
export const CLASS_COUNT: u32 = 4620;

/** Odd primes below this take part in the sieve. README.md says why it is not another number. */
const SIEVE_LIMIT: u32 = 8192;

/** Rows of a block: marks of all sieve primes fall into it, and it fits the first-level cache. */
export const BLOCK_ROWS: u32 = MAX_INDEXES;

/** First of the primes that are not settled by the class. */
const FIRST_SIEVE_PRIME: u32 = 13;

/** There are 1,023 primes from 13 up to 8192. */
const MAX_SIEVE_PRIMES = 1024;

const VECTOR_BYTES: u32 = 16;

// One entry for each prime that can divide a candidate: the primes that divide the exponent cannot.
const PRIMES = memory.data(MAX_SIEVE_PRIMES * 4, 16);
/** 4620^-1 modulo the prime. */
const CLASS_INVERSES = memory.data(MAX_SIEVE_PRIMES * 4, 16);
/** The row of class 0, modulo the prime, whose candidate the prime divides. */
const ZERO_ROWS = memory.data(MAX_SIEVE_PRIMES * 4, 16);
/** The next row, counted from the start of the next block, whose candidate the prime divides. */
const NEXT_ROWS = memory.data(MAX_SIEVE_PRIMES * 4, 16);
let primeBytes: usize = 0;

/** A byte for each row of the block, 1 where a prime divides; and a vector more, for the scan's end. */
const MARKS = memory.data(BLOCK_ROWS + VECTOR_BYTES, 16);

/** Composite flags of the integers below the limit, made once. */
const COMPOSITES = memory.data(SIEVE_LIMIT, 16);
let hasComposites = false;

/** Whether any candidate of the class can survive. */
export function isClassOpen(exponent: u32, class_: u32): bool {
  const q = 2 * (exponent as u64) * class_ + 1;
  const mod8 = q % 8;
  return (mod8 == 1 || mod8 == 7) && q % 3 != 0 && q % 5 != 0 && q % 7 != 0 && q % 11 != 0;
}

/** Sets the sieve to an exponent and to the cofactor of class 0, row 0, which is a multiple of 4620. */
export function prepareSieve(exponent: u32, originLow: u64, originHigh: u64): void {
  findComposites();
  primeBytes = 0;
  for (let prime = FIRST_SIEVE_PRIME; prime < SIEVE_LIMIT; prime += 2) {
    if (isComposite(prime) || exponent % prime == 0) continue;
    // q = 2kp + 1 is divisible by the prime exactly where k = -1/(2p).
    const zeroCofactor = prime - inverse((2 * (exponent as u64)) % prime, prime);
    const distance = zeroCofactor + prime - wideRemainder(originLow, originHigh, prime);
    const classInverse = inverse(CLASS_COUNT % prime, prime);
    store<u32>(PRIMES + primeBytes, prime);
    store<u32>(CLASS_INVERSES + primeBytes, classInverse);
    store<u32>(ZERO_ROWS + primeBytes, (distance * classInverse) % prime);
    primeBytes += 4;
  }
}

export function sievePrimeCount(): u32 {
  return (primeBytes / 4) as u32;
}

/** Writes what the shader needs of each prime, laid out as its struct is; returns the bytes written. */
export function writeSievePrimes(target: usize): u32 {
  let end = target;
  for (let at: usize = 0; at < primeBytes; at += 4, end += 16) {
    const prime = load<u32>(PRIMES + at);
    store<u32>(end, prime);
    store<u32>(end, load<u32>(CLASS_INVERSES + at), 4);
    store<u32>(end, load<u32>(ZERO_ROWS + at), 8);
    store<u32>(end, ((1 as u64) << 32) % prime, 12);
  }
  return (end - target) as u32;
}

/** Sets the sieve to the block of a class that begins at a row. */
export function aimSieve(class_: u32, row: u64): void {
  for (let at: usize = 0; at < primeBytes; at += 4) {
    const prime = load<u32>(PRIMES + at);
    // Going one class up moves the divisible row down by 1/4620.
    const passed = (class_ * load<u32>(CLASS_INVERSES + at) + ((row % prime) as u32)) % prime;
    const zeroRow = load<u32>(ZERO_ROWS + at);
    store<u32>(NEXT_ROWS + at, zeroRow >= passed ? zeroRow - passed : zeroRow + prime - passed);
  }
}

/** Sieves the block aimed at, leaves its survivors in INDEXES, aims at the next; returns their count. */
export function sieveBlock(rows: u32): u32 {
  memory.fill(MARKS, 0, rows);
  for (let at: usize = 0; at < primeBytes; at += 4) {
    const prime = load<u32>(PRIMES + at);
    let row = load<u32>(NEXT_ROWS + at);
    for (; row < rows; row += prime) store<u8>(MARKS + row, 1);
    store<u32>(NEXT_ROWS + at, row - rows);
  }
  return collectSurvivors(rows);
}

function collectSurvivors(rows: u32): u32 {
  memory.fill(MARKS + rows, 1, VECTOR_BYTES);
  let end = INDEXES;
  for (let row: u32 = 0; row < rows; row += VECTOR_BYTES) {
    let unmarked = i8x16.bitmask(i8x16.eq(v128.load(MARKS + row), i8x16.splat(0)));
    for (; unmarked != 0; unmarked &= unmarked - 1) {
      store<u16>(end, row + ctz(unmarked));
      end += 2;
    }
  }
  return ((end - INDEXES) >> 1) as u32;
}

/**
 * A candidate that is itself a sieve prime would be sieved away by itself, so these are listed apart:
 * every odd prime q below the limit with q = 2kp + 1, q = ±1 mod 8 and k in [first, first + count).
 * Leaves them in INDEXES and returns their count.
 */
export function listSievePrimes(exponent: u32, firstLow: u64, firstHigh: u64, count: u64): u32 {
  if (firstHigh != 0) return 0;
  const twice = 2 * (exponent as u64);
  let found: u32 = 0;
  for (let q = twice + 1; q < SIEVE_LIMIT; q += twice) {
    const cofactor = (q - 1) / twice;
    const isInRange = cofactor >= firstLow && cofactor - firstLow < count;
    if (!isInRange || isComposite(q as u32) || !(q % 8 == 1 || q % 8 == 7)) continue;
    store<u16>(INDEXES + 2 * found, q as u16);
    found++;
  }
  return found;
}

@inline
function isComposite(n: u32): bool {
  return load<u8>(COMPOSITES + n) != 0;
}

function findComposites(): void {
  if (hasComposites) return;
  for (let factor: u32 = 2; factor * factor < SIEVE_LIMIT; factor++) {
    for (let n = factor * factor; n < SIEVE_LIMIT; n += factor) store<u8>(COMPOSITES + n, 1);
  }
  hasComposites = true;
}

/** (2^64 · high + low) mod divisor, for divisors below 2^16 and high below 2^16. */
export function wideRemainder(low: u64, high: u64, divisor: u32): u32 {
  const wordRemainder = (u64.MAX_VALUE % divisor) + 1; // 2^64, up to a multiple of the divisor
  return ((high * wordRemainder + (low % divisor)) % divisor) as u32;
}

/** Inverse modulo a prime below 2^16, by Fermat's little theorem. */
function inverse(value: u64, prime: u32): u32 {
  let result: u64 = 1;
  for (let exponent = prime - 2; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = (result * value) % prime;
    value = (value * value) % prime;
  }
  return result as u32;
}
