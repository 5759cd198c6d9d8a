/**
 * Names in the lock file the packages of every platform. A registry that carries only some platforms makes npm leave
 * the others out, or write them without a version, and `npm ci` refuses such a lock on every machine. Run it after
 * npm has changed the lock file; it changes nothing in a whole one.
 *
 *     node tools/complete-lock.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./build/step.ts";

interface Entry {
  version?: string;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
  [field: string]: unknown;
}

interface LockFile {
  packages: Record<string, Entry>;
  [field: string]: unknown;
}

/** Words of package names that name what npm calls `os` and `cpu`. */
const SYSTEMS: Record<string, string> = { windows: "win32" };
const SYSTEM_NAMES = ["darwin", "linux", "win32", "windows", "android", "freebsd", "netbsd", "openbsd", "sunos", "aix", "openharmony"];
const PROCESSORS: Record<string, string> = { "64": "x64" };
const PROCESSOR_NAMES = ["x64", "64", "arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];

if (import.meta.main) {
  const file = join(ROOT, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as LockFile;
  const added = complete(lock);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
  console.log(`complete-lock: ${added.length} packages added`);
}

/** Adds what is missing, in the order in which npm writes it, and returns the names. */
export function complete(lock: LockFile): string[] {
  const added: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      if (lock.packages[key]?.version || lock.packages[`${path}/${key}`]?.version) continue;
      lock.packages[key] = platformEntry(name, version, entry.dev === true);
      added.push(name);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

/** Without an integrity, which only the registry knows: npm writes it when it first sees the package. */
function platformEntry(name: string, version: string, isDev: boolean): Entry {
  const words = name.split("/").at(-1)?.split("-") ?? [];
  const system = words.find((word) => SYSTEM_NAMES.includes(word));
  const processor = words.find((word) => PROCESSOR_NAMES.includes(word));
  const libc = words.includes("musl") ? "musl" : words.includes("gnu") ? "glibc" : undefined;
  return {
    version,
    ...(processor === undefined ? {} : { cpu: [PROCESSORS[processor] ?? processor] }),
    ...(isDev ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    ...(system === undefined ? {} : { os: [SYSTEMS[system] ?? system] }),
  };
}
