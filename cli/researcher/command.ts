/** `manyhands researcher …`: who may hand in batches beside the operator. */
import { Command } from "commander";
import { findKey } from "../key.ts";
import { type KeyedOptions, withJson, withKey } from "../options.ts";
import { printable, table } from "../output.ts";
import { connectResearch } from "../research-client.ts";

interface ResearcherOptions extends KeyedOptions {
  readonly json?: boolean;
}

/** `manyhands researcher …` */
export function researcherCommand(): Command {
  const add = new Command("add")
    .description("let somebody hand in batches; prints their first key, which is shown this once")
    .argument("<name>", "what volunteers see them called");
  return new Command("researcher")
    .description("who may hand in batches beside the operator")
    .addCommand(withJson(withKey(add)).action(addOne))
    .addCommand(withJson(withKey(new Command("list").description("the researchers of a deployment"))).action(list));
}

async function addOne(name: string, options: ResearcherOptions): Promise<void> {
  const made = await connectResearch(options.server, findKey(options)).addResearcher(name);
  console.log(options.json === true ? JSON.stringify(made) : made.key.key);
}

async function list(options: ResearcherOptions): Promise<void> {
  const researchers = await connectResearch(options.server, findKey(options)).researchers();
  if (options.json === true) return console.log(JSON.stringify({ researchers }));
  const rows = researchers.map(({ researcherId, createdAt, name }) => [
    researcherId,
    new Date(createdAt).toISOString().slice(0, 10),
    printable(name),
  ]);
  console.log(researchers.length === 0 ? "no researchers yet" : table([["researcher", "since", "name"], ...rows]));
}
