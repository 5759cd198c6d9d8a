/** Which losses are accepted at a temperature, by a table of logarithms made of integers. `reference.ts` says why it is this table. */
import { DRAW_BITS } from "./draws";

const TEMPERATURE_BITS = 10;
const LOG_BITS = 16;
/** ln 2 in units of 2^-16. */
const LN_2: u64 = 45426;
const ENTRIES: u32 = 1 << DRAW_BITS;

const LOSSES = memory.data(ENTRIES * 4, 16);
let isTableMade: bool = false;

export function prepareAcceptance(): void {
  if (isTableMade) return;
  for (let k: u32 = 0; k < ENTRIES; k++) {
    store<i32>(LOSSES + 4 * k, negativeLog(k) - negativeLog(ENTRIES - 1 - k));
  }
  isTableMade = true;
}

/** The largest loss that is accepted with a draw; below zero where even a gain must be that large. */
@inline
export function tolerated(temperature: u32, draw: u32): i64 {
  return ((temperature as i64) * load<i32>(LOSSES + 4 * draw)) >> (TEMPERATURE_BITS + LOG_BITS);
}

/** The largest loss that is accepted with any draw. */
export function mostTolerated(temperature: u32): i64 {
  return tolerated(temperature, 0);
}

/** −ln((2k + 1) / 8192) in units of 2^-16. */
function negativeLog(k: u32): i32 {
  const bits = (((DRAW_BITS + 1) as u64) << LOG_BITS) - log2(2 * k + 1);
  return ((bits * LN_2) >> LOG_BITS) as i32;
}

/** Copies the table, for the shader. */
export function writeLosses(target: usize): u32 {
  memory.copy(target, LOSSES, ENTRIES * 4);
  return ENTRIES * 4;
}

/** log2 in units of 2^-16, bit by bit: a square has twice the logarithm. */
function log2(value: u32): u64 {
  const whole: u64 = 31 - clz(value);
  let mantissa = (value as u64) << (31 - whole);
  let bits = whole;
  for (let bit = 0; bit < LOG_BITS; bit++) {
    mantissa = (mantissa * mantissa) >> 31;
    const isTwoOrMore = mantissa >> 32;
    mantissa >>= isTwoOrMore;
    bits = 2 * bits + isTwoOrMore;
  }
  return bits;
}
