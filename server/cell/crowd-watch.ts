/**
 * Which hosts are about, kept in memory: every exchange notes its host, and the database is asked once, after a start.
 * Crowds are counted again every few seconds, and when a host comes that was not about.
 */
import type { HostId } from "../../protocol/ids.ts";
import { ACTIVE_FOR_MS, type Crowd, crowdOf } from "../domain/crowd.ts";
import { isAtLeast, rankFor } from "../domain/trust.ts";
import type { Host, HostTable } from "./tables/hosts.ts";

/** Counting thousands of hosts takes about a millisecond. */
const COUNT_EVERY_MS = 10_000;

export interface CrowdWatch {
  /** Notes an exchange of a host. */
  note(host: HostId, wishes: boolean, now: number): void;
  /** Who is about for a kernel version. */
  of(version: string, now: number): Crowd;
}

export function crowdWatch(hosts: Pick<HostTable, "find" | "active">): CrowdWatch {
  /** When each was heard of last with a wish for work; undefined until the database was asked. */
  let wished: Map<HostId, number> | undefined;
  let counted = -Infinity;
  let active: Host[] = [];
  const crowds = new Map<string, Crowd>();

  function known(now: number): Map<HostId, number> {
    wished ??= new Map(hosts.active(now - ACTIVE_FOR_MS).map(({ hostId, wishedAt }) => [hostId, wishedAt]));
    return wished;
  }

  function isAbout(host: Host | undefined, wishedAt: number, now: number): host is Host {
    return host !== undefined && host.erasedAt === undefined && (wishedAt >= now - ACTIVE_FOR_MS || host.inFlight > 0);
  }

  function count(now: number): void {
    active = [];
    for (const [id, wishedAt] of known(now)) {
      const host = hosts.find(id);
      if (isAbout(host, wishedAt, now)) active.push(host);
      else known(now).delete(id);
    }
    counted = now;
    crowds.clear();
  }

  return {
    note(host, wishes, now) {
      const about = known(now);
      if (!about.has(host)) counted = -Infinity;
      if (wishes || !about.has(host)) about.set(host, wishes ? now : -Infinity);
    },
    of(version, now) {
      if (now - counted >= COUNT_EVERY_MS) count(now);
      let crowd = crowds.get(version);
      if (crowd === undefined) {
        const isEstablished = (host: Host): boolean => host.vouched || isAtLeast(rankFor(host.reputation[version], now), "established");
        crowd = crowdOf(active.map((host) => ({ ...host, isEstablished: isEstablished(host) })));
        crowds.set(version, crowd);
      }
      return crowd;
    },
  };
}
