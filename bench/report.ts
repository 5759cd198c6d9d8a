/**
 * The one form of every benchmark's answer: with `--json` nothing but this object on stdout, else a table.
 *
 *     npm run -s bench:NAME -- --json
 */
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";

export interface Metric {
  /** Dotted, from the general to the special: `kernel.mersenne-tf.wasm`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the same work reaches in the way it is compared with, in the same unit and the same run. */
  readonly baseline?: number;
  /** `value` / `baseline`. */
  readonly ratio?: number;
}

export interface Report {
  readonly metrics: readonly Metric[];
  readonly environment: Environment;
}

export type Environment = Readonly<Record<string, string | number>>;

/** A metric beside its baseline. */
export const compared = (metric: Metric, baseline: number): Metric => ({ ...metric, baseline, ratio: metric.value / baseline });

/** What a reader needs to know to compare figures with another machine's. */
export function environment(more: Environment = {}): Environment {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    node: process.version,
    commit: commit(),
    ...more,
  };
}

/** Writes the report to stdout, in the form that the command line asks for. */
export function printReport(report: Report, wantsJson: boolean = process.argv.includes("--json")): void {
  console.log(wantsJson ? JSON.stringify(report, undefined, 2) : table(report));
}

/** For lines that are for people only, such as what is being measured: never on stdout, where JSON may go. */
export const note = (line: string): void => console.error(line);

/** The middle value; of an even number, the lower of the two in the middle. Throws for none. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new RangeError("no values to take the median of");
  return middle;
}

function table({ metrics, environment: where }: Report): string {
  const rows = [
    ["metric", "value", "unit", "baseline", "ratio"],
    ...metrics.map(({ name, value, unit, baseline, ratio }) => [name, shown(value), unit, shown(baseline), shown(ratio)]),
  ];
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)), []);
  const lines = rows.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, at))
      .join("  ")
      .trimEnd(),
  );
  const places = Object.entries(where).map(([name, value]) => `${name}: ${value}`);
  return [...lines, "", ...places].join("\n");
}

/** Names and units to the left, figures to the right. */
const pad = (cell: string, width: number, column: number): string =>
  column === 0 || column === 2 ? cell.padEnd(width) : cell.padStart(width);

/** Four significant digits: more would be noise. */
function shown(value: number | undefined): string {
  if (value === undefined) return "";
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(4);
}

function commit(): string {
  try {
    const git = (...words: string[]): string =>
      execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " with changes");
  } catch {
    return "unknown";
  }
}
