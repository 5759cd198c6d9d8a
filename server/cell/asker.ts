/** A host that asks for work of a batch: what it may not have, and how much it may hold. Rules L7–L9 of `docs/spec.md`. */
import type { HostId } from "../../protocol/ids.ts";
import { hourToken, NEWCOMER_TOKEN, strictTokens } from "../domain/affinity.ts";
import type { Batch } from "../domain/batch.ts";
import { newcomersCount, separatesHours } from "../domain/crowd.ts";
import { CHECK_UNITS, DISPROVED_UNITS, exposureLimit, PROBATION_UNITS } from "../domain/exposure.ts";
import { RELIABLE_AFTER, type Rank } from "../domain/trust.ts";
import { agreementsOf, versionOf } from "./host-books.ts";
import type { Desk } from "./requeue.ts";
import type { CellStore } from "./store.ts";
import type { Host } from "./tables/hosts.ts";

export interface Asker {
  readonly hostId: HostId;
  readonly rank: Rank;
  /** Units that carry one of these tokens are not for it. */
  readonly tokens: readonly string[];
  /** Units that it may still be lent, and whether only of those that others have begun. */
  readonly room: number;
  readonly onlyChecks: boolean;
}

/** `lenient` lets hosts of one enrolment hour check each other. */
export function askerFor(desk: Desk, hostId: HostId, batch: Batch, manner: "strict" | "lenient", now: number): Asker {
  const host = hostOf(desk.store, hostId);
  const court = desk.books.court(batch.number);
  const rank = court.rankOf(hostId, Infinity);
  const hour = manner === "strict" && separatesHours(court.crowd, court.rules.quorum) ? [hourToken(host.enrolledAt)] : [];
  // A second newcomer's result would add nothing to a first one's, unless they count.
  const newcomer = rank === "newcomer" && !newcomersCount(court.crowd, court.rules) ? [NEWCOMER_TOKEN] : [];
  const room = roomOf(desk, hostId, batch, now);
  const checks = room > 0 || !isTrusted(desk, host, batch, now) ? 0 : CHECK_UNITS - desk.books.hosts.inFlight(hostId);
  return { hostId, rank, tokens: [...strictTokens(host), ...hour, ...newcomer], room: Math.max(room, checks), onlyChecks: room <= 0 };
}

/** Units that a host may still be lent of a batch. */
export function roomOf({ store, books }: Desk, hostId: HostId, batch: Batch, now: number): number {
  const host = hostOf(store, hostId);
  const exposure = books.hosts.exposure(hostId);
  if (isDisproved(host, batch, now)) return DISPROVED_UNITS - exposure;
  const room = exposureLimit(agreedBy(host, batch, now)) - exposure;
  return isOnProbation({ store, books }, host, batch) ? Math.min(room, PROBATION_UNITS - exposure - host.pending) : room;
}

/** Whether a host's results count for something, and it was not proven wrong just now. */
const isTrusted = (desk: Desk, host: Host, batch: Batch, now: number): boolean =>
  !isDisproved(host, batch, now) && !isOnProbation(desk, host, batch);

// Agreements fade, so that one of them is a little less than one.
const isDisproved = (host: Host, batch: Batch, now: number): boolean => host.voidBefore > 0 && agreedBy(host, batch, now) < 0.5;

const agreedBy = (host: Host, batch: Batch, now: number): number =>
  host.vouched ? RELIABLE_AFTER : agreementsOf(host, versionOf(batch.kernel), now);

function isOnProbation({ books }: Desk, { hostId }: Host, batch: Batch): boolean {
  const { rankOf, crowd, rules } = books.court(batch.number);
  return rankOf(hostId, Infinity) === "newcomer" && !newcomersCount(crowd, rules);
}

function hostOf(store: CellStore, id: HostId): Host {
  const host = store.hosts.find(id);
  if (host === undefined) throw new Error(`host ${id} is missing`);
  return host;
}
