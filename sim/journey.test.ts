import { expect, test } from "vitest";
import { answeredUnits, countOf, hostsOf, tallyOf } from "./ask.ts";
import { findingsOf, validatedUnits } from "./judge.ts";
import { allSeeds, commitSeed } from "./seeds.ts";
import { mark, type Marks } from "./watch.ts";
import type { Kind } from "./crowd.ts";
import { runWorld, type WorldEnd, type WorldPlan } from "./world.ts";
import { lazy, randomWrong } from "./characters/careless.ts";
import { faulty } from "./characters/honest.ts";
import { replayer, thief } from "./characters/mischievous.ts";

const SEEDS = allSeeds();

/** Often enough to be met in each of these small worlds. */
const trapping: Kind = (place) => ({ ...faulty(place), errorShare: 0.3 });

const PLAN: Omit<WorldPlan, "seed"> = {
  units: 600,
  assurance: "quorum",
  policy: { leaseSeconds: 300, maxErrorResults: 6, maxTotalResults: 30 },
  crowd: {
    hosts: 60,
    share: 0.1,
    others: [lazy, randomWrong, replayer, thief, trapping],
    arrivalMs: 120_000,
    unitMs: [800, 2_500],
    isMixed: true,
  },
  killEveryMs: 20_000,
  patienceMs: 24 * 3_600_000,
  remembers: true,
};

/** Each world is run once, and looked at from several sides. */
const worlds = new Map(SEEDS.map((seed) => [seed, runWorld({ ...PLAN, seed })]));

function worldOf(seed: number): WorldEnd {
  const end = worlds.get(seed);
  if (end === undefined) throw new Error(`no world of seed ${seed}`);
  return end;
}

console.log(`seed of this commit: ${commitSeed()}`);

test.each(SEEDS)("seed %i: a crowd of honest, slow, vanishing and wrong hosts finishes a batch, rightly", (seed) => {
  const end = worldOf(seed);
  expect(tallyOf(end)).toMatchObject({ state: "finished", validated: PLAN.units, failed: 0 });
  expect(findingsOf(end)).toMatchObject({ wrong: 0, poor: 0, stolen: 0 });
});

test.each(SEEDS)("seed %i: what was acknowledged is there, though the server was killed again and again", (seed) => {
  const end = worldOf(seed);
  const { acknowledged } = end.watch;
  const answered = answeredUnits(end);
  expect(end.kills).toBeGreaterThan(3);
  expect(acknowledged.length).toBeGreaterThanOrEqual(2 * PLAN.units);
  expect(acknowledged.filter(({ host, unit }) => answered.get(unit)?.has(host) !== true)).toEqual([]);
});

test("the crowd met what it was meant to meet", () => {
  const marks: Marks = new Map();
  for (const end of worlds.values()) {
    for (const [name, count] of end.watch.marks) mark(marks, name, count);
    for (const [, record] of validatedUnits(end)) {
      mark(marks, "error", record.failures.length);
      mark(marks, "dissent", record.answers.filter(({ agrees }) => !agrees).length);
    }
    mark(marks, "expired", countOf(end, "leases WHERE state = 'expired'"));
  }
  const seen = [...marks].filter(([, count]) => count > 0).map(([name]) => name);
  expect(seen).toEqual(
    expect.arrayContaining(["error", "dissent", "expired", "refused: replayed-request", "refused: foreign-lease", "liar found out"]),
  );
});

test("one seed replays one world", () => {
  const [once, again] = [worldOf(1), runWorld({ ...PLAN, seed: 1 })];
  expect(again.elapsedMs).toBe(once.elapsedMs);
  expect(hostsOf(again)).toEqual(hostsOf(once));
  expect(again.server.sql.all("SELECT * FROM unit_records")).toEqual(once.server.sql.all("SELECT * FROM unit_records"));
});
