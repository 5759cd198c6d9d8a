/** Blobs: bytes that many units share, under their SHA-256. Anybody may fetch one; the operator and researchers put them there. */
import { createRoute, z } from "@hono/zod-openapi";
import { MAX_BLOB_BYTES } from "../../protocol/limits.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { requireScope } from "../access/asker.ts";
import { withinBlobQuota } from "../access/blob-quota.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const YEAR_SECONDS = 31_536_000;

const params = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal letters") });

const put = createRoute({
  method: "put",
  path: "/{sha256}",
  tags: ["blobs"],
  summary: "Put a blob",
  description:
    "Scope: `blobs:write`. The body is the bytes themselves, read as a stream. Nothing is kept unless their SHA-256 is the one in the address.",
  security: BY_KEY,
  request: { params, body: { required: true, content: { "application/octet-stream": { schema: z.string() } } } },
  responses: {
    204: { description: "It is here, now or before" },
    "4XX": problemResponse("Refused; nothing was kept"),
  },
});

const get = createRoute({
  method: "get",
  path: "/{sha256}",
  tags: ["blobs"],
  summary: "A blob's bytes; HEAD tells whether it is here",
  request: { params },
  responses: {
    200: { description: "Immutable", content: { "application/octet-stream": { schema: z.string() } } },
    "4XX": problemResponse("No such blob"),
  },
});

export const blobRoutes = newRouter()
  .openapi(put, async (context) => {
    const asker = await requireScope(context.env, context.req.header("authorization"), "blobs:write");
    const { sha256 } = context.req.valid("param");
    const bytes = announced(context.req.header("content-length"));
    const body = context.req.raw.body ?? new Blob([]).stream();
    const blobs = blobsOf(context.env);
    // Read to its end though nobody needs it: a client whose body is cut off never hears the answer.
    if ((await blobs.size(sha256)) !== undefined) await body.pipeTo(new WritableStream());
    else await withinBlobQuota(context.env, asker, bytes, () => blobs.put(sha256, bytes, body));
    return context.body(null, 204);
  })
  .openapi(get, async (context) => {
    const { sha256 } = context.req.valid("param");
    const blobs = blobsOf(context.env);
    if (context.req.method === "HEAD") return context.body(null, 200, headers((await blobs.size(sha256)) ?? refuse(sha256)));
    const blob = (await blobs.open(sha256)) ?? refuse(sha256);
    return context.body(blob.body, 200, headers(blob.bytes));
  });

/** The length of the body, which a bucket has to know beforehand. */
function announced(header: string | undefined): number {
  const bytes = /^\d{1,15}$/.test(header ?? "") ? Number(header) : undefined;
  if (bytes === undefined) {
    throw new ProblemError("invalid-request", "The length of a blob has to be announced", [
      { field: "content-length", expected: "the number of bytes in the body" },
    ]);
  }
  if (bytes <= MAX_BLOB_BYTES) return bytes;
  throw new ProblemError("body-too-large", `A blob may have ${MAX_BLOB_BYTES} bytes`, [
    { field: "body", expected: `at most ${MAX_BLOB_BYTES} bytes` },
  ]);
}

function refuse(sha256: string): never {
  throw new ProblemError("unknown-blob", `There is no blob ${sha256} here`, [
    { field: "sha256", value: sha256, expected: "a blob that was put here" },
  ]);
}

const headers = (bytes: number): Record<string, string> => ({
  "content-type": "application/octet-stream",
  "content-length": String(bytes),
  "cache-control": `public, max-age=${YEAR_SECONDS}, immutable`,
  "x-content-type-options": "nosniff",
});
