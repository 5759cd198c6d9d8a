import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openIndexedDbStore } from "./indexeddb-store.ts";
import { basics, identity, leaseId, workStoreContract } from "./work-store.contract.ts";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
});

workStoreContract(openIndexedDbStore);

describe("the IndexedDB store", () => {
  it("keeps everything when it is opened again", async () => {
    const before = await openIndexedDbStore();
    await before.commit(basics);
    before.close();
    expect(await (await openIndexedDbStore()).work()).toMatchObject({ identity, leases: [{ leaseId, todo: [10, 11, 12] }] });
  });

  it.each([
    ["leases", [leaseId], { leaseId, deadline: "tomorrow" }, { leases: [] }],
    ["meta", ["exchange"], { exchangeId: 5 }, { exchange: null, leases: [{ todo: [10, 11, 12] }] }],
    ["meta", ["pace"], "fast", { operationsPerMs: null, leases: [{ leaseId }] }],
    ["meta", ["identity"], 5, { identity: null, leases: [] }],
    ["outbox", [leaseId, 10], { outcome: { outcome: "success", unit: 10 }, since: 0 }, { outbox: [], leases: [{ leaseId }] }],
    ["units", ["nonsense", -1], "AAAA", { leases: [{ todo: [10, 11, 12] }] }],
  ] as const)("H10 drops a spoilt record of %s and keeps the rest", async (table, key, value, expected) => {
    const store = await openIndexedDbStore();
    await store.commit(basics);
    await spoil(table, key, value);
    expect(await store.work()).toMatchObject(expected);
  });

  it("gives no unit whose input is spoilt, and no checkpoint that is", async () => {
    const store = await openIndexedDbStore();
    await store.commit(basics);
    await spoil("units", [leaseId, 10], "%%%");
    await spoil("checkpoints", [leaseId, 11], { bytes: "AAAA" });
    expect(await store.unit({ leaseId, unit: 10 })).toBeUndefined();
    expect(await store.unit({ leaseId, unit: 11 })).toMatchObject({ checkpoint: null });
  });

  it("makes no part of a commit durable when one of its changes cannot be written", async () => {
    const store = await openIndexedDbStore();
    const unwritable = { day: "2026-11-20", units: 1, lentMs: (() => 1) as unknown as number };
    await expect(store.commit([...basics, { kind: "day", record: unwritable }])).rejects.toThrow("could not be cloned");
    expect((await store.work()).leases).toEqual([]);
  });
});

async function spoil(table: string, key: readonly unknown[], value: unknown): Promise<void> {
  const database = await openDB("manyhands");
  await database.put(table, value, [...key] as IDBValidKey);
  database.close();
}
