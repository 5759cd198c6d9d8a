import fc from "fast-check";
import { assert, beforeAll, describe, expect, it } from "vitest";
import type { Row } from "../../protocol/layout/layout.ts";
import { decodeRow, encodeRow } from "../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../catalog.ts";
import { startUnit } from "../cpu-runner.ts";
import { describeKernelContract } from "../kernel.contract.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, runOut } from "../testing/driven-unit.ts";
import { graphWith, KNOWN_CUTS, USUAL_COOLING } from "./cases.ts";
import { compareEdges, type Edge, encodeGraph, type Graph, MAX_EDGES, MAX_VERTICES, MAX_WEIGHT_AT_VERTEX } from "./graph-blob.ts";
import { anneal, type AnnealingUnit, MAX_WALKERS, MAX_SWEEPS } from "./reference.ts";
import { blobOf, outputRowOf, rowOf, unitsUpTo } from "./testing/units.ts";
import { verifyCut } from "./verify.ts";

const [manifest] = builtInKernels.filter(({ id }) => id === "maxcut");
assert(manifest);

/** A ring in which every vertex is joined to the `reach` next ones. */
function ring(vertices: number, reach: number): Graph {
  const pairs = Array.from({ length: vertices * reach }, (_, n): Edge => {
    const [from, to] = [Math.floor(n / reach), (Math.floor(n / reach) + 1 + (n % reach)) % vertices];
    return [Math.min(from, to), Math.max(from, to), 1];
  });
  return { vertices, edges: pairs.toSorted(compareEdges) };
}

const TRIANGLE = graphWith(3, () => 1);
/** A vertex that bears as much weight as one may. */
const HEAVY = graphWith(3, (i, j) => (i > 0 ? undefined : j === 1 ? MAX_WEIGHT_AT_VERTEX - 1 : -1));
const known = (graph: Graph): AnnealingUnit => ({ graph, seed: 1n, ...USUAL_COOLING });

describeKernelContract({
  manifest,
  cases: KNOWN_CUTS.map(({ name, graph }) => ({ name, input: rowOf(known(graph)), output: outputRowOf(anneal(known(graph))) })),
  units: unitsUpTo(60, 300).map(rowOf),
  refusedInputs: {
    "another number of vertices": { ...rowOf(known(TRIANGLE)), vertices: 4 },
    "no walkers": { ...rowOf(known(TRIANGLE)), walkers: 0 },
    "too many walkers": { ...rowOf(known(TRIANGLE)), walkers: MAX_WALKERS + 1 },
    "no sweeps": { ...rowOf(known(TRIANGLE)), sweeps: 0 },
    "too many sweeps": { ...rowOf(known(TRIANGLE)), sweeps: MAX_SWEEPS + 1 },
    "a temperature that rises": { ...rowOf(known(TRIANGLE)), temperatureStart: 1, temperatureEnd: 2 },
  },
  blobOf,
});

describe("maxcut", () => {
  let module: WebAssembly.Module;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
  }, 60_000);
  const compute = (unit: AnnealingUnit): Row =>
    decodeRow(manifest.output, runOut(begun(module, encodeRow(manifest.input, rowOf(unit)), undefined, [encodeGraph(unit.graph)])));

  it("agrees with the reference on any unit, and its output proves itself", () => {
    fc.assert(
      fc.property(unitsUpTo(80, 12), (unit) => {
        const output = compute(unit);
        expect(output).toEqual(outputRowOf(anneal(unit)));
        expect(verifyCut(output, encodeGraph(unit.graph))).toBe(true);
      }),
      { seed: 20_261_120, numRuns: 1_000 },
    );
  });

  it("agrees with the reference where weights are as large as they may be, and where runs of vertices end", () => {
    const large = graphWith(1_100, (i, j) => ((i * 7 + j * 13) % 97 === 0 ? ((i + j) % 5) - 2 : undefined));
    for (const unit of [
      { ...known(HEAVY), temperatureStart: 2 ** 32 - 1 },
      { ...known(HEAVY), temperatureEnd: 0 },
      { ...known(large), sweeps: 6, walkers: 3 },
    ]) {
      expect(compute(unit)).toEqual(outputRowOf(anneal(unit)));
    }
  });

  it("takes the largest graph there may be, and none larger", () => {
    const largest = ring(MAX_VERTICES, MAX_EDGES / MAX_VERTICES);
    const unit = { ...known(largest), sweeps: 3 };
    expect(verifyCut(compute(unit), encodeGraph(largest))).toBe(true);
    expect(verifyCut(compute({ ...unit, sweeps: 1, walkers: 67 }), encodeGraph(largest))).toBe(true);
    expect(() => compute({ ...unit, walkers: 68 })).toThrow("refused with code 7");
    expect(() => compute({ ...unit, graph: { ...largest, vertices: MAX_VERTICES + 1 } })).toThrow("refused with code 34");
  });

  it.each([
    ["no graph", []],
    ["bytes that are no graph", [new Uint8Array(40)]],
    ["a graph that was cut", [encodeGraph(TRIANGLE).subarray(0, 40)]],
    [
      "a graph with an edge twice",
      [
        encodeGraph({
          vertices: 3,
          edges: [
            [0, 1, 1],
            [0, 1, 1],
          ],
        }),
      ],
    ],
    ["a graph with a self loop", [encodeGraph({ vertices: 3, edges: [[1, 1, 1]] })]],
    ["a graph with a vertex past the last", [encodeGraph({ vertices: 3, edges: [[1, 3, 1]] })]],
    ["weights that could overflow", [encodeGraph({ vertices: 2, edges: [[0, 1, MAX_WEIGHT_AT_VERTEX + 1]] })]],
    ["two blobs", [encodeGraph(TRIANGLE), encodeGraph(TRIANGLE)]],
  ])("refuses a unit with %s", (_, given) => {
    const input = encodeRow(manifest.input, rowOf(known(TRIANGLE)));
    expect(startUnit(module, input, undefined, given)).toMatchObject({ kind: "failed", code: "refused-input" });
  });

  it("forgets the graph before when it refuses one", () => {
    const input = encodeRow(manifest.input, rowOf(known(TRIANGLE)));
    expect(startUnit(module, input, undefined, [encodeGraph(TRIANGLE)]).kind).toBe("started");
    expect(startUnit(module, input)).toMatchObject({ kind: "failed", message: expect.stringContaining("code 2") });
  });
});
