/** The assimilator's output: each decided unit as a row that names its columns by the kernel's layouts. */
import { fromBase64 } from "../../protocol/digest.ts";
import { decodeRow } from "../../protocol/layout/row-bytes.ts";
import type { BatchId } from "../../protocol/ids.ts";
import type { Assurance, ResultRow } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { RowChoice } from "../../protocol/result-query.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { errorProbability } from "../domain/error-estimate.ts";
import { type RowTest, rowTest } from "../domain/result-filter.ts";
import { replicas } from "../domain/work-unit.ts";
import { batchOf } from "./queries.ts";
import type { CellStore } from "./store.ts";
import type { DecidedUnit } from "./tables/units.ts";

/** Rows of a batch, and where the next ones begin. */
export interface ResultPage {
  readonly manifest: Manifest;
  readonly rows: ResultRow[];
  /** The last unit that was looked at; undefined where none is left. */
  readonly last: number | undefined;
}

/** The wanted rows among up to `limit` decided units after the unit `after`. Throws `invalid-request` for a filter that is none. */
export function resultPage(store: CellStore, id: BatchId, after: number, limit: number, { state, where = [] }: RowChoice): ResultPage {
  const batch = batchOf(store, id);
  const manifest = store.batches.manifest(batch);
  const tests = where.map((filter) => testFor(filter, manifest));
  const units = store.units.decidedAfter(batch.number, after, limit);
  const rows = units
    .filter(({ record }) => state === undefined || record.kind === state)
    .map((unit) => toResultRow(unit, manifest, batch.assurance))
    .filter((row) => tests.every((test) => test(row)));
  return { manifest, rows, last: units.at(-1)?.unit };
}

function testFor(filter: string, manifest: Manifest): RowTest {
  const verdict = rowTest(filter, manifest);
  if (verdict.ok) return verdict.test;
  throw new ProblemError("invalid-request", `where: expected ${verdict.expected}`, [
    { field: "where", value: filter, expected: verdict.expected },
  ]);
}

export function toResultRow({ unit, input, record }: DecidedUnit, manifest: Manifest, assurance: Assurance): ResultRow {
  const asked = decodeRow(manifest.input, fromBase64(input));
  const common = { unit, input: asked, assurance };
  switch (record.kind) {
    case "validated": {
      const output = decodeRow(manifest.output, fromBase64(record.output));
      const sure = { replicas: replicas(record), basis: record.basis, errorProbability: errorProbability(record) };
      return { ...common, state: "validated", output, ...sure };
    }
    case "failed":
      return { ...common, state: "failed", output: null, replicas: 0, failure: record.reason };
    case "open":
    case "held":
      throw new Error(`unit ${unit} has no verdict`);
  }
}
