/**
 * How much one identity may have in its hands before somebody has checked it. What is in flight is what a host that
 * turns bad can spoil at one stroke, so it grows with what the host has shown. See `docs/trust.md`.
 */

/** Units for a host that nobody knows yet: a page on a fast machine fetches so much for a minute or two. */
const NEWCOMER_UNITS = 250;
/** A host that has agreed a hundred times may risk two hundred units more. */
const UNITS_PER_AGREEMENT = 2;
const MOST_UNITS = 5_000;

/** Units that a host may have leased or held at once, by its agreements with the kernel version. */
export const exposureLimit = (agreements: number): number =>
  Math.min(MOST_UNITS, NEWCOMER_UNITS + Math.floor(UNITS_PER_AGREEMENT * agreements));

/**
 * Units that others have begun, for a host whose hands are full: what fills them is checked by others whose hands are
 * full too, and all would wait for each other.
 */
export const CHECK_UNITS = 20;

/**
 * Units for a newcomer whose results count for nothing until established hosts agree, those among them that wait for
 * their verdicts. Some times what it takes to become established: all of them are computed a third time.
 */
export const PROBATION_UNITS = 100;

/** Units for a host that was proven wrong and has agreed with nobody since: enough to show that it was a slip. */
export const DISPROVED_UNITS = 10;
