/**
 * `npm test`: every check and every test, one after the other, in the order in which a failure is cheapest to
 * find. Goes on after a failing step, and ends with one line that counts everything.
 *
 *     node tools/test/run.ts [--only format,unit]
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { DIST, ROOT } from "../build/step.ts";
import { REPORT_FILE_VARIABLE, type Report, summary, takeReport, total, withExitStatus } from "./report.ts";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** A runner counts its tests; any other step is one check. */
  readonly isRunner?: boolean;
  /** Whether no test at all is a fault. */
  readonly needsTests?: boolean;
  /** Steps without whose success this one says nothing. */
  readonly needs?: readonly string[];
}

const BIN = join(ROOT, "node_modules", ".bin");
const REPORTS = join(DIST, "test-reports");

const vitest = (project: string): Pick<Step, "command" | "isRunner"> => ({
  isRunner: true,
  command: ["vitest", "run", "--project", project, "--passWithNoTests", "--reporter=default", "--reporter=./tools/test/vitest-reporter.ts"],
});

const STEPS: readonly Step[] = [
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "lint", command: ["oxlint"] },
  { name: "types", command: ["tsc", "-b"] },
  { name: "tidy", command: ["node", "tools/tidy/tidy.ts"] },
  { name: "build", command: ["node", "tools/build/build.ts"] },
  { name: "size", command: ["node", "tools/size.ts"], needs: ["build"] },
  { name: "unit", ...vitest("unit"), needsTests: true },
  { name: "sim", ...vitest("sim") },
  { name: "integration", ...vitest("integration"), needsTests: true, needs: ["build"] },
  {
    name: "e2e",
    isRunner: true,
    needsTests: true,
    needs: ["build"],
    command: ["playwright", "test", "--pass-with-no-tests", "--reporter=list,./tools/test/playwright-reporter.ts"],
  },
];

process.exitCode = await main();

async function main(): Promise<number> {
  const steps = chosenSteps();
  if (typeof steps === "string") {
    console.error(steps);
    return 2;
  }
  mkdirSync(REPORTS, { recursive: true });
  const reports = new Map<string, Report>();
  for (const step of steps) {
    const blocker = step.needs?.find((name) => (reports.get(name)?.failed ?? 0) > 0);
    reports.set(step.name, blocker === undefined ? await runStep(step) : notRun(step, `${blocker} failed`));
  }
  const sum = total([...reports.values()]);
  printSkipped(sum);
  printFailedSteps(reports);
  console.log(summary(sum));
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

/** The steps to run, or what is wrong with the wish. */
function chosenSteps(): readonly Step[] | string {
  const { only } = parseArgs({ options: { only: { type: "string" } } }).values;
  if (only === undefined) return STEPS;
  const names = only.split(",");
  const unknown = names.find((name) => !STEPS.some((step) => step.name === name));
  if (unknown !== undefined) return `no step "${unknown}"; there are ${STEPS.map(({ name }) => name).join(", ")}`;
  return STEPS.filter(({ name }) => names.includes(name));
}

async function runStep(step: Step): Promise<Report> {
  console.log(`\n── ${step.name} ${"─".repeat(72 - step.name.length)}`);
  const reportFile = join(REPORTS, `${step.name}.json`);
  takeReport(reportFile);
  const startedAt = performance.now();
  const status = await runCommand(step.command, { [REPORT_FILE_VARIABLE]: reportFile });
  const report = step.isRunner ? reportOfRunner(step, reportFile, status) : reportOfCheck(status);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${step.name}: ${report.failed === 0 ? "passed" : "FAILED"} (${seconds} s)`);
  return report;
}

function reportOfCheck(status: number): Report {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] };
}

function reportOfRunner(step: Step, reportFile: string, status: number): Report {
  const report = withExitStatus(takeReport(reportFile), status);
  if (report.passed + report.failed > 0) return report;
  console.log(`${step.name}: no test ran`);
  return step.needsTests ? { ...report, failed: 1 } : report;
}

function notRun(step: Step, reason: string): Report {
  console.log(`\n${step.name}: not run, ${reason}`);
  return { passed: 0, failed: 0, skipped: [{ title: step.name, reason }] };
}

/** Resolves to the exit status; 1 when the command was killed or could not start. */
function runCommand([command = "", ...args]: readonly string[], variables: Record<string, string>): Promise<number> {
  const env = { ...process.env, ...variables, PATH: [BIN, process.env["PATH"]].join(delimiter) };
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: "inherit", shell: process.platform === "win32" });
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (status) => resolve(status ?? 1));
  });
}

function printSkipped({ skipped }: Report): void {
  console.log("");
  for (const { title, reason } of skipped) console.log(`skipped: ${title} (${reason})`);
}

function printFailedSteps(reports: ReadonlyMap<string, Report>): void {
  const failed = [...reports].filter(([, report]) => report.failed > 0).map(([name]) => name);
  if (failed.length > 0) console.log(`failed: ${failed.join(", ")}`);
}
