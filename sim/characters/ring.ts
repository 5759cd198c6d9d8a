/** Hosts that agree on the same wrong answers, and ask one right after another so as to be lent the same units. */
import { type Character, newRing, type Place } from "../character.ts";
import { lie } from "../kernel.ts";
import { honest } from "./honest.ts";

/** The salt that the members of a ring share. */
const RING_SALT = 100;

/**
 * Computes until it is trusted, and then lies about exactly those units that another member was lent too: such a lie
 * finds a voice that agrees, and nothing else of it can be found out.
 */
export function ringOf(behaves: number): (place: Place) => Character {
  const ring = newRing();
  return (place) => ({
    ...honest(place),
    kind: `ring after ${behaves}`,
    isHonest: false,
    program: "own",
    lossShare: 0,
    ring,
    answering: ({ unit, sinceCaught }) =>
      sinceCaught >= behaves && (ring.held.get(unit) ?? 0) > 1 ? { claim: lie(unit, RING_SALT), isComputed: false } : null,
  });
}

/** An established ring that lies about everything from one instant on. */
export function sleepers(strikesAtMs: number): (place: Place) => Character {
  const ring = newRing();
  return (place) => ({
    ...honest(place),
    kind: "sleeper burst",
    isHonest: false,
    program: "own",
    lossShare: 0,
    ring,
    answering: ({ unit, now }) => (now >= strikesAtMs ? { claim: lie(unit, RING_SALT + 1), isComputed: false } : null),
  });
}

/** Many identities that come within one hour, and agree on lies from the start. */
export function sybils(prefixes: number): (place: Place) => Character {
  const ring = newRing();
  return (place) => ({
    ...honest(place),
    kind: prefixes === Infinity ? "sybil flood, many networks" : `sybil flood, ${prefixes} networks`,
    isHonest: false,
    program: "own",
    lossShare: 0,
    enrolledAgoMs: 0,
    prefix: prefixes === Infinity ? place.prefix : `sybil ${place.index % prefixes}`,
    ring,
    answering: ({ unit }) => ({ claim: lie(unit, RING_SALT + 2), isComputed: false }),
  });
}
