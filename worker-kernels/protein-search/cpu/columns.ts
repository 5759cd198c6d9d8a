/** Residues of up to sixteen sequences, turned so that those of a column lie in one vector, a lane each. */
import { lengthOf, residuesOf } from "./block";
import { COLUMNS, VECTOR_BYTES } from "./profile";
import { PADDING } from "./residues";

export const LANES: u32 = 16;

const FOUR_PADDINGS: u32 = PADDING * 0x01_01_01_01;

/** The columns that were gathered last, a vector each. */
export const RESIDUES = memory.data(64, 16);

/** Brings residues `column` to `column + 3` of a batch (`count` sequences, u32 each) together, column by column. */
export function gatherColumns(sequences: usize, count: u32, column: u32): void {
  for (let lane: u32 = 0; lane < LANES; lane++) {
    const residues = lane < count ? fourResidues(load<u32>(sequences + 4 * lane), column) : FOUR_PADDINGS;
    store<u32>(RESIDUES + 4 * lane, residues);
  }
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

/** A sequence's residues in four columns, padded behind its end. */
@inline
function fourResidues(sequence: u32, column: u32): u32 {
  const length = lengthOf(sequence);
  if (column >= length) return FOUR_PADDINGS;
  // The working memory lies behind the block, so that there is something to read past its last residue.
  const residues = load<u32>(residuesOf(sequence) + column);
  const left = length - column;
  if (left >= COLUMNS) return residues;
  const kept = (1 << (8 * left)) - 1;
  return (residues & kept) | (FOUR_PADDINGS & ~kept);
}
