/**
 * What one cell does on one core, over HTTP with every check on.
 *
 *     npm run -s bench:server -- --json
 *
 * For bundles of 1, 20 and 100 units a fresh server runs the built Worker on workerd with its storage on disk, and
 * 16 hosts with kept-open connections exchange as fast as they are answered: report a bundle, lease the next,
 * quorum 2. The load comes from this process, on another core. `cell.validated.*` are units validated per second of
 * time; `cell.cpu.*` are the server's processor seconds per thousand of them, which a busy machine falsifies less.
 * `front.signature.cpu` is the processor time that checking a signature takes.
 * The baseline of `cell.exchange.rate` is `/api/v1/health` in the same run: a request that only passes the front Worker.
 */
import { build } from "../tools/build/build.ts";
import { environment, type Metric, note, printReport } from "./report.ts";
import { type Measured, measure, measureFloor } from "./server/measure.ts";
import { measureSignature } from "./server/signature.ts";

const HOSTS = 16;

/** Bundle sizes, and more units than a run can finish. */
const RUNS = [
  { bundle: 1, units: 40_000 },
  { bundle: 20, units: 300_000 },
  { bundle: 100, units: 600_000 },
];

await build(undefined, note);
const metrics: Metric[] = [];
for (const { bundle, units } of RUNS) {
  note(`bundles of ${bundle} …`);
  const measured = await measure(bundle, HOSTS, units);
  metrics.push(...metricsOf(bundle, measured));
  if (bundle === 1) metrics.push(...(await exchangeMetrics(measured)));
}
note("signatures …");
const signature = await measureSignature();
if (signature !== undefined) metrics.push({ name: "front.signature.cpu", value: signature, unit: "ms" });
printReport({ metrics, environment: environment({ hosts: HOSTS }) });

function metricsOf(bundle: number, { validatedPerSecond, cpuSecondsPerThousandValidated: cpu }: Measured): Metric[] {
  const validated = { name: `cell.validated.bundle${bundle}`, value: validatedPerSecond, unit: "units/s" };
  if (cpu === undefined) return [validated];
  return [validated, { name: `cell.cpu.bundle${bundle}`, value: cpu, unit: "s/1000 units" }];
}

async function exchangeMetrics({ exchangesPerSecond, p50Ms, p99Ms }: Measured): Promise<Metric[]> {
  const floor = await measureFloor(HOSTS);
  return [
    { name: "cell.exchange.p50", value: p50Ms, unit: "ms" },
    { name: "cell.exchange.p99", value: p99Ms, unit: "ms" },
    { name: "cell.exchange.rate", value: exchangesPerSecond, unit: "1/s", baseline: floor, ratio: exchangesPerSecond / floor },
  ];
}
