/**
 * What crosses the boundary between the engine and a compute worker: types only, so that the page
 * never compiles the worker's sources. `compute-service.ts` implements it, in a browser's Web Worker
 * and in a Node worker thread alike; `compute-bridge.ts` calls it.
 */

import type { GpuPart } from "../../../worker-kernels/gpu-programs.ts";

/** A unit as the worker needs it. Kernels are named by nothing but their compiled module. */
export interface UnitAssignment {
  readonly module: WebAssembly.Module;
  readonly input: Uint8Array;
  /** The blobs that the input names, checked, in the order of its layout. */
  readonly blobs?: readonly Uint8Array[];
  /** Where an earlier run of this unit stopped. */
  readonly checkpoint?: Uint8Array;
  /** Present when the unit is to be run on the GPU. */
  readonly gpu?: GpuPart;
}

/** Why a unit did not stay on the GPU: there is none any more, or it cannot run this shader. */
export type GpuTrouble = "lost" | "unsuitable";

export type UnitEnd =
  | { readonly kind: "finished"; readonly output: Uint8Array; readonly elapsedMs: number }
  /** `trouble`: nobody asked for the stop; the unit can go on from the checkpoint on a CPU. */
  | { readonly kind: "stopped"; readonly checkpoint: Uint8Array; readonly elapsedMs: number; readonly trouble?: GpuTrouble }
  | { readonly kind: "failed"; readonly code: UnitErrorCode; readonly message: string };

export type UnitErrorCode = "trap" | "stuck" | "refused-input" | "invalid-output" | "out-of-memory" | "missing-blob";

/** What a running unit tells, a few times a second. */
export interface UnitProgress {
  /** Share of the unit done, 0 to 1. */
  readonly progress: number;
  /** Time in the kernel in this run. */
  readonly elapsedMs: number;
  /** Present when a checkpoint is due. */
  readonly checkpoint?: Uint8Array;
}

export interface ComputeApi {
  /** Answers as soon as the worker is up, whatever the kernel does that it is given next. */
  hello(): void;
  /** Whether this worker has a GPU to run units on. */
  probeGpu(): Promise<boolean>;
  /**
   * Runs one unit in slices until it is done, fails, or is told to stop. One unit at a time.
   * `restShare` is the share of wall time to rest between slices, 0 for none.
   */
  run(assignment: UnitAssignment, restShare: number, report: (progress: UnitProgress) => void): Promise<UnitEnd>;
  /** Ends the running unit after the current slice; `run` then resolves with `stopped`. */
  stop(): void;
}
