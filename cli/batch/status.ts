/** `manyhands batch status`: how far a batch is, once or until it has ended. */
import { setTimeout as sleep } from "node:timers/promises";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import type { BatchStatus } from "../../protocol/messages.ts";
import { CliError } from "../cli-error.ts";
import { type ServerOptions, withJson, withServer } from "../options.ts";
import { cobblestones, percent, printable, table } from "../output.ts";
import { connect, type ServerClient } from "../server-client.ts";
import { describeSureness } from "./sureness.ts";

interface StatusOptions extends ServerOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

const POLL_MS = 1_000;
/** A server that is started again is back well before this many polls have failed. */
const MAX_FAILED_POLLS = 60;

export function statusCommand(): Command {
  const command = new Command("status")
    .description("how far a batch is")
    .argument("<batch>", "the id that submit printed")
    .option("--watch", "stay until the batch has ended; with --json, a line for every change");
  return withJson(withServer(command)).action(showStatus);
}

async function showStatus(batchId: string, options: StatusOptions): Promise<void> {
  const client = connect(options.server);
  const show = options.json === true ? (status: BatchStatus) => console.log(JSON.stringify(status)) : undefined;
  if (options.watch !== true) return (show ?? printStatus)(await client.status(batchId));
  if (show !== undefined) return watch(client, batchId, show);
  if (process.stderr.isTTY) return watchWithBar(client, batchId);
  return watch(client, batchId, (status) => console.log(oneLine(status)));
}

/** Shows the status now and after every change, until the batch has ended. A server that is away for a moment is waited for. */
export async function watch(
  client: Pick<ServerClient, "status">,
  batchId: string,
  show: (status: BatchStatus) => void,
  pollMs = POLL_MS,
): Promise<void> {
  let shown = "";
  let failedPolls = 0;
  for (;;) {
    try {
      const status = await client.status(batchId);
      failedPolls = 0;
      if (JSON.stringify(status) !== shown) show(status);
      shown = JSON.stringify(status);
      if (status.state === "finished" || status.state === "cancelled") return;
    } catch (error) {
      failedPolls++;
      // The first answer tells whether there is anything to watch at all.
      if (!(error instanceof CliError) || shown === "" || failedPolls > MAX_FAILED_POLLS) throw error;
    }
    await sleep(pollMs);
  }
}

async function watchWithBar(client: ServerClient, batchId: string): Promise<void> {
  const bar = new SingleBar({ format: "{bar} {percentage} %  {line}", stream: process.stderr });
  const show = (status: BatchStatus): void => {
    if (!bar.isActive) bar.start(status.units, 0, { line: "" });
    bar.update(status.validated + status.failed, { line: oneLine(status) });
  };
  await watch(client, batchId, show).finally(() => bar.stop());
}

export function oneLine({ units, validated, failed, inProgress, held, waiting }: BatchStatus): string {
  const provisional = held === 0 ? "" : ` (${held} with a provisional result)`;
  return `${validated} of ${units} units validated, ${failed} failed, ${inProgress} in progress${provisional}, ${waiting} waiting`;
}

function printStatus(status: BatchStatus): void {
  const { units, validated, kernel } = status;
  console.log(
    table([
      ["batch", `${status.batchId} ${printable(status.name)}`],
      ["kernel", `${kernel.id} ${kernel.version}, ${describeSureness(status)}`],
      ...(status.project === undefined ? [] : [["project", `${status.project.projectId} ${printable(status.project.title)}`]]),
      ["state", status.state],
      ["priority", status.priority],
      ["units", String(units)],
      ["validated", `${validated} (${percent(validated, units)})`],
      ["failed", String(status.failed)],
      ["in progress", String(status.inProgress)],
      ["provisional", String(status.held)],
      ["waiting", String(status.waiting)],
      ["results", String(status.results)],
      ["credit", cobblestones(status.microCobblestones)],
    ]),
  );
}
