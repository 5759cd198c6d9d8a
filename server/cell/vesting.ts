/** When units that rest on a lease's single results become final. Rule A6 of `docs/spec.md`. */
import type { HostId } from "../../protocol/ids.ts";
import { AUDITS_TO_VEST } from "../domain/assurance.ts";
import { holding } from "../domain/lease.ts";
import type { CellStore } from "./store.ts";

/** Notes that units rest on a lease's results: they are final when its host has passed some audits more. */
export function holdUnder(store: CellStore, leaseNumber: number, host: HostId): void {
  const lease = store.leases.find(leaseNumber);
  const holder = store.hosts.find(host);
  if (lease === undefined || holder === undefined) throw new Error(`lease ${leaseNumber} of ${host} is missing`);
  store.leases.save(holding(lease, holder.auditsPassed + AUDITS_TO_VEST));
}
