import { beforeEach, expect, test } from "vitest";
import { type HostId, makeVolunteerId } from "../../../protocol/ids.ts";
import type { Lease } from "../../../protocol/messages.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { nodeSql } from "../../sql/node-sql.ts";
import type { Sql } from "../../sql/sql.ts";
import { checkCell } from "../check/check-cell.ts";
import { batchStatus } from "../queries.ts";
import { addBatch, type SmallCell, smallCell, success, unitsOf, wishFor } from "../testing/small-cell.ts";
import { eraseHost, eraseVolunteer } from "./erase.ts";
import { showLinkCode } from "./links.ts";
import { hostFile } from "./vouching.ts";
import { renameHost, volunteerRecord } from "./volunteers.ts";

const VOLUNTEER = makeVolunteerId(new Uint8Array(10));

let sql: Sql;
let cell: SmallCell;
let ada: HostId;
let ben: HostId;
beforeEach(() => {
  sql = nodeSql();
  cell = smallCell(10, {}, sql);
  [ada, ben] = [cell.host("ada"), cell.host("ben")];
});

const caller = (hostId: HostId) => ({ hostId, nonce: (cell.store.hosts.find(hostId)?.lastNonce ?? 0) + 1, prefix: null });
const erase = (hostId: HostId) => eraseHost(cell.store, caller(hostId), cell);

function link(...hosts: HostId[]): void {
  cell.store.volunteers.insert({ volunteerId: VOLUNTEER, name: "Ada", createdAt: cell.now });
  for (const hostId of hosts) {
    const host = cell.store.hosts.find(hostId);
    if (host !== undefined) cell.store.hosts.saveProfile({ ...host, volunteer: VOLUNTEER });
  }
}

function refusal(steps: () => unknown): string {
  try {
    steps();
  } catch (error) {
    if (error instanceof ProblemError) return error.kind;
    throw error;
  }
  return "none";
}

const answer = (host: HostId, { leaseId, ...lease }: Lease, units = unitsOf({ leaseId, ...lease })) =>
  cell.report(
    host,
    { leaseId, ...lease },
    units.map((unit) => success(unit)),
  );

test("P5 of an erased host nothing is left that says whose it was, and its counts and credit are", () => {
  link(ada, ben);
  for (const host of [ada, cell.host("cyd")]) cell.work(host);
  renameHost(cell.store, caller(ada), "Ada's telephone");
  showLinkCode(cell.store, caller(ada), new Uint8Array(10).fill(7), cell.now);
  const before = cell.store.hosts.find(ada);
  erase(ada);
  const [row] = sql.all("SELECT * FROM hosts WHERE id = ?", ada);
  expect(row).toMatchObject({ public_key: "", name: null, volunteer: null, prefix: null, trust: "{}", vouched: 0, last_exchange: null });
  expect(row).toMatchObject({ validated: 10, micro_cobblestones: before?.microCobblestones });
  expect(sql.all("SELECT * FROM link_codes")).toEqual([]);
  expect(volunteerRecord(cell.store, ben).hosts.map(({ hostId }) => hostId)).toEqual([ben]);
  expect(checkCell(sql).violations).toEqual([]);
});

test("P5 an erased host's key is unknown, and erasing it again changes nothing", () => {
  erase(ada);
  const after = sql.all("SELECT * FROM hosts");
  cell.now += 1_000;
  expect(refusal(() => renameHost(cell.store, caller(ada), "Ada"))).toBe("unknown-host");
  expect(refusal(() => volunteerRecord(cell.store, ada))).toBe("unknown-host");
  erase(ada);
  expect(sql.all("SELECT * FROM hosts")).toEqual(after);
  expect(hostFile(cell.store, ada, cell.now)).toMatchObject({ hostId: ada, erasedAt: cell.now - 1_000, agreements: {} });
});

test("P5 what an erased host holds is leased to others at once", () => {
  const [lease] = cell.ask(ada, 4);
  if (lease === undefined) throw new Error("no lease");
  answer(ada, lease, [lease.firstUnit]);
  erase(ada);
  expect(cell.store.hosts.find(ada)).toMatchObject({ inFlight: 0, pending: 1 });
  expect(checkCell(sql).violations).toEqual([]);
  const cyd = cell.host("cyd");
  for (const host of [ben, cyd]) cell.work(host);
  expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", validated: 10 });
  // What it had answered was judged with the rest; it earned its thanks, and no name for them.
  expect(cell.store.hosts.find(ada)).toMatchObject({ validated: 1, pending: 0, reputation: {} });
  expect(checkCell(sql).violations).toEqual([]);
});

test("P5 a single result of an erased host stands no more, and others are asked", () => {
  const adaptive = addBatch(cell.store, 3, { assurance: "adaptive" });
  cell.random = () => 0.9;
  const [lease] = cell.send(ada, { wish: { ...wishFor(3), avoid: [cell.batchId] } }).leases;
  if (lease === undefined) throw new Error("no lease");
  answer(ada, lease);
  expect(batchStatus(cell.store, adaptive)).toMatchObject({ held: 3, validated: 0 });
  erase(ada);
  // Looked at again with the next exchange: ben's results take their place.
  cell.work(ben);
  expect(batchStatus(cell.store, adaptive)).toMatchObject({ held: 3, results: 6 });
  expect([ada, ben].map((host) => cell.store.hosts.find(host)?.held)).toEqual([0, 3]);
  expect(checkCell(sql).violations).toEqual([]);
});

test("P6 a volunteer is erased with all hosts, and only those", () => {
  const cyd = cell.host("cyd");
  link(ada, ben);
  cell.ask(ben, 5);
  eraseVolunteer(cell.store, caller(ada), cell);
  for (const host of [ada, ben])
    expect(cell.store.hosts.find(host)).toMatchObject({ erasedAt: cell.now, volunteer: undefined, inFlight: 0 });
  expect(sql.all("SELECT * FROM volunteers")).toEqual([]);
  expect(cell.store.hosts.find(cyd)?.erasedAt).toBeUndefined();
  expect(checkCell(sql).violations).toEqual([]);
});

test("P6 a host that belongs to nobody is erased alone", () => {
  eraseVolunteer(cell.store, caller(ada), cell);
  expect(cell.store.hosts.find(ada)?.erasedAt).toBe(cell.now);
  expect(cell.store.hosts.find(ben)?.erasedAt).toBeUndefined();
});
