/**
 * Who may not check whom. Everything that ties two hosts together is a token; a unit carries the tokens of those that
 * hold or have answered it, and is leased to nobody who has one of them. Tokens of different kinds never contain one another.
 */
import type { HostId, VolunteerId } from "../../protocol/ids.ts";

const HOUR_MS = 3_600_000;

/** On a unit that a newcomer holds or has answered: one at a time is enough, as its result counts for little. */
export const NEWCOMER_TOKEN = "*";

/** What a host has in common with others. */
export interface Ties {
  readonly hostId: HostId;
  readonly volunteer: VolunteerId | undefined;
  /** Today's keyed hash of its network prefix. */
  readonly prefix: string | null;
  readonly enrolledAt: number;
}

/** The tokens that a host leaves on a unit. */
export function tokensOf(ties: Ties): string[] {
  return [...strictTokens(ties), hourToken(ties.enrolledAt)];
}

/** Ties that always bar: the same host, volunteer or network. */
export function strictTokens({ hostId, volunteer, prefix }: Ties): string[] {
  return [hostId, ...(volunteer === undefined ? [] : [volunteer]), ...(prefix === null ? [] : [`~${prefix}`])];
}

/** Hosts that enrolled within the same hour may be one person's flood. */
export const hourToken = (enrolledAt: number): string => `@${Math.floor(enrolledAt / HOUR_MS)}`;

/** How many hosts there are when those that share a volunteer or a network count once. */
export function independent(hosts: readonly Ties[]): number {
  const volunteers = new Set(hosts.map(({ volunteer, hostId }) => volunteer ?? hostId));
  const networks = new Set(hosts.map(({ prefix, hostId }) => prefix ?? hostId));
  return Math.min(volunteers.size, networks.size);
}
