/** How much work a host gets. From which batches, `shares.ts` says. */
import type { Layout } from "../../protocol/layout/layout.ts";
import { SCALARS } from "../../protocol/layout/scalars.ts";
import { MAX_INPUT_BYTES } from "../../protocol/limits.ts";
import type { Wish } from "../../protocol/messages.ts";

/**
 * Units that fill the wished seconds at the host's stated speed, between its own bounds. A host that
 * has not measured itself gets its minimum. The speed is the host's claim: it can only change how
 * much it is lent, and `maxUnits` and the deadline bound that.
 */
export function bundleUnits(wish: Wish, meanUnitOperations: number): number {
  const low = Math.min(wish.minUnits, wish.maxUnits);
  if (wish.operationsPerSecond === 0 || meanUnitOperations <= 0) return low;
  const fitting = Math.floor((wish.seconds * wish.operationsPerSecond) / meanUnitOperations);
  return Math.min(Math.max(fitting, low), wish.maxUnits);
}

/** Bytes that an input of the layout takes at most: those of its fields, or any that are allowed where one varies in length. */
export function largestInput({ fields }: Layout): number {
  if (fields.some(({ array, type }) => array === true || type === "text")) return MAX_INPUT_BYTES;
  return fields.reduce((bytes, { type }) => bytes + SCALARS[type].size(0), 0);
}

/** What is left of a wish when units of so many operations are found for it. */
export function wishAfter(wish: Wish, units: number, operations: number): Wish | undefined {
  const maxUnits = wish.maxUnits - units;
  const minUnits = Math.max(0, wish.minUnits - units);
  const seconds = wish.operationsPerSecond === 0 ? 0 : wish.seconds - operations / wish.operationsPerSecond;
  return maxUnits > 0 && (minUnits > 0 || seconds > 0) ? { ...wish, seconds, minUnits, maxUnits } : undefined;
}
