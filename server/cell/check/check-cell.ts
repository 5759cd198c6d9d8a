/**
 * Audits a whole cell: recomputes every credit from the inputs of the units and the answers on record, and every count
 * from what it counts. It reads through the same `Sql` as everything else and writes nothing, so that it checks a cell
 * in memory, in a test, in a simulation, or in the database of a deployment. Rules C1–C4 and P5 of `docs/spec.md`.
 *
 * It holds a page of units, some tens of bytes a lease, and a few counts a host.
 */
import type { HostId } from "../../../protocol/ids.ts";
import { number, text } from "../../sql/columns.ts";
import { isMigrated, type Sql } from "../../sql/sql.ts";
import { CELL_MIGRATIONS } from "../migrations.ts";
import { batchTable } from "../tables/batches.ts";
import { sweepTable } from "../tables/sweeps.ts";
import { checkBatch } from "./check-batch.ts";
import type { Books } from "./check-units.ts";
import { newHostLedger } from "./host-ledger.ts";
import { readLeases } from "./lease-ledger.ts";
import { type Findings, newFindings, type Violation } from "./violation.ts";

export interface CellReport {
  /** What was read. */
  readonly batches: number;
  readonly units: number;
  readonly results: number;
  readonly leases: number;
  readonly hosts: number;
  /** Credit granted, by the batches' inputs. */
  readonly microCobblestones: number;
  /** The first violations, and how many there are. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
}

/** Whether a database is that of a cell of this version, which alone can be checked. */
export const isCell = (sql: Sql): boolean => isMigrated(sql, CELL_MIGRATIONS);

/** Violations that are told one by one. */
const MOST_TOLD = 50;

/** Reads a database that {@link isCell}. The state must not change meanwhile: run it within a transaction. */
export function checkCell(sql: Sql): CellReport {
  const findings = newFindings(MOST_TOLD);
  const hosts = newHostLedger();
  const books: Books = { sql, hosts, findings, leases: readLeases(sql, hosts) };
  const totals = { batches: 0, units: 0, results: 0, microCobblestones: 0 };
  const batches = batchTable(sql);
  const sweeps = sweepTable(sql, batches);
  for (const row of sql.all("SELECT number FROM batches WHERE state <> 'receiving' ORDER BY number")) {
    const batch = batches.byNumber(number(row, "number"));
    if (batch === undefined) continue;
    const sums = checkBatch(books, batch, batches.manifest(batch), sweeps.units(batch.number));
    totals.batches += 1;
    totals.units += sums.units;
    totals.results += sums.tally.results;
    totals.microCobblestones += sums.microCobblestones;
  }
  const leases = books.leases.compare(findings);
  const hostCount = hosts.compare(sql, findings);
  checkReferences(sql, findings);
  return { ...totals, leases, hosts: hostCount, violations: findings.violations, violationCount: findings.count() };
}

/** Rows that name a batch, a volunteer or a host which is not there. */
function checkReferences(sql: Sql, findings: Findings): void {
  for (const table of ["work_units", "unit_records", "segments", "squares", "sweeps"]) {
    for (const batch of batchesIn(sql, table)) {
      if (sql.all("SELECT 1 FROM batches WHERE number = ?", batch).length > 0) continue;
      findings.report("reference", {}, `${table} has rows of a batch number ${batch}, which is not there`);
    }
  }
  for (const row of sql.all(
    "SELECT id, volunteer FROM hosts WHERE volunteer IS NOT NULL AND NOT EXISTS (SELECT 1 FROM volunteers WHERE id = hosts.volunteer)",
  )) {
    findings.report("reference", { host: text(row, "id") as HostId }, `the host's volunteer ${text(row, "volunteer")} is not on record`);
  }
  for (const row of sql.all("SELECT id FROM volunteers WHERE NOT EXISTS (SELECT 1 FROM hosts WHERE volunteer = volunteers.id)")) {
    findings.report("reference", {}, `the volunteer ${text(row, "id")} has no host`);
  }
}

/** The batch numbers of a table whose key begins with them: a look a batch, however many rows each has. */
function* batchesIn(sql: Sql, table: string): Generator<number> {
  for (let last = -1; ;) {
    const [row] = sql.all(`SELECT min(batch) AS batch FROM ${table} WHERE batch > ?`, last);
    const batch = row?.["batch"];
    if (typeof batch !== "number") return;
    yield batch;
    last = batch;
  }
}
