/** What came back under a lease, as the transitioner takes it: its output is checked on the way. Rules R3, R4, A3 and A4 of `docs/spec.md`. */
import { digestOf, fromBase64 } from "../../protocol/digest.ts";
import type { Row } from "../../protocol/layout/layout.ts";
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import type { Outcome } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { type Manifest, pictureValue } from "../../worker-kernels/contract.ts";
import type { Batch } from "../domain/batch.ts";
import type { Lease } from "../domain/lease.ts";
import type { Arrival } from "../domain/transitioner.ts";
import { FALSE_CLAIM, isDecided, type WorkUnit } from "../domain/work-unit.ts";
import type { Certify } from "./certify.ts";
import type { CellStore } from "./store.ts";

export type Answered = Exclude<Outcome, { outcome: "returned" }>;
type Success = Outcome & { outcome: "success" };

interface Checks {
  readonly store: CellStore;
  readonly certify: Certify;
}

/** Throws a `ProblemError` that points at `at` when the outcome's digest or output is not what it must be. */
export function toArrival(
  { store, certify }: Checks,
  batch: Batch,
  { host, number: lease }: Lease,
  record: WorkUnit | undefined,
  outcome: Answered,
  at: string,
): Arrival {
  if (outcome.outcome === "error") return { kind: "error", failure: { host, lease, code: outcome.code } };
  const { unit, digest, output } = outcome;
  const success = (value: number): Arrival => ({ kind: "success", result: { host, lease, digest, output, pictureValue: value } });
  const known = checkedBefore(record, outcome);
  if (known !== undefined) return success(known);
  const manifest = store.batches.manifest(batch);
  const row = checkOutput(outcome, manifest, at);
  if (batch.assurance === "certificate" && !certify(manifest, inputOf(store, batch, unit, manifest), row)) {
    return { kind: "refuted", failure: { host, lease, code: FALSE_CLAIM } };
  }
  return success(pictureValue(manifest, row));
}

function inputOf(store: CellStore, batch: Batch, unit: number, manifest: Manifest): Row {
  const [input = ""] = store.units.inputs(batch.number, unit, 1);
  return decodeRow(manifest.input, fromBase64(input));
}

/** The value of an output that came before, letter by letter, with the same digest: it need not be checked again. */
function checkedBefore(record: WorkUnit | undefined, { digest, output }: Success): number | undefined {
  if (record === undefined || isDecided(record)) return undefined;
  return record.results.find((result) => result.output === output && result.digest === digest)?.pictureValue;
}

/** Checks digest and layout of an output and returns its fields. */
function checkOutput({ unit, output, digest }: Success, manifest: Manifest, at: string): Row {
  const bytes = readable(unit, "base64", `${at}/output`, () => fromBase64(output));
  const found = digestOf(bytes);
  if (found !== digest) {
    throw new ProblemError("digest-mismatch", `unit ${unit}: the digest is not that of the output`, [
      { field: `${at}/digest`, value: digest, expected: found },
    ]);
  }
  return readable(unit, `the output layout of ${manifest.id}`, `${at}/output`, () => decodeRow(manifest.output, bytes));
}

function readable<T>(unit: number, form: string, field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const expected = `${form}: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError("invalid-output", `unit ${unit}: the output cannot be read`, [{ field, expected }]);
  }
}
