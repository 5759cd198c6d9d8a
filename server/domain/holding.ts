/** What may happen to a unit that rests on a single result while it is held. Rules A6–A8 of `docs/spec.md`. */
import { AUDITS_TO_VEST } from "./assurance.ts";
import { type Court, decide, type Transition, vest } from "./transitioner.ts";
import type { HeldUnit } from "./work-unit.ts";

/** Has it checked by another host; `heldAt` is when the last result came under its lease. */
export function auditHeld(unit: HeldUnit, heldAt: number, court: Court): Transition {
  const { leases, results, failures, lost, by } = unit;
  return decide({ kind: "open", leases, results, failures, lost, audited: { lease: by, since: heldAt } }, court);
}

/** Looks again at a held unit whose lease is due: it becomes final, or, where its host lost its rank, others are asked. */
export function releaseHeld(unit: HeldUnit, court: Court, hasVested: boolean): Transition {
  const again = decide(unit, { ...court, drawsAudit: () => false });
  const stillHolds = again.unit.kind === "held" && again.unit.by === unit.by;
  return stillHolds && hasVested ? vest(unit, unit.by, court) : again;
}

/** When the audited results came, of the audits that a host has passed: the latest few, as many as it takes to vest. */
export const withAudits = (times: readonly number[], passed: readonly number[]): number[] =>
  [...times, ...passed].toSorted((a, b) => b - a).slice(0, AUDITS_TO_VEST);

/** Audits that are out, by when their results came: [instant, audits]. */
export type AuditsOut = readonly (readonly [since: number, audits: number])[];

/** The audits that are out after some were asked for, or decided. */
export function withAuditsOut(out: AuditsOut, changes: ReadonlyMap<number, number>): AuditsOut {
  const audits = new Map(out);
  for (const [since, change] of changes) audits.set(since, (audits.get(since) ?? 0) + change);
  return [...audits].filter(([, count]) => count > 0);
}

/**
 * Single results that came at this instant or before are final: so many audits of results that came then or later were
 * passed, and none of results up to then is out. Audits count by when their results came and not by when they ended,
 * or a host could turn bad while audits of its good days are out; and all that are out are waited for, or one right
 * half of a report would vest the wrong half of it.
 */
export function vestedUntil(passed: readonly number[], out: AuditsOut): number {
  const enough = passed[AUDITS_TO_VEST - 1] ?? 0;
  return Math.min(enough, ...out.map(([since]) => since - 1));
}
