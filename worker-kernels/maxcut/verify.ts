/**
 * The certificate: an output proves its own claim, because anyone can add up the edges between its two sides.
 * It proves the cut, not the effort: that the annealing of the unit ran, only doing it again can show.
 */
import type { Row } from "../../protocol/layout/layout.ts";
import { forEachEdge, graphHeader } from "./graph-blob.ts";

/** Vertices in one word of a partition. */
export const WORD_BITS = 32;

/** The sixteenths after which an output tells its best cut, beside that at the start. */
export const CLIMB_STEPS = 16;

/** Words of a partition with a bit for each vertex. */
export const wordsFor = (vertices: number): number => Math.ceil(vertices / WORD_BITS);

/** The side, 0 or 1, on which a partition has a vertex. */
export const sideOf = (partition: readonly number[], vertex: number): number =>
  ((partition[Math.floor(vertex / WORD_BITS)] ?? 0) >>> (vertex % WORD_BITS)) & 1;

/**
 * Whether the partition is one of this graph, in its one form, and cuts exactly the weight that is claimed. Reads each
 * edge once. Of the climb only its shape and its end can be told; what lies between is no part of the proof.
 */
export function verifyCut(output: Row, graph: Uint8Array): boolean {
  const header = graphHeader(graph);
  const partition = output["partition"];
  if (header === undefined || !Array.isArray(partition)) return false;
  const words = partition.map(Number);
  return isClimb(output) && isOneForm(words, header.vertices) && String(cutOf(graph, words)) === output["cut"];
}

function isClimb({ climb, cut }: Row): boolean {
  if (!Array.isArray(climb) || climb.length !== CLIMB_STEPS + 1 || climb.at(-1) !== cut) return false;
  return climb.every((best, step) => step === 0 || BigInt(best) >= BigInt(climb[step - 1] ?? best));
}

/** A partition has two writings, one the other's complement: the one with vertex 0 on side 0 counts. Bits of no vertex are 0. */
function isOneForm(words: readonly number[], vertices: number): boolean {
  if (words.length !== wordsFor(vertices) || sideOf(words, 0) !== 0) return false;
  const used = vertices % WORD_BITS;
  return used === 0 || (words.at(-1) ?? 0) >>> used === 0;
}

/** The weight between the sides. All weights together stay below 2^45: a double holds every sum exactly. */
export function cutOf(graph: Uint8Array, words: readonly number[]): number {
  let cut = 0;
  forEachEdge(graph, (i, j, weight) => {
    if (sideOf(words, i) !== sideOf(words, j)) cut += weight;
  });
  return cut;
}
