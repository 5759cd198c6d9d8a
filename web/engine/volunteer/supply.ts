/** How long the work at hand will last, and how much to wish for. */
import { MAX_AVOIDED_BATCHES, MAX_LEASE_UNITS } from "../../../protocol/limits.ts";
import type { Wish } from "../../../protocol/messages.ts";
import { FULL_SUPPLY_MS, LOW_SUPPLY_MS, PACE_WEIGHT, WISH_PAUSE_MS } from "./settings.ts";
import { GPU_SLOT, hasShader, type HeldLease, kernelKey, type Pace, type Run, type VolunteerState, type WorkerPace } from "./state.ts";

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
 * like water over steps, a step being the time a worker still needs for its unit, and as wide as the
 * worker is fast. Infinite while the duration of a unit at hand is unknown.
 */
export function msUntilIdle(state: VolunteerState, now: number): number {
  const steps = workersAt(state, now);
  let water = 0;
  for (const lease of state.leases) {
    const waiting = waitingIn(lease);
    if (waiting > 0) water += waiting * msPerUnit(state.pace, lease.batchId);
  }
  return waterLevel(steps, water);
}

/** When more work is to be asked for; Infinity for never, as things are. */
export function wishAt(state: VolunteerState, now: number): number {
  const waiting = waitingUnits(state);
  if (state.mode.kind !== "running" || waiting > MAX_LEASE_UNITS / 2) return Infinity;
  const isStarving = waiting === 0 && state.runs.length < state.cores + (usesGpu(state) ? 1 : 0);
  const notBefore = Math.max(state.noWork?.nextTryAt ?? 0, isStarving ? 0 : state.wishedAt + WISH_PAUSE_MS);
  return Math.max(notBefore, now + msUntilIdle(state, now) - LOW_SUPPLY_MS);
}

/** What to wish for when it is time to. */
export function wishFor(state: VolunteerState, now: number): Wish {
  const waiting = waitingUnits(state);
  const workers = workersAt(state, now);
  const hungry = Math.max(1, workers.filter(({ remainingMs }) => remainingMs < LOW_SUPPLY_MS).length - waiting);
  const operationsPerMs = coreOperationsPerMs(state.pace);
  // Before anything is measured nobody can size a bundle: a unit for each empty worker, and one to follow it.
  const minUnits = Math.min(MAX_LEASE_UNITS - waiting, operationsPerMs === null ? 2 * hungry : hungry);
  const maxUnits = operationsPerMs === null ? minUnits : MAX_LEASE_UNITS - waiting;
  const seconds = (FULL_SUPPLY_MS - Math.min(LOW_SUPPLY_MS, msUntilIdle(state, now))) / 1000;
  const cores = workers.reduce((sum, { speed }) => sum + speed, 0);
  const size = { seconds, operationsPerSecond: (operationsPerMs ?? 0) * 1000 * cores, minUnits, maxUnits };
  const avoid = state.trials.setAside.slice(-MAX_AVOIDED_BATCHES);
  return avoid.length === 0 ? size : { ...size, avoid };
}

/** The pace after one more unit, on a core or on the GPU. */
export function measured(pace: Pace, run: Run, operations: number, elapsedMs: number, now: number): Pace {
  if (run.slot === GPU_SLOT) return { ...pace, gpu: blended(pace.gpu, run, operations, elapsedMs, now) };
  return { ...blended(pace, run, operations, elapsedMs, now), gpu: pace.gpu };
}

/**
 * Wall time counts, because for small units most of it is spent around the kernel; a run that was
 * resumed has its earlier parts in `elapsedMs` only.
 */
function blended(pace: WorkerPace, run: Run, operations: number, elapsedMs: number, now: number): WorkerPace {
  const tookMs = Math.max(elapsedMs, now - run.startedAt, 0.01);
  return {
    operationsPerMs: blend(pace.operationsPerMs, operations / tookMs),
    msPerUnit: { ...pace.msPerUnit, [run.batchId]: blend(pace.msPerUnit[run.batchId] ?? null, tookMs) },
  };
}

const blend = (before: number | null, newest: number): number => (before === null ? newest : before + PACE_WEIGHT * (newest - before));

type BatchId = HeldLease["batchId"];

/** Of a core; the GPU's stands in for it as long as no core has finished anything. */
const msPerUnit = (pace: Pace, batchId: BatchId): number => pace.msPerUnit[batchId] ?? pace.gpu.msPerUnit[batchId] ?? Infinity;

const gpuMsPerUnit = (pace: Pace, batchId: BatchId): number => pace.gpu.msPerUnit[batchId] ?? msPerUnit(pace, batchId);

const coreOperationsPerMs = (pace: Pace): number | null => pace.operationsPerMs ?? pace.gpu.operationsPerMs;

/** How many cores the GPU is worth; one, as long as that was not measured. */
function gpuSpeed({ operationsPerMs, gpu }: Pace): number {
  return operationsPerMs === null || gpu.operationsPerMs === null ? 1 : gpu.operationsPerMs / operationsPerMs;
}

/** Whether the GPU has a part in the work at hand, or may have one in the work to come. */
function usesGpu(state: VolunteerState): boolean {
  return state.gpu && (state.leases.length === 0 || state.leases.some(({ kernel }) => hasShader(state, kernel)));
}

interface Worker {
  /** The time its unit still needs; 0 for an empty one. */
  readonly remainingMs: number;
  /** In cores. */
  readonly speed: number;
}

/** The workers that take part in the work, and any other that still has a unit. */
function workersAt(state: VolunteerState, now: number): Worker[] {
  const { pace, runs } = state;
  const cores = runs.filter(({ slot }) => slot !== GPU_SLOT).map((run) => remaining(run, msPerUnit(pace, run.batchId), now));
  while (cores.length < state.cores) cores.push(0);
  const workers = cores.map((remainingMs) => ({ remainingMs, speed: 1 }));
  if (!usesGpu(state)) return workers;
  const run = runs.find(({ slot }) => slot === GPU_SLOT);
  const remainingMs = run === undefined ? 0 : remaining(run, gpuMsPerUnit(pace, run.batchId), now);
  return [...workers, { remainingMs, speed: gpuSpeed(pace) }];
}

const remaining = (run: Run, tookMs: number, now: number): number => Math.max(0, run.startedAt + tookMs - now);

/** `water` is in milliseconds of one core. */
function waterLevel(workers: readonly Worker[], water: number): number {
  if (water === Infinity) return Infinity;
  const sorted = workers.toSorted((a, b) => a.remainingMs - b.remainingMs);
  let left = water;
  let speed = 0;
  for (const [filled, step] of sorted.entries()) {
    speed += step.speed;
    const next = sorted[filled + 1]?.remainingMs ?? Infinity;
    const room = (next - step.remainingMs) * speed;
    if (left <= room) return step.remainingMs + left / speed;
    left -= room;
  }
  return Infinity;
}
