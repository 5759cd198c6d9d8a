/**
 * When enrolling takes a little work. It only slows a flood: what a new identity really costs is its probation. So it
 * is asked for when many enrol at once, and more the more they are.
 */

/** Hosts that enrolled in a minute of the clock and in the one before. */
export interface EnrolmentPace {
  readonly minute: number;
  readonly thisMinute: number;
  readonly lastMinute: number;
}

export const NO_ENROLMENTS: EnrolmentPace = { minute: 0, thisMinute: 0, lastMinute: 0 };

const MINUTE_MS = 60_000;

/** Enrolments a minute from which on it takes work: 864,000 a day, more visitors than this ever had. */
export const SURGE_PER_MINUTE = 600;

/** Leading zero bits at first: 2^18 hashes, about half a second of a page's script. */
export const FIRST_WORK_BITS = 18;

/** And at most: 2^22 hashes, about ten seconds, and a minute on a slow telephone. */
export const MOST_WORK_BITS = 22;

/** The pace after one more enrolment. */
export function withEnrolment(pace: EnrolmentPace, now: number): EnrolmentPace {
  const present = at(pace, now);
  return { ...present, thisMinute: present.thisMinute + 1 };
}

/** Leading zero bits that an enrolment has to show now; 0 when it needs no work. A bit more for each doubling. */
export function workBits(pace: EnrolmentPace, now: number): number {
  const { thisMinute, lastMinute } = at(pace, now);
  const shareOfLast = 1 - (now % MINUTE_MS) / MINUTE_MS;
  const surge = (thisMinute + lastMinute * shareOfLast) / SURGE_PER_MINUTE;
  return surge < 1 ? 0 : Math.min(MOST_WORK_BITS, FIRST_WORK_BITS + Math.floor(Math.log2(surge)));
}

function at(pace: EnrolmentPace, now: number): EnrolmentPace {
  const minute = Math.floor(now / MINUTE_MS);
  if (minute === pace.minute) return pace;
  return { minute, thisMinute: 0, lastMinute: minute === pace.minute + 1 ? pace.thisMinute : 0 };
}
