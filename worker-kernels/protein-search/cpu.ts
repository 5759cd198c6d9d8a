/**
 * The kernel contract (`../contract.ts`) for a protein against a block of a database. A unit is worked
 * through batch by batch and four columns at a time; four columns are one piece of budget. A GPU takes
 * whole sequences, as many as fit in a slice. README.md defines the output, `cpu/` does the work.
 */
import {
  DONE,
  FIRST_PASS,
  LAST_PASS,
  alignPiece,
  clearBatches,
  layOut,
  openBatch,
  pass,
  position,
  shareOfPass,
  skipScored,
  startBatches,
} from "./cpu/batch";
import { openBlock, residueCount, sequenceCount } from "./cpu/block";
import { FNV_START, fnv } from "./cpu/fnv";
import { dropSlices, exchangedBytes, foldSlice, planSlice, writeBinding } from "./cpu/gpu-slices";
import { MAX_OUTPUT_BYTES, writeOutput } from "./cpu/hits";
import { cells, queryLength, readInput } from "./cpu/input";
import { BLOCK, aligned, exchange, moveExchange, reach } from "./cpu/memory";
import { scores } from "./cpu/scores";

// Codes of `begin`, beside those of `readInput`.
const NO_BLOCK = 9;
const WRONG_CELLS = 10;
const NO_ROOM = 11;

// Codes of `load`.
const WRONG_CHECKPOINT_LENGTH = 16;
const CHECKPOINT_SPOILT = 17;
const CHECKPOINT_OF_ANOTHER_UNIT = 18;

// Code of `gpuFold`.
const NOT_A_RESULT = 48;

// Code of `attach`, beside those of `openBlock`.
const NO_SUCH_BLOB = 38;

// Checkpoint: digest of the input u64, pass u32, position u32, the scores, a checksum u64.
const CHECKPOINT_PASS: usize = 8;
const CHECKPOINT_POSITION: usize = 12;
const CHECKPOINT_SCORES: u32 = 16;
const CHECKSUM_BYTES: u32 = 8;

/** Few sequences need a later pass, and it is quick: so much of the progress belongs to the first. */
const FIRST_PASS_SHARE: f64 = 0.95;
const SECOND_PASS_SHARE: f64 = 0.04;

let blockBytes: u32 = 0;
let inputDigest: u64 = 0;

export function reserve(length: u32): usize {
  return reach(exchange + length) ? exchange : 0;
}

export function buffer(): usize {
  return exchange;
}

export function attach(index: u32, length: u32): i32 {
  forgetUnit();
  if (index != 0) return NO_SUCH_BLOB;
  // The exchange buffer goes on behind the block, which mostly need not move.
  memory.copy(BLOCK, exchange, length);
  blockBytes = length;
  moveExchange(aligned(BLOCK + length));
  return openBlock(BLOCK, length);
}

export function begin(length: u32): i32 {
  forgetUnit();
  const code = readInput(exchange, length);
  if (code != 0) return code;
  if (sequenceCount == 0) return NO_BLOCK;
  if (cells != (queryLength as u64) * residueCount) return WRONG_CELLS;
  inputDigest = fnv(FNV_START, exchange, length);
  moveExchange(aligned(layOut(aligned(BLOCK + blockBytes))));
  if (!reach(exchange + max(MAX_OUTPUT_BYTES, checkpointBytes()))) return NO_ROOM;
  startBatches();
  return 0;
}

export function step(budget: i32): i32 {
  for (; budget > 0 && pass != DONE; budget--) alignPiece();
  return pass != DONE ? 1 : 0;
}

export function progress(): f64 {
  if (pass == DONE) return 1;
  if (pass == FIRST_PASS) return FIRST_PASS_SHARE * shareOfPass();
  if (pass == LAST_PASS) return FIRST_PASS_SHARE + SECOND_PASS_SHARE + (1 - FIRST_PASS_SHARE - SECOND_PASS_SHARE) * shareOfPass();
  return FIRST_PASS_SHARE + SECOND_PASS_SHARE * shareOfPass();
}

export function finish(): u32 {
  return writeOutput(exchange);
}

export function save(): u32 {
  const checksumAt = checkpointBytes() - CHECKSUM_BYTES;
  store<u64>(exchange, inputDigest);
  store<u32>(exchange + CHECKPOINT_PASS, pass);
  store<u32>(exchange + CHECKPOINT_POSITION, position);
  memory.copy(exchange + CHECKPOINT_SCORES, scores, 4 * sequenceCount);
  store<u64>(exchange + checksumAt, fnv(FNV_START, exchange, checksumAt));
  return checkpointBytes();
}

function resume(length: u32): i32 {
  if (length != checkpointBytes()) return WRONG_CHECKPOINT_LENGTH;
  const checksumAt = length - CHECKSUM_BYTES;
  // What has the right checksum was saved by this code, so that its position needs no check of its own.
  if (load<u64>(exchange + checksumAt) != fnv(FNV_START, exchange, checksumAt)) return CHECKPOINT_SPOILT;
  if (load<u64>(exchange) != inputDigest) return CHECKPOINT_OF_ANOTHER_UNIT;
  memory.copy(scores, exchange + CHECKPOINT_SCORES, 4 * sequenceCount);
  openBatch(load<u32>(exchange + CHECKPOINT_PASS), load<u32>(exchange + CHECKPOINT_POSITION));
  return 0;
}

/** No unit is begun. */
function forgetUnit(): void {
  clearBatches();
  dropSlices();
}

@inline
function checkpointBytes(): u32 {
  return CHECKPOINT_SCORES + 4 * sequenceCount + CHECKSUM_BYTES;
}

export function gpuPlan(budget: i32): i32 {
  // Without room for what the shader is told, the CPU does it all.
  if (pass == DONE || !reach(exchange + exchangedBytes())) return 0;
  return planSlice(budget as u32);
}

export function gpuFill(binding: u32): u32 {
  return writeBinding(binding, exchange);
}

export function gpuFold(length: u32): i32 {
  if (!foldSlice(exchange, length)) return NOT_A_RESULT;
  skipScored();
  return 0;
}

export function gpuDrop(): i32 {
  dropSlices();
  return 0;
}

// `load` is also the name of the language's own function for reading memory.
export { resume as load };
