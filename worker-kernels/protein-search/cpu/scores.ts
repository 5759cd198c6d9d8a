/** The scores of all sequences of the block. */
import { sequenceCount } from "./block";

/** Of a sequence that has no score yet. */
const UNSCORED: u32 = 0xffff_ffff;

/** Where they lie (u32 each). */
export let scores: usize = 0;

/** Lays them out from an address on; returns their end. */
export function layOutScores(start: usize): usize {
  scores = start;
  return scores + 4 * sequenceCount;
}

export function forgetScores(): void {
  memory.fill(scores, UNSCORED as u8, 4 * sequenceCount);
}

@inline
export function isUnscored(sequence: u32): bool {
  return scoreAt(sequence) == UNSCORED;
}

@inline
export function scoreAt(sequence: u32): u32 {
  return load<u32>(scores + 4 * sequence);
}

@inline
export function noteScore(sequence: u32, score: u32): void {
  store<u32>(scores + 4 * sequence, score);
}
