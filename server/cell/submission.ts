/** A batch comes in: begun, filled in blocks, then opened as a whole, or dropped as a whole. Rules B1–B4. */
import type { BatchId } from "../../protocol/ids.ts";
import { hintedProblem, ProblemError } from "../../protocol/problem.ts";
import type { Sweep } from "../../protocol/sweep/sweep.ts";
import type { Batch } from "../domain/batch.ts";
import { sweptOperations, sweptUnits } from "../domain/swept.ts";
import type { CellStore } from "./store.ts";
import type { NewBatch } from "./tables/batches.ts";
import { settled } from "./tables/sweeps.ts";
import type { NewUnit } from "./tables/units.ts";
import { blocksOf, type UnitBlock } from "./unit-block.ts";

/** An upload that has not ended after this long was cut. */
const ABANDONED_AFTER_MS = 3_600_000;

/** `most`: batches that its account may have at once. Throws `quota-exceeded`. */
export function beginBatch(store: CellStore, batch: NewBatch, most = Infinity): void {
  store.transaction(() => {
    if (batch.account !== undefined && store.batches.activeOf(batch.account) >= most) throw tooMany(most);
    if (batch.project) store.batches.noteProject(batch.project);
    store.batches.insert(batch);
    if (batch.notify !== undefined) store.webhooks.insert(receiving(store, batch.id).number, batch.notify);
  });
}

const tooMany = (most: number): ProblemError =>
  hintedProblem("quota-exceeded", `This key may have ${most} batches at once; one that ends makes room for another`, { left: 0 });

/** Adds a block of units behind those that have come already. */
export function appendBlock(store: CellStore, id: BatchId, block: UnitBlock): void {
  store.transaction(() => {
    const batch = receiving(store, id);
    store.units.append(batch.number, batch.units, block);
    store.batches.grow(batch.number, block.units, block.operations);
  });
}

/** Fills a batch by a rule instead of by rows. Throws where the rule does not fit the kernel, which is for the caller to find out before. */
export function fillSweep(store: CellStore, id: BatchId, sweep: Sweep): void {
  store.transaction(() => {
    const batch = receiving(store, id);
    const manifest = store.batches.manifest(batch);
    const made = sweptUnits(settled(sweep, manifest), manifest);
    store.sweeps.insert(batch.number, sweep);
    store.batches.grow(batch.number, made.units, sweptOperations(made));
  });
}

/** Adds units behind those that have come already. */
export function appendUnits(store: CellStore, id: BatchId, units: readonly NewUnit[]): void {
  for (const block of blocksOf(units)) appendBlock(store, id, block);
}

/** Whether it was opened, and is or was leased from. */
export function isOpen(store: CellStore, id: BatchId): boolean {
  const kind = store.batches.find(id)?.state.kind;
  return kind !== undefined && kind !== "receiving";
}

/** Lets volunteers have it. */
export function openBatch(store: CellStore, id: BatchId): Batch {
  return store.transaction(() => {
    const batch: Batch = { ...receiving(store, id), state: { kind: "running" } };
    store.segments.add(batch.number, { first: 0, count: batch.units, wanted: batch.policy.targetResults, barred: [] });
    store.batches.save(batch);
    return batch;
  });
}

/** Forgets a batch that was never opened. */
export function dropBatch(store: CellStore, id: BatchId): void {
  store.transaction(() => {
    const batch = receiving(store, id);
    store.units.removeAll(batch.number);
    store.sweeps.remove(batch.number);
    store.webhooks.remove(batch.number);
    store.batches.remove(batch.number);
  });
}

/** Drops uploads that were cut without a word, as when the server was killed. */
export function dropAbandoned(store: CellStore, now: number): void {
  for (const batch of store.batches.receivingSince(now - ABANDONED_AFTER_MS)) dropBatch(store, batch.id);
}

/** Throws `unknown-batch` where it is not being uploaded. */
export function receiving(store: CellStore, id: BatchId): Batch {
  const batch = store.batches.find(id);
  if (batch === undefined || batch.state.kind !== "receiving") {
    throw new ProblemError("unknown-batch", `${id} is not being uploaded`);
  }
  return batch;
}
