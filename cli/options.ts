/** Options that several commands share. */
import { type Command, InvalidArgumentError, Option } from "commander";

const DEFAULT_SERVER = "http://127.0.0.1:8787";

export interface ServerOptions {
  readonly server: string;
}

export interface KeyedOptions extends ServerOptions {
  readonly key?: string;
  readonly keyFile?: string;
}

export const withServer = (command: Command): Command =>
  command.addOption(
    new Option("--server <url>", "address of the deployment").env("MANYHANDS_SERVER").default(DEFAULT_SERVER).argParser(toServer),
  );

export const withKey = (command: Command): Command =>
  withServer(command)
    .option("--key <key>", "your key, or the operator's (also: MANYHANDS_KEY)")
    .option("--key-file <file>", "a file that holds it");

export const withJson = (command: Command): Command => command.option("--json", "print JSON, for machines");

/** An origin, without a slash at its end. */
export function toServer(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError(`expected an address such as ${DEFAULT_SERVER}`);
  return text.replace(/\/+$/, "");
}

/** A whole number that is not negative, kept as text: how large it may be is for the server to say. */
export function toCount(text: string): string {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("expected a whole number");
  return text;
}
