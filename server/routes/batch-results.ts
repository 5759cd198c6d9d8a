/** The results of a batch, in any of their formats. */
import { createRoute, z } from "@hono/zod-openapi";
import { batchIdSchema } from "../../protocol/ids.ts";
import { resultRowSchema } from "../../protocol/messages.ts";
import { resultQuerySchema } from "../../protocol/result-query.ts";
import { requireOwnBatch } from "../access/own-batch.ts";
import { cellOf } from "../cells.ts";
import { resultPages } from "../results/pages.ts";
import { CONTENT_TYPES, resultBytes, streamOf } from "../results/result-stream.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const results = createRoute({
  method: "get",
  path: "/{batchId}/results",
  tags: ["batches"],
  summary: "A batch's results: a row for each unit that has its verdict, in input order",
  description:
    "Scope: `batches:read`, and one's own batch. While the batch runs, what is decided so far. " +
    "A download that broke off goes on with `after` and the last unit that came.",
  security: BY_KEY,
  request: { params: z.object({ batchId: batchIdSchema }), query: resultQuerySchema },
  responses: {
    200: {
      description: "A stream of rows",
      content: {
        "application/x-ndjson": { schema: resultRowSchema },
        "text/csv": { schema: z.string() },
        "application/vnd.apache.parquet": { schema: z.string().meta({ format: "binary" }) },
      },
    },
    "4XX": problemResponse("Refused"),
  },
});

export const batchResultRoutes = newRouter().openapi(results, async (context) => {
  const { batchId } = context.req.valid("param");
  await requireOwnBatch(context.env, context.req.header("authorization"), "batches:read", batchId);
  const { format, where, ...wanted } = context.req.valid("query");
  const filters = typeof where === "string" ? [where] : where;
  const pages = await resultPages(cellOf(context.env), batchId, { ...wanted, where: filters });
  const bytes = resultBytes(pages, format, wanted.after === undefined);
  return context.body(streamOf(bytes), 200, { "content-type": CONTENT_TYPES[format] });
});
