/** Residues of proteins, as letters and as the numbers that blocks hold. */

/** The letters that have scores of their own, in the order of their numbers: NCBI's order of BLOSUM62. */
export const LETTERS = "ARNDCQEGHILKMFPSTWYVBZX*";

/**
 * Selenocysteine (U) and pyrrolysine (O) are read as what they are made from, cysteine and lysine; J, which is I or L,
 * as X, any residue. The matrix knows none of them.
 */
const READ_AS: Readonly<Record<string, string>> = { U: "C", O: "K", J: "X" };

/** The number of a letter, lower-case ones too; undefined for what is no residue. */
export function residueOf(letter: string): number | undefined {
  const upper = letter.toUpperCase();
  const at = letter.length === 1 ? LETTERS.indexOf(READ_AS[upper] ?? upper) : -1;
  return at === -1 ? undefined : at;
}

/** The numbers of a text of letters. Throws a `RangeError` for one that is no residue. */
export function residuesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const residue = residueOf(letter);
    if (residue === undefined) throw new RangeError(`${JSON.stringify(letter)} is no residue`);
    return residue;
  });
}

/** The letters of residues. */
export const lettersOf = (residues: Uint8Array): string => Array.from(residues, (residue) => LETTERS.charAt(residue)).join("");
