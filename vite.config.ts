/**
 * The web build: pages and their scripts from `web/`, bytes served untouched from `public/`, into `dist/web/`.
 * `tools/dev.ts` serves the same with a server behind it.
 */
import { join } from "node:path";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";

/** Browsers that have `light-dark()`, WebAssembly SIMD and Web Locks, all of which the pages use. */
const TARGET = ["chrome123", "edge123", "firefox120", "safari17.5"];

export default defineConfig({
  root: "web",
  publicDir: "../public",
  plugins: [preact({ reactAliasesEnabled: false, devToolsEnabled: false })],
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: TARGET,
    // What a page loads first, and what only after Start, is read from here by the size budgets.
    manifest: true,
    // Every target knows `modulepreload`, and the policy of the server forbids inlined bytes in scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The donate page, and the research console.
    rolldownOptions: { input: ["web/index.html", "web/research.html"].map((page) => join(import.meta.dirname, page)) },
  },
});
