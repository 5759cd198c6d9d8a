/** What became of a world, judged by who knows the truth: rows that are wrong, credit that was stolen, liars found out. */
import { median } from "./median.ts";
import { number, text } from "../server/sql/columns.ts";
import { readUnit } from "../server/cell/unit-record.ts";
import { creditFor } from "../server/domain/credit.ts";
import type { Basis, ValidatedUnit } from "../server/domain/work-unit.ts";
import { encodeClaim, poorClaim, UNIT_OPERATIONS } from "./kernel.ts";
import type { SimHost } from "./sim-host.ts";
import type { WorldEnd } from "./world.ts";

export interface Findings {
  readonly units: number;
  readonly validated: number;
  readonly failed: number;
  /** Successes and errors that the cell stored. */
  readonly results: number;
  /** Results and validated units in the second half of the batch, by their numbers: when hosts are known. */
  readonly lateResults: number;
  readonly lateUnits: number;
  /** Rows with another output than the unit's own, true claims without effort not among them. */
  readonly wrong: number;
  /** Rows whose claim is true and cost nothing. */
  readonly poor: number;
  /** Rows, and wrong or poor ones among them, by what they rest on. */
  readonly rows: Readonly<Record<Basis, number>>;
  readonly wrongRows: Readonly<Record<Basis, number>>;
  /** Micro-cobblestones granted in all, and those of them for wrong and poor results. */
  readonly granted: number;
  readonly stolen: number;
  readonly liars: number;
  readonly caught: number;
  /** From a liar's first lie to its being found out, of those that were: the middle one. */
  readonly detectionMs: number | null;
  readonly detectionResults: number | null;
}

const NO_ROWS: Record<Basis, number> = { certificate: 0, established: 0, newcomers: 0, reliable: 0 };

export function findingsOf(end: WorldEnd): Findings {
  const { server, hosts, plan } = end;
  const batch = server.store().batches.find(end.batchId);
  if (batch === undefined) throw new Error("the batch is missing");
  const { validated, failed, results } = batch.tally;
  return { units: plan.units, validated, failed, results, ...rowsOf(end), ...detection(hosts) };
}

function rowsOf(end: WorldEnd) {
  const [rows, wrongRows] = [{ ...NO_ROWS }, { ...NO_ROWS }];
  const sums = { lateResults: 0, lateUnits: 0, wrong: 0, poor: 0, granted: 0, stolen: 0 };
  const credit = creditFor(UNIT_OPERATIONS);
  for (const [unit, record] of validatedUnits(end)) {
    const agreeing = record.answers.filter(({ agrees }) => agrees).length * credit;
    rows[record.basis] += 1;
    sums.granted += agreeing;
    if (unit >= end.plan.units / 2) {
      sums.lateUnits += 1;
      sums.lateResults += record.answers.length + record.failures.length;
    }
    if (record.digest === end.truthOf(unit).digest) continue;
    wrongRows[record.basis] += 1;
    sums.stolen += agreeing;
    if (record.digest === encodeClaim(poorClaim(unit)).digest) sums.poor += 1;
    else sums.wrong += 1;
  }
  return { ...sums, rows, wrongRows };
}

const PAGE_UNITS = 10_000;

export function* validatedUnits({ server, plan }: WorldEnd): Generator<[unit: number, record: ValidatedUnit]> {
  for (let first = 0; first < plan.units; first += PAGE_UNITS) {
    const query = "SELECT unit, record FROM unit_records WHERE batch = 1 AND unit >= ? AND unit < ? AND standing > 1";
    for (const row of server.sql.all(query, first, first + PAGE_UNITS)) {
      const record = readUnit(text(row, "record"));
      if (record.kind === "validated") yield [number(row, "unit"), record];
    }
  }
}

function detection(hosts: readonly SimHost[]) {
  const liars = hosts.filter(({ lies }) => lies > 0);
  const caught = liars.filter(({ caughtAt }) => caughtAt < Infinity);
  return {
    liars: liars.length,
    caught: caught.length,
    detectionMs: median(caught.map(({ caughtAt, firstLieAt }) => Math.max(0, caughtAt - firstLieAt))),
    detectionResults: median(caught.map(({ answersAtCaught, answersAtFirstLie }) => answersAtCaught - answersAtFirstLie)),
  };
}

/** Credit for each unit that a host computed, liars' to honest hosts': below 1 lying does not pay. Null where nobody lied. */
export function gainOfLying({ server, hosts }: WorldEnd): number | null {
  const rate = (some: readonly SimHost[]): number => {
    const computed = some.reduce((sum, host) => sum + host.computed, 0);
    return some.reduce((sum, { hostId }) => sum + (server.store().hosts.find(hostId)?.microCobblestones ?? 0), 0) / computed;
  };
  const liars = hosts.filter(({ lies }) => lies > 0);
  const honest = hosts.filter(({ character, computed }) => character.isHonest && computed > 0);
  return liars.length === 0 ? null : rate(liars) / rate(honest);
}
