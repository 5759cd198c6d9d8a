/**
 * What must survive a reload: identity, leases with their units, checkpoints, the outbox, and the
 * volunteer's own record. The store is told *changes*; one commit is atomic, so that a crash leaves
 * a unit in the lease or in the outbox and never in both. What is read back is parsed: a record that
 * does not fit is dropped, and its unit with it, because the lease will bring that unit to others.
 */
import type { BatchId, LeaseId } from "../../../protocol/ids.ts";
import type { ExchangeRequest, Outcome } from "../../../protocol/messages.ts";
import type { Finding } from "../engine-api.ts";
import type { RestoredWork } from "../volunteer/event.ts";
import type { HeldLease, Identity, UnitKey } from "../volunteer/state.ts";

export type LeaseRecord = Omit<HeldLease, "todo" | "begun">;

/** Where a unit stopped. */
export interface Checkpoint {
  readonly bytes: Uint8Array;
  /** Share of the unit done, 0 to 1. */
  readonly progress: number;
  /** Time in the kernel so far. */
  readonly elapsedMs: number;
}

/** What was lent on one day, named as YYYY-MM-DD in local time. */
export interface DayRecord {
  readonly day: string;
  readonly units: number;
  readonly lentMs: number;
}

export type StoreChange =
  /** A new identity, or null: then everything held under the old one goes too. */
  | { readonly kind: "identity"; readonly identity: Identity | null }
  /** The exchange under way; kept so that a reload repeats it instead of losing its leases. */
  | { readonly kind: "exchange"; readonly request: ExchangeRequest | null }
  | { readonly kind: "lease"; readonly lease: LeaseRecord; readonly firstUnit: number; readonly inputs: readonly string[] }
  /** The lease has another deadline. */
  | { readonly kind: "renewal"; readonly lease: LeaseRecord }
  | { readonly kind: "checkpoint"; readonly key: UnitKey; readonly checkpoint: Checkpoint }
  /** The unit leaves its lease for the outbox; a success also enters the own record. */
  | { readonly kind: "outcome"; readonly leaseId: LeaseId; readonly batchId: BatchId; readonly outcome: Outcome; readonly since: number }
  | { readonly kind: "forget-outcomes"; readonly keys: readonly UnitKey[] }
  | { readonly kind: "drop-units"; readonly keys: readonly UnitKey[] }
  /** The lease with every unit, checkpoint and outcome under it. */
  | { readonly kind: "drop-lease"; readonly leaseId: LeaseId }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "pace"; readonly operationsPerMs: number }
  | { readonly kind: "day"; readonly record: DayRecord };

/** What the volunteer did in this browser so far. */
export interface OwnRecord {
  readonly units: ReadonlyMap<BatchId, readonly number[]>;
  /** Newest first. */
  readonly findings: readonly Finding[];
  readonly day: DayRecord | null;
}

/** What a worker needs for one unit. */
export interface StoredUnit {
  readonly input: Uint8Array;
  readonly checkpoint: Checkpoint | null;
}

export interface WorkStore {
  /** Makes all changes durable, or none. Commits take effect in the order of the calls. */
  commit(changes: readonly StoreChange[]): Promise<void>;
  work(): Promise<RestoredWork>;
  ownRecord(): Promise<OwnRecord>;
  /** Undefined when the unit is not in hand, or its record is spoilt. */
  unit(key: UnitKey): Promise<StoredUnit | undefined>;
  /** Forgets everything, the volunteer's own record too. */
  wipe(): Promise<void>;
  close(): void;
}

/** Findings kept; older ones are on the server, once they are checked. */
export const MAX_FINDINGS = 100;
