/**
 * Which sequences are aligned together. All are done in lanes of 8 bits, those whose score did not fit
 * again in lanes of 16, and what is left in lanes of 32. A batch is the next ones without a score.
 */
import { ROW_BYTES, alignColumns, clearRows, zero } from "./alignment";
import { lengthOf, residueCount, residuesOf, sequenceCount, startOf } from "./block";
import { queryLength } from "./input";
import { COLUMNS, VECTOR_BYTES } from "./profile";
import { PADDING } from "./residues";

const LANES: u32 = 16;

/** Of a sequence that has no score yet. */
const UNSCORED: u32 = 0xffff_ffff;

/** Passes, by the bits of a lane. */
export const FIRST_PASS: u32 = 8;
export const LAST_PASS: u32 = 32;
/** After the last one. */
export const DONE: u32 = 64;

const FOUR_PADDINGS: u32 = PADDING * 0x01_01_01_01;

export let pass: u32 = DONE;
/** Where the open batch was looked for: all sequences before have been through this pass. */
export let position: u32 = 0;

// The open batch.
const SEQUENCES = memory.data((LANES * 4) as i32, 16);
let laneCount: u32 = 0;
let longest: u32 = 0;
let column: u32 = 0;
const BEST = memory.data(16, 16);

/** Residues of four columns: a lane's four are a word first, and a vector for each column then. */
const RESIDUES = memory.data(64, 16);

/** Scores of all sequences (u32). */
export let scores: usize = 0;
let rows: usize = 0;

/** Lays out the working memory of a unit, from an address on; returns its end. */
export function layOut(start: usize): usize {
  scores = start;
  rows = (scores + 4 * sequenceCount + 15) & ~15;
  return rows + queryLength * ROW_BYTES;
}

/** Goes to the first batch. */
export function startBatches(): void {
  memory.fill(scores, 0xff, 4 * sequenceCount);
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
  gatherColumns();
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

@inline
export function isUnscored(sequence: u32): bool {
  return load<u32>(scores + 4 * sequence) == UNSCORED;
}

@inline
export function noteScore(sequence: u32, score: u32): void {
  store<u32>(scores + 4 * sequence, score);
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
  const full = sizeof<T>() == 4 ? UNSCORED : ((1 << (8 * (sizeof<T>() as u32))) - 1);
  for (let lane: u32 = 0; lane < laneCount; lane++) {
    const score = ((<i32>load<T>(BEST + lane * sizeof<T>())) - (<i32>zero<T>())) as u32;
    if (score != full) noteScore(load<u32>(SEQUENCES + 4 * lane), score);
  }
}

/** Brings the next four residues of each sequence together, column by column. */
function gatherColumns(): void {
  for (let lane: u32 = 0; lane < LANES; lane++) store<u32>(RESIDUES + 4 * lane, fourResidues(lane));
  // Four vectors, of four lanes each: residues of a column move together in each, then between them.
  const a = byColumn(v128.load(RESIDUES));
  const b = byColumn(v128.load(RESIDUES, 16));
  const c = byColumn(v128.load(RESIDUES, 32));
  const d = byColumn(v128.load(RESIDUES, 48));
  const ab01 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab23 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd23 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(RESIDUES, v128.shuffle<i64>(ab01, cd01, 0, 2));
  v128.store(RESIDUES + VECTOR_BYTES, v128.shuffle<i64>(ab01, cd01, 1, 3));
  v128.store(RESIDUES + 2 * VECTOR_BYTES, v128.shuffle<i64>(ab23, cd23, 0, 2));
  v128.store(RESIDUES + 3 * VECTOR_BYTES, v128.shuffle<i64>(ab23, cd23, 1, 3));
}

@inline
function byColumn(lanes: v128): v128 {
  return v128.shuffle<i8>(lanes, lanes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

/** A lane's residues in the next four columns, padded behind the sequence's end. */
@inline
function fourResidues(lane: u32): u32 {
  if (lane >= laneCount) return FOUR_PADDINGS;
  const sequence = load<u32>(SEQUENCES + 4 * lane);
  const length = lengthOf(sequence);
  if (column >= length) return FOUR_PADDINGS;
  // The working memory lies behind the block, so that there is something to read past its last residue.
  const residues = load<u32>(residuesOf(sequence) + column);
  const left = length - column;
  if (left >= COLUMNS) return residues;
  const kept = (1 << (8 * left)) - 1;
  return (residues & kept) | (FOUR_PADDINGS & ~kept);
}
