/** Ends leases whose deadline has passed: what they did not answer is leased again. Rule L4 of `docs/spec.md`. */
import { covers, type Lease } from "../domain/lease.ts";
import { transition } from "../domain/transitioner.ts";
import { answerUnder, untouched } from "../domain/work-unit.ts";
import { type Books, openBooks } from "./books.ts";
import { wantMore } from "./requeue.ts";
import type { CellStore } from "./store.ts";

/** Expires every overdue lease and returns how many there were. */
export function expireLeases(store: CellStore, now: number): number {
  return store.transaction(() => {
    const overdue = store.leases.overdue(now);
    const books = openBooks(store, now);
    for (const lease of overdue) expire(store, books, lease);
    books.close();
    return overdue.length;
  });
}

function expire(store: CellStore, books: Books, lease: Lease): void {
  store.leases.save({ ...lease, state: "expired" });
  const { policy } = books.batch(lease.batch);
  for (const [unit, stored] of books.units(lease.batch, lease.first, lease.first + lease.count - 1)) {
    if (!covers(lease, unit) || lease.returned.includes(unit)) continue;
    const before = stored.record ?? untouched(policy);
    if (before.kind !== "open" || answerUnder(before, lease.number) !== "none") continue;
    const after = transition(before, { kind: "no-reply" }, policy);
    books.enter(lease.batch, unit, stored, { kind: "no-reply" }, after);
    if (after.unit.kind === "open") wantMore(store, lease.batch, unit, after.unit, after.moreLeases);
    else store.segments.withdraw(lease.batch, unit);
  }
}
