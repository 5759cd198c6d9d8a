/** Makes a new batch of another's kernel, rows and limits, within the cell, in steps. Rule Q12 of `docs/spec.md`. */
import type { BatchId } from "../../../protocol/ids.ts";
import { batchOf } from "../queries.ts";
import type { CellStore } from "../store.ts";
import { beginBatch, fillSweep, receiving } from "../submission.ts";
import type { NewBatch } from "../tables/batches.ts";

/** Rows of one step: a few megabytes. */
const ROWS_AT_ONCE = 5_000;

/** What is another's in a clone. */
export type CloneOf = Omit<NewBatch, "assurance" | "policy" | "manifest" | "name"> & { readonly name: string | undefined };

/** Begins the clone, as an upload without rows; `most`: batches that its account may have at once. */
export function beginClone(store: CellStore, of: BatchId, { name, ...clone }: CloneOf, most: number): void {
  const batch = batchOf(store, of);
  const { assurance, policy } = batch;
  beginBatch(store, { ...clone, name: name ?? batch.name, assurance, policy, manifest: store.batches.manifest(batch) }, most);
}

/** Copies some rows. Returns how many are still to come. */
export function copyRows(store: CellStore, of: BatchId, to: BatchId): number {
  return store.transaction(() => {
    const from = batchOf(store, of);
    const batch = receiving(store, to);
    const sweep = store.sweeps.find(from.number);
    if (sweep !== undefined) {
      fillSweep(store, to, sweep);
      return 0;
    }
    const copied = store.units.copy(from.number, batch.number, batch.units, ROWS_AT_ONCE);
    if (copied.units === 0) throw new Error(`rows of ${of} from ${batch.units} on are missing`);
    store.batches.grow(batch.number, copied.units, copied.operations);
    return from.units - batch.units - copied.units;
  });
}
