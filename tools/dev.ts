/**
 * `npm run dev`: the pages from vite, which replaces what changed without a reload, and behind them the built server
 * on the real workerd, started again when its sources change. Arguments go to the server: npm run dev -- --data DIR
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { DIST, ROOT } from "./build/step.ts";

const { port } = parseArgs({ options: { port: { type: "string", default: "8787" } }, strict: false }).values;
const SERVER = `http://127.0.0.1:${port}`;
/** With the name that the page used: hosts sign it. */
const AS_ASKED = { target: SERVER, changeOrigin: false };
/** One save often touches several files. */
const SETTLE_MS = 200;
const SERVER_SOURCES = ["server", "protocol", "worker-kernels"].map((folder) => join(ROOT, folder));

const pages = await createServer({
  root: join(ROOT, "web"),
  configFile: join(ROOT, "vite.config.ts"),
  server: { host: "127.0.0.1", watch: { ignored: [`${DIST}/**`] }, proxy: { "/api": AS_ASKED, "/kernels": AS_ASKED, "/docs": AS_ASKED } },
});

let server = startServer();
let restart: NodeJS.Timeout | undefined;
pages.watcher.add(SERVER_SOURCES);
pages.watcher.on("all", (_event, path) => {
  if (!SERVER_SOURCES.some((folder) => path.startsWith(folder)) || path.includes(".test.")) return;
  clearTimeout(restart);
  restart = setTimeout(() => void restartServer(), SETTLE_MS);
});

await pages.listen();
pages.printUrls();

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());

function startServer(): ChildProcess {
  return spawn(process.execPath, [join(ROOT, "tools", "start.ts"), ...process.argv.slice(2)], { cwd: ROOT, stdio: "inherit" });
}

async function restartServer(): Promise<void> {
  console.log("dev: the server's sources have changed");
  await end(server);
  server = startServer();
}

async function stop(): Promise<void> {
  await Promise.all([end(server), pages.close()]);
  process.exit(0);
}

/** A server that could not be built has ended by itself already. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
