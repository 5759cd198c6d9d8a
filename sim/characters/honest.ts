/** Those who mean well, on machines and lines of every kind. */
import { always, type Character, type Place } from "../character.ts";
import { between } from "../prng.ts";

const YEAR_MS = 365 * 24 * 3_600_000;

export function honest({ comesAtMs, enrolledAgoMs, prefix, unitMs }: Place): Character {
  return {
    kind: "honest",
    isHonest: true,
    program: "client",
    cores: 1,
    unitMs,
    latencyMs: [20, 400],
    lossShare: 0.01,
    errorShare: 0,
    enrolledAgoMs,
    comesAtMs,
    vanishesAfterMs: Infinity,
    clockOffsetMs: 0,
    prefix,
    answering: always(null),
  };
}

/** Takes many times as long, so that its leases run out. */
export function slow(place: Place): Character {
  const [low, high] = place.unitMs;
  return { ...honest(place), kind: "slow", unitMs: [low * 40, high * 80] };
}

/** Is gone at some time without a word, and what it held with it. */
export const vanishing = (place: Place): Character => ({
  ...honest(place),
  kind: "vanishing",
  vanishesAfterMs: between(place.random, 1_000, 60_000),
});

/** On a line that loses a good part of what is sent. */
export const unlucky = (place: Place): Character => ({ ...honest(place), kind: "unlucky", latencyMs: [500, 8_000], lossShare: 0.3 });

/** Its clock is a year off, one way or the other. */
export const skewed = (place: Place): Character => ({
  ...honest(place),
  kind: "skewed",
  clockOffsetMs: place.index % 2 === 0 ? YEAR_MS : -YEAR_MS,
});

/** Now and then a unit ends in a trap. */
export const faulty = (place: Place): Character => ({ ...honest(place), kind: "faulty", errorShare: 0.02 });
