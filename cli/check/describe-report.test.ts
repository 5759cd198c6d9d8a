import { expect, test } from "vitest";
import { batchIdSchema, hostIdSchema } from "../../protocol/ids.ts";
import type { CellReport } from "../../server/cell/check/check-cell.ts";
import { describeReport } from "./describe-report.ts";

const inOrder: CellReport = {
  batches: 1,
  units: 40,
  results: 78,
  leases: 3,
  hosts: 2,
  microCobblestones: 1_500_000,
  violations: [],
  violationCount: 0,
};

test("What was read is counted, and that it adds up is said", () => {
  const lines = describeReport(inOrder).split("\n");
  expect(lines.slice(0, 6).map((line) => line.split(/ {2,}/))).toEqual([
    ["batches", "1"],
    ["units", "40"],
    ["results", "78"],
    ["leases", "3"],
    ["hosts", "2"],
    ["credit", "1.5 cobblestones"],
  ]);
  expect(lines.at(-1)).toMatch(/^All of it adds up/);
});

test("What is off is told with its place, and what is not listed is counted", () => {
  const report = describeReport({
    ...inOrder,
    violations: [
      {
        kind: "pairing",
        batch: batchIdSchema.parse("baaaaaaaaaaaaaaaa"),
        unit: 7,
        host: hostIdSchema.parse("haaaaaaaaaaaaaaaa"),
        message: "twice",
      },
      { kind: "reference", message: "rows of nothing" },
    ],
    violationCount: 5,
  });
  expect(report.split("\n").slice(6)).toEqual([
    "5 things are off:",
    "  batch baaaaaaaaaaaaaaaa, unit 7, host haaaaaaaaaaaaaaaa: twice",
    "  the cell: rows of nothing",
    "  and 3 more",
  ]);
});
