import { describe, expect, it } from "vitest";
import { SliceBudget } from "./slice-budget.ts";

const TARGET_MS = 25;

/** Slices until the budget has settled, on a machine that takes so long for a piece and ticks so coarsely. */
function settledSlices(pieceMs: number, tickMs = 0): number[] {
  const budget = new SliceBudget();
  return Array.from({ length: 40 }, () => {
    const tookMs = budget.value * pieceMs;
    budget.adapt(tickMs === 0 ? tookMs : Math.floor(tookMs / tickMs) * tickMs, TARGET_MS);
    return tookMs;
  });
}

describe("a slice's budget", () => {
  it("starts with a single piece", () => {
    expect(new SliceBudget().value).toBe(1);
  });

  it.each([0.0001, 0.05, 0.3, 2, 9])("settles at the wanted time when a piece takes %s ms", (pieceMs) => {
    const [last = 0] = settledSlices(pieceMs).slice(-1);
    expect(last).toBeGreaterThan(TARGET_MS / 2);
    expect(last).toBeLessThanOrEqual(TARGET_MS);
  });

  it("does not pass the wanted time on the way up", () => {
    expect(Math.max(...settledSlices(0.3))).toBeLessThanOrEqual(TARGET_MS);
  });

  it("stays near the wanted time with a clock that ticks in whole milliseconds", () => {
    const slices = settledSlices(0.01, 1).slice(-10);
    expect(Math.max(...slices)).toBeLessThan(4 * TARGET_MS);
    expect(Math.min(...slices)).toBeGreaterThan(TARGET_MS / 4);
  });

  it("asks for one piece where a piece alone takes too long", () => {
    expect(settledSlices(500).at(-1)).toBe(500);
  });

  it("judges a slice by the budget it had, where several are under way", () => {
    const budget = new SliceBudget();
    for (let slice = 0; slice < 10; slice++) budget.adapt(0.01, TARGET_MS, 1);
    expect(budget.value).toBe(4);
  });

  it("comes back soon after a slice in which the machine slept", () => {
    const budget = new SliceBudget();
    for (let slice = 0; slice < 20; slice++) budget.adapt(budget.value, TARGET_MS);
    budget.adapt(8 * 3_600_000, TARGET_MS);
    for (let slice = 0; slice < 3; slice++) budget.adapt(budget.value, TARGET_MS);
    expect(budget.value).toBeGreaterThan(TARGET_MS / 2);
  });
});
