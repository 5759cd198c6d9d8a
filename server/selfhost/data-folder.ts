/** The data directory of a self-hosted deployment: the operator's key, the objects' databases, who is running it. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface DataFolder {
  readonly root: string;
  readonly objects: string;
  readonly configFile: string;
  readonly runFile: string;
  readonly keyFile: string;
  readonly operatorKey: string;
}

const KEY_BYTES = 32;

/** Opens the directory, making what is missing. The operator's key is written once, readable by its owner only. */
export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  const objects = join(root, "objects");
  mkdirSync(objects, { recursive: true });
  const keyFile = join(root, "operator.key");
  if (!existsSync(keyFile)) writeFileSync(keyFile, `${randomBytes(KEY_BYTES).toString("base64url")}\n`, { mode: 0o600 });
  return {
    root,
    objects,
    configFile: join(root, "workerd.capnp"),
    runFile: join(root, "running.json"),
    keyFile,
    operatorKey: readFileSync(keyFile, "utf8").trim(),
  };
}
