/** What one step of `npm test` came to, however it was tested. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";

export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
}

export interface Skipped {
  readonly title: string;
  readonly reason: string;
}

/** Names the file that a test runner's reporter leaves its report in. */
export const REPORT_FILE_VARIABLE = "MANYHANDS_TEST_REPORT";

const NOTHING: Report = { passed: 0, failed: 0, skipped: [] };

/** Called by a reporter at its end. Does nothing when nobody asked for a report. */
export function writeReport(report: Report): void {
  const file = process.env[REPORT_FILE_VARIABLE];
  if (file) writeFileSync(file, JSON.stringify(report));
}

/** Reads and removes a report. A runner that died has left none, which its exit status then tells. */
export function takeReport(file: string): Report {
  if (!existsSync(file)) return NOTHING;
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  rmSync(file);
  return report;
}

export function add(a: Report, b: Report): Report {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: [...a.skipped, ...b.skipped] };
}

export const total = (reports: readonly Report[]): Report => reports.reduce(add, NOTHING);

/** A step that failed without a failed test (a crash, an error outside of any test) is one failure. */
export function withExitStatus(report: Report, status: number): Report {
  return status !== 0 && report.failed === 0 ? { ...report, failed: 1 } : report;
}

/** The last line of `npm test`. */
export function summary({ passed, failed, skipped }: Report): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped.length === 0 ? line : `${line}, ${skipped.length} skipped`;
}
