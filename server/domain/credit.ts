/**
 * Credit is thanks for verified work, as an integer count of micro-cobblestones. One credit is BOINC's
 * cobblestone: 1/200 day of a machine of 10⁹ operations per second, 86,400 s ÷ 200 × 10⁹ = 432 × 10⁹.
 */
export const OPERATIONS_PER_MICRO_COBBLESTONE = 432_000;

/** Granted to each result that agrees with the canonical one. Rounded down, never below zero. */
export function creditFor(operations: number): number {
  return Math.max(0, Math.floor(operations / OPERATIONS_PER_MICRO_COBBLESTONE));
}
