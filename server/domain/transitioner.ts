/**
 * Moves a work unit on when something has come back, or has not: records it, asks the validator, and
 * says what must follow. Rules T1–T6 of `docs/spec.md`.
 */
import type { HostId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/messages.ts";
import { type Agreement, type Bench, judge, outputsOf } from "./validator.ts";
import {
  type Answer,
  type Basis,
  type DecidedUnit,
  errorResults,
  type FailedUnit,
  type Failure,
  type FailureReason,
  isDecided,
  outstanding,
  type Past,
  replicas,
  type Result,
  type UndecidedUnit,
  type ValidatedUnit,
  type WorkUnit,
} from "./work-unit.ts";

/** A result's fate, as it changes its host's record. */
export interface Standing {
  readonly host: HostId;
  readonly lease: number;
  /** Dropped: nobody will judge it any more. */
  readonly to: "pending" | "validated" | "rejected" | "dropped";
  /** Whether the result was counted as pending before. */
  readonly wasPending: boolean;
  /** It agreed with others, or with a proof: the host earns trust by it. */
  readonly earnsTrust?: boolean;
  /** It was proven wrong: the host loses all trust. */
  readonly provenWrong?: boolean;
  /** It was audited, and another host found the same: when it came. */
  readonly passedAudit?: number | undefined;
}

export interface Transition {
  readonly unit: WorkUnit;
  /** Leases that are wanted now beyond those already wanted or out. */
  readonly moreLeases: number;
  readonly standings: readonly Standing[];
}

/** What came back under a lease, or that nothing did. */
export type Arrival =
  | { readonly kind: "success"; readonly result: Result & { readonly output: string } }
  | { readonly kind: "error"; readonly failure: Failure }
  /** A success that does not prove its claim. The unit goes on as if it had not come; the host's result is rejected. */
  | { readonly kind: "refuted"; readonly failure: Failure }
  | { readonly kind: "no-reply" };

/** What a transition depends on beside the unit and the arrival. */
export interface Court extends Bench {
  readonly policy: Policy;
  readonly now: number;
  /** Draws whether a single result that would be held now is audited at once. */
  readonly drawsAudit: () => boolean;
}

/** The unit after the arrival, and what must follow. */
export function transition(unit: WorkUnit, arrival: Arrival, court: Court): Transition {
  if (isDecided(unit)) return transitionDecided(unit, arrival, court);
  return decide(record(unit, arrival), court, arrival);
}

/** What an undecided unit's results amount to now. */
export function decide(unit: UndecidedUnit, court: Court, arrival: Arrival = { kind: "no-reply" }): Transition {
  const judgement = judge(unit, court);
  if (judgement.kind === "final") return settle(validated(unit, judgement.agreement, judgement.basis), unit, arrival);
  if (errorResults(unit) > court.policy.maxErrorResults) return settle(failed(unit, "too-many-errors"), unit, arrival);
  if (judgement.kind === "more") return askForMore(unit, judgement.missing, court.policy, arrival);
  const { leases, results, failures, lost } = unit;
  const undecided = { leases, results, failures, lost, ...pastOf(unit) };
  const isNew = unit.kind !== "held" || unit.by !== judgement.lease;
  if (isNew && court.drawsAudit())
    return decide({ kind: "open", ...undecided, audited: { lease: judgement.lease, since: court.now } }, court, arrival);
  return { unit: { kind: "held", ...undecided, by: judgement.lease }, moreLeases: 0, standings: standingOf(arrival) };
}

function record(unit: UndecidedUnit, arrival: Arrival): UndecidedUnit {
  switch (arrival.kind) {
    case "success":
      return { ...unit, results: [...unit.results, withoutKnownOutput(unit.results, arrival.result)] };
    case "error":
    case "refuted":
      return { ...unit, failures: [...unit.failures, arrival.failure] };
    case "no-reply":
      return { ...unit, lost: unit.lost + 1 };
  }
}

function withoutKnownOutput(known: readonly Result[], result: Result): Result {
  if (!known.some((other) => other.digest === result.digest)) return result;
  const { host, lease, digest, pictureValue } = result;
  return { host, lease, digest, pictureValue };
}

/** Enough leases for a verdict if all that is out should agree with the best, but no more at once than the target. */
function askForMore(unit: UndecidedUnit, missing: number, policy: Policy, arrival: Arrival): Transition {
  const allowed = policy.maxTotalResults - unit.leases;
  if (missing > outstanding(unit) + allowed) return settle(failed(unit, "too-many-results"), unit, arrival);
  const { targetResults } = policy;
  const wanted = Math.min(Math.max(targetResults - unit.results.length, missing), targetResults) - outstanding(unit);
  const moreLeases = Math.min(Math.max(wanted, 0), allowed);
  const { leases, results, failures, lost } = unit;
  const audited = unit.kind === "open" ? unit.audited : null;
  const next: UndecidedUnit = { kind: "open", leases: leases + moreLeases, results, failures, lost, audited, ...pastOf(unit) };
  return { unit: next, moreLeases, standings: standingOf(arrival) };
}

/** What an arrival by itself does to its host's record. */
function standingOf(arrival: Arrival): Standing[] {
  if (arrival.kind === "success") return [standing(arrival.result, "pending")];
  return arrival.kind === "refuted" ? [{ ...standing(arrival.failure, "rejected"), provenWrong: true }] : [];
}

const standing = ({ host, lease }: Pick<Result, "host" | "lease">, to: Standing["to"]): Standing => ({
  host,
  lease,
  to,
  wasPending: false,
});

function validated(unit: UndecidedUnit, { canonical, members, established }: Agreement, basis: Basis): ValidatedUnit {
  const output = outputsOf(unit.results).get(canonical.digest);
  if (output === undefined) throw new Error("the first result of a digest keeps its output");
  const { digest, pictureValue } = canonical;
  const answers = unit.results.map((result) => answerOf(result, members.includes(result), digest));
  return { kind: "validated", basis, established, digest, output, pictureValue, answers, failures: unit.failures, ...pastOf(unit) };
}

function failed(unit: UndecidedUnit, reason: FailureReason): FailedUnit {
  const answers = unit.results.map((result) => answerOf(result, false));
  return { kind: "failed", reason, answers, failures: unit.failures, ...pastOf(unit) };
}

const pastOf = ({ past }: WorkUnit): { past?: Past } => (past === undefined ? {} : { past });

/** What becomes of a unit without a verdict when its batch was cancelled and nobody is at it any more. */
export function cancelled(unit: UndecidedUnit): Transition {
  return settle(failed(unit, "cancelled"), unit, { kind: "no-reply" });
}

/**
 * A failed unit, asked for anew with fresh limits. `out` leases on it are still in somebody's hands; what they bring
 * counts. Those that have answered it are not asked again.
 */
export function retried(unit: FailedUnit, { targetResults }: Policy, out: number): Transition {
  const past = { answers: [...(unit.past?.answers ?? []), ...unit.answers], failures: [...(unit.past?.failures ?? []), ...unit.failures] };
  const leases = Math.max(targetResults, out);
  return {
    unit: { kind: "open", leases, results: [], failures: [], lost: 0, audited: null, past },
    moreLeases: leases - out,
    standings: [],
  };
}

function answerOf({ host, lease, digest }: Omit<Result, "pictureValue">, agrees: boolean, canonical?: string): Answer {
  return digest === canonical ? { host, lease, agrees } : { host, lease, agrees, digest };
}

/** The verdict on a held unit whose host has passed its audits: its single result is canonical. */
export function vest(unit: UndecidedUnit, by: number, bench: Bench): Transition {
  const canonical = unit.results.find(({ lease }) => lease === by);
  if (canonical === undefined) throw new Error(`no result under lease ${by}`);
  // All that count agree with it, or it would not be held.
  const members = unit.results.filter(({ host, lease }) => bench.rankOf(host, lease) !== "void");
  const basis = bench.rules.assurance === "certificate" ? "certificate" : "reliable";
  return settle(validated(unit, { canonical, members, voices: members.length, established: 1 }, basis), unit, { kind: "no-reply" });
}

/** A verdict: every result that waited for it gets its standing. The newest was never pending before. */
function settle(unit: DecidedUnit, before: UndecidedUnit, arrival: Arrival): Transition {
  const newest = unit.answers.length - (arrival.kind === "success" ? 1 : 0);
  const audited = before.kind === "open" ? before.audited : null;
  const standings = unit.answers.map((answer, i): Standing => ({
    ...judged(unit, answer),
    wasPending: i < newest,
    passedAudit: answer.agrees && answer.lease === audited?.lease ? audited.since : undefined,
  }));
  return { unit, moreLeases: 0, standings: arrival.kind === "refuted" ? [...standings, ...standingOf(arrival)] : standings };
}

/** A result that comes after the verdict is judged by it and changes nothing else. */
function transitionDecided(unit: DecidedUnit, arrival: Arrival, { equivalent }: Bench): Transition {
  if (arrival.kind === "no-reply") return { unit, moreLeases: 0, standings: [] };
  if (arrival.kind !== "success") {
    return { unit: { ...unit, failures: [...unit.failures, arrival.failure] }, moreLeases: 0, standings: standingOf(arrival) };
  }
  const { digest, output } = arrival.result;
  const agrees = unit.kind === "validated" && (unit.digest === digest || equivalent(unit.output, output));
  const answer = answerOf(arrival.result, agrees, unit.kind === "validated" ? unit.digest : undefined);
  const after = { ...unit, answers: [...unit.answers, answer] };
  return { unit: after, moreLeases: 0, standings: [judged(after, answer)] };
}

/** Two established hosts that agree, or a proof that they confirmed, prove another result wrong; newcomers prove nothing. */
const ENOUGH_TO_PROVE = 2;

function judged(unit: DecidedUnit, answer: Answer): Standing {
  if (unit.kind === "failed") return standing(answer, unit.reason === "cancelled" ? "dropped" : "rejected");
  // An answer that is equal to the canonical result and does not agree is one that no longer counts.
  const provenWrong = answer.digest !== undefined && unit.established >= ENOUGH_TO_PROVE;
  if (!answer.agrees) return { ...standing(answer, "rejected"), provenWrong };
  return { ...standing(answer, "validated"), earnsTrust: unit.basis === "certificate" || replicas(unit) > 1 };
}
