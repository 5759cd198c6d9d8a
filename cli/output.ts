/** What goes to the terminal. Results go to stdout; everything about them, and every failure, to stderr. */
import type { Problem, ProblemDetail } from "../protocol/problem.ts";
import { CliError, ServerRefusal } from "./cli-error.ts";

/** A failure as text for a person, or as one line of problem details for a machine. */
export function describeFailure(error: unknown, asJson: boolean): string {
  if (error instanceof ServerRefusal) return asJson ? JSON.stringify(error.problem) : describeProblem(error.problem);
  const message = error instanceof Error ? error.message : String(error);
  if (asJson) return JSON.stringify({ type: "about:blank", title: "The command failed", detail: message });
  // What nobody foresaw is our fault, and its stack is what a report of it needs.
  return error instanceof CliError ? `error: ${message}` : `error: ${error instanceof Error ? error.stack : message}`;
}

/** Problem details as lines: what, why, and each place with what was found and what was expected there. */
export function describeProblem({ title, detail, errors = [], errorCount = errors.length }: Problem): string {
  // The detail of a refusal with few errors may have said them all already.
  const untold = errors.filter(({ expected }) => !detail.includes(expected));
  const lines = [`error: ${printable(title)}`, `  ${printable(detail)}`, ...untold.map((error) => `  ${describeDetail(error)}`)];
  if (errorCount > errors.length) lines.push(`  and ${errorCount - errors.length} more`);
  return lines.join("\n");
}

/** One problem as a line: where it is, what was found, what was expected. */
export function describeDetail({ line, field, value, expected }: ProblemDetail): string {
  const place = [line === undefined ? "" : `line ${line}`, printable(field ?? "")].filter(Boolean).join(", ");
  const found = value === undefined ? "" : `found ${JSON.stringify(value)}, `;
  return `${place === "" ? "" : `${place}: `}${found}expected ${printable(expected)}`;
}

/** Text from elsewhere without the control characters that a terminal would obey. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, " ");

/** Columns as wide as their widest cell; the last one as it comes. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A share in per cent that says 100 only when nothing is left. */
export const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.floor((100 * part) / whole)} %`;

/** Credit in cobblestones, with the millionths that there are. */
export const cobblestones = (micro: number): string => `${micro / 1_000_000} ${micro === 1_000_000 ? "cobblestone" : "cobblestones"}`;
