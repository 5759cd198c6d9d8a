/** What the operator says of hosts, and sees of them. Rule P7 of `docs/spec.md`. */
import type { HostId } from "../../../protocol/ids.ts";
import type { HostFile } from "../../../protocol/messages.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { agreements } from "../../domain/trust.ts";
import type { CellStore } from "../store.ts";
import { type Host, recordOf } from "../tables/hosts.ts";

/** Answers for a host, or no more. Said again, it changes nothing. */
export function vouch(store: CellStore, hostId: HostId, vouched: boolean, now: number): HostFile {
  return store.transaction(() => {
    const host = knownHost(store, hostId);
    if (host.erasedAt !== undefined) throw noSuchHost(hostId, "its volunteer has erased it");
    store.hosts.saveProfile({ ...host, vouched });
    return hostFile(store, hostId, now);
  });
}

/** What is on record of a host, erased ones included. */
export function hostFile(store: CellStore, hostId: HostId, now: number): HostFile {
  const host = knownHost(store, hostId);
  const counted = Object.entries(host.reputation).map(([version, trust]) => [version, agreements(trust, now)]);
  return {
    ...recordOf(host),
    vouched: host.vouched,
    ...(host.erasedAt !== undefined && { erasedAt: host.erasedAt }),
    agreements: Object.fromEntries(counted),
  };
}

function knownHost(store: CellStore, hostId: HostId): Host {
  const host = store.hosts.find(hostId);
  if (host === undefined) throw noSuchHost(hostId, "it never enrolled here");
  return host;
}

const noSuchHost = (hostId: HostId, reason: string): ProblemError =>
  new ProblemError("no-such-host", `There is no host ${hostId} here: ${reason}`, [
    { field: "hostId", value: hostId, expected: "the id of a host that is enrolled here" },
  ]);
