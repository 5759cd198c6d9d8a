/**
 * What a volunteer's machine knows and holds. A unit of ours is at any time in exactly one place:
 * waiting in a lease (`todo`, or `begun` when it has a checkpoint), in a worker (`runs`), or in the
 * `outbox`; `volunteer.property.test.ts` holds the machine to that. All instants are local
 * milliseconds: deadlines are moved from the server's clock to ours when they arrive.
 */
import type { BatchId, HostId, LeaseId } from "../../../protocol/ids.ts";
import type { ExchangeRequest, IdleReason, Outcome } from "../../../protocol/messages.ts";

/** What the person asked for, or what took its place. */
export type Mode =
  | { readonly kind: "idle" }
  | { readonly kind: "running" }
  /** Starts no further unit; idle when the workers are empty. */
  | { readonly kind: "finishing" }
  /** Idle for good: begun units are given back as well, because nothing will resume them here. */
  | { readonly kind: "leaving" }
  | { readonly kind: "blocked"; readonly reason: "kernel-unavailable" | "no-workers" }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** How the machine stops itself. */
export type Trouble = Extract<Mode, { kind: "failed" | "blocked" }>;

/** How the batches have done since the start; see `set-aside.ts`. */
export interface Trials {
  /** Units that failed since the last one that succeeded, by batch. */
  readonly failedInRow: Readonly<Record<BatchId, number>>;
  /** Batches that the machine has nothing more to do with. */
  readonly setAside: readonly BatchId[];
  /** Those that were set aside since any unit succeeded. */
  readonly setAsideInRow: number;
  /** The last failure; null once a unit has succeeded after it. */
  readonly trouble: Trouble | null;
}

export const NO_TRIALS: Trials = { failedInRow: {}, setAside: [], setAsideInRow: 0, trouble: null };

/** Which host this machine is. The key behind it stays with the shell: the machine never sees it. */
export interface Identity {
  readonly hostId: HostId;
}

/** The one conversation with the server: at most one request is under way. */
export type Link =
  | { readonly kind: "free" }
  | { readonly kind: "enrolling" }
  | { readonly kind: "exchanging"; readonly request: ExchangeRequest }
  /** Waits after a try without an answer. `request` is repeated as it was; null stands for enrolment. */
  | { readonly kind: "backing-off"; readonly retryAt: number; readonly request: ExchangeRequest | null }
  /** The server refused for good; nothing is sent until the next start. */
  | { readonly kind: "closed" };

export interface KernelRef {
  readonly id: string;
  readonly version: string;
}

export type KernelState =
  | { readonly kind: "loading"; readonly tries: number }
  | { readonly kind: "ready"; readonly hasShader: boolean }
  | { readonly kind: "unreachable"; readonly tries: number; readonly retryAt: number };

export interface HeldLease {
  readonly leaseId: LeaseId;
  readonly batchId: BatchId;
  readonly kernel: KernelRef;
  readonly deadline: number;
  /** From issue to deadline; renewals are timed by it. */
  readonly termMs: number;
  /** False when the server would not put the deadline off any further. */
  readonly renewable: boolean;
  /** Units waiting without a checkpoint, and with one. */
  readonly todo: readonly number[];
  readonly begun: readonly number[];
}

export interface UnitKey {
  readonly leaseId: LeaseId;
  readonly unit: number;
}

/** The place of the GPU, whose worker stands beside those of the cores. */
export const GPU_SLOT = -1;

/** A unit in a worker. A slot is a worker's place: from 0 for cores, `GPU_SLOT` for the GPU. */
export interface Run extends UnitKey {
  readonly kind: "running" | "stopping";
  readonly slot: number;
  readonly batchId: BatchId;
  readonly startedAt: number;
}

/** An outcome the server has not yet said it stored. */
export interface OutboxEntry {
  readonly leaseId: LeaseId;
  readonly outcome: Outcome;
  readonly since: number;
}

/** How fast a worker proved to be; null or absent where nothing was measured. */
export interface WorkerPace {
  /** Operations of the kernel's manifest per millisecond. */
  readonly operationsPerMs: number | null;
  readonly msPerUnit: Readonly<Record<BatchId, number>>;
}

/** The pace of one core, and that of the GPU. */
export interface Pace extends WorkerPace {
  readonly gpu: WorkerPace;
}

export interface NoWork {
  readonly reason: IdleReason;
  readonly nextTryAt: number;
}

export interface VolunteerState {
  readonly mode: Mode;
  readonly cores: number;
  /** Whether the GPU works beside the cores. */
  readonly gpu: boolean;
  readonly identity: Identity | null;
  readonly link: Link;
  /** Requests that failed since the last exchange that was answered. */
  readonly failures: number;
  readonly leases: readonly HeldLease[];
  readonly runs: readonly Run[];
  readonly outbox: readonly OutboxEntry[];
  readonly kernels: Readonly<Record<string, KernelState>>;
  readonly pace: Pace;
  readonly noWork: NoWork | null;
  /** When a wish was last answered. */
  readonly wishedAt: number;
  readonly trials: Trials;
  /** When it was started, until the first unit runs; null from then on. */
  readonly startingSince: number | null;
}

const NO_PACE: WorkerPace = { operationsPerMs: null, msPerUnit: {} };

export const initialState = (cores: number, gpu = false): VolunteerState => ({
  mode: { kind: "idle" },
  cores,
  gpu,
  identity: null,
  link: { kind: "free" },
  failures: 0,
  leases: [],
  runs: [],
  outbox: [],
  kernels: {},
  pace: { ...NO_PACE, gpu: NO_PACE },
  noWork: null,
  wishedAt: -Infinity,
  trials: NO_TRIALS,
  startingSince: null,
});

/** The places of all workers; the GPU, which is the fastest, comes first. */
export const workerSlots = ({ cores, gpu }: Pick<VolunteerState, "cores" | "gpu">): number[] => [
  ...(gpu ? [GPU_SLOT] : []),
  ...Array.from({ length: cores }, (_, slot) => slot),
];

/** Whether a worker has this place: from 0 for cores, and that of the GPU where one is lent. */
export const hasSlot = ({ cores, gpu }: Pick<VolunteerState, "cores" | "gpu">, slot: number): boolean =>
  slot === GPU_SLOT ? gpu : slot < cores;

/** Whether a kernel is there and can run on the GPU. */
export function hasShader(state: Pick<VolunteerState, "kernels">, kernel: KernelRef): boolean {
  const known = state.kernels[kernelKey(kernel)];
  return known?.kind === "ready" && known.hasShader;
}

export const kernelKey = (kernel: KernelRef): string => `${kernel.id}@${kernel.version}`;

export const sameUnit = (a: UnitKey, b: UnitKey): boolean => a.unit === b.unit && a.leaseId === b.leaseId;

/** Whether units may still be worked on under the lease. */
export const isLive = (lease: HeldLease, now: number): boolean => lease.deadline > now;

/** Whether workers may hold units. */
export const isActive = (mode: Mode): boolean => mode.kind === "running" || mode.kind === "finishing";
