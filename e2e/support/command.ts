/** The `manyhands` command as a person runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const COMMAND = join(import.meta.dirname, "..", "..", "cli", "manyhands.mjs");

/** Starts it in the background. */
export const startCommand = (args: readonly string[]): ChildProcess => spawn(process.execPath, [COMMAND, ...args], { stdio: "ignore" });

/** Runs it to its end; its errors fail the test. */
export async function runCommand(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [COMMAND, ...args]);
  const [out, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  if (status !== 0) throw new Error(`manyhands ${args.join(" ")}: ${errors}`);
  return out;
}
