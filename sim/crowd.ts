/** Who comes: an honest crowd of every kind, and among it a share of others. */
import type { Character, Place } from "./character.ts";
import { faulty, honest, skewed, slow, unlucky, vanishing } from "./characters/honest.ts";
import { between, type Random } from "./prng.ts";

export type Kind = (place: Place) => Character;

export interface Crowd {
  readonly hosts: number;
  /** Share of all hosts that are not honest; in turn of each of the kinds. */
  readonly share: number;
  readonly others: readonly Kind[];
  /** Milliseconds over which all come. */
  readonly arrivalMs: number;
  readonly unitMs: readonly [number, number];
  /** Whether the honest are of all kinds, or simply honest. */
  readonly isMixed: boolean;
}

const HOUR_MS = 3_600_000;
const MONTH_MS = 30 * 24 * HOUR_MS;

/** Of fifty who mean well, so many are of a special kind. */
const SPECIAL: readonly Kind[] = [slow, vanishing, vanishing, unlucky, skewed, faulty];
const SPECIAL_OF = 50;

export function crowdOf({ hosts, share, others, arrivalMs, unitMs, isMixed }: Crowd, random: Random): Character[] {
  const othersCount = others.length === 0 ? 0 : Math.max(1, Math.round(hosts * share));
  return Array.from({ length: hosts }, (_, index) => {
    const comesAtMs = between(random, 0, arrivalMs);
    const place = { index, comesAtMs, enrolledAgoMs: between(random, HOUR_MS, MONTH_MS), prefix: `net ${index}`, random, unitMs };
    const kind = index < othersCount ? others[index % others.length] : isMixed ? SPECIAL[(index - othersCount) % SPECIAL_OF] : honest;
    return (kind ?? honest)(place);
  });
}
