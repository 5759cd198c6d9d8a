/** What one transaction changes of hosts: their counts, their credit, and what they have earned or lost. */
import type { HostId } from "../../protocol/ids.ts";
import type { Standing } from "../domain/transitioner.ts";
import { vestedUntil, withAudits, withAuditsOut } from "../domain/holding.ts";
import { agreements, type Rank, rankFor, withAgreements } from "../domain/trust.ts";
import type { CellStore } from "./store.ts";
import type { Host } from "./tables/hosts.ts";

/** Names a kernel version, as reputations do. */
export const versionOf = ({ id, version }: { readonly id: string; readonly version: string }): string => `${id}@${version}`;

/** What a transaction adds to a host's counts. */
interface HostChange {
  validated: number;
  pending: number;
  rejected: number;
  microCobblestones: number;
  unvested: number;
  inFlight: number;
  held: number;
  underAudit: number;
  /** Audits asked for less those decided, by when their results came. */
  readonly auditsOut: Map<number, number>;
  /** When the results came whose audits were passed. */
  readonly passed: number[];
  /** Agreements by kernel version. */
  readonly agreed: Map<string, number>;
  /** Where it was proven wrong: results under leases before this one count for nothing. */
  voidBefore: number;
}

export type HostBooks = ReturnType<typeof hostBooks>;

export function hostBooks(store: CellStore, now: number) {
  const changes = new Map<HostId, HostChange>();

  function changeOf(host: HostId): HostChange {
    let change = changes.get(host);
    if (change === undefined) {
      change = noChange();
      changes.set(host, change);
    }
    return change;
  }

  function earn(change: HostChange, standing: Standing, version: string): void {
    if (standing.earnsTrust === true) change.agreed.set(version, (change.agreed.get(version) ?? 0) + 1);
    if (standing.passedAudit !== undefined) change.passed.push(standing.passedAudit);
    // What was answered before it was last proven wrong has cost it its trust already.
    const isNews = standing.lease >= (store.hosts.find(standing.host)?.voidBefore ?? 0);
    if (standing.provenWrong === true && isNews) change.voidBefore = store.leases.nextNumber();
  }

  return {
    /** Enters what became of a host's result that is worth so much credit. */
    enter(standing: Standing, kernel: { readonly id: string; readonly version: string }, credit: number): void {
      const change = changeOf(standing.host);
      if (standing.wasPending) change.pending -= 1;
      if (standing.wasPending) change.unvested -= credit;
      if (standing.to !== "dropped") change[standing.to] += 1;
      if (standing.to === "pending") change.unvested += credit;
      if (standing.to === "validated") change.microCobblestones += credit;
      earn(change, standing, versionOf(kernel));
    },

    /** Enters units that went into a host's hands, or out of them. */
    move(host: HostId, { inFlight = 0, held = 0 }: Partial<Pick<Host, "inFlight" | "held">>): void {
      const change = changeOf(host);
      change.inFlight += inFlight;
      change.held += held;
    },

    /** Enters an audit of a host's result that came at an instant: asked for (1), or decided (−1). */
    audit(host: HostId, since: number, by: 1 | -1): void {
      const change = changeOf(host);
      change.underAudit += by;
      change.auditsOut.set(since, (change.auditsOut.get(since) ?? 0) + by);
    },

    /** What a host's result under a lease counts now, for a kernel version. */
    rankOf: (id: HostId, lease: number, version: string): Rank => {
      const host = store.hosts.find(id);
      const voidBefore = changes.get(id)?.voidBefore ?? 0;
      if (host === undefined || lease < Math.max(host.voidBefore, voidBefore)) return "void";
      if (voidBefore > 0) return "newcomer";
      return host.vouched ? "reliable" : rankFor(host.reputation[version], now);
    },

    /** Units that a host has in its hands or that rest on it, this transaction's own included. */
    exposure(id: HostId): number {
      const host = store.hosts.find(id);
      const change = changes.get(id);
      return (host?.inFlight ?? 0) + (host?.held ?? 0) + (change?.inFlight ?? 0) + (change?.held ?? 0);
    },

    /** Units that a host has leased and not answered, this transaction's own included. */
    inFlight: (id: HostId): number => (store.hosts.find(id)?.inFlight ?? 0) + (changes.get(id)?.inFlight ?? 0),

    /** Single results of a host that are being audited, this transaction's own included. */
    underAudit: (id: HostId): number => (store.hosts.find(id)?.underAudit ?? 0) + (changes.get(id)?.underAudit ?? 0),

    close(latest?: Pick<Host, "hostId"> & Partial<Host>): void {
      if (latest !== undefined) changeOf(latest.hostId);
      for (const [id, change] of changes) {
        const host = changedHost(store, id, change, now);
        store.hosts.save(latest?.hostId === id ? { ...host, ...latest } : host);
      }
    },

    /** Has leases looked at again that are held by hosts which were proven wrong or have passed audits; after all else is written. */
    callDue(): void {
      for (const [id, { voidBefore, auditsOut }] of changes) {
        const host = store.hosts.find(id);
        if (voidBefore > 0) store.leases.makeDue(id, Number.MAX_SAFE_INTEGER);
        else if (auditsOut.size > 0 && host !== undefined) store.leases.makeDue(id, vestedUntil(host.auditTimes, host.auditsOut));
      }
    },
  };
}

const noChange = (): HostChange => ({
  validated: 0,
  pending: 0,
  rejected: 0,
  microCobblestones: 0,
  unvested: 0,
  inFlight: 0,
  held: 0,
  underAudit: 0,
  auditsOut: new Map(),
  passed: [],
  agreed: new Map(),
  voidBefore: 0,
});

function changedHost(store: CellStore, id: HostId, change: HostChange, now: number): Host {
  const host = store.hosts.find(id);
  if (host === undefined) throw new Error(`host ${id} is missing`);
  const sums = {
    validated: host.validated + change.validated,
    pending: host.pending + change.pending,
    rejected: host.rejected + change.rejected,
    microCobblestones: host.microCobblestones + change.microCobblestones,
    unvested: host.unvested + change.unvested,
    inFlight: host.inFlight + change.inFlight,
    held: host.held + change.held,
    underAudit: host.underAudit + change.underAudit,
    auditsPassed: host.auditsPassed + change.passed.length,
    auditTimes: withAudits(host.auditTimes, change.passed),
    auditsOut: withAuditsOut(host.auditsOut, change.auditsOut),
  };
  // Trust is lost for every kernel at once, and what was agreed upon in the same breath counts for nothing.
  if (change.voidBefore > 0) return { ...host, ...sums, auditTimes: [], reputation: {}, vouched: false, voidBefore: change.voidBefore };
  // An erased host has no reputation, and earns none by what it left behind.
  if (host.erasedAt !== undefined) return { ...host, ...sums };
  let { reputation } = host;
  for (const [version, more] of change.agreed) reputation = withAgreements(reputation, version, more, now);
  return { ...host, ...sums, reputation };
}

/** A host's agreements with a kernel version, as they count now. */
export const agreementsOf = (host: Host, version: string, now: number): number => agreements(host.reputation[version], now);
