/** The worlds that trust is measured in: for each class of assurance, those who attack it, in three strengths. */
import type { Assurance } from "../protocol/messages.ts";
import { behaveThenCheat } from "./characters/behave-then-cheat.ts";
import { lazy, randomWrong } from "./characters/careless.ts";
import { farmer, halfFarmer } from "./characters/farmer.ts";
import { replayer, thief } from "./characters/mischievous.ts";
import { ringOf, sleepers, sybils } from "./characters/ring.ts";
import type { Kind } from "./crowd.ts";
import type { WorldPlan } from "./world.ts";

export type Share = 1 | 5 | 20;
export const SHARES: readonly Share[] = [1, 5, 20];
export const CLASSES: readonly Assurance[] = ["certificate", "quorum", "adaptive"];

/** Adversaries by name; made anew for each world, as a ring remembers what it holds. */
export interface Attack {
  readonly name: string;
  readonly kinds: (plan: { readonly durationMs: number }) => readonly Kind[];
}

const CARELESS: Attack = { name: "careless: lazy, broken", kinds: () => [lazy, randomWrong] };
const MISCHIEF: Attack = { name: "replayers and thieves", kinds: () => [replayer, thief] };
const FARMERS: Attack = { name: "credit farmers", kinds: () => [farmer, halfFarmer] };
const RING: Attack = { name: "colluding ring, once reliable", kinds: () => [ringOf(300)] };
const SLEEPERS: Attack = { name: "sleeper burst, half way", kinds: ({ durationMs }) => [sleepers(durationMs / 2)] };
const FEW_NETWORKS: Attack = { name: "sybil flood, 3 networks", kinds: () => [sybils(3)] };
const MANY_NETWORKS: Attack = { name: "sybil flood, many networks", kinds: () => [sybils(Infinity)] };

const cheats = (behaves: number, rate: number): Attack => ({
  name: `behave ${behaves}, then cheat ${rate * 100} %`,
  kinds: () => [behaveThenCheat({ behaves, rate })],
});

/** Rates at which a host lies once it is trusted: the best for it lies somewhere between. */
export const CHEATS: readonly Attack[] = [cheats(300, 0.01), cheats(300, 0.05), cheats(300, 0.25), cheats(300, 1)];

export const ATTACKS: Readonly<Record<Assurance, readonly Attack[]>> = {
  certificate: [CARELESS, FARMERS, cheats(30, 0.25), MISCHIEF],
  quorum: [CARELESS, cheats(30, 0.25), RING, SLEEPERS, FEW_NETWORKS, MANY_NETWORKS, MISCHIEF],
  adaptive: [CARELESS, ...CHEATS, RING, SLEEPERS, MANY_NETWORKS],
};

/** Mean milliseconds of a unit on an honest machine. */
const UNIT_MS = 50;
/** A world of which a host computes many times more than it takes to be trusted. */
const UNITS_PER_HOST = 1_000;
const [FEWEST_HOSTS, MOST_HOSTS] = [100, 2_000];

/** How many results a unit takes at the least. */
const EXPECTED: Record<Assurance, number> = { certificate: 1, quorum: 2, adaptive: 1.2 };

export interface Study {
  readonly assurance: Assurance;
  readonly attack: Attack;
  readonly share: Share;
}

export const studiesOf = (classes: readonly Assurance[], shares: readonly Share[] = SHARES): Study[] =>
  classes.flatMap((assurance) => shares.flatMap((share) => ATTACKS[assurance].map((attack) => ({ assurance, attack, share }))));

/** Worlds of so many units, and of as many hosts as fit them unless a number is given. */
export function planOf({ assurance, attack, share }: Study, units: number, seed: number, hostCount?: number): WorldPlan {
  const hosts = hostCount ?? Math.min(MOST_HOSTS, Math.max(FEWEST_HOSTS, Math.round(units / UNITS_PER_HOST)));
  const durationMs = (units * EXPECTED[assurance] * UNIT_MS) / hosts;
  return {
    seed,
    units,
    assurance,
    policy: { leaseSeconds: 600 },
    crowd: {
      hosts,
      share: share / 100,
      others: attack.kinds({ durationMs }),
      arrivalMs: Math.min(60_000, durationMs / 10),
      unitMs: [UNIT_MS * 0.6, UNIT_MS * 1.4],
      isMixed: true,
    },
    killEveryMs: Infinity,
    patienceMs: 30 * 24 * 3_600_000,
  };
}
