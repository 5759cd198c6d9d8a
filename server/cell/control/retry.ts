/** Asks anew for units that failed, with fresh limits, and never those that have answered them. Rule Q11 of `docs/spec.md`. */
import type { BatchId } from "../../../protocol/ids.ts";
import { retried } from "../../domain/transitioner.ts";
import { covers } from "../../domain/lease.ts";
import { answerUnder } from "../../domain/work-unit.ts";
import { openBooks } from "../books.ts";
import type { Now } from "../now.ts";
import { batchOf } from "../queries.ts";
import { moveOn } from "../requeue.ts";
import type { CellStore } from "../store.ts";
import { enterControl } from "./control.ts";

/** Records that one step looks at. */
const RECORDS_AT_ONCE = 2_000;

export interface RetryStep {
  readonly retried: number;
  /** The last unit that was looked at, to go on behind; undefined at the end of the batch. */
  readonly last: number | undefined;
}

/** Retries what has failed among the next units behind `after`. A batch of ten million takes many steps; each is whole. */
export function retryFailed(store: CellStore, id: BatchId, after: number, now: Now): RetryStep {
  return store.transaction(() => {
    const batch = batchOf(store, id);
    // A finished batch without failed units stays what it is.
    if (batch.tally.failed === 0 && batch.state.kind !== "cancelled") return { retried: 0, last: undefined };
    const { failed, last } = store.units.failedAfter(batch.number, after, RECORDS_AT_ONCE);
    if (failed.length > 0 || batch.state.kind === "cancelled") enterControl(store, batch, "retry", now.now);
    const books = openBooks(store, now);
    const open = store.leases.open(batch.number);
    for (const unit of failed) {
      const stored = books.units(batch.number, unit, unit).get(unit);
      const record = stored?.record;
      if (stored === undefined || record?.kind !== "failed") throw new Error(`unit ${unit} of ${id} has not failed`);
      const out = open.filter(
        (lease) => covers(lease, unit) && !lease.returned.includes(unit) && answerUnder(record, lease.number) === "none",
      ).length;
      moveOn({ store, books }, batch.number, unit, stored, retried(record, batch.policy, out));
    }
    books.close();
    return { retried: failed.length, last };
  });
}
