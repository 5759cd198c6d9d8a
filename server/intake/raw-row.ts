/** A row of an uploaded file before anything is known about it. */
import type { Layout } from "../../protocol/layout/layout.ts";
import { type ProblemDetail, ProblemError } from "../../protocol/problem.ts";

export type RawRow =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: Omit<ProblemDetail, "line"> };

/**
 * Reads a file's text as rows, those of a piece of the text together: a wait for each row would cost more than the row.
 * Throws a `ProblemError` where the file cannot be read further.
 */
export type RowReader = (text: AsyncGenerator<string>, layout: Layout) => AsyncGenerator<readonly RawRow[]>;

/** A file that cannot be read further: what follows the line is unknown. */
export function unreadable(line: number, expected: string): ProblemError {
  return new ProblemError("unreadable-file", `Line ${line} cannot be read: expected ${expected}`, [{ line, expected }]);
}
