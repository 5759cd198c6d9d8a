/** What a unit puts out: the best hits, and the digest of all scores. */
import { FNV_START, fnv } from "./fnv";
import { MAX_TOP, top } from "./input";
import { sequenceCount } from "./block";
import { scoreAt, scores } from "./scores";

/** Sequences of the best hits so far (u32), the best one first. */
const HITS = memory.data((MAX_TOP * 4) as i32, 16);

/** Bytes of the longest output. */
export const MAX_OUTPUT_BYTES: u32 = 4 + 2 * (4 + 4 * MAX_TOP) + 8;

/** Writes the output, and returns its length. */
export function writeOutput(target: usize): u32 {
  const count = findHits();
  const hitIndexes = target + 8;
  const hitScores = hitIndexes + 4 * count + 4;
  store<u32>(target, count > 0 ? scoreAt(load<u32>(HITS)) : 0);
  store<u32>(hitIndexes - 4, count);
  memory.copy(hitIndexes, HITS, 4 * count);
  store<u32>(hitScores - 4, count);
  for (let i: u32 = 0; i < count; i++) store<u32>(hitScores + 4 * i, scoreAt(load<u32>(HITS + 4 * i)));
  store<u64>(hitScores + 4 * count, fnv(FNV_START, scores, 4 * sequenceCount));
  return 4 + 2 * (4 + 4 * count) + 8;
}

/** Leaves the best hits in HITS, and returns their count. */
function findHits(): u32 {
  let count: u32 = 0;
  for (let sequence: u32 = 0; sequence < sequenceCount; sequence++) {
    const score = scoreAt(sequence);
    if (score == 0 || (count == top && score <= scoreAt(load<u32>(HITS + 4 * (count - 1))))) continue;
    if (count < top) count++;
    insertHit(sequence, score, count - 1);
  }
  return count;
}

/** Puts a sequence in its place, which is `last` or before; what was in `last` falls out. */
@inline
function insertHit(sequence: u32, score: u32, last: u32): void {
  let at = HITS + 4 * last;
  for (; at > HITS && scoreAt(load<u32>(at - 4)) < score; at -= 4) store<u32>(at, load<u32>(at - 4));
  store<u32>(at, sequence);
}
