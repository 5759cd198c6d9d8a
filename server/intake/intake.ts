/**
 * Takes a batch's file in as a stream: rows are parsed against the kernel's input, and go to the cell in
 * blocks. A file with a bad row is read on, to tell more of them at once, but nothing of it is kept.
 */
import { MAX_BATCH_UNITS, MAX_LISTED_PROBLEMS } from "../../protocol/limits.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { blockOf, type UnitBlock } from "../cell/unit-block.ts";
import { absentBlobs, type GoodRow, judgeRow, type MissingBlobs } from "./judge-row.ts";
import type { RawRow } from "./raw-row.ts";

/** Units sent to the cell at once: small beside its memory, large beside a call's cost. */
const BLOCK_UNITS = 10_000;

/** Characters of input in a block, where inputs are large: a block is one text of the cell's database, which holds none above 2 MB. */
const BLOCK_CHARS = 500_000;

/** Where a batch's units go, and what is asked about them on the way. */
export interface Intake {
  append(block: UnitBlock): Promise<void>;
  readonly missingBlobs: MissingBlobs;
}

/** Reads all rows; they are appended in blocks while no row was bad. Throws a `ProblemError` if any was, or if there is none. */
export async function takeRows(pieces: AsyncIterable<readonly RawRow[]>, manifest: Manifest, intake: Intake): Promise<void> {
  const problems = newProblemList();
  let block: GoodRow[] = [];
  let units = 0;
  let chars = 0;
  const flush = async (): Promise<void> => {
    note(problems, await absentBlobs(block, intake.missingBlobs));
    if (problems.count === 0 && block.length > 0) await intake.append(blockOf(block.map(({ unit }) => unit)));
    block = [];
    chars = 0;
  };
  for await (const rows of pieces) {
    for (const row of rows) {
      const judged = judgeRow(row, manifest);
      if (!judged.ok) {
        note(problems, judged.problems);
        continue;
      }
      units += 1;
      if (units > MAX_BATCH_UNITS) throw tooManyUnits();
      block.push(judged);
      chars += judged.unit.input.length;
      if (block.length === BLOCK_UNITS || chars >= BLOCK_CHARS) await flush();
    }
  }
  await flush();
  if (problems.count > 0) throw invalidRows(problems);
  if (units === 0) throw new ProblemError("empty-batch", "The file has a header at most, and no rows");
}

interface ProblemList {
  readonly listed: ProblemDetail[];
  readonly lines: Set<number>;
  count: number;
}

const newProblemList = (): ProblemList => ({ listed: [], lines: new Set(), count: 0 });

function note(problems: ProblemList, found: readonly ProblemDetail[]): void {
  for (const problem of found) {
    problems.count += 1;
    if (problem.line !== undefined) problems.lines.add(problem.line);
    if (problems.listed.length < MAX_LISTED_PROBLEMS) problems.listed.push(problem);
  }
}

function invalidRows({ listed, lines, count }: ProblemList): ProblemError {
  const which = lines.size === 1 ? "1 row does" : `${lines.size} rows do`;
  return new ProblemError("invalid-rows", `${which} not fit the kernel's input; nothing was kept`, listed, count);
}

const tooManyUnits = (): ProblemError =>
  new ProblemError("invalid-rows", `A batch's file may have ${MAX_BATCH_UNITS} rows; a sweep may have more`, [
    { field: "body", expected: `at most ${MAX_BATCH_UNITS} rows` },
  ]);
