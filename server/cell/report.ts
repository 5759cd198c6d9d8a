/**
 * Takes one report: checks each outcome against its lease, then lets the transitioner move the units.
 * Throws a `ProblemError` naming the outcome; the surrounding transaction then keeps nothing.
 * Rules R1–R7 of `docs/spec.md`.
 */
import { type HostId, leaseNumber } from "../../protocol/ids.ts";
import type { Outcome, Report } from "../../protocol/messages.ts";
import { ProblemError, type ProblemKind } from "../../protocol/problem.ts";
import { answeredLease, covers, type Lease } from "../domain/lease.ts";
import { transition } from "../domain/transitioner.ts";
import { answerUnder, isDecided, untouched, type WorkUnit } from "../domain/work-unit.ts";
import { type Answered, toArrival } from "./arrival.ts";
import type { Certify } from "./certify.ts";
import { type Desk, moveOn, wantMore } from "./requeue.ts";
import type { CellStore } from "./store.ts";
import type { StoredUnit } from "./tables/units.ts";

/** Where a report is taken. */
export interface ReportDesk extends Desk {
  readonly certify: Certify;
}

/** Stores a report's outcomes and returns how many of them are stored now, those from before included. */
export function takeReport(desk: ReportDesk, host: HostId, report: Report, pointer: string): number {
  const { store, books } = desk;
  const lease = ownLease(store, host, report, pointer);
  const units = books.units(lease.batch, ...span(report, lease));
  const returned: number[] = [];
  const unfit = new Set<number>();
  let answered = 0;
  report.outcomes.forEach((outcome, i) => {
    const at = `${pointer}/outcomes/${i}`;
    const unit = units.get(outcome.unit);
    if (unit === undefined || !covers(lease, outcome.unit)) refuse("unit-outside-lease", at, outcome, lease);
    if (returned.includes(outcome.unit) || isStored(lease, unit.record, outcome, at)) return;
    if (lease.state !== "open") refuse("expired-lease", at, outcome, lease);
    if (outcome.outcome === "returned") {
      returned.push(outcome.unit);
      if (outcome.reason === "not-for-this-host") unfit.add(outcome.unit);
      return;
    }
    units.set(outcome.unit, takeAnswer(desk, lease, unit, outcome, at));
    answered += 1;
  });
  giveBack(desk, lease, answered, returned, units, unfit);
  return report.outcomes.length;
}

function ownLease(store: CellStore, host: HostId, report: Report, pointer: string): Lease {
  const field = `${pointer}/leaseId`;
  const lease = store.leases.find(leaseNumber(report.leaseId));
  if (lease === undefined) {
    throw new ProblemError("unknown-lease", `${report.leaseId} was never issued here`, [
      { field, value: report.leaseId, expected: "a lease issued to this host" },
    ]);
  }
  if (lease.host !== host) {
    throw new ProblemError("foreign-lease", `${report.leaseId} was issued to another host`, [
      { field, value: report.leaseId, expected: "a lease issued to this host" },
    ]);
  }
  return lease;
}

/** The units that it speaks of, as far as they are the lease's: what lies between two that are far apart is a whole batch. */
function span(report: Report, lease: Lease): [first: number, last: number] {
  const units = report.outcomes.map((outcome) => outcome.unit);
  return [Math.max(Math.min(...units), lease.first), Math.min(Math.max(...units), lease.first + lease.count - 1)];
}

/** Whether this very outcome was stored before. A different one for the same unit is a conflict. */
function isStored(lease: Lease, record: WorkUnit | undefined, outcome: Outcome, at: string): boolean {
  if (lease.returned.includes(outcome.unit)) {
    if (outcome.outcome === "returned") return true;
    return refuse("conflicting-result", at, outcome, lease);
  }
  const before = record === undefined ? "none" : answerUnder(record, lease.number);
  if (before === "none") return false;
  const same =
    before === "error"
      ? outcome.outcome === "error"
      : outcome.outcome === "success" && (before.digest === null || before.digest === outcome.digest);
  return same || refuse("conflicting-result", at, outcome, lease);
}

function takeAnswer(desk: ReportDesk, lease: Lease, unit: StoredUnit, outcome: Answered, at: string): StoredUnit {
  const court = desk.books.court(lease.batch);
  const arrival = toArrival(desk, desk.books.batch(lease.batch), lease, unit.record, outcome, at);
  const after = transition(unit.record ?? untouched(court.policy), arrival, court);
  moveOn(desk, lease.batch, outcome.unit, unit, after, true);
  return { ...unit, record: after.unit };
}

function giveBack(
  desk: Desk,
  lease: Lease,
  answered: number,
  returned: readonly number[],
  units: ReadonlyMap<number, StoredUnit>,
  unfit: ReadonlySet<number>,
): void {
  if (answered + returned.length === 0) return;
  desk.books.hosts.move(lease.host, { inFlight: -answered - returned.length });
  desk.store.leases.save(answeredLease(lease, answered, returned));
  for (const unit of returned) {
    const record = units.get(unit)?.record;
    if (record === undefined || !isDecided(record)) {
      wantMore(desk, lease.batch, unit, record, 1, unfit.has(unit) ? [lease.host] : []);
    }
  }
}

const EXPECTED: Partial<Record<ProblemKind, (lease: Lease) => string>> = {
  "unit-outside-lease": (lease) => `a unit from ${lease.first} to ${lease.first + lease.count - 1}`,
  "expired-lease": (lease) => `a report before ${new Date(lease.deadline).toISOString()}`,
  "conflicting-result": () => "the outcome that was reported first",
};

function refuse(kind: ProblemKind, at: string, outcome: Outcome, lease: Lease): never {
  const expected = EXPECTED[kind]?.(lease) ?? "";
  throw new ProblemError(kind, `unit ${outcome.unit} of lease l${lease.number}: expected ${expected}`, [
    { field: `${at}/unit`, value: String(outcome.unit), expected },
  ]);
}
