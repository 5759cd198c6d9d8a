/** Makes, changes, rotates and ends keys. Whoever asks is a key, or null: the operator. Rules Q2–Q4 of `docs/spec.md`. */
import { keyIdOf, writeKey } from "../../protocol/access-key.ts";
import { digestOf } from "../../protocol/digest.ts";
import type { KeyId, ResearcherId } from "../../protocol/ids.ts";
import { MAX_KEYS_PER_RESEARCHER } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { ALL_SCOPES, type KeyChange, type KeyRecord, type KeyRequest, type NewKey, type Researcher } from "../../protocol/research.ts";
import { endsBy, scopesBeyond } from "../domain/key-rights.ts";
import type { KeyCheck } from "./access-keys.ts";
import type { RegistryStore } from "./registry-store.ts";

/** A key as it was when it was looked up for the request at hand; null is the operator. */
export type KeyHolder = KeyRecord | null;

/** What a new secret is made of. */
export interface FreshKey {
  readonly keyId: KeyId;
  readonly secret: Uint8Array;
  readonly now: number;
}

export const digestOfKey = (key: string): string => digestOf(new TextEncoder().encode(key));

/** What a key's text is worth now. */
export function checkKey({ keys }: RegistryStore, text: string, now: number): KeyCheck {
  const id = keyIdOf(text);
  return id === undefined ? { kind: "unknown" } : keys.check(id, digestOfKey(text), now);
}

/** A researcher with a first key, which has all scopes. */
export function addResearcher(store: RegistryStore, researcher: Researcher, fresh: FreshKey): { researcher: Researcher; key: NewKey } {
  return store.sql.transaction(() => {
    store.researchers.insert(researcher);
    const { researcherId } = researcher;
    return { researcher, key: makeKey(store, null, { name: "first key", scopes: [...ALL_SCOPES], researcherId }, fresh) };
  });
}

/** Makes a key. One that is made with another key draws on that one's quota, and ends no later. */
export function makeKey(store: RegistryStore, holder: KeyHolder, request: KeyRequest, { keyId, secret, now }: FreshKey): NewKey {
  const researcherId = researcherFor(store, holder, request.researcherId);
  refuseBeyond(holder, request);
  const live = store.keys.of(researcherId).filter(({ revokedAt, expiresAt = Infinity }) => revokedAt === undefined && expiresAt > now);
  if (live.length >= MAX_KEYS_PER_RESEARCHER) {
    throw new ProblemError("invalid-request", `A researcher has ${MAX_KEYS_PER_RESEARCHER} keys at most; revoke one first`);
  }
  const expiresAt = holder === null ? request.expiresAt : endsBy(holder, request.expiresAt);
  if (expiresAt !== undefined && expiresAt <= now) throw invalid("/expiresAt", "an instant to come");
  const text = writeKey(keyId, secret);
  store.keys.insert({
    keyId,
    researcherId,
    name: request.name,
    scopes: [...new Set(request.scopes)],
    digest: digestOfKey(text),
    accountId: holder?.accountId ?? keyId,
    createdAt: now,
    expiresAt,
  });
  return { ...keyOf(store, holder, keyId), key: text };
}

/** Names a key anew; the operator may change what it may use. */
export function changeKey(store: RegistryStore, holder: KeyHolder, id: KeyId, { name, quota }: KeyChange): KeyRecord {
  const key = keyOf(store, holder, id);
  if (quota !== undefined && holder !== null) throw new ProblemError("operator-only", "Quotas are the operator's to change");
  if (quota !== undefined && key.accountId !== id) {
    throw invalid("/quota", `the quota of ${key.accountId}, on which this key draws`);
  }
  if (name !== undefined) store.keys.rename(id, name);
  if (quota !== undefined) store.keys.setQuota(id, { ...key.quota, ...definedOf(quota) });
  return keyOf(store, holder, id);
}

/** Gives a key another secret. The one before ends at once, or after a grace. */
export function rotateKey(
  store: RegistryStore,
  holder: KeyHolder,
  id: KeyId,
  graceSeconds: number,
  fresh: Omit<FreshKey, "keyId">,
): NewKey {
  const key = keyOf(store, holder, id);
  // Who rotates a key has it: it must not reach further than the key in hand.
  refuseBeyond(holder, key);
  if (holder !== null && endsBy(holder, key.expiresAt) !== key.expiresAt) {
    throw new ProblemError("missing-scope", "The key that is to be rotated lasts longer than the one that was sent");
  }
  if (key.revokedAt !== undefined) throw new ProblemError("unknown-key", `${id} was revoked; make a new key instead`);
  const text = writeKey(id, fresh.secret);
  store.keys.rotate(id, digestOfKey(text), fresh.now + graceSeconds * 1_000);
  return { ...keyOf(store, holder, id), key: text };
}

/** Ends a key, also what of it is in its grace. Ended once, it stays so. */
export function revokeKey(store: RegistryStore, holder: KeyHolder, id: KeyId, now: number): KeyRecord {
  keyOf(store, holder, id);
  store.keys.revoke(id, now);
  return keyOf(store, holder, id);
}

/** The keys of the asking researcher, or of the one that the operator names. */
export function keysOf(store: RegistryStore, holder: KeyHolder, wished: ResearcherId | undefined): KeyRecord[] {
  return store.keys.of(researcherFor(store, holder, wished));
}

function researcherFor({ researchers }: RegistryStore, holder: KeyHolder, wished: ResearcherId | undefined): ResearcherId {
  if (holder !== null && (wished ?? holder.researcherId) !== holder.researcherId) {
    throw new ProblemError("operator-only", "Keys of other researchers are the operator's to make and to see");
  }
  const id = holder?.researcherId ?? wished;
  if (id === undefined) throw invalid("researcherId", "whose keys are meant: the operator has to say");
  if (researchers.find(id) !== undefined) return id;
  throw new ProblemError("unknown-researcher", `There is no researcher ${id} here`, [
    { field: "researcherId", value: id, expected: "the id of a researcher of this deployment" },
  ]);
}

/** A key of the asking researcher's own. Of others' keys it is not told whether they are there. */
function keyOf({ keys }: RegistryStore, holder: KeyHolder, id: KeyId): KeyRecord {
  const key = keys.find(id);
  if (key !== undefined && (holder === null || holder.researcherId === key.researcherId)) return key;
  throw new ProblemError("unknown-key", `There is no key ${id} of yours here`, [
    { field: "keyId", value: id, expected: "the id of one of your keys" },
  ]);
}

function refuseBeyond(holder: KeyHolder, { scopes }: Pick<KeyRecord, "scopes">): void {
  const beyond = holder === null ? [] : scopesBeyond(holder, scopes);
  if (beyond.length === 0) return;
  throw new ProblemError("missing-scope", `The key that was sent has not ${beyond.join(", ")}, and can hand out only what it has`, [
    { field: "/scopes", value: beyond.join(" "), expected: `some of ${holder?.scopes.join(", ") ?? ""}` },
  ]);
}

const definedOf = <T extends object>(changes: T) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };

const invalid = (field: string, expected: string): ProblemError =>
  new ProblemError("invalid-request", `${field.replace("/", "")}: expected ${expected}`, [{ field, expected }]);
