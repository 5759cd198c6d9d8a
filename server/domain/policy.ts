/**
 * A batch's replication limits, in BOINC's meaning (its `workunit` fields of the same names):
 *
 * - `minQuorum`: equivalent results required for a verdict;
 * - `targetResults`: leases that may be out at once;
 * - `maxErrorResults`: a unit with more error results than this fails;
 * - `maxTotalResults`: a unit is never leased more often than this; when the quorum can no longer be
 *   reached within it, the unit fails.
 */
import type { Assurance, Policy } from "../../protocol/messages.ts";
import { DEFAULT_LEASE_SECONDS } from "../../protocol/limits.ts";

/** A certificate proves itself: one is enough. */
const DEFAULT_QUORUMS: Record<Assurance, number> = { quorum: 2, certificate: 1, adaptive: 2 };
/**
 * One after the other. A host that is asked second cannot have told the first, before it answered, that it would be;
 * so accomplices never know that they are among themselves. See `docs/trust.md`.
 */
const DEFAULT_TARGET = 1;
/** BOINC's default is 3. */
const DEFAULT_MAX_ERRORS = 3;
/** BOINC's default is 10; visitors of a page vanish more often than installed clients, and a vanished lease counts. */
const DEFAULT_MAX_TOTAL = 20;

export type PolicyWish = { readonly [K in keyof Policy]?: Policy[K] | undefined };

export type PolicyVerdict =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly field: keyof Policy; readonly expected: string };

/** Fills in defaults and refuses limits that contradict each other, or the class of assurance. */
export function decidePolicy(wish: PolicyWish, assurance: Assurance): PolicyVerdict {
  const minQuorum = wish.minQuorum ?? DEFAULT_QUORUMS[assurance];
  const targetResults = wish.targetResults ?? DEFAULT_TARGET;
  const maxErrorResults = wish.maxErrorResults ?? DEFAULT_MAX_ERRORS;
  const maxTotalResults = wish.maxTotalResults ?? Math.max(DEFAULT_MAX_TOTAL, targetResults);
  const leaseSeconds = wish.leaseSeconds ?? DEFAULT_LEASE_SECONDS;
  if (assurance === "certificate") {
    const field = minQuorum > 1 ? "minQuorum" : "targetResults";
    if (minQuorum > 1 || targetResults > 1) return { ok: false, field, expected: "1: a certificate proves itself" };
  }
  const least = Math.max(minQuorum, targetResults);
  if (maxTotalResults < least) {
    return { ok: false, field: "maxTotalResults", expected: `at least the quorum and the target, ${least}` };
  }
  return { ok: true, policy: { minQuorum, targetResults, maxErrorResults, maxTotalResults, leaseSeconds } };
}
