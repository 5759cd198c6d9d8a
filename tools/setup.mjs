/**
 * Installs what is missing, and nothing else: `npm start` and `npm test` run it first, on a machine that may
 * have no more than Node 20, npm and git. Plain JavaScript without dependencies, because there are none yet.
 *
 * For a start or a test it runs as a script of its own (prestart, pretest) and not at the head of the next one: the shell that npm
 * starts a script with remembers where it found `node`, and would go on with the old one.
 *
 *     node tools/setup.mjs [--browser]
 *     node tools/setup.mjs --installed      npm's own postinstall: packages are there, finish the rest
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./browser.mjs";

const OLDEST_NODE = 20;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const lockFile = join(root, "package-lock.json");
const stampFile = join(modules, ".manyhands-setup");
/** The Node that everything after setup runs on. */
const ownNode = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

class CannotGoOn extends Error {}

try {
  checkNode();
  if (process.argv.includes("--installed")) finishInstall();
  else installPackages();
  if (process.argv.includes("--browser")) installBrowser();
} catch (error) {
  if (!(error instanceof CannotGoOn)) throw error;
  console.error(`setup: cannot go on: ${error.message}`);
  process.exitCode = 1;
}

function checkNode() {
  const version = process.versions.node;
  if (Number.parseInt(version, 10) < OLDEST_NODE) throw new CannotGoOn(`Node ${OLDEST_NODE} or newer is needed, this is ${version}`);
}

function installPackages() {
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wantedStamp() && ownNodeRuns()) return;
  const command = existsSync(lockFile) ? "ci" : "install";
  console.log(`setup: installing packages (npm ${command})`);
  // Dev dependencies are what builds and serves; --loglevel hides the warnings that Node 20 is older than some packages wish.
  runNpm([command, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  finishInstall();
}

/** What npm leaves undone. Runs after every install, ours or by hand, and changes nothing the second time. */
function finishInstall() {
  if (!ownNodeRuns()) fetchOwnNode();
  // npm links no binary that its package's script was not allowed to fetch, and no command of the project itself.
  linkCommand("node", ownNode);
  linkCommand("manyhands", join(root, "cli", "manyhands.mjs"));
  writeFileSync(stampFile, wantedStamp());
}

/** Changes when the tree in `node_modules` has to. */
function wantedStamp() {
  const wishes = existsSync(lockFile) ? lockFile : join(root, "package.json");
  return createHash("sha256").update(`${process.platform}-${process.arch}\n`).update(readFileSync(wishes)).digest("hex");
}

/** Makes `npx NAME` and npm's scripts find the command. */
function linkCommand(name, target) {
  const link = join(modules, ".bin", name);
  if (process.platform === "win32") {
    const start = target.endsWith(".mjs") ? `node "${target}"` : `"${target}"`;
    writeFileSync(`${link}.cmd`, `@${start} %*\r\n`);
    return;
  }
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), target), link);
}

/** An npm that blocks install scripts leaves the `node` package without its binary: run its script by hand. */
function fetchOwnNode() {
  const packageFolder = join(modules, "node");
  spawnSync(outerNode(), ["installArchSpecificPackage.js"], { cwd: packageFolder, env: outerEnvironment(), stdio: "ignore" });
  if (!ownNodeRuns()) {
    throw new CannotGoOn(`the "node" package has no binary for ${process.platform}-${process.arch}; run: npm rebuild node`);
  }
}

function ownNodeRuns() {
  try {
    execFileSync(ownNode, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function runNpm(args) {
  // Inside an npm script the running npm names itself; started by hand, the one on the path serves.
  const script = process.env.npm_execpath;
  const [file, before] = script?.endsWith(".js") ? [outerNode(), [script]] : ["npm", []];
  const { status, error } = spawnSync(file, [...before, ...args], { cwd: root, env: outerEnvironment(), stdio: "inherit" });
  if (error) throw new CannotGoOn(`npm does not start (${error.message})`);
  if (status !== 0) throw new CannotGoOn(`npm ${args[0]} failed, its reason is above; is there a network and room on the disk?`);
}

/** The Node of the machine. Ours lies in the folder that npm is about to replace. */
function outerNode() {
  return process.env.npm_node_execpath ?? (process.execPath.startsWith(modules) ? "node" : process.execPath);
}

function outerEnvironment() {
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(modules));
  return { ...process.env, PATH: path.join(delimiter) };
}

function installBrowser() {
  if (process.env.CHROMIUM_PATH && !findBrowser()) throw new CannotGoOn("CHROMIUM_PATH names no browser that starts");
  for (const install of [() => {}, installWithApt, installWithPlaywright]) {
    install();
    if (findBrowser()) return;
  }
  throw new CannotGoOn("no Chromium; install one or set CHROMIUM_PATH (without a browser, `npm run check` tests the rest)");
}

function installWithApt() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync("/etc/debian_version")) return;
  console.log("setup: installing chromium (apt-get)");
  const options = { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["-q", "update"], options);
  // libvulkan1 is what WebGPU's software adapter needs.
  spawnSync("apt-get", ["-q", "-y", "--no-install-recommends", "install", "chromium", "libvulkan1"], options);
}

function installWithPlaywright() {
  console.log("setup: installing chromium (playwright)");
  spawnSync(ownNode, [join(modules, "@playwright", "test", "cli.js"), "install", "chromium"], { cwd: root, stdio: "inherit" });
}
