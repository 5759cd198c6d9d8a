import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bucket, type Rate, take } from "./rate-limit.ts";

const rate: Rate = { burst: 3, perSecond: 0.5 };

/** How many of these requests pass. */
function passed(instants: readonly number[], { burst, perSecond }: Rate): number {
  let bucket: Bucket | undefined;
  let count = 0;
  for (const now of instants) {
    const taking = take(bucket, { burst, perSecond }, now);
    if (!taking.ok) continue;
    bucket = taking.bucket;
    count += 1;
  }
  return count;
}

test("I7 a burst passes, then one request for each that the rate brings", () => {
  expect(passed([0, 0, 0, 0, 0], rate)).toBe(3);
  expect(passed([0, 0, 0, 1_999, 2_000, 2_001, 4_000], rate)).toBe(5);
});

test("I7 who is refused is told when to ask again, and passes then", () => {
  let bucket: Bucket | undefined;
  for (let i = 0; i < 3; i++) {
    const taking = take(bucket, rate, 500);
    if (taking.ok) bucket = taking.bucket;
  }
  const refused = take(bucket, rate, 600);
  expect(refused).toEqual({ ok: false, retryAfterSeconds: 2 });
  expect(take(bucket, rate, 2_600).ok).toBe(true);
});

test("I7 never do more pass than the burst and what the rate brings, whatever the clock does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 200 }), (instants) => {
      // Each way forward may bring the rate's share once, and a clock that is set back and on again brings it twice.
      const forward = instants.reduce((sum, now, i) => sum + Math.max(0, now - (instants[i - 1] ?? now)), 0);
      expect(passed(instants, rate)).toBeLessThanOrEqual(rate.burst + (forward / 1_000) * rate.perSecond);
    }),
  );
});
