/** `manyhands batch clone`: a new batch of the same kernel, rows and limits. */
import { Command, Option } from "commander";
import { prioritySchema } from "../../protocol/messages.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, withJson, withKey } from "../options.ts";
import { type CloneWish, connectResearch } from "../research-client.ts";

interface CloneOptions extends KeyedOptions, CloneWish {
  readonly idempotencyKey?: string;
  readonly json?: boolean;
}

export function cloneCommand(): Command {
  const command = new Command("clone")
    .description("make a new batch of the same kernel, rows and limits; prints its id")
    .argument("<batch>", "the id that submit printed")
    .option("--name <text>", "what people see it called; the same when absent")
    .option("--project <id>", "what it is for; the same when absent")
    .addOption(new Option("--priority <level>", "the same when absent").choices(prioritySchema.options))
    .option("--idempotency-key <text>", "sent again with the same key, it leads to the same batch");
  return withJson(withKey(command)).action(clone);
}

async function clone(batchId: string, options: CloneOptions): Promise<void> {
  const { name, project, priority, idempotencyKey } = options;
  const wish = {
    ...(name !== undefined && { name }),
    ...(project !== undefined && { project }),
    ...(priority !== undefined && { priority }),
  };
  const status = await connectResearch(options.server, findKey(options)).clone(batchId, wish, idempotencyKey);
  console.log(options.json === true ? JSON.stringify({ batchId: status.batchId }) : status.batchId);
}
