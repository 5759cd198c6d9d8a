/** The `workerd` process of one data directory: started, waited for, and stopped. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { keyDigest } from "../keys.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { type Settings, workerdConfig } from "./workerd-config.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const WORKERD = join(ROOT, "node_modules", ".bin", "workerd");
const READY_POLL_MS = 25;
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;

export interface RunningServer {
  readonly url: string;
  readonly data: DataFolder;
  readonly process: ChildProcess;
  /** Ends the server and waits until it has. */
  stop(): Promise<void>;
}

/** A reason why the server cannot run, in one line for a person. */
export class CannotServe extends Error {
  override readonly name = "CannotServe";
}

/**
 * Serves a data directory on a port of the loopback interface; port 0 takes a free one. Resolves when
 * the next request will succeed. Throws {@link CannotServe} otherwise.
 */
export async function startServer(dataPath: string, wantedPort: number, settings: Settings = {}): Promise<RunningServer> {
  const data = openDataFolder(dataPath);
  await takeOver(data);
  const port = await claimablePort(wantedPort);
  writeFileSync(data.configFile, configFor(data, port, settings));
  // A group of its own: a Ctrl-C in the terminal is ours to handle, so that leases are given back first.
  const child = spawn(WORKERD, ["serve", data.configFile], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(data.runFile, JSON.stringify({ supervisor: process.pid, command: commandOf(process.pid), workerd: child.pid, url }));
  await untilReady(child, url);
  return { url, data, process: child, stop: () => stop(child, data) };
}

function configFor(data: DataFolder, port: number, settings: Settings): string {
  return workerdConfig({
    configFolder: dirname(data.configFile),
    workerFile: join(ROOT, "dist", "server", "worker.js"),
    assetsFolder: join(ROOT, "dist", "web"),
    objectsFolder: data.objects,
    port,
    operatorKeyDigest: keyDigest(data.operatorKey),
    settings,
  });
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new CannotServe(`workerd could not start: ${complaints.trim()}`);
    const answer = await fetch(`${url}/api/v1/health`).catch(() => undefined);
    if (answer?.ok === true) {
      child.stderr?.removeAllListeners("data").pipe(process.stderr);
      return;
    }
    await sleep(READY_POLL_MS);
  }
  child.kill("SIGKILL");
  throw new CannotServe(`workerd did not answer within ${READY_TIMEOUT_MS / 1_000} s. ${complaints}`);
}

async function stop(child: ChildProcess, data: DataFolder): Promise<void> {
  rmSync(data.runFile, { force: true });
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

const runSchema = z.object({ supervisor: z.number(), command: z.string(), workerd: z.number(), url: z.string() });

/** Two servers must not share a directory. One whose supervisor was killed is ended; a living one is left alone. */
async function takeOver(data: DataFolder): Promise<void> {
  if (!existsSync(data.runFile)) return;
  const run = runSchema.safeParse(parseJson(readFileSync(data.runFile, "utf8")));
  if (!run.success || run.data.supervisor === process.pid) return;
  const { supervisor, command, workerd, url } = run.data;
  // A process number may have been given to another program since; its command line tells them apart.
  if (command !== "" && commandOf(supervisor) === command) {
    throw new CannotServe(`${data.root} is being served already, on ${url} by process ${supervisor}.`);
  }
  if (!commandOf(workerd).includes(data.configFile)) return;
  process.kill(workerd, "SIGTERM");
  while (commandOf(workerd) !== "") await sleep(READY_POLL_MS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The command line of a living process, or nothing. */
function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** The wanted port, or a free one for 0. Without this look a server of somebody else would answer for ours. */
async function claimablePort(wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch {
    throw new CannotServe(`Port ${wanted} is taken by another program, or not ours to take; choose one with --port.`);
  }
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new CannotServe("no free port was found");
  return address.port;
}
