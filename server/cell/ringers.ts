/**
 * Ringers: units whose answer is known, lent to newcomers among the others, as if nobody had answered them. Nothing in a
 * lease tells them apart. Rule L10 of `docs/spec.md`.
 */
import type { HostId } from "../../protocol/ids.ts";
import { newcomersCount } from "../domain/crowd.ts";
import { covers } from "../domain/lease.ts";
import { squareOf } from "../domain/picture.ts";
import type { Batch } from "../domain/batch.ts";
import { answeredBy, type WorkUnit } from "../domain/work-unit.ts";
import type { Asker } from "./asker.ts";
import type { Now } from "./now.ts";
import type { Desk } from "./requeue.ts";

/** Share of a newcomer's units that are ringers. */
const RINGER_SHARE = 0.1;

/** Units that one ringer lease covers at most, as a look at them costs a row each. */
const MOST_UNITS = 20;

/** Established voices behind an answer that is good enough to judge others by. */
const KNOWN_BY = 2;

export interface Ringer {
  readonly first: number;
  readonly count: number;
}

/** A run of known units for a newcomer that is lent so many, or undefined: often, and always for others than newcomers. */
export function ringerFor(desk: Desk, batch: Batch, asker: Asker, units: number, { random }: Now): Ringer | undefined {
  const { crowd, rules } = desk.books.court(batch.number);
  // A proof checks every result of theirs anyway, and in a young deployment nothing is known for sure.
  if (asker.rank !== "newcomer" || newcomersCount(crowd, rules)) return undefined;
  const share = Math.min(MOST_UNITS, Math.round(units * RINGER_SHARE));
  // Small bundles have one now and then, so that the share stays the same.
  const most = share > 0 ? share : Number(random() < units * RINGER_SHARE);
  if (most === 0) return undefined;
  const first = desk.store.units.validatedFrom(batch.number, Math.floor(random() * batch.units));
  if (first === undefined || isComplete(desk, batch, first)) return undefined;
  let count = 0;
  for (const [unit, { record }] of desk.books.units(batch.number, first, first + most - 1)) {
    if (unit !== first + count || !isKnown(record) || hasHad(desk, batch, unit, record, asker.hostId)) break;
    count += 1;
  }
  return count === 0 ? undefined : { first, count };
}

const isKnown = (record: WorkUnit | undefined): boolean =>
  record?.kind === "validated" && (record.established >= KNOWN_BY || record.basis === "certificate");

function hasHad({ store }: Desk, batch: Batch, unit: number, record: WorkUnit | undefined, host: HostId): boolean {
  if (record !== undefined && answeredBy(record).includes(host)) return true;
  return store.leases.openCovering(batch.number, unit).some((lease) => lease.host === host && covers(lease, unit));
}

/** Everybody sees which squares of the picture are complete: a unit of one could only be a ringer. */
function isComplete({ store }: Desk, batch: Batch, unit: number): boolean {
  return store.squares.isComplete(batch.number, squareOf(unit, batch.units), batch.units);
}
