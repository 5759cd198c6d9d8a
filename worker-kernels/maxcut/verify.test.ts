import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../protocol/layout/layout.ts";
import { encodeGraph } from "./graph-blob.ts";
import { anneal } from "./reference.ts";
import { graphs } from "./testing/graphs.ts";
import { graphWith } from "./cases.ts";
import { CLIMB_STEPS, verifyCut } from "./verify.ts";

/** A cut with a climb that ends there. */
const claimed = (cut: number | string): Row => ({ cut: String(cut), climb: Array.from({ length: CLIMB_STEPS + 1 }, () => String(cut)) });

const path = encodeGraph(graphWith(3, (i, j) => (j === i + 1 ? 2 ** 20 : undefined)));

describe("a cut's certificate", () => {
  it("holds for what the kernel computes, and for no other cut of the same partition", () => {
    fc.assert(
      fc.property(graphs(70), fc.integer(), (graph, off) => {
        const { cut, climb, partition } = anneal({ graph, seed: 3n, walkers: 1, sweeps: 2, temperatureStart: 3_000, temperatureEnd: 10 });
        const blob = encodeGraph(graph);
        const output = { cut: String(cut), climb: climb.map(String), partition: [...partition] };
        expect(verifyCut(output, blob)).toBe(true);
        expect(verifyCut({ ...output, ...claimed(cut + off) }, blob)).toBe(off === 0);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, Row]>([
    ["the partition of another graph", { ...claimed("2097152"), partition: [0b010, 0] }],
    ["no partition", { ...claimed("0"), partition: [] }],
    ["the complement, the other writing of the same partition", { ...claimed("2097152"), partition: [0b101] }],
    ["bits of vertices that are not there", { ...claimed("2097152"), partition: [0b1010] }],
    ["one cut more", { ...claimed("2097153"), partition: [0b010] }],
    ["a cut past what doubles tell apart", { ...claimed("9223372036854775807"), partition: [0b010] }],
    ["a field that is missing", claimed("2097152")],
    ["a climb that ends elsewhere", { ...claimed("2097152"), partition: [0b010], climb: Array.from({ length: 17 }, () => "9") }],
    [
      "a climb that falls",
      { ...claimed("2097152"), partition: [0b010], climb: ["2097153", ...Array.from({ length: 16 }, () => "2097152")] },
    ],
    ["a climb that is too short", { ...claimed("2097152"), partition: [0b010], climb: ["2097152"] }],
  ])("does not hold for %s", (_, output) => {
    expect(verifyCut(output, path)).toBe(false);
  });

  it("holds for the path's whole weight", () => {
    expect(verifyCut({ ...claimed("2097152"), partition: [0b010] }, path)).toBe(true);
    expect(verifyCut({ ...claimed("2097152"), partition: [0b010] }, path.subarray(1))).toBe(false);
  });
});
