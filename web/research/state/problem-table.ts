/** What is wrong with a file, as a table to look at and as a file to take along. */
import type { ProblemDetail } from "../../../protocol/problem.ts";

export const PROBLEM_COLUMNS = ["Line", "Column", "Found", "Expected"] as const;

export const problemCells = ({ line, field, value, expected }: ProblemDetail): string[] => [
  line === undefined ? "–" : String(line),
  field ?? "–",
  value ?? "–",
  expected,
];

/** The same as CSV (RFC 4180). */
export function problemsCsv(problems: readonly ProblemDetail[]): string {
  const rows = problems.map(({ line, field, value, expected }) => [String(line ?? ""), field ?? "", value ?? "", expected]);
  return [["line", "column", "found", "expected"], ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
