/** Runs units in workers, one a slot, and turns whatever becomes of them into events of the machine. */
import { digestOf, toBase64 } from "../../protocol/digest.ts";
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import { blobDigests, type Row } from "../../protocol/layout/layout.ts";
import { MAX_ERROR_MESSAGE_LENGTH } from "../../protocol/limits.ts";
import { pictureValue, unitOperations } from "../../worker-kernels/contract.ts";
import type { Blobs } from "./blobs.ts";
import type { GpuPart } from "../../worker-kernels/gpu-programs.ts";
import type { GpuTrouble, UnitErrorCode, UnitProgress } from "./compute/compute-api.ts";
import { type BridgeEnd, ComputeBridge, type ComputeWorker } from "./compute/compute-bridge.ts";
import type { Finding, WorkerSnapshot } from "./engine-api.ts";
import type { Kernels, LoadedKernel } from "./kernels.ts";
import type { Checkpoint, StoredUnit } from "./store/work-store.ts";
import type { RunEnd, SuccessOutcome } from "./volunteer/event.ts";
import { GPU_SLOT, type KernelRef, type Run, type UnitKey } from "./volunteer/state.ts";

export interface UnitRunnerDeps {
  readonly kernels: Pick<Kernels, "get" | "gpuPart">;
  readonly blobs: Pick<Blobs, "fetch">;
  readonly spawnWorker: () => ComputeWorker;
  /** Share of wall time to rest between slices. */
  readonly restShare: number;
  readonly onProgress: () => void;
  readonly onCheckpoint: (key: UnitKey, checkpoint: Checkpoint) => void;
  readonly onFinding: (key: UnitKey, finding: Pick<Finding, "kernelId" | "input" | "output">) => void;
  readonly onUnavailable: () => void;
  /** The GPU is gone, or cannot run this kernel. */
  readonly onGpuTrouble: (trouble: GpuTrouble, kernel: KernelRef) => void;
}

/** A unit in a worker, as far as it is known here. */
interface Active {
  readonly key: UnitKey;
  readonly kernel: LoadedKernel;
  readonly input: Row;
  checkpoint: Checkpoint | null;
  /** Kernel time of earlier runs. */
  earlierMs: number;
  progress: number;
  resumedAt: number;
}

export class UnitRunner {
  readonly #deps: UnitRunnerDeps;
  readonly #bridges = new Map<number, ComputeBridge>();
  readonly #active = new Map<number, Active>();

  constructor(deps: UnitRunnerDeps) {
    this.#deps = deps;
  }

  /** `stored` is what the store has of the unit. An abort ends the run within 100 ms. */
  async run(slot: number, key: UnitKey, kernel: KernelRef, stored: StoredUnit | undefined, signal: AbortSignal): Promise<RunEnd> {
    if (stored === undefined) return { type: "unit-unreadable", key };
    if (signal.aborted) return { type: "unit-stopped", key, begun: stored.checkpoint !== null };
    const loaded = this.#deps.kernels.get(kernel);
    const input = decoded(() => decodeRow(loaded.manifest.input, stored.input));
    if (input === undefined) return failed(key, "refused-input", "the input does not have the kernel's layout");
    const { checkpoint } = stored;
    const active: Active = { key, kernel: loaded, input, checkpoint, earlierMs: 0, progress: 0, resumedAt: 0 };
    this.#active.set(slot, active);
    const end = await this.#attempt(slot, active, stored, signal);
    this.#active.delete(slot);
    return end;
  }

  /** Whether the worker of the GPU's slot finds one. */
  probeGpu(): Promise<boolean> {
    return this.#bridge(GPU_SLOT).probeGpu();
  }

  /** Ends every worker at once. */
  close(): void {
    for (const bridge of this.#bridges.values()) bridge.close();
  }

  /** The unit of a run, or null while its worker is still to begin. */
  snapshot({ slot, batchId }: Run): WorkerSnapshot["unit"] {
    const active = this.#active.get(slot);
    if (active === undefined) return null;
    const { key, kernel, input, progress, resumedAt } = active;
    return { batchId, unit: key.unit, kernelId: kernel.manifest.id, input, progress, resumedAt };
  }

  async #attempt(slot: number, active: Active, stored: StoredUnit, signal: AbortSignal): Promise<RunEnd> {
    const { key, kernel, input } = active;
    const fetched = await this.#deps.blobs.fetch(blobDigests(kernel.manifest.input, input), signal);
    // The abort may have come in the very moment in which the last blob did.
    if (fetched.kind === "aborted" || signal.aborted) return { type: "unit-stopped", key, begun: stored.checkpoint !== null };
    if (fetched.kind === "unavailable") return failed(key, "missing-blob", fetched.message);
    if (slot === GPU_SLOT) return this.#attemptOnGpu(active, stored, fetched.blobs, signal);
    return this.#conclude(active, await this.#compute(slot, active, stored, fetched.blobs, signal));
  }

