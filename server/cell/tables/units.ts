/** Work units: what was asked, and what has come back. Runs of units are read and written in one statement each. */
import type { SweptUnits } from "../../domain/swept.ts";
import type { WorkUnit } from "../../domain/work-unit.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import type { UnitBlock } from "../unit-block.ts";
import { readUnit, STANDING, standingOf, writeUnit } from "../unit-record.ts";
import { number, text } from "../../sql/columns.ts";
import { jsonChunks } from "../../sql/json-chunks.ts";

/** A unit as it is submitted: its input in base64, and what it costs. */
export interface NewUnit {
  readonly input: string;
  readonly operations: number;
}

/** A unit with its record, which is undefined until somebody has answered it. */
export interface StoredUnit {
  readonly operations: number;
  readonly record: WorkUnit | undefined;
}

/** A unit that has its verdict, with its input. */
export interface DecidedUnit {
  readonly unit: number;
  readonly input: string;
  readonly record: WorkUnit;
}

/** Inputs and records of one page of results: decoded they grow some times over, and 32 MiB is the most that one call carries. */
const MAX_PAGE_CHARS = 4_000_000;

/** Records that are looked at for one that is validated. */
const RECORDS_TO_LOOK_AT = 100;

export type UnitTable = ReturnType<typeof unitTable>;

