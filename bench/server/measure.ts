/** One measurement: a fresh server, a batch, some hosts, and what they got done in the time given. */
import { setTimeout as sleep } from "node:timers/promises";
import { batchStatusSchema } from "../../protocol/messages.ts";
import type { RunningServer } from "../../server/selfhost/server-process.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { enrolBenchHost } from "./bench-host.ts";
import { get, newAgent } from "./http.ts";
import { cpuSeconds, withServer } from "./server.ts";

const WARM_UP_MS = 1_000;
const MEASURED_MS = 6_000;

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

async function load(server: RunningServer, batchId: string, bundle: number, hosts: number): Promise<Measured> {
  const [manifest] = builtInKernels;
  if (manifest === undefined) throw new Error("there is no built-in kernel");
  const crowd = await Promise.all(Array.from({ length: hosts }, () => enrolBenchHost(server.url, bundle, manifest)));
  for (const { hostId } of crowd) await vouch(server, hostId);
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

/** Makes a host count from the start: newcomers are on probation, and a quorum of them takes more than two. */
export async function vouch({ url, data }: RunningServer, hostId: string): Promise<void> {
  const headers = { authorization: `Bearer ${data.operatorKey}` };
  const response = await fetch(`${url}/api/v1/hosts/${hostId}/vouched`, { method: "PUT", headers });
  if (!response.ok) throw new Error(`the host was not vouched for: ${await response.text()}`);
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

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? NaN;
