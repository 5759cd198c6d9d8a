/** The best local alignment of two sequences, for people to read: Gotoh's recurrences, kept whole, and the way back through them. */
import { LETTERS } from "./alphabet.ts";
import { BLOSUM62 } from "./blosum62.ts";
import type { Scoring } from "./reference.ts";

export interface Alignment {
  readonly score: number;
  /** Three lines of one length: residues, or - for a gap; between them the letter where both agree, + where the pair scores. */
  readonly query: string;
  readonly middle: string;
  readonly sequence: string;
}

/** Cells of the three tables that a page computes between two frames: some ten milliseconds. */
const MAX_CELLS = 1_000_000;

/** The tables, in rows of a query's residue each: best scores of alignments that end in a pair, and in a gap of either side. */
interface Tables {
  readonly width: number;
  readonly pairs: Int32Array;
  readonly queryGaps: Int32Array;
  readonly sequenceGaps: Int32Array;
}

/** Undefined where nothing aligns, or the tables would be too large for a page. */
export function bestAlignment(query: Uint8Array, sequence: Uint8Array, scoring: Scoring): Alignment | undefined {
  if ((query.length + 1) * (sequence.length + 1) > MAX_CELLS) return undefined;
  const tables = fill(query, sequence, scoring);
  const score = tables.pairs.reduce((best, value) => Math.max(best, value), 0);
  return score === 0 ? undefined : { score, ...wayBack(tables, query, sequence, scoring, tables.pairs.indexOf(score)) };
}

const scoreOf = (a: number, b: number, { matrix = BLOSUM62 }: Scoring): number => matrix[a * LETTERS.length + b] ?? Number.NaN;

const NEVER = -1_000_000;

function fill(query: Uint8Array, sequence: Uint8Array, scoring: Scoring): Tables {
  const width = sequence.length + 1;
  const cells = width * (query.length + 1);
  const pairs = new Int32Array(cells);
  const queryGaps = new Int32Array(cells).fill(NEVER);
  const sequenceGaps = new Int32Array(cells).fill(NEVER);
  const at = (table: Int32Array, cell: number): number => table[cell] ?? NEVER;
  for (const [i, a] of query.entries()) {
    for (const [j, b] of sequence.entries()) {
      const cell = (i + 1) * width + j + 1;
      queryGaps[cell] = Math.max(at(queryGaps, cell - 1) - scoring.gapExtend, at(pairs, cell - 1) - scoring.gapOpen);
      sequenceGaps[cell] = Math.max(at(sequenceGaps, cell - width) - scoring.gapExtend, at(pairs, cell - width) - scoring.gapOpen);
      const pair = at(pairs, cell - width - 1) + scoreOf(a, b, scoring);
      pairs[cell] = Math.max(0, pair, at(queryGaps, cell), at(sequenceGaps, cell));
    }
  }
  return { width, pairs, queryGaps, sequenceGaps };
}

/** Walks from the cell of the best score to where its alignment begins, the way each value was made. */
function wayBack(tables: Tables, query: Uint8Array, sequence: Uint8Array, scoring: Scoring, end: number): Omit<Alignment, "score"> {
  const { width, pairs, queryGaps, sequenceGaps } = tables;
  const lines = { query: "", middle: "", sequence: "" };
  const put = (a: string, middle: string, b: string): void => {
    lines.query = a + lines.query;
    lines.middle = middle + lines.middle;
    lines.sequence = b + lines.sequence;
  };
  let table = pairs;
  for (let cell = end; table !== pairs || (pairs[cell] ?? 0) > 0;) {
    const [a, b] = [query[Math.floor(cell / width) - 1] ?? 0, sequence[(cell % width) - 1] ?? 0];
    if (table === pairs && pairs[cell] === queryGaps[cell]) table = queryGaps;
    else if (table === pairs && pairs[cell] === sequenceGaps[cell]) table = sequenceGaps;
    else if (table === pairs) {
      put(letter(a), a === b ? letter(a) : scoreOf(a, b, scoring) > 0 ? "+" : " ", letter(b));
      cell -= width + 1;
    } else {
      const back: number = table === queryGaps ? 1 : width;
      if (table === queryGaps) put("-", " ", letter(b));
      else put(letter(a), " ", "-");
      const opened = table[cell] === (pairs[cell - back] ?? 0) - scoring.gapOpen;
      cell -= back;
      if (opened) table = pairs;
    }
  }
  return lines;
}

const letter = (residue: number): string => LETTERS[residue] ?? "?";
