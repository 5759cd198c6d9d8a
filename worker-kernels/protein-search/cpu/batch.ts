/**
 * Which sequences are aligned together. All are done in lanes of 8 bits, those whose score did not fit
 * again in lanes of 16, and what is left in lanes of 32. A batch is the next ones without a score.
 */
import { ROW_BYTES, alignColumns, clearRows, zero } from "./alignment";
import { lengthOf, residueCount, sequenceCount, startOf } from "./block";
import { LANES, RESIDUES, gatherColumns } from "./columns";
import { queryLength } from "./input";
import { aligned } from "./memory";
import { COLUMNS } from "./profile";
import { forgetScores, isUnscored, layOutScores, noteScore } from "./scores";

/** Passes, by the bits of a lane. */
export const FIRST_PASS: u32 = 8;
export const LAST_PASS: u32 = 32;
/** After the last one. */
export const DONE: u32 = 64;

export let pass: u32 = DONE;
/** Where the open batch was looked for: all sequences before have been through this pass. */
export let position: u32 = 0;

// The open batch.
const SEQUENCES = memory.data((LANES * 4) as i32, 16);
let laneCount: u32 = 0;
let longest: u32 = 0;
let column: u32 = 0;
const BEST = memory.data(16, 16);

let rows: usize = 0;

/** Lays out the working memory of a unit, from an address on; returns its end. */
export function layOut(start: usize): usize {
  rows = aligned(layOutScores(start));
  return rows + queryLength * ROW_BYTES;
}

/** Goes to the first batch. */
export function startBatches(): void {
  forgetScores();
  openBatch(FIRST_PASS, 0);
}

/** There is nothing to do. */
export function clearBatches(): void {
  pass = DONE;
}

/** Goes to the next batch from a position on, which may be one of a later pass. */
export function openBatch(atPass: u32, from: u32): void {
  for (pass = atPass; pass != DONE; pass *= 2) {
    position = from;
    pickSequences(from);
    if (laneCount > 0) return clearBatch();
    from = 0;
  }
  position = 0;
}

function pickSequences(from: u32): void {
  const lanes = (LANES * 8) / pass;
  laneCount = 0;
  longest = 0;
  for (; from < sequenceCount && laneCount < lanes; from++) {
    if (!isUnscored(from)) continue;
    store<u32>(SEQUENCES + 4 * laneCount, from);
    longest = max(longest, lengthOf(from));
    laneCount++;
  }
}

function clearBatch(): void {
  column = 0;
  if (pass == 8) clearLanes<i8>();
  else if (pass == 16) clearLanes<i16>();
  else clearLanes<i32>();
}

@inline
function clearLanes<T>(): void {
  clearRows<T>(rows);
  v128.store(BEST, v128.splat<T>(zero<T>()));
}

/** Aligns four columns of the open batch, and opens the next one when these were the last. */
export function alignPiece(): void {
  gatherColumns(SEQUENCES, laneCount, column);
  if (pass == 8) alignColumns<i8>(RESIDUES, rows, BEST);
  else if (pass == 16) alignColumns<i16>(RESIDUES, rows, BEST);
  else alignColumns<i32>(RESIDUES, rows, BEST);
  column += COLUMNS;
  if (column < longest) return;
  const next = lastSequence() + 1;
  if (pass == 8) scoreLanes<i8>();
  else if (pass == 16) scoreLanes<i16>();
  else scoreLanes<i32>();
  openBatch(pass, next);
}

/** Leaves the open batch when one of its sequences has been scored elsewhere. */
export function skipScored(): void {
  for (let lane: u32 = 0; lane < laneCount; lane++) {
    if (!isUnscored(load<u32>(SEQUENCES + 4 * lane))) return openBatch(pass, position);
  }
}

/** Share of the pass that is done, by residues. */
export function shareOfPass(): f64 {
  const begun = startOf(load<u32>(SEQUENCES));
  const end = startOf(lastSequence()) + lengthOf(lastSequence());
  const aligned = (((end - begun) as f64) * (column as f64)) / (longest as f64);
  return ((begun as f64) + aligned) / (residueCount as f64);
}

@inline
function lastSequence(): u32 {
  return load<u32>(SEQUENCES + 4 * (laneCount - 1));
}

/** Notes the scores of the batch. In lanes that are full the score is not known. */
@inline
function scoreLanes<T>(): void {
  // 32 bits cannot be full.
  const full = sizeof<T>() == 4 ? u32.MAX_VALUE : ((1 << (8 * (sizeof<T>() as u32))) - 1);
  for (let lane: u32 = 0; lane < laneCount; lane++) {
    const score = ((<i32>load<T>(BEST + lane * sizeof<T>())) - (<i32>zero<T>())) as u32;
    if (score != full) noteScore(load<u32>(SEQUENCES + 4 * lane), score);
  }
}
