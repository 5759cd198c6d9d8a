/** Who has which units of a batch in hands: its open leases, unfolded to a page of units at a time. */
import type { BatchId, HostId } from "../../../protocol/ids.ts";
import type { OpenLease } from "./lease-ledger.ts";
import type { Findings } from "./violation.ts";

export interface OutPage {
  /** Leases of each unit that are out, whether or not it was answered under them. */
  readonly out: Int32Array;
  /** Whether a host has the unit in hands under another lease than this one. */
  holdsBeside(host: HostId, unit: number, lease: number): boolean;
}

/** `leases` are the open ones of the batch, by their first unit. Reports units that a host holds twice. */
export function outPage(leases: readonly OpenLease[], first: number, end: number, batch: BatchId, findings: Findings): OutPage {
  const out = new Int32Array(end - first);
  const byHost = new Map<HostId, OpenLease[]>();
  for (const lease of leases) {
    if (lease.first >= end) break;
    if (lease.end <= first) continue;
    const earlier = byHost.get(lease.host) ?? [];
    for (let unit = Math.max(lease.first, first); unit < Math.min(lease.end, end); unit++) {
      if (lease.returned.has(unit)) continue;
      out[unit - first] = (out[unit - first] ?? 0) + 1;
      if (earlier.some((other) => holds(other, unit))) {
        findings.report("pairing", { batch, unit, host: lease.host }, "the host holds two leases on the unit");
      }
    }
    byHost.set(lease.host, [...earlier, lease]);
  }
  return {
    out,
    holdsBeside: (host, unit, lease) => byHost.get(host)?.some((other) => other.number !== lease && holds(other, unit)) ?? false,
  };
}

const holds = (lease: OpenLease, unit: number): boolean => unit >= lease.first && unit < lease.end && !lease.returned.has(unit);
