import { expect, test } from "vitest";
import { areEquivalent, type Comparison } from "./comparison.ts";

const within = (tolerance: { absolute?: number; relative?: number }): Comparison => ({ fields: { x: tolerance } });

test.each([
  [{ absolute: 0.5 }, 1, 1.5, true],
  [{ absolute: 0.5 }, 1, 1.51, false],
  [{ relative: 0.1 }, 100, 90, true],
  [{ relative: 0.1 }, 100, 89, false],
  [{ absolute: 1e-9, relative: 0 }, 0, 1e-10, true],
  [{ relative: 0.1 }, 0, 1e-300, false],
  [{ absolute: 1 }, Number.NaN, Number.NaN, true],
  [{ absolute: 1 }, Number.NaN, 1, false],
  [{ absolute: 1 }, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true],
  [{ absolute: 1 }, Number.POSITIVE_INFINITY, Number.MAX_VALUE, false],
])("V5: within %o, %d and %d are equivalent: %s", (tolerance, a, b, expected) => {
  expect(areEquivalent(within(tolerance), { x: a }, { x: b })).toBe(expected);
  expect(areEquivalent(within(tolerance), { x: b }, { x: a })).toBe(expected);
});

test("V5: fields without a tolerance have to be equal, and arrays agree item by item", () => {
  expect(areEquivalent(within({ absolute: 1 }), { x: 1, name: "a" }, { x: 2, name: "a" })).toBe(true);
  expect(areEquivalent(within({ absolute: 1 }), { x: 1, name: "a" }, { x: 1, name: "b" })).toBe(false);
  expect(areEquivalent(within({ absolute: 1 }), { x: [1, 5] }, { x: [2, 4] })).toBe(true);
  expect(areEquivalent(within({ absolute: 1 }), { x: [1, 5] }, { x: [1] })).toBe(false);
  expect(areEquivalent("exact", { x: "18446744073709551615" }, { x: "18446744073709551614" })).toBe(false);
});
