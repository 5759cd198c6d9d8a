/**
 * Finds the Chromium that tests drive. Plain JavaScript, because setup runs before anything is installed.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

/** Debian's `/usr/bin/chromium` is a wrapper that adds flags of its own, so the binary behind it comes first. */
const INSTALLED = [
  "/usr/lib/chromium/chromium",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** What a Chromium without a display, an account or a network of its own is started with. */
export const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-webgpu",
];

/** The path of a Chromium that starts, or undefined. `CHROMIUM_PATH` is obeyed before anything else. */
export function findBrowser() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) return starts(wanted) ? wanted : undefined;
  return [playwrightsOwn(), ...INSTALLED].find((path) => path !== undefined && starts(path));
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  } catch {
    return undefined; // Playwright is not installed yet, or has no build for this system.
  }
}

/** A binary may be there and still lack a library. */
function starts(path) {
  if (!existsSync(path)) return false;
  try {
    execFileSync(path, ["--version"], { stdio: "ignore", timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
