import { Command, InvalidArgumentError, Option } from "commander";
import { withJson, withServer } from "../options.ts";
import { defaultIdentityFile } from "./identity-file.ts";
import { personCommands } from "./person-commands.ts";
import { runVolunteer } from "./run-volunteer.ts";

interface Options {
  readonly server: string;
  readonly threads: number;
  readonly identity?: string;
  readonly newHost?: boolean;
  readonly untilIdle?: boolean;
  readonly json?: boolean;
}

/** `manyhands volunteer …` */
export function volunteerCommand(): Command {
  const command = new Command("volunteer")
    .description("lend this machine: compute units, without a browser")
    .addOption(new Option("--threads <n>", "units to compute at a time").default(1).argParser(toThreads))
    .option("--identity <file>", "which host to be; made if it is not there (default: a file of yours for each server)")
    .addOption(new Option("--new-host", "be a new host, for this once").conflicts("identity"))
    .option("--until-idle", "end when there is no work for this host and everything is uploaded")
    .action(run);
  // What is named after a subcommand is the subcommand's.
  command.enablePositionalOptions();
  for (const subcommand of personCommands()) command.addCommand(subcommand);
  return withJson(withServer(command));
}

function toThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) throw new InvalidArgumentError("expected a whole number from 1");
  return threads;
}

async function run({ server, threads, identity, newHost = false, untilIdle = false, json = false }: Options): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const print = (line: string): void => console.log(line);
  const file = newHost ? null : (identity ?? defaultIdentityFile(server));
  await runVolunteer({ server, threads, identity: file, untilIdle, asJson: json, print, signal: stop.signal });
  // Where nobody answered the farewell, requests and timers are left; nothing of them is wanted any more.
  setTimeout(() => process.exit(), 500).unref();
}
