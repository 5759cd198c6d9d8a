/** What every {@link WorkStore} must do; each implementation's test runs this suite. */
import { beforeEach, describe, expect, it } from "vitest";
import { batchIdSchema, hostIdSchema, makeLeaseId } from "../../../protocol/ids.ts";
import type { ExchangeRequest } from "../../../protocol/messages.ts";
import type { StoreChange, WorkStore } from "./work-store.ts";

export const identity = { hostId: hostIdSchema.parse("hbbbbbbbbbbbbbbbb") };
const batchId = batchIdSchema.parse("baaaaaaaaaaaaaaaa");
export const leaseId = makeLeaseId(7);
const lease = { leaseId, batchId, kernel: { id: "toy", version: "1.0.0" }, deadline: 5000, termMs: 1000, renewable: true };
const checkpoint = { bytes: new Uint8Array([9, 8]), progress: 0.5, elapsedMs: 12 };
const exchange: ExchangeRequest = {
  protocolVersion: 1,
  exchangeId: "00000000-0000-4000-8000-000000000000",
  reports: [],
  renewals: [leaseId],
};
const success = (unit: number) => ({ outcome: "success", unit, output: "AQID", digest: "0".repeat(64), elapsedMs: 1 }) as const;

export const basics: readonly StoreChange[] = [
  { kind: "identity", identity },
  { kind: "lease", lease, firstUnit: 10, inputs: ["AAAA", "AAAB", "AAAC"] },
];

export function workStoreContract(open: () => Promise<WorkStore>): void {
  describe("a work store", () => {
    let store: WorkStore;
    beforeEach(async () => {
      store = await open();
    });

    it("is empty at first", async () => {
      expect(await store.work()).toEqual({ identity: null, exchange: null, leases: [], outbox: [], operationsPerMs: null });
      expect(await store.ownRecord()).toEqual({ units: new Map(), findings: [], day: null });
    });

    it("gives back identity, lease and inputs", async () => {
      await store.commit(basics);
      expect(await store.work()).toMatchObject({ identity, leases: [{ ...lease, todo: [10, 11, 12], begun: [] }] });
      expect(await store.unit({ leaseId, unit: 11 })).toEqual({ input: new Uint8Array([0, 0, 1]), checkpoint: null });
      expect(await store.unit({ leaseId, unit: 13 })).toBeUndefined();
    });

    it("tells units with a checkpoint from those without", async () => {
      await store.commit([...basics, { kind: "checkpoint", key: { leaseId, unit: 11 }, checkpoint }]);
      expect(await store.work()).toMatchObject({ leases: [{ todo: [10, 12], begun: [11] }] });
      expect((await store.unit({ leaseId, unit: 11 }))?.checkpoint).toEqual(checkpoint);
    });

    it("moves a unit to the outbox and remembers it as done", async () => {
      await store.commit(basics);
      await store.commit([{ kind: "checkpoint", key: { leaseId, unit: 11 }, checkpoint }]);
      await store.commit([{ kind: "outcome", leaseId, batchId, outcome: success(11), since: 3 }]);
      expect(await store.work()).toMatchObject({
        leases: [{ todo: [10, 12], begun: [] }],
        outbox: [{ leaseId, outcome: success(11), since: 3 }],
      });
      expect((await store.ownRecord()).units).toEqual(new Map([[batchId, [11]]]));
    });

    it("does not count what was given back as done", async () => {
      await store.commit([...basics, { kind: "outcome", leaseId, batchId, outcome: { outcome: "returned", unit: 10 }, since: 3 }]);
      expect((await store.ownRecord()).units.size).toBe(0);
    });

    it("forgets an outcome when it is told so, and keeps the others", async () => {
      await store.commit([
        ...basics,
        ...[10, 11].map((unit) => ({ kind: "outcome", leaseId, batchId, outcome: success(unit), since: unit }) as const),
      ]);
      await store.commit([{ kind: "forget-outcomes", keys: [{ leaseId, unit: 10 }] }]);
      expect((await store.work()).outbox.map(({ outcome }) => outcome.unit)).toEqual([11]);
    });

    it("drops units, and a lease with all that is under it", async () => {
      await store.commit([...basics, { kind: "outcome", leaseId, batchId, outcome: success(12), since: 1 }]);
      await store.commit([{ kind: "drop-units", keys: [{ leaseId, unit: 10 }] }]);
      expect(await store.work()).toMatchObject({ leases: [{ todo: [11] }] });
      await store.commit([{ kind: "drop-lease", leaseId }]);
      expect(await store.work()).toMatchObject({ leases: [], outbox: [] });
      expect(await store.unit({ leaseId, unit: 11 })).toBeUndefined();
    });

    it("does not touch a lease whose number only begins alike", async () => {
      const other = { ...lease, leaseId: makeLeaseId(77) };
      await store.commit([...basics, { kind: "lease", lease: other, firstUnit: 0, inputs: ["AAAA"] }, { kind: "drop-lease", leaseId }]);
      expect(await store.work()).toMatchObject({ leases: [{ leaseId: other.leaseId, todo: [0] }] });
    });

    it("keeps a new deadline", async () => {
      await store.commit([...basics, { kind: "renewal", lease: { ...lease, deadline: 9000 } }]);
      expect(await store.work()).toMatchObject({ leases: [{ deadline: 9000, todo: [10, 11, 12] }] });
    });

    it("keeps the exchange under way until it is answered", async () => {
      await store.commit([...basics, { kind: "exchange", request: exchange }]);
      expect((await store.work()).exchange).toEqual(exchange);
      await store.commit([{ kind: "exchange", request: null }]);
      expect((await store.work()).exchange).toBeNull();
    });

    it("forgets all work with the identity, and keeps the own record", async () => {
      await store.commit([
        ...basics,
        { kind: "exchange", request: exchange },
        { kind: "outcome", leaseId, batchId, outcome: success(12), since: 1 },
      ]);
      await store.commit([
        { kind: "identity", identity: null },
        { kind: "identity", identity },
      ]);
      expect(await store.work()).toMatchObject({ identity, exchange: null, leases: [], outbox: [] });
      expect((await store.ownRecord()).units.size).toBe(1);
    });

    it("forgets everything when it is wiped", async () => {
      await store.commit([
        ...basics,
        { kind: "outcome", leaseId, batchId, outcome: success(12), since: 1 },
        { kind: "pace", operationsPerMs: 12.5 },
        { kind: "day", record: { day: "2026-11-20", units: 2, lentMs: 3 } },
      ]);
      await store.wipe();
      expect(await store.work()).toEqual({ identity: null, exchange: null, leases: [], outbox: [], operationsPerMs: null });
      expect(await store.ownRecord()).toEqual({ units: new Map(), findings: [], day: null });
    });

    it("keeps pace, day and findings, the newest finding first", async () => {
      const finding = (foundAt: number) => ({
        batchId,
        unit: foundAt,
        kernelId: "toy",
        input: { n: "1" },
        output: { factors: ["3", "5"] },
        foundAt,
      });
      const day = { day: "2026-11-20", units: 2, lentMs: 1234.5 };
      await store.commit([
        { kind: "pace", operationsPerMs: 12.5 },
        { kind: "day", record: day },
      ]);
      await store.commit([5, 40, 9].map((foundAt) => ({ kind: "finding", finding: finding(foundAt) }) as const));
      expect((await store.work()).operationsPerMs).toBe(12.5);
      expect(await store.ownRecord()).toMatchObject({ day, findings: [finding(40), finding(9), finding(5)] });
    });
  });
}
