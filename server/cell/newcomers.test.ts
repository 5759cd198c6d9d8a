import { expect, test } from "vitest";
import type { HostId, VolunteerId } from "../../protocol/ids.ts";
import type { Lease } from "../../protocol/messages.ts";
import { ESTABLISHED_AFTER } from "../domain/trust.ts";
import { enrolledHost } from "./caller.ts";
import { batchStatus } from "./queries.ts";
import { roundDoubler, type SmallCell, smallCell, success, unitsOf, wishFor } from "./testing/small-cell.ts";

const recordOf = ({ store }: SmallCell, unit: number) => store.units.range(1, unit, unit).get(unit)?.record;
const status = ({ store, batchId }: SmallCell) => batchStatus(store, batchId);

function answer(cell: SmallCell, host: HostId, most: number, wrong: readonly number[] = []): number[] {
  const leases = cell.ask(host, most);
  for (const lease of leases) {
    const outcomes = unitsOf(lease).map((unit) => success(unit, wrong.includes(unit) ? 777 : unit * 2));
    cell.report(host, lease, outcomes);
  }
  return leases.flatMap(unitsOf);
}

test("V7: two newcomers alone make verdicts, which say so", () => {
  const cell = smallCell(3);
  const [eve, fay] = [cell.newcomer("eve"), cell.newcomer("fay")];
  answer(cell, eve, 3);
  answer(cell, fay, 3);
  expect(status(cell)).toMatchObject({ state: "finished", validated: 3 });
  expect(recordOf(cell, 0)).toMatchObject({ basis: "newcomers", established: 0 });
});

test("V7: where there are more newcomers than the quorum, one more than the quorum have to agree", () => {
  const cell = smallCell(1);
  const [eve, fay, gus] = [cell.newcomer("eve"), cell.newcomer("fay"), cell.newcomer("gus")];
  const [ofEve] = cell.ask(eve);
  const [ofFay] = cell.ask(fay);
  expect(cell.ask(gus)).toEqual([]);
  cell.report(eve, ofEve as Lease, [success(0)]);
  cell.report(fay, ofFay as Lease, [success(0)]);
  expect(status(cell)).toMatchObject({ validated: 0 });
  answer(cell, gus, 1);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", basis: "newcomers" });
});

test("V7: a unit that waits for a newcomer who is gone is looked at again when another asks", () => {
  const cell = smallCell(1);
  const [eve, fay, gus] = [cell.newcomer("eve"), cell.newcomer("fay"), cell.newcomer("gus")];
  const [ofEve] = cell.ask(eve);
  const [ofFay] = cell.ask(fay);
  cell.ask(gus);
  cell.report(eve, ofEve as Lease, [success(0)]);
  cell.report(fay, ofFay as Lease, [success(0)]);
  cell.now += 200_000;
  cell.ask(eve);
  cell.now += 20_000;
  cell.ask(fay);
  expect(status(cell)).toMatchObject({ state: "finished", validated: 1 });
});

test("V7, V1: once enough established hosts are about, newcomers count no more, and prove nobody wrong", () => {
  const cell = smallCell(1);
  const [ada, ben] = [cell.host("ada"), cell.host("ben")];
  const [eve, fay] = [cell.newcomer("eve"), cell.newcomer("fay")];
  for (const host of [ada, ben]) cell.send(host, { wish: { ...wishFor(1), avoid: [cell.batchId] } });
  answer(cell, eve, 1, [0]);
  // The other newcomer would add nothing: L8.
  expect(cell.ask(fay)).toEqual([]);
  answer(cell, ada, 1);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "open" });
  answer(cell, ben, 1);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", basis: "established", established: 2 });
  expect(cell.store.hosts.find(eve)).toMatchObject({ rejected: 1, voidBefore: expect.any(Number) });
  expect(cell.store.hosts.find(eve)?.voidBefore).toBeGreaterThan(0);
});

