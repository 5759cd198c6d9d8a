import fc from "fast-check";
import { assert, beforeAll, describe, expect, it } from "vitest";
import { blobDigests } from "../../protocol/layout/layout.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { builtInKernels } from "../catalog.ts";
import { describeGpuContract } from "../kernel-gpu.contract.ts";
import type { KernelInstance } from "../kernel-module.ts";
import { compiledKernel } from "../testing/compiled-kernel.ts";
import { begun, runOut } from "../testing/driven-unit.ts";
import { searchUnits, unitAtBorder } from "./testing/arbitrary-units.ts";
import { blockOf, rowOf, type SearchUnit } from "./testing/search-units.ts";

const [manifest] = builtInKernels.filter(({ id }) => id === "protein-search");
assert(manifest);

const WORKGROUP = 64;
/** Sequences with more are the CPU's. */
const MAX_SEQUENCE_CELLS = 2 ** 21;

/** Several workgroups of sequences, and one that is too long for an invocation, first or last. */
const manySequences = fc.tuple(searchUnits(40, 40), fc.boolean()).map(([unit, isLongLast]): SearchUnit => {
  const query = new Uint8Array(130).map((_, i) => unit.query[i % unit.query.length] ?? 0);
  const long = new Uint8Array(MAX_SEQUENCE_CELLS / 128).map((_, i) => i % 20);
  const short = Array.from({ length: 5 * WORKGROUP }, (_, i) => unit.sequences[i % unit.sequences.length] ?? query);
  return { ...unit, query, sequences: isLongLast ? [...short, long] : [long, ...short] };
});

describeGpuContract({
  manifest,
  unitRuns: 1_000,
  units: searchUnits(40, 40).map(rowOf),
  longUnits: manySequences.map(rowOf),
  blobOf: blockOf,
});

const NOT_A_RESULT = 48;

describe("folding what a shader left", () => {
  let module: WebAssembly.Module;
  beforeAll(() => {
    module = new WebAssembly.Module(compiledKernel(manifest));
  }, 120_000);
  const unit = { ...unitAtBorder(255), query: new Uint8Array(100), sequences: Array.from({ length: 200 }, () => new Uint8Array(10)) };
  const row = rowOf(unit);
  const started = (): KernelInstance =>
    begun(module, encodeRow(manifest.input, row), undefined, blobDigests(manifest.input, row).map(blockOf));
  const plan = (instance: KernelInstance, budget: number): number => Number(instance.call("gpuPlan", budget));

  /** Folds so many scores, all the same. */
  function fold(instance: KernelInstance, count: number, score: number): unknown {
    const scores = new Uint32Array(count).fill(score);
    instance.write(new Uint8Array(scores.buffer));
    return instance.call("gpuFold", scores.byteLength);
  }

  it("plans whole workgroups, no third slice, and none while nothing is left", () => {
    const instance = started();
    expect([plan(instance, 1), plan(instance, 1), plan(instance, 1)]).toEqual([1, 1, 0]);
    expect(fold(instance, 64, 254)).toBe(0);
    expect(plan(instance, 1_000)).toBe(2);
    expect(fold(instance, 64, 254)).toBe(0);
    expect(fold(instance, 72, 254)).toBe(0);
    expect(plan(instance, 1)).toBe(0);
    expect(instance.call("step", 1)).toBe(0);
  });

  it("goes on with the CPU from what was folded, and forgets what was dropped", () => {
    const instance = started();
    expect([plan(instance, 1), plan(instance, 1)]).toEqual([1, 1]);
    instance.call("gpuDrop");
    expect(fold(instance, 64, 0)).toBe(NOT_A_RESULT);
    expect(runOut(instance)).toEqual(runOut(started()));
  });

  it("refuses what no shader of ours leaves", () => {
    const instance = started();
    expect(fold(instance, 64, 1)).toBe(NOT_A_RESULT);
    plan(instance, 1);
    expect(fold(instance, 63, 1)).toBe(NOT_A_RESULT);
    expect(fold(instance, 64, 127 * unit.query.length + 1)).toBe(NOT_A_RESULT);
  });
});
