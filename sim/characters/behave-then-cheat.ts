/** Computes until it is trusted, then lies at a rate; found out, it behaves again for as long. */
import type { Character, Place } from "../character.ts";
import { lie } from "../kernel.ts";
import { between } from "../prng.ts";
import { honest } from "./honest.ts";

export interface CheatPlan {
  /** Answers it gives truly before it lies. */
  readonly behaves: number;
  /** Share of lies from then on. */
  readonly rate: number;
}

export const behaveThenCheat =
  ({ behaves, rate }: CheatPlan) =>
  (place: Place): Character => ({
    ...honest(place),
    kind: `cheats ${Math.round(rate * 100)} % after ${behaves}`,
    isHonest: false,
    program: "own",
    lossShare: 0,
    answering: ({ unit, sinceCaught, random }) =>
      sinceCaught >= behaves && random() < rate ? { claim: lie(unit, between(random, 1, 2 ** 30)), isComputed: false } : null,
  });
