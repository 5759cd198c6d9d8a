import { expect, test } from "vitest";
import { keyIdOf } from "../../protocol/access-key.ts";
import { ALL_SCOPES } from "../../protocol/research.ts";
import { changeKey, checkKey, keysOf, makeKey, revokeKey, rotateKey } from "./key-desk.ts";
import { NOW, smallRegistry } from "./testing/small-registry.ts";

const SECOND = 1_000;

test("Q2 a first key has all scopes, is known by its text alone, and its text is kept nowhere", () => {
  const { store, researcher } = smallRegistry();
  const { key } = researcher("Ada");
  expect(key.scopes).toEqual(ALL_SCOPES);
  expect(keyIdOf(key.key)).toBe(key.keyId);
  expect(checkKey(store, key.key, NOW)).toMatchObject({ kind: "good", key: { keyId: key.keyId, accountId: key.keyId } });
  const secret = key.key.split("_")[2] ?? "";
  expect(JSON.stringify(store.sql.all("SELECT * FROM access_keys"))).not.toContain(secret);
  const guess = key.key.slice(0, -1) + (key.key.endsWith("a") ? "b" : "a");
  for (const text of [guess, "mh_kaaaaaaaaaaaaaaaa_", "guess", ""]) expect(checkKey(store, text, NOW)).toEqual({ kind: "unknown" });
});

test("Q3 a key hands out no more than it has: no scope, no later end, no quota of its own", () => {
  const registry = smallRegistry();
  const { store } = registry;
  const first = registry.holder(registry.researcher("Ada").key.key);
  const end = NOW + 60 * SECOND;
  const script = makeKey(store, first, { name: "script", scopes: ["batches:read", "keys:write"], expiresAt: end }, registry.freshKey());
  expect(script).toMatchObject({ scopes: ["batches:read", "keys:write"], expiresAt: end, accountId: first.keyId });
  const holder = registry.holder(script.key);
  expect(() => makeKey(store, holder, { name: "more", scopes: ["batches:write"] }, registry.freshKey())).toThrow("has not batches:write");
  const reader = makeKey(store, holder, { name: "r", scopes: ["batches:read"], expiresAt: end + SECOND }, registry.freshKey());
  expect(reader).toMatchObject({ expiresAt: end, accountId: first.keyId });
  // Whoever rotates a key has it.
  expect(() => rotateKey(store, holder, first.keyId, 0, registry.freshKey())).toThrow("has not batches:write");
  expect(checkKey(store, script.key, end)).toEqual({ kind: "expired" });
  expect(() => makeKey(store, first, { name: "past", scopes: ["batches:read"], expiresAt: NOW }, registry.freshKey())).toThrow("to come");
});

test("Q3 a key that was rotated has another text; the old one ends at once or after its grace", () => {
  const registry = smallRegistry();
  const { store } = registry;
  const { key } = registry.researcher("Ada");
  const holder = registry.holder(key.key);
  const second = rotateKey(store, holder, key.keyId, 0, registry.freshKey());
  expect(second.keyId).toBe(key.keyId);
  expect([key.key, second.key].map((text) => checkKey(store, text, NOW).kind)).toEqual(["replaced", "good"]);
  const third = rotateKey(store, holder, key.keyId, 10, registry.freshKey());
  expect(checkKey(store, second.key, NOW + 9 * SECOND).kind).toBe("good");
  expect(checkKey(store, second.key, NOW + 10 * SECOND).kind).toBe("replaced");
  expect(checkKey(store, key.key, NOW).kind).toBe("unknown");
  expect(checkKey(store, third.key, NOW + 10 * SECOND).kind).toBe("good");
});

test("Q2 a key that was revoked opens nothing, nor does its old text, and it stays revoked", () => {
  const registry = smallRegistry();
  const { store } = registry;
  const { key } = registry.researcher("Ada");
  const holder = registry.holder(key.key);
  const second = rotateKey(store, holder, key.keyId, 3_600, registry.freshKey());
  expect(revokeKey(store, holder, key.keyId, NOW + 1)).toMatchObject({ revokedAt: NOW + 1 });
  expect([key.key, second.key].map((text) => checkKey(store, text, NOW + 2).kind)).toEqual(["revoked", "revoked"]);
  expect(revokeKey(store, null, key.keyId, NOW + 5)).toMatchObject({ revokedAt: NOW + 1 });
  expect(() => rotateKey(store, null, key.keyId, 0, registry.freshKey())).toThrow("was revoked");
});

test("Q3 keys of another researcher are not even told to be there", () => {
  const registry = smallRegistry();
  const { store } = registry;
  const [ada, bea] = ["Ada", "Bea"].map((name) => registry.researcher(name).key);
  if (ada === undefined || bea === undefined) throw new Error("two keys were made");
  const holder = registry.holder(ada.key);
  for (const act of [
    () => revokeKey(store, holder, bea.keyId, NOW),
    () => changeKey(store, holder, bea.keyId, { name: "mine" }),
    () => rotateKey(store, holder, bea.keyId, 0, registry.freshKey()),
  ]) {
    expect(act).toThrow(`There is no key ${bea.keyId} of yours`);
  }
  expect(() => keysOf(store, holder, bea.researcherId)).toThrow("other researchers");
  expect(keysOf(store, holder, undefined).map(({ keyId }) => keyId)).toEqual([ada.keyId]);
  expect(keysOf(store, null, bea.researcherId).map(({ keyId }) => keyId)).toEqual([bea.keyId]);
  expect(() => keysOf(store, null, undefined)).toThrow("whose keys");
});

test("Q8 the operator alone changes a quota, and on the account's key, for all keys that draw on it", () => {
  const registry = smallRegistry();
  const { store } = registry;
  const first = registry.holder(registry.researcher("Ada").key.key);
  const second = makeKey(store, first, { name: "second", scopes: ["batches:write"] }, registry.freshKey());
  expect(() => changeKey(store, first, first.keyId, { quota: { unitsPerDay: 1 } })).toThrow("operator's to change");
  expect(() => changeKey(store, null, second.keyId, { quota: { unitsPerDay: 1 } })).toThrow(`the quota of ${first.keyId}`);
  changeKey(store, null, first.keyId, { quota: { unitsPerDay: 7 } });
  changeKey(store, null, first.keyId, { quota: { runningBatches: 3 }, name: "renamed" });
  expect(registry.holder(second.key).quota).toMatchObject({ unitsPerDay: 7, runningBatches: 3 });
  expect(store.keys.find(first.keyId)?.name).toBe("renamed");
});
