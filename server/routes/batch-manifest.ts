/** The signed manifest of a finished batch, and the key that signs it. */
import { createRoute, z } from "@hono/zod-openapi";
import { batchIdSchema } from "../../protocol/ids.ts";
import { publishedKeysSchema, signedManifestSchema } from "../../protocol/result-manifest.ts";
import { resultFormatSchema } from "../../protocol/result-query.ts";
import { requireOwnBatch } from "../access/own-batch.ts";
import { manifestKey } from "../identity/manifest-key.ts";
import { signedManifest } from "../results/manifest.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const manifest = createRoute({
  method: "get",
  path: "/{batchId}/manifest",
  tags: ["batches"],
  summary: "What the deployment signs of a finished batch and of its file in one format",
  description:
    "Scope: `batches:read`, and one's own batch. Its `file.sha256` is that of the whole download, `/results?format=…` without any filter, " +
    "and what to cite. The table is made once more for it, so that a large one takes a while.",
  security: BY_KEY,
  request: { params: z.object({ batchId: batchIdSchema }), query: z.strictObject({ format: resultFormatSchema.default("ndjson") }) },
  responses: {
    200: { description: "The manifest, and the same signed", content: { "application/json": { schema: signedManifestSchema } } },
    "4XX": problemResponse("No such batch, or it is not finished"),
  },
});

const keys = createRoute({
  method: "get",
  path: "/manyhands-keys.json",
  tags: ["server"],
  summary: "The public keys by which this deployment signs, as a JWK set",
  responses: { 200: { description: "The keys", content: { "application/json": { schema: publishedKeysSchema } } } },
});

export const batchManifestRoutes = newRouter().openapi(manifest, async (context) => {
  const { batchId } = context.req.valid("param");
  await requireOwnBatch(context.env, context.req.header("authorization"), "batches:read", batchId);
  const { origin } = new URL(context.req.url);
  return context.json(await signedManifest(context.env, batchId, context.req.valid("query").format, origin), 200);
});

/** Mounted under `/.well-known`. */
export const publishedKeyRoutes = newRouter().openapi(keys, async (context) =>
  context.json((await manifestKey(context.env)).published, 200, {
    "cache-control": "public, max-age=3600",
    "access-control-allow-origin": "*",
  }),
);
