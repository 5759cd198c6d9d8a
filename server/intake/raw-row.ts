/** A row of an uploaded file before anything is known about it. */
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";

export type RawRow =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: Omit<ProblemDetail, "line"> };

/** A file that cannot be read further: what follows the line is unknown. */
export function unreadable(line: number, expected: string): ProblemError {
  return new ProblemError("unreadable-file", `Line ${line} cannot be read: expected ${expected}`, [{ line, expected }]);
}
