/**
 * Graphs of which the maximum cut is known by a proof of a line, and the temperatures at which annealing finds it.
 * Of other small graphs the tests try every partition.
 */
import type { Edge, Graph } from "./graph-blob.ts";

export interface KnownCut {
  readonly name: string;
  readonly graph: Graph;
  readonly maximum: number;
}

/** All edges between vertices for which `weightOf` gives a weight. */
export function graphWith(vertices: number, weightOf: (i: number, j: number) => number | undefined): Graph {
  const edges: Edge[] = [];
  for (let i = 0; i < vertices; i++) {
    for (let j = i + 1; j < vertices; j++) {
      const weight = weightOf(i, j);
      if (weight !== undefined) edges.push([i, j, weight]);
    }
  }
  return { vertices, edges };
}

const complete = (vertices: number): Graph => graphWith(vertices, () => 1);
const bipartite = (left: number, right: number): Graph => graphWith(left + right, (i, j) => (i < left && j >= left ? 1 : undefined));
const cycle = (vertices: number): Graph => graphWith(vertices, (i, j) => (j === i + 1 || (i === 0 && j === vertices - 1) ? 1 : undefined));
const grid = (side: number): Graph => graphWith(side * side, (i, j) => (j === i + side || (j === i + 1 && j % side !== 0) ? 1 : undefined));

/** The outer ring, the spokes, the inner star. */
const PETERSEN: Graph = graphWith(10, (i, j) => {
  const isRing = j < 5 && (j - i === 1 || j - i === 4);
  const isStar = i >= 5 && (j - i === 2 || j - i === 3);
  return isRing || isStar || j === i + 5 ? 1 : undefined;
});

export const KNOWN_CUTS: readonly KnownCut[] = [
  // One vertex, and no edge to cut.
  { name: "a single vertex", graph: { vertices: 1, edges: [] }, maximum: 0 },
  // Sides of ⌊n/2⌋ and ⌈n/2⌉ give ⌊n²/4⌋ pairs, and no other sizes give more.
  { name: "the complete graph of 9", graph: complete(9), maximum: 20 },
  { name: "the complete graph of 40", graph: complete(40), maximum: 400 },
  // Two-colourable: every edge is cut.
  { name: "the complete bipartite graph of 5 and 7", graph: bipartite(5, 7), maximum: 35 },
  { name: "a cycle of 16", graph: cycle(16), maximum: 16 },
  { name: "a grid of 6 by 6", graph: grid(6), maximum: 60 },
  // An odd cycle cannot be two-coloured, and losing one edge is enough.
  { name: "a cycle of 17", graph: cycle(17), maximum: 16 },
  // 15 edges; the test that tries every partition shows that 12 is the most.
  { name: "Petersen's graph", graph: PETERSEN, maximum: 12 },
  // Negative weights only: best is to cut nothing.
  { name: "a graph of enemies to cutting", graph: graphWith(12, (i, j) => -1 - ((i + j) % 3)), maximum: 0 },
];

/** Hot enough to leave a bad start, cold enough to stay at the end, for weights of about 1. */
export const USUAL_COOLING = { walkers: 1, sweeps: 400, temperatureStart: 4_096, temperatureEnd: 205 } as const;
