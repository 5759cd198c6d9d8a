/** One process at a time lends in the name of an identity. The operating system holds the lock, so that it ends with its process. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CliError } from "../cli-error.ts";

/** SQLite's code for a database that somebody else has locked. */
const SQLITE_BUSY = 5;

/** Takes the lock beside the file and returns the way to give it back. Throws a {@link CliError} when another process has it. */
export function lockIdentity(file: string): () => void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Node has no file locks of its own; SQLite's are those of the operating system. Nothing is ever written into it.
    const database = new DatabaseSync(`${file}.lock`, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    return () => database.close();
  } catch (error) {
    throw new CliError(whyNot(file, error as { readonly errcode?: number; readonly message?: string }));
  }
}

function whyNot(file: string, { errcode, message }: { readonly errcode?: number; readonly message?: string }): string {
  if (errcode !== SQLITE_BUSY) return `cannot lock the identity ${file}: ${message}`;
  return `another process lends as this host (${file}): give that one more threads, or be another host with --identity FILE or --new-host`;
}
