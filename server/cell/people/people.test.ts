import { beforeEach, describe, expect, test } from "vitest";
import { type HostId, makeHostId, makeVolunteerId } from "../../../protocol/ids.ts";
import { LINK_CODE_BYTES, linkCodeSchema } from "../../../protocol/personal.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { nodeSql } from "../../sql/node-sql.ts";
import type { Sql } from "../../sql/sql.ts";
import { enrolledHost } from "../caller.ts";
import { type CellStore, openCellStore } from "../store.ts";
import { redeemLinkCode, showLinkCode } from "./links.ts";
import { renameHost, renameVolunteer, volunteerRecord } from "./volunteers.ts";
import { hostFile, vouch } from "./vouching.ts";

const MINUTE_MS = 60_000;
const bytes = (n: number): Uint8Array => new Uint8Array(LINK_CODE_BYTES).fill(n);
const volunteer = (n: number) => makeVolunteerId(bytes(n));

let sql: Sql;
let store: CellStore;
let now: number;
let nonce: number;
beforeEach(() => {
  sql = nodeSql();
  store = openCellStore(sql);
  now = 1_000_000;
  nonce = 0;
});

function host(n: number, microCobblestones = 0): HostId {
  const hostId = makeHostId(bytes(n));
  store.hosts.insert({ hostId, publicKey: `key ${n}`, enrolledAt: now + n, prefix: null });
  const inserted = store.hosts.find(hostId);
  if (inserted === undefined) throw new Error("the host is missing");
  store.hosts.save({ ...inserted, microCobblestones });
  return hostId;
}

const caller = (hostId: HostId) => ({ hostId, nonce: ++nonce, prefix: null });
const show = (hostId: HostId, random = ++nonce): string => showLinkCode(store, caller(hostId), bytes(random), now).code;
const redeem = (hostId: HostId, code: string, newVolunteer = volunteer(1)) =>
  redeemLinkCode(store, caller(hostId), linkCodeSchema.parse(code), { now, newVolunteer });
const hostsOf = (hostId: HostId): HostId[] => volunteerRecord(store, hostId).hosts.map((record) => record.hostId);

function refusal(steps: () => unknown): string {
  try {
    steps();
  } catch (error) {
    if (error instanceof ProblemError) return error.kind;
    throw error;
  }
  return "none";
}

