import { expect, test } from "vitest";
import type { HostId } from "../../protocol/ids.ts";
import type { Lease } from "../../protocol/messages.ts";
import { CHECK_UNITS } from "../domain/exposure.ts";
import { nodeSql } from "../sql/node-sql.ts";
import { enrolledHost } from "./caller.ts";
import { checkCell } from "./check/check-cell.ts";
import { batchStatus } from "./queries.ts";
import { auditedDoubler, type SmallBatch, type SmallCell, smallCell, success, unitsOf } from "./testing/small-cell.ts";

/** Draws that have a single result audited, or held. */
const AUDIT = (): number => 0;
const HOLD = (): number => 0.9;

interface World extends SmallCell {
  readonly ada: HostId;
  readonly ben: HostId;
  readonly cyd: HostId;
  check(): void;
}

function world(units: number, batch: SmallBatch = { assurance: "adaptive" }): World {
  const sql = nodeSql();
  const cell = smallCell(units, batch, sql);
  const hosts = { ada: cell.host("ada"), ben: cell.host("ben"), cyd: cell.host("cyd") };
  return Object.assign(cell, hosts, { check: () => expect(checkCell(sql).violations).toEqual([]) });
}

const recordOf = ({ store }: SmallCell, unit: number) => store.units.range(1, unit, unit).get(unit)?.record;
const status = ({ store, batchId }: SmallCell) => batchStatus(store, batchId);

/** Asks for so many units and answers them, with some wrong results. */
function answer(cell: SmallCell, host: HostId, most: number, wrong: readonly number[] = []): Lease[] {
  const leases = cell.ask(host, most);
  for (const lease of leases) {
    const outcomes = unitsOf(lease).map((unit) => success(unit, wrong.includes(unit) ? 777 : unit * 2));
    cell.report(host, lease, outcomes);
  }
  return leases;
}

test("A6: a unit may rest on the single result of a reliable host, without a verdict, and nobody else is asked", () => {
  const cell = world(10);
  cell.random = HOLD;
  answer(cell, cell.ada, 10);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "held" });
  expect(status(cell)).toMatchObject({ validated: 0, held: 10, inProgress: 10, results: 10 });
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ pending: 10, unvested: 10, microCobblestones: 0, held: 10, inFlight: 0 });
  cell.check();
});

test("A6: a single result that is drawn for an audit is asked of another host", () => {
  const cell = world(1);
  cell.random = AUDIT;
  answer(cell, cell.ada, 1);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "open", audited: { since: cell.now } });
  expect(unitsOf(answer(cell, cell.ben, 1)[0] as Lease)).toEqual([0]);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", basis: "established", established: 2 });
  expect(cell.store.hosts.find(cell.ada)?.auditsPassed).toBe(1);
  expect(cell.store.hosts.find(cell.ben)?.auditsPassed).toBe(0);
});

test("A6: held units are final once their host has passed three later audits, and its credit vests with them", () => {
  const cell = world(13);
  cell.random = HOLD;
  answer(cell, cell.ada, 10);
  cell.random = AUDIT;
  answer(cell, cell.ada, 3);
  cell.random = HOLD;
  answer(cell, cell.ben, 2);
  expect(status(cell)).toMatchObject({ validated: 2, held: 10 });
  answer(cell, cell.ben, 1);
  expect(status(cell)).toMatchObject({ state: "finished", validated: 13, held: 0 });
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", basis: "reliable", established: 1 });
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ validated: 13, unvested: 0, microCobblestones: 13, held: 0 });
  cell.check();
});

test("A6: audits of a host's good days make nothing final that it answered later", () => {
  const cell = world(13);
  cell.random = AUDIT;
  answer(cell, cell.ada, 3);
  cell.random = HOLD;
  cell.now += 1_000;
  answer(cell, cell.ada, 10, [5, 6, 7]);
  answer(cell, cell.ben, 3);
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ auditsPassed: 3, held: 10 });
  expect(status(cell)).toMatchObject({ validated: 3, held: 10 });
  cell.check();
});

test("A6: three audits passed make nothing final while a fourth of the same report is out", () => {
  const cell = world(10);
  cell.random = HOLD;
  const [lease] = cell.ask(cell.ada, 10);
  // Drawn for an audit are the first three units, which are right, and the last, which is wrong.
  const draws = [0, 0, 0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0];
  cell.random = () => draws.shift() ?? 0.9;
  const outcomes = Array.from({ length: 10 }, (_, unit) => success(unit, unit < 5 ? unit * 2 : 777));
  cell.report(cell.ada, lease as Lease, outcomes);
  cell.random = AUDIT;
  expect(answer(cell, cell.ben, 3).flatMap(unitsOf)).toEqual([0, 1, 2]);
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ auditsPassed: 3, held: 6 });
  expect(status(cell)).toMatchObject({ validated: 3, held: 6 });
  for (const host of [cell.ben, cell.cyd]) answer(cell, host, 1);
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ vouched: false, held: 0 });
  expect(status(cell)).toMatchObject({ validated: 4, held: 0 });
  cell.check();
});

test("A8: at the end of a batch the audits that are missing are demanded, and no more than that", () => {
  const cell = world(100);
  cell.random = HOLD;
  answer(cell, cell.ada, 100);
  const audits = answer(cell, cell.ben, 100).flatMap(unitsOf);
  expect(audits).toHaveLength(3);
  expect(status(cell)).toMatchObject({ state: "finished", validated: 100, results: 103 });
  cell.check();
});

