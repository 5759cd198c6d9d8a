/** How much work a host gets. */
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
