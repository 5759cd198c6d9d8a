/** Raises what a running batch's verdicts ask for. Verdicts that were made stay. Rule A10 of `docs/spec.md`. */
import type { BatchId } from "../../protocol/ids.ts";
import type { BatchStatus } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { raised, type RaiseWish } from "../domain/raise.ts";
import { batchOf, batchStatus } from "./queries.ts";
import type { CellStore } from "./store.ts";

/** Throws a `ProblemError` that names what is possible. Said again, it changes nothing. */
export function raiseBatch(store: CellStore, id: BatchId, wish: RaiseWish): BatchStatus {
  return store.transaction(() => {
    const batch = batchOf(store, id);
    const verdict = raised(batch, wish, store.batches.manifest(batch).assurance);
    if (!verdict.ok) throw refusal(`/${verdict.field}`, verdict.expected);
    const { assurance, minQuorum } = verdict;
    const changes = assurance !== batch.assurance || minQuorum !== batch.policy.minQuorum;
    if (changes && batch.state.kind === "finished") throw refusal("batchId", "a batch that still runs: this one has all its verdicts");
    if (!changes) return batchStatus(store, id);
    // The target stays: it is what the counts of leases of all untouched units began from.
    store.batches.raise({ ...batch, assurance, policy: { ...batch.policy, minQuorum } });
    store.leases.makeBatchDue(batch.number);
    return batchStatus(store, id);
  });
}

const refusal = (field: string, expected: string): ProblemError =>
  new ProblemError("invalid-policy", `${field.replace("/", "")}: expected ${expected}`, [{ field, expected }]);
