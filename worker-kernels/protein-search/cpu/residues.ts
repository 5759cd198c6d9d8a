/** Residues are numbered as the rows of the matrix are: ARNDCQEGHILKMFPSTWYVBZX*. */

export const RESIDUE_KINDS: u32 = 24;

/** Stands behind the end of a sequence; scores -128 with everything. */
export const PADDING: u32 = 24;

/** No residue. */
export const UNKNOWN: u8 = 255;

// A, B, … Z. Selenocysteine (U) and pyrrolysine (O) are read as what they are made from, C and K, and J
// (I or L) as X: the matrix has no rows for them.
const CODES: StaticArray<u8> = [0, 20, 4, 3, 6, 13, 7, 8, 9, 22, 11, 10, 12, 2, 11, 14, 5, 1, 15, 16, 4, 19, 17, 22, 18, 21];
const STOP: u8 = 23;

/** The residue of a letter, lower-case ones too. */
export function codeOf(letter: u32): u8 {
  if (letter == 42 /* * */) return STOP;
  const at = (letter & ~32) - 65; // "A"
  return at < 26 && letter < 128 ? unchecked(CODES[at]) : UNKNOWN;
}
