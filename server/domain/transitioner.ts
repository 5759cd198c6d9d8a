/**
 * Moves a work unit on when something has come back, or has not: records it, asks the validator, and
 * says what must follow. Rules T1–T6 of `docs/spec.md`.
 */
import type { HostId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/messages.ts";
import { largestAgreement, quorumReached } from "./validator.ts";
import {
  type Answer,
  type FailedUnit,
  type Failure,
  type FailureReason,
  type OpenUnit,
  outstanding,
  type Result,
  type ValidatedUnit,
  type WorkUnit,
} from "./work-unit.ts";

/** A result's fate, as it changes its host's record. */
export interface Standing {
  readonly host: HostId;
  readonly to: "pending" | "validated" | "rejected";
  /** Whether the result was counted as pending before. */
  readonly wasPending: boolean;
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
  /** A success that does not prove its claim. The unit goes on as after an error; the host's result is rejected. */
  | { readonly kind: "refuted"; readonly failure: Failure }
  | { readonly kind: "no-reply" };

/** The unit after the arrival, and what must follow. */
export function transition(unit: WorkUnit, arrival: Arrival, policy: Policy): Transition {
  return unit.kind === "open" ? transitionOpen(unit, arrival, policy) : transitionDecided(unit, arrival);
}

function transitionOpen(unit: OpenUnit, arrival: Arrival, policy: Policy): Transition {
  const next = record(unit, arrival);
  const canonical = quorumReached(next.results, policy.minQuorum);
  if (canonical !== undefined) return settle(validated(next, canonical), arrival);
  if (next.failures.length > policy.maxErrorResults) return settle(failed(next, "too-many-errors"), arrival);
  return askForMore(next, policy, arrival);
}

function record(unit: OpenUnit, arrival: Arrival): OpenUnit {
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

/** Enough leases for the target, and for the quorum if all that is out should agree with the best. */
function askForMore(unit: OpenUnit, policy: Policy, arrival: Arrival): Transition {
  const missing = policy.minQuorum - largestAgreement(unit.results);
  const allowed = policy.maxTotalResults - unit.leases;
  if (missing > outstanding(unit) + allowed) return settle(failed(unit, "too-many-results"), arrival);
  const wanted = Math.max(policy.targetResults - unit.results.length, missing) - outstanding(unit);
  const moreLeases = Math.min(Math.max(wanted, 0), allowed);
  return { unit: { ...unit, leases: unit.leases + moreLeases }, moreLeases, standings: [...pending(arrival), ...rejected(arrival)] };
}

const pending = (arrival: Arrival): Standing[] =>
  arrival.kind === "success" ? [{ host: arrival.result.host, to: "pending", wasPending: false }] : [];

const rejected = (arrival: Arrival): Standing[] =>
  arrival.kind === "refuted" ? [{ host: arrival.failure.host, to: "rejected", wasPending: false }] : [];

function validated(unit: OpenUnit, canonical: readonly Result[]): ValidatedUnit {
  const [first] = canonical;
  if (first?.output === undefined) throw new Error("the first result of a digest keeps its output");
  const { digest, output, pictureValue } = first;
  const answers = unit.results.map((result): Answer => ({
    host: result.host,
    lease: result.lease,
    agrees: result.digest === digest,
  }));
  return { kind: "validated", digest, output, pictureValue, answers, failures: unit.failures };
}

function failed(unit: OpenUnit, reason: FailureReason): FailedUnit {
  const answers = unit.results.map(({ host, lease }): Answer => ({ host, lease, agrees: false }));
  return { kind: "failed", reason, answers, failures: unit.failures };
}

/** A verdict: every result that waited for it gets its standing. The newest was never pending before. */
function settle(unit: ValidatedUnit | FailedUnit, arrival: Arrival): Transition {
  const newest = unit.answers.length - pending(arrival).length;
  const standings = unit.answers.map((answer, i): Standing => ({
    host: answer.host,
    to: answer.agrees ? "validated" : "rejected",
    wasPending: i < newest,
  }));
  return { unit, moreLeases: 0, standings: [...standings, ...rejected(arrival)] };
}

/** A result that comes after the verdict is judged by it and changes nothing else. */
function transitionDecided(unit: ValidatedUnit | FailedUnit, arrival: Arrival): Transition {
  if (arrival.kind === "no-reply") return { unit, moreLeases: 0, standings: [] };
  if (arrival.kind !== "success") {
    return { unit: { ...unit, failures: [...unit.failures, arrival.failure] }, moreLeases: 0, standings: rejected(arrival) };
  }
  const { host, lease, digest } = arrival.result;
  const agrees = unit.kind === "validated" && unit.digest === digest;
  return {
    unit: { ...unit, answers: [...unit.answers, { host, lease, agrees }] },
    moreLeases: 0,
    standings: [{ host, to: agrees ? "validated" : "rejected", wasPending: false }],
  };
}
