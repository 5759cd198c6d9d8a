import { expect, test } from "vitest";
import type { HostId } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { nodeSql } from "../sql/node-sql.ts";
import { checkCell } from "./check/check-cell.ts";
import { batchStatus } from "./queries.ts";
import { raiseBatch } from "./raise.ts";
import { addBatch, doubler, smallCell, success, unitsOf } from "./testing/small-cell.ts";

const THREE = ["ada", "ben", "cyd"];

test("A10 a quorum that was raised holds for every unit without a verdict, and verdicts stay", () => {
  const sql = nodeSql();
  const cell = smallCell(6, {}, sql);
  const [ada, ben, cyd] = THREE.map((name) => cell.host(name)) as [HostId, HostId, HostId];
  for (const host of [ada, ben]) {
    for (const lease of cell.ask(host, 2)) {
      cell.report(
        host,
        lease,
        unitsOf(lease).map((unit) => success(unit)),
      );
    }
  }
  expect(raiseBatch(cell.store, cell.batchId, { assurance: "quorum", minQuorum: 3 })).toMatchObject({
    assurance: "quorum",
    policy: { minQuorum: 3, targetResults: 2 },
    validated: 2,
  });
  for (const host of [ada, ben]) cell.work(host);
  expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "running", validated: 2 });
  cell.work(cyd);
  expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", validated: 6, results: 16 });
  expect(checkCell(sql).violations).toEqual([]);
});

test("A10 single results that are held are looked at again when their batch becomes a quorum", () => {
  const sql = nodeSql();
  const cell = smallCell(5, { assurance: "adaptive" }, sql);
  cell.random = () => 0.9;
  const [ada, ben, cyd] = THREE.map((name) => cell.host(name)) as [HostId, HostId, HostId];
  expect(cell.work(ada)).toBe(5);
  expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ validated: 0, held: 5 });
  raiseBatch(cell.store, cell.batchId, { assurance: "quorum" });
  cell.work(ben);
  cell.work(cyd);
  expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", validated: 5, held: 0 });
  expect(checkCell(sql).violations).toEqual([]);
});

test("A10 asking again for what a batch has changes nothing, also when it is finished", () => {
  const cell = smallCell(1);
  for (const name of THREE) cell.work(cell.host(name));
  const finished = batchStatus(cell.store, cell.batchId);
  expect(raiseBatch(cell.store, cell.batchId, { assurance: "quorum", minQuorum: 2 })).toEqual(finished);
  expect(() => raiseBatch(cell.store, cell.batchId, { assurance: "quorum", minQuorum: 3 })).toThrow("a batch that still runs");
});

test("A10 what the kernel does not allow is refused, and what is possible is named", () => {
  const cell = smallCell(1);
  const batchId = addBatch(cell.store, 1, { assurance: "certificate", manifest: { ...doubler, id: "prover", assurance: ["certificate"] } });
  const raise = (id: typeof batchId, minQuorum: number) => () => raiseBatch(cell.store, id, { assurance: "quorum", minQuorum });
  expect(raise(batchId, 2)).toThrow(ProblemError);
  expect(raise(batchId, 2)).toThrow("assurance: expected certificate as it is");
  expect(raise(cell.batchId, 1)).toThrow("minQuorum: expected a quorum of 3 to 10, which is what is stronger than a quorum of 2");
});
