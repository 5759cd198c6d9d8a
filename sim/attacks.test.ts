import { expect, test } from "vitest";
import { countOf, tallyOf } from "./ask.ts";
import { closerLook } from "./closer-look.ts";
import { checkBooks, keepsInvariants } from "./invariants.ts";
import { findingsOf, gainOfLying, validatedUnits } from "./judge.ts";
import { commitSeed } from "./seeds.ts";
import { ATTACKS, CHEATS, planOf, type Study, studiesOf } from "./studies.ts";
import { mark, type Marks } from "./watch.ts";
import { runWorld, type WorldPlan } from "./world.ts";

const UNITS = 8_000;
const SEED = commitSeed();

/** Small enough that several hundred units are there for each of its hosts. */
function smallPlan(study: Study): WorldPlan {
  const plan = planOf(study, UNITS, SEED);
  return { ...plan, policy: { leaseSeconds: 60 }, crowd: { ...plan.crowd, hosts: 20 } };
}

const marks: Marks = new Map();

console.log(`seed of this commit: ${SEED}`);

test.each(studiesOf(["certificate", "quorum", "adaptive"], [20]).map((study) => [study.assurance, study.attack.name, study] as const))(
  "%s against %s, a fifth of the hosts: every unit gets its verdict, the books are right, and few rows are wrong",
  (_, __, study) => {
    const look = closerLook(marks);
    const check = keepsInvariants(200);
    const end = runWorld({ ...smallPlan(study), everyStep: (step) => (look(step), check(step)) });
    checkBooks(end.server);
    for (const [name, count] of end.watch.marks) mark(marks, name, count);
    for (const [, record] of validatedUnits(end)) {
      mark(marks, `basis: ${record.basis}`);
      if (record.answers.some(({ agrees }) => !agrees)) mark(marks, "a third voice decided");
    }
    mark(marks, "expired lease", countOf(end, "leases WHERE state = 'expired'"));
    expect(tallyOf(end)).toMatchObject({ state: "finished", held: 0, undecided: 0 });
    const { wrong, validated } = findingsOf(end);
    expect(validated).toBe(UNITS);
    expect(wrong / UNITS).toBeLessThanOrEqual(study.assurance === "certificate" ? 0 : 0.05);
  },
);

test("the attacks met what they were meant to meet", () => {
  const seen = [...marks].filter(([, count]) => count > 0).map(([name]) => name);
  expect(seen).toEqual(
    expect.arrayContaining([
      "held",
      "vested",
      "re-opened",
      "voided",
      "audit asked for",
      "audit passed",
      "ringer answered",
      "ringer failed",
      "expired lease",
      "a third voice decided",
      "liar found out",
      "idle: awaiting-checks",
      "idle: only-own-work",
      "refused: replayed-request",
      "refused: foreign-lease",
      "basis: certificate",
      "basis: established",
      "basis: newcomers",
      "basis: reliable",
    ]),
  );
});

test.each(CHEATS.map((attack) => [attack.name, attack] as const))("%s: it gains less credit than computing would", (_, attack) => {
  const end = runWorld(smallPlan({ assurance: "adaptive", attack, share: 5 }));
  expect(gainOfLying(end)).toBeLessThan(1);
});

test("every step of a small world keeps the books", () => {
  for (const assurance of ["quorum", "adaptive", "certificate"] as const) {
    const [attack] = ATTACKS[assurance];
    if (attack === undefined) throw new Error("no attack");
    const plan = planOf({ assurance, attack, share: 20 }, 150, SEED);
    const end = runWorld({ ...plan, crowd: { ...plan.crowd, hosts: 12 }, everyStep: keepsInvariants(1) });
    expect(tallyOf(end)).toMatchObject({ state: "finished", validated: 150 });
  }
});
