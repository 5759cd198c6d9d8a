/** Reads a batch's file as a submission would, tells every problem, and stores nothing. */
import type { FileCheckLine, FileCheckSummary } from "../../protocol/file-check.ts";
import { MAX_CHECKED_PROBLEMS } from "../../protocol/limits.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { absentBlobs, type GoodRow, judgeRow, type MissingBlobs } from "./judge-row.ts";
import type { RawRow } from "./raw-row.ts";

/** The problems of a file as they are found, and its summary. */
export async function* problemsOf(
  pieces: AsyncIterable<readonly RawRow[]>,
  manifest: Manifest,
  missingBlobs: MissingBlobs,
): AsyncGenerator<readonly FileCheckLine[]> {
  let [rows, problems, complete] = [0, 0, true];
  const told = (found: readonly ProblemDetail[]): readonly ProblemDetail[] => {
    problems += found.length;
    return found.slice(0, Math.max(0, MAX_CHECKED_PROBLEMS - problems + found.length));
  };
  try {
    for await (const piece of pieces) {
      rows += piece.length;
      yield told(await problemsIn(piece, manifest, missingBlobs));
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    complete = false;
    yield told(error.errors.length > 0 ? error.errors : [{ expected: error.message }]);
  }
  if (complete && rows === 0) yield told([{ expected: "at least one row" }]);
  const summary: FileCheckSummary = { rows, problems, complete };
  yield [summary];
}

async function problemsIn(piece: readonly RawRow[], manifest: Manifest, missingBlobs: MissingBlobs): Promise<ProblemDetail[]> {
  const found: ProblemDetail[] = [];
  const good: GoodRow[] = [];
  for (const row of piece) {
    const judged = judgeRow(row, manifest);
    if (judged.ok) good.push(judged);
    else found.push(...judged.problems);
  }
  return [...found, ...(await absentBlobs(good, missingBlobs))];
}

/**
 * Lines of JSON. They are made as fast as the file comes and not as fast as they are read: a browser reads an answer
 * only when it has sent everything, and would wait for us while we waited for it.
 */
export function linesStream(pieces: AsyncIterator<readonly unknown[]>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let wanted = true;
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      for (let next = await pieces.next(); wanted && next.done !== true; next = await pieces.next()) {
        if (next.value.length > 0) controller.enqueue(encoder.encode(next.value.map((line) => `${JSON.stringify(line)}\n`).join("")));
      }
      if (wanted) controller.close();
    },
    cancel() {
      wanted = false;
    },
  });
}
