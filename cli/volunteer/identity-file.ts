/** The key of a headless host: a file that only its owner can read, so that it is the same host at each start. */
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type CarriedKey, carriedKeySchema, type HostKey, makeCarriedKey, openCarriedKey } from "../../web/engine/identity/host-key.ts";
import type { KeyStore } from "../../web/engine/identity/key-store.ts";
import { CliError } from "../cli-error.ts";

const fileSchema = z.object({ format: z.literal("manyhands-identity"), version: z.literal(1), key: carriedKeySchema });

/** Where the key of this machine's host is when nobody says: one for each deployment, which so cannot compare their hosts. */
export function defaultIdentityFile(server: string, environment = process.env, platform = process.platform, home = homedir()): string {
  const name = `${new URL(server).host.replace(/[^a-zA-Z0-9.-]/g, "_")}.identity.json`;
  return join(dataHome(environment, platform, home), "manyhands", name);
}

function dataHome({ XDG_DATA_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
  if (platform === "win32") return LOCALAPPDATA ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  return XDG_DATA_HOME ?? join(home, ".local", "share");
}

/** A key store in the file. Everything in it throws a {@link CliError} when the file cannot be read or written, or is spoilt. */
export function fileKeyStore(file: string): KeyStore {
  return {
    find: async () => readKey(file),
    async make() {
      const key = await makeCarriedKey();
      attempt(`cannot write the identity ${file}`, () => writeOnce(file, key));
      const kept = await readKey(file);
      if (kept === undefined) throw new CliError(`the identity ${file} was removed while it was made`);
      return kept;
    },
    async forget() {
      attempt(`cannot remove the identity ${file}`, () => rmSync(file, { force: true }));
    },
  };
}

async function readKey(file: string): Promise<HostKey | undefined> {
  const text = attempt(`cannot read the identity ${file}`, () => readIfThere(file));
  if (text === undefined) return undefined;
  try {
    return await openCarriedKey(fileSchema.parse(JSON.parse(text)).key);
  } catch (error) {
    const reason = error instanceof z.ZodError ? `${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}` : String(error);
    throw new CliError(`${file} holds no identity (${reason}); name another file, or remove this one to begin as a new host`);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The file appears whole or not at all, and never in the place of another: of two processes one writes it. */
function writeOnce(file: string, key: CarriedKey): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${JSON.stringify({ format: "manyhands-identity", version: 1, key }, null, 2)}\n`, { mode: 0o600, flush: true });
  // The mode above says nothing about a draft that an earlier process with our number left.
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CliError(`${what}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
