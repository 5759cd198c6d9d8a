import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openIndexedDbStore } from "../store/indexeddb-store.ts";
import { ensureKey, indexedDbKeyStore, keptKey, memoryKeyStore } from "./key-store.ts";

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
});

describe.each([
  ["in IndexedDB", () => indexedDbKeyStore],
  ["in memory", () => memoryKeyStore()],
])("a key store %s", (_, open) => {
  it("keeps the first key, whoever comes after", async () => {
    const store = open();
    const [one, other] = await Promise.all([store.make(), store.make()]);
    expect(other.publicKey).toEqual(one.publicKey);
    expect((await store.find())?.publicKey).toEqual(one.publicKey);
    expect((await ensureKey(store)).publicKey).toEqual(one.publicKey);
  });

  it("finds nothing once it was told to forget", async () => {
    const store = open();
    const before = await store.make();
    await store.forget();
    expect(await store.find()).toBeUndefined();
    await expect(keptKey(store)).rejects.toThrow("this device has no key");
    expect((await ensureKey(store)).publicKey).not.toEqual(before.publicKey);
  });
});

describe("the key store in IndexedDB", () => {
  it("leaves no trace when somebody only looks", async () => {
    expect(await indexedDbKeyStore.find()).toBeUndefined();
    await indexedDbKeyStore.forget();
    expect(await indexedDB.databases()).toEqual([]);
  });

  it("takes a spoilt record for none, and replaces it", async () => {
    await indexedDbKeyStore.make();
    const database = await openDB("manyhands");
    await database.put("keys", { isSealed: false, publicKey: new Uint8Array(31), seed: "" }, "host");
    database.close();
    expect(await indexedDbKeyStore.find()).toBeUndefined();
    const { publicKey } = await indexedDbKeyStore.make();
    expect((await indexedDbKeyStore.find())?.publicKey).toEqual(publicKey);
  });

  it("drops the work of a host that had a bearer secret, and keeps what was done here", async () => {
    const tables = ["meta", "leases", "units", "checkpoints", "outbox", "done", "findings"];
    const before = await openDB("manyhands", 1, { upgrade: (fresh) => tables.forEach((table) => fresh.createObjectStore(table)) });
    const batch = "baaaaaaaaaaaaaaaa";
    await before.put("meta", { hostId: "haaaaaaaaaaaaaaaa", hostKey: "secret" }, ["identity"]);
    await before.put("meta", { day: "2026-11-20", units: 3, lentMs: 4 }, ["day"]);
    await before.put("leases", { leaseId: "l7", batchId: batch, kernel: { id: "toy", version: "1.0.0" } }, ["l7"]);
    await before.put("units", "AAAA", ["l7", 5]);
    await before.put("done", true, [batch, 4]);
    before.close();
    const store = await openIndexedDbStore();
    expect(await store.work()).toMatchObject({ identity: null, exchange: null, leases: [], outbox: [] });
    expect(await store.ownRecord()).toMatchObject({ units: new Map([[batch, [4]]]), day: { units: 3 } });
    expect(await store.unit({ leaseId: "l7" as never, unit: 5 })).toBeUndefined();
  });
});
