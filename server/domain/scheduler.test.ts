import { expect, test } from "vitest";
import { bundleUnits, largestInput, wishAfter } from "./scheduler.ts";

const wish = { seconds: 60, operationsPerSecond: 100, minUnits: 2, maxUnits: 50 };

test("L3 a host gets what fits its wished seconds at its speed, within its bounds", () => {
  expect(bundleUnits(wish, 200)).toBe(30);
  expect(bundleUnits(wish, 10)).toBe(50);
  expect(bundleUnits(wish, 1e9)).toBe(2);
  expect(bundleUnits({ ...wish, operationsPerSecond: 0 }, 200)).toBe(2);
});

test("L3 what one batch gives is taken off the wish before the next is asked", () => {
  expect(wishAfter(wish, 10, 2_000)).toEqual({ ...wish, seconds: 40, minUnits: 0, maxUnits: 40 });
  expect(wishAfter(wish, 50, 10)).toBeUndefined();
  expect(wishAfter(wish, 3, 6_000)).toBeUndefined();
  expect(wishAfter({ ...wish, operationsPerSecond: 0 }, 1, 10)).toMatchObject({ minUnits: 1 });
  expect(wishAfter({ ...wish, operationsPerSecond: 0 }, 2, 10)).toBeUndefined();
});

test("L3 inputs of varying length are reckoned at their largest, so that a reply can be carried", () => {
  const field = { name: "x", description: "" };
  expect(
    largestInput({
      fields: [
        { ...field, type: "u32" },
        { ...field, name: "y", type: "blob" },
      ],
    }),
  ).toBe(36);
  expect(
    largestInput({
      fields: [
        { ...field, type: "u32" },
        { ...field, name: "y", type: "text" },
      ],
    }),
  ).toBe(65_536);
  expect(largestInput({ fields: [{ ...field, type: "u32", array: true }] })).toBe(65_536);
});
