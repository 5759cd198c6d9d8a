import { expect, test } from "vitest";
import { makeBatchId, makeKeyId, makeProjectId } from "../../../protocol/ids.ts";
import { nodeSql } from "../../sql/node-sql.ts";
import { checkCell } from "../check/check-cell.ts";
import { batchStatus } from "../queries.ts";
import { openBatch } from "../submission.ts";
import { smallCell } from "../testing/small-cell.ts";
import { beginClone, copyRows } from "./clone.ts";

const id = makeBatchId(new Uint8Array(10).fill(9));
const project = { projectId: makeProjectId(new Uint8Array(10)), title: "Factors", share: 7 };

test("Q12 a clone has the kernel, rows and limits of its batch, and nothing of its results", () => {
  const sql = nodeSql();
  const cell = smallCell(7, { minQuorum: 3, maxErrorResults: 1 }, sql);
  for (const name of ["ada", "ben", "cyd"]) cell.work(cell.host(name));
  const before = batchStatus(cell.store, cell.batchId);
  beginClone(cell.store, cell.batchId, { id, name: undefined, createdAt: cell.now, project, priority: "low" }, 10);
  expect(copyRows(cell.store, cell.batchId, id)).toBe(0);
  openBatch(cell.store, id);
  const { policy, kernel, assurance, name, units } = before;
  expect(batchStatus(cell.store, id)).toMatchObject({ policy, kernel, assurance, name, units, validated: 0, waiting: 7, priority: "low" });
  expect(batchStatus(cell.store, id).project).toEqual({ projectId: project.projectId, title: "Factors" });
  expect(cell.store.units.inputs(2, 0, 7)).toEqual(cell.store.units.inputs(1, 0, 7));
  expect(batchStatus(cell.store, cell.batchId)).toEqual(before);
  expect(checkCell(sql).violations).toEqual([]);
});

test("Q12 a large batch is copied in steps", () => {
  const cell = smallCell(12_001);
  beginClone(cell.store, cell.batchId, { id, name: "again", createdAt: 0 }, 10);
  expect([1, 2, 3].map(() => copyRows(cell.store, cell.batchId, id))).toEqual([7_001, 2_001, 0]);
  openBatch(cell.store, id);
  expect(batchStatus(cell.store, id)).toMatchObject({ name: "again", units: 12_001 });
});

test("Q8 a clone counts against the batches that its account may have at once", () => {
  const cell = smallCell(1);
  const account = makeKeyId(new Uint8Array(10));
  const next = (n: number) => ({ id: makeBatchId(new Uint8Array(10).fill(n)), name: undefined, createdAt: 0, account });
  beginClone(cell.store, cell.batchId, next(1), 1);
  expect(() => beginClone(cell.store, cell.batchId, next(2), 1)).toThrow("may have 1 batches at once");
});
