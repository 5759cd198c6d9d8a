/**
 * What the shader (`../gpu.wgsl`) is told, laid out as its structs are. A slice is what has no score yet in a run of
 * sequences, one to an invocation, in workgroups. At most two slices are out, and none of their sequences
 * is scored before they are folded, so that a run alone tells what is in a slice.
 */
import { lengthOf, residueCount, residuesOf, sequenceCount, startOf } from "./block";
import { MAX_QUERY, QUERY, gapExtend, gapOpen, queryLength } from "./input";
import { scoreOf } from "./profile";
import { PADDING, RESIDUE_KINDS } from "./residues";
import { isUnscored, noteScore } from "./scores";

// Bindings, in the order of the manifest; number 4 is the shader's own.
const UNIT = 0;
const QUERY_RESIDUES = 1;
const BLOCK_RESIDUES = 2;
const SLICE = 3;
const RESULT = 5;

/** Rows of the query that an invocation holds at a time. */
const STRIP_ROWS: u32 = 8;
const WORKGROUP: u32 = 64;

const UNIT_HEADER_BYTES: u32 = 16;
const SLICE_HEADER_BYTES: u32 = 8;
const SLICE_ENTRY_BYTES: u32 = 8;
const SCORE_BYTES: u32 = 4;

// What the bindings hold at most.
const MAX_SLICE_SEQUENCES: u32 = 65_536;
const MAX_BLOCK_RESIDUES: u32 = 16_777_216;
const MAX_BOUNDARIES: u64 = 8_388_608;

/** Cells that an invocation may take in one slice, some 10 ms of a GPU: longer sequences are the CPU's. */
const MAX_SEQUENCE_CELLS: u64 = 1 << 21;
/** One boundary a column, for each invocation of a workgroup. */
const MAX_SEQUENCE_RESIDUES: u32 = (MAX_BOUNDARIES as u32) / WORKGROUP;

/** A piece of budget. */
const PIECE_CELLS: u64 = 1 << 12;

/** A run of sequences: those that a slice takes, and the longest of them. */
@unmanaged
class Slice {
  from: u32;
  to: u32;
  count: u32;
  longest: u32;
}

const older = changetype<Slice>(memory.data(offsetof<Slice>(), 4));
const newer = changetype<Slice>(memory.data(offsetof<Slice>(), 4));

export function dropSlices(): void {
  older.count = 0;
  newer.count = 0;
}

/** Bytes that the exchange buffer needs for bindings and results. */
export function exchangedBytes(): u32 {
  return max(residueCount + 3, max(MAX_QUERY * 4, SLICE_HEADER_BYTES + MAX_SLICE_SEQUENCES * SLICE_ENTRY_BYTES));
}

/** Plans a slice of about so many pieces, and returns its workgroups. */
export function planSlice(budget: u32): u32 {
  if (newer.count != 0) return 0;
  const slice = older.count == 0 ? older : newer;
  fillSlice(slice, older.count == 0 ? 0 : older.to, (budget as u64) * PIECE_CELLS);
  return (slice.count + WORKGROUP - 1) / WORKGROUP;
}

/** Takes whole workgroups until there are so many cells. */
function fillSlice(slice: Slice, from: u32, wantedCells: u64): void {
  let cells: u64 = 0;
  let longest: u32 = 0;
  let count: u32 = 0;
  let sequence = from;
  for (; sequence < sequenceCount && count < MAX_SLICE_SEQUENCES; sequence++) {
    if (!isForGpu(sequence)) continue;
    const isWhole = count > 0 && count % WORKGROUP == 0;
    const longestThen = max(longest, lengthOf(sequence));
    if ((isWhole && cells >= wantedCells) || (wholeGroups(count + 1) as u64) * longestThen > MAX_BOUNDARIES) break;
    longest = longestThen;
    cells += (lengthOf(sequence) as u64) * queryLength;
    count++;
  }
  slice.from = from;
  slice.to = sequence;
  slice.count = count;
  slice.longest = longest;
}

@inline
function isForGpu(sequence: u32): bool {
  const length = lengthOf(sequence);
  const isShort = length <= MAX_SEQUENCE_RESIDUES && (length as u64) * queryLength <= MAX_SEQUENCE_CELLS;
  return isShort && residueCount <= MAX_BLOCK_RESIDUES && isUnscored(sequence);
}

@inline
function wholeGroups(count: u32): u32 {
  return (count + WORKGROUP - 1) & ~(WORKGROUP - 1);
}

/** Writes what the slice planned last wants in a binding; of the result, tells the length. */
export function writeBinding(binding: u32, target: usize): u32 {
  const slice = newer.count != 0 ? newer : older;
  if (binding == UNIT) return writeUnit(target);
  if (binding == QUERY_RESIDUES) return writeQuery(target);
  if (binding == BLOCK_RESIDUES) return writeBlock(target);
  if (binding == SLICE) return writeSlice(slice, target);
  return binding == RESULT ? slice.count * SCORE_BYTES : 0;
}

/** The numbers of the unit, then the matrix, in rows of the query's residue; the last row is its padding's. */
function writeUnit(target: usize): u32 {
  store<u32>(target, strips());
  store<u32>(target, gapOpen, 4);
  store<u32>(target, gapExtend, 8);
  store<u32>(target, 0, 12);
  let at = target + UNIT_HEADER_BYTES;
  for (let row: u32 = 0; row <= PADDING; row++) {
    for (let column: u32 = 0; column < RESIDUE_KINDS; column++, at += 4) {
      store<i32>(at, row == PADDING ? -128 : scoreOf(row, column));
    }
  }
  return (at - target) as u32;
}

@inline
function strips(): u32 {
  return (queryLength + STRIP_ROWS - 1) / STRIP_ROWS;
}

/** A word for each residue, and whole strips: the last is filled up with padding. */
function writeQuery(target: usize): u32 {
  const rows = strips() * STRIP_ROWS;
  for (let i: u32 = 0; i < rows; i++) store<u32>(target + 4 * i, i < queryLength ? load<u8>(QUERY + i) : PADDING);
  return 4 * rows;
}

function writeBlock(target: usize): u32 {
  memory.copy(target, residuesOf(0), residueCount);
  return (residueCount + 3) & ~3;
}

function writeSlice(slice: Slice, target: usize): u32 {
  store<u32>(target, slice.count);
  store<u32>(target, wholeGroups(slice.count), 4);
  let at = target + SLICE_HEADER_BYTES;
  for (let sequence = slice.from; sequence < slice.to; sequence++) {
    if (!isForGpu(sequence)) continue;
    store<u32>(at, startOf(sequence));
    store<u32>(at, lengthOf(sequence), 4);
    at += SLICE_ENTRY_BYTES;
  }
  return (at - target) as u32;
}

/** Takes the scores of the oldest slice; false when they are not what a slice can leave. */
export function foldSlice(result: usize, length: u32): bool {
  if (older.count == 0 || length != older.count * SCORE_BYTES) return false;
  for (let i: u32 = 0; i < older.count; i++) {
    if (load<u32>(result + i * SCORE_BYTES) > 127 * queryLength) return false;
  }
  for (let sequence = older.from; sequence < older.to; sequence++) {
    if (!isForGpu(sequence)) continue;
    noteScore(sequence, load<u32>(result));
    result += SCORE_BYTES;
  }
  memory.copy(changetype<usize>(older), changetype<usize>(newer), offsetof<Slice>());
  newer.count = 0;
  return true;
}
