/**
 * Bundle budgets: what a first visit to the volunteer's page downloads, compressed as a server sends it.
 * Counted in bytes and never timed, so that the answer is the same on every machine.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { DIST } from "./build/step.ts";

/** Of vite's manifest: the pages and chunks by their source, with the chunks each one imports at once. */
const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), imports: z.array(z.string()).optional(), css: z.array(z.string()).optional() }),
);

type Manifest = z.infer<typeof manifestSchema>;

interface Budget {
  readonly what: string;
  readonly maxGzippedBytes: number;
  readonly files: readonly string[];
}

const WEB = join(DIST, "web");
const DONATE_PAGE = "index.html";
const RESEARCH_PAGE = "research.html";

if (import.meta.main) process.exitCode = main();

function main(): number {
  const manifestFile = join(WEB, ".vite", "manifest.json");
  if (!existsSync(manifestFile)) {
    console.error("size: there is no build to measure; run: npm run build");
    return 1;
  }
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(manifestFile, "utf8")));
  const firstVisit = filesOfPage(manifest, DONATE_PAGE);
  const research = filesOfPage(manifest, RESEARCH_PAGE);
  const budgets: Budget[] = [
    { what: "donate page, first visit: script", maxGzippedBytes: 30_000, files: firstVisit.scripts },
    { what: "donate page, first visit: style", maxGzippedBytes: 4_000, files: firstVisit.styles },
    { what: "research console: script", maxGzippedBytes: 70_000, files: research.scripts },
    { what: "research console: style", maxGzippedBytes: 5_000, files: research.styles },
  ];
  const isOver = budgets.map(report);
  return isOver.includes(true) ? 1 : 0;
}

/** Every script and style a page loads before anything is clicked. Throws when the manifest lacks the page. */
export function filesOfPage(manifest: Manifest, page: string): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const waiting = [Object.keys(manifest).find((key) => key === page || key.endsWith(`/${page}`)) ?? page];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`vite's manifest has no "${key}"`);
    if (scripts.has(chunk.file)) continue;
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    waiting.push(...(chunk.imports ?? []));
  }
  return { scripts: [...scripts], styles: [...styles] };
}

/** Prints one budget and its files; true when it is exceeded. */
function report({ what, maxGzippedBytes, files }: Budget): boolean {
  const sizes = files.map((file) => ({ file, bytes: gzipSync(readFileSync(join(WEB, file)), { level: 9 }).length }));
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const share = ((100 * bytes) / maxGzippedBytes).toFixed(0);
  const isOver = bytes > maxGzippedBytes;
  console.log(`${isOver ? "OVER" : "ok  "}  ${what.padEnd(36)} ${column(bytes)} of ${column(maxGzippedBytes)} bytes gzipped, ${share} %`);
  for (const size of sizes) console.log(`        ${size.file.padEnd(34)} ${column(size.bytes)}`);
  return isOver;
}

function column(bytes: number): string {
  return bytes.toLocaleString("en").padStart(7);
}
