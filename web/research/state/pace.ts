/** How fast a batch goes and when it may end, from what was seen while its page is open. */

/** Units that are decided, at an instant. */
export interface Sighting {
  readonly at: number;
  readonly decided: number;
}

export interface Pace {
  readonly perHour: number;
  /** Instants between which it ends, if it goes on like this. */
  readonly earliest: number;
  readonly latest: number;
}

/** What lies further back says little of now. */
export const WINDOW_MS = 900_000;
/** A rate from less than this is mostly chance. */
const MIN_SPAN_MS = 20_000;
const MIN_DECIDED = 3;

/** The sightings that count, with a new one. Fewer decided units than before mean that failed ones began anew: it starts over. */
export function withSighting(seen: readonly Sighting[], next: Sighting): Sighting[] {
  const last = seen.at(-1);
  if (last !== undefined && next.decided < last.decided) return [next];
  return [...seen.filter(({ at }) => next.at - at <= WINDOW_MS), next];
}

/** The pace with `remaining` units to go, or undefined while too little was seen. As wide as chance makes so few arrivals. */
export function paceOf(seen: readonly Sighting[], remaining: number): Pace | undefined {
  const [first] = seen;
  const last = seen.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const span = last.at - first.at;
  const decided = last.decided - first.decided;
  if (span < MIN_SPAN_MS || decided < MIN_DECIDED) return undefined;
  const perMs = decided / span;
  const doubt = Math.min(0.6, Math.max(0.1, 1 / Math.sqrt(decided)));
  const left = remaining / perMs;
  return { perHour: perMs * 3_600_000, earliest: last.at + left * (1 - doubt), latest: last.at + left / (1 - doubt) };
}
