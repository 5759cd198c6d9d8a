import { Command, InvalidArgumentError, Option } from "commander";
import { withJson, withServer } from "../options.ts";
import { runVolunteer } from "./run-volunteer.ts";

interface Options {
  readonly server: string;
  readonly threads: number;
  readonly untilIdle?: boolean;
  readonly json?: boolean;
}

/** `manyhands volunteer …` */
export function volunteerCommand(): Command {
  const command = new Command("volunteer")
    .description("lend this machine: compute units, without a browser")
    .addOption(new Option("--threads <n>", "units to compute at a time").default(1).argParser(toThreads))
    .option("--until-idle", "end when there is no work for this host and everything is uploaded")
    .action(run);
  return withJson(withServer(command));
}

function toThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) throw new InvalidArgumentError("expected a whole number from 1");
  return threads;
}

async function run({ server, threads, untilIdle = false, json = false }: Options): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  await runVolunteer({ server, threads, untilIdle, asJson: json, print: (line) => console.log(line), signal: stop.signal });
  // Where nobody answered the farewell, requests and timers are left; nothing of them is wanted any more.
  setTimeout(() => process.exit(), 500).unref();
}
