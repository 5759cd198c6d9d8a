/** Reads what a check of a file tells, a line of JSON for each problem, while it comes. */
import { fileCheckLineSchema } from "../../../protocol/file-check.ts";
import type { ProblemDetail } from "../../../protocol/problem.ts";

export interface FileCheck {
  readonly rows: number;
  /** The problems that were told, in the order of the file's lines. */
  readonly problems: readonly ProblemDetail[];
  /** How many there are, told or not. */
  readonly problemCount: number;
  /** Whether the file could be read to its end. */
  readonly complete: boolean;
}

/** Throws where a line is of another form, and where the last line, which counts, is missing. */
export async function readCheck(body: ReadableStream<Uint8Array>): Promise<FileCheck> {
  const problems: ProblemDetail[] = [];
  let end: FileCheck | undefined;
  for await (const line of linesOf(body)) {
    const told = fileCheckLineSchema.parse(JSON.parse(line));
    if ("complete" in told) end = { rows: told.rows, problemCount: told.problems, complete: told.complete, problems };
    else problems.push(told);
  }
  if (end === undefined) throw new Error("the check was cut off");
  return end;
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}