test("T1 T2: a unit is lent to a second host only when the first has answered, or is known not to", () => {
  const cell = smallCell(1, { targetResults: 1, minQuorum: 3 });
  const [ada, ben, cyd] = [cell.host("ada"), cell.host("ben"), cell.host("cyd")];
  const [ofAda] = cell.ask(ada);
  expect([cell.ask(ben), cell.ask(cyd)]).toEqual([[], []]);
  cell.report(ada, ofAda as Lease, [success(0)]);
  const [ofBen] = cell.ask(ben);
  expect(ofBen?.firstUnit).toBe(0);
  // Two are missing, and still only one is asked at a time.
  expect(cell.ask(cyd)).toEqual([]);
  cell.now += 601_000;
  cell.expire();
  expect(answer(cell, cyd, 1)).toEqual([0]);
  expect(cell.ask(cyd)).toEqual([]);
});

test("V3: a newcomer is established after twenty agreements, for that kernel version", () => {
  const cell = smallCell(100);
  const [ada, ben, eve] = [cell.host("ada"), cell.host("ben"), cell.newcomer("eve")];
  cell.random = () => 0.99;
  for (const host of [ada, ben]) cell.ask(host, 1);
  answer(cell, eve, ESTABLISHED_AFTER + 5);
  answer(cell, ada, 100);
  answer(cell, ben, 100);
  const reputation = cell.store.hosts.find(eve)?.reputation;
  expect(reputation).toEqual({ "doubler@1.0.0": { agreed: expect.any(Number), at: cell.now } });
  expect(reputation?.["doubler@1.0.0"]?.agreed).toBeGreaterThanOrEqual(ESTABLISHED_AFTER);
});

test("L7: neither a volunteer's own hosts nor hosts of one network check each other", () => {
  const cell = smallCell(1);
  const volunteer = "vaaaaaaaaaaaaaaaa" as VolunteerId;
  const [eve, fay] = [cell.newcomer("eve", { volunteer }), cell.newcomer("fay", { volunteer })];
  const [gus, hal] = [cell.newcomer("gus", { prefix: "aaaaaaaa" }), cell.newcomer("hal", { prefix: "aaaaaaaa" })];
  answer(cell, eve, 1);
  expect(cell.ask(fay)).toEqual([]);
  answer(cell, gus, 1);
  expect(cell.ask(hal)).toEqual([]);
});

test("L7: a newcomer whose result does not count keeps no neighbour from the unit", () => {
  const cell = smallCell(1);
  const [ada, ben] = [cell.host("ada"), cell.host("ben")];
  const prefix = "aaaaaaaa";
  cell.store.hosts.save({ ...enrolledHost(cell.store, ada), prefix });
  for (const host of [ada, ben]) cell.send(host, { wish: { ...wishFor(1), avoid: [cell.batchId] } });
  answer(cell, cell.newcomer("eve", { prefix }), 1);
  expect([...answer(cell, ada, 1), ...answer(cell, ben, 1)]).toEqual([0, 0]);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", established: 2 });
});

test("V1: hosts that were linked after they had leased a unit are one voice on it", () => {
  const cell = smallCell(1);
  const volunteer = "vaaaaaaaaaaaaaaaa" as VolunteerId;
  const [ada, ben, cyd] = [cell.host("ada"), cell.host("ben"), cell.host("cyd")];
  const [ofAda] = cell.ask(ada);
  const [ofBen] = cell.ask(ben);
  cell.ask(cyd);
  for (const host of [ada, ben]) cell.store.hosts.saveProfile({ ...enrolledHost(cell.store, host), volunteer });
  cell.report(ada, ofAda as Lease, [success(0)]);
  cell.report(ben, ofBen as Lease, [success(0)]);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "open" });
  answer(cell, cyd, 1);
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", established: 2 });
});

test("L7: hosts of one hour are kept apart while enough established ones of other hours are about, and not when nothing else is left", () => {
  const cell = smallCell(20);
  const old = ["ada", "ben", "cyd"].map((name) => {
    cell.now += 3_600_000;
    return cell.host(name);
  });
  cell.now += 3_600_000;
  const [dan, eli] = [cell.host("dan"), cell.host("eli")];
  for (const host of old) cell.ask(host, 1);
  const ofDan = answer(cell, dan, 5);
  const ofEli = answer(cell, eli, 5);
  expect(ofDan.length).toBe(5);
  expect(ofEli.filter((unit) => ofDan.includes(unit) && recordOf(cell, unit)?.kind === "open")).toEqual([]);
  for (const host of old) answer(cell, host, 20);
  for (let i = 0; i < 5; i++) {
    cell.now += 20_000;
    for (const host of [dan, eli]) answer(cell, host, 20);
  }
  expect(status(cell).validated).toBeGreaterThan(15);
});

