/** What is found of each host while units and leases are read, to be compared with what its row says. */
import type { HostId } from "../../../protocol/ids.ts";
import { number, optionalNumber, optionalText, text } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import { PAGE_ROWS } from "./pages.ts";
import type { Findings, ViolationKind } from "./violation.ts";

export interface HostSums {
  validated: number;
  pending: number;
  rejected: number;
  /** Credit granted, and credit that waits for verdicts; recomputed from inputs. */
  microCobblestones: number;
  unvested: number;
  inFlight: number;
  held: number;
  underAudit: number;
}

export interface HostLedger {
  of(host: HostId): HostSums;
  /** One string for all mentions of a host. */
  known(host: string): HostId;
  /** Reads the hosts' rows and compares. Returns how many there are. */
  compare(sql: Sql, findings: Findings): number;
}

export function newHostLedger(): HostLedger {
  const ledger = new Map<HostId, HostSums>();
  const names = new Map<string, HostId>();

  function of(host: HostId): HostSums {
    let sums = ledger.get(host);
    if (sums === undefined) {
      sums = nothing();
      ledger.set(host, sums);
    }
    return sums;
  }

  return {
    of,
    known(host) {
      const name = names.get(host) ?? (host as HostId);
      names.set(host, name);
      return name;
    },
    compare(sql, findings) {
      let hosts = 0;
      for (const row of hostRows(sql)) {
        hosts += 1;
        const host = text(row, "id") as HostId;
        compareHost(row, ledger.get(host) ?? nothing(), findings);
        ledger.delete(host);
      }
      for (const host of ledger.keys()) findings.report("reference", { host }, "units or leases name a host that is not on record");
      return hosts;
    },
  };
}

const nothing = (): HostSums => ({
  validated: 0,
  pending: 0,
  rejected: 0,
  microCobblestones: 0,
  unvested: 0,
  inFlight: 0,
  held: 0,
  underAudit: 0,
});

function* hostRows(sql: Sql): Generator<SqlRow> {
  for (let last = ""; ;) {
    const rows = sql.all("SELECT * FROM hosts WHERE id > ? ORDER BY id LIMIT ?", last, PAGE_ROWS);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = text(end, "id");
  }
}

const COLUMNS: readonly (readonly [keyof HostSums, string, ViolationKind, string])[] = [
  ["microCobblestones", "micro_cobblestones", "credit", "credit of the host"],
  ["unvested", "unvested", "credit", "credit of the host that waits for verdicts"],
  ["validated", "validated", "count", "validated results of the host"],
  ["pending", "pending", "count", "pending results of the host"],
  ["rejected", "rejected", "count", "rejected results of the host"],
  ["inFlight", "in_flight", "count", "units in flight of the host"],
  ["held", "held", "count", "units held for the host"],
  ["underAudit", "under_audit", "count", "units of the host that are audited"],
];

function compareHost(row: SqlRow, sums: HostSums, findings: Findings): void {
  const host = text(row, "id") as HostId;
  for (const [name, column, kind, what] of COLUMNS) findings.compare(kind, { host }, what, number(row, column), sums[name]);
  if (optionalNumber(row, "erased_at") === undefined) return;
  const left = ["name", "volunteer", "prefix", "last_exchange"].filter((column) => optionalText(row, column) !== undefined);
  if (text(row, "public_key") !== "") left.push("public_key");
  if (text(row, "trust") !== "{}") left.push("trust");
  if (left.length > 0) findings.report("erased", { host }, `the host is erased, and yet there is its ${left.join(", ")}`);
}
