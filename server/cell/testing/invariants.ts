/** What must hold of a cell after every command. Each check throws with the unit or host it failed on. */
import { expect } from "vitest";
import type { HostId } from "../../../protocol/ids.ts";
import { covers } from "../../domain/lease.ts";
import { answeredBy, FALSE_CLAIM, hasAnswer, holderOf, isDecided, untouched, type WorkUnit } from "../../domain/work-unit.ts";
import type { Sql } from "../../sql/sql.ts";
import type { CellStore } from "../store.ts";

/** Checks the one batch of a small cell; `sql` reads the segments as they are stored. */
export function checkInvariants(store: CellStore, sql: Sql, hosts: readonly HostId[]): void {
  const batch = store.batches.byNumber(1);
  if (batch === undefined) throw new Error("no batch");
  const records = new Map<number, WorkUnit>();
  for (const [unit, { record }] of store.units.range(1, 0, batch.units - 1)) {
    if (record !== undefined) records.set(unit, record);
    checkUnit(store, sql, unit, record ?? untouched(batch.policy));
  }
  checkTally(batch.tally, [...records.values()]);
  checkStandings(store, hosts, [...records.values()]);
}

/** Leases asked for = answered + lost + out + still wanted; and no host is there twice. */
function checkUnit(store: CellStore, sql: Sql, unit: number, record: WorkUnit): void {
  const answered = answeredBy(record);
  expect(new Set(answered).size, `unit ${unit} has a host twice`).toBe(answered.length);
  const out = store.leases.open(1).filter((lease) => covers(lease, unit) && !lease.returned.includes(unit));
  const holding = out.map((lease) => lease.host).filter((host) => !answered.includes(host));
  expect(new Set(holding).size, `unit ${unit} is held twice by a host`).toBe(holding.length);
  const segments = sql.all("SELECT wanted FROM segments WHERE batch = 1 AND first <= ? AND first + count > ?", unit, unit);
  expect(segments.length, `unit ${unit} is in two segments`).toBeLessThanOrEqual(1);
  if (isDecided(record)) return expect(segments, `unit ${unit} has a verdict and is wanted`).toEqual([]);
  const wanted = Number(segments[0]?.["wanted"] ?? 0);
  expect(answered.length + record.lost + holding.length + wanted, `leases of unit ${unit}`).toBe(record.leases);
}

function checkTally(tally: object, records: readonly WorkUnit[]): void {
  const count = (kind: WorkUnit["kind"]) => records.filter((record) => record.kind === kind).length;
  const undecided = records.filter((record) => !isDecided(record) && hasAnswer(record)).length;
  const results = records.reduce((sum, record) => sum + answeredBy(record).length, 0);
  expect(tally).toEqual({ validated: count("validated"), failed: count("failed"), undecided, held: count("held"), results });
}

/** Units in a host's hands, and units that rest on it. */
function exposure(store: CellStore, host: HostId, records: readonly WorkUnit[]) {
  const open = store.leases.open(1).filter((lease) => lease.host === host);
  const inFlight = open.reduce((sum, lease) => sum + lease.count - lease.answered, 0);
  return { inFlight, held: records.filter((record) => holderOf(record) === host).length };
}

/** A host's counts are those of its answers, and its credit is that of its validated ones. */
function checkStandings(store: CellStore, hosts: readonly HostId[], records: readonly WorkUnit[]): void {
  for (const host of hosts) {
    const standing = { validated: 0, pending: 0, rejected: 0 };
    for (const record of records) {
      if (!isDecided(record)) standing.pending += record.results.filter((result) => result.host === host).length;
      else for (const answer of record.answers) if (answer.host === host) standing[answer.agrees ? "validated" : "rejected"] += 1;
      standing.rejected += record.failures.filter((failure) => failure.host === host && failure.code === FALSE_CLAIM).length;
    }
    // A double costs one micro-cobblestone, so credit is a count of results.
    const credit = { microCobblestones: standing.validated, unvested: standing.pending };
    expect(store.hosts.find(host)).toMatchObject({ ...standing, ...credit, ...exposure(store, host, records) });
  }
}
