import { describe, expect, test } from "vitest";
import type { ResultRow } from "../../protocol/messages.ts";
import { type Manifest, manifestSchema } from "../../worker-kernels/contract.ts";
import { rowTest } from "./result-filter.ts";

const manifest: Manifest = manifestSchema.parse({
  contract: 1,
  id: "searcher",
  version: "1.0.0",
  title: "Searcher",
  purpose: "Finds things.",
  input: {
    fields: [
      { name: "name", type: "text", description: "" },
      { name: "x", type: "f64", description: "" },
    ],
  },
  output: {
    fields: [
      { name: "found", type: "u128", array: true, description: "" },
      { name: "sum", type: "u64", description: "" },
    ],
  },
  cost: { base: 1, perField: {} },
  comparison: "exact",
  assurance: ["quorum"],
  picture: { field: "found", caption: "found" },
});

const row: ResultRow = {
  unit: 7,
  state: "validated",
  input: { name: "alpha:beta", x: 0.5 },
  output: { found: ["5", "18446744073709551617"], sum: "18446744073709551615" },
  replicas: 2,
  assurance: "quorum",
  basis: "established",
  errorProbability: 1e-6,
};
const failed: ResultRow = {
  unit: 8,
  state: "failed",
  input: row.input,
  output: null,
  replicas: 0,
  assurance: "quorum",
  failure: "too-many-errors",
};

function passes(filter: string, of = row): boolean {
  const verdict = rowTest(filter, manifest);
  if (!verdict.ok) throw new Error(verdict.expected);
  return verdict.test(of);
}

test.each([
  ["unit:eq:7", true],
  ["unit:lt:7", false],
  ["replicas:ge:2", true],
  ["basis:eq:established", true],
  ["errorProbability:lt:0.001", true],
  ["input.x:gt:0.25", true],
  ["input.x:le:1e-3", false],
  ["input.name:has:beta", true],
  ["input.name:eq:alpha:beta", true],
  ["input.name:ne:alpha", true],
  ["output.found:has:18446744073709551617", true],
  ["output.found:has:18446744073709551616", false],
  ["output.found.length:eq:2", true],
  ["output.sum:ge:18446744073709551615", true],
  ["output.sum:lt:18446744073709551615", false],
])("F2 %s is %s of a row, however wide its numbers", (filter, expected) => {
  expect(passes(filter)).toBe(expected);
});

test("F2 what a failed unit does not have passes no filter", () => {
  for (const filter of ["output.sum:ne:1", "output.found.length:eq:0", "basis:ne:established", "errorProbability:ge:0"]) {
    expect(passes(filter, failed)).toBe(false);
  }
  expect(passes("unit:gt:1", failed)).toBe(true);
});

describe("what is refused", () => {
  test.each([
    ["unit", "field:operator:value"],
    [
      "output.total:eq:1",
      "one of the fields unit, replicas, basis, errorProbability, input.name, input.x, output.found, output.found.length",
    ],
    ["output.sum:has:1", "one of the operators eq, ne, lt, le, gt, ge for output.sum"],
    ["output.found:eq:1", "one of the operators has for output.found"],
    ["input.name:gt:a", "one of the operators eq, ne, has for input.name"],
    ["output.sum:eq:1.5", "a whole number"],
    ["input.x:eq:NaN", "a number"],
    ["toString:eq:1", "one of the fields"],
  ])("F2 %s, with what was expected", (filter, expected) => {
    expect(rowTest(filter, manifest)).toMatchObject({ ok: false, expected: expect.stringContaining(expected) });
  });
});
