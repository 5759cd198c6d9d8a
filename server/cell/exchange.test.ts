import { describe, expect, test } from "vitest";
import { exchangeRequestSchema, PROTOCOL_VERSION } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { batchStatus } from "./queries.ts";
import { smallCell, success, unitsOf, wishFor } from "./testing/small-cell.ts";

/** The kind of the refusal that the steps end in. */
function refusal(steps: () => unknown): string {
  try {
    steps();
  } catch (error) {
    if (error instanceof ProblemError) return error.kind;
    throw error;
  }
  return "none";
}

describe("a batch of two-host quorums", () => {
  test("V1 two hosts that agree validate every unit, and both are credited", () => {
    const cell = smallCell(25);
    const [ada, ben] = [cell.host("ada"), cell.host("ben")];
    expect(cell.work(ada)).toBe(25);
    expect(cell.work(ben)).toBe(25);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({
      state: "finished",
      validated: 25,
      inProgress: 0,
      waiting: 0,
      results: 50,
    });
    for (const host of [ada, ben]) {
      expect(cell.store.hosts.find(host)).toMatchObject({ validated: 25, pending: 0, rejected: 0, microCobblestones: 25 });
    }
  });

  test("L1 a host never gets a unit twice", () => {
    const cell = smallCell(5);
    const ada = cell.host("ada");
    expect(cell.work(ada)).toBe(5);
    expect(cell.send(ada, { wish: wishFor(5) })).toMatchObject({ leases: [], idleReason: "only-own-work" });
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ validated: 0, inProgress: 5, waiting: 0 });
  });

  test("L2 units somebody has begun are leased before fresh ones", () => {
    const cell = smallCell(10);
    const [ada, ben] = [cell.host("ada"), cell.host("ben")];
    const [first] = cell.ask(ada, 3);
    const bens = cell.ask(ben, 5);
    expect(bens.map((lease) => [lease.firstUnit, lease.inputs.length])).toEqual([
      [0, 3],
      [3, 2],
    ]);
    expect(first?.firstUnit).toBe(0);
  });

  test("R1 the same exchange sent again is answered the same and changes nothing", () => {
    const cell = smallCell(4);
    const ada = cell.host("ada");
    const [lease] = cell.ask(ada, 2);
    if (lease === undefined) throw new Error("no lease");
    const request = {
      exchangeId: "11111111-1111-4111-8111-111111111111",
      reports: [{ leaseId: lease.leaseId, outcomes: unitsOf(lease).map((unit) => success(unit)) }],
      wish: wishFor(2),
    };
    const answered = cell.send(ada, request);
    const after = batchStatus(cell.store, cell.batchId);
    cell.now += 5_000;
    expect(cell.send(ada, request)).toEqual(answered);
    expect(batchStatus(cell.store, cell.batchId)).toEqual(after);
  });

  test("R2 a bundle that lists a unit twice counts it once; with another outcome it is refused as a whole", () => {
    const cell = smallCell(4);
    const ada = cell.host("ada");
    const [lease] = cell.ask(ada, 2);
    if (lease === undefined) throw new Error("no lease");
    expect(refusal(() => cell.report(ada, lease, [success(0), success(1), success(0, 777)]))).toBe("conflicting-result");
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ results: 0 });
    expect(cell.report(ada, lease, [success(0), success(0)]).stored).toBe(2);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ results: 1 });
    expect(cell.store.hosts.find(ada)).toMatchObject({ pending: 1, inFlight: 1 });
  });

  test("R4 a digest without its output, and an output without its digest, are no outcomes", () => {
    const exchange = { protocolVersion: PROTOCOL_VERSION, exchangeId: "11111111-1111-4111-8111-111111111111", renewals: [] };
    const bare = (outcome: object) => exchangeRequestSchema.safeParse({ ...exchange, reports: [{ leaseId: "l1", outcomes: [outcome] }] });
    const whole = success(0);
    expect(bare(whole).success).toBe(true);
    for (const missing of ["output", "digest"]) {
      const { error } = bare(Object.fromEntries(Object.entries(whole).filter(([name]) => name !== missing)));
      expect(error?.issues.map(({ path }) => path.join("/"))).toEqual([`reports/0/outcomes/0/${missing}`]);
    }
  });

  test("R2 a bundle reported again in another exchange counts as stored and changes nothing", () => {
    const cell = smallCell(4);
    const ada = cell.host("ada");
    const [lease] = cell.ask(ada, 4);
    if (lease === undefined) throw new Error("no lease");
    const outcomes = unitsOf(lease).map((unit) => success(unit));
    expect(cell.report(ada, lease, outcomes).stored).toBe(4);
    expect(cell.report(ada, lease, outcomes).stored).toBe(4);
    expect(batchStatus(cell.store, cell.batchId).results).toBe(4);
    expect(refusal(() => cell.report(ada, lease, [success(0, 99)]))).toBe("conflicting-result");
  });

  test("R3 refuses foreign, unknown and expired leases, units outside, and digests that do not match", () => {
    const cell = smallCell(6);
    const [ada, ben] = [cell.host("ada"), cell.host("ben")];
    const [lease] = cell.ask(ada, 2);
    if (lease === undefined) throw new Error("no lease");
    expect(refusal(() => cell.report(ben, lease, [success(0)]))).toBe("foreign-lease");
    expect(refusal(() => cell.report(ada, lease, [success(5)]))).toBe("unit-outside-lease");
    expect(refusal(() => cell.report(ada, { ...lease, leaseId: "l999" as typeof lease.leaseId }, [success(0)]))).toBe("unknown-lease");
    const forged = { ...success(0), digest: "0".repeat(64) };
    expect(refusal(() => cell.report(ada, lease, [success(1), forged]))).toBe("digest-mismatch");
    expect(batchStatus(cell.store, cell.batchId).results).toBe(0);
    cell.now = lease.deadline;
    cell.expire();
    expect(refusal(() => cell.report(ada, lease, [success(0)]))).toBe("expired-lease");
  });

  test("R4 an output that does not have the kernel's layout is refused and nothing of the exchange is stored", () => {
    const cell = smallCell(2);
    const ada = cell.host("ada");
    const [lease] = cell.ask(ada, 2);
    if (lease === undefined) throw new Error("no lease");
    const short = { ...success(1), output: "AAAA", digest: "709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c" };
    expect(refusal(() => cell.report(ada, lease, [success(0), short]))).toBe("invalid-output");
    expect(batchStatus(cell.store, cell.batchId).results).toBe(0);
  });
});

