#!/usr/bin/env node
/**
 * Starts the command on a Node that runs TypeScript: this one, or the one that setup installed. Plain JavaScript,
 * because an older Node reads it.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ownNode = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));

if (process.features.typescript) await import("./manyhands.ts");
else if (existsSync(ownNode)) runOn(ownNode);
else {
  console.error("manyhands: packages are missing; run `npm ci` in the checkout first");
  process.exitCode = 1;
}

function runOn(node) {
  const child = spawn(node, [fileURLToPath(new URL("manyhands.ts", import.meta.url)), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal sends Ctrl-C to both of us: passed on, it would arrive twice and mean "at once".
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (status, signal) => {
    process.removeAllListeners(signal ?? "SIGINT");
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = status ?? 1;
  });
}
