/**
 * What is done when a host asks and nothing is left for it: audits that the end of a batch waits for are asked for, and
 * units that wait for hosts that have gone are looked at again. Rule A8 of `docs/spec.md`.
 */
import type { HostId } from "../../protocol/ids.ts";
import { AUDITS_TO_VEST } from "../domain/assurance.ts";
import type { Batch } from "../domain/batch.ts";
import { isYoung } from "../domain/crowd.ts";
import { decide } from "../domain/transitioner.ts";
import { isDecided } from "../domain/work-unit.ts";
import { roomOf } from "./asker.ts";
import type { Now } from "./now.ts";
import { auditSome } from "./holds.ts";
import { type Desk, moveOn } from "./requeue.ts";

/** Thousands of idle hosts may ask: between two looks at a batch passes at least so long. */
const LOOK_EVERY_MS = 250;
/** Hosts whose held units one look has audited. */
const HOSTS_AT_ONCE = 8;
/** Segments, and units of each, that one look goes through. */
const SEGMENTS_AT_ONCE = 16;
const UNITS_AT_ONCE = 64;

/** Looks again at the batches; true when there may be something for the host now. */
export function lookAgain(desk: Desk, host: HostId, batches: readonly Batch[], now: Now): boolean {
  let changed = false;
  for (const batch of batches) {
    if (roomOf(desk, host, batch, now.now) <= 0) changed = auditOwn(desk, host, now) || changed;
    else if (desk.store.batches.isLookDue(batch.number, now.now, LOOK_EVERY_MS)) changed = look(desk, host, batch, now) || changed;
  }
  return changed;
}

/** A host whose hands are full is audited, so that it can go on, unless enough audits are out; others get them. */
function auditOwn({ store, books }: Desk, host: HostId, { random }: Now): false {
  if (books.hosts.underAudit(host) >= AUDITS_TO_VEST) return false;
  const lease = store.leases.lastHeldBy(host);
  if (lease !== undefined) auditSome(store, books, lease, random);
  return false;
}

function look(desk: Desk, host: HostId, batch: Batch, { random }: Now): boolean {
  const { store, books } = desk;
  const held = store.leases.lastHeld(batch.number, HOSTS_AT_ONCE);
  for (const lease of held) if (lease.host !== host) auditSome(store, books, lease, random);
  const { crowd, rules } = books.court(batch.number);
  return (isYoung(crowd, rules.quorum) && reconsider(desk, batch, random)) || held.length > 0;
}

/** In a young deployment a verdict may have waited for a host that is gone. */
function reconsider(desk: Desk, batch: Batch, random: () => number): boolean {
  const { store, books } = desk;
  const from = Math.floor(random() * batch.units);
  const segments = [
    ...store.segments.someBegun(batch.number, from, SEGMENTS_AT_ONCE),
    ...store.segments.someBegun(batch.number, 0, SEGMENTS_AT_ONCE),
  ];
  for (const { first, count } of segments.slice(0, SEGMENTS_AT_ONCE)) {
    const court = books.court(batch.number);
    for (const [unit, stored] of books.units(batch.number, first, first + Math.min(count, UNITS_AT_ONCE) - 1)) {
      if (stored.record === undefined || isDecided(stored.record)) continue;
      const again = decide(stored.record, court);
      if (again.unit.kind !== "open" || again.moreLeases > 0) moveOn(desk, batch.number, unit, stored, again);
    }
  }
  return segments.length > 0;
}
