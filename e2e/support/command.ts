/** The `manyhands` command as a person runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const COMMAND = join(import.meta.dirname, "..", "..", "cli", "manyhands.mjs");

/** Starts it in the background. */
export const startCommand = (args: readonly string[]): ChildProcess => spawn(process.execPath, [COMMAND, ...args], { stdio: "ignore" });

export interface CommandEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs it to its end, whatever that is. It sees no other environment than the one given. */
export async function endOfCommand(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<CommandEnd> {
  const child = spawn(process.execPath, [COMMAND, ...args], { env });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { stdout, stderr, status: status as number };
}

/** Runs it to its end; its errors fail the test. */
export async function runCommand(args: readonly string[]): Promise<string> {
  const { stdout, stderr, status } = await endOfCommand(args);
  if (status !== 0) throw new Error(`manyhands ${args.join(" ")}: ${stderr}`);
  return stdout;
}
