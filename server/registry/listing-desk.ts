/** Lists a batch whose rows are all in: the last look at its key, its quota and its request. Rules Q2, Q8 and Q9 of `docs/spec.md`. */
import type { BatchId } from "../../protocol/ids.ts";
import type { KeyCheck } from "./access-keys.ts";
import type { Listing, OnceOnly } from "./batch-list.ts";
import { checkKey } from "./key-desk.ts";
import type { RegistryStore } from "./registry-store.ts";

/** A batch that asks to be listed. */
export interface ListingRequest {
  readonly batchId: BatchId;
  readonly units: number;
  /** The text of the key that brings it; null for the operator's. */
  readonly key: string | null;
  readonly once: OnceOnly | undefined;
}

export type ListingVerdict =
  | Listing
  | { readonly kind: "key-ended"; readonly how: Exclude<KeyCheck["kind"], "good"> }
  | { readonly kind: "quota-exceeded"; readonly left: number; readonly limit: number };

/** All of it in one step: what is refused leaves nothing, and what was listed before costs nothing. */
export function listBatch(store: RegistryStore, { batchId, units, key, once }: ListingRequest, now: number): ListingVerdict {
  return store.sql.transaction(() => {
    const before = once && store.batches.before(once, now);
    if (before !== undefined) return before;
    if (key !== null) {
      const check = checkKey(store, key, now);
      if (check.kind !== "good") return { kind: "key-ended", how: check.kind };
      const { accountId, quota } = check.key;
      const drawn = store.usage.draw(accountId, "units", quota.unitsPerDay, units, now);
      if (!drawn.ok) return { kind: "quota-exceeded", left: drawn.left, limit: drawn.limit };
    }
    return store.batches.list(batchId, once, now);
  });
}
