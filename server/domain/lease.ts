/** One host's right to answer a run of units of one batch, until an instant. */
import type { HostId } from "../../protocol/ids.ts";

export interface Lease {
  readonly number: number;
  readonly host: HostId;
  readonly batch: number;
  readonly first: number;
  readonly count: number;
  readonly issuedAt: number;
  readonly deadline: number;
  readonly state: LeaseState;
  /** Units given back without a result. */
  readonly returned: readonly number[];
  /** Units answered or given back so far. */
  readonly answered: number;
  /** When the last result came under it on which a unit rests; 0 when none does. */
  readonly heldAt: number;
}

/**
 * Closed: every unit answered or given back. Expired: the deadline passed before that. Held: one of the two, and units
 * rest on its single results. Due: those units are to be looked at again.
 */
export type LeaseState = "open" | "closed" | "expired" | "held" | "due";

/** A host that renews for ever holds a lease at most this many times its duration. */
const MAX_HOLD_FACTOR = 10;

export const deadlineFor = (now: number, leaseSeconds: number): number => now + leaseSeconds * 1_000;

export function renewedDeadline(lease: Lease, now: number, leaseSeconds: number): number {
  const latest = lease.issuedAt + MAX_HOLD_FACTOR * leaseSeconds * 1_000;
  return Math.max(lease.deadline, Math.min(deadlineFor(now, leaseSeconds), latest));
}

export const covers = (lease: Lease, unit: number): boolean => unit >= lease.first && unit < lease.first + lease.count;

/** The lease after some of its units were answered or given back. */
export function answeredLease(lease: Lease, answers: number, returned: readonly number[]): Lease {
  const answered = lease.answered + answers + returned.length;
  return {
    ...lease,
    answered,
    returned: [...lease.returned, ...returned],
    state: answered >= lease.count ? ended(lease, "closed") : lease.state,
  };
}

/** The state of a lease that has ended in this way. */
export const ended = ({ heldAt }: Lease, how: "closed" | "expired"): LeaseState => (heldAt > 0 ? "held" : how);

/** The lease when units have come to rest on it. */
export const holding = (lease: Lease, heldAt: number): Lease => ({ ...lease, heldAt, state: lease.state === "open" ? "open" : "held" });
