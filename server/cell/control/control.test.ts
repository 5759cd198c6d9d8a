import { expect, test } from "vitest";
import type { HostId } from "../../../protocol/ids.ts";
import type { Outcome } from "../../../protocol/messages.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { nodeSql } from "../../sql/node-sql.ts";
import { checkCell } from "../check/check-cell.ts";
import { batchStatus } from "../queries.ts";
import { type SmallBatch, type SmallCell, smallCell, success, unitsOf } from "../testing/small-cell.ts";
import { changeBatch, controlBatch } from "./control.ts";
import { retryFailed } from "./retry.ts";
import { settleCancelled } from "./settle.ts";

function world(units: number, batch?: SmallBatch) {
  const sql = nodeSql();
  const cell = smallCell(units, batch, sql);
  const [ada, ben, cyd, dan] = ["ada", "ben", "cyd", "dan"].map((name) => cell.host(name)) as [HostId, HostId, HostId, HostId];
  const control = (what: Parameters<typeof controlBatch>[2]) => controlBatch(cell.store, cell.batchId, what, cell);
  const status = () => batchStatus(cell.store, cell.batchId);
  const balanced = () => expect(checkCell(sql).violations).toEqual([]);
  return { cell, ada, ben, cyd, dan, control, status, balanced };
}

const kindOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error.kind;
    throw error;
  }
  return "none";
};

const error = (unit: number): Outcome => ({ outcome: "error", unit, code: "trap", message: "trap" });

/** Has each host answer every unit that it is lent. */
function answer(cell: SmallCell, host: HostId, how: (unit: number) => Outcome = success): void {
  for (const lease of cell.ask(host, 10))
    cell.report(
      host,
      lease,
      unitsOf(lease).map((unit) => how(unit)),
    );
}

test("Q7 nothing of a paused batch is leased, what is out is taken, and resumed it goes on", () => {
  const { cell, ada, ben, control, status, balanced } = world(4);
  const leases = cell.ask(ada, 2);
  expect(control("pause")).toMatchObject({ state: "paused", pausedAt: cell.now, waiting: 2, inProgress: 2 });
  expect(cell.ask(ben, 4)).toEqual([]);
  for (const lease of leases)
    cell.report(
      ada,
      lease,
      unitsOf(lease).map((unit) => success(unit)),
    );
  expect(status()).toMatchObject({ state: "paused", results: 2 });
  balanced();
  expect(control("resume")).toMatchObject({ state: "running" });
  expect(status()).not.toHaveProperty("pausedAt");
  for (const host of [ben, ada]) cell.work(host);
  expect(status()).toMatchObject({ state: "finished", validated: 4 });
  balanced();
});

test("Q7 a paused batch whose last answers come in is finished", () => {
  const { cell, ada, ben, control, status } = world(2);
  const held = [ada, ben].map((host) => ({ host, leases: cell.ask(host, 2) }));
  control("pause");
  for (const { host, leases } of held)
    for (const lease of leases)
      cell.report(
        host,
        lease,
        unitsOf(lease).map((unit) => success(unit)),
      );
  expect(status()).toMatchObject({ state: "finished", validated: 2 });
});

test("Q10 a cancelled batch leases nothing, judges what is out, and is over", () => {
  const { cell, ada, ben, control, status, balanced } = world(6);
  answer(cell, ada);
  const out = cell.ask(ben, 3);
  expect(control("cancel")).toMatchObject({ state: "cancelled", cancelledAt: cell.now });
  expect(settleCancelled(cell.store, cell)).toBe(false);
  expect(cell.ask(ben, 4)).toEqual([]);
  expect(cell.send(ben, { renewals: out.map(({ leaseId }) => leaseId) }).renewed).toEqual([]);
  for (const lease of out)
    cell.report(
      ben,
      lease,
      unitsOf(lease).map((unit) => success(unit)),
    );
  expect(status()).toMatchObject({ state: "cancelled", validated: 3, failed: 0, inProgress: 3 });
  balanced();
  settleCancelled(cell.store, cell);
  expect(status()).toMatchObject({ state: "cancelled", validated: 3, failed: 3, inProgress: 0 });
  balanced();
  // What nobody judged is neither granted nor held against its host, and waits for nothing.
  expect(cell.store.hosts.find(ada)).toMatchObject({ validated: 3, pending: 0, rejected: 0, unvested: 0 });
});

