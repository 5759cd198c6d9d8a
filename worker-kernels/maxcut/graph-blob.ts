/**
 * A graph as a blob, little-endian and in one form only, so that equal graphs have equal digests:
 *
 *     "MHG1"   four ASCII letters
 *     u32      vertices
 *     u32      edges
 *     then for each edge, ascending by its first and then by its second vertex:
 *     u32 u32  its vertices, counted from 0, the smaller first
 *     i32      its weight
 */

export const MAX_VERTICES = 20_000;
export const MAX_EDGES = 500_000;
/** What the weights at one vertex may add up to without their signs: twice a gain then fits 32 bits. */
export const MAX_WEIGHT_AT_VERTEX = 2 ** 30 - 1;

const MAGIC = 0x3147_484d;
const HEADER_BYTES = 12;
const EDGE_BYTES = 12;

/** An edge: its vertices, the smaller first, and its weight. */
export type Edge = readonly [i: number, j: number, weight: number];

export interface Graph {
  readonly vertices: number;
  /** Ascending, no pair twice. */
  readonly edges: readonly Edge[];
}

/** The blob of a graph whose edges are in order. */
export function encodeGraph({ vertices, edges }: Graph): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + edges.length * EDGE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, vertices, true);
  view.setUint32(8, edges.length, true);
  edges.forEach(([i, j, weight], index) => {
    const at = HEADER_BYTES + index * EDGE_BYTES;
    view.setUint32(at, i, true);
    view.setUint32(at + 4, j, true);
    view.setInt32(at + 8, weight, true);
  });
  return bytes;
}

/** The counts that a blob states, when it may be a graph by them. */
export interface GraphHeader {
  readonly vertices: number;
  readonly edges: number;
}

export function graphHeader(blob: Uint8Array): GraphHeader | undefined {
  if (blob.length < HEADER_BYTES) return undefined;
  const view = viewOf(blob);
  const [magic, vertices, edges] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
  if (magic !== MAGIC || vertices === 0 || vertices > MAX_VERTICES || edges > MAX_EDGES) return undefined;
  return blob.length === HEADER_BYTES + edges * EDGE_BYTES ? { vertices, edges } : undefined;
}

/** Visits every edge of a blob, in order. The blob has a header that {@link graphHeader} took. */
export function forEachEdge(blob: Uint8Array, visit: (i: number, j: number, weight: number) => void): void {
  const view = viewOf(blob);
  for (let at = HEADER_BYTES; at < blob.length; at += EDGE_BYTES) {
    visit(view.getUint32(at, true), view.getUint32(at + 4, true), view.getInt32(at + 8, true));
  }
}

/** The graph of a blob, or undefined when the bytes are not the one form of a graph within the limits. */
export function decodeGraph(blob: Uint8Array): Graph | undefined {
  const header = graphHeader(blob);
  if (header === undefined) return undefined;
  const edges: Edge[] = [];
  forEachEdge(blob, (i, j, weight) => edges.push([i, j, weight]));
  const graph = { vertices: header.vertices, edges };
  return isInOrder(graph) && heaviestVertex(graph).weight <= MAX_WEIGHT_AT_VERTEX ? graph : undefined;
}

/** Before, zero or after, as `sort` has it. */
export const compareEdges = (a: Edge, b: Edge): number => a[0] - b[0] || a[1] - b[1];

function isInOrder({ vertices, edges }: Graph): boolean {
  return edges.every((edge, index) => {
    const before = edges[index - 1];
    return edge[0] < edge[1] && edge[1] < vertices && (before === undefined || compareEdges(before, edge) < 0);
  });
}

/** The vertex at which most weight comes together, signs left aside. */
export function heaviestVertex({ vertices, edges }: Graph): { readonly vertex: number; readonly weight: number } {
  const weights = new Float64Array(vertices);
  for (const [i, j, weight] of edges) {
    weights[i] = (weights[i] ?? 0) + Math.abs(weight);
    weights[j] = (weights[j] ?? 0) + Math.abs(weight);
  }
  return weights.reduce((most, weight, vertex) => (weight > most.weight ? { vertex, weight } : most), { vertex: 0, weight: 0 });
}

const viewOf = (blob: Uint8Array): DataView => new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