/** `swept` gives the units of batches that are sweeps. */
export function unitTable(sql: Sql, swept: (batch: number) => SweptUnits | undefined = () => undefined) {
  function sweptRange(batch: number, made: SweptUnits, first: number, last: number): Map<number, StoredUnit> {
    const rows = sql.all("SELECT unit, record FROM unit_records WHERE batch = ? AND unit BETWEEN ? AND ?", batch, first, last);
    const records = new Map(rows.map((row) => [number(row, "unit"), readUnit(text(row, "record"))]));
    const end = Math.min(last + 1, made.units);
    return new Map(
      Array.from({ length: Math.max(0, end - first) }, (_, i) => [
        first + i,
        { operations: made.operations(first + i), record: records.get(first + i) },
      ]),
    );
  }

  /** A row of a unit, whose operations are null where its batch is a sweep. */
  function toStoredUnit(batch: number, row: SqlRow): StoredUnit {
    const { record } = row;
    const operations = row["operations"] ?? swept(batch)?.operations(number(row, "unit"));
    if (typeof operations !== "number") throw new TypeError(`unit ${number(row, "unit")} of batch ${batch} is missing`);
    return { operations, record: typeof record === "string" ? readUnit(record) : undefined };
  }

  /** Units by number, each row with its operations, or null, and its record. */
  const toStoredUnits = (batch: number, rows: readonly SqlRow[]): Map<number, StoredUnit> =>
    new Map(rows.map((row) => [number(row, "unit"), toStoredUnit(batch, row)]));

  return {
    append(batch: number, firstUnit: number, { json }: UnitBlock): void {
      sql.all("INSERT INTO work_units SELECT ?1, ?2 + key, value ->> 0, value ->> 1 FROM json_each(?3)", batch, firstUnit, json);
    },
    /** The inputs of a run of units, in order. */
    inputs(batch: number, firstUnit: number, count: number): string[] {
      const made = swept(batch);
      if (made !== undefined) return Array.from({ length: count }, (_, i) => made.input(firstUnit + i));
      return sql
        .all("SELECT input FROM work_units WHERE batch = ? AND unit BETWEEN ? AND ? ORDER BY unit", batch, firstUnit, firstUnit + count - 1)
        .map((row) => text(row, "input"));
    },
    /** The units of a run, by number. */
    range(batch: number, firstUnit: number, lastUnit: number): Map<number, StoredUnit> {
      const made = swept(batch);
      if (made !== undefined) return sweptRange(batch, made, firstUnit, lastUnit);
      const rows = sql.all(
        `SELECT unit, operations, record FROM work_units LEFT JOIN unit_records USING (batch, unit)
         WHERE batch = ? AND unit BETWEEN ? AND ?`,
        batch,
        firstUnit,
        lastUnit,
      );
      return toStoredUnits(batch, rows);
    },
    save(batch: number, records: ReadonlyMap<number, WorkUnit>): void {
      const rows = Array.from(records, ([unit, record]) => [unit, standingOf(record), writeUnit(record)]);
      for (const { json } of jsonChunks(rows)) {
        sql.all(
          `INSERT INTO unit_records SELECT ?1, value ->> 0, value ->> 1, value -> 2 FROM json_each(?2) WHERE true
           ON CONFLICT (batch, unit) DO UPDATE SET standing = excluded.standing, record = excluded.record`,
          batch,
          json,
        );
      }
    },
    /** Decided units after `after`, in order: up to `limit`, and no more than one call can carry, but at least one. */
    decidedAfter(batch: number, after: number, limit: number): DecidedUnit[] {
      return sql
        .all(
          `SELECT unit, input, record FROM (
             SELECT unit, input, record, sum(ifnull(length(input), 0) + length(record)) OVER (ORDER BY unit) AS chars
             FROM unit_records LEFT JOIN work_units USING (batch, unit)
             WHERE batch = ? AND unit > ? AND standing > 1 ORDER BY unit LIMIT ?)
           WHERE chars - ifnull(length(input), 0) - length(record) < ? ORDER BY unit`,
          batch,
          after,
          limit,
          MAX_PAGE_CHARS,
        )
        .map((row) => ({
          unit: number(row, "unit"),
          input: row["input"] === null ? (swept(batch)?.input(number(row, "unit")) ?? "") : text(row, "input"),
          record: readUnit(text(row, "record")),
        }));
    },
    /** The first validated unit from a unit on; undefined where the next units are not. */
    validatedFrom(batch: number, from: number): number | undefined {
      const [row] = sql.all(
        `SELECT unit FROM (SELECT unit, standing FROM unit_records WHERE batch = ? AND unit >= ? ORDER BY unit LIMIT ?) WHERE standing = ? LIMIT 1`,
        batch,
        from,
        RECORDS_TO_LOOK_AT,
        STANDING.validated,
      );
      return row === undefined ? undefined : number(row, "unit");
    },
    /** Numbers of some units that have answers and no verdict. */
    undecided(batch: number, limit: number): number[] {
      return sql
        .all("SELECT unit FROM unit_records WHERE batch = ? AND standing = ? LIMIT ?", batch, STANDING.answered, limit)
        .map((row) => number(row, "unit"));
    },
    /** Numbers of those that have failed among the next so many records behind a unit, and the last one that was looked at. */
    failedAfter(batch: number, after: number, limit: number): { failed: number[]; last: number | undefined } {
      const rows = sql.all(
        "SELECT unit, standing FROM unit_records WHERE batch = ? AND unit > ? ORDER BY unit LIMIT ?",
        batch,
        after,
        limit,
      );
      const last = rows.at(-1);
      const failed = rows.filter((row) => number(row, "standing") === STANDING.failed).map((row) => number(row, "unit"));
      return { failed, last: last && number(last, "unit") };
    },
    /** Copies up to so many inputs from a unit on into another batch, under the same numbers. */
    copy(from: number, to: number, firstUnit: number, limit: number): { units: number; operations: number } {
      const rows = sql.all(
        `INSERT INTO work_units SELECT ?, unit, input, operations FROM work_units
         WHERE batch = ? AND unit >= ? AND unit < ? ORDER BY unit RETURNING operations`,
        to,
        from,
        firstUnit,
        firstUnit + limit,
      );
      return { units: rows.length, operations: rows.reduce((sum, row) => sum + number(row, "operations"), 0) };
    },
    /** How many units of a run have an answer. */
    answeredIn(batch: number, firstUnit: number, count: number): number {
      const [row] = sql.all(
        "SELECT count(*) AS answered FROM unit_records WHERE batch = ? AND unit BETWEEN ? AND ? AND standing > 0",
        batch,
        firstUnit,
        firstUnit + count - 1,
      );
      return row === undefined ? 0 : number(row, "answered");
    },
    removeAll(batch: number): void {
      sql.all("DELETE FROM work_units WHERE batch = ?", batch);
      sql.all("DELETE FROM unit_records WHERE batch = ?", batch);
    },
  };
}
