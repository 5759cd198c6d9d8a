import fc from "fast-check";
import { expect, test } from "vitest";
import { dayEnd, dayOf, drawOn } from "./quota.ts";

test("Q8 a limit is granted whole or not at all, and never passed", () => {
  const amount = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(amount, fc.array(amount), (limit, wishes) => {
      let used = 0;
      for (const wanted of wishes) {
        const verdict = drawOn(limit, used, wanted);
        expect(verdict).toEqual(used + wanted <= limit ? { ok: true, used: used + wanted } : { ok: false, left: limit - used, limit });
        if (verdict.ok) ({ used } = verdict);
        expect(used).toBeLessThanOrEqual(limit);
      }
    }),
  );
  // A limit that was lowered below what is used leaves nothing, and no debt.
  expect(drawOn(5, 9, 1)).toEqual({ ok: false, left: 0, limit: 5 });
});

test("Q8 a day ends at midnight, by UTC", () => {
  const noon = Date.UTC(2026, 10, 20, 12);
  expect(dayEnd(noon)).toBe(Date.UTC(2026, 10, 21));
  expect([dayOf(dayEnd(noon) - 1), dayOf(dayEnd(noon))]).toEqual([dayOf(noon), dayOf(noon) + 1]);
});
