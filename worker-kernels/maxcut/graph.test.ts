import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { graphBlobOf, graphLines, GraphTextError, parseGraph } from "./graph.ts";
import { decodeGraph, encodeGraph, MAX_EDGES, MAX_VERTICES, MAX_WEIGHT_AT_VERTEX } from "./graph-blob.ts";
import { graphs } from "./testing/graphs.ts";

const linesOf = (text: string): string[] => text.split("\n");

describe("a graph's text", () => {
  it("is read with vertices in any order, empty lines, CRLF and weights left out", () => {
    const graph = parseGraph(linesOf("\n 4 3\r\n4 1 -2\r\n2  3\r\n\r\n1\t2 +7\r\n"));
    expect(graph).toEqual({
      vertices: 4,
      edges: [
        [0, 1, 7],
        [0, 3, -2],
        [1, 2, 1],
      ],
    });
  });

  test.each([
    ["nothing", "", undefined, "the file is empty"],
    ["one count", "5", 1, "expected two numbers, of vertices and of edges"],
    ["a count that is no number", "5 x", 1, '"x" is not a whole number'],
    ["no vertices", "0 0", 1, `0 vertices; expected 1 to ${MAX_VERTICES}`],
    ["too many vertices", `${MAX_VERTICES + 1} 1`, 1, `expected 1 to ${MAX_VERTICES}`],
    ["too many edges", `9 ${MAX_EDGES + 1}`, 1, `expected at most ${MAX_EDGES}`],
    ["fewer edges than announced", "3 2\n1 2 1", undefined, "2 edges were announced, and 1 came"],
    ["more edges than announced", "3 1\n1 2 1\n2 3 1", 3, "more edges than the 1 that were announced"],
    ["a self loop", "3 1\n2 2 1", 2, "vertex 2 is joined to itself"],
    ["a vertex 0", "3 1\n0 2 1", 2, "vertex 0; expected 1 to 3"],
    ["a vertex past the last", "3 1\n1 4 1", 2, "vertex 4; expected 1 to 3"],
    ["an edge twice", "3 3\n1 2 1\n2 3 1\n2 1 1", 4, "vertices 1 and 2 are joined already by line 2"],
    ["a weight that is no whole number", "3 1\n1 2 0.5", 2, '"0.5" is not a whole number'],
    ["a line that is too short", "3 1\n1", 2, "expected two vertices and a weight"],
    ["a line that is too long", "3 1\n1 2 1 1", 2, "expected two vertices and a weight"],
    ["a weight that is too large", `3 1\n1 2 ${MAX_WEIGHT_AT_VERTEX + 1}`, 2, "expected at most"],
    ["weights too large together", `3 2\n1 2 ${MAX_WEIGHT_AT_VERTEX}\n2 3 -1`, undefined, "the weights at vertex 2 add up"],
  ])("is refused with %s", (_, text, line, message) => {
    let refusal: unknown;
    try {
      graphBlobOf(linesOf(text));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(GraphTextError);
    expect(refusal).toMatchObject({ line, message: expect.stringContaining(line === undefined ? message : `line ${line}: `) });
    expect(String(refusal)).toContain(message);
  });
});

test("a graph comes back from its text and from its blob", () => {
  fc.assert(
    fc.property(graphs(30), (graph) => {
      expect(parseGraph(graphLines(graph))).toEqual(graph);
      expect(decodeGraph(encodeGraph(graph))).toEqual(graph);
    }),
  );
});

test("a graph has one blob, however its lines are ordered", () => {
  fc.assert(
    fc.property(graphs(12), fc.infiniteStream(fc.nat(999)), (graph, random) => {
      const [head = "", ...edges] = graphLines(graph);
      const keyed = edges.map((line) => ({ line: line.replace(/^(\d+) (\d+)/, "$2 $1"), key: random.next().value }));
      const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ line }) => line);
      expect(graphBlobOf([head, ...shuffled])).toEqual(encodeGraph(graph));
    }),
  );
});

test("other bytes than a graph's are no graph", () => {
  const blob = graphBlobOf(linesOf("3 2\n1 2 1\n2 3 1"));
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const magic = new DataView(blob.buffer).getUint32(0, true);
  for (const bytes of [
    blob.subarray(1),
    blob.with(0, 0),
    new Uint8Array([...blob, 0]),
    words(magic, 0, 0),
    words(magic, 3, 1, 1, 1, 1),
    words(magic, 3, 1, 1, 0, 1),
    words(magic, 3, 1, 1, 3, 1),
    words(magic, 3, 2, 1, 2, 1, 0, 1, 1),
    words(magic, 3, 2, 0, 1, 1, 0, 1, 1),
    words(magic, 2, 1, 0, 1, MAX_WEIGHT_AT_VERTEX + 1),
  ]) {
    expect(decodeGraph(bytes)).toBeUndefined();
  }
});
