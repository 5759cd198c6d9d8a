import { expect, test } from "vitest";
import { sweptOperations } from "./swept.ts";

test("S2 what few units cost is counted, and what many cost is estimated", () => {
  expect(sweptOperations({ units: 4, operations: (unit) => 10 ** unit })).toBe(1_111);
  const many = sweptOperations({ units: 1_000_000_000, operations: (unit) => unit });
  expect(many / (0.5 * 1e18)).toBeCloseTo(1, 3);
});
