/** Everything that can happen to a volunteer's machine. */
import type { HostId } from "../../../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest, Outcome } from "../../../protocol/messages.ts";
import type { ProblemKind } from "../../../protocol/problem.ts";
import type { HeldLease, Identity, KernelRef, OutboxEntry, UnitKey } from "./state.ts";

export type SuccessOutcome = Extract<Outcome, { outcome: "success" }>;
export type ErrorOutcome = Extract<Outcome, { outcome: "error" }>;

/** What a store kept from an earlier life of this machine. */
export interface RestoredWork {
  readonly identity: Identity | null;
  /** The exchange that was under way; it is repeated as it was. */
  readonly exchange: ExchangeRequest | null;
  readonly leases: readonly HeldLease[];
  readonly outbox: readonly OutboxEntry[];
  readonly operationsPerMs: number | null;
}

/** What the person, or the surface for them, asks for. */
export type Order =
  /** Goes on with `work` where there is some from an earlier life. */
  | { readonly type: "start"; readonly work?: RestoredWork }
  | { readonly type: "stop" }
  /** Stops, and gives everything back: this machine will not come back to it. */
  | { readonly type: "leave" }
  | { readonly type: "finish" }
  | { readonly type: "keep-going" }
  | { readonly type: "set-cores"; readonly cores: number }
  /** Only where there is a GPU may it be switched on. */
  | { readonly type: "set-gpu"; readonly on: boolean };

/** What became of the request that was under way; each request gets exactly one of these. */
export type Answer =
  | { readonly type: "enrolled"; readonly hostId: HostId }
  | { readonly type: "exchanged"; readonly reply: ExchangeReply }
  | { readonly type: "no-answer"; readonly retryAfterMs?: number }
  /** `fields` are the JSON pointers of the problem's errors. */
  | {
      readonly type: "refused";
      readonly problem: ProblemKind;
      readonly detail: string;
      readonly fields: readonly string[];
      readonly retryAfterMs?: number;
    };

/** What became of a kernel that was to be loaded. */
export type KernelNews =
  | { readonly type: "kernel-ready"; readonly kernel: KernelRef; readonly hasShader?: boolean }
  | { readonly type: "kernel-unreachable"; readonly kernel: KernelRef }
  /** It was refused, is not what its digest says, or does not compile. */
  | { readonly type: "kernel-unusable"; readonly kernel: KernelRef }
  /** The GPU here cannot run it; cores can. */
  | { readonly type: "shader-unusable"; readonly kernel: KernelRef };

/** How a run ended; each run gets exactly one of these. */
export type RunEnd =
  | { readonly type: "unit-finished"; readonly key: UnitKey; readonly outcome: SuccessOutcome; readonly operations: number }
  | { readonly type: "unit-failed"; readonly key: UnitKey; readonly outcome: ErrorOutcome }
  /** `begun`: a checkpoint is in the store. */
  | { readonly type: "unit-stopped"; readonly key: UnitKey; readonly begun: boolean }
  /** This device has not the memory for it; another may have. */
  | { readonly type: "unit-too-large"; readonly key: UnitKey; readonly message: string }
  /** The store no longer has the unit's input. */
  | { readonly type: "unit-unreadable"; readonly key: UnitKey };

export type VolunteerEvent =
  | Order
  | Answer
  | KernelNews
  | RunEnd
  /** The instant that `nextWake` named has come. */
  | { readonly type: "tick" }
  /** The device says it has a network again. */
  | { readonly type: "online" }
  | { readonly type: "workers-unavailable" }
  | { readonly type: "storage-failed"; readonly message: string };
