/** Runs the worlds of a study, and adds up what was found. */
import { type Findings, findingsOf, gainOfLying } from "./judge.ts";
import { median } from "./median.ts";
import { startStopwatch } from "./stopwatch.ts";
import { planOf, type Study } from "./studies.ts";
import { mark, type Marks } from "./watch.ts";
import { runWorld } from "./world.ts";

export interface Outcome {
  readonly study: Study;
  readonly worlds: readonly Findings[];
  /** The largest of the worlds; null where nobody lied. */
  readonly gain: number | null;
  readonly marks: Marks;
  /** Of the processor. */
  readonly seconds: number;
}

/** Worlds of so many units; each seed is one. */
export function runStudy(study: Study, units: number, seeds: readonly number[], hosts?: number): Outcome {
  const seconds = startStopwatch();
  const marks: Marks = new Map();
  const worlds: Findings[] = [];
  let gain: number | null = null;
  for (const seed of seeds) {
    const end = runWorld(planOf(study, units, seed, hosts));
    worlds.push(findingsOf(end));
    const found = gainOfLying(end);
    if (found !== null) gain = Math.max(gain ?? 0, found);
    for (const [name, count] of end.watch.marks) mark(marks, name, count);
  }
  return { study, worlds, gain, marks, seconds: seconds() };
}

export interface Totals {
  readonly units: number;
  readonly results: number;
  readonly replication: number;
  readonly lateReplication: number;
  readonly wrong: number;
  readonly poor: number;
  readonly wrongShare: number;
  readonly badShare: number;
  readonly stolenShare: number;
  readonly liars: number;
  readonly caught: number;
  readonly failed: number;
  readonly detectionMs: number | null;
  readonly detectionResults: number | null;
}

export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const worlds = outcomes.flatMap((outcome) => outcome.worlds);
  const sum = (count: (findings: Findings) => number): number => worlds.reduce((total, findings) => total + count(findings), 0);
  const middle = (value: (findings: Findings) => number | null): number | null =>
    median(worlds.map(value).filter((found) => found !== null));
  const [units, results, wrong, poor] = [sum((w) => w.units), sum((w) => w.results), sum((w) => w.wrong), sum((w) => w.poor)];
  const validated = sum((w) => w.validated);
  return {
    units,
    results,
    replication: results / units,
    lateReplication: sum((w) => w.lateResults) / sum((w) => w.lateUnits),
    wrong,
    poor,
    wrongShare: wrong / validated,
    badShare: (wrong + poor) / validated,
    stolenShare: sum((w) => w.stolen) / sum((w) => w.granted),
    liars: sum((w) => w.liars),
    caught: sum((w) => w.caught),
    failed: sum((w) => w.failed),
    detectionMs: middle((w) => w.detectionMs),
    detectionResults: middle((w) => w.detectionResults),
  };
}
