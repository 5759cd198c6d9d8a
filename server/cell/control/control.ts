/** Pauses, resumes, cancels and renames batches. Rules Q7 and Q10 of `docs/spec.md`. */
import type { BatchId } from "../../../protocol/ids.ts";
import type { BatchChange, BatchStatus } from "../../../protocol/messages.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { type Batch, type Control, controlled } from "../../domain/batch.ts";
import type { Now } from "../now.ts";
import { batchOf, batchStatus } from "../queries.ts";
import type { CellStore } from "../store.ts";
import { settleBatch } from "./settle.ts";

/** Throws `wrong-state` with the states from which it is possible. Said again, it changes nothing. */
export function controlBatch(store: CellStore, id: BatchId, control: Exclude<Control, "retry">, now: Now): BatchStatus {
  return store.transaction(() => {
    const batch = batchOf(store, id);
    const after = enterControl(store, batch, control, now.now);
    if (after.state.kind === "cancelled") settleBatch(store, after, now);
    return batchStatus(store, id);
  });
}

/** Writes the state that a control leads to: part of the surrounding transaction. */
export function enterControl(store: CellStore, batch: Batch, control: Control, now: number): Batch {
  const verdict = controlled(batch.state, control, now);
  if (!verdict.ok) {
    throw new ProblemError("wrong-state", `${batch.id} is ${batch.state.kind}: to ${control} it takes ${verdict.expected}`, [
      { field: "batchId", value: batch.state.kind, expected: verdict.expected },
    ]);
  }
  const after = { ...batch, state: verdict.state };
  if (verdict.state !== batch.state) store.batches.save(after);
  return after;
}

/** Gives a batch another name, or another priority beside those of its project. */
export function changeBatch(store: CellStore, id: BatchId, { name, priority }: BatchChange): BatchStatus {
  return store.transaction(() => {
    const batch = batchOf(store, id);
    store.batches.rename({ ...batch, name: name ?? batch.name, priority: priority ?? batch.priority });
    return batchStatus(store, id);
  });
}