describe("leases end", () => {
  test("L4 what an expired lease did not answer is leased again, what it did answer stays", () => {
    const cell = smallCell(4);
    const [ada, ben, cyd] = [cell.host("ada"), cell.host("ben"), cell.host("cyd")];
    const [lease] = cell.ask(ada, 4);
    if (lease === undefined) throw new Error("no lease");
    cell.report(ada, lease, [success(1)]);
    cell.now = lease.deadline;
    expect(cell.expire()).toBe(1);
    expect(cell.work(ben)).toBe(4);
    expect(cell.work(cyd)).toBe(3);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", validated: 4 });
  });

  test("L3 a host is lent nothing of a batch that it wants nothing of", () => {
    const cell = smallCell(3);
    const ada = cell.host("ada");
    const wish = { ...wishFor(3), avoid: [cell.batchId] };
    expect(cell.send(ada, { wish }).leases).toEqual([]);
    expect(cell.ask(ada, 3)).not.toEqual([]);
  });

  test("L5 a unit given back as not for this host goes to another, and costs it nothing", () => {
    const cell = smallCell(1, { minQuorum: 1 });
    const [small, large] = [cell.host("small"), cell.host("large")];
    const [lease] = cell.ask(small);
    if (lease === undefined) throw new Error("no lease");
    cell.report(small, lease, [{ outcome: "returned", unit: 0, reason: "not-for-this-host" }]);
    expect(cell.ask(small)).toEqual([]);
    expect(cell.work(large)).toBe(1);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", validated: 1, failed: 0 });
  });

  test("L5 a unit given back may be leased again, also by the host that gave it back, and costs it nothing", () => {
    const cell = smallCell(3, { maxTotalResults: 2 });
    const [ada, ben] = [cell.host("ada"), cell.host("ben")];
    for (let i = 0; i < 5; i++) {
      const [lease] = cell.ask(ada, 3);
      if (lease === undefined) throw new Error("no lease");
      cell.report(
        ada,
        lease,
        unitsOf(lease).map((unit) => ({ outcome: "returned", unit })),
      );
    }
    cell.work(ada);
    cell.work(ben);
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", validated: 3 });
  });

  test("L6 a renewed lease lives on, one that is renewed for ever does not", () => {
    const cell = smallCell(1, { leaseSeconds: 10 });
    const ada = cell.host("ada");
    const [lease] = cell.ask(ada);
    if (lease === undefined) throw new Error("no lease");
    cell.now += 9_000;
    const [renewed] = cell.send(ada, { renewals: [lease.leaseId] }).renewed;
    expect(renewed?.deadline).toBe(cell.now + 10_000);
    for (let i = 0; i < 20; i++) {
      cell.send(ada, { renewals: [lease.leaseId] });
      cell.now += 8_000;
      cell.expire();
    }
    expect(cell.send(ada, { renewals: [lease.leaseId] }).renewed).toEqual([]);
  });
});