test("L10: a newcomer is lent known units among the others, which look like them; a wrong answer gives it away", () => {
  const cell = smallCell(4_000);
  const [ada, ben, eve] = [cell.host("ada"), cell.host("ben"), cell.newcomer("eve")];
  for (const host of [ada, ben]) answer(cell, host, 45);
  expect(status(cell).validated).toBe(45);
  // Draws the unit 41: the first of a square of the picture that is not complete.
  cell.random = () => 0.0104;
  const leases = cell.ask(eve, 20);
  const known = leases.filter((lease) => recordOf(cell, lease.firstUnit)?.kind === "validated");
  expect(known.flatMap(unitsOf)).toHaveLength(2);
  expect(Object.keys(known[0] ?? {})).toEqual(Object.keys(leases.find((lease) => !known.includes(lease)) ?? {}));
  cell.report(
    eve,
    known[0] as Lease,
    unitsOf(known[0] as Lease).map((unit) => success(unit, 777)),
  );
  expect(cell.store.hosts.find(eve)?.voidBefore).toBeGreaterThan(0);
  expect(status(cell).validated).toBe(45);
});

test("L10: where the picture shows that a unit is known, it is no ringer", () => {
  const cell = smallCell(200);
  const [ada, ben, eve] = [cell.host("ada"), cell.host("ben"), cell.newcomer("eve")];
  for (const host of [ada, ben]) answer(cell, host, 100);
  for (const random of [0, 0.1, 0.2, 0.4]) {
    cell.random = () => random;
    expect(Math.min(...cell.ask(eve, 20).flatMap(unitsOf))).toBeGreaterThanOrEqual(100);
  }
});

test("L10: no host is lent a known unit twice, and established hosts are lent none", () => {
  const cell = smallCell(8_000);
  const [ada, ben, eve] = [cell.host("ada"), cell.host("ben"), cell.newcomer("eve")];
  for (const host of [ada, ben]) answer(cell, host, 15);
  cell.random = () => 0;
  const had = [...answer(cell, eve, 10), ...answer(cell, eve, 10), ...answer(cell, eve, 10)];
  expect(new Set(had).size).toBe(had.length);
  expect(answer(cell, cell.host("cyd"), 10).filter((unit) => unit < 15)).toEqual([]);
  expect(had.filter((unit) => unit < 15)).toEqual([0]);
});

test("V6: within a tolerance the result in the middle stands, and what is too far from it does not agree", () => {
  const cell = smallCell(1, { manifest: roundDoubler, minQuorum: 3 });
  const hosts = ["ada", "ben", "cyd", "dan"].map((name) => cell.host(name));
  const leases = hosts.slice(0, 3).map((host) => cell.ask(host)[0] as Lease);
  // 10 and 11 agree, 11 and 12 agree, 10 and 12 do not; 13 is too far from the middle.
  [10, 12, 11].forEach((y, i) => cell.report(hosts[i] as HostId, leases[i] as Lease, [success(0, y)]));
  expect(recordOf(cell, 0)).toMatchObject({ kind: "validated", pictureValue: 11, established: 3 });
});

test("V6: a result that agrees with another, but not with the canonical one, is rejected", () => {
  const cell = smallCell(1, { manifest: roundDoubler, minQuorum: 2, targetResults: 3 });
  const hosts = ["ada", "ben", "cyd"].map((name) => cell.host(name));
  const leases = hosts.map((host) => cell.ask(host)[0] as Lease);
  [10, 11, 12].forEach((y, i) => cell.report(hosts[i] as HostId, leases[i] as Lease, [success(0, y)]));
  expect(recordOf(cell, 0)).toMatchObject({ pictureValue: 10, answers: [{ agrees: true }, { agrees: true }, { agrees: false }] });
});
