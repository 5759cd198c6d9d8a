/** A batch and its running totals. */
import type { BatchId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/messages.ts";
import type { Transition } from "./transitioner.ts";

export type BatchState =
  /** Its rows are still coming in; nothing of it is leased, and a cut upload leaves nothing. */
  { readonly kind: "receiving" } | { readonly kind: "running" } | { readonly kind: "finished"; readonly at: number };

export interface Batch {
  /** The cell's own short name for it, in the order of arrival. */
  readonly number: number;
  readonly id: BatchId;
  readonly name: string;
  readonly kernel: { readonly id: string; readonly version: string };
  readonly policy: Policy;
  readonly state: BatchState;
  readonly createdAt: number;
  readonly units: number;
  /** Operations of all its units together, by the kernel's manifest. */
  readonly operations: number;
  readonly tally: Tally;
}

/** Counts that a transition changes. */
export interface Tally {
  readonly validated: number;
  readonly failed: number;
  /** Units with an answer and no verdict. */
  readonly undecided: number;
  /** Successes and errors received. */
  readonly results: number;
}

export const emptyTally: Tally = { validated: 0, failed: 0, undecided: 0, results: 0 };

/** The tally after one of its units went from `before` (undefined: nobody had answered) by an arrival. */
export function tallied(tally: Tally, hadRecord: boolean, wasOpen: boolean, after: Transition, answered: boolean): Tally {
  const kind = after.unit.kind;
  const left = hadRecord && wasOpen ? 1 : 0;
  return {
    validated: tally.validated + (wasOpen && kind === "validated" ? 1 : 0),
    failed: tally.failed + (wasOpen && kind === "failed" ? 1 : 0),
    undecided: tally.undecided - left + (kind === "open" ? 1 : 0),
    results: tally.results + (answered ? 1 : 0),
  };
}

/** The batch with a new tally; it is finished once every unit has its verdict. */
export function withTally(batch: Batch, tally: Tally, now: number): Batch {
  const done = batch.state.kind === "running" && tally.validated + tally.failed === batch.units;
  return { ...batch, tally, state: done ? { kind: "finished", at: now } : batch.state };
}

export const meanOperations = (batch: Batch): number => (batch.units === 0 ? 0 : batch.operations / batch.units);