test("A8: a host that checks itself finds nothing to check", () => {
  const cell = world(5);
  cell.random = HOLD;
  answer(cell, cell.ada, 5);
  cell.now += 60_000;
  expect(cell.ask(cell.ada, 5)).toEqual([]);
  expect(cell.send(cell.ada, { wish: { seconds: 1, operationsPerSecond: 0, minUnits: 1, maxUnits: 1 } }).idleReason).toBe("only-own-work");
});

test("A9: one failed audit re-opens all that rests on the host, and voids what its results would have earned", () => {
  const cell = world(21);
  cell.random = HOLD;
  answer(cell, cell.ada, 20);
  cell.random = AUDIT;
  answer(cell, cell.ada, 1, [20]);
  cell.random = HOLD;
  answer(cell, cell.ben, 1);
  answer(cell, cell.cyd, 1);
  expect(recordOf(cell, 20)).toMatchObject({ kind: "validated", basis: "established" });
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ rejected: 1, vouched: false, reputation: {}, held: 0 });
  expect(status(cell)).toMatchObject({ validated: 1, held: 0, inProgress: 20 });
  cell.check();
  answer(cell, cell.ben, 20);
  cell.now += 60_000;
  answer(cell, cell.cyd, 20);
  expect(status(cell)).toMatchObject({ state: "finished", validated: 21 });
  // Its other results were right, and earn nothing all the same.
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ validated: 0, rejected: 21, microCobblestones: 0, unvested: 0 });
  cell.check();
});

test("A9: what was answered before a host was proven wrong does not cost it what it earns again", () => {
  const cell = world(2, { assurance: "quorum" });
  answer(cell, cell.ada, 2, [0, 1]);
  for (const host of [cell.ben, cell.cyd]) cell.report(host, cell.ask(host, 2)[0] as Lease, [success(0)]);
  const first = cell.store.hosts.find(cell.ada)?.voidBefore;
  expect(first).toBeGreaterThan(1);
  cell.now += 700_000;
  cell.expire();
  for (const host of [cell.ben, cell.cyd]) answer(cell, host, 2);
  expect(status(cell)).toMatchObject({ state: "finished" });
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ rejected: 2, voidBefore: first });
});

test("A6: a result that contradicts a held one has the unit decided by a quorum", () => {
  const cell = world(1, { assurance: "adaptive", targetResults: 2 });
  cell.random = HOLD;
  const [ofAda] = cell.ask(cell.ada, 1);
  const [ofBen] = cell.ask(cell.ben, 1);
  cell.report(cell.ada, ofAda as Lease, [success(0)]);
  cell.report(cell.ben, ofBen as Lease, [success(0, 777)]);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "open" });
  answer(cell, cell.cyd, 1);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", established: 2 });
  expect(cell.store.hosts.find(cell.ben)).toMatchObject({ rejected: 1, vouched: false });
  cell.check();
});

const EFFORT: SmallBatch = { assurance: "certificate", manifest: auditedDoubler };

test("A5: a proven result is held like a single one where effort is audited, even a newcomer's", () => {
  const cell = world(4, EFFORT);
  const eve = cell.newcomer("eve");
  cell.random = HOLD;
  answer(cell, eve, 4);
  expect(status(cell)).toMatchObject({ validated: 0, held: 4 });
  answer(cell, cell.ada, 4);
  expect(status(cell)).toMatchObject({ state: "finished", validated: 4, results: 7 });
  expect(recordOf(cell, 0)).toMatchObject({ basis: "certificate" });
  expect(cell.store.hosts.find(eve)).toMatchObject({ validated: 4, auditsPassed: 3 });
});

test("A4, A9: a false claim voids what rests on the host", () => {
  const cell = world(3, EFFORT);
  cell.random = HOLD;
  answer(cell, cell.ada, 2);
  answer(cell, cell.ada, 1, [2]);
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ rejected: 1, vouched: false, held: 0, pending: 2 });
  expect(status(cell)).toMatchObject({ held: 0, validated: 0 });
  cell.check();
});

test("L9: a host whose hands are full is told so, and is audited, so that it can go on", () => {
  const cell = world(2_000);
  const eve = cell.newcomer("eve");
  expect(cell.ask(eve, 1_000).flatMap(unitsOf)).toHaveLength(250);
  const reply = cell.send(eve, { wish: { seconds: 1, operationsPerSecond: 0, minUnits: 1, maxUnits: 1 } });
  expect(reply).toMatchObject({ leases: [], idleReason: "awaiting-checks" });
  cell.random = HOLD;
  for (;;) if (answer(cell, cell.ada, 1_000).length === 0) break;
  expect(cell.store.hosts.find(cell.ada)?.held).toBe(747);
  cell.random = () => 0.5;
  answer(cell, cell.ben, 3);
  expect(cell.store.hosts.find(cell.ada)).toMatchObject({ held: 0, auditsPassed: 3 });
});

test("L9: a host whose hands are full may still check others, or all would wait for each other", () => {
  const cell = world(2_000);
  cell.store.hosts.save({ ...enrolledHost(cell.store, cell.ada), held: 5_000 });
  cell.random = AUDIT;
  const begun = answer(cell, cell.ben, 30).flatMap(unitsOf);
  expect(begun).toHaveLength(30);
  expect(cell.ask(cell.ada, 1_000).flatMap(unitsOf)).toEqual(begun.slice(0, CHECK_UNITS));
  expect(cell.ask(cell.ada, 1_000)).toEqual([]);
});
