/**
 * The small work that an enrolment shows while very many enrol: a nonce with which the SHA-256 of the server's
 * challenge and the nonce begins with enough zero bits. Finding it takes 2^bits hashes, checking it one.
 */
import { sha256 } from "@noble/hashes/sha2.js";

const NONCE_BYTES = 8;
const LOW_WORD = 2 ** 32;

/** How long the search may keep a page from whatever else it does. */
const SLICE_MS = 8;
const HASHES_BETWEEN_LOOKS = 256;

/** Whether the nonce, a whole number below 2^48, proves so much work for the challenge. */
export const provesWork = (challenge: string, nonce: number, bits: number): boolean => leadingZeroBits(hasherOf(challenge)(nonce)) >= bits;

export interface Solving {
  /** Milliseconds by any steady clock. */
  readonly now: () => number;
  /** Lets other things run; called every few milliseconds. What it throws ends the search. */
  readonly pause: () => Promise<void>;
}

/** Looks for a nonce that proves the work. Takes 2^bits hashes on average, and sometimes several times that. */
export async function solveWork(challenge: string, bits: number, { now, pause }: Solving): Promise<number> {
  const hash = hasherOf(challenge);
  let sliceEnds = now() + SLICE_MS;
  for (let nonce = 0; ; nonce++) {
    if (leadingZeroBits(hash(nonce)) >= bits) return nonce;
    if (nonce % HASHES_BETWEEN_LOOKS !== 0 || now() < sliceEnds) continue;
    await pause();
    sliceEnds = now() + SLICE_MS;
  }
}

/** Hashes the letters of the challenge and the nonce as eight bytes, the highest first. */
function hasherOf(challenge: string): (nonce: number) => Uint8Array {
  const letters = new TextEncoder().encode(challenge);
  const message = new Uint8Array(letters.length + NONCE_BYTES);
  message.set(letters);
  const tail = new DataView(message.buffer, letters.length);
  return (nonce) => {
    tail.setUint32(0, Math.floor(nonce / LOW_WORD));
    tail.setUint32(4, nonce % LOW_WORD);
    return sha256(message);
  };
}

function leadingZeroBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.length * 8 : first * 8 + Math.clz32(bytes[first] ?? 0) - 24;
}
