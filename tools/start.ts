/**
 * `npm start`: builds what is out of date, serves it, hands in the demonstration batch on an empty data
 * directory, and lends one thread of this machine, so that every result has a second computer to agree with.
 */
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { runVolunteer } from "../cli/volunteer/run-volunteer.ts";
import { CannotServe, type RunningServer, startServer } from "../server/selfhost/server-process.ts";
import { build } from "./build/build.ts";
import { submitDemonstration } from "./demonstration.ts";

const DEFAULT_PORT = 8787;

interface StartOptions {
  readonly port: number;
  readonly data: string;
  readonly volunteer: boolean;
  readonly trustedProxyHeader?: string;
  readonly hostRequestsPerSecond?: number;
}

const program = new Command("npm start --")
  .description("Serve a Manyhands deployment on this machine.")
  .option("--port <port>", "port on 127.0.0.1; 0 takes a free one", toPort, DEFAULT_PORT)
  .option("--data <dir>", "folder for everything that is kept", ".manyhands")
  .option("--no-volunteer", "do not lend a thread of this machine")
  .option("--trusted-proxy-header <field>", "header field in which your own proxy names the client's address", toFieldName)
  .option("--host-requests-per-second <number>", "requests that each host may make, over time", toRate)
  .allowExcessArguments(false);

await main(program.parse().opts<StartOptions>());

async function main(options: StartOptions): Promise<void> {
  await build();
  const server = await startOrExplain(options);
  const stopping = stopSignal();
  server.process.once("exit", (code) => {
    if (stopping.aborted) return;
    console.error(`workerd ended by itself (code ${code}); what it acknowledged is on disk. Start again to go on.`);
    process.exit(1);
  });
  try {
    await serve(server, options, stopping);
  } finally {
    await server.stop();
  }
  process.exit(0);
}

async function serve(server: RunningServer, options: StartOptions, stopping: AbortSignal): Promise<void> {
  const batchId = await submitDemonstration(server);
  if (batchId !== undefined) console.log(`Demonstration batch ${batchId} handed in.`);
  console.log(`Operator key in ${server.data.keyFile}`);
  console.log(`Manyhands ready on ${server.url}`);
  if (options.volunteer) await lendOneThread(server, join(options.data, "volunteer.identity.json"), stopping);
  else await aborted(stopping);
}

async function startOrExplain({ data, port, ...settings }: StartOptions): Promise<RunningServer> {
  try {
    return await startServer(data, port, settings);
  } catch (error) {
    if (!(error instanceof CannotServe)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** Lends until told to stop. When this machine cannot compute, the server goes on without it. */
async function lendOneThread({ url }: RunningServer, identity: string, signal: AbortSignal): Promise<void> {
  const print = (line: string) => console.log(`this machine: ${line}`);
  // The compute thread, started after this, inherits it: whatever else this machine does comes first.
  setPriority(constants.priority.PRIORITY_LOW);
  try {
    await runVolunteer({ server: url, threads: 1, identity, untilIdle: false, asJson: false, print, signal });
  } catch (error) {
    print(String(error));
    await aborted(signal);
  }
}

/** Aborts on the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    });
  }
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A signal listener alone does not keep Node alive.
    const alive = setInterval(() => {}, 2 ** 30);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("expected a port from 0 to 65535");
}

function toFieldName(text: string): string {
  if (/^[A-Za-z0-9-]+$/.test(text)) return text;
  throw new InvalidArgumentError("expected the name of a header field, as x-forwarded-for");
}

function toRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && Number.isFinite(rate)) return rate;
  throw new InvalidArgumentError("expected a number above 0");
}
