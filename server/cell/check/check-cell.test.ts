import { beforeEach, describe, expect, test } from "vitest";
import { toBase64 } from "../../../protocol/digest.ts";
import { type HostId, makeVolunteerId } from "../../../protocol/ids.ts";
import { encodeRow } from "../../../protocol/layout/row-bytes.ts";
import type { Lease } from "../../../protocol/messages.ts";
import { nodeSql } from "../../sql/node-sql.ts";
import type { Sql } from "../../sql/sql.ts";
import { addBatch, doubler, type SmallCell, smallCell, success, unitsOf, wishFor } from "../testing/small-cell.ts";
import { type CellReport, checkCell, isCell } from "./check-cell.ts";
import type { Violation } from "./violation.ts";

const UNITS = 30;
const WRONG = 777;

interface Lived {
  readonly sql: Sql;
  readonly cell: SmallCell;
  readonly ada: HostId;
  readonly ben: HostId;
  readonly eve: HostId;
  readonly check: () => CellReport;
}

/**
 * A cell in the middle of its life. In its first batch, a quorum: verdicts, results that were rejected, an error that
 * failed its unit, leases that were lost, and one of eve's that is open, with a unit answered and a unit given back. In
 * its second, single results that are held, and some that are audited.
 */
function livedIn(): Lived {
  const sql = nodeSql();
  const cell = smallCell(UNITS, { maxErrorResults: 0 }, sql);
  const adaptive = addBatch(cell.store, UNITS, { assurance: "adaptive" });
  const [ada, ben, cyd, dan, eve] = ["ada", "ben", "cyd", "dan", "eve"].map((name) => cell.host(name)) as Five;

  function lease(host: HostId, units: number, avoid = adaptive): Lease {
    const [issued] = cell.send(host, { wish: { ...wishFor(units), avoid: [avoid] } }).leases;
    if (issued === undefined) throw new Error("no lease");
    return issued;
  }
  function answer(host: HostId, units: number, y?: number, avoid = adaptive): void {
    const issued = lease(host, units, avoid);
    const outcomes = unitsOf(issued).map((unit) => success(unit, y));
    cell.report(host, issued, outcomes);
  }

  for (const host of [ada, ben]) answer(host, 10);
  answer(cyd, 3, WRONG);
  for (const host of [ada, ben]) answer(host, 3);
  const broken = lease(dan, 4);
  cell.report(dan, broken, [{ outcome: "error", unit: broken.firstUnit, code: "trap", message: "" }]);
  cell.now = broken.deadline;
  cell.expire();
  const open = lease(eve, 6);
  cell.report(eve, open, [{ outcome: "returned", unit: open.firstUnit + 1 }, success(open.firstUnit)]);
  cell.random = () => 0.9;
  answer(ada, 10, undefined, cell.batchId);
  cell.random = () => 0;
  answer(ada, 3, undefined, cell.batchId);
  return { sql, cell, ada, ben, eve, check: () => checkCell(sql) };
}

type Five = [HostId, HostId, HostId, HostId, HostId];

let lived: Lived;
beforeEach(() => {
  lived = livedIn();
});

test("C3 a cell that lived is found in order, and the check has seen all of it", () => {
  const { sql, check } = lived;
  const [counts] = sql.all(
    `SELECT sum(micro_cobblestones) AS credit, sum(pending) AS pending, sum(rejected) AS rejected, sum(in_flight) AS out, sum(held) AS held
     FROM hosts`,
  );
  // The history is worth checking: nothing of this is nought.
  expect(Object.entries(counts ?? {}).filter(([, sum]) => !(Number(sum) > 0))).toEqual([]);
  const report = check();
  expect(report.violations).toEqual([]);
  expect(report).toMatchObject({ violationCount: 0, batches: 2, units: 2 * UNITS, microCobblestones: counts?.["credit"], hosts: 5 });
});

test("C3 only a cell of this very version is taken for one", () => {
  expect(isCell(lived.sql)).toBe(true);
  expect(isCell(nodeSql())).toBe(false);
  lived.sql.all("DELETE FROM migrations WHERE position = (SELECT max(position) FROM migrations)");
  expect(isCell(lived.sql)).toBe(false);
});

