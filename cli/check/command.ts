/** `manyhands check`: audits a deployment's own books, its credit above all, from its database alone. */
import { Command } from "commander";
import { type CellReport, checkCell, isCell } from "../../server/cell/check/check-cell.ts";
import { CliError } from "../cli-error.ts";
import { withJson } from "../options.ts";
import { cellFiles, readSnapshot } from "./cell-files.ts";
import { describeReport } from "./describe-report.ts";

export function checkCommand(): Command {
  const command = new Command("check")
    .description("recompute every credit and every count of a self-hosted deployment, also while it runs")
    .argument("[dir]", "its data directory", ".manyhands");
  return withJson(command).action(check);
}

/** The exit status is 1 when anything is off. */
function check(folder: string, { json }: { readonly json?: boolean }): void {
  const reports = cellFiles(folder).map(checkFile);
  for (const report of reports) console.log(json === true ? JSON.stringify(report) : describeReport(report));
  if (reports.some(({ violationCount }) => violationCount > 0)) process.exitCode = 1;
}

/** Throws a {@link CliError} when the file cannot be read as a cell of this version. */
function checkFile(file: string): CellReport {
  return readSnapshot(file, (sql) => {
    if (isCell(sql)) return checkCell(sql);
    throw new CliError(`${file} was made by another version: start its server once with this one, or check it with that one`);
  });
}
