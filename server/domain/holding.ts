/** What may happen to a unit that rests on a single result while it is held. Rules A6–A8 of `docs/spec.md`. */
import { type Court, decide, type Transition, vest } from "./transitioner.ts";
import type { HeldUnit } from "./work-unit.ts";

/** Has it checked by another host. */
export function auditHeld(unit: HeldUnit, court: Court): Transition {
  const { leases, results, failures, lost, by } = unit;
  return decide({ kind: "open", leases, results, failures, lost, audited: by }, court);
}

/** Looks again at a held unit whose lease is due: it becomes final, or, where its host lost its rank, others are asked. */
export function releaseHeld(unit: HeldUnit, court: Court, hasVested: boolean): Transition {
  const again = decide(unit, { ...court, drawsAudit: () => false });
  const stillHolds = again.unit.kind === "held" && again.unit.by === unit.by;
  return stillHolds && hasVested ? vest(unit, unit.by, court) : again;
}
