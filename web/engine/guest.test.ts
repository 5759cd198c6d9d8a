import { expect, it } from "vitest";
import { defaultCores } from "./guest.ts";

it.each([
  [1, 1],
  [2, 1],
  [8, 2],
  [11, 2],
  [64, 16],
])("lends of %i cores %i unless it is told otherwise", (cores, lent) => {
  expect(defaultCores(cores)).toBe(lent);
});
