import fc from "fast-check";
import { assert, beforeAll, describe, expect, it } from "vitest";
import type { Row } from "../../protocol/layout/layout.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../catalog.ts";
import { describeGpuContract } from "../kernel-gpu.contract.ts";
import type { KernelInstance } from "../kernel-module.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, runOut } from "../testing/driven-unit.ts";
import { graphWith } from "./cases.ts";
import { encodeGraph } from "./graph-blob.ts";
import type { AnnealingUnit } from "./reference.ts";
import { blobOf, rowOf, unitsUpTo } from "./testing/units.ts";

const [manifest] = builtInKernels.filter(({ id }) => id === "maxcut");
assert(manifest);

/** So many vertices that a sweep takes several runs, and few edges. */
const SEVERAL_RUNS = graphWith(600, (i, j) => ((i + j) % 50 === 0 ? 1 : undefined));

const long = (units: fc.Arbitrary<AnnealingUnit>): fc.Arbitrary<Row> => units.map((unit) => rowOf({ ...unit, sweeps: unit.sweeps + 100 }));

describeGpuContract({
  manifest,
  unitRuns: 1_000,
  units: unitsUpTo(40, 8, 66).map(rowOf),
  longUnits: fc.oneof(long(unitsUpTo(60, 60, 66)), long(unitsUpTo(1, 60, 66).map((unit) => ({ ...unit, graph: SEVERAL_RUNS })))),
  blobOf,
});

const WRONG_RESULT_LENGTH = 48;

describe("planning slices", () => {
  let module: WebAssembly.Module;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
  }, 60_000);
  const row = rowOf({ graph: SEVERAL_RUNS, seed: 1n, walkers: 65, sweeps: 64, temperatureStart: 2_048, temperatureEnd: 200 });
  const unit = (): KernelInstance => begun(module, encodeRow(manifest.input, row), undefined, [encodeGraph(SEVERAL_RUNS)]);
  const plan = (of: KernelInstance, budget: number): number => Number(of.call("gpuPlan", budget));

  it("takes a workgroup for each 64 walkers, and no third slice", () => {
    const planned = unit();
    expect([plan(planned, 3), plan(planned, 1_000_000), plan(planned, 1)]).toEqual([2, 2, 0]);
  });

  it("refuses a result of another length, and one of no slice", () => {
    const planned = unit();
    expect(planned.call("gpuFold", 4)).toBe(WRONG_RESULT_LENGTH);
    expect(plan(planned, 3)).toBe(2);
    expect(planned.call("gpuFold", 4)).toBe(WRONG_RESULT_LENGTH);
  });

  it("goes on from the last fold when slices are dropped, and plans none when nothing is left", () => {
    const dropped = unit();
    plan(dropped, 3);
    dropped.call("gpuDrop");
    expect(runOut(dropped)).toEqual(runOut(unit()));
    expect(plan(dropped, 1)).toBe(0);
  });
});
