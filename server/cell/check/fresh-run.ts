/**
 * Where a check of a sweep may go on: behind a run of units that nobody has touched, of which there may be billions. Such
 * a run is one segment that wants every lease the batch's target asks for, and nothing else may be on record of its units.
 */
import type { Batch } from "../../domain/batch.ts";
import { number } from "../../sql/columns.ts";
import type { Sql } from "../../sql/sql.ts";
import type { OpenLease } from "./lease-ledger.ts";

/** The unit behind the untouched run that goes on at `unit`, or `unit` itself where there is none. */
export function behindFreshRun(sql: Sql, batch: Batch, open: readonly OpenLease[], unit: number): number {
  const [segment] = sql.all(
    "SELECT first, count, wanted FROM segments WHERE batch = ? AND fresh = 1 AND first < ? ORDER BY first DESC LIMIT 1",
    batch.number,
    unit,
  );
  if (segment === undefined || number(segment, "wanted") !== batch.policy.targetResults) return unit;
  const end = Math.min(number(segment, "first") + number(segment, "count"), batch.units);
  const touched = [
    ...["unit_records:unit", "segments:first"].map((place) => firstIn(sql, batch, place, unit)),
    open.find((lease) => lease.end > unit)?.first ?? Infinity,
  ];
  return Math.max(unit, Math.min(end, ...touched));
}

function firstIn(sql: Sql, batch: Batch, place: string, from: number): number {
  const [table, column] = place.split(":");
  const fresh = table === "segments" ? "AND fresh IN (0, 1)" : "";
  const [row] = sql.all(`SELECT min(${column}) AS first FROM ${table} WHERE batch = ? ${fresh} AND ${column} >= ?`, batch.number, from);
  const first = row?.["first"];
  return typeof first === "number" ? first : Infinity;
}
