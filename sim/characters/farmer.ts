/** Farms credit: true claims that cost nothing, as many as it is lent, under many identities. */
import { type Character, type Place } from "../character.ts";
import { poorClaim } from "../kernel.ts";
import { honest } from "./honest.ts";

export const farmer = (place: Place): Character => ({
  ...honest(place),
  kind: "credit farmer",
  isHonest: false,
  program: "own",
  lossShare: 0,
  appetite: 1_000,
  answering: ({ unit }) => ({ claim: poorClaim(unit), isComputed: false }),
});

/** Computes half of what it is asked, and farms the other half. */
export const halfFarmer = (place: Place): Character => ({
  ...farmer(place),
  kind: "half a farmer",
  answering: ({ unit, random }) => (random() < 0.5 ? { claim: poorClaim(unit), isComputed: false } : null),
});
