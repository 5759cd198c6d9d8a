/** Finds the key to send, the operator's or a researcher's: named on the command line, in the environment, or left on this machine by `npm start`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";

/** Where `npm start` writes the key when it is given no other data directory. */
const LOCAL_KEY_FILE = join(import.meta.dirname, "..", ".manyhands", "operator.key");

export interface KeyOptions {
  readonly server: string;
  readonly key?: string;
  readonly keyFile?: string;
}

/** Throws a {@link CliError} when there is no key, or its file cannot be read. */
export function findKey({ server, key, keyFile }: KeyOptions, environment = process.env, localKeyFile = LOCAL_KEY_FILE): string {
  if (key !== undefined) return checked(key, "--key");
  if (keyFile !== undefined) return checked(readKey(keyFile), keyFile);
  const { MANYHANDS_KEY } = environment;
  if (MANYHANDS_KEY) return checked(MANYHANDS_KEY, "MANYHANDS_KEY");
  if (isLocal(server) && existsSync(localKeyFile)) return checked(readKey(localKeyFile), localKeyFile);
  throw new CliError(
    "this needs a key: give --key or --key-file, or set MANYHANDS_KEY (npm start writes the operator's to DIR/operator.key)",
  );
}

/** A key of this machine is never sent to another. */
function isLocal(server: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(server).hostname);
}

function readKey(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CliError(`cannot read the key file ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function checked(text: string, source: string): string {
  const key = text.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CliError(`${source} holds no key: one word of visible ASCII characters was expected`);
}
