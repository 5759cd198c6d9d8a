/** Who a signed request is from, as the front Worker found it out. */
import type { HostId } from "../../protocol/ids.ts";
import { hintedProblem, ProblemError } from "../../protocol/problem.ts";
import type { CellStore } from "./store.ts";
import type { Host } from "./tables/hosts.ts";

export interface Caller {
  readonly hostId: HostId;
  /** Grows with every request that the host signs. */
  readonly nonce: number;
  /** Keyed hash of its network prefix, for today; null where the address says nothing, as on one's own network. */
  readonly prefix: string | null;
}

/** The enrolled host behind a signed request; refuses one whose nonce was used or overtaken. */
export function callingHost(store: CellStore, { hostId, nonce }: Caller): Host {
  const host = enrolledHost(store, hostId);
  if (nonce <= host.lastNonce) {
    const detail = `${hostId} has signed a later request already; sign this one anew, with a larger nonce`;
    throw hintedProblem("replayed-request", detail, { lastNonce: host.lastNonce });
  }
  return host;
}

export function enrolledHost(store: CellStore, hostId: HostId): Host {
  const host = store.hosts.find(hostId);
  if (host === undefined || host.erasedAt !== undefined) throw new ProblemError("unknown-host", `${hostId} is not enrolled here`);
  return host;
}
