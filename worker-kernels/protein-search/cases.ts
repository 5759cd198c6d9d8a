/** Known alignments, and alignments small enough to be scored by hand. */
import type { Scoring } from "./reference.ts";
import { BLOSUM50 } from "./testing/blosum50.ts";

export interface KnownScore {
  readonly name: string;
  readonly query: string;
  readonly sequence: string;
  readonly scoring: Scoring;
  readonly score: number;
}

const USUAL: Scoring = { gapOpen: 11, gapExtend: 1 };

/** Human haemoglobin, subunits alpha (UniProt P69905) and beta (P68871). */
export const HBA =
  "MVLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHGSAQVKGHGKKVADALTNAVAHVDDMPNALSALSDLHAHKLRVDPVNFKLLSHCLLVTLAAHLPAEFTPAVHASLDKFLASVSTVLTSKYR";
export const HBB =
  "MVHLTPEEKSAVTALWGKVNVDEVGGEALGRLLVVYPWTQRFFESFGDLSTPDAVMGNPKVKAHGKKVLGAFSDGLAHLDNLKGTFATLSELHCDKLHVDPENFRLLGNVLVCVLAHHFGKEFTPPVQAAYQKVVAGVANALAHKYH";

export const KNOWN_SCORES: readonly KnownScore[] = [
  {
    // R. Durbin, S. Eddy, A. Krogh, G. Mitchison, Biological Sequence Analysis (1998), section 2.3: AWGHE to AW-HE.
    name: "the textbook's example",
    query: "HEAGAWGHEE",
    sequence: "PAWHEAE",
    scoring: { gapOpen: 8, gapExtend: 8, matrix: BLOSUM50 },
    score: 28,
  },
  {
    // By parasail 2.6, through testing/parasail.c.
    name: "haemoglobin alpha and beta",
    query: HBA,
    sequence: HBB,
    scoring: USUAL,
    score: 288,
  },
  // W with W scores 11, C with C 9, W with A -3.
  { name: "a word with itself", query: "WCW", sequence: "WCW", scoring: USUAL, score: 31 },
  { name: "a gap of one, which costs gapOpen alone", query: "WWWW", sequence: "WWAWW", scoring: USUAL, score: 44 - 11 },
  { name: "a gap of two", query: "WWWW", sequence: "WWAAWW", scoring: USUAL, score: 44 - 11 - 1 },
  { name: "the same gap in the query", query: "WWAAWW", sequence: "WWWW", scoring: USUAL, score: 44 - 11 - 1 },
  { name: "a gap that costs more than it gains", query: "WW", sequence: "WAAW", scoring: USUAL, score: 11 },
  { name: "a mismatch that is cheaper than gaps", query: "WWWAWWW", sequence: "WWWRWWW", scoring: USUAL, score: 66 - 1 },
  { name: "nothing in common", query: "WWW", sequence: "AAA", scoring: USUAL, score: 0 },
  { name: "letters of more than one meaning", query: "BZX*", sequence: "BZX*", scoring: USUAL, score: 4 + 4 - 1 + 1 },
];
