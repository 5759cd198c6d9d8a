/**
 * Marks of the rare branches, told from outside: by what is in the tables before and after a step. It costs a few
 * queries a step, so that only tests look so closely.
 */
import { leaseNumber } from "../protocol/ids.ts";
import { readUnit } from "../server/cell/unit-record.ts";
import { number, text } from "../server/sql/columns.ts";
import type { WorkUnit } from "../server/domain/work-unit.ts";
import type { SimServer } from "./server.ts";
import type { Marks, Step } from "./watch.ts";
import { mark } from "./watch.ts";

interface Sums {
  readonly held: number;
  readonly validated: number;
  readonly audited: number;
  readonly passed: number;
  readonly voided: number;
}

/** Leases of known units, whose answers are looked at when they come. */
type Ringers = Set<string>;

export function closerLook(marks: Marks): (step: Step) => void {
  const ringers: Ringers = new Set();
  let before: Sums = { held: 0, validated: 0, audited: 0, passed: 0, voided: 0 };
  return (step) => {
    const now = sumsOf(step.server);
    if (now.held > before.held) mark(marks, "held");
    if (now.audited > before.audited) mark(marks, "audit asked for");
    if (now.passed > before.passed) mark(marks, "audit passed");
    if (now.voided > before.voided) mark(marks, "voided");
    const released = before.held - now.held;
    if (released > 0 && now.validated - before.validated >= released) mark(marks, "vested");
    if (released > 0 && now.validated - before.validated < released) mark(marks, "re-opened");
    before = now;
    lookForRingers(marks, ringers, step);
  };
}

function sumsOf({ sql }: SimServer): Sums {
  const [batch] = sql.all("SELECT held, validated FROM batches");
  const [hosts] = sql.all("SELECT sum(audits_passed) AS passed, sum(void_before > 0) AS voided FROM hosts");
  const [units] = sql.all("SELECT count(*) AS audited FROM unit_records WHERE standing = 1 AND record LIKE '%\"h\":%'");
  const of = (row: typeof batch, column: string): number => (row === undefined ? 0 : number(row, column));
  return {
    held: of(batch, "held"),
    validated: of(batch, "validated"),
    audited: of(units, "audited"),
    passed: of(hosts, "passed"),
    voided: of(hosts, "voided"),
  };
}

function lookForRingers(marks: Marks, ringers: Ringers, { server, request, reply }: Step): void {
  for (const { leaseId, outcomes } of request.reports) {
    for (const outcome of outcomes) {
      if (outcome.outcome !== "success" || !ringers.has(`${leaseId}/${outcome.unit}`)) continue;
      const record = recordOf(server, outcome.unit);
      if (record?.kind === "validated") mark(marks, record.digest === outcome.digest ? "ringer answered" : "ringer failed");
    }
  }
  for (const { leaseId, firstUnit, inputs } of reply.leases) {
    inputs.forEach((_, i) => {
      if (recordOf(server, firstUnit + i)?.kind === "validated") ringers.add(`${leaseId}/${firstUnit + i}`);
    });
    if (leaseNumber(leaseId) === 1) mark(marks, "first lease");
  }
}

function recordOf({ sql }: SimServer, unit: number): WorkUnit | undefined {
  const [row] = sql.all("SELECT record FROM unit_records WHERE batch = 1 AND unit = ?", unit);
  return row === undefined ? undefined : readUnit(text(row, "record"));
}
