/**
 * Graphs as text, in the format of the G-set and of rudy, its generator: a line with the number of vertices
 * and of edges, then a line `i j weight` an edge, vertices counted from 1. A weight left out is 1.
 */
import {
  compareEdges,
  type Edge,
  encodeGraph,
  type Graph,
  heaviestVertex,
  MAX_EDGES,
  MAX_VERTICES,
  MAX_WEIGHT_AT_VERTEX,
} from "./graph-blob.ts";

/** What is wrong with a graph's text, with the line, counted from 1, where there is one to name. */
export class GraphTextError extends Error {
  override readonly name = "GraphTextError";
  readonly line: number | undefined;

  constructor(line: number | undefined, problem: string) {
    super(line === undefined ? problem : `line ${line}: ${problem}`);
    this.line = line;
  }
}

/** The blob of a graph in text. Throws a {@link GraphTextError} for the first thing that is wrong. */
export const graphBlobOf = (lines: Iterable<string>): Uint8Array<ArrayBuffer> => encodeGraph(parseGraph(lines));

/** A graph from its text. Throws a {@link GraphTextError} for the first thing that is wrong. */
export function parseGraph(lines: Iterable<string>): Graph {
  let counts: Counts | undefined;
  const edges: ReadEdge[] = [];
  let line = 0;
  for (const text of lines) {
    line += 1;
    const words = text.split(/\s+/).filter(Boolean);
    if (words.length === 0) continue;
    if (counts === undefined) counts = parseCounts(words, line);
    else if (edges.length === counts.edges) throw new GraphTextError(line, `more edges than the ${counts.edges} that were announced`);
    else edges.push({ line, edge: parseEdge(words, counts.vertices, line) });
  }
  if (counts === undefined) throw new GraphTextError(undefined, "the file is empty");
  if (edges.length < counts.edges) throw new GraphTextError(undefined, `${counts.edges} edges were announced, and ${edges.length} came`);
  return checked({ vertices: counts.vertices, edges: inOrder(edges) });
}

/** The text of a graph: {@link parseGraph} the other way round. */
export function graphLines({ vertices, edges }: Graph): string[] {
  return [`${vertices} ${edges.length}`, ...edges.map(([i, j, weight]) => `${i + 1} ${j + 1} ${weight}`)];
}

interface Counts {
  readonly vertices: number;
  readonly edges: number;
}

interface ReadEdge {
  readonly line: number;
  readonly edge: Edge;
}

function parseCounts(words: readonly string[], line: number): Counts {
  if (words.length !== 2) throw new GraphTextError(line, "expected two numbers, of vertices and of edges");
  const [vertices, edges] = words.map((word) => parseWhole(word, line)) as [number, number];
  if (vertices < 1 || vertices > MAX_VERTICES) throw new GraphTextError(line, `${vertices} vertices; expected 1 to ${MAX_VERTICES}`);
  if (edges < 0 || edges > MAX_EDGES) throw new GraphTextError(line, `${edges} edges; expected at most ${MAX_EDGES}`);
  return { vertices, edges };
}

function parseEdge(words: readonly string[], vertices: number, line: number): Edge {
  if (words.length < 2 || words.length > 3) throw new GraphTextError(line, "expected two vertices and a weight");
  const [from = 0, to = 0, weight = 1] = words.map((word) => parseWhole(word, line));
  for (const vertex of [from, to]) {
    if (vertex < 1 || vertex > vertices) throw new GraphTextError(line, `vertex ${vertex}; expected 1 to ${vertices}`);
  }
  if (from === to) throw new GraphTextError(line, `vertex ${from} is joined to itself`);
  if (Math.abs(weight) > MAX_WEIGHT_AT_VERTEX) throw new GraphTextError(line, `weight ${weight}; expected at most ${MAX_WEIGHT_AT_VERTEX}`);
  return [Math.min(from, to) - 1, Math.max(from, to) - 1, weight];
}

function parseWhole(word: string, line: number): number {
  if (!/^[+-]?[0-9]{1,15}$/.test(word)) throw new GraphTextError(line, `${JSON.stringify(word.slice(0, 40))} is not a whole number`);
  return Number(word) + 0;
}

/** Sorted; a pair that comes twice is refused rather than added up, because it is more likely a slip. */
function inOrder(read: readonly ReadEdge[]): Edge[] {
  const sorted = read.toSorted((a, b) => compareEdges(a.edge, b.edge) || a.line - b.line);
  sorted.forEach(({ edge: [i, j], line }, index) => {
    const before = sorted[index - 1];
    if (before === undefined || before.edge[0] !== i || before.edge[1] !== j) return;
    throw new GraphTextError(line, `vertices ${i + 1} and ${j + 1} are joined already by line ${before.line}`);
  });
  return sorted.map(({ edge }) => edge);
}

function checked(graph: Graph): Graph {
  const { vertex, weight } = heaviestVertex(graph);
  if (weight <= MAX_WEIGHT_AT_VERTEX) return graph;
  throw new GraphTextError(undefined, `the weights at vertex ${vertex + 1} add up to more than ${MAX_WEIGHT_AT_VERTEX}`);
}
