/** `manyhands batch list`: the batches of a deployment, newest first. */
import { Command } from "commander";
import { type ServerOptions, withJson, withServer } from "../options.ts";
import { percent, printable, table } from "../output.ts";
import { connect } from "../server-client.ts";

interface ListOptions extends ServerOptions {
  readonly project?: string;
  readonly json?: boolean;
}

export function listCommand(): Command {
  const command = new Command("list")
    .description("the batches of a deployment, newest first")
    .option("--project <id>", "those of one project only");
  return withJson(withServer(command)).action(list);
}

async function list({ server, project, json }: ListOptions): Promise<void> {
  const batches = await connect(server).list(project);
  if (json === true) return console.log(JSON.stringify({ batches }));
  const rows = batches.map(({ batchId, state, units, validated, kernel, name }) => [
    batchId,
    state,
    `${validated}/${units}`,
    percent(validated, units),
    kernel.id,
    printable(name),
  ]);
  console.log(batches.length === 0 ? "no batches yet" : table([["batch", "state", "validated", "", "kernel", "name"], ...rows]));
}