describe("C3 what is off is found and named", () => {
  /** Changes one thing in the database, and returns what is said of it, without what follows from it elsewhere. */
  function after(change: string, ...bindings: (string | number)[]): readonly Violation[] {
    lived.sql.all(change, ...bindings);
    const { violations, violationCount } = lived.check();
    expect(violationCount).toBeGreaterThan(0);
    return violations;
  }
  const batchId = () => lived.cell.batchId;
  const aValidated = () => Number(lived.sql.all("SELECT unit FROM unit_records WHERE batch = 1 AND standing = 2 LIMIT 1")[0]?.["unit"]);

  test.each([
    ["micro_cobblestones", "credit", "credit of the host"],
    ["unvested", "credit", "credit of the host that waits"],
    ["validated", "count", "validated results"],
    ["pending", "count", "pending results"],
    ["rejected", "count", "rejected results"],
    ["in_flight", "count", "units in flight"],
    ["held", "count", "units held"],
  ])("a host's %s", (column, kind, message) => {
    const { ada } = lived;
    expect(after(`UPDATE hosts SET ${column} = ${column} + 1 WHERE id = ?`, ada)).toEqual([
      { kind, host: ada, message: expect.stringContaining(message) },
    ]);
  });

  test.each([
    ["micro_cobblestones", "credit", "credit of the batch"],
    ["validated", "count", "validated of the batch"],
    ["failed", "count", "failed of the batch"],
    ["undecided", "count", "undecided of the batch"],
    ["held", "count", "held of the batch"],
    ["results", "count", "results of the batch"],
    ["operations", "count", "operations of the batch"],
  ])("a batch's %s", (column, kind, message) => {
    const violations = after(`UPDATE batches SET ${column} = ${column} + 1 WHERE number = 1`);
    expect(violations).toEqual([{ kind, batch: batchId(), message: expect.stringContaining(message) }]);
  });

  test("a batch that calls itself finished too early", () => {
    expect(after("UPDATE batches SET state = 'finished', finished_at = 1 WHERE number = 1")).toEqual([
      { kind: "count", batch: batchId(), message: expect.stringContaining("running") },
    ]);
  });

  test("operations that are not those of the input: credit follows the input", () => {
    const unit = aValidated();
    expect(after("UPDATE work_units SET operations = 4320000 WHERE batch = 1 AND unit = ?", unit)).toEqual([
      { kind: "unit", batch: batchId(), unit, message: "operations of the unit: 4320000 on record, 432000 found" },
    ]);
  });

  test("an input that cannot be read", () => {
    const unit = aValidated();
    expect(after("UPDATE work_units SET input = 'AA==' WHERE batch = 1 AND unit = ?", unit)).toContainEqual({
      kind: "unit",
      batch: batchId(),
      unit,
      message: expect.stringContaining("cannot be read"),
    });
  });

  test("a grant to somebody whose answer did not agree", () => {
    const violations = after(`UPDATE unit_records SET record = replace(record, ',1]', ',0]') WHERE batch = 1 AND unit = ?`, aValidated());
    const named = violations.filter(({ kind }) => kind === "credit").map(({ host, batch }) => host ?? batch);
    expect(new Set(named)).toEqual(new Set([batchId(), lived.ada, lived.ben]));
  });

  test("a record that cannot be read", () => {
    const unit = aValidated();
    const violations = after("UPDATE unit_records SET record = '{' WHERE batch = 1 AND unit = ?", unit);
    expect(violations).toContainEqual({ kind: "unit", batch: batchId(), unit, message: expect.stringContaining("cannot be read") });
  });

  test("a standing that is not the record's", () => {
    const unit = aValidated();
    expect(after("UPDATE unit_records SET standing = 3 WHERE batch = 1 AND unit = ?", unit)).toEqual([
      { kind: "unit", batch: batchId(), unit, message: "standing of the unit: 3 on record, 2 found" },
    ]);
  });

  test("a unit that is missing, and one that is too many", () => {
    expect(after("DELETE FROM work_units WHERE batch = 2 AND unit = 29")).toContainEqual(
      expect.objectContaining({ kind: "unit", unit: 29 }),
    );
    lived = livedIn();
    const input = toBase64(encodeRow(doubler.input, { x: 1 }));
    expect(after("INSERT INTO work_units VALUES (1, 99, ?, 432000)", input)).toEqual([
      { kind: "unit", batch: batchId(), unit: 99, message: expect.stringContaining("not there") },
    ]);
  });

  test("a host that is twice on a unit", () => {
    const { ada, ben } = lived;
    const unit = aValidated();
    const violations = after("UPDATE unit_records SET record = replace(record, ?, ?) WHERE batch = 1 AND unit = ?", ben, ada, unit);
    expect(violations).toContainEqual({
      kind: "pairing",
      batch: batchId(),
      unit,
      host: ada,
      message: "the host has answered the unit twice",
    });
  });

  test("a host that holds a unit which it has answered, and units that it holds twice", () => {
    const { eve } = lived;
    const open = lived.sql.all("SELECT * FROM leases WHERE state = 'open' AND host = ?", eve)[0];
    const from = Number(open?.["first"]);
    const insert =
      "INSERT INTO leases (host, batch, first, count, issued_at, deadline, state) VALUES (?, 1, ?, 3, 0, 1000000000000, 'open')";
    const violations = after(insert, eve, from).filter(({ kind }) => kind === "pairing");
    const place = { kind: "pairing", batch: batchId(), host: eve };
    // Of the three units of the new lease, the first was answered under the other one, and the second given back.
    expect(violations).toEqual([
      { ...place, unit: from, message: "the host holds two leases on the unit" },
      { ...place, unit: from + 2, message: "the host holds two leases on the unit" },
      { ...place, unit: from, message: "the host holds the unit again, and has answered it" },
    ]);
  });

  test("an answer under a lease that was never issued, or was another's", () => {
    const unit = aValidated();
    const renumber = `UPDATE unit_records SET record = json_set(record, '$.a[0][1]', 999) WHERE batch = 1 AND unit = ?`;
    expect(after(renumber, unit)).toContainEqual(
      expect.objectContaining({ kind: "reference", unit, lease: "l999", message: expect.stringContaining("never issued") }),
    );
    lived = livedIn();
    const swap = `UPDATE unit_records SET record = json_set(record, '$.a[0][1]', json_extract(record, '$.a[1][1]')) WHERE batch = 1 AND unit = ?`;
    expect(after(swap, unit)).toContainEqual(
      expect.objectContaining({ kind: "reference", unit, message: expect.stringContaining("issued to") }),
    );
  });

  test("a lease that says it was answered more often than it was", () => {
    expect(after("UPDATE leases SET answered = answered + 1 WHERE number = 1")).toContainEqual({
      kind: "lease",
      lease: "l1",
      host: lived.ada,
      message: expect.stringContaining("units answered under the lease"),
    });
  });

  test("segments that overlap, that want of a decided unit, and that lack a lease", () => {
    const unit = aValidated();
    const insert = "INSERT INTO segments VALUES (1, ?, ?, 1, 1, '')";
    expect(after(insert, 0, unit)).toEqual([
      { kind: "lease", batch: batchId(), unit, message: "the unit has its verdict, and is left to lease" },
    ]);
    lived = livedIn();
    const [segment] = lived.sql.all("SELECT fresh, first FROM segments WHERE batch = 2 AND count > 5 LIMIT 1");
    const [fresh, from] = [Number(segment?.["fresh"]), Number(segment?.["first"])];
    expect(after("INSERT INTO segments VALUES (2, ?, ?, 1, 1, '')", fresh, from + 1)[0]).toMatchObject({
      kind: "lease",
      unit: from + 1,
      message: expect.stringContaining("two segments"),
    });
    lived = livedIn();
    expect(after("DELETE FROM segments WHERE batch = 2 AND fresh = ? AND first = ?", fresh, from)[0]).toMatchObject({
      kind: "lease",
      unit: from,
      message: expect.stringMatching(/^\d leases were asked for, and there are .* 0 wanted$/),
    });
  });

  test("a square of the picture", () => {
    expect(after("UPDATE squares SET checked = checked + 1 WHERE batch = 1 AND square = 0")).toEqual([
      { kind: "count", batch: batchId(), message: expect.stringContaining("square 0") },
    ]);
  });

  test("a host that is gone, and a volunteer who is", () => {
    const { ada } = lived;
    const nobody = makeVolunteerId(new Uint8Array(10));
    expect(after("UPDATE hosts SET volunteer = ? WHERE id = ?", nobody, ada)).toEqual([
      { kind: "reference", host: ada, message: expect.stringContaining(nobody) },
    ]);
    lived = livedIn();
    expect(after("DELETE FROM hosts WHERE id = ?", ada)).toEqual([
      { kind: "reference", host: ada, message: expect.stringContaining("not on record") },
    ]);
  });

  test("P5 something that is left of an erased host", () => {
    const { ada } = lived;
    expect(after("UPDATE hosts SET erased_at = 1, public_key = '', name = 'Ada' WHERE id = ?", ada)).toEqual([
      { kind: "erased", host: ada, message: "the host is erased, and yet there is its name, last_exchange, trust" },
    ]);
  });

  test("more than can be listed is counted", () => {
    lived.sql.all("UPDATE work_units SET operations = operations + 1");
    const { violations, violationCount } = lived.check();
    expect(violations).toHaveLength(50);
    expect(violationCount).toBe(2 * UNITS);
  });
});
