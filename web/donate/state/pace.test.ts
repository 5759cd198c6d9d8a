import { describe, expect, it } from "vitest";
import type { WorkerSnapshot } from "../../engine/engine-api.ts";
import { observe, remainingMs } from "./pace.ts";

const at = (slot: number, unit: number, progress: number): WorkerSnapshot => ({
  slot,
  kind: "core",
  unit: { batchId: "b", unit, kernelId: "k", input: {}, progress, resumedAt: 0 },
});

describe("pace", () => {
  it("tells the time of the slowest piece from its own progress", () => {
    const pace = observe(new Map(), [at(0, 1, 0.2), at(1, 2, 0)], 0);
    expect(remainingMs(pace, [at(0, 1, 0.6), at(1, 2, 0.5)], 10_000)).toBeCloseTo(10_000);
  });

  it("counts a resumed piece from where it was resumed", () => {
    const pace = observe(new Map(), [at(0, 1, 0.9)], 0);
    expect(remainingMs(pace, [at(0, 1, 0.95)], 5_000)).toBeCloseTo(5_000);
  });

  it("says nothing about a piece that has not moved yet, nor about none at all", () => {
    const pace = observe(new Map(), [at(0, 1, 0.2)], 0);
    expect(remainingMs(pace, [at(0, 1, 0.2)], 10_000)).toBeNull();
    expect(remainingMs(pace, [{ slot: 0, kind: "core", unit: null }], 10_000)).toBeNull();
  });

  it("begins anew with the next piece in the same slot", () => {
    const first = observe(new Map(), [at(0, 1, 0)], 0);
    const second = observe(first, [at(0, 2, 0)], 10_000);
    expect(remainingMs(second, [at(0, 2, 0.5)], 12_000)).toBeCloseTo(2_000);
  });
});
