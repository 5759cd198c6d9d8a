/**
 * The stored form of an answered work unit: JSON, with short arrays for what repeats. Everything in
 * it was parsed when it came in, so reading it back trusts its own writing.
 */
import type { HostId } from "../../protocol/ids.ts";
import { type Answer, type Failure, type FailureReason, hasAnswer, type Result, type WorkUnit } from "../domain/work-unit.ts";

type StoredResult = [host: HostId, lease: number, digest: string, value: number, output?: string];
type StoredAnswer = [host: HostId, lease: number, agrees: 0 | 1];
type StoredFailure = [host: HostId, lease: number, code: string];

type Stored =
  | { k: "o"; n: number; l: number; r: StoredResult[]; e?: StoredFailure[] }
  | { k: "v"; d: string; o: string; p: number; a: StoredAnswer[]; e?: StoredFailure[] }
  | { k: "f"; w: FailureReason; a: StoredAnswer[]; e?: StoredFailure[] };

/** The `standing` column: what can be counted and sought without reading the record. */
export const STANDING = { unanswered: 0, answered: 1, validated: 2, failed: 3 } as const;

export function standingOf(unit: WorkUnit): number {
  if (unit.kind === "open") return hasAnswer(unit) ? STANDING.answered : STANDING.unanswered;
  return STANDING[unit.kind];
}

/** The record as a JSON value. */
export const writeUnit = (unit: WorkUnit): unknown => toStored(unit);

/** Reads the text of what {@link writeUnit} made. */
export const readUnit = (text: string): WorkUnit => fromStored(JSON.parse(text) as Stored);

function toStored(unit: WorkUnit): Stored {
  const failures = unit.failures.map(({ host, lease, code }): StoredFailure => [host, lease, code]);
  const e = failures.length > 0 ? { e: failures } : {};
  switch (unit.kind) {
    case "open":
      return { k: "o", n: unit.leases, l: unit.lost, r: unit.results.map(storeResult), ...e };
    case "validated":
      return { k: "v", d: unit.digest, o: unit.output, p: unit.pictureValue, a: unit.answers.map(storeAnswer), ...e };
    case "failed":
      return { k: "f", w: unit.reason, a: unit.answers.map(storeAnswer), ...e };
  }
}

function fromStored(stored: Stored): WorkUnit {
  const failures = (stored.e ?? []).map(([host, lease, code]): Failure => ({ host, lease, code }));
  switch (stored.k) {
    case "o":
      return { kind: "open", leases: stored.n, lost: stored.l, results: stored.r.map(loadResult), failures };
    case "v":
      return {
        kind: "validated",
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

function storeResult({ host, lease, digest, pictureValue, output }: Result): StoredResult {
  return output === undefined ? [host, lease, digest, pictureValue] : [host, lease, digest, pictureValue, output];
}

function loadResult([host, lease, digest, pictureValue, output]: StoredResult): Result {
  return output === undefined ? { host, lease, digest, pictureValue } : { host, lease, digest, pictureValue, output };
}

const storeAnswer = ({ host, lease, agrees }: Answer): StoredAnswer => [host, lease, agrees ? 1 : 0];
const loadAnswer = ([host, lease, agrees]: StoredAnswer): Answer => ({ host, lease, agrees: agrees === 1 });
