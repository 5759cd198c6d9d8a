import { expect, test } from "vitest";
import { makeBatchId } from "../../protocol/ids.ts";
import { changeKey, revokeKey } from "./key-desk.ts";
import { listBatch } from "./listing-desk.ts";
import { NOW, smallRegistry } from "./testing/small-registry.ts";

const DAY_MS = 86_400_000;
const batch = (n: number) => makeBatchId(new Uint8Array(10).fill(n));

function desk() {
  const registry = smallRegistry();
  const { key, researcher } = registry.researcher("Ada");
  const once = (request: string) => ({ owner: researcher.researcherId, key: "night run", request });
  return { ...registry, key, once };
}

test("Q9 of equal requests the first to come to its end is listed, and the others are told its batch", () => {
  const { store, key, once } = desk();
  const request = { units: 3, key: key.key, once: once("same") };
  expect(listBatch(store, { ...request, batchId: batch(1) }, NOW)).toEqual({ kind: "listed" });
  expect(listBatch(store, { ...request, batchId: batch(2) }, NOW)).toEqual({ kind: "same", batch: batch(1) });
  expect(listBatch(store, { ...request, batchId: batch(3), once: once("another") }, NOW)).toEqual({ kind: "conflict" });
  expect(store.batches.newest(9)).toEqual([batch(1)]);
  expect(store.usage.today(key.accountId, NOW).units).toBe(3);
});

test("Q9 a key is remembered for more than a day, and then means a new request", () => {
  const { store, key, once } = desk();
  const request = { units: 1, key: key.key, once: once("same") };
  listBatch(store, { ...request, batchId: batch(1) }, NOW);
  expect(listBatch(store, { ...request, batchId: batch(2) }, NOW + 1.5 * DAY_MS)).toMatchObject({ kind: "same" });
  expect(listBatch(store, { ...request, batchId: batch(2) }, NOW + 2 * DAY_MS)).toEqual({ kind: "listed" });
});

test("Q9 the same key of two researchers is two keys, and the operator's a third", () => {
  const { store, key, once, researcher } = desk();
  const bea = researcher("Bea");
  const listed = [
    { units: 1, key: key.key, once: once("x"), batchId: batch(1) },
    { units: 1, key: bea.key.key, once: { ...once("y"), owner: bea.researcher.researcherId }, batchId: batch(2) },
    { units: 1, key: null, once: { ...once("z"), owner: null }, batchId: batch(3) },
  ].map((request) => listBatch(store, request, NOW).kind);
  expect(listed).toEqual(["listed", "listed", "listed"]);
});

test("Q2 a key that was revoked while rows came in lists nothing", () => {
  const { store, key } = desk();
  revokeKey(store, null, key.keyId, NOW);
  expect(listBatch(store, { batchId: batch(1), units: 1, key: key.key, once: undefined }, NOW)).toEqual({
    kind: "key-ended",
    how: "revoked",
  });
  expect(store.batches.newest(9)).toEqual([]);
});

test("Q8 a day's units are a limit that a batch meets as a whole, and the next day is a new one", () => {
  const { store, key } = desk();
  changeKey(store, null, key.keyId, { quota: { unitsPerDay: 10 } });
  const list = (n: number, units: number, now = NOW) => listBatch(store, { batchId: batch(n), units, key: key.key, once: undefined }, now);
  expect(list(1, 6)).toEqual({ kind: "listed" });
  expect(list(2, 5)).toEqual({ kind: "quota-exceeded", left: 4, limit: 10 });
  expect(list(3, 4)).toEqual({ kind: "listed" });
  expect(list(4, 1)).toEqual({ kind: "quota-exceeded", left: 0, limit: 10 });
  expect(list(4, 10, NOW + DAY_MS)).toEqual({ kind: "listed" });
  expect(store.batches.newest(9)).toEqual([batch(4), batch(3), batch(1)]);
});
