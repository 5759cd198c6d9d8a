/** The graph in memory: for each vertex, its neighbours and the weights of their edges, side by side. */

export const MAX_VERTICES: u32 = 20_000;
export const MAX_EDGES: u32 = 500_000;
/** Twice a gain must fit an i32. */
const MAX_WEIGHT_AT_VERTEX: u64 = 0x3fffffff;

// The blob, as `graph-blob.ts` defines it.
const MAGIC: u32 = 0x3147484d;
const HEADER_BYTES: u32 = 12;
const EDGE_BYTES: u32 = 12;

// Codes of `attach`.
const NOT_A_GRAPH = 33;
const TOO_LARGE = 34;
const WRONG_LENGTH = 35;
const EDGES_NOT_IN_ORDER = 36;
const WEIGHTS_TOO_LARGE = 37;

/** A neighbour: its number u32, twice the weight of the edge to it i32. */
export const NEIGHBOUR_BYTES: u32 = 8;
export const NEIGHBOURS = memory.data(2 * MAX_EDGES * NEIGHBOUR_BYTES, 16);
/** Where a vertex's neighbours begin, in bytes from NEIGHBOURS; one more at the end. */
export const STARTS = memory.data((MAX_VERTICES + 1) * 4, 16);
/** Where the next neighbour of a vertex is written, while the lists are filled. */
const CURSORS = memory.data(MAX_VERTICES * 4, 16);
const WEIGHTS = memory.data(MAX_VERTICES * 8, 16);

/** 0 while there is no graph. */
export let vertexCount: u32 = 0;
export let edgeCount: u32 = 0;

/** Takes the graph of a blob in; 0, or a code, and then there is no graph. */
export function takeGraph(blob: usize, length: u32): i32 {
  vertexCount = 0;
  if (length < HEADER_BYTES || load<u32>(blob) != MAGIC) return NOT_A_GRAPH;
  const vertices = load<u32>(blob, 4);
  const edges = load<u32>(blob, 8);
  if (vertices == 0 || vertices > MAX_VERTICES || edges > MAX_EDGES) return TOO_LARGE;
  if (length != HEADER_BYTES + edges * EDGE_BYTES) return WRONG_LENGTH;
  const first = blob + HEADER_BYTES;
  const end = blob + length;
  if (!areInOrder(first, end, vertices)) return EDGES_NOT_IN_ORDER;
  if (!countNeighbours(first, end, vertices)) return WEIGHTS_TOO_LARGE;
  listNeighbours(first, end);
  vertexCount = vertices;
  edgeCount = edges;
  return 0;
}

/** Ascending, each from a smaller to a larger vertex: so no edge is there twice, and none is a loop. */
function areInOrder(first: usize, end: usize, vertices: u32): bool {
  let before: u64 = 0;
  for (let edge = first; edge < end; edge += EDGE_BYTES) {
    const i = load<u32>(edge);
    const j = load<u32>(edge, 4);
    const pair = ((i as u64) << 32) | j;
    // The smallest pair that may be is (0, 1), above 0.
    if (i >= j || j >= vertices || pair <= before) return false;
    before = pair;
  }
  return true;
}

/** Makes room for each vertex's list, and tells whether its weights stay small enough. */
function countNeighbours(first: usize, end: usize, vertices: u32): bool {
  memory.fill(CURSORS, 0, vertices * 4);
  memory.fill(WEIGHTS, 0, vertices * 8);
  for (let edge = first; edge < end; edge += EDGE_BYTES) {
    const weight = abs(load<i32>(edge, 8) as i64);
    countAt(load<u32>(edge), weight);
    countAt(load<u32>(edge, 4), weight);
  }
  let start: u32 = 0;
  for (let vertex: u32 = 0; vertex < vertices; vertex++) {
    if (load<u64>(WEIGHTS + 8 * vertex) > MAX_WEIGHT_AT_VERTEX) return false;
    const bytes = load<u32>(CURSORS + 4 * vertex) * NEIGHBOUR_BYTES;
    store<u32>(STARTS + 4 * vertex, start);
    store<u32>(CURSORS + 4 * vertex, start);
    start += bytes;
  }
  store<u32>(STARTS + 4 * vertices, start);
  return true;
}

@inline
function countAt(vertex: u32, weight: i64): void {
  store<u32>(CURSORS + 4 * vertex, load<u32>(CURSORS + 4 * vertex) + 1);
  store<u64>(WEIGHTS + 8 * vertex, load<u64>(WEIGHTS + 8 * vertex) + weight);
}

function listNeighbours(first: usize, end: usize): void {
  for (let edge = first; edge < end; edge += EDGE_BYTES) {
    const i = load<u32>(edge);
    const j = load<u32>(edge, 4);
    const twice = load<i32>(edge, 8) << 1;
    listAt(i, j, twice);
    listAt(j, i, twice);
  }
}

@inline
function listAt(vertex: u32, neighbour: u32, twice: i32): void {
  const cursor = load<u32>(CURSORS + 4 * vertex);
  store<u32>(NEIGHBOURS + cursor, neighbour);
  store<i32>(NEIGHBOURS + cursor, twice, 4);
  store<u32>(CURSORS + 4 * vertex, cursor + NEIGHBOUR_BYTES);
}

/** For the shader: for each vertex, and one past the last, the number of its first neighbour; then the neighbours. */
export function writeNeighbours(target: usize): u32 {
  for (let vertex: u32 = 0; vertex <= vertexCount; vertex++) {
    store<u32>(target + 4 * vertex, load<u32>(STARTS + 4 * vertex) / NEIGHBOUR_BYTES);
  }
  const startBytes = 4 * (vertexCount + 1);
  memory.copy(target + startBytes, NEIGHBOURS, 2 * edgeCount * NEIGHBOUR_BYTES);
  return startBytes + 2 * edgeCount * NEIGHBOUR_BYTES;
}
