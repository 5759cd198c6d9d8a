/** Units as tests make them: rows that name blocks by digest, and the blocks that they name. */
import { createHash } from "node:crypto";
import type { Row } from "../../../protocol/layout/layout.ts";
import { lettersOf } from "../alphabet.ts";
import { encodeBlock } from "../block.ts";
import { type Scoring, search, type SearchOutput } from "../reference.ts";

export interface SearchUnit {
  readonly query: Uint8Array;
  readonly sequences: readonly Uint8Array[];
  readonly top: number;
  readonly scoring: Scoring;
}

const blocks = new Map<string, Uint8Array>();

/** The bytes of a block that a row made here names. */
export function blockOf(digest: string): Uint8Array {
  const bytes = blocks.get(digest);
  if (bytes === undefined) throw new Error(`no test made the block ${digest}`);
  return bytes;
}

/** A unit's input; its block can be had from {@link blockOf}. */
export function rowOf({ query, sequences, top, scoring }: SearchUnit): Row {
  const block = encodeBlock(sequences.map((residues, i) => ({ name: `s${i}`, residues })));
  const digest = createHash("sha256").update(block).digest("hex");
  blocks.set(digest, block);
  return {
    queryName: "q",
    query: lettersOf(query),
    gapOpen: scoring.gapOpen,
    gapExtend: scoring.gapExtend,
    top,
    matrix: Array.from(scoring.matrix ?? []),
    cells: String(query.length * sequences.reduce((sum, { length }) => sum + length, 0)),
    block: digest,
  };
}

/** What the reference says of a unit. */
export const referenceRow = ({ query, sequences, top, scoring }: SearchUnit): Row => outputRowOf(search(query, sequences, top, scoring));

const outputRowOf = ({ bestScore, hitIndexes, hitScores, scoreDigest }: SearchOutput): Row => ({
  bestScore,
  hitIndexes: [...hitIndexes],
  hitScores: [...hitScores],
  scoreDigest: String(scoreDigest),
});
