/** How long the work at hand will last, and how much to wish for. */
import { MAX_LEASE_UNITS } from "../../../protocol/limits.ts";
import type { Wish } from "../../../protocol/messages.ts";
import { FULL_SUPPLY_MS, LOW_SUPPLY_MS, PACE_WEIGHT, WISH_PAUSE_MS } from "./settings.ts";
import { type HeldLease, kernelKey, type Pace, type Run, type VolunteerState } from "./state.ts";

/** Units that wait in a lease. */
export const waitingIn = (lease: HeldLease): number => lease.todo.length + lease.begun.length;

export const waitingUnits = (state: VolunteerState): number => state.leases.reduce((sum, lease) => sum + waitingIn(lease), 0);

/** When the kernels that waiting units need, and that could not be reached, are tried again. */
export const kernelRetries = (state: VolunteerState): number[] =>
  state.leases.flatMap((lease) => {
    const kernel = waitingIn(lease) > 0 ? state.kernels[kernelKey(lease.kernel)] : undefined;
    return kernel?.kind === "unreachable" ? [kernel.retryAt] : [];
  });

/**
 * Milliseconds until the first worker has nothing to do: the waiting work is poured over the workers
 * like water over steps, a step being the time a worker still needs for its unit. Infinite while the
 * duration of a unit at hand is unknown.
 */
export function msUntilIdle(state: VolunteerState, now: number): number {
  const steps = remainingByWorker(state, now);
  let water = 0;
  for (const lease of state.leases) {
    const waiting = waitingIn(lease);
    if (waiting > 0) water += waiting * msPerUnit(state.pace, lease);
  }
  return waterLevel(steps, water);
}

/** When more work is to be asked for; Infinity for never, as things are. */
export function wishAt(state: VolunteerState, now: number): number {
  const waiting = waitingUnits(state);
  if (state.mode.kind !== "running" || waiting > MAX_LEASE_UNITS / 2) return Infinity;
  const isStarving = waiting === 0 && state.runs.length < state.cores;
  const notBefore = Math.max(state.noWork?.nextTryAt ?? 0, isStarving ? 0 : state.wishedAt + WISH_PAUSE_MS);
  return Math.max(notBefore, now + msUntilIdle(state, now) - LOW_SUPPLY_MS);
}

/** What to wish for when it is time to. */
export function wishFor(state: VolunteerState, now: number): Wish {
  const waiting = waitingUnits(state);
  const hungry = Math.max(1, remainingByWorker(state, now).filter((ms) => ms < LOW_SUPPLY_MS).length - waiting);
  const { operationsPerMs } = state.pace;
  // Before anything is measured nobody can size a bundle: a unit for each empty worker, and one to follow it.
  const minUnits = Math.min(MAX_LEASE_UNITS - waiting, operationsPerMs === null ? 2 * hungry : hungry);
  const maxUnits = operationsPerMs === null ? minUnits : MAX_LEASE_UNITS - waiting;
  const seconds = (FULL_SUPPLY_MS - Math.min(LOW_SUPPLY_MS, msUntilIdle(state, now))) / 1000;
  return { seconds, operationsPerSecond: (operationsPerMs ?? 0) * 1000 * state.cores, minUnits, maxUnits };
}

/**
 * The pace after one more unit. Wall time counts, because for small units most of it is spent around
 * the kernel; a run that was resumed has its earlier parts in `elapsedMs` only.
 */
export function measured(pace: Pace, run: Run, operations: number, elapsedMs: number, now: number): Pace {
  const tookMs = Math.max(elapsedMs, now - run.startedAt, 0.01);
  return {
    operationsPerMs: blend(pace.operationsPerMs, operations / tookMs),
    msPerUnit: { ...pace.msPerUnit, [run.batchId]: blend(pace.msPerUnit[run.batchId] ?? null, tookMs) },
  };
}

const blend = (before: number | null, newest: number): number => (before === null ? newest : before + PACE_WEIGHT * (newest - before));

const msPerUnit = (pace: Pace, of: { readonly batchId: HeldLease["batchId"] }): number => pace.msPerUnit[of.batchId] ?? Infinity;

/** For each worker, the time its unit still needs; 0 for an empty one. */
function remainingByWorker(state: VolunteerState, now: number): number[] {
  const steps = state.runs.map((run) => Math.max(0, run.startedAt + msPerUnit(state.pace, run) - now));
  while (steps.length < state.cores) steps.push(0);
  return steps;
}

function waterLevel(steps: readonly number[], water: number): number {
  if (water === Infinity) return Infinity;
  const sorted = steps.toSorted((a, b) => a - b);
  let left = water;
  for (const [filled, step] of sorted.entries()) {
    const next = sorted[filled + 1] ?? Infinity;
    const room = (next - step) * (filled + 1);
    if (left <= room) return step + left / (filled + 1);
    left -= room;
  }
  return Infinity;
}
