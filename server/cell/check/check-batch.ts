/** Compares what a batch says of itself with what its units say. */
import type { Batch, BatchState } from "../../domain/batch.ts";
import type { Manifest } from "../../../worker-kernels/contract.ts";
import { number } from "../../sql/columns.ts";
import type { Sql } from "../../sql/sql.ts";
import type { SweptUnits } from "../../domain/swept.ts";
import { type BatchSums, type Books, readUnits } from "./check-units.ts";
import type { Findings } from "./violation.ts";

/** Sums of costs are sums of floating numbers, and were added up in another order. */
const ROUNDING = 1e-9;

/** States of a batch whose units all have their verdict, and of one in which some have not. */
const COMPLETE: readonly BatchState["kind"][] = ["finished", "cancelled"];
const INCOMPLETE: readonly BatchState["kind"][] = ["running", "paused", "cancelled"];

/** Reads a batch and compares. Returns what was found. */
export function checkBatch(books: Books, batch: Batch, manifest: Manifest, swept?: SweptUnits): BatchSums {
  const { sql, findings } = books;
  const sums = readUnits(books, batch, manifest, swept);
  const place = { batch: batch.id };
  findings.compare("credit", place, "credit of the batch", batch.microCobblestones, sums.microCobblestones);
  for (const name of ["validated", "failed", "undecided", "held", "results"] as const) {
    findings.compare("count", place, `${name} of the batch`, batch.tally[name], sums.tally[name]);
  }
  if (Math.abs(batch.operations - sums.operations) > ROUNDING * Math.max(batch.operations, sums.operations)) {
    findings.compare("count", place, "operations of the batch", batch.operations, sums.operations);
  }
  const { validated, failed } = sums.tally;
  const states = validated + failed === batch.units ? COMPLETE : INCOMPLETE;
  if (!states.includes(batch.state.kind)) {
    findings.report("count", place, `the batch says it is ${batch.state.kind}, and by its units it is ${states.join(" or ")}`);
  }
  if (swept === undefined) compareRows(sql, batch, sums, findings);
  else compareSwept(sql, batch, swept, findings);
  compareSegments(sql, batch, findings);
  compareSquares(sql, batch, sums, findings);
  return sums;
}

/** Every unit of the batch is there, and nothing beyond. */
function compareRows(sql: Sql, batch: Batch, sums: BatchSums, findings: Findings): void {
  const place = { batch: batch.id };
  findings.compare("unit", place, "units of the batch", batch.units, sums.units);
  if (sums.units < batch.units) findings.report("unit", { ...place, unit: firstMissing(sql, batch) }, "the unit is missing");
  for (const table of ["work_units", "unit_records"]) {
    const [row] = sql.all(
      `SELECT unit FROM ${table} AS there WHERE batch = ?1 AND NOT EXISTS (
         SELECT 1 FROM work_units WHERE batch = ?1 AND unit = there.unit AND unit < ?2) LIMIT 1`,
      batch.number,
      batch.units,
    );
    if (row !== undefined)
      findings.report("unit", { ...place, unit: number(row, "unit") }, "something is on record of a unit that is not there");
  }
}

/** A sweep has as many units as its rule says, none that is stored, and nothing beyond. */
function compareSwept(sql: Sql, batch: Batch, { units }: SweptUnits, findings: Findings): void {
  const place = { batch: batch.id };
  findings.compare("unit", place, "units of the batch", batch.units, units);
  for (const [table, from] of [
    ["work_units", 0],
    ["unit_records", units],
  ] as const) {
    const [row] = sql.all(`SELECT unit FROM ${table} WHERE batch = ? AND unit >= ? LIMIT 1`, batch.number, from);
    if (row !== undefined)
      findings.report("unit", { ...place, unit: number(row, "unit") }, "something is on record of a unit that is not there");
  }
}

function compareSegments(sql: Sql, batch: Batch, findings: Findings): void {
  const place = { batch: batch.id };
  const [segment] = sql.all(
    "SELECT first FROM segments WHERE batch = ? AND fresh IN (0, 1) AND first >= ? LIMIT 1",
    batch.number,
    batch.units,
  );
  if (segment !== undefined)
    findings.report("lease", { ...place, unit: number(segment, "first") }, "the unit is left to lease, and is not there");
}

function firstMissing(sql: Sql, { number: batch }: Batch): number {
  const [row] = sql.all(
    `SELECT CASE WHEN EXISTS (SELECT 1 FROM work_units WHERE batch = ?1 AND unit = 0) THEN
       (SELECT min(unit) + 1 FROM work_units AS here WHERE batch = ?1 AND NOT EXISTS (
         SELECT 1 FROM work_units WHERE batch = ?1 AND unit = here.unit + 1)) ELSE 0 END AS unit`,
    batch,
  );
  return Number(row?.["unit"] ?? 0);
}

function compareSquares(sql: Sql, batch: Batch, { squares }: BatchSums, findings: Findings): void {
  const rows = sql.all("SELECT square, checked FROM squares WHERE batch = ?", batch.number);
  const onRecord = new Map(rows.map((row) => [number(row, "square"), number(row, "checked")]));
  for (const square of new Set([...squares.keys(), ...onRecord.keys()])) {
    const what = `checked units of square ${square} of the picture`;
    findings.compare("count", { batch: batch.id }, what, onRecord.get(square) ?? 0, squares.get(square) ?? 0);
  }
}
