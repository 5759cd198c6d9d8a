/** Batches: submission, state and picture. */
import { createRoute, z } from "@hono/zod-openapi";
import { batchIdSchema, projectIdSchema } from "../../protocol/ids.ts";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { batchListSchema, batchStatusSchema, pictureSchema, raiseRequestSchema, submitQuerySchema } from "../../protocol/messages.ts";
import { requireScope, researcherOf } from "../access/asker.ts";
import { requireOwnBatch } from "../access/own-batch.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf, registryOf } from "../cells.ts";
import { claimFor } from "../intake/bring.ts";
import { madeBefore, onceOf } from "../intake/once.ts";
import { type KeepAt, submitBatch } from "../intake/submit.ts";
import { limitBody } from "./body-limit.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

/** Batches listed at once; a deployment's present ones come first. */
const LISTED_BATCHES = 100;

const batchParam = { params: z.object({ batchId: batchIdSchema }) };
const rows = z.string().describe("rows whose columns are the input fields of the kernel");

const submit = createRoute({
  method: "post",
  path: "/",
  tags: ["batches"],
  summary: "Submit a batch",
  description:
    "Scope: `batches:write`. The body is the file itself, read as a stream. A bad row is named by its line, and nothing of the batch is kept. " +
    "Sent again with the same `Idempotency-Key`, the same request leads to the same batch; a key is remembered for two days.",
  security: BY_KEY,
  request: {
    query: submitQuerySchema,
    headers: z.object({
      "idempotency-key": z
        .string()
        .max(200)
        .optional()
        .describe("chosen by the client, new for each batch: 1 to 200 visible ASCII characters"),
    }),
    body: { required: true, content: { "text/csv": { schema: rows }, "application/x-ndjson": { schema: rows } } },
  },
  responses: {
    200: { description: "The batch that this request led to before", content: { "application/json": { schema: batchStatusSchema } } },
    201: { description: "Open for volunteers", content: { "application/json": { schema: batchStatusSchema } } },
    "4XX": problemResponse("Refused; nothing was kept"),
  },
});

const list = createRoute({
  method: "get",
  path: "/",
  tags: ["batches"],
  summary: "The batches of this deployment, or of one project, newest first",
  description: "The newest hundred.",
  request: { query: z.strictObject({ project: projectIdSchema.optional() }) },
  responses: {
    200: { description: "With their progress", content: { "application/json": { schema: batchListSchema } } },
  },
});

const status = createRoute({
  method: "get",
  path: "/{batchId}",
  tags: ["batches"],
  summary: "A batch's progress",
  request: batchParam,
  responses: {
    200: { description: "Counts of units by state", content: { "application/json": { schema: batchStatusSchema } } },
    "4XX": problemResponse("No such batch"),
  },
});

const raise = createRoute({
  method: "post",
  path: "/{batchId}/assurance",
  tags: ["batches"],
  summary: "Ask for more of a running batch's results: a quorum, or a larger one",
  description:
    "Scope: `batches:write`, and one's own batch. Only for something stronger that the kernel's manifest allows. Verdicts that were made stay.",
  security: BY_KEY,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { ...batchParam, body: { required: true, content: { "application/json": { schema: raiseRequestSchema } } } },
  responses: {
    200: { description: "The batch as it is now", content: { "application/json": { schema: batchStatusSchema } } },
    "4XX": problemResponse("Refused, with what is possible"),
  },
});

const picture = createRoute({
  method: "get",
  path: "/{batchId}/picture",
  tags: ["batches"],
  summary: "The picture so far: a batch as a field of squares",
  request: batchParam,
  responses: {
    200: { description: "Checked units and their average value by square", content: { "application/json": { schema: pictureSchema } } },
    "4XX": problemResponse("No such batch"),
  },
});

export const batchRoutes = newRouter()
  .openapi(submit, async (context) => {
    const { env, req } = context;
    const asker = await requireScope(env, req.header("authorization"), "batches:write");
    const query = req.valid("query");
    const once = onceOf(researcherOf(asker), req.raw);
    const before = await madeBefore(env, once);
    if (before !== undefined) return context.json(before, 200);
    const claim = await claimFor(env, asker, query, req.raw, once);
    const keepAt: KeepAt = (work) => context.executionCtx.waitUntil(work);
    const { status: brought, isNew } = await submitBatch(env, query, once?.request ?? req.raw, claim, keepAt);
    return context.json(brought, isNew ? 201 : 200);
  })
  .openapi(list, async (context) => {
    const cell = cellOf(context.env);
    const { project } = context.req.valid("query");
    if (project !== undefined) return context.json({ batches: await cell.batchesOf(project, LISTED_BATCHES) }, 200);
    const ids = await registryOf(context.env).batches(LISTED_BATCHES);
    const answers = await Promise.all(ids.map((id) => cell.batchStatus(id)));
    // A batch whose upload was cut at its very end is listed and was never opened.
    return context.json({ batches: answers.flatMap((answer) => (answer.ok ? [answer.value] : [])) }, 200);
  })
  .openapi(status, async (context) => {
    const { batchId } = context.req.valid("param");
    return context.json(orThrow(await cellOf(context.env).batchStatus(batchId)), 200);
  })
  .openapi(raise, async (context) => {
    const { batchId } = context.req.valid("param");
    await requireOwnBatch(context.env, context.req.header("authorization"), "batches:write", batchId);
    return context.json(orThrow(await cellOf(context.env).raiseBatch(batchId, context.req.valid("json"))), 200);
  })
  .openapi(picture, async (context) => {
    const { batchId } = context.req.valid("param");
    return context.json(orThrow(await cellOf(context.env).picture(batchId)), 200);
  });
