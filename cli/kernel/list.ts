/** `manyhands kernel list`: what a deployment can compute. */
import { Command } from "commander";
import { type ServerOptions, withJson, withServer } from "../options.ts";
import { printable, table } from "../output.ts";
import { connect } from "../server-client.ts";

interface ListOptions extends ServerOptions {
  readonly json?: boolean;
}

export function listCommand(): Command {
  return withJson(withServer(new Command("list").description("the kernels of a deployment"))).action(list);
}

async function list({ server, json }: ListOptions): Promise<void> {
  const kernels = await connect(server).kernels();
  if (json === true) return console.log(JSON.stringify({ kernels }));
  const rows = kernels.map(({ id, version, title, broughtBy }) => [id, version, broughtBy ?? "built in", printable(title)]);
  console.log(table([["kernel", "version", "from", "title"], ...rows]));
}
