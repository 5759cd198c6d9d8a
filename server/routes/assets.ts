/** The built pages. Content types and security headers are set here, so that they are the same wherever the Worker runs. */
import type { Context } from "hono";
import { getMimeType } from "hono/utils/mime";
import { openKernelFile } from "../kernels.ts";
import type { AppEnv } from "./router.ts";

/** The page runs our own scripts and compiles kernels; it talks to its own origin and to nobody else. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Swagger UI writes styles into its elements. */
const DOCS_POLICY = PAGE_POLICY.replace("script-src", "style-src 'self' 'unsafe-inline'; script-src");

const YEAR_SECONDS = 31_536_000;
/** Vite puts a digest into the name of everything under /assets; a kernel's version never changes. */
const IMMUTABLE = /^\/(assets|kernels)\//;

/** Addresses of pages, and their files. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ["/", "/index.html"],
  ["/research", "/research.html"],
]);

/** Answers with the asset of the request's path, or undefined when there is none. */
export async function serveAsset(context: Context<AppEnv>): Promise<Response | undefined> {
  const { pathname } = new URL(context.req.url);
  return fetchAsset(context, PAGES.get(pathname) ?? pathname);
}

/** Answers with the asset of a path. */
export async function fetchAsset(context: Context<AppEnv>, path: string): Promise<Response | undefined> {
  const type = typeOf(path);
  if (type === undefined) return undefined;
  const found = await context.env.ASSETS.fetch(new URL(path, context.req.url));
  if (!found.ok) return undefined;
  return new Response(found.body, { headers: assetHeaders(path, type) });
}

/** Answers with a file of a kernel that was brought here, under the same kind of address as one that is built in. */
export async function serveKernelFile(context: Context<AppEnv>): Promise<Response | undefined> {
  const { pathname } = new URL(context.req.url);
  const file = await openKernelFile(context.env, pathname);
  return file && new Response(file.body, { headers: assetHeaders(pathname, typeOf(pathname) ?? "text/plain; charset=utf-8") });
}

/** Shaders are too new a type for the list. */
const typeOf = (path: string): string | undefined => (path.endsWith(".wgsl") ? "text/wgsl; charset=utf-8" : getMimeType(path));

function assetHeaders(path: string, type: string): Headers {
  const headers = new Headers({
    "content-type": type,
    "cache-control": IMMUTABLE.test(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
  });
  if (type.startsWith("text/html")) {
    headers.set("content-security-policy", path.startsWith("/docs/") ? DOCS_POLICY : PAGE_POLICY);
    headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
  }
  return headers;
}
