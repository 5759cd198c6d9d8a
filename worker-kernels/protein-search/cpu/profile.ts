/**
 * Scores of four columns, of one residue each from sixteen sequences, with every kind of residue that
 * the query can have. They are looked up for all lanes at once: a row of the matrix is two vectors,
 * in which `swizzle` finds the scores of sixteen residues.
 */
import { BLOSUM62 } from "./blosum62";
import { RESIDUE_KINDS } from "./residues";

export const MATRIX_SCORES: u32 = RESIDUE_KINDS * RESIDUE_KINDS;

/** Columns of a piece. Their cells depend on each other only a step apart, so that a processor overlaps them. */
export const COLUMNS: u32 = 4;

export const VECTOR_BYTES: usize = 16;

/** Scores of a kind of residue with four columns. */
export const PROFILE_ROW_BYTES: usize = (COLUMNS as usize) * VECTOR_BYTES;
const PROFILE_BYTES: usize = (RESIDUE_KINDS as usize) * PROFILE_ROW_BYTES;
export const PROFILE = memory.data(PROFILE_BYTES as i32, 16);

/** Rows of the matrix, each of 32 scores: residues past the last kind, which are padding, score lowest. */
const ROW_BYTES: u32 = 32;
const MATRIX = memory.data((RESIDUE_KINDS * ROW_BYTES) as i32, 16);
const LOWEST: i8 = -128;

export function setDefaultMatrix(): void {
  for (let i: u32 = 0; i < MATRIX_SCORES; i++) setScore(i, unchecked(BLOSUM62[i]));
}

/** Sets score number `index` of the matrix, row by row. The last of a row also fills the row's end. */
export function setScore(index: u32, score: i8): void {
  const row = MATRIX + (index / RESIDUE_KINDS) * ROW_BYTES;
  const column = index % RESIDUE_KINDS;
  store<i8>(row + column, score);
  if (column == RESIDUE_KINDS - 1) memory.fill(row + RESIDUE_KINDS, LOWEST as u8, ROW_BYTES - RESIDUE_KINDS);
}

export function scoreOf(row: u32, column: u32): i32 {
  return load<i8>(MATRIX + row * ROW_BYTES + column);
}

/** Makes the profile of four columns of residues, in lanes of type T. */
@inline
export function makeProfile<T>(columns: usize): void {
  const half = i8x16.splat(16);
  for (let column: usize = 0; column < PROFILE_ROW_BYTES; column += VECTOR_BYTES) {
    const residues = v128.load(columns + column);
    const fromSecondHalf = i8x16.sub(residues, half);
    let row = MATRIX;
    for (let target = PROFILE + column; target < PROFILE + PROFILE_BYTES; target += PROFILE_ROW_BYTES) {
      // An index of 16 and more, in the half where the residue is not, gives 0.
      const scores = v128.or(i8x16.swizzle(v128.load(row), residues), i8x16.swizzle(v128.load(row, 16), fromSecondHalf));
      v128.store(target, widened<T>(scores));
      row += ROW_BYTES;
    }
  }
}

/** The first lanes, as many as fit in the type. */
@inline
function widened<T>(scores: v128): v128 {
  if (sizeof<T>() == 1) return scores;
  const words = i16x8.extend_low_i8x16_s(scores);
  return sizeof<T>() == 2 ? words : i32x4.extend_low_i16x8_s(words);
}
