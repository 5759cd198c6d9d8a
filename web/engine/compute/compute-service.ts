/**
 * The worker's side of `compute-api.ts`, the same in a browser and in a Node thread: a unit is run in
 * slices, and between two of them the thread reads its messages, so that a stop is heard in time.
 */
import { type CpuRun, type KernelFailure, startUnit } from "../../../worker-kernels/cpu-runner.ts";
import type { ComputeApi, GpuTrouble, UnitAssignment, UnitEnd, UnitProgress } from "./compute-api.ts";
import { GpuDevices } from "./gpu-devices.ts";
import { GpuUnit, type GpuUnitSliceEnd } from "./gpu-unit.ts";

/** Long enough that slicing costs nothing, short enough that a stop is answered well within 100 ms. */
const SLICE_MS = 25;

/** A person sees steps of a quarter second as movement. */
const PROGRESS_EVERY_MS = 250;

/** What a reload or a crash of the page may cost; the first comes sooner, for units that take seconds only. */
const CHECKPOINT_EVERY_MS = 2_000;
const FIRST_CHECKPOINT_AFTER_MS = 500;

type Report = (progress: UnitProgress) => void;

/** A unit on a CPU or on a GPU. */
interface Slicer {
  slice(now: () => number): GpuUnitSliceEnd | Promise<GpuUnitSliceEnd>;
  /** To be awaited before the unit is saved for good. */
  leave(): Promise<void>;
}

/** `nextTurn` resolves when the messages that wait have been read: what does that fastest differs by platform. */
export function createComputeService(
  nextTurn: () => Promise<void>,
  now: () => number = () => performance.now(),
  devices: Pick<GpuDevices, "probe" | "program" | "abandon"> = new GpuDevices(undefined),
): ComputeApi {
  let stopping = new AbortController();

  return {
    hello: () => undefined,
    probeGpu: () => devices.probe(),
    async run(assignment, restShare, report) {
      stopping = new AbortController();
      const { signal } = stopping;
      const start = startUnit(assignment.module, assignment.input, assignment.checkpoint, assignment.blobs);
      if (start.kind === "failed") return start;
      const { run } = start;
      const slicer = slicerOf(run, assignment);
      const tell = createReporter(run, report, now);
      while (!signal.aborted) {
        const begunMs = run.elapsedMs;
        const slice = await slicer.slice(now);
        if (slice.kind === "failed") return slice;
        if (slice.kind === "done") return finished(run);
        if (slice.kind === "trouble") return stopped(run, slice.trouble);
        const spoilt = tell();
        if (spoilt !== undefined) return spoilt;
        await rest((run.elapsedMs - begunMs) * (restShare / (1 - restShare)), signal);
        await nextTurn();
      }
      await slicer.leave();
      return stopped(run);
    },
    stop: () => stopping.abort(),
  };

  function slicerOf(run: CpuRun, { gpu }: UnitAssignment): Slicer {
    if (gpu !== undefined) return new GpuUnit(run, gpu, devices);
    return { slice: () => run.slice(SLICE_MS, now), leave: async () => undefined };
  }
}

function finished(run: CpuRun): UnitEnd {
  const end = run.finish();
  return end.kind === "failed" ? end : { ...end, elapsedMs: run.elapsedMs };
}

function stopped(run: CpuRun, trouble?: GpuTrouble): UnitEnd {
  const saved = run.save();
  if (saved.kind === "failed") return saved;
  return { kind: "stopped", checkpoint: saved.checkpoint, elapsedMs: run.elapsedMs, ...(trouble && { trouble }) };
}

/** Reports progress, and a checkpoint, when each is due; the first progress at once. */
function createReporter(run: CpuRun, report: Report, now: () => number): () => KernelFailure | undefined {
  let progressAt = -Infinity;
  let checkpointDueAt = now() + FIRST_CHECKPOINT_AFTER_MS;
  return () => {
    const at = now();
    if (at - progressAt < PROGRESS_EVERY_MS) return undefined;
    progressAt = at;
    const progress = { progress: run.progress(), elapsedMs: run.elapsedMs };
    if (at < checkpointDueAt) report(progress);
    else {
      checkpointDueAt = at + CHECKPOINT_EVERY_MS;
      const saved = run.save();
      if (saved.kind === "failed") return saved;
      report({ ...progress, checkpoint: saved.checkpoint });
    }
    return undefined;
  };
}

/** Waits for a time, or for a stop. */
async function rest(ms: number, stop: AbortSignal): Promise<void> {
  if (ms <= 0 || stop.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener("abort", end);
  });
}
