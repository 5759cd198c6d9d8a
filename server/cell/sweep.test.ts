import { expect, test } from "vitest";
import { toBase64 } from "../../protocol/digest.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Sweep } from "../../protocol/sweep/sweep.ts";
import { decidePolicy } from "../domain/policy.ts";
import { type BatchId, makeBatchId } from "../../protocol/ids.ts";
import { nodeSql } from "../sql/node-sql.ts";
import { checkCell } from "./check/check-cell.ts";
import { beginClone, copyRows } from "./control/clone.ts";
import { batchOf, batchStatus, picture } from "./queries.ts";
import { toResultRow } from "./result-rows.ts";
import { beginBatch, dropBatch, fillSweep, openBatch } from "./submission.ts";
import { doubler, type SmallCell, smallCell, success, unitsOf } from "./testing/small-cell.ts";

const idOf = (name: string): BatchId => makeBatchId(new TextEncoder().encode(name.padEnd(10, "-")).slice(0, 10));

function addSweep({ store }: SmallCell, sweep: Sweep): BatchId {
  const verdict = decidePolicy({ targetResults: 2 }, "quorum");
  if (!verdict.ok) throw new Error(verdict.expected);
  const id = idOf("sweep");
  beginBatch(store, { id, name: "Doubling", assurance: "quorum", policy: verdict.policy, createdAt: 0, manifest: doubler });
  fillSweep(store, id, sweep);
  openBatch(store, id);
  return id;
}

const inputOf = (x: number): string => toBase64(encodeRow(doubler.input, { x }));

const upTo = (last: number): Sweep => ({ fields: { x: { from: 0, to: last } } });

function rowsOf({ store }: SmallCell, id: BatchId) {
  const { number, assurance } = batchOf(store, id);
  return store.units.decidedAfter(number, -1, 1_000).map((unit) => toResultRow(unit, doubler, assurance));
}

test("S2 a sweep worked to its end gives what the same rows uploaded give", () => {
  const sql = nodeSql();
  const cell = smallCell(25, {}, sql);
  const id = addSweep(cell, upTo(24));
  for (const host of [cell.host("ada"), cell.host("ben")]) expect(cell.work(host)).toBe(50);
  expect(rowsOf(cell, id)).toEqual(rowsOf(cell, cell.batchId));
  expect(rowsOf(cell, id)).toHaveLength(25);
  const { batchId, createdAt } = batchStatus(cell.store, cell.batchId);
  expect({ ...batchStatus(cell.store, id), batchId, createdAt }).toEqual(batchStatus(cell.store, cell.batchId));
  expect(sql.all("SELECT count(*) AS rows FROM work_units WHERE batch = 2")).toEqual([{ rows: 0 }]);
  expect(checkCell(sql)).toMatchObject({ units: 50, violations: [] });
});

test("S2 a billion units take no more room than one, wherever they are leased, and their books add up", () => {
  const sql = nodeSql();
  const cell = smallCell(1, {}, sql);
  const id = addSweep(cell, upTo(999_999_999));
  const [ada, ben] = [cell.host("ada"), cell.host("ben")];
  for (let i = 0; i < 5; i++) {
    for (const host of [ada, ben]) {
      for (const lease of cell.ask(host, 100)) {
        const last = inputOf(lease.firstUnit + lease.inputs.length - 1);
        expect(lease.inputs.at(-1)).toBe(last);
        cell.report(
          host,
          lease,
          unitsOf(lease).map((unit) => success(unit)),
        );
      }
    }
  }
  const { units, validated } = batchStatus(cell.store, id);
  expect(units).toBe(1_000_000_000);
  expect(validated).toBeGreaterThan(200);
  expect(picture(cell.store, id).squares.reduce((sum, square) => sum + square.units, 0)).toBe(units);
  expect(checkCell(sql)).toMatchObject({ units: 1_000_000_001, violations: [] });
});

test("S2 a check finds a unit of a sweep whose books do not add up", () => {
  const sql = nodeSql();
  const cell = smallCell(1, {}, sql);
  addSweep(cell, upTo(9_999_999));
  cell.ask(cell.host("ada"), 100);
  sql.all("UPDATE segments SET first = first + 1, count = count - 1 WHERE batch = 2 AND fresh = 1");
  expect(checkCell(sql).violations).toMatchObject([{ unit: 99 }]);
});

test("S2 a report cannot make the cell look at more units than its lease has", () => {
  const cell = smallCell(1);
  const id = addSweep(cell, upTo(999_999_999));
  const ada = cell.host("ada");
  const lease = cell.ask(ada, 10).find(({ batchId }) => batchId === id) ?? cell.ask(ada, 10).find(({ batchId }) => batchId === id);
  if (lease === undefined) throw new Error("no lease");
  expect(() => cell.report(ada, lease, [success(lease.firstUnit), success(999_999_998)])).toThrow("unit 999999998");
});

test("S2 a clone of a sweep is the same rule, and a sweep that is dropped leaves nothing", () => {
  const sql = nodeSql();
  const cell = smallCell(1, {}, sql);
  const id = addSweep(cell, upTo(999_999_999));
  const clone = idOf("clone");
  beginClone(cell.store, id, { id: clone, name: undefined, createdAt: 0 }, 10);
  expect(copyRows(cell.store, id, clone)).toBe(0);
  expect(sql.all("SELECT count(DISTINCT rule) AS rules, count(*) AS sweeps FROM sweeps")).toEqual([{ rules: 1, sweeps: 2 }]);
  dropBatch(cell.store, clone);
  expect(sql.all("SELECT count(*) AS sweeps FROM sweeps")).toEqual([{ sweeps: 1 }]);
  expect(batchStatus(cell.store, id).units).toBe(1_000_000_000);
});
