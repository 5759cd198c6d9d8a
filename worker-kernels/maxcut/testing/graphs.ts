/** Graphs for tests: any small one, and the best cut of one by trying every partition. */
import fc from "fast-check";
import type { Graph } from "../graph-blob.ts";
import { graphWith } from "../cases.ts";

/** Kinds of weights: all alike, of either sign, small, large. */
const WEIGHTS = [
  fc.constant(1),
  fc.constantFrom(-1, 1),
  fc.integer({ min: -9, max: 9 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
] as const;

/** Graphs of up to so many vertices, from empty to complete, weights of one kind in each. */
export const graphs = (most: number): fc.Arbitrary<Graph> =>
  fc
    .tuple(fc.integer({ min: 1, max: most }), fc.nat(100), fc.constantFrom(...WEIGHTS))
    .chain(([vertices, share, weights]) =>
      fc
        .tuple(fc.infiniteStream(fc.nat(99)), fc.infiniteStream(weights))
        .map(([chances, drawn]) => graphWith(vertices, () => (chances.next().value < share ? drawn.next().value : undefined))),
    );

/** The maximum cut of a graph of at most some 16 vertices. */
export function maximumCut({ vertices, edges }: Graph): number {
  let most = 0;
  for (let sides = 0; sides < 2 ** (vertices - 1); sides++) {
    const cut = edges.reduce((sum, [i, j, weight]) => sum + weight * (((sides >> i) ^ (sides >> j)) & 1), 0);
    most = Math.max(most, cut);
  }
  return most;
}