  /** Whatever goes wrong there may be the GPU's fault: the unit is then tried on a core, which has the last word. */
  async #attemptOnGpu(active: Active, stored: StoredUnit, blobs: readonly Uint8Array[], signal: AbortSignal): Promise<RunEnd> {
    const { key, kernel } = active;
    const part = await this.#deps.kernels.gpuPart(kernel.manifest);
    if (signal.aborted) return { type: "unit-stopped", key, begun: stored.checkpoint !== null };
    const end = part === null ? null : await this.#compute(GPU_SLOT, active, stored, blobs, signal, part);
    const trouble = end === null || end.kind === "failed" ? "unsuitable" : end.kind === "stopped" ? end.trouble : undefined;
    if (trouble !== undefined) this.#deps.onGpuTrouble(trouble, kernel.manifest);
    if (end === null || end.kind === "failed") return { type: "unit-stopped", key, begun: active.checkpoint !== null };
    return this.#conclude(active, end);
  }

  async #compute(
    slot: number,
    active: Active,
    { input, checkpoint }: StoredUnit,
    blobs: readonly Uint8Array[],
    signal: AbortSignal,
    gpu?: GpuPart,
  ): Promise<BridgeEnd> {
    const bridge = this.#bridge(slot);
    const stop = (): void => bridge.stop();
    signal.addEventListener("abort", stop);
    let first = true;
    const hear = (report: UnitProgress): void => {
      if (first && checkpoint !== null) noteResume(active, checkpoint, report);
      first = false;
      this.#note(active, report);
    };
    const assignment = {
      module: active.kernel.module,
      input,
      blobs,
      ...(checkpoint && { checkpoint: checkpoint.bytes }),
      ...(gpu && { gpu }),
    };
    const end = await bridge.run(assignment, this.#deps.restShare, hear);
    signal.removeEventListener("abort", stop);
    return end;
  }

  #bridge(slot: number): ComputeBridge {
    const bridge = this.#bridges.get(slot) ?? new ComputeBridge(this.#deps.spawnWorker);
    this.#bridges.set(slot, bridge);
    return bridge;
  }

  #note(active: Active, { progress, elapsedMs, checkpoint }: UnitProgress): void {
    active.progress = progress;
    if (checkpoint !== undefined) this.#keep(active, checkpoint, elapsedMs);
    this.#deps.onProgress();
  }

  #keep(active: Active, bytes: Uint8Array, elapsedMs: number): void {
    active.checkpoint = { bytes, progress: active.progress, elapsedMs: active.earlierMs + elapsedMs };
    this.#deps.onCheckpoint(active.key, active.checkpoint);
  }

  #conclude(active: Active, end: BridgeEnd): RunEnd {
    const { key } = active;
    switch (end.kind) {
      case "finished":
        return this.#finish(active, end.output, active.earlierMs + end.elapsedMs);
      case "failed":
        return end.code === "out-of-memory" ? { type: "unit-too-large", key, message: end.message } : failed(key, end.code, end.message);
      case "stopped":
        this.#keep(active, end.checkpoint, end.elapsedMs);
        return { type: "unit-stopped", key, begun: true };
      case "unavailable":
        this.#deps.onUnavailable();
        return { type: "unit-stopped", key, begun: active.checkpoint !== null };
      case "terminated":
        return { type: "unit-stopped", key, begun: active.checkpoint !== null };
    }
  }

  #finish({ key, kernel: { manifest }, input }: Active, bytes: Uint8Array, elapsedMs: number): RunEnd {
    const output = decoded(() => decodeRow(manifest.output, bytes));
    if (output === undefined) return failed(key, "invalid-output", "the output does not have the kernel's layout");
    // What shades the picture is what the batch looks for; a unit without any of it is no finding.
    if (pictureValue(manifest, output) > 0) this.#deps.onFinding(key, { kernelId: manifest.id, input, output });
    const outcome: SuccessOutcome = { outcome: "success", unit: key.unit, output: toBase64(bytes), digest: digestOf(bytes), elapsedMs };
    return { type: "unit-finished", key, outcome, operations: unitOperations(manifest, input) };
  }
}

/** A checkpoint that was of no use shows as a run that begins before it. */
function noteResume(active: Active, checkpoint: Checkpoint, first: UnitProgress): void {
  if (first.progress < checkpoint.progress) return;
  active.resumedAt = checkpoint.progress;
  active.earlierMs = checkpoint.elapsedMs;
}

function failed(key: UnitKey, code: UnitErrorCode, message: string): RunEnd {
  return {
    type: "unit-failed",
    key,
    outcome: { outcome: "error", unit: key.unit, code, message: message.slice(0, MAX_ERROR_MESSAGE_LENGTH) },
  };
}

function decoded(read: () => Row): Row | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