describe("linking", () => {
  test("P1 a host that was never linked is all there is of its volunteer", () => {
    const ada = host(1, 5);
    expect(volunteerRecord(store, ada)).toEqual({
      hosts: [expect.objectContaining({ hostId: ada })],
      microCobblestones: 5,
      unvestedMicroCobblestones: 0,
    });
  });

  test("P1 P2 hosts that were linked are one volunteer's, whose credit is the sum of theirs", () => {
    const [phone, laptop, tower] = [host(1, 5), host(2, 7), host(3, 11)];
    redeem(laptop, show(phone));
    expect(redeem(tower, show(laptop), volunteer(2))).toMatchObject({ volunteerId: volunteer(1), microCobblestones: 23 });
    for (const each of [phone, laptop, tower]) expect(hostsOf(each)).toEqual([phone, laptop, tower]);
  });

  test("P2 a code works once, and for the host that used it the same again is the same", () => {
    const [phone, laptop, other] = [host(1), host(2), host(3)];
    const code = show(phone);
    const first = redeem(laptop, code);
    expect(redeem(laptop, code, volunteer(2))).toEqual(first);
    expect(refusal(() => redeem(other, code))).toBe("unknown-link-code");
    expect(hostsOf(other)).toEqual([other]);
  });

  test("P2 a code ends after ten minutes", () => {
    const [phone, laptop] = [host(1), host(2)];
    const code = show(phone);
    now += 10 * MINUTE_MS;
    expect(refusal(() => redeem(laptop, code))).toBe("unknown-link-code");
    expect(hostsOf(laptop)).toEqual([laptop]);
  });

  test("P2 a host has three open codes at most: a further one ends the oldest", () => {
    const [phone, laptop] = [host(1), host(2)];
    const codes = [1, 2, 3, 4].map((n) => {
      now += 1;
      return show(phone, n);
    });
    expect(refusal(() => redeem(laptop, codes[0] ?? ""))).toBe("unknown-link-code");
    for (const code of codes.slice(1)) expect(redeem(laptop, code).hosts).toHaveLength(2);
  });

  test("P2 a code of this very host is refused as such, and stays good for others", () => {
    const [phone, laptop] = [host(1), host(2)];
    const code = show(phone);
    expect(() => redeem(phone, code)).toThrow("this very device");
    expect(redeem(laptop, code).hosts).toHaveLength(2);
  });

  test("P2 the server keeps no code that could be read and used", () => {
    const code = show(host(1), 77);
    const stored = JSON.stringify(sql.all("SELECT * FROM link_codes"));
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(linkCodeSchema.parse(code));
  });

  test("P3 a host that goes to another volunteer leaves its own, which is forgotten with its last host", () => {
    const [phone, laptop, tower] = [host(1, 5), host(2, 7), host(3, 11)];
    redeem(laptop, show(phone));
    renameVolunteer(store, caller(tower), "Ada", volunteer(2), now);
    redeem(laptop, show(tower));
    expect(hostsOf(tower)).toEqual([laptop, tower]);
    expect(hostsOf(phone)).toEqual([phone]);
    redeem(phone, show(tower));
    expect(volunteerRecord(store, phone)).toMatchObject({ name: "Ada", microCobblestones: 23 });
    expect(sql.all("SELECT id FROM volunteers")).toEqual([{ id: volunteer(2) }]);
  });

  test("P1 a volunteer has a thousand hosts at most", () => {
    const [phone, laptop] = [host(1), host(2)];
    redeem(laptop, show(phone));
    const id = (n: number): HostId => makeHostId(Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9, n >> 8, n & 255));
    for (let n = 0; n < 997; n++) {
      store.hosts.insert({ hostId: id(n), publicKey: "", enrolledAt: now, prefix: null });
      store.hosts.saveProfile({ ...enrolledHost(store, id(n)), volunteer: volunteer(1) });
    }
    const [last, tooMany] = [host(3), host(4)];
    expect(redeem(last, show(phone)).hosts).toHaveLength(1_000);
    expect(refusal(() => redeem(tooMany, show(phone)))).toBe("too-many-hosts");
    expect(hostsOf(tooMany)).toEqual([tooMany]);
  });

  test("a request that was overtaken by a later one of its host changes nothing", () => {
    const [phone, laptop] = [host(1), host(2)];
    const [late, code] = [caller(laptop), show(phone)];
    renameHost(store, caller(laptop), "laptop");
    const letters = linkCodeSchema.parse(code);
    expect(refusal(() => redeemLinkCode(store, late, letters, { now, newVolunteer: volunteer(1) }))).toBe("replayed-request");
    expect(hostsOf(laptop)).toEqual([laptop]);
  });
});

describe("names", () => {
  test("P4 a host and its volunteer may be named, named anew, and made nameless", () => {
    const [phone, laptop] = [host(1), host(2)];
    redeem(laptop, show(phone));
    expect(renameHost(store, caller(phone), "pocket")).toMatchObject({ hostId: phone, name: "pocket" });
    expect(renameVolunteer(store, caller(laptop), "Ada", volunteer(2), now)).toMatchObject({ volunteerId: volunteer(1), name: "Ada" });
    expect(volunteerRecord(store, phone)).toMatchObject({ name: "Ada", hosts: [{ name: "pocket" }, { hostId: laptop }] });
    renameHost(store, caller(phone), "");
    expect(renameVolunteer(store, caller(phone), "", volunteer(2), now)).not.toHaveProperty("name");
    expect(volunteerRecord(store, phone).hosts[0]).not.toHaveProperty("name");
  });
});

describe("vouching", () => {
  test("P7 the operator vouches for a host and takes it back; either twice is the same as once", () => {
    const ada = host(1);
    for (const vouched of [true, true, false, false]) {
      expect(vouch(store, ada, vouched, now)).toMatchObject({ hostId: ada, vouched });
      expect(hostFile(store, ada, now).vouched).toBe(vouched);
    }
  });

  test("P7 what a host has agreed on is shown as it counts now", () => {
    const ada = host(1);
    const row = store.hosts.find(ada);
    if (row === undefined) throw new Error("the host is missing");
    store.hosts.save({ ...row, reputation: { "doubler@1.0.0": { agreed: 40, at: now } } });
    const month = 30 * 24 * 60 * MINUTE_MS;
    expect(hostFile(store, ada, now + month).agreements).toEqual({ "doubler@1.0.0": 20 });
  });

  test("P7 a host that never enrolled is named as such", () => {
    const nobody = makeHostId(bytes(9));
    expect(refusal(() => vouch(store, nobody, true, now))).toBe("no-such-host");
    expect(refusal(() => hostFile(store, nobody, now))).toBe("no-such-host");
  });
});