describe("disagreement and errors", () => {
  test("V2 a wrong host never makes a canonical result while two honest ones exist", () => {
    const cell = smallCell(10);
    const [mal, ada, ben] = [cell.host("mal"), cell.host("ada"), cell.host("ben")];
    for (let leases = cell.ask(mal, 3); leases.length > 0; leases = cell.ask(mal, 3)) {
      for (const lease of leases)
        cell.report(
          mal,
          lease,
          unitsOf(lease).map((unit) => success(unit, 666)),
        );
    }
    cell.work(ada);
    cell.work(ben);
    const decided = cell.store.units.decidedAfter(1, -1, 100);
    expect(decided).toHaveLength(10);
    for (const { unit, record } of decided) {
      expect(record).toMatchObject({ kind: "validated", pictureValue: unit * 2 });
    }
    expect(cell.store.hosts.find(mal)).toMatchObject({ validated: 0, pending: 0, rejected: 10, microCobblestones: 0 });
  });

  test("T3 a unit fails when more results are errors than its batch allows", () => {
    const cell = smallCell(1, { maxErrorResults: 1 });
    for (const name of ["ada", "ben"]) {
      const host = cell.host(name);
      const [lease] = cell.ask(host);
      if (lease === undefined) throw new Error("no lease");
      cell.report(host, lease, [{ outcome: "error", unit: 0, code: "trap", message: "unreachable" }]);
    }
    expect(batchStatus(cell.store, cell.batchId)).toMatchObject({ state: "finished", failed: 1, validated: 0 });
  });

  test("T4 a unit fails once the quorum cannot be reached within the leases its batch allows", () => {
    const cell = smallCell(1, { maxTotalResults: 3 });
    ["ada", "ben", "cyd"].forEach((name, i) => {
      const host = cell.host(name);
      const [lease] = cell.ask(host);
      if (lease === undefined) throw new Error("no lease");
      cell.report(host, lease, [success(0, i)]);
    });
    expect(cell.store.units.decidedAfter(1, -1, 1)[0]?.record).toMatchObject({ kind: "failed", reason: "too-many-results" });
    expect(cell.ask(cell.host("dan"))).toEqual([]);
  });

  test("T5 results that come after the verdict are judged by it", () => {
    const cell = smallCell(1, { targetResults: 4 });
    const hosts = ["ada", "ben", "cyd", "mal"].map((name) => cell.host(name));
    const leases = hosts.map((host) => cell.ask(host)[0]);
    hosts.forEach((host, i) => {
      const lease = leases[i];
      if (lease === undefined) throw new Error("no lease");
      cell.report(host, lease, [success(0, i === 3 ? 5 : 0)]);
    });
    const standings = hosts.map((host) => cell.store.hosts.find(host));
    expect(standings.map((host) => host?.validated)).toEqual([1, 1, 1, 0]);
    expect(standings[3]).toMatchObject({ rejected: 1, pending: 0, microCobblestones: 0 });
  });
});
