/**
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, 2011): a pure function from a key and a counter to
 * 64 random bits, so that any draw of a unit can be made without the ones before it.
 */

const ROUNDS = 20;
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const KEY_PARITY = 0x1bd1_1bda;
/** Rounds after which the key is mixed in again. */
const INJECTION_ROUNDS = 4;

export type Words = readonly [first: number, second: number];

/** The two words for a counter under a key. All are 32 bits, unsigned. */
export function threefry2x32(counter: Words, key: Words): Words {
  const keys = [key[0], key[1], (KEY_PARITY ^ key[0] ^ key[1]) >>> 0];
  const keyAt = (index: number): number => keys[index % keys.length] ?? 0;
  let first = counter[0] + keyAt(0);
  let second = counter[1] + keyAt(1);
  for (let round = 0; round < ROUNDS; round++) {
    first = (first + second) >>> 0;
    second = (rotatedLeft(second, ROTATIONS[round % ROTATIONS.length] ?? 0) ^ first) >>> 0;
    if ((round + 1) % INJECTION_ROUNDS !== 0) continue;
    const injection = (round + 1) / INJECTION_ROUNDS;
    first = (first + keyAt(injection)) >>> 0;
    second = (second + keyAt(injection + 1) + injection) >>> 0;
  }
  return [first, second];
}

const rotatedLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
