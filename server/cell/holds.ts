/** Units that rest on single results: when they become final, and when others are asked. Rules A6–A8 of `docs/spec.md`. */
import { AUDITS_TO_VEST } from "../domain/assurance.ts";
import { auditHeld, releaseHeld, vestedUntil } from "../domain/holding.ts";
import type { Lease } from "../domain/lease.ts";
import type { HeldUnit } from "../domain/work-unit.ts";
import { type Books, openBooks } from "./books.ts";
import type { Now } from "./now.ts";
import { moveOn } from "./requeue.ts";
import type { CellStore } from "./store.ts";
import type { StoredUnit } from "./tables/units.ts";

/** Leases of a thousand units that one transaction looks at again: the rest has the next one. */
const LEASES_AT_ONCE = 4;

/** Looks again at what is held under leases that are due: part of the surrounding transaction. */
export function releaseDue(store: CellStore, now: Now): void {
  const due = store.leases.due(LEASES_AT_ONCE);
  if (due.length === 0) return;
  const books = openBooks(store, now);
  for (const lease of due) release(store, books, lease);
  books.close();
}

function release(store: CellStore, books: Books, lease: Lease): void {
  const court = books.court(lease.batch);
  const host = store.hosts.find(lease.host);
  const hasVested = host !== undefined && lease.heldAt <= vestedUntil(host.auditTimes, host.auditsOut);
  let rests = false;
  for (const { unit, stored, record } of heldUnder(books, lease)) {
    const after = releaseHeld(record, court, hasVested);
    rests ||= after.unit.kind === "held" && after.unit.by === lease.number;
    moveOn({ store, books }, lease.batch, unit, stored, after);
  }
  store.leases.save(rests ? { ...lease, state: "held" } : { ...lease, state: "closed", heldAt: 0 });
}

/** Has up to so many of a held lease's units checked, drawn at random, beside those that are being checked already. */
export function auditSome(store: CellStore, books: Books, lease: Lease, random: () => number): void {
  const open = [...books.units(lease.batch, lease.first, lease.first + lease.count - 1).values()];
  const underAudit = open.filter(({ record }) => record?.kind === "open" && record.audited?.lease === lease.number).length;
  const held = heldUnder(books, lease);
  // All of it has been checked: the next look comes to what its host holds under earlier leases.
  if (underAudit + held.length === 0) return store.leases.save({ ...lease, state: "closed", heldAt: 0 });
  for (let i = underAudit; i < AUDITS_TO_VEST && held.length > 0; i++) {
    const [drawn] = held.splice(Math.floor(random() * held.length), 1);
    if (drawn === undefined) return;
    moveOn({ store, books }, lease.batch, drawn.unit, drawn.stored, auditHeld(drawn.record, lease.heldAt, books.court(lease.batch)));
  }
}

interface Held {
  readonly unit: number;
  readonly stored: StoredUnit;
  readonly record: HeldUnit;
}

function heldUnder(books: Books, lease: Lease): Held[] {
  const units = [...books.units(lease.batch, lease.first, lease.first + lease.count - 1)];
  return units.flatMap(([unit, stored]) => {
    const { record } = stored;
    return record?.kind === "held" && record.by === lease.number ? [{ unit, stored, record }] : [];
  });
}
