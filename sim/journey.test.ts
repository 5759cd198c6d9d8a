import { expect, test } from "vitest";
import { checkInvariants } from "../server/cell/testing/invariants.ts";
import { answeredBy } from "../server/domain/work-unit.ts";
import type { Character } from "./host.ts";
import { between, type Random } from "./prng.ts";
import { runWorld, type WorldEnd, type WorldPlan } from "./world.ts";

/** Seeds that every change is tried on. A seed that ever failed stays here for good. */
const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34];

const truth = (unit: number): number => unit * 2;

const honest = (random: Random): Character => ({
  cores: between(random, 1, 4),
  unitMs: [800, 2_500],
  latencyMs: [20, 400],
  lossShare: 0.05,
  answer: truth,
  errorShare: 0.01,
});

/** Of ten hosts: six honest, one slow, one that vanishes, one on a bad line, one that answers wrongly. */
function mixed(index: number, random: Random): Character {
  const usual = honest(random);
  switch (index % 10) {
    case 0:
      return { ...usual, unitMs: [60_000, 200_000] };
    case 1:
      return { ...usual, vanishesAfterMs: between(random, 1_000, 300_000) };
    case 2:
      return { ...usual, lossShare: 0.4, latencyMs: [500, 8_000] };
    case 3:
      return { ...usual, answer: (unit) => 1_000_000 + unit * 100 + index };
    default:
      return usual;
  }
}

const PLAN: Omit<WorldPlan, "seed"> = {
  units: 200,
  policy: { leaseSeconds: 300, maxErrorResults: 6, maxTotalResults: 30 },
  hosts: 30,
  arrivalMs: 120_000,
  character: mixed,
  killEveryMs: 20_000,
  patienceMs: 6 * 3_600_000,
};

function decided({ server, status }: WorldEnd) {
  return server.store().units.decidedAfter(1, -1, status.units);
}

test.each(SEEDS)("seed %i: a crowd of honest, slow, vanishing and wrong hosts finishes a batch, rightly", (seed) => {
  const end = runWorld({ ...PLAN, seed });
  expect(end.status).toMatchObject({ state: "finished", validated: PLAN.units, failed: 0 });
  for (const { unit, record } of decided(end)) {
    expect(record).toMatchObject({ kind: "validated", pictureValue: truth(unit) });
  }
  checkInvariants(end.server.store(), end.server.sql, end.hosts);
});

test.each(SEEDS)("seed %i: what was acknowledged is there, though the server was killed again and again", (seed) => {
  const end = runWorld({ ...PLAN, seed });
  const records = new Map(decided(end).map(({ unit, record }) => [unit, new Set<string>(answeredBy(record))]));
  expect(end.kills).toBeGreaterThan(3);
  expect(end.acknowledged.length).toBeGreaterThanOrEqual(2 * PLAN.units);
  const gone = end.acknowledged.filter(({ host, unit }) => records.get(unit)?.has(host) !== true);
  expect(gone).toEqual([]);
});

test("the crowd met what it was meant to meet: lost leases, errors, and wrong answers", () => {
  const marks = { lost: 0, errors: 0, rejected: 0 };
  for (const seed of SEEDS) {
    const end = runWorld({ ...PLAN, seed });
    for (const { record } of decided(end)) {
      marks.errors += record.failures.length;
      if (record.kind !== "open") marks.rejected += record.answers.filter((answer) => !answer.agrees).length;
    }
    marks.lost += Number(end.server.sql.all("SELECT count(*) AS n FROM leases WHERE state = 'expired'")[0]?.["n"]);
  }
  const missed = Object.entries(marks).filter(([, count]) => count === 0);
  expect(missed).toEqual([]);
});

test("one seed replays one world", () => {
  const [once, again] = [runWorld({ ...PLAN, seed: 99 }), runWorld({ ...PLAN, seed: 99 })];
  expect(again.elapsedMs).toBe(once.elapsedMs);
  expect(again.server.sql.all("SELECT * FROM unit_records")).toEqual(once.server.sql.all("SELECT * FROM unit_records"));
});
