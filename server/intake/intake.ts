/**
 * Takes a batch's file in as a stream: rows are parsed against the kernel's input, and go to the cell in
 * blocks. A file with a bad row is read on, to tell more of them at once, but nothing of it is kept.
 */
import { toBase64 } from "../../protocol/digest.ts";
import { parseRow } from "../../protocol/layout/parse-row.ts";
import { encodeRow } from "../../protocol/layout/row-bytes.ts";
import { MAX_BATCH_UNITS, MAX_LISTED_PROBLEMS } from "../../protocol/limits.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";
import { type Manifest, unitOperations } from "../../worker-kernels/contract.ts";
import type { NewUnit } from "../cell/tables/units.ts";
import type { RawRow } from "./raw-row.ts";

/** Units sent to the cell at once: small beside its memory, large beside a call's cost. */
const BLOCK_UNITS = 5_000;

/** Reads all rows; `append` gets them in blocks while no row was bad. Throws a `ProblemError` if any was, or if there is none. */
export async function takeRows(
  rows: AsyncIterable<RawRow>,
  manifest: Manifest,
  append: (units: readonly NewUnit[]) => Promise<void>,
): Promise<void> {
  const problems = newProblemList();
  let block: NewUnit[] = [];
  let units = 0;
  for await (const row of rows) {
    const unit = toUnit(row, manifest, problems);
    if (unit === undefined) continue;
    units += 1;
    if (units > MAX_BATCH_UNITS) throw tooManyUnits();
    block.push(unit);
    if (block.length < BLOCK_UNITS) continue;
    if (problems.count === 0) await append(block);
    block = [];
  }
  if (problems.count > 0) throw invalidRows(problems);
  if (units === 0) throw new ProblemError("empty-batch", "The file has a header at most, and no rows");
  if (block.length > 0) await append(block);
}

interface ProblemList {
  readonly listed: ProblemDetail[];
  readonly lines: Set<number>;
  count: number;
}

const newProblemList = (): ProblemList => ({ listed: [], lines: new Set(), count: 0 });

function toUnit(row: RawRow, manifest: Manifest, problems: ProblemList): NewUnit | undefined {
  if ("problem" in row) {
    note(problems, { line: row.line, ...row.problem });
    return undefined;
  }
  const parsed = parseRow(manifest.input, row.fields);
  if (parsed.ok) {
    const input = toBase64(encodeRow(manifest.input, parsed.row));
    return { input, operations: unitOperations(manifest, parsed.row) };
  }
  for (const problem of parsed.problems) note(problems, { line: row.line, ...problem });
  return undefined;
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
