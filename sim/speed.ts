/** How many results a second of one core's time the simulation takes through client and cell. */
import { median } from "./median.ts";
import { startStopwatch } from "./stopwatch.ts";
import { runWorld } from "./world.ts";

const RUNS = 3;
const UNITS = 100_000;

/** Results that the cell stored by seconds of the processor that it took, setting up included; the middle of some runs. */
export function measureSpeed(seed: number): number {
  return median(Array.from({ length: RUNS }, (_, i) => resultsPerSecond(seed + i))) ?? 0;
}

function resultsPerSecond(seed: number): number {
  const seconds = startStopwatch();
  const end = runWorld({
    seed,
    units: UNITS,
    assurance: "quorum",
    policy: { leaseSeconds: 600 },
    crowd: { hosts: 200, share: 0, others: [], arrivalMs: 10_000, unitMs: [30, 70], isMixed: true },
    killEveryMs: Infinity,
    patienceMs: 24 * 3_600_000,
  });
  const results = end.server.store().batches.find(end.batchId)?.tally.results ?? 0;
  return results / seconds();
}
