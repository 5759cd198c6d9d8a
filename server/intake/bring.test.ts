/** Batches on their way in, on real stores without a server: what happens when the way is cut just where it hurts. */
import { expect, test } from "vitest";
import type { BatchId } from "../../protocol/ids.ts";
import { makeProjectId } from "../../protocol/ids.ts";
import { batchStatus } from "../cell/queries.ts";
import { refusable } from "../cell/refusal.ts";
import { openCellStore } from "../cell/store.ts";
import { appendUnits, beginBatch, dropBatch, isOpen, openBatch } from "../cell/submission.ts";
import { doubler } from "../cell/testing/small-cell.ts";
import { decidePolicy } from "../domain/policy.ts";
import type { Env } from "../env.ts";
import { listBatch, type ListingRequest } from "../registry/listing-desk.ts";
import { NOW, smallRegistry } from "../registry/testing/small-registry.ts";
import { nodeSql } from "../sql/node-sql.ts";
import type { OnceOnly } from "../registry/batch-list.ts";
import { bring, type Brought, type Claim } from "./bring.ts";
import { madeBefore, type Once } from "./once.ts";

const decided = decidePolicy({}, "quorum");
if (!decided.ok) throw new Error(decided.expected);
const { policy } = decided;

/** A deployment whose cell is `dead` from an instant on that the test chooses. */
function world() {
  const [store, { store: registry }] = [openCellStore(nodeSql()), smallRegistry()];
  const state = { isDead: false };
  const alive = <T>(act: () => T): T => {
    if (state.isDead) throw new Error("killed");
    return act();
  };
  const cell = {
    openBatch: async (id: BatchId) =>
      alive(() =>
        refusable(() => {
          if (!isOpen(store, id)) openBatch(store, id);
          return batchStatus(store, id);
        }),
      ),
    dropBatch: async (id: BatchId) => alive(() => refusable(() => dropBatch(store, id))),
  };
  const directory = {
    listBatch: async (request: ListingRequest) => listBatch(registry, request, NOW),
    isKnownRequest: async (owner: OnceOnly["owner"], key: string) => registry.batches.isKnown(owner, key, NOW),
    listingBefore: async (once: OnceOnly) => registry.batches.before(once, NOW),
    forgetListing: async (once: OnceOnly, batch: BatchId) => registry.batches.forget(once, batch),
  };
  const only = (stub: object) => ({ idFromName: () => "", get: () => stub });
  const env = { CELL: only(cell), REGISTRY: only(directory) } as unknown as Env;

  const claim = (request: string): Claim => {
    const once: Once = {
      owner: null,
      key: "night",
      request: new Request("http://x/"),
      seen: () => ({ owner: null, key: "night", request }),
    };
    const project = { projectId: makeProjectId(new Uint8Array(10)), title: "x", share: 100 };
    return { asker: { holder: null, keyText: null }, project, priority: "normal", once };
  };
  /** `meanwhile` is waited for when the rows are in. */
  const submit = (request: string, meanwhile: () => Promise<unknown> | void = () => undefined): Promise<Brought> =>
    bring(env, claim(request), {
      begin: async (batch) => refusable(() => beginBatch(store, { ...batch, name: "x", assurance: "quorum", policy, manifest: doubler })),
      async fill(id) {
        appendUnits(store, id, [{ input: "AAAAAA==", operations: 1 }]);
        await meanwhile();
        return 1;
      },
    });
  const again = (request: string) => madeBefore(env, claim(request).once);
  const opened = () => registry.batches.newest(9).filter((id) => isOpen(store, id));
  return { store, state, submit, again, opened };
}

test("Q9 of two equal requests at once the first to have its rows in is the batch, and the other leaves nothing", async () => {
  const { store, submit, opened } = world();
  let inner: Brought | undefined;
  const outer = await submit("same", async () => {
    inner = await submit("same");
  });
  expect([inner?.isNew, outer.isNew]).toEqual([true, false]);
  expect(outer.status.batchId).toBe(inner?.status.batchId);
  expect(opened()).toEqual([outer.status.batchId]);
  expect(store.batches.receivingSince(Number.MAX_SAFE_INTEGER)).toEqual([]);
});

test("Q9 two different requests under one key at once: the later one is refused, and leaves nothing", async () => {
  const { store, submit, opened } = world();
  await expect(submit("one", () => submit("another"))).rejects.toThrow("Another request was made");
  expect(opened()).toHaveLength(1);
  expect(store.batches.receivingSince(Number.MAX_SAFE_INTEGER)).toEqual([]);
});

test("Q9 a crash between listing and opening leaves a batch that the next try opens, once", async () => {
  const { state, submit, again, opened } = world();
  await expect(submit("same", () => void (state.isDead = true))).rejects.toThrow("killed");
  expect(opened()).toEqual([]);
  state.isDead = false;
  const status = await again("same");
  expect(status).toMatchObject({ state: "running", units: 1 });
  expect(opened()).toEqual([status?.batchId]);
  expect((await again("same"))?.batchId).toBe(status?.batchId);
  await expect(again("another")).rejects.toThrow("Another request was made");
});

test("Q9 a batch that was listed, never opened and dropped long after is asked for again", async () => {
  const { store, state, submit, again } = world();
  await expect(submit("same", () => void (state.isDead = true))).rejects.toThrow("killed");
  state.isDead = false;
  for (const { id } of store.batches.receivingSince(Number.MAX_SAFE_INTEGER)) dropBatch(store, id);
  await expect(again("same")).rejects.toThrow("send the request again");
  expect(await again("same")).toBeUndefined();
  expect((await submit("same")).isNew).toBe(true);
});
