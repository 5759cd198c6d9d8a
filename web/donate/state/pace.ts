/** How long the pieces in hand will still take, measured from their own progress since they were first seen. */
import type { WorkerSnapshot } from "../../engine/engine-api.ts";

/** Where a unit stood when it was first seen. */
interface Sighting {
  readonly unit: string;
  readonly progress: number;
  readonly at: number;
}

/** Sightings by worker slot. */
export type Pace = ReadonlyMap<number, Sighting>;

/** Less than this has too little in it to measure by. */
const MIN_SHARE_SEEN = 0.005;

/** Remembers new units and forgets the ones that left. */
export function observe(pace: Pace, workers: readonly WorkerSnapshot[], now: number): Pace {
  const next = new Map<number, Sighting>();
  for (const { slot, unit } of workers) {
    if (unit === null) continue;
    const name = `${unit.batchId}/${unit.unit}`;
    const known = pace.get(slot);
    next.set(slot, known?.unit === name ? known : { unit: name, progress: unit.progress, at: now });
  }
  return next;
}

/** Milliseconds until the last of the units in hand is done, or null when one of them cannot be told yet. */
export function remainingMs(pace: Pace, workers: readonly WorkerSnapshot[], now: number): number | null {
  let longest = 0;
  for (const { slot, unit } of workers) {
    if (unit === null) continue;
    const first = pace.get(slot);
    const seen = first === undefined ? 0 : unit.progress - first.progress;
    if (first === undefined || seen < MIN_SHARE_SEEN) return null;
    longest = Math.max(longest, ((now - first.at) / seen) * (1 - unit.progress));
  }
  return longest === 0 ? null : longest;
}
