import { expect, test } from "vitest";
import {
  type EnrolmentPace,
  FIRST_WORK_BITS,
  MOST_WORK_BITS,
  NO_ENROLMENTS,
  SURGE_PER_MINUTE,
  withEnrolment,
  workBits,
} from "./enrolment-surge.ts";

const START = 29_000_000 * 60_000;

const after = (count: number, now: number, pace: EnrolmentPace = NO_ENROLMENTS): EnrolmentPace => {
  for (let i = 0; i < count; i++) pace = withEnrolment(pace, now);
  return pace;
};

test("I9 enrolling takes no work until as many have enrolled as make a surge", () => {
  expect(workBits(NO_ENROLMENTS, START)).toBe(0);
  expect(workBits(after(SURGE_PER_MINUTE - 1, START), START)).toBe(0);
  expect(workBits(after(SURGE_PER_MINUTE, START), START)).toBe(FIRST_WORK_BITS);
});

test("I9 each doubling takes a bit more, up to a limit", () => {
  expect(workBits(after(2 * SURGE_PER_MINUTE, START), START)).toBe(FIRST_WORK_BITS + 1);
  expect(workBits(after(100 * SURGE_PER_MINUTE, START), START)).toBe(MOST_WORK_BITS);
});

test("I9 a surge is over a minute or two after it has ended", () => {
  const surging = after(SURGE_PER_MINUTE, START + 59_999);
  expect(workBits(surging, START + 60_000)).toBe(FIRST_WORK_BITS);
  expect(workBits(surging, START + 90_000)).toBe(0);
  expect(workBits(surging, START + 120_000)).toBe(0);
  // What came before the surge is not counted with it.
  expect(workBits(withEnrolment(surging, START + 180_000), START + 180_000)).toBe(0);
});
