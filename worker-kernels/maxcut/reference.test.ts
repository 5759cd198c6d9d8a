import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphWith, KNOWN_CUTS, USUAL_COOLING } from "./cases.ts";
import { encodeGraph } from "./graph-blob.ts";
import { anneal, type AnnealingOutput, MAX_WALKERS, MAX_SWEEPS, temperatureOf } from "./reference.ts";
import { graphs, maximumCut } from "./testing/graphs.ts";
import { verifyCut } from "./verify.ts";

const outputRow = ({ cut, climb, partition }: AnnealingOutput) => ({
  cut: String(cut),
  climb: climb.map(String),
  partition: [...partition],
});

describe("the reference", () => {
  it.each(KNOWN_CUTS)("finds the maximum of $name, $maximum, and proves it", ({ graph, maximum }) => {
    const output = anneal({ graph, seed: 1n, ...USUAL_COOLING });
    expect(output.cut).toBe(maximum);
    expect(verifyCut(outputRow(output), encodeGraph(graph))).toBe(true);
  });

  it.each(KNOWN_CUTS.filter(({ graph }) => graph.vertices <= 16))(
    "is right that $maximum is the maximum of $name",
    ({ graph, maximum }) => {
      expect(maximumCut(graph)).toBe(maximum);
    },
  );

  it("finds the maximum of small graphs, and never more", () => {
    let found = 0;
    fc.assert(
      fc.property(graphs(9), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (graph, seed) => {
        const heaviest = Math.max(1, ...graph.edges.map(([, , weight]) => Math.abs(weight)));
        const cooling = { walkers: 2, sweeps: 100, temperatureStart: 2_048 * heaviest, temperatureEnd: 100 * heaviest };
        const { cut } = anneal({ graph, seed, ...cooling });
        expect(cut).toBeLessThanOrEqual(maximumCut(graph));
        found += Number(cut === maximumCut(graph));
      }),
      { seed: 20_261_120, numRuns: 200 },
    );
    expect(found).toBe(200);
  });

  it("gives another partition for another seed", () => {
    const [graph] = KNOWN_CUTS.flatMap(({ graph: known }) => (known.vertices === 40 ? [known] : []));
    if (graph === undefined) throw new Error("no such case");
    const partitions = [1n, 2n, 2n ** 32n + 1n].map((seed) => anneal({ graph, seed, ...USUAL_COOLING }).partition.join());
    expect(new Set(partitions).size).toBe(3);
  });

  it("is the best of its walkers, each of which searches for itself", () => {
    const graph = graphWith(40, (i, j) => ((i * i + j * 13) % 11) - 5);
    const cuts = [1, 2, 3, 4, 5, 6].map((walkers) => anneal({ graph, seed: 5n, ...USUAL_COOLING, sweeps: 3, walkers }).cut);
    expect(cuts).toEqual(cuts.toSorted((a, b) => a - b));
    expect(new Set(cuts).size).toBeGreaterThan(1);
  });

  it("cools evenly from the start to the end", () => {
    const unit = { graph: { vertices: 1, edges: [] }, seed: 0n, walkers: 1, sweeps: 5, temperatureStart: 2 ** 32 - 1, temperatureEnd: 0 };
    expect([1, 2, 5].map((sweep) => temperatureOf(unit, sweep))).toEqual([2 ** 32 - 1, 2 ** 32 - 1 - 1_073_741_823, 0]);
    expect(temperatureOf({ ...unit, sweeps: 1 }, 1)).toBe(2 ** 32 - 1);
  });

  it("throws for a unit that the kernel refuses", () => {
    const unit = { graph: { vertices: 2, edges: [] }, seed: 0n, ...USUAL_COOLING };
    for (const change of [
      { walkers: 0 },
      { walkers: MAX_WALKERS + 1 },
      { sweeps: 0 },
      { sweeps: MAX_SWEEPS + 1 },
      { temperatureEnd: unit.temperatureStart + 1 },
    ]) {
      expect(() => anneal({ ...unit, ...change })).toThrow(RangeError);
    }
  });
});
