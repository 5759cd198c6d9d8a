/**
 * One work unit's results and where they have led it. A unit nobody has answered yet has no record:
 * `untouched` is what its record would be.
 *
 * `leases` counts the leases that were asked for, whether issued yet or not, and never goes down:
 * it starts at the batch's target and is what `maxTotalResults` limits. A unit given back keeps its
 * place, so giving back costs it nothing; a lease that expires has used its place up.
 */
import type { HostId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/messages.ts";

/** A success that came back. */
export interface Result {
  readonly host: HostId;
  readonly lease: number;
  readonly digest: string;
  /** Base64 of the output: present on the first result of its digest only, equal ones say no more. */
  readonly output?: string;
  /** What this output adds to the picture. */
  readonly pictureValue: number;
}

/** An error that came back. */
export interface Failure {
  readonly host: HostId;
  readonly lease: number;
  readonly code: string;
}

/** The code of a success whose certificate did not verify. No host can send it: its own errors have other codes. */
export const FALSE_CLAIM = "false-claim";

/** Whose answer agreed with the canonical result, and whose did not. */
export interface Answer {
  readonly host: HostId;
  readonly lease: number;
  readonly agrees: boolean;
  /** Absent when it is the canonical one. */
  readonly digest?: string;
}

/** What came back before the unit failed and was asked for anew. It counts for nothing, but for who gave it. */
export interface Past {
  readonly answers: readonly Answer[];
  readonly failures: readonly Failure[];
}

interface Undecided {
  readonly past?: Past;
  readonly leases: number;
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
  /** Leases that ended without a reply. */
  readonly lost: number;
}

export interface Audited {
  readonly lease: number;
  readonly since: number;
}

export interface OpenUnit extends Undecided {
  readonly kind: "open";
  /** The single result that is being audited, if one is: its lease, and when it came. */
  readonly audited: Audited | null;
}

/** It rests on one result, and becomes final when that host has passed its audits: see `holding.ts`. */
export interface HeldUnit extends Undecided {
  readonly kind: "held";
  /** The lease of that result. */
  readonly by: number;
}

export type UndecidedUnit = OpenUnit | HeldUnit;

/** What a canonical result rests on: a proof, established hosts that agree, newcomers that agree, or one reliable host. */
export type Basis = "certificate" | "established" | "newcomers" | "reliable";

export interface ValidatedUnit {
  readonly kind: "validated";
  readonly basis: Basis;
  /** Agreeing hosts that were established when the verdict was made. */
  readonly established: number;
  readonly digest: string;
  readonly output: string;
  readonly pictureValue: number;
  readonly answers: readonly Answer[];
  readonly failures: readonly Failure[];
  readonly past?: Past;
}

/** `cancelled`: its batch was, before it had a verdict. Its answers are neither granted nor rejected. */
export type FailureReason = "too-many-errors" | "too-many-results" | "cancelled";

export interface FailedUnit {
  readonly kind: "failed";
  readonly reason: FailureReason;
  readonly answers: readonly Answer[];
  readonly failures: readonly Failure[];
  readonly past?: Past;
}

export type DecidedUnit = ValidatedUnit | FailedUnit;

export type WorkUnit = UndecidedUnit | DecidedUnit;

/** The record of a unit that nobody has answered. */
export const untouched = (policy: Policy): OpenUnit => ({
  kind: "open",
  leases: policy.targetResults,
  results: [],
  failures: [],
  lost: 0,
  audited: null,
});

export const isDecided = (unit: WorkUnit): unit is DecidedUnit => unit.kind === "validated" || unit.kind === "failed";

/** Leases of an undecided unit that are wanted or out, and not yet answered. */
export const outstanding = (unit: UndecidedUnit): number => unit.leases - unit.results.length - unit.failures.length - unit.lost;

/** Errors that may be the unit's own fault; a false claim is its host's. */
export const errorResults = ({ failures }: UndecidedUnit): number => failures.filter(({ code }) => code !== FALSE_CLAIM).length;

/** What the unit already has from this lease, if anything. */
export function answerUnder(unit: WorkUnit, lease: number): "none" | "error" | { readonly digest: string | null } {
  const failure = [...unit.failures, ...(unit.past?.failures ?? [])].find((candidate) => candidate.lease === lease);
  if (failure !== undefined) return failure.code === FALSE_CLAIM ? { digest: null } : "error";
  const earlier = unit.past?.answers.find((candidate) => candidate.lease === lease);
  if (earlier !== undefined) return { digest: earlier.digest ?? null };
  if (!isDecided(unit)) {
    const result = unit.results.find((candidate) => candidate.lease === lease);
    return result === undefined ? "none" : { digest: result.digest };
  }
  const answer = unit.answers.find((candidate) => candidate.lease === lease);
  if (answer === undefined) return "none";
  return { digest: answer.digest ?? (unit.kind === "validated" ? unit.digest : null) };
}

/** Hosts that have answered the unit, well or badly: it is never leased to them again. */
export function answeredBy(unit: WorkUnit): HostId[] {
  const answers = isDecided(unit) ? unit.answers : unit.results;
  return [...answers, ...unit.failures, ...(unit.past?.answers ?? []), ...(unit.past?.failures ?? [])].map((answer) => answer.host);
}

/** Whether anything came back for the unit yet, since it was asked for anew if it was; an expired lease is no answer. */
export const hasAnswer = (unit: WorkUnit): boolean => isDecided(unit) || unit.results.length + unit.failures.length > 0;

/** The host on whose single result the unit rests. */
export function holderOf(unit: WorkUnit | undefined): HostId | undefined {
  return unit?.kind === "held" ? unit.results.find(({ lease }) => lease === unit.by)?.host : undefined;
}

/** The single result that is being audited: whose it is, and when it came. */
export function auditedResult(unit: WorkUnit | undefined): { readonly host: HostId; readonly since: number } | undefined {
  if (unit?.kind !== "open" || unit.audited === null) return undefined;
  const { lease, since } = unit.audited;
  const host = unit.results.find((result) => result.lease === lease)?.host;
  return host === undefined ? undefined : { host, since };
}

/** Different hosts whose results agree with the canonical one. */
export const replicas = (unit: ValidatedUnit): number =>
  new Set(unit.answers.filter((answer) => answer.agrees).map((answer) => answer.host)).size;
