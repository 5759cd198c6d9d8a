/** What becomes of one row: a work unit's bytes, or what is wrong with it. */
import { toBase64 } from "../../protocol/digest.ts";
import { type BlobName, blobNames } from "../../protocol/layout/layout.ts";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { MAX_INPUT_BYTES } from "../../protocol/limits.ts";
import type { ProblemDetail } from "../../protocol/problem.ts";
import { type Manifest, unitOperations } from "../../worker-kernels/contract.ts";
import type { NewUnit } from "../cell/tables/units.ts";
import type { RawRow } from "./raw-row.ts";

/** A row that may become a unit, if the blobs that it names are here. */
export interface GoodRow {
  readonly line: number;
  readonly unit: NewUnit;
  readonly blobs: readonly BlobName[];
}

export type Judged = ({ readonly ok: true } & GoodRow) | { readonly ok: false; readonly problems: readonly ProblemDetail[] };

export function judgeRow(raw: RawRow, manifest: Manifest): Judged {
  const { line } = raw;
  if ("problem" in raw) return { ok: false, problems: [{ line, ...raw.problem }] };
  const parsed = parseRow(manifest.input, raw.fields);
  if (!parsed.ok) return { ok: false, problems: parsed.problems.map((problem) => ({ line, ...problem })) };
  const input = encodeRow(manifest.input, parsed.row);
  if (input.length > MAX_INPUT_BYTES) {
    const value = `${input.length} bytes as the kernel reads them`;
    return { ok: false, problems: [{ line, value, expected: `at most ${MAX_INPUT_BYTES} bytes; larger inputs belong in blobs` }] };
  }
  const unit = { input: toBase64(input), operations: unitOperations(manifest, parsed.row) };
  return { ok: true, line, unit, blobs: blobNames(manifest.input, parsed.row) };
}

/** Those of the digests whose blobs are not here. */
export type MissingBlobs = (digests: readonly string[]) => Promise<readonly string[]>;

/** A unit whose blob is not here could not be computed by anybody. */
export async function absentBlobs(rows: readonly GoodRow[], missingBlobs: MissingBlobs): Promise<ProblemDetail[]> {
  const named = new Set(rows.flatMap(({ blobs }) => blobs.map(({ digest }) => digest)));
  if (named.size === 0) return [];
  const missing = new Set(await missingBlobs([...named]));
  return rows.flatMap(({ line, blobs }) =>
    blobs
      .filter(({ digest }) => missing.has(digest))
      .map(({ field, digest }) => ({ line, field, value: digest, expected: "a blob that was put here before" })),
  );
}
