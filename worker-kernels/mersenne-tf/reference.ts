/**
 * What a unit's output is, as plainly as it can be said. Every other implementation of this kernel
 * must give the same; README.md says the same in words. Slow: for ranges of thousands of k.
 */

export interface FactoringUnit {
  /** Odd, from 3 to 2^32 - 1. */
  readonly exponent: number;
  /** From 1. */
  readonly kStart: bigint;
  /** From 1 to 2^53. */
  readonly kCount: bigint;
}

export interface FactoringOutput {
  readonly factors: readonly bigint[];
  readonly residueSum: bigint;
}

/** Odd primes below this sieve the candidates. */
export const SIEVE_LIMIT = 8192;

/** Every candidate must be below this. */
export const CANDIDATE_LIMIT = 2n ** 80n;

const SIEVE_PRIMES = oddPrimesBelow(SIEVE_LIMIT);

/** The output of a unit. Throws a `RangeError` for a unit that the kernel must refuse. */
export function trialFactor(unit: FactoringUnit): FactoringOutput {
  checkUnit(unit);
  const exponent = BigInt(unit.exponent);
  const factors: bigint[] = [];
  let residueSum = 0n;
  for (let k = unit.kStart; k < unit.kStart + unit.kCount; k++) {
    const q = 2n * k * exponent + 1n;
    if (!isCandidate(q)) continue;
    const half = (q + 1n) / 2n; // 2^-1 mod q
    const residue = power(half, exponent, q);
    residueSum = BigInt.asUintN(64, residueSum + residue);
    if (residue === 1n) factors.push(q);
  }
  return { factors, residueSum };
}

/** Whether q is powered: q = ±1 mod 8, and no sieve prime divides it, unless q is that prime itself. */
export function isCandidate(q: bigint): boolean {
  const mod8 = q % 8n;
  return (mod8 === 1n || mod8 === 7n) && SIEVE_PRIMES.every((prime) => q % prime !== 0n || q === prime);
}

function checkUnit({ exponent, kStart, kCount }: FactoringUnit): void {
  const isExponentFine = Number.isInteger(exponent) && exponent % 2 === 1 && exponent >= 3 && exponent < 2 ** 32;
  if (!isExponentFine) throw new RangeError(`exponent ${exponent} is not an odd number from 3 to 2^32 - 1`);
  if (kStart < 1n) throw new RangeError(`kStart ${kStart} is below 1`);
  if (kCount < 1n || kCount > 2n ** 53n) throw new RangeError(`kCount ${kCount} is not from 1 to 2^53`);
  const last = 2n * (kStart + kCount - 1n) * BigInt(exponent) + 1n;
  if (last >= CANDIDATE_LIMIT) throw new RangeError(`the last candidate ${last} is not below 2^80`);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if (bits & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function oddPrimesBelow(limit: number): bigint[] {
  const primes: number[] = [];
  for (let n = 3; n < limit; n += 2) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes.map(BigInt);
}
