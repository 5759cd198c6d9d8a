/** The unit's input, read and checked. The layout is the manifest's. */
import { UNKNOWN, codeOf } from "./residues";
import { MATRIX_SCORES, setDefaultMatrix, setScore } from "./profile";

// Codes of `begin`.
const WRONG_LENGTH = 1;
const EMPTY_QUERY = 2;
const QUERY_TOO_LONG = 3;
const UNKNOWN_LETTER = 4;
const GAP_OUT_OF_RANGE = 5;
const TOP_OUT_OF_RANGE = 6;
const WRONG_MATRIX_SIZE = 7;
const SCORE_OUT_OF_RANGE = 8;

const DIGEST_BYTES: usize = 32;

/** The longest protein known in man, titin, has 35,991 residues. */
export const MAX_QUERY: u32 = 40_000;
const MAX_GAP: u32 = 127;
export const MAX_TOP: u32 = 1_000;

export const QUERY = memory.data(MAX_QUERY as i32, 16);
export let queryLength: u32 = 0;
export let gapOpen: u32 = 0;
export let gapExtend: u32 = 0;
export let top: u32 = 0;
export let cells: u64 = 0;

let at: usize = 0;
let end: usize = 0;

/** Takes an input, or answers with a code. */
export function readInput(start: usize, length: u32): i32 {
  at = start;
  end = start + length;
  if (!skipText()) return WRONG_LENGTH;
  const queryCode = readQuery();
  if (queryCode != 0) return queryCode;
  if (end - at < 4 * sizeof<u32>()) return WRONG_LENGTH;
  gapOpen = readWord();
  gapExtend = readWord();
  top = readWord();
  if (gapOpen - 1 >= MAX_GAP || gapExtend - 1 >= MAX_GAP) return GAP_OUT_OF_RANGE;
  if (top - 1 >= MAX_TOP) return TOP_OUT_OF_RANGE;
  const matrixCode = readMatrix(readWord());
  if (matrixCode != 0) return matrixCode;
  if (end - at != sizeof<u64>() + DIGEST_BYTES) return WRONG_LENGTH;
  cells = load<u64>(at);
  return 0;
}

function skipText(): bool {
  if (end - at < sizeof<u32>()) return false;
  const length = readWord();
  if (end - at < length) return false;
  at += length;
  return true;
}

function readQuery(): i32 {
  const text = at + sizeof<u32>();
  if (!skipText()) return WRONG_LENGTH;
  queryLength = (at - text) as u32;
  if (queryLength == 0) return EMPTY_QUERY;
  if (queryLength > MAX_QUERY) return QUERY_TOO_LONG;
  for (let i: usize = 0; i < queryLength; i++) {
    const code = codeOf(load<u8>(text + i));
    if (code == UNKNOWN) return UNKNOWN_LETTER;
    store<u8>(QUERY + i, code);
  }
  return 0;
}

function readMatrix(count: u32): i32 {
  if (count == 0) {
    setDefaultMatrix();
    return 0;
  }
  if (count != MATRIX_SCORES) return WRONG_MATRIX_SIZE;
  if (end - at < MATRIX_SCORES * sizeof<i32>()) return WRONG_LENGTH;
  for (let i: u32 = 0; i < MATRIX_SCORES; i++) {
    const score = readWord() as i32;
    if (score != ((score as i8) as i32)) return SCORE_OUT_OF_RANGE;
    setScore(i, score as i8);
  }
  return 0;
}

function readWord(): u32 {
  at += sizeof<u32>();
  return load<u32>(at - sizeof<u32>());
}
