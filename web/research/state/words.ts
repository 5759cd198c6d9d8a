/** How the console says what the server means: states, classes of assurance, bases and probabilities. */
import type { Assurance, BatchStatus, Priority, ResultRow } from "../../../protocol/messages.ts";
import { formatCount, plural } from "../../ui/format.ts";
import type { MarkKind } from "../../ui/mark.tsx";
import type { Failure } from "./answer.ts";
import type { Freshness } from "./freshness.ts";
import { formatInstant } from "./instants.ts";

/** A class of assurance by its name: "Quorum of 2". */
export const assuranceName = (assurance: Assurance, quorum: number): string =>
  ({ quorum: `Quorum of ${quorum}`, adaptive: "Adaptive", certificate: "Certificate" })[assurance];

/** What a unit costs under a class, in words. */
export function assuranceCost(assurance: Assurance, quorum: number): string {
  if (assurance === "quorum") return quorum === 1 ? "Each unit is computed about once." : `Each unit is computed about ${quorum} times.`;
  return assurance === "adaptive" ? "Each unit is computed a little more than once." : "Each unit is computed about once.";
}

/** What a class means for a row of the table. */
export function assuranceMeaning(assurance: Assurance, quorum: number): string {
  switch (assurance) {
    case "quorum":
      return quorum === 1
        ? "One established host is believed. Take it for trials only."
        : `${quorum} established hosts have to send the same output, independently of each other.`;
    case "adaptive":
      return "Hosts with a long record are believed alone and audited at random; all others are checked by a second one.";
    case "certificate":
      return "Each output brings a proof of its claim, which the server checks.";
  }
}

/** What an output rests on. */
export function basisWords({ basis, replicas, failure }: ResultRow): string {
  switch (basis) {
    case "established":
      return plural(replicas, "established host agrees", "established hosts agree");
    case "certificate":
      return "it proves its own claim";
    case "reliable":
      return "a reliable host, audited at random";
    case "newcomers":
      return plural(replicas, "new host agrees", "new hosts agree");
    case undefined:
      return failureReason(failure);
  }
}

function failureReason(failure: ResultRow["failure"]): string {
  if (failure === "too-many-errors") return "failed: too many errors";
  if (failure === "cancelled") return "failed: the batch was cancelled";
  return "failed: no agreement in as many tries as allowed";
}

/** An estimated probability of error, as one would say it: "about 1 in 4 million". */
export function errorWords(probability: number | undefined): string {
  if (probability === undefined) return "–";
  if (probability <= 0) return "never";
  const once = Number((1 / probability).toPrecision(1));
  if (once >= 1e9) return `about 1 in ${formatCount(once / 1e9)} billion`;
  if (once >= 1e6) return `about 1 in ${formatCount(once / 1e6)} million`;
  return `about 1 in ${formatCount(Math.max(1, Math.round(once)))}`;
}

export const PRIORITIES: Readonly<Record<Priority, string>> = { low: "Low", normal: "Normal", high: "High" };

const STATES: Readonly<Record<BatchStatus["state"], readonly [MarkKind, string]>> = {
  receiving: ["busy", "Being uploaded"],
  running: ["working", "Running"],
  paused: ["waiting", "Paused"],
  cancelled: ["stopped", "Cancelled"],
  finished: ["done", "Finished"],
};

/** A state as a word and a shape. */
export const stateWords = ({ state }: BatchStatus): { readonly mark: MarkKind; readonly word: string } => {
  const [mark, word] = STATES[state];
  return { mark, word };
};

/** The state sentence of a batch's page. No number in it ticks, so that it is spoken on a change of state alone. */
export function batchSentence(batch: BatchStatus): string {
  switch (batch.state) {
    case "receiving":
      return "The file is still being taken in.";
    case "running":
      return batch.results === 0 && batch.inProgress === 0 ? "Waiting for volunteers: nobody has begun yet." : "Running.";
    case "paused":
      return `Paused${since(batch.pausedAt)}. What is in volunteers' hands may still come in.`;
    case "cancelled":
      return `Cancelled${since(batch.cancelledAt)}. ${plural(batch.validated, "result is", "results are")} kept.`;
    case "finished":
      return batch.failed === 0
        ? `Finished${since(batch.finishedAt)}: every unit has a result.`
        : `Finished${since(batch.finishedAt)}, with ${plural(batch.failed, "gap", "gaps")} of ${formatCount(batch.units)}.`;
  }
}

const since = (instant: number | undefined): string => (instant === undefined ? "" : ` on ${formatInstant(instant)}`);

/** Said in place of a state while the server does not answer. */
export function staleSentence({ asOf }: Freshness): string {
  return asOf === null
    ? "The server does not answer. Trying again by itself."
    : `Live numbers lost; these are of ${formatInstant(asOf)}. Trying again by itself.`;
}

/** Why something could not be done; what is wrong in which place stands beside it. */
export function failureWords(failure: Failure): string {
  if (failure.kind === "no-answer") return "The server does not answer, or something between it and this page does not let it. Try again.";
  return failure.detail.endsWith(".") ? failure.detail : `${failure.detail}.`;
}

/** Why somebody could not sign in. */
export function signInWords(failure: Failure): string {
  if (failure.kind === "no-answer") return failureWords(failure);
  if (failure.problem === "wrong-key") return "This key opens nothing here. Look whether it is whole: a researcher's key begins with mh_.";
  if (failure.problem === "revoked-key" || failure.problem === "expired-key") return `${failureWords(failure)} Ask for another one.`;
  return failureWords(failure);
}
