/** When units that rest on a lease's single results become final. Rule A6 of `docs/spec.md`. */
import { holding } from "../domain/lease.ts";
import type { CellStore } from "./store.ts";

/** Notes that units rest on results that came under a lease now. */
export function holdUnder(store: CellStore, leaseNumber: number, now: number): void {
  const lease = store.leases.find(leaseNumber);
  if (lease === undefined) throw new Error(`lease ${leaseNumber} is missing`);
  store.leases.save(holding(lease, now));
}
