/**
 * Takes a batch's file in as a stream: rows are parsed against the kernel's input, and go to the cell in
 * blocks. A file with a bad row is read on, to tell more of them at once, but nothing of it is kept.
 */
import { toBase64 } from "../../protocol/digest.ts";
import { type BlobName, blobNames } from "../../protocol/layout/layout.ts";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { MAX_BATCH_UNITS, MAX_INPUT_BYTES, MAX_LISTED_PROBLEMS } from "../../protocol/limits.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";
import { type Manifest, unitOperations } from "../../worker-kernels/contract.ts";
import type { NewUnit } from "../cell/tables/units.ts";
import type { RawRow } from "./raw-row.ts";

/** Units sent to the cell at once: small beside its memory, large beside a call's cost. */
const BLOCK_UNITS = 5_000;

/** Characters of input in a block, where inputs are large. */
const BLOCK_CHARS = 4_000_000;

/** Where a batch's units go, and what is asked about them on the way. */
export interface Intake {
  append(units: readonly NewUnit[]): Promise<void>;
  /** Those of the digests whose blobs are not here. */
  missingBlobs(digests: readonly string[]): Promise<readonly string[]>;
}

/** Reads all rows; they are appended in blocks while no row was bad. Throws a `ProblemError` if any was, or if there is none. */
export async function takeRows(rows: AsyncIterable<RawRow>, manifest: Manifest, intake: Intake): Promise<void> {
  const problems = newProblemList();
  let block: TakenRow[] = [];
  let units = 0;
  let chars = 0;
  const flush = async (): Promise<void> => {
    await noteMissingBlobs(block, intake, problems);
    if (problems.count === 0 && block.length > 0) await intake.append(block.map(({ unit }) => unit));
    block = [];
    chars = 0;
  };
  for await (const row of rows) {
    const taken = take(row, manifest, problems);
    if (taken === undefined) continue;
    units += 1;
    if (units > MAX_BATCH_UNITS) throw tooManyUnits();
    block.push(taken);
    chars += taken.unit.input.length;
    if (block.length === BLOCK_UNITS || chars >= BLOCK_CHARS) await flush();
  }
  await flush();
  if (problems.count > 0) throw invalidRows(problems);
  if (units === 0) throw new ProblemError("empty-batch", "The file has a header at most, and no rows");
}

interface TakenRow {
  readonly line: number;
  readonly unit: NewUnit;
  readonly blobs: readonly BlobName[];
}

interface ProblemList {
  readonly listed: ProblemDetail[];
  readonly lines: Set<number>;
  count: number;
}

const newProblemList = (): ProblemList => ({ listed: [], lines: new Set(), count: 0 });

function take(row: RawRow, manifest: Manifest, problems: ProblemList): TakenRow | undefined {
  if ("problem" in row) {
    note(problems, { line: row.line, ...row.problem });
    return undefined;
  }
  const parsed = parseRow(manifest.input, row.fields);
  if (!parsed.ok) {
    for (const problem of parsed.problems) note(problems, { line: row.line, ...problem });
    return undefined;
  }
  const input = encodeRow(manifest.input, parsed.row);
  if (input.length > MAX_INPUT_BYTES) {
    const value = `${input.length} bytes as the kernel reads them`;
    note(problems, { line: row.line, value, expected: `at most ${MAX_INPUT_BYTES} bytes; larger inputs belong in blobs` });
    return undefined;
  }
  const unit = { input: toBase64(input), operations: unitOperations(manifest, parsed.row) };
  return { line: row.line, unit, blobs: blobNames(manifest.input, parsed.row) };
}

/** A unit whose blob is not here could not be computed by anybody. */
async function noteMissingBlobs(block: readonly TakenRow[], intake: Intake, problems: ProblemList): Promise<void> {
  const named = new Set(block.flatMap(({ blobs }) => blobs.map(({ digest }) => digest)));
  if (named.size === 0) return;
  const missing = new Set(await intake.missingBlobs([...named]));
  for (const { line, blobs } of block) {
    for (const { field, digest } of blobs) {
      if (missing.has(digest)) note(problems, { line, field, value: digest, expected: "a blob that was put here before" });
    }
  }
}

function note(problems: ProblemList, problem: ProblemDetail): void {
  problems.count += 1;
  if (problem.line !== undefined) problems.lines.add(problem.line);
  if (problems.listed.length < MAX_LISTED_PROBLEMS) problems.listed.push(problem);
}

function invalidRows({ listed, lines, count }: ProblemList): ProblemError {
  const which = lines.size === 1 ? "1 row does" : `${lines.size} rows do`;
  return new ProblemError("invalid-rows", `${which} not fit the kernel's input; nothing was kept`, listed, count);
}

const tooManyUnits = (): ProblemError =>
  new ProblemError("invalid-rows", `A batch may have ${MAX_BATCH_UNITS} units`, [
    { field: "body", expected: `at most ${MAX_BATCH_UNITS} rows` },
  ]);
