/** Puts units back among what is left to lease, and takes them out of it. */
import type { HostId } from "../../protocol/ids.ts";
import { covers, type Lease } from "../domain/lease.ts";
import { answeredBy, type WorkUnit } from "../domain/work-unit.ts";
import type { CellStore } from "./store.ts";

/** Wants `more` leases for a unit, beside those it wants already; from others than those it has, and than `others`. */
export function wantMore(
  store: CellStore,
  batch: number,
  unit: number,
  record: WorkUnit | undefined,
  more: number,
  others: readonly HostId[] = [],
): void {
  if (more === 0) return;
  const wanted = store.segments.withdraw(batch, unit) + more;
  const holders = [...new Set([...holdersOf(store, batch, unit, record), ...others])].toSorted();
  store.segments.add(batch, { first: unit, count: 1, wanted, holders });
}

function holdersOf(store: CellStore, batch: number, unit: number, record: WorkUnit | undefined): HostId[] {
  const answered = record === undefined ? [] : answeredBy(record);
  const holding = store.leases
    .openCovering(batch, unit)
    .filter((lease) => holds(lease, unit))
    .map((lease) => lease.host);
  return [...new Set([...answered, ...holding])].toSorted();
}

const holds = (lease: Lease, unit: number): boolean => covers(lease, unit) && !lease.returned.includes(unit);
