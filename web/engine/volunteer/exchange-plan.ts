/** What the next exchange says, and when it is due. One exchange reports, renews and asks at once. */
import * as limits from "../../../protocol/limits.ts";
import { type ExchangeRequest, PROTOCOL_VERSION, type Outcome, type Report } from "../../../protocol/messages.ts";
import type { LeaseId } from "../../../protocol/ids.ts";
import { makeUuid, type Random } from "./backoff.ts";
import { FULL_REPORT_OUTCOMES, MAX_REPORT_CHARS, RENEW_AT_SHARE, REPORT_WITHIN_MS } from "./settings.ts";
import { type HeldLease, isActive, isLive, type OutboxEntry, type VolunteerState } from "./state.ts";
import { waitingIn, waitingUnits, wishAt, wishFor } from "./supply.ts";

/** The exchange that is due now, or undefined. */
export function planExchange(state: VolunteerState, now: number, random: Random): ExchangeRequest | undefined {
  const wish = wishAt(state, now) <= now ? wishFor(state, now) : undefined;
  const renewals = leasesToRenew(state, now);
  if (wish === undefined && renewals.length === 0 && reportDueAt(state) > now) return undefined;
  const request: ExchangeRequest = {
    protocolVersion: PROTOCOL_VERSION,
    exchangeId: makeUuid(random),
    reports: reportsOf(state.outbox),
    renewals,
  };
  return wish === undefined ? request : { ...request, wish };
}

/** When the next exchange will be due if nothing else happens; Infinity for never. */
export function exchangeDueAt(state: VolunteerState, now: number): number {
  return Math.min(wishAt(state, now), reportDueAt(state), ...renewable(state, now).map(renewAt));
}

/** Outcomes wait for company, but not past their lease, and not when no company will come. */
function reportDueAt(state: VolunteerState): number {
  const oldest = state.outbox[0];
  if (oldest === undefined) return Infinity;
  const alone = state.mode.kind !== "running" || (state.runs.length === 0 && waitingUnits(state) === 0);
  if (alone || state.outbox.length >= FULL_REPORT_OUTCOMES) return 0;
  const latest = oldest.since + REPORT_WITHIN_MS;
  // Few leases end that soon, while the outbox is looked at after every unit: the leases are sieved first.
  const urgent = state.leases.filter((lease) => renewAt(lease) < latest && hasOutcomes(state, lease.leaseId));
  return Math.min(latest, ...urgent.map(renewAt));
}

const hasOutcomes = (state: VolunteerState, leaseId: LeaseId): boolean => state.outbox.some((entry) => entry.leaseId === leaseId);

const renewAt = (lease: HeldLease): number => lease.deadline - lease.termMs * RENEW_AT_SHARE;

/** Leases worth renewing: alive, and with units that somebody here works on or will. */
function renewable(state: VolunteerState, now: number): HeldLease[] {
  if (!isActive(state.mode)) return [];
  const inWorkers = new Set(state.runs.map((run) => run.leaseId));
  return state.leases.filter((lease) => lease.renewable && isLive(lease, now) && (waitingIn(lease) > 0 || inWorkers.has(lease.leaseId)));
}

function leasesToRenew(state: VolunteerState, now: number): LeaseId[] {
  return renewable(state, now)
    .filter((lease) => renewAt(lease) <= now)
    .toSorted((a, b) => a.deadline - b.deadline)
    .slice(0, limits.MAX_LEASES_PER_EXCHANGE)
    .map((lease) => lease.leaseId);
}

/** As much of the outbox, oldest first, as one exchange may carry. */
function reportsOf(outbox: readonly OutboxEntry[]): Report[] {
  const outcomes = new Map<LeaseId, Outcome[]>();
  let chars = 0;
  for (const { leaseId, outcome } of outbox.slice(0, limits.MAX_OUTCOMES_PER_EXCHANGE)) {
    chars += outcome.outcome === "success" ? outcome.output.length : 0;
    if (chars > MAX_REPORT_CHARS && outcomes.size > 0) break;
    const ofLease = outcomes.get(leaseId);
    if (ofLease) ofLease.push(outcome);
    else if (outcomes.size < limits.MAX_LEASES_PER_EXCHANGE) outcomes.set(leaseId, [outcome]);
  }
  return [...outcomes].map(([leaseId, ofLease]) => ({ leaseId, outcomes: ofLease }));
}
