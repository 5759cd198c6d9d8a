/**
 * What a unit's output is, as plainly as it can be said. Every other implementation of this kernel must
 * give the same; README.md says the same in words. Slow: a few million cells a second.
 */
import { BLOSUM62 } from "./blosum62.ts";
import { LETTERS } from "./alphabet.ts";

export interface Scoring {
  /** What the first residue of a gap costs. */
  readonly gapOpen: number;
  /** What every further one costs. */
  readonly gapExtend: number;
  /** 24 rows of 24 scores, in the order of `LETTERS`; BLOSUM62 if not given. */
  readonly matrix?: ArrayLike<number>;
}

export interface SearchOutput {
  readonly bestScore: number;
  readonly hitIndexes: readonly number[];
  readonly hitScores: readonly number[];
  readonly scoreDigest: bigint;
}

/** Scores all sequences, and picks the `top` best of those that score above 0. */
export function search(query: Uint8Array, sequences: readonly Uint8Array[], top: number, scoring: Scoring): SearchOutput {
  const scores = sequences.map((sequence) => localScore(query, sequence, scoring));
  const hits = scores
    .map((score, index) => ({ score, index }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, top);
  return {
    bestScore: hits[0]?.score ?? 0,
    hitIndexes: hits.map(({ index }) => index),
    hitScores: hits.map(({ score }) => score),
    scoreDigest: digestOf(scores),
  };
}

/** The highest score of a local alignment of two sequences of residues, by Gotoh's recurrences. */
export function localScore(query: Uint8Array, sequence: Uint8Array, { gapOpen, gapExtend, matrix = BLOSUM62 }: Scoring): number {
  // Of the column before: H, the best score of an alignment that ends there, and E, of one that ends in a gap of the query.
  const h = Array<number>(query.length).fill(0);
  const e = Array<number>(query.length).fill(-Infinity);
  let best = 0;
  for (const residue of sequence) {
    let diagonal = 0;
    let above = 0;
    let f = -Infinity; // a gap of the sequence
    for (const [i, queryResidue] of query.entries()) {
      const left = h[i] ?? 0;
      const gap = Math.max((e[i] ?? 0) - gapExtend, left - gapOpen);
      f = Math.max(f - gapExtend, above - gapOpen);
      above = Math.max(0, diagonal + (matrix[queryResidue * LETTERS.length + residue] ?? NaN), gap, f);
      diagonal = left;
      h[i] = above;
      e[i] = gap;
      best = Math.max(best, above);
    }
  }
  return best;
}

/** FNV-1a, 64 bits, of the scores as little-endian u32. */
export function digestOf(scores: readonly number[]): bigint {
  let digest = 0xcbf29ce484222325n;
  for (const score of scores) {
    for (let shift = 0; shift < 32; shift += 8) {
      digest = BigInt.asUintN(64, (digest ^ BigInt((score >>> shift) & 0xff)) * 0x100000001b3n);
    }
  }
  return digest;
}
