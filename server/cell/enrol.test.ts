import { expect, test } from "vitest";
import { type HostId, makeHostId } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { FIRST_WORK_BITS, SURGE_PER_MINUTE } from "../domain/enrolment-surge.ts";
import { type Rates, ratesOf } from "../domain/rates.ts";
import { nodeSql } from "../sql/node-sql.ts";
import type { Caller } from "./caller.ts";
import { enrol, openSession } from "./enrol.ts";
import { newLimiter } from "./limiter.ts";
import { openCellStore } from "./store.ts";

const NOW = 1_790_000_000_000;
const RATES = ratesOf(undefined);

const host = (number: number): HostId => makeHostId(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, number >> 8, number & 255));

/** A cell's door: what comes through it, and the refusal of what does not. */
function door(rates: Rates = RATES) {
  const store = openCellStore(nodeSql());
  const limiter = newLimiter(rates);
  const refusalOf = (step: () => void): ProblemError | undefined => {
    try {
      step();
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
    return undefined;
  };
  return {
    store,
    enrol: (caller: Caller, { now = NOW, hasWorked = false } = {}) =>
      refusalOf(() => enrol(store, limiter, { caller, publicKey: `key of ${caller.hostId}`, hasWorked }, now)),
    openSession: (caller: Caller) => refusalOf(() => openSession(store, caller)),
    request: (caller: Caller, now = NOW) => refusalOf(() => limiter.request(caller, now)),
  };
}

const caller = (number: number, nonce = 1, prefix: string | null = null): Caller => ({ hostId: host(number), nonce, prefix });

test("I1 enrolling twice changes nothing but the nonce and the network", () => {
  const cell = door();
  expect(cell.enrol(caller(1, 10, "here"))).toBeUndefined();
  const first = cell.store.hosts.find(host(1));
  expect(cell.enrol(caller(1, 11, "there"), { now: NOW + 1 })).toBeUndefined();
  expect(cell.store.hosts.find(host(1))).toEqual({ ...first, lastNonce: 11, prefix: "there" });
});

test("I3 a nonce that was used or overtaken opens nothing, and the refusal tells the last one", () => {
  const cell = door();
  expect(cell.openSession(caller(1, 1))?.kind).toBe("unknown-host");
  cell.enrol(caller(1, 10));
  for (const nonce of [9, 10]) {
    for (const refusal of [cell.openSession(caller(1, nonce)), cell.enrol(caller(1, nonce))]) {
      expect([refusal?.kind, refusal?.hints.lastNonce]).toEqual(["replayed-request", 10]);
    }
  }
  expect(cell.openSession(caller(1, 11))).toBeUndefined();
  expect(cell.openSession(caller(1, 11))?.kind).toBe("replayed-request");
});

test("I1 a host that was erased stays so, whoever still has its key", () => {
  const cell = door();
  cell.enrol(caller(1, 1));
  const known = cell.store.hosts.find(host(1));
  if (known === undefined) throw new Error("not enrolled");
  cell.store.hosts.saveProfile({ ...known, publicKey: "", erasedAt: NOW });
  expect(cell.enrol(caller(1, 2))?.kind).toBe("erased-host");
  expect(cell.openSession(caller(1, 2))?.kind).toBe("unknown-host");
});

test("I7 a host that asks too often is told when to ask again; others are not held up", () => {
  const cell = door(ratesOf("0.1"));
  const burst = ratesOf("0.1").host.burst;
  for (let i = 0; i < burst; i++) expect(cell.request(caller(1))).toBeUndefined();
  const refusal = cell.request(caller(1));
  expect([refusal?.kind, refusal?.hints.retryAfterSeconds]).toEqual(["too-many-requests", 10]);
  expect(cell.request(caller(2))).toBeUndefined();
  expect(cell.request(caller(1), NOW + 10_000)).toBeUndefined();
});

test("I7 the hosts of a network share its limit, and those without one share none", () => {
  const cell = door({ ...RATES, prefix: { burst: 2, perSecond: 1 } });
  expect([1, 2, 3].map((number) => cell.request(caller(number, 1, "here"))?.kind)).toEqual([undefined, undefined, "too-many-requests"]);
  expect(cell.request(caller(3, 1, "there"))).toBeUndefined();
  for (let number = 0; number < 10; number++) expect(cell.request(caller(number))).toBeUndefined();
});

test("I8 new hosts of one network are slowed; those that are enrolled are not", () => {
  const cell = door({ ...RATES, enrolment: { burst: 2, perSecond: 1 } });
  expect([1, 2, 3].map((number) => cell.enrol(caller(number, 1, "here"))?.kind)).toEqual([undefined, undefined, "too-many-requests"]);
  expect(cell.enrol(caller(1, 2, "here"))).toBeUndefined();
  expect(cell.enrol(caller(3, 2, "here"), { now: NOW + 1_000 })).toBeUndefined();
  for (let number = 10; number < 20; number++) expect(cell.enrol(caller(number))).toBeUndefined();
});

test("I9 in a surge an enrolment takes work, and one that shows it passes", () => {
  const cell = door();
  for (let number = 0; number < SURGE_PER_MINUTE; number++) expect(cell.enrol(caller(number))).toBeUndefined();
  const refusal = cell.enrol(caller(1_000));
  expect([refusal?.kind, refusal?.hints.workBits]).toEqual(["work-proof-required", FIRST_WORK_BITS]);
  expect(cell.enrol(caller(1_000), { hasWorked: true })).toBeUndefined();
  expect(cell.enrol(caller(1, 2))).toBeUndefined();
  expect(cell.enrol(caller(1_001), { now: NOW + 120_000 })).toBeUndefined();
});

test("I7 the operator's rate is a positive number or nothing", () => {
  expect(ratesOf("")).toBe(RATES);
  expect(ratesOf("10").host).toEqual({ burst: 1_500, perSecond: 10 });
  for (const text of ["0", "-1", "many", "NaN"]) expect(() => ratesOf(text)).toThrow("HOST_REQUESTS_PER_SECOND");
});
