/** What a simulated host is like: its machine, its line, and what it is up to. */
import type { Claim } from "./kernel.ts";
import type { Random } from "./prng.ts";

/** A claim, and whether the host computed for it. */
export interface Lie {
  readonly claim: Claim;
  readonly isComputed: boolean;
}

/** What a host knows when it answers a unit. */
export interface Moment {
  readonly unit: number;
  /** Answers it has given, and those it has given since it was last found out. */
  readonly answers: number;
  readonly sinceCaught: number;
  /** The true time, in milliseconds since the beginning. */
  readonly now: number;
  readonly random: Random;
}

/** What it answers; null is the truth, computed. */
export type Answering = (moment: Moment) => Lie | null;

/** What a host does beside its work, with each request that was answered. */
export type Mischief = "replay" | "theft";

/** Hosts that act together, and what they hold between them. */
export interface Ring {
  /** Ways to make a member ask now. */
  readonly nudges: (() => void)[];
  /** How many members were lent a unit. */
  readonly held: Map<number, number>;
}

export interface Character {
  /** Name of its kind, for the tables. */
  readonly kind: string;
  readonly isHonest: boolean;
  /** The project's own client, or a program of its own that asks for all it can get. */
  readonly program: "client" | "own";
  readonly cores: number;
  /** Milliseconds a unit takes, at least and at most. */
  readonly unitMs: readonly [number, number];
  /** Milliseconds a message takes. */
  readonly latencyMs: readonly [number, number];
  /** Share of messages that are lost, on the way there or back. */
  readonly lossShare: number;
  /** Share of units that end as an error. */
  readonly errorShare: number;
  /** How long before the beginning it enrolled; 0 when it does so as it comes. */
  readonly enrolledAgoMs: number;
  /** When it begins to work, in milliseconds after the beginning. */
  readonly comesAtMs: number;
  /** Milliseconds after its coming at which it is gone without a word; Infinity for never. */
  readonly vanishesAfterMs: number;
  /** How far its own clock is off. */
  readonly clockOffsetMs: number;
  /** Keyed hash of its network's prefix; null where the address says nothing. */
  readonly prefix: string | null;
  readonly answering: Answering;
  readonly mischief?: Mischief;
  readonly ring?: Ring;
  /** Units at most that its own program asks for at once. */
  readonly appetite?: number;
}

/** Where and when a host of a crowd is: what its kind does not decide. */
export interface Place {
  readonly index: number;
  readonly comesAtMs: number;
  readonly enrolledAgoMs: number;
  readonly prefix: string;
  readonly random: Random;
  /** How long a unit takes an honest machine of this world, at least and at most. */
  readonly unitMs: readonly [number, number];
}

export const always =
  (lie: Lie | null): Answering =>
  () =>
    lie;

export const newRing = (): Ring => ({ nudges: [], held: new Map() });
