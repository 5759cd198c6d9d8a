/** Moves units on: enters what happened to them, puts them back among what is left to lease, or takes them out of it. */
import type { HostId } from "../../protocol/ids.ts";
import { NEWCOMER_TOKEN, tokensOf } from "../domain/affinity.ts";
import { newcomersCount } from "../domain/crowd.ts";
import { covers, type Lease } from "../domain/lease.ts";
import { merged } from "../domain/segment.ts";
import type { Transition } from "../domain/transitioner.ts";
import { answeredBy, isDecided, outstanding, type WorkUnit } from "../domain/work-unit.ts";
import type { Books } from "./books.ts";
import type { CellStore } from "./store.ts";
import type { StoredUnit } from "./tables/units.ts";

export interface Desk {
  readonly store: CellStore;
  readonly books: Books;
}

/** Enters a transition, and changes what is left to lease accordingly. `came`: something came back for the unit. */
export function moveOn(desk: Desk, batch: number, unit: number, before: StoredUnit, after: Transition, came = false): void {
  desk.books.enter(batch, unit, before, after, came);
  if (!isDecided(after.unit)) wantMore(desk, batch, unit, after.unit, after.moreLeases);
  else if (mayBeWanted(before.record, desk.books.batch(batch).policy.targetResults, came)) desk.store.segments.withdraw(batch, unit);
}

/** Whether a unit that just got its verdict had leases wanted or out beside the one that decided it. */
function mayBeWanted(before: WorkUnit | undefined, target: number, came: boolean): boolean {
  const answered = came ? 1 : 0;
  if (before === undefined) return target > answered;
  return !isDecided(before) && outstanding(before) > answered;
}

/** Wants `more` leases for a unit, beside those it wants already; from others than those it has, and than `others`. */
export function wantMore(
  desk: Desk,
  batch: number,
  unit: number,
  record: WorkUnit | undefined,
  more: number,
  others: readonly HostId[] = [],
): void {
  if (more === 0) return;
  const { store } = desk;
  const wanted = store.segments.withdraw(batch, unit) + more;
  const hosts = new Set([...(record === undefined ? [] : answeredBy(record)), ...holding(store, batch, unit), ...others]);
  store.segments.add(batch, { first: unit, count: 1, wanted, barred: barredBy(desk, batch, [...hosts]) });
}

function holding(store: CellStore, batch: number, unit: number): HostId[] {
  return store.leases
    .openCovering(batch, unit)
    .filter((lease) => holds(lease, unit))
    .map((lease) => lease.host);
}

const holds = (lease: Lease, unit: number): boolean => covers(lease, unit) && !lease.returned.includes(unit);

/** Tokens of hosts that have to do with a unit. Whose result does not count bars nobody that is tied to it. */
export function barredBy({ store, books }: Desk, batch: number, hosts: readonly HostId[]): string[] {
  const { rankOf, crowd, rules } = books.court(batch);
  const tokens = hosts.flatMap((id) => {
    const host = store.hosts.find(id);
    if (host === undefined) throw new Error(`host ${id} is missing`);
    if (rankOf(id, Infinity) !== "newcomer") return tokensOf(host);
    return newcomersCount(crowd, rules) ? [...tokensOf(host), NEWCOMER_TOKEN] : [id, NEWCOMER_TOKEN];
  });
  return merged(tokens, []);
}
