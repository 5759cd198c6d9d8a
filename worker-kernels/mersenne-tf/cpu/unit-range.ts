/**
 * The unit in hand, and how its cofactors are divided: into the residue classes modulo 4620, a class into rows
 * (k = origin + class + 4620 · row), the rows into blocks. `origin` is the last multiple of 4620 that is not above
 * kStart.
 */
import { startAtCofactor } from "./candidates";
import { BLOCK_ROWS, CLASS_COUNT, isClassOpen, wideRemainder } from "./sieve";

// Input: exponent u32, kStart u128, kCount u64.
export const INPUT_BYTES: u32 = 28;
/** Keeps every sum of cofactors, relative to the start, far inside 64 bits. */
const MAX_COFACTORS: u64 = 1 << 53;

// Codes of `begin`.
const WRONG_INPUT_LENGTH = 1;
const EXPONENT_NOT_ODD = 2;
const START_IS_ZERO = 3;
const COUNT_OUT_OF_RANGE = 4;
const CANDIDATES_TOO_LARGE = 5;

/** The class after the last. */
export const END: i32 = CLASS_COUNT;

export const INPUT = memory.data(INPUT_BYTES, 16);
export let exponent: u32 = 0;
export let startLow: u64 = 0;
export let startHigh: u64 = 0;
export let count: u64 = 0;
export let originLow: u64 = 0;
export let originHigh: u64 = 0;
let startOffset: u64 = 0;

/** Takes a unit, and returns 0 or the code with which `begin` refuses it. */
export function takeUnit(input: usize, length: u32): i32 {
  if (length != INPUT_BYTES) return WRONG_INPUT_LENGTH;
  memory.copy(INPUT, input, INPUT_BYTES);
  exponent = load<u32>(INPUT);
  startLow = load<u64>(INPUT, 4);
  startHigh = load<u64>(INPUT, 12);
  count = load<u64>(INPUT, 20);

  if (exponent % 2 == 0 || exponent < 3) return EXPONENT_NOT_ODD;
  if (startLow == 0 && startHigh == 0) return START_IS_ZERO;
  if (count == 0 || count > MAX_COFACTORS) return COUNT_OUT_OF_RANGE;
  const lastLow = startLow + (count - 1);
  const lastHigh = startHigh + (lastLow < startLow ? 1 : 0);
  if (startHigh > lastHigh || !startAtCofactor(exponent, lastLow, lastHigh, 0)) return CANDIDATES_TOO_LARGE;

  startOffset = wideRemainder(startLow, startHigh, CLASS_COUNT);
  originLow = startLow - startOffset;
  originHigh = startHigh - (startLow < startOffset ? 1 : 0);
  return 0;
}

/** The rows of a class whose cofactors lie in the unit's range: from here … */
export function firstRow(class_: i32): u64 {
  return (class_ as u64) < startOffset ? 1 : 0;
}

/** … up to, but without, this one. */
export function endRow(class_: i32): u64 {
  return (startOffset + count + (CLASS_COUNT - 1) - class_) / CLASS_COUNT;
}

/** A block of the unit by its class and its first row. */
@unmanaged
export class Position {
  class_: i32;
  row: u64;

  /** Goes to the first block of the first class from `from` up in which there are candidates, or to the end. */
  moveToOpenClass(from: i32): void {
    for (this.class_ = from; this.class_ != END; this.class_++) {
      this.row = firstRow(this.class_);
      if (this.row < endRow(this.class_) && isClassOpen(exponent, this.class_)) return;
    }
    this.row = 0;
  }

  moveToNextBlock(): void {
    this.row += this.rows();
    if (this.row == endRow(this.class_)) this.moveToOpenClass(this.class_ + 1);
  }

  /** Rows of the block. */
  rows(): u32 {
    return min(endRow(this.class_) - this.row, BLOCK_ROWS as u64) as u32;
  }

  /** Makes the block's candidates the progression in hand, one index a row. */
  aimCandidates(): void {
    const offset = (this.class_ as u64) + this.row * CLASS_COUNT;
    const firstLow = originLow + offset;
    const firstHigh = originHigh + (firstLow < originLow ? 1 : 0);
    startAtCofactor(exponent, firstLow, firstHigh, CLASS_COUNT);
  }

  copyFrom(other: Position): void {
    this.class_ = other.class_;
    this.row = other.row;
  }
}
