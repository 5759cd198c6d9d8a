/** A batch and its running totals. */
import type { BatchId, ProjectId, ResearcherId } from "../../protocol/ids.ts";
import type { Assurance, Policy, Priority } from "../../protocol/messages.ts";
import { hasAnswer, isDecided, type WorkUnit } from "./work-unit.ts";

export type BatchState =
  /** Its rows are still coming in; nothing of it is leased, and a cut upload leaves nothing. */
  | { readonly kind: "receiving" }
  | { readonly kind: "running" }
  /** Nothing of it is leased; what is out is taken. */
  | { readonly kind: "paused"; readonly at: number }
  /** Nothing of it is leased ever again; what is out is taken, and then what has no verdict ends without one. */
  | { readonly kind: "cancelled"; readonly at: number }
  /** Every unit has its verdict. */
  | { readonly kind: "finished"; readonly at: number };

export interface Batch {
  /** The cell's own short name for it, in the order of arrival. */
  readonly number: number;
  readonly id: BatchId;
  readonly name: string;
  /** Who brought it; null for the operator. */
  readonly owner: ResearcherId | null;
  /** Null for a batch from before there were projects. */
  readonly project: BatchProject | null;
  readonly priority: Priority;
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

/** What a cell knows of a project. */
export interface BatchProject {
  readonly projectId: ProjectId;
  readonly title: string;
  readonly share: number;
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

/** The batch with a new tally; it is finished once every unit has its verdict, unless it was cancelled before. */
export function withTally(batch: Batch, tally: Tally, now: number): Batch {
  const { kind } = batch.state;
  const done = (kind === "running" || kind === "paused") && tally.validated + tally.failed === batch.units;
  return { ...batch, tally, state: done ? { kind: "finished", at: now } : batch.state };
}

/** What is asked of a batch's state. */
export type Control = "pause" | "resume" | "cancel" | "retry";

/** The states from which a control leads somewhere. Asked for what is already so, nothing changes. */
const FROM: Readonly<Record<Control, readonly BatchState["kind"][]>> = {
  pause: ["running", "paused"],
  resume: ["paused", "running"],
  cancel: ["running", "paused", "cancelled"],
  retry: ["running", "paused", "finished"],
};

export type ControlVerdict = { readonly ok: true; readonly state: BatchState } | { readonly ok: false; readonly expected: string };

/** The state that a control leads to. `retry` of a finished batch lets it run again. */
export function controlled(state: BatchState, control: Control, now: number): ControlVerdict {
  if (!FROM[control].includes(state.kind)) return { ok: false, expected: `a batch that is ${FROM[control].join(" or ")}` };
  switch (control) {
    case "pause":
      return { ok: true, state: state.kind === "paused" ? state : { kind: "paused", at: now } };
    case "cancel":
      return { ok: true, state: state.kind === "cancelled" ? state : { kind: "cancelled", at: now } };
    case "resume":
      return { ok: true, state: { kind: "running" } };
    case "retry":
      return { ok: true, state: state.kind === "paused" ? state : { kind: "running" } };
  }
}

export const meanOperations = (batch: Batch): number => (batch.units === 0 ? 0 : batch.operations / batch.units);
