/** How the best cut grew: at the start, and after each sixteenth of the sweeps. */

export const CLIMB_STEPS: u32 = 16;
export const CLIMB_BYTES: u32 = (CLIMB_STEPS + 1) * 8;
export const CLIMB = memory.data(CLIMB_BYTES, 16);

export function startClimb(cut: i64): void {
  memory.fill(CLIMB, 0, CLIMB_BYTES);
  store<i64>(CLIMB, cut);
}

/** Notes the best cut at every sixteenth that ends with this sweep. */
export function climbTo(sweep: u32, sweeps: u32, cut: i64): void {
  const reached = (sweep * CLIMB_STEPS) / sweeps;
  for (let step = ((sweep - 1) * CLIMB_STEPS) / sweeps + 1; step <= reached; step++) store<i64>(CLIMB + 8 * step, cut);
}
