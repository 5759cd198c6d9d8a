/** `manyhands key …`: a researcher's keys, and what each is for. A new key's text goes to stdout, this once. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { KeyRecord, NewKey, Scope } from "../../protocol/research.ts";
import { scopeSchema } from "../../protocol/research.ts";
import { findKey } from "../key.ts";
import { type KeyedOptions, toCount, withJson, withKey } from "../options.ts";
import { printable, table } from "../output.ts";
import { connectResearch, type ResearchClient } from "../research-client.ts";
import { editing } from "./edit.ts";
import { asking } from "./who.ts";

interface KeyOptions extends KeyedOptions {
  readonly researcher?: string;
  readonly json?: boolean;
}

interface CreateOptions extends KeyOptions {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires?: number;
}

/** `manyhands key …` */
export function keyCommand(): Command {
  return new Command("key")
    .description("keys: what sends requests in a researcher's name")
    .addCommand(withResearcher(keyed("list", "the keys of a researcher, without their texts")).action(list))
    .addCommand(createCommand())
    .addCommand(editing(keyed("edit", "call a key something else; change what it may use")))
    .addCommand(asking(keyed("who", "whose the key is that is sent, and what it may do")))
    .addCommand(rotateCommand())
    .addCommand(revokeCommand());
}

const keyed = (name: string, description: string): Command => withJson(withKey(new Command(name).description(description)));
const withResearcher = (command: Command): Command => command.option("--researcher <id>", "whose; for the operator to say");
const clientOf = (options: KeyOptions): ResearchClient => connectResearch(options.server, findKey(options));

function createCommand(): Command {
  return withResearcher(keyed("create", "make a key; prints its text, which is shown this once"))
    .requiredOption("--name <text>", "what it is for, to know it by")
    .addOption(new Option("--scopes <list>", `what it may do: ${scopeSchema.options.join(",")}`).argParser(toScopes).makeOptionMandatory())
    .addOption(new Option("--expires <date>", "when it ends, as 2027-01-31; never when absent").argParser(toInstant))
    .action(async (options: CreateOptions) => {
      const { name, scopes, expires, researcher } = options;
      const wish = { name, scopes: [...scopes], ...(expires !== undefined && { expiresAt: expires }) };
      tellText(options, await clientOf(options).makeKey({ ...wish, ...(researcher !== undefined && { researcherId: researcher }) }));
    });
}

function rotateCommand(): Command {
  return keyed("rotate", "give a key another text; prints it, this once")
    .argument("<key>", "its id: k and 16 letters")
    .option("--grace <seconds>", "how long the old text may still be used", toCount, "0")
    .action(async (keyId: string, options: KeyOptions & { grace: string }) => {
      tellText(options, await clientOf(options).rotateKey(keyId, Number(options.grace)));
    });
}

function revokeCommand(): Command {
  return keyed("revoke", "end a key, from the next request on")
    .argument("<key>", "its id: k and 16 letters")
    .action(async (keyId: string, options: KeyOptions) => {
      const record = await clientOf(options).revokeKey(keyId);
      console.log(options.json === true ? JSON.stringify(record) : `${keyId} is revoked`);
    });
}

async function list(options: KeyOptions): Promise<void> {
  const keys = await clientOf(options).keys(options.researcher);
  if (options.json === true) return console.log(JSON.stringify({ keys }));
  const rows = keys.map((key) => [key.keyId, stateOf(key, Date.now()), key.scopes.join(","), printable(key.name)]);
  console.log(table([["key", "state", "scopes", "name"], ...rows]));
}

export function stateOf({ revokedAt, expiresAt }: KeyRecord, now: number): string {
  if (revokedAt !== undefined) return "revoked";
  if (expiresAt === undefined) return "good";
  return `${expiresAt > now ? "until" : "ended"} ${new Date(expiresAt).toISOString().slice(0, 10)}`;
}

function tellText({ json }: KeyOptions, key: NewKey): void {
  console.log(json === true ? JSON.stringify(key) : key.key);
}

/** Scopes with commas between. Which there are, the server says too; a typing error is told at once. */
export function toScopes(text: string): Scope[] {
  const parsed = scopeSchema.array().nonempty().safeParse(text.split(","));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`expected some of ${scopeSchema.options.join(",")}`);
}

/** A date, or a date and time, as milliseconds since 1970. */
export function toInstant(text: string): number {
  const instant = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(instant)) throw new InvalidArgumentError("expected a date such as 2027-01-31");
  return instant;
}
