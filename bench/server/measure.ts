/** One measurement: a fresh server, a batch, some hosts, and what they got done in the time given. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { batchStatusSchema } from "../../protocol/messages.ts";
import { type RunningServer, startServer } from "../../server/selfhost/server-process.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { enrolBenchHost } from "./bench-host.ts";
import { get, newAgent } from "./http.ts";

const WARM_UP_MS = 1_000;
const MEASURED_MS = 6_000;
/** A few hosts stand for a crowd: what is measured is what the server could do, not what it lets one host ask. */
const UNLIMITED = 1_000_000;
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export interface Measured {
  readonly validatedPerSecond: number;
  readonly exchangesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Undefined where the operating system does not tell. */
  readonly cpuSecondsPerThousandValidated: number | undefined;
}

export function measure(bundle: number, hosts: number, units: number): Promise<Measured> {
  return withServer(async (server) => load(server, await submit(server, units), bundle, hosts));
}

/** Requests per second that only pass the front Worker, over as many connections. */
export async function measureFloor(connections: number): Promise<number> {
  return withServer(async ({ url }) => {
    const end = performance.now() + WARM_UP_MS + MEASURED_MS;
    let answered = 0;
    const ask = async (): Promise<void> => {
      const agent = newAgent();
      while (performance.now() < end) {
        await get(`${url}/api/v1/health`, agent);
        if (performance.now() > end - MEASURED_MS) answered += 1;
      }
      agent.destroy();
    };
    await Promise.all(Array.from({ length: connections }, ask));
    return answered / (MEASURED_MS / 1_000);
  });
}

/** A server in a folder of its own, which is gone afterwards. */
async function withServer<T>(use: (server: RunningServer) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "manyhands-bench-"));
  const server = await startServer(folder, 0, { hostRequestsPerSecond: UNLIMITED });
  try {
    return await use(server);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(server: RunningServer, batchId: string, bundle: number, hosts: number): Promise<Measured> {
  const [manifest] = builtInKernels;
  if (manifest === undefined) throw new Error("there is no built-in kernel");
  const crowd = await Promise.all(Array.from({ length: hosts }, () => enrolBenchHost(server.url, bundle, manifest)));
  const running = crowd.map((host) => host.run());
  await sleep(WARM_UP_MS);
  for (const host of crowd) host.latenciesMs.length = 0;
  const before = { at: performance.now(), cpu: cpuSeconds(server), validated: await validated(server, batchId) };
  await sleep(MEASURED_MS);
  const after = { at: performance.now(), cpu: cpuSeconds(server), validated: await validated(server, batchId) };
  for (const host of crowd) host.stop();
  const latencies = crowd.flatMap((host) => host.latenciesMs).toSorted((a, b) => a - b);
  await Promise.all(running);
  const seconds = (after.at - before.at) / 1_000;
  const done = after.validated - before.validated;
  const cpu = after.cpu === undefined || before.cpu === undefined ? undefined : after.cpu - before.cpu;
  return {
    validatedPerSecond: done / seconds,
    exchangesPerSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    cpuSecondsPerThousandValidated: cpu === undefined ? undefined : (cpu / done) * 1_000,
  };
}

async function submit(server: RunningServer, units: number): Promise<string> {
  const rows = Array.from({ length: units }, (_, i) => `332192831,${1 + i * 1_000_000},1000000`);
  const response = await fetch(`${server.url}/api/v1/batches?kernel=mersenne-tf&name=Benchmark`, {
    method: "POST",
    headers: { "content-type": "text/csv", authorization: `Bearer ${server.data.operatorKey}` },
    body: `exponent,kStart,kCount\n${rows.join("\n")}\n`,
  });
  if (response.status !== 201) throw new Error(`the batch was refused: ${await response.text()}`);
  return batchStatusSchema.parse(await response.json()).batchId;
}

async function validated(server: RunningServer, batchId: string): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/batches/${batchId}`);
  return batchStatusSchema.parse(await response.json()).validated;
}

/** Processor seconds the server has used, user and system together. */
function cpuSeconds(server: RunningServer): number | undefined {
  try {
    const fields = readFileSync(`/proc/${server.process.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? NaN;
