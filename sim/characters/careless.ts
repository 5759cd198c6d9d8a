/** Wrong without a plan: hosts that do not compute, or whose memory is bad. */
import type { Character, Place } from "../character.ts";
import { lie } from "../kernel.ts";
import { between } from "../prng.ts";
import { honest } from "./honest.ts";

/** Salts that no two hosts are likely to share. */
const MANY = 2 ** 30;

/** Sends plausible garbage, each time other garbage, and computes nothing. */
export const lazy = (place: Place): Character => ({
  ...honest(place),
  kind: "lazy",
  isHonest: false,
  answering: ({ unit, random }) => ({ claim: lie(unit, between(random, 1, MANY)), isComputed: false }),
});

/** Computes, and now and then gets it wrong: a broken machine. */
export const randomWrong = (place: Place): Character => ({
  ...honest(place),
  kind: "random-wrong",
  isHonest: false,
  answering: ({ unit, random }) => (random() < 0.05 ? { claim: lie(unit, between(random, 1, MANY)), isComputed: true } : null),
});
