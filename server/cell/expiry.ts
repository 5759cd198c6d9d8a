/** Ends leases whose deadline has passed: what they did not answer is leased again. Rule L4 of `docs/spec.md`. */
import { covers, ended, type Lease } from "../domain/lease.ts";
import { transition } from "../domain/transitioner.ts";
import { answerUnder, isDecided, untouched } from "../domain/work-unit.ts";
import { type Books, openBooks } from "./books.ts";
import type { Now } from "./now.ts";
import { moveOn } from "./requeue.ts";
import type { CellStore } from "./store.ts";

/** Expires every overdue lease and returns how many there were. */
export function expireLeases(store: CellStore, { now, random }: Now): number {
  return store.transaction(() => {
    const overdue = store.leases.overdue(now);
    const books = openBooks(store, { now, random });
    for (const lease of overdue) expire(store, books, lease);
    books.close();
    return overdue.length;
  });
}

function expire(store: CellStore, books: Books, lease: Lease): void {
  store.leases.save({ ...lease, state: ended(lease, "expired") });
  books.hosts.move(lease.host, { inFlight: lease.answered - lease.count });
  const court = books.court(lease.batch);
  for (const [unit, stored] of books.units(lease.batch, lease.first, lease.first + lease.count - 1)) {
    if (!covers(lease, unit) || lease.returned.includes(unit)) continue;
    const before = stored.record ?? untouched(court.policy);
    if (isDecided(before) || answerUnder(before, lease.number) !== "none") continue;
    moveOn({ store, books }, lease.batch, unit, stored, transition(before, { kind: "no-reply" }, court));
  }
}
