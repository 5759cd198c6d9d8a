import fc from "fast-check";
import { assert, beforeAll, describe, expect, it } from "vitest";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../catalog.ts";
import { describeGpuContract } from "../kernel-gpu.contract.ts";
import type { KernelInstance } from "../kernel-module.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, runOut } from "../testing/driven-unit.ts";
import { KNOWN_FACTORS } from "./cases.ts";
import { rowOf, unitAround, unitsOf, unitsUpTo } from "./testing/units.ts";

const [manifest] = builtInKernels.filter(({ id }) => id === "mersenne-tf");
assert(manifest);

/** Around a known factor, so that units with a hit are not as rare as chance would have them. */
const nearFactors = fc
  .tuple(fc.constantFrom(...KNOWN_FACTORS), fc.bigInt({ min: 1n, max: 60n }))
  .map(([{ exponent, k }, kCount]) => unitAround(exponent, k, kCount));

describeGpuContract({
  manifest,
  unitRuns: 1_000,
  units: fc.oneof({ weight: 3, arbitrary: unitsUpTo(60n) }, { weight: 1, arbitrary: nearFactors }).map(rowOf),
  longUnits: fc.oneof(unitsOf(fc.constant(2_000n)), unitsOf(fc.constant(300_000n))).map(rowOf),
});

const RESULT_WORDS = 8;
const WRONG_RESULT_LENGTH = 32;
const HIT_OUTSIDE_BLOCK = 33;

describe("folding what a shader left", () => {
  let module: WebAssembly.Module;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
  }, 60_000);
  const input = encodeRow(manifest.input, { exponent: 113, kStart: "1", kCount: "3000000" });

  /** Folds results that say the same of every block. */
  function fold(unit: KernelInstance, blocks: number, ofBlock: readonly number[]): unknown {
    const results = new Uint32Array(blocks * RESULT_WORDS);
    for (let block = 0; block < blocks; block++) results.set(ofBlock, block * RESULT_WORDS);
    unit.write(new Uint8Array(results.buffer));
    return unit.call("gpuFold", results.byteLength);
  }
  const plan = (unit: KernelInstance, budget: number): number => Number(unit.call("gpuPlan", budget));

  it("does a block again that has more hits than a result can name", () => {
    const unit = begun(module, input);
    for (let blocks = plan(unit, 100); blocks > 0; blocks = plan(unit, 100)) expect(fold(unit, blocks, [1, 2, 6])).toBe(0);
    expect(runOut(unit)).toEqual(runOut(begun(module, input)));
  });

  it("plans no third slice, and none while nothing is left", () => {
    const unit = begun(module, input);
    expect([plan(unit, 3), plan(unit, 5), plan(unit, 1)]).toEqual([3, 5, 0]);
    expect(fold(unit, 3, [])).toBe(0);
    expect(plan(unit, 1)).toBe(1);
    runOut(unit);
    unit.call("gpuDrop");
    expect(plan(unit, 1)).toBe(0);
  });

  it("refuses what no shader of ours leaves", () => {
    const unit = begun(module, input);
    expect(fold(unit, 1, [])).toBe(WRONG_RESULT_LENGTH);
    expect(plan(unit, 2)).toBe(2);
    expect(fold(unit, 1, [])).toBe(WRONG_RESULT_LENGTH);
    expect(plan(unit, 1)).toBe(1);
    expect(fold(unit, 1, [0, 0, 1, 8192])).toBe(HIT_OUTSIDE_BLOCK);
  });
});
