/** Checks a batch's file without taking it. */
import { createRoute, z } from "@hono/zod-openapi";
import { fileCheckLineSchema } from "../../protocol/file-check.ts";
import { submitQuerySchema } from "../../protocol/messages.ts";
import { requireScope } from "../access/asker.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { linesStream, problemsOf } from "../intake/check-file.ts";
import { heardOut } from "../intake/hear-out.ts";
import { rowsOf } from "../intake/readers.ts";
import { kernelFor } from "../kernels.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const rows = z.string().describe("rows whose columns are the input fields of the kernel");

const check = createRoute({
  method: "post",
  path: "/check",
  tags: ["batches"],
  summary: "Read a batch's file as a submission would, and store nothing",
  description: "Scope: `batches:write`. Answers with a line of JSON for each problem, and a last line that counts them.",
  security: BY_KEY,
  request: {
    query: submitQuerySchema.pick({ kernel: true }),
    body: { required: true, content: { "text/csv": { schema: rows }, "application/x-ndjson": { schema: rows } } },
  },
  responses: {
    200: { description: "Every problem of the file", content: { "application/x-ndjson": { schema: fileCheckLineSchema } } },
    "4XX": problemResponse("No such kernel, or no such format"),
  },
});

export const batchCheckRoutes = newRouter().openapi(check, async (context) => {
  const asker = await requireScope(context.env, context.req.header("authorization"), "batches:write");
  const { manifest } = await kernelFor(context.env, asker, context.req.valid("query").kernel);
  const blobs = blobsOf(context.env);
  const { request, rest } = heardOut(context.req.raw);
  const found = problemsOf(rowsOf(request, manifest.input), manifest, (digests) => blobs.missing(digests));
  // The declaration is of one line, and the type of a route takes every JSON for a whole.
  return context.body(linesStream(andThen(found, rest)), 200, { "content-type": "application/x-ndjson; charset=utf-8" }) as never;
});

/** All of them, and what is to be done before their end is told. */
async function* andThen<T>(pieces: AsyncIterable<T>, last: () => Promise<void>): AsyncGenerator<T> {
  yield* pieces;
  await last();
}
