/** What a check has found, for people. */
import type { CellReport } from "../../server/cell/check/check-cell.ts";
import type { Violation } from "../../server/cell/check/violation.ts";
import { cobblestones, table } from "../output.ts";

export function describeReport(report: CellReport): string {
  const { violations, violationCount } = report;
  const counts = table([
    ["batches", String(report.batches)],
    ["units", String(report.units)],
    ["results", String(report.results)],
    ["leases", String(report.leases)],
    ["hosts", String(report.hosts)],
    ["credit", cobblestones(report.microCobblestones)],
  ]);
  if (violationCount === 0) return `${counts}\nAll of it adds up: every credit follows from the inputs and the answers on record.`;
  const untold = violationCount - violations.length;
  const lines = violations.map(describeViolation);
  if (untold > 0) lines.push(`  and ${untold} more`);
  return `${counts}\n${violationCount === 1 ? "1 thing is off:" : `${violationCount} things are off:`}\n${lines.join("\n")}`;
}

function describeViolation({ batch, unit, host, lease, message }: Violation): string {
  const place = [
    batch === undefined ? "" : `batch ${batch}`,
    unit === undefined ? "" : `unit ${unit}`,
    host === undefined ? "" : `host ${host}`,
    lease === undefined ? "" : `lease ${lease}`,
  ];
  return `  ${place.filter(Boolean).join(", ") || "the cell"}: ${message}`;
}
