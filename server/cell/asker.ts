/** A host that asks for work of a batch: what it may not have, and how much it may hold. Rules L7–L9 of `docs/spec.md`. */
import type { HostId } from "../../protocol/ids.ts";
import { hourToken, NEWCOMER_TOKEN, strictTokens } from "../domain/affinity.ts";
import type { Batch } from "../domain/batch.ts";
import { newcomersCount, separatesHours } from "../domain/crowd.ts";
import { DISPROVED_UNITS, exposureLimit, PROBATION_UNITS } from "../domain/exposure.ts";
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
  /** Units that it may still be lent. */
  readonly room: number;
}

/** `lenient` lets hosts of one enrolment hour check each other. */
export function askerFor(desk: Desk, hostId: HostId, batch: Batch, manner: "strict" | "lenient", now: number): Asker {
  const host = hostOf(desk.store, hostId);
  const court = desk.books.court(batch.number);
  const rank = court.rankOf(hostId, Infinity);
  const hour = manner === "strict" && separatesHours(court.crowd, court.rules.quorum) ? [hourToken(host.enrolledAt)] : [];
  // A second newcomer's result would add nothing to a first one's, unless they count.
  const newcomer = rank === "newcomer" && !newcomersCount(court.crowd, court.rules) ? [NEWCOMER_TOKEN] : [];
  return { hostId, rank, tokens: [...strictTokens(host), ...hour, ...newcomer], room: roomOf(desk, hostId, batch, now) };
}

/** Units that a host may still be lent of a batch. */
export function roomOf({ store, books }: Desk, hostId: HostId, batch: Batch, now: number): number {
  const host = hostOf(store, hostId);
  const agreed = host.vouched ? RELIABLE_AFTER : agreementsOf(host, versionOf(batch.kernel), now);
  const exposure = books.hosts.exposure(hostId);
  // Agreements fade, so that one of them is a little less than one.
  if (host.voidBefore > 0 && agreed < 0.5) return DISPROVED_UNITS - exposure;
  const { rankOf, crowd, rules } = books.court(batch.number);
  const isOnProbation = rankOf(hostId, Infinity) === "newcomer" && !newcomersCount(crowd, rules);
  const room = exposureLimit(agreed) - exposure;
  return isOnProbation ? Math.min(room, PROBATION_UNITS - exposure - host.pending) : room;
}

function hostOf(store: CellStore, id: HostId): Host {
  const host = store.hosts.find(id);
  if (host === undefined) throw new Error(`host ${id} is missing`);
  return host;
}
