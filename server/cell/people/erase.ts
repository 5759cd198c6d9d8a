/**
 * Erases what says who somebody is. What a host did stays, under an id that leads to nobody any more: without it the
 * credit of a batch would not be the sum of its grants. Rules P5 and P6 of `docs/spec.md`.
 */
import type { HostId } from "../../../protocol/ids.ts";
import type { Now } from "../now.ts";
import { type Caller, callingHost } from "../caller.ts";
import { expireLeases } from "../expiry.ts";
import type { CellStore } from "../store.ts";
import type { Host } from "../tables/hosts.ts";
import { hostsWith, joinVolunteer } from "./volunteers.ts";

/** Erases the calling host. Erased already, it stays so. */
export function eraseHost(store: CellStore, caller: Caller, now: Now): void {
  store.transaction(() => {
    if (!isErased(store, caller)) erase(store, [callingHost(store, caller)], now);
  });
}

/** Erases the calling host's volunteer with all hosts. */
export function eraseVolunteer(store: CellStore, caller: Caller, now: Now): void {
  store.transaction(() => {
    if (!isErased(store, caller)) erase(store, hostsWith(store, callingHost(store, caller)), now);
  });
}

/** The answer may have been lost on its way: whoever asks again is told the same. */
const isErased = (store: CellStore, { hostId }: Caller): boolean => store.hosts.find(hostId)?.erasedAt !== undefined;

function erase(store: CellStore, hosts: readonly Host[], now: Now): void {
  for (const { hostId } of hosts) {
    for (const lease of store.leases.openOf(hostId)) store.leases.save({ ...lease, deadline: now.now });
  }
  // Moves the counts of the hosts too, which are therefore read again.
  expireLeases(store, now);
  for (const { hostId } of hosts) {
    store.leases.makeDue(hostId, Number.MAX_SAFE_INTEGER);
    forget(store, hostId, now.now);
  }
}

function forget(store: CellStore, hostId: HostId, now: number): void {
  joinVolunteer(store, hostId, undefined);
  store.linkCodes.removeAll(hostId);
  const host = store.hosts.find(hostId);
  if (host === undefined) throw new Error(`host ${hostId} is missing`);
  const bare: Host = {
    ...host,
    publicKey: "",
    name: undefined,
    vouched: false,
    prefix: null,
    reputation: {},
    lastExchange: undefined,
    wishedAt: 0,
    erasedAt: now,
  };
  store.hosts.save(bare);
  store.hosts.saveProfile(bare);
}