test("Q10 what is out of a cancelled batch and never comes back ends at its deadline", () => {
  const { cell, ada, ben, control, status, balanced } = world(2);
  answer(cell, ada);
  cell.ask(ben, 2);
  control("cancel");
  cell.now += 600_000;
  cell.expire();
  settleCancelled(cell.store, cell);
  expect(status()).toMatchObject({ state: "cancelled", failed: 2, inProgress: 0, waiting: 0 });
  expect(cell.store.hosts.find(ben)).toMatchObject({ inFlight: 0 });
  balanced();
});

test("Q10 single results that were held when a batch was cancelled burden nobody", () => {
  const { cell, ada, control, balanced } = world(5, { assurance: "adaptive" });
  cell.random = () => 0.9;
  cell.work(ada);
  expect(cell.store.hosts.find(ada)).toMatchObject({ held: 5, pending: 5 });
  control("cancel");
  expect(cell.store.hosts.find(ada)).toMatchObject({ held: 0, pending: 0, rejected: 0, unvested: 0 });
  cell.ask(ada);
  balanced();
});

test("Q10 cancelled is final, and each control says from where it leads", () => {
  const { cell, control, status } = world(1);
  expect(control("resume")).toMatchObject({ state: "running" });
  control("pause");
  const paused = status();
  cell.now += 5;
  expect(control("pause")).toEqual(paused);
  control("cancel");
  const over = status();
  cell.now += 5;
  expect(control("cancel")).toEqual(over);
  for (const what of ["pause", "resume"] as const) expect(kindOf(() => control(what))).toBe("wrong-state");
  expect(kindOf(() => retryFailed(cell.store, cell.batchId, -1, cell))).toBe("wrong-state");
});

test("Q7 Q10 a finished batch is neither paused nor resumed nor cancelled", () => {
  const { cell, ada, ben, control } = world(1);
  for (const host of [ada, ben]) cell.work(host);
  for (const what of ["pause", "resume", "cancel"] as const) expect(kindOf(() => control(what))).toBe("wrong-state");
});

test("Q11 failed units begin anew with fresh limits, and never with those that answered them", () => {
  const { cell, ada, ben, cyd, dan, status, balanced } = world(4, { maxErrorResults: 0 });
  answer(cell, ada, (unit) => (unit < 3 ? error(unit) : success(unit)));
  answer(cell, ben);
  expect(status()).toMatchObject({ state: "finished", validated: 1, failed: 3 });
  const results = status().results;
  expect(retryFailed(cell.store, cell.batchId, -1, cell)).toMatchObject({ retried: 3 });
  expect(status()).toMatchObject({ state: "running", validated: 1, failed: 0, waiting: 3, results });
  balanced();
  expect(cell.ask(ada, 4)).toEqual([]);
  for (const host of [cyd, dan]) cell.work(host);
  expect(status()).toMatchObject({ state: "finished", validated: 4, failed: 0 });
  balanced();
});

test("Q11 a unit that fails again may be retried again, and a late answer from before it counts", () => {
  const { cell, ada, ben, cyd, dan, status, balanced } = world(1, { maxErrorResults: 0, targetResults: 3 });
  const [late] = cell.ask(ben);
  answer(cell, ada, error);
  expect(status()).toMatchObject({ failed: 1 });
  retryFailed(cell.store, cell.batchId, -1, cell);
  balanced();
  answer(cell, cyd, error);
  expect(status()).toMatchObject({ failed: 1 });
  retryFailed(cell.store, cell.batchId, -1, cell);
  balanced();
  if (late === undefined) throw new Error("ben was lent the unit");
  cell.report(ben, late, [success(0)]);
  // Said again, what was said before the retry is known.
  cell.report(ben, late, [success(0)]);
  balanced();
  cell.work(dan);
  expect(status()).toMatchObject({ state: "finished", validated: 1, results: 4 });
  balanced();
});

test("Q11 a retry goes through a batch in steps, and a batch without failed units stays as it is", () => {
  const { cell, ada, ben, status } = world(3);
  for (const host of [ada, ben]) cell.work(host);
  const before = status();
  expect(retryFailed(cell.store, cell.batchId, -1, cell)).toEqual({ retried: 0, last: undefined });
  expect(status()).toEqual(before);
});

test("L2 a batch may be renamed and given another priority while it runs", () => {
  const { cell, status } = world(1);
  expect(changeBatch(cell.store, cell.batchId, { priority: "high" })).toMatchObject({ name: "Doubling", priority: "high" });
  changeBatch(cell.store, cell.batchId, { name: "Twice" });
  expect(status()).toMatchObject({ name: "Twice", priority: "high" });
  expect(cell.store.batches.running()).toMatchObject([{ name: "Twice", priority: "high" }]);
});
