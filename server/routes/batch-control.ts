/** Control of a batch that one has brought: pause, resume, cancel, retry, clone, and what it is called. */
import { createRoute, z } from "@hono/zod-openapi";
import { type BatchId, batchIdSchema } from "../../protocol/ids.ts";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { batchChangeSchema, type BatchStatus, batchStatusSchema, retryReplySchema, submitQuerySchema } from "../../protocol/messages.ts";
import { researcherOf } from "../access/asker.ts";
import { requireOwnBatch } from "../access/own-batch.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { claimFor } from "../intake/bring.ts";
import { cloneBatch } from "../intake/clone.ts";
import { madeBefore, onceOf } from "../intake/once.ts";
import { retryAll } from "../intake/retry.ts";
import { limitBody } from "./body-limit.ts";
import { ONCE_HEADERS } from "./once-headers.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const SCOPE = "Scope: `batches:write`, and one's own batch.";
const batchParam = { params: z.object({ batchId: batchIdSchema }) };
const refused = { "4XX": problemResponse("Refused; the batch is as it was") };
const asItIs = {
  200: { description: "The batch as it is now", content: { "application/json": { schema: batchStatusSchema } } },
  ...refused,
};
const shared = { tags: ["batches"], security: BY_KEY };

const pause = createRoute({
  ...shared,
  method: "post",
  path: "/{batchId}/pause",
  summary: "Lease nothing of a batch until it is resumed",
  description: `${SCOPE} What is in somebody's hands may still be reported, and counts.`,
  request: batchParam,
  responses: asItIs,
});

const resume = createRoute({
  ...shared,
  method: "post",
  path: "/{batchId}/resume",
  summary: "Lease a paused batch again",
  description: SCOPE,
  request: batchParam,
  responses: asItIs,
});

const cancel = createRoute({
  ...shared,
  method: "post",
  path: "/{batchId}/cancel",
  summary: "End a batch for good",
  description: `${SCOPE} What is in somebody's hands may still be reported until its deadline. Units with verdicts keep them; of the others, those with answers end as failed, \`cancelled\`.`,
  request: batchParam,
  responses: asItIs,
});

const change = createRoute({
  ...shared,
  method: "patch",
  path: "/{batchId}",
  summary: "Call a batch something else; say how often it comes first beside others of its project",
  description: SCOPE,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { ...batchParam, body: { required: true, content: { "application/json": { schema: batchChangeSchema } } } },
  responses: asItIs,
});

const retry = createRoute({
  ...shared,
  method: "post",
  path: "/{batchId}/retry",
  summary: "Ask anew for the units that failed",
  description: `${SCOPE} With fresh limits, and never of hosts that have answered them. A finished batch runs again.`,
  request: batchParam,
  responses: {
    200: { description: "How many there were", content: { "application/json": { schema: retryReplySchema } } },
    ...refused,
  },
});

const clone = createRoute({
  ...shared,
  method: "post",
  path: "/{batchId}/clone",
  summary: "Make a new batch of the same kernel, rows and limits",
  description: `${SCOPE} Nothing of the results comes along. Takes an \`Idempotency-Key\`, as a submission does.`,
  request: { ...batchParam, headers: ONCE_HEADERS, query: submitQuerySchema.pick({ name: true, project: true, priority: true }) },
  responses: {
    200: { description: "The batch that this request led to before", content: { "application/json": { schema: batchStatusSchema } } },
    201: { description: "Open for volunteers", content: { "application/json": { schema: batchStatusSchema } } },
    ...refused,
  },
});

/** Does what is asked of the batch's state, for whom it belongs to. */
async function control(env: Env, header: string | undefined, batchId: BatchId, what: "pause" | "resume" | "cancel"): Promise<BatchStatus> {
  await requireOwnBatch(env, header, "batches:write", batchId);
  return orThrow(await cellOf(env).controlBatch(batchId, what));
}

export const batchControlRoutes = newRouter()
  .openapi(pause, async ({ env, req, json }) =>
    json(await control(env, req.header("authorization"), req.valid("param").batchId, "pause"), 200),
  )
  .openapi(resume, async ({ env, req, json }) =>
    json(await control(env, req.header("authorization"), req.valid("param").batchId, "resume"), 200),
  )
  .openapi(cancel, async ({ env, req, json }) =>
    json(await control(env, req.header("authorization"), req.valid("param").batchId, "cancel"), 200),
  )
  .openapi(change, async (context) => {
    const { batchId } = context.req.valid("param");
    await requireOwnBatch(context.env, context.req.header("authorization"), "batches:write", batchId);
    return context.json(orThrow(await cellOf(context.env).changeBatch(batchId, context.req.valid("json"))), 200);
  })
  .openapi(retry, async (context) => {
    const { batchId } = context.req.valid("param");
    await requireOwnBatch(context.env, context.req.header("authorization"), "batches:write", batchId);
    return context.json({ retried: await retryAll(context.env, batchId) }, 200);
  })
  .openapi(clone, async (context) => {
    const { env, req } = context;
    const { batchId } = req.valid("param");
    const asker = await requireOwnBatch(env, req.header("authorization"), "batches:write", batchId);
    const once = onceOf(researcherOf(asker), req.raw);
    const before = await madeBefore(env, once);
    if (before !== undefined) return context.json(before, 200);
    const query = req.valid("query");
    const source = orThrow(await cellOf(env).batchStatus(batchId));
    const { priority, project } = source;
    const claim = await claimFor(env, asker, { priority, project: project?.projectId, ...query }, req.raw, once);
    const { status, isNew } = await cloneBatch(env, source, query.name, claim);
    return context.json(status, isNew ? 201 : 200);
  });
