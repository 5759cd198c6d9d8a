/**
 * Ends what a cancelled batch leaves behind: units with answers that nobody will check any more. Until then their hosts
 * wait for verdicts that never come, and a newcomer who waits for too many is lent nothing. Rule Q10 of `docs/spec.md`.
 */
import type { Batch } from "../../domain/batch.ts";
import { cancelled } from "../../domain/transitioner.ts";
import { isDecided } from "../../domain/work-unit.ts";
import { openBooks } from "../books.ts";
import type { Now } from "../now.ts";
import { moveOn } from "../requeue.ts";
import type { CellStore } from "../store.ts";

/** Units that one step ends: some hundredths of a second. */
const UNITS_AT_ONCE = 1_000;

/** Ends some of what cancelled batches left, where nobody is at it any more. True when there is more to end now. */
export function settleCancelled(store: CellStore, now: Now): boolean {
  return store.transaction(() => {
    const settled = store.batches.cancelledUndecided().map((batch) => settleBatch(store, batch, now));
    return settled.includes("more");
  });
}

/** Part of the surrounding transaction. `waits`: somebody may still report. */
export function settleBatch(store: CellStore, batch: Batch, now: Now): "waits" | "more" | "done" {
  if (store.leases.open(batch.number).length > 0) return "waits";
  const books = openBooks(store, now);
  const units = store.units.undecided(batch.number, UNITS_AT_ONCE);
  for (const unit of units) {
    const stored = books.units(batch.number, unit, unit).get(unit);
    const record = stored?.record;
    if (stored === undefined || record === undefined || isDecided(record)) throw new Error(`unit ${unit} of ${batch.id} is decided`);
    moveOn({ store, books }, batch.number, unit, stored, cancelled(record));
  }
  books.close();
  if (units.length === UNITS_AT_ONCE) return "more";
  // Nothing rests on single results any more: the leases that remember it are closed one by one.
  store.leases.makeBatchDue(batch.number);
  return "done";
}
