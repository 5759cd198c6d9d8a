/**
 * What it costs to hand a table in, and to fetch the finished one.
 *
 *     npm run -s bench:submission -- --json
 *
 * For each size a fresh server takes generated rows over loopback, streamed, as NDJSON and as CSV: `submission.rate.*`
 * are rows per second of time, `submission.cpu.*` the server's processor seconds per million rows, which a busy machine
 * falsifies less, and `submission.peak.*` the most memory that its process has had. Then hosts answer every unit of a
 * batch and its table is downloaded: `results.*` likewise. `submission.sweep.*` is how long a sweep of so many
 * units takes. Sizes are 10^4, 10^5 and 10^6 rows; `--most N` leaves larger ones out.
 */
import { parseArgs } from "node:util";
import { build } from "../tools/build/build.ts";
import { environment, type Metric, note, printReport } from "./report.ts";
import { measureResults, measureSubmission, measureSweep, type Submitted } from "./submission/measure.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const RESULT_FORMATS = ["ndjson", "csv", "parquet"];

const { values } = parseArgs({ options: { json: { type: "boolean" }, most: { type: "string" } } });
const most = Number(values.most ?? Infinity);

await build(undefined, note);
note("a sweep …");
const metrics: Metric[] = [{ name: "submission.sweep.1000000000", value: await measureSweep(), unit: "ms" }];
for (const rows of SIZES.filter((size) => size <= most)) {
  for (const format of ["ndjson", "csv"] as const) {
    note(`${rows} rows of ${format} in …`);
    metrics.push(...metricsOf(`submission`, `${format}.${rows}`, await measureSubmission(format, rows)));
  }
  note(`${rows} rows out …`);
  for (const { format, transfer } of await measureResults(rows, RESULT_FORMATS)) {
    metrics.push(...metricsOf(`results`, `${format}.${rows}`, transfer));
  }
}
printReport({ metrics, environment: environment() });

function metricsOf(name: string, what: string, { rows, seconds, cpuSeconds, peakMiB }: Submitted): Metric[] {
  const rate = { name: `${name}.rate.${what}`, value: rows / seconds, unit: "rows/s" };
  if (cpuSeconds === undefined || peakMiB === undefined) return [rate];
  const cpu = { name: `${name}.cpu.${what}`, value: (cpuSeconds / rows) * 1_000_000, unit: "s/10^6 rows" };
  return [rate, cpu, { name: `${name}.peak.${what}`, value: peakMiB, unit: "MiB" }];
}
