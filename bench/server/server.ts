/** The server under measurement, in a folder of its own, and what it has cost. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, startServer } from "../../server/selfhost/server-process.ts";

/** A few hosts stand for a crowd: what is measured is what the server could do, not what it lets one host ask. */
const UNLIMITED = 1_000_000;
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Runs a fresh server, which is gone afterwards. */
export async function withServer<T>(use: (server: RunningServer) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "manyhands-bench-"));
  const server = await startServer(folder, 0, { hostRequestsPerSecond: UNLIMITED });
  try {
    return await use(server);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Processor seconds the server has used, user and system together; undefined where the operating system does not tell. */
export function cpuSeconds(server: RunningServer): number | undefined {
  try {
    const fields = readFileSync(`/proc/${server.process.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
