/** `manyhands batch pause|resume|cancel|priority|rename|retry`: what becomes of a batch. */
import { Argument, Command } from "commander";
import { type BatchChange, type BatchStatus, type Priority, prioritySchema } from "../../protocol/messages.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, withJson, withKey } from "../options.ts";
import { printable } from "../output.ts";
import { connectResearch } from "../research-client.ts";

interface ControlOptions extends KeyedOptions {
  readonly json?: boolean;
}

const about = (name: string, description: string): Command =>
  withJson(withKey(new Command(name).description(description).argument("<batch>", "the id that submit printed")));

export function stateCommand(what: "pause" | "resume" | "cancel", description: string): Command {
  return about(what, description).action(async (batchId: string, options: ControlOptions) => {
    const status = await connectResearch(options.server, findKey(options)).control(batchId, what);
    tell(options, status, `${batchId} is ${status.state}`);
  });
}

export function priorityCommand(): Command {
  return about("priority", "say how often a batch comes first beside others of its project")
    .addArgument(new Argument("<level>", "a step is a factor of four").choices(prioritySchema.options))
    .action((batchId: string, priority: Priority, options: ControlOptions) => change(batchId, { priority }, options));
}

export function renameCommand(): Command {
  return about("rename", "call a batch something else")
    .argument("<name>", "what people see it called")
    .action((batchId: string, name: string, options: ControlOptions) => change(batchId, { name }, options));
}

async function change(batchId: string, wish: BatchChange, options: ControlOptions): Promise<void> {
  const status = await connectResearch(options.server, findKey(options)).change(batchId, wish);
  tell(options, status, `${batchId} is called ${printable(status.name)}, of ${status.priority} priority`);
}

export function retryCommand(): Command {
  return about("retry", "ask anew for the units that failed, of other hosts").action(async (batchId: string, options: ControlOptions) => {
    const retried = await connectResearch(options.server, findKey(options)).retry(batchId);
    console.log(options.json === true ? JSON.stringify({ batchId, retried }) : `${retried} units begin anew`);
  });
}

function tell({ json }: ControlOptions, status: BatchStatus, words: string): void {
  console.log(json === true ? JSON.stringify(status) : words);
}
