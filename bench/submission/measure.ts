/** One measurement: a fresh server takes a file of rows, and perhaps gives the results of all of them back. */
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RunningServer } from "../../server/selfhost/server-process.ts";
import { batchStatusSchema } from "../../protocol/messages.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { median } from "../report.ts";
import { enrolBenchHost } from "../server/bench-host.ts";
import { vouch } from "../server/measure.ts";
import { cpuSeconds, withServer } from "../server/server.ts";
import { CONTENT_TYPES, fileOf, type RowFormat } from "./rows.ts";

const SWEEPS = 9;

/** What a transfer of so many rows has cost. */
export interface Transfer {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Of the server, user and system together; undefined where the operating system does not tell. */
  readonly cpuSeconds: number | undefined;
}

export interface Submitted extends Transfer {
  /** The most memory that the server has had, in MiB; undefined where the operating system does not tell. */
  readonly peakMiB: number | undefined;
}

/** Hands in a file of rows. */
export const measureSubmission = (format: RowFormat, rows: number): Promise<Submitted> =>
  withServer(async (server) => (await handIn(server, format, rows)).submitted);

/** Milliseconds from the request to the answer for a sweep of a billion units: the median of some, on a server that has had one. */
export function measureSweep(): Promise<number> {
  return withServer(async (server) => {
    const times = [];
    for (let i = 0; i <= SWEEPS; i++) times.push(await sweepMs(server));
    return median(times.slice(1));
  });
}

async function sweepMs(server: RunningServer): Promise<number> {
  const fields = {
    exponent: { value: 332192831 },
    kStart: { from: "1", to: "999999999000001", step: "1000000" },
    kCount: { value: "1000000" },
  };
  const startedAt = performance.now();
  const response = await fetch(`${server.url}/api/v1/batches/sweep`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${server.data.operatorKey}` },
    body: JSON.stringify({ kernel: "mersenne-tf", fields }),
  });
  const { units } = batchStatusSchema.parse(await response.json());
  if (units !== 1_000_000_000) throw new Error(`the sweep has ${units} units`);
  return performance.now() - startedAt;
}

/** Hands rows in, has hosts answer all of them, and downloads the table in each of the formats. */
export function measureResults(rows: number, formats: readonly string[]): Promise<{ format: string; transfer: Submitted }[]> {
  return withServer(async (server) => {
    const { batchId } = await handIn(server, "csv", rows);
    await finish(server);
    const measured = [];
    for (const format of formats) measured.push({ format, transfer: await download(server, batchId, rows, format) });
    return measured;
  });
}

async function handIn(server: RunningServer, format: RowFormat, rows: number): Promise<{ submitted: Submitted; batchId: string }> {
  let bytes = 0;
  let answer = "";
  const cost = await costOf(server, async () => {
    const sent = request(`${server.url}/api/v1/batches?kernel=mersenne-tf&name=Benchmark`, {
      method: "POST",
      headers: { "content-type": CONTENT_TYPES[format], authorization: `Bearer ${server.data.operatorKey}` },
    });
    const answered = answerOf(sent);
    await pipeline(
      Readable.from(
        counted(fileOf(format, rows), (length) => (bytes += length)),
        { objectMode: true },
      ),
      sent,
    );
    answer = await answered;
  });
  const { batchId, units } = batchStatusSchema.parse(JSON.parse(answer));
  if (units !== rows) throw new Error(`${rows} rows became ${units} units`);
  return { batchId, submitted: { rows, bytes, ...cost, peakMiB: peakMiB(server) } };
}

function answerOf(sent: ReturnType<typeof request>): Promise<string> {
  return new Promise((resolve, reject) => {
    sent.on("error", reject).on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks).toString()));
    });
  });
}

/** Two hosts that the operator vouches for make up the same answers. */
async function finish(server: RunningServer): Promise<void> {
  const [manifest] = builtInKernels;
  if (manifest === undefined) throw new Error("there is no built-in kernel");
  const crowd = await Promise.all(Array.from({ length: 4 }, () => enrolBenchHost(server.url, 1_000, manifest)));
  for (const { hostId } of crowd) await vouch(server, hostId);
  await Promise.all(crowd.map((host) => host.run()));
}

async function download(server: RunningServer, batchId: string, rows: number, format: string): Promise<Submitted> {
  let bytes = 0;
  const cost = await costOf(server, async () => {
    const headers = { authorization: `Bearer ${server.data.operatorKey}` };
    const response = await fetch(`${server.url}/api/v1/batches/${batchId}/results?format=${format}`, { headers });
    if (!response.ok || response.body === null) throw new Error(`no results: ${await response.text()}`);
    for await (const chunk of response.body) bytes += chunk.length;
  });
  return { rows, bytes, ...cost, peakMiB: peakMiB(server) };
}

async function costOf(server: RunningServer, act: () => Promise<void>): Promise<Pick<Transfer, "seconds" | "cpuSeconds">> {
  const before = { at: performance.now(), cpu: cpuSeconds(server) };
  await act();
  const cpu = cpuSeconds(server);
  const used = cpu === undefined || before.cpu === undefined ? undefined : cpu - before.cpu;
  return { seconds: (performance.now() - before.at) / 1_000, cpuSeconds: used };
}

function peakMiB(server: RunningServer): number | undefined {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.process.pid}/status`, "utf8"))?.[1];
    return peak === undefined ? undefined : Number(peak) / 1_024;
  } catch {
    return undefined;
  }
}

function* counted(pieces: Iterable<string>, note: (bytes: number) => void): Generator<Buffer> {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    note(bytes.length);
    yield bytes;
  }
}
