import { expect, test } from "vitest";
import { nodeSql } from "../server/sql/node-sql.ts";
import { answeredUnits, tallyOf } from "./ask.ts";
import { lazy } from "./characters/careless.ts";
import { type CrashingSql, crashingSql } from "./crash.ts";
import { findingsOf } from "./judge.ts";
import { runWorld, type WorldEnd, type WorldPlan } from "./world.ts";

const SMALL: WorldPlan = {
  seed: 7,
  units: 4,
  assurance: "quorum",
  policy: { leaseSeconds: 60, maxTotalResults: 30 },
  crowd: { hosts: 4, share: 0.25, others: [lazy], arrivalMs: 5_000, unitMs: [2_000, 5_000], isMixed: false },
  killEveryMs: Infinity,
  patienceMs: 24 * 3_600_000,
  remembers: true,
};

/** The same world, whose server dies at one operation of its database. */
function worldWithCrash(plan: WorldPlan, at: number, after: boolean): { readonly end: WorldEnd; readonly sql: CrashingSql } {
  const sql = crashingSql(nodeSql());
  return { sql, end: runWorld(plan, sql, () => sql.arm(at, after)) };
}

test.each([
  ["quorum", false],
  ["quorum", true],
  ["adaptive", false],
  ["certificate", false],
] as const)(
  "class %s: the server may die at any storage operation (after it: %s), and nothing acknowledged is lost",
  (assurance, after) => {
    const plan: WorldPlan = { ...SMALL, assurance };
    let crashes = 0;
    for (let at = 1; ; at++) {
      const { end, sql } = worldWithCrash(plan, at, after);
      const operations = sql.operations();
      sql.arm(Infinity, false);
      expect(tallyOf(end), `crash at operation ${at}`).toMatchObject({ state: "finished", validated: plan.units, failed: 0 });
      expect(findingsOf(end), `crash at operation ${at}`).toMatchObject({ wrong: 0, stolen: 0 });
      const answered = answeredUnits(end);
      const gone = end.watch.acknowledged.filter(({ host, unit }) => answered.get(unit)?.has(host) !== true);
      expect(gone, `crash at operation ${at}`).toEqual([]);
      if (operations < at) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(100);
  },
);
