/**
 * All leases of a cell, and what is found to be answered under each. Columns rather than objects: there may be a
 * million leases, and some tens of bytes each is all that a check holds of them.
 */
import { type HostId, makeLeaseId } from "../../../protocol/ids.ts";
import { number, text } from "../../sql/columns.ts";
import type { Sql, SqlRow } from "../../sql/sql.ts";
import type { HostLedger } from "./host-ledger.ts";
import { byNumber } from "./pages.ts";
import type { Findings } from "./violation.ts";

/** A lease whose units are out. */
export interface OpenLease {
  readonly number: number;
  readonly host: HostId;
  readonly first: number;
  /** The unit behind its last. */
  readonly end: number;
  readonly returned: ReadonlySet<number>;
}

export interface LeaseLedger {
  /** The open leases of a batch, by their first unit. */
  open(batch: number): readonly OpenLease[];
  isOpen(lease: number): boolean;
  /** Notes an answer of a host; says what is wrong with it when it does not fit its lease. */
  answer(lease: number, host: HostId, batch: number, unit: number): string | undefined;
  /** Compares what was found with what the leases say of themselves. Returns how many there are. */
  compare(findings: Findings): number;
}

/** Reads all leases; enters what each host has in flight by them. */
export function readLeases(sql: Sql, hosts: HostLedger): LeaseLedger {
  const size = Number(sql.all("SELECT max(number) AS last FROM leases")[0]?.["last"] ?? 0) + 1;
  const column = (): Int32Array => new Int32Array(size);
  const [batches, firsts, counts, onRecord, found] = [column(), column(), column(), column(), column()];
  const holders = new Map<number, HostId>();
  const open = new Map<number, OpenLease[]>();
  const isOpen = new Set<number>();

  function read(row: SqlRow): void {
    const lease = number(row, "number");
    const host = hosts.known(text(row, "host"));
    const [batch, first, count, answered] = [number(row, "batch"), number(row, "first"), number(row, "count"), number(row, "answered")];
    const returned = returnedUnits(row);
    holders.set(lease, host);
    [batches[lease], firsts[lease], counts[lease], onRecord[lease]] = [batch, first, count, answered - returned.size];
    if (row["state"] !== "open") return;
    isOpen.add(lease);
    hosts.of(host).inFlight += count - answered;
    const leases = open.get(batch) ?? [];
    leases.push({ number: lease, host, first, end: first + count, returned });
    open.set(batch, leases);
  }

  for (const row of byNumber(sql, "SELECT number, host, batch, first, count, answered, returned, state FROM leases")) read(row);
  for (const leases of open.values()) leases.sort((a, b) => a.first - b.first);

  return {
    open: (batch) => open.get(batch) ?? [],
    isOpen: (lease) => isOpen.has(lease),
    answer(lease, host, batch, unit) {
      const first = firsts[lease] ?? 0;
      if (!holders.has(lease)) return `was never issued`;
      found[lease] = (found[lease] ?? 0) + 1;
      if (holders.get(lease) !== host) return `was issued to ${holders.get(lease)}`;
      const covers = batches[lease] === batch && unit >= first && unit < first + (counts[lease] ?? 0);
      return covers ? undefined : "does not cover the unit";
    },
    compare(findings) {
      for (const [lease, host] of holders) {
        const place = { lease: makeLeaseId(lease), host };
        findings.compare("lease", place, "units answered under the lease", onRecord[lease] ?? 0, found[lease] ?? 0);
      }
      return holders.size;
    },
  };
}

function returnedUnits(row: SqlRow): ReadonlySet<number> {
  const returned = text(row, "returned");
  return returned === "[]" ? NONE : new Set(JSON.parse(returned) as number[]);
}

const NONE: ReadonlySet<number> = new Set();
