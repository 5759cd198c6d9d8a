/**
 * The whole build, from the sources to what the server serves. Every step may be asked for alone.
 *
 *     dist/kernels/<id>/<version>/…   modules and shaders
 *     dist/web/                       pages, with the kernels under /kernels and the API's reader under /docs
 *     dist/server/worker.js           the Worker, for `workerd serve` and for Cloudflare alike
 */
import { copyFileSync, cpSync, existsSync, globSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type InlineConfig, build as viteBuild } from "vite";
import { buildKernels } from "./kernels.ts";
import { DIST, ROOT, runStep, type Step } from "./step.ts";

const WEB = join(DIST, "web");
const HOW = ["tools/build/build.ts", "tools/build/api-docs/*", "tsconfig.base.json"];

const web: Step = {
  name: "web",
  inputs: ["web/**/*", "public/**/*", "protocol/**/*", "worker-kernels/**/*", "vite.config.ts", ...HOW],
  outputs: ["dist/web/index.html", "dist/web/kernels", "dist/web/docs/index.html"],
  run: buildWeb,
};

const server: Step = {
  name: "server",
  inputs: ["server/**/*.ts", "protocol/**/*.ts", "worker-kernels/**/*.{ts,json}", ...HOW],
  outputs: ["dist/server/worker.js"],
  run: async () => {
    await viteBuild(serverBundle);
  },
};

/** One ES module, readable in a stack trace. */
const serverBundle: InlineConfig = {
  root: ROOT,
  configFile: false,
  publicDir: false,
  logLevel: "warn",
  build: {
    ssr: "server/worker.ts",
    outDir: join(DIST, "server"),
    target: "es2024",
    minify: false,
    rolldownOptions: {
      external: [/^node:/, /^cloudflare:/],
      output: { entryFileNames: "worker.js", codeSplitting: false, keepNames: true },
    },
  },
  ssr: { noExternal: true, target: "webworker" },
  resolve: { conditions: ["workerd", "worker", "module", "import", "default"] },
};

/** A server may be serving this folder: what it has stays until what replaces it is there. */
async function buildWeb(): Promise<void> {
  cpSync(join(DIST, "kernels"), join(WEB, "kernels"), { recursive: true, filter: isFinished });
  copyApiDocs();
  const pages = await viteBuild({
    root: join(ROOT, "web"),
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    build: { emptyOutDir: false },
  });
  const made = [pages].flat().flatMap((bundle) => ("output" in bundle ? bundle.output.map(({ fileName }) => fileName) : []));
  removeOutdated(new Set(made));
}

/** Removes what an earlier build left in the folder and this one did not make. */
function removeOutdated(made: ReadonlySet<string>): void {
  for (const file of globSync("**/*", { cwd: WEB, exclude: ["kernels/**", "docs/**", ".vite/**"] })) {
    const isOurs = made.has(file.replaceAll("\\", "/")) || existsSync(join(ROOT, "public", file));
    if (!isOurs && statSync(join(WEB, file)).isFile()) rmSync(join(WEB, file));
  }
}

/** The reader of `/api/docs`: served from our own origin, as everything is. */
function copyApiDocs(): void {
  const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const folder = join(WEB, "docs");
  cpSync(join(import.meta.dirname, "api-docs"), folder, { recursive: true });
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) copyFileSync(join(swagger, file), join(folder, file));
}

/** Another build may be compiling a kernel beside us, under a name with its process number in it. */
const isFinished = (path: string): boolean => !/\.\d+\.wasm$/.test(path);

export type BuildPart = "kernels" | "web" | "server";

/**
 * Brings the named parts up to date, all of them by default, and tells each one that had to be made. The pages carry
 * the kernels, so those come first. Throws with the compiler's or the bundler's message.
 */
export async function build(
  parts: readonly BuildPart[] = ["kernels", "web", "server"],
  say: (line: string) => void = console.log,
): Promise<void> {
  if (parts.includes("kernels") || parts.includes("web")) await buildKernels(say);
  if (parts.includes("web")) await runStep(web, say);
  if (parts.includes("server")) await runStep(server, say);
}

if (import.meta.main) {
  await build().catch((error: unknown) => {
    // Where in the bundler it failed helps nobody; which of our files and lines is in the message.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
