/** A batch and its running totals. */
import type { BatchId } from "../../protocol/ids.ts";
import type { Assurance, Policy } from "../../protocol/messages.ts";
import { hasAnswer, isDecided, type WorkUnit } from "./work-unit.ts";

export type BatchState =
  /** Its rows are still coming in; nothing of it is leased, and a cut upload leaves nothing. */
  { readonly kind: "receiving" } | { readonly kind: "running" } | { readonly kind: "finished"; readonly at: number };

export interface Batch {
  /** The cell's own short name for it, in the order of arrival. */
  readonly number: number;
  readonly id: BatchId;
  readonly name: string;
  readonly kernel: { readonly id: string; readonly version: string };
  readonly assurance: Assurance;
  readonly policy: Policy;
  readonly state: BatchState;
  readonly createdAt: number;
  readonly units: number;
  /** Operations of all its units together, by the kernel's manifest. */
  readonly operations: number;
  readonly tally: Tally;
  /** Credit granted for its units. */
  readonly microCobblestones: number;
}

/** Counts that a transition changes. */
export interface Tally {
  readonly validated: number;
  readonly failed: number;
  /** Units with an answer and no verdict; of these, units that rest on one host's result for now. */
  readonly undecided: number;
  readonly held: number;
  /** Successes and errors received. */
  readonly results: number;
}

export const emptyTally: Tally = { validated: 0, failed: 0, undecided: 0, held: 0, results: 0 };

/** The tally after one of its units went from `before` (undefined: no record) to `after`; `came`: something came back. */
export function tallied(tally: Tally, before: WorkUnit | undefined, after: WorkUnit, came: boolean): Tally {
  const change = (condition: (unit: WorkUnit) => boolean): number =>
    Number(condition(after)) - Number(before !== undefined && condition(before));
  return {
    validated: tally.validated + change((unit) => unit.kind === "validated"),
    failed: tally.failed + change((unit) => unit.kind === "failed"),
    undecided: tally.undecided + change((unit) => !isDecided(unit) && hasAnswer(unit)),
    held: tally.held + change((unit) => unit.kind === "held"),
    results: tally.results + Number(came),
  };
}

/** The batch with a new tally; it is finished once every unit has its verdict. */
export function withTally(batch: Batch, tally: Tally, now: number): Batch {
  const done = batch.state.kind === "running" && tally.validated + tally.failed === batch.units;
  return { ...batch, tally, state: done ? { kind: "finished", at: now } : batch.state };
}

export const meanOperations = (batch: Batch): number => (batch.units === 0 ? 0 : batch.operations / batch.units);
