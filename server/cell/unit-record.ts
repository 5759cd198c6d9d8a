/**
 * The stored form of an answered work unit: JSON, with short arrays for what repeats. Everything in
 * it was parsed when it came in, so reading it back trusts its own writing.
 */
import type { HostId } from "../../protocol/ids.ts";
import {
  type Answer,
  type Basis,
  type Failure,
  type FailureReason,
  hasAnswer,
  isDecided,
  type Result,
  type UndecidedUnit,
  type WorkUnit,
} from "../domain/work-unit.ts";

type StoredResult = [host: HostId, lease: number, digest: string, value: number, output?: string];
type StoredAnswer = [host: HostId, lease: number, agrees: 0 | 1, digest?: string];
type StoredFailure = [host: HostId, lease: number, code: string];

/** x: what came back before the unit was asked for anew. */
interface StoredPast {
  x?: { a: StoredAnswer[]; e: StoredFailure[] };
}

type Stored = StoredPast & StoredUnit;

type StoredUnit =
  /* u: the result that is audited; h: that on whose result the unit is held. */
  | { k: "o"; n: number; l: number; r: StoredResult[]; e?: StoredFailure[]; u?: [lease: number, since: number]; h?: number }
  /* b, s: the basis and its established voices; absent in records from before there were classes of hosts. */
  | { k: "v"; d: string; o: string; p: number; a: StoredAnswer[]; e?: StoredFailure[]; b?: Basis; s?: number }
  | { k: "f"; w: FailureReason; a: StoredAnswer[]; e?: StoredFailure[] };

/** The `standing` column: what can be counted and sought without reading the record. */
export const STANDING = { unanswered: 0, answered: 1, validated: 2, failed: 3 } as const;

export function standingOf(unit: WorkUnit): number {
  if (isDecided(unit)) return STANDING[unit.kind];
  return hasAnswer(unit) ? STANDING.answered : STANDING.unanswered;
}

/** The record as a JSON value. */
export function writeUnit(unit: WorkUnit): unknown {
  const { past } = unit;
  if (past === undefined) return toStored(unit);
  return { ...toStored(unit), x: { a: past.answers.map(storeAnswer), e: past.failures.map(storeFailure) } };
}

/** Reads the text of what {@link writeUnit} made. */
export function readUnit(text: string): WorkUnit {
  const stored = JSON.parse(text) as Stored;
  const unit = fromStored(stored);
  return stored.x === undefined ? unit : { ...unit, past: { answers: stored.x.a.map(loadAnswer), failures: stored.x.e.map(loadFailure) } };
}

function toStored(unit: WorkUnit): StoredUnit {
  const failures = unit.failures.map(storeFailure);
  const e = failures.length > 0 ? { e: failures } : {};
  switch (unit.kind) {
    case "open":
      return {
        k: "o",
        n: unit.leases,
        l: unit.lost,
        r: unit.results.map(storeResult),
        ...e,
        ...(unit.audited !== null && { u: [unit.audited.lease, unit.audited.since] }),
      };
    case "held":
      return { k: "o", n: unit.leases, l: unit.lost, r: unit.results.map(storeResult), ...e, h: unit.by };
    case "validated": {
      const { digest: d, output: o, pictureValue: p, basis: b, established: s } = unit;
      return { k: "v", d, o, p, a: unit.answers.map(storeAnswer), ...e, b, s };
    }
    case "failed":
      return { k: "f", w: unit.reason, a: unit.answers.map(storeAnswer), ...e };
  }
}

function fromStored(stored: StoredUnit): WorkUnit {
  const failures = (stored.e ?? []).map(loadFailure);
  switch (stored.k) {
    case "o":
      return undecided(stored, failures);
    case "v":
      return {
        kind: "validated",
        basis: stored.b ?? "newcomers",
        established: stored.s ?? 0,
        digest: stored.d,
        output: stored.o,
        pictureValue: stored.p,
        answers: stored.a.map(loadAnswer),
        failures,
      };
    case "f":
      return { kind: "failed", reason: stored.w, answers: stored.a.map(loadAnswer), failures };
  }
}

function undecided({ n, l, r, u, h }: Extract<StoredUnit, { k: "o" }>, failures: Failure[]): UndecidedUnit {
  const results = { leases: n, lost: l, results: r.map(loadResult), failures };
  return h === undefined
    ? { kind: "open", ...results, audited: u === undefined ? null : { lease: u[0], since: u[1] } }
    : { kind: "held", ...results, by: h };
}

function storeResult({ host, lease, digest, pictureValue, output }: Result): StoredResult {
  return output === undefined ? [host, lease, digest, pictureValue] : [host, lease, digest, pictureValue, output];
}

function loadResult([host, lease, digest, pictureValue, output]: StoredResult): Result {
  return output === undefined ? { host, lease, digest, pictureValue } : { host, lease, digest, pictureValue, output };
}

const storeFailure = ({ host, lease, code }: Failure): StoredFailure => [host, lease, code];
const loadFailure = ([host, lease, code]: StoredFailure): Failure => ({ host, lease, code });

function storeAnswer({ host, lease, agrees, digest }: Answer): StoredAnswer {
  return digest === undefined ? [host, lease, agrees ? 1 : 0] : [host, lease, agrees ? 1 : 0, digest];
}

function loadAnswer([host, lease, agrees, digest]: StoredAnswer): Answer {
  return { host, lease, agrees: agrees === 1, ...(digest !== undefined && { digest }) };
}
