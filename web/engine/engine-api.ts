/**
 * What a surface sees of the engine, and what it may ask of it: types only. The donate page and the
 * headless host are skins over this; a surface derives its wording from one {@link EngineSnapshot}.
 */
import type { HostRecord, IdleReason } from "../../protocol/messages.ts";
import type { Row } from "../../protocol/layout/layout.ts";
import type { Device } from "./device/device-api.ts";

/** What the engine is doing, as one of a closed list. Instants are milliseconds since the epoch. */
export type Phase =
  | { readonly kind: "idle" }
  /** Enrolling, asking for the first lease, fetching a kernel. */
  | { readonly kind: "starting"; readonly since: number }
  | { readonly kind: "running" }
  /** Ends by itself when the units in the workers are done. */
  | { readonly kind: "finishing" }
  /** Nothing to compute and no connection; `nextTryAt` is when it tries again. */
  | { readonly kind: "offline"; readonly nextTryAt: number }
  | { readonly kind: "no-work"; readonly reason: IdleReason; readonly nextTryAt: number }
  /** Another tab of this browser computes. */
  | { readonly kind: "elsewhere" }
  /** This device cannot compute at all. */
  | { readonly kind: "blocked"; readonly reason: "no-webassembly" | "no-simd" | "no-workers" | "no-storage" | "kernel-unavailable" }
  /** Several units failed in a row; the engine stopped itself. */
  | { readonly kind: "error"; readonly code: string; readonly message: string };

/** One worker and the unit in its hands. */
export interface WorkerSnapshot {
  readonly slot: number;
  readonly kind: "core" | "gpu";
  readonly unit: {
    readonly batchId: string;
    readonly unit: number;
    readonly kernelId: string;
    readonly input: Row;
    /** 0 to 1. */
    readonly progress: number;
    /** Share at which this run began: more than 0 after a resume from a checkpoint. */
    readonly resumedAt: number;
  } | null;
}

/** A finding made on this machine: its own output, not yet anybody's verdict. */
export interface Finding {
  readonly batchId: string;
  readonly unit: number;
  readonly kernelId: string;
  readonly input: Row;
  readonly output: Row;
  readonly foundAt: number;
}

/** Whether a GPU computes too. `unknown`: nobody has looked for one, which happens after the first start only. */
export type GpuState = "unknown" | "none" | "off" | "on";

export interface EngineSnapshot {
  readonly phase: Phase;
  readonly cores: number;
  readonly gpu: GpuState;
  readonly workers: readonly WorkerSnapshot[];
  /** Outputs that wait for the server to store them. */
  readonly unsent: number;
  /** The server cannot be reached just now, whether or not units are still being computed. */
  readonly connected: boolean;
  /** Newest first, at most 100. */
  readonly findings: readonly Finding[];
  /** Units finished in this browser, by batch; they mark the volunteer's own squares. */
  readonly ownUnits: ReadonlyMap<string, readonly number[]>;
  /** Units finished and milliseconds lent since midnight, local time. */
  readonly today: { readonly units: number; readonly lentMs: number };
  /** What the server has on record for this host; null until it was first fetched. */
  readonly record: HostRecord | null;
}

export interface Engine {
  /** Who this device is, and whose. */
  readonly device: Device;
  snapshot(): EngineSnapshot;
  /** Calls back after every change, at most a few times a second; returns the way to stop listening. */
  subscribe(listener: (snapshot: EngineSnapshot) => void): () => void;
  start(): void;
  /** Ends all computing within 100 ms; what is begun stays checkpointed, what is not begun is given back. */
  stop(): void;
  /** Finishes the units in the workers, uploads, then idles. */
  stopAfterUnits(): void;
  /** Takes back `stopAfterUnits`. */
  keepGoing(): void;
  setCores(cores: number): void;
  /** Lends the GPU too, from when one is found; it is never lent unasked. */
  setGpu(on: boolean): void;
  /** Takes the computing over from another tab of this browser. */
  moveHere(): void;
}
