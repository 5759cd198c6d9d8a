/** Submits a batch that is described by a rule instead of by its rows. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_SWEEP_BODY_BYTES } from "../../protocol/limits.ts";
import { batchStatusSchema } from "../../protocol/messages.ts";
import { sweepSubmissionSchema } from "../../protocol/sweep/submission.ts";
import { requireScope, researcherOf } from "../access/asker.ts";
import { claimFor } from "../intake/bring.ts";
import { madeBefore, onceOf } from "../intake/once.ts";
import { submitSweep } from "../intake/submit-sweep.ts";
import { limitBody } from "./body-limit.ts";
import { ONCE_HEADERS } from "./once-headers.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const submit = createRoute({
  method: "post",
  path: "/sweep",
  tags: ["batches"],
  summary: "Submit a sweep: ranges, lists and random draws, made into rows as they are leased",
  description:
    "Scope: `batches:write`. Units are the Cartesian product of the fields in the order in which they are declared, the last one changing fastest. " +
    "Sent again with the same `Idempotency-Key`, the same request leads to the same batch.",
  security: BY_KEY,
  middleware: limitBody(MAX_SWEEP_BODY_BYTES),
  request: { headers: ONCE_HEADERS, body: { required: true, content: { "application/json": { schema: sweepSubmissionSchema } } } },
  responses: {
    200: { description: "The batch that this request led to before", content: { "application/json": { schema: batchStatusSchema } } },
    201: { description: "Open for volunteers", content: { "application/json": { schema: batchStatusSchema } } },
    "4XX": problemResponse("Refused, with each field that does not fit"),
  },
});

export const batchSweepRoutes = newRouter().openapi(submit, async (context) => {
  const { env, req } = context;
  const asker = await requireScope(env, req.header("authorization"), "batches:write");
  const sweep = req.valid("json");
  // The body was read by now; what is hashed is what was understood.
  const once = onceOf(
    researcherOf(asker),
    new Request(req.raw.url, { method: "POST", headers: req.raw.headers, body: JSON.stringify(sweep) }),
  );
  const before = await madeBefore(env, once);
  if (before !== undefined) return context.json(before, 200);
  await once?.request.arrayBuffer();
  const { status, isNew } = await submitSweep(env, sweep, await claimFor(env, asker, sweep, req.raw, once));
  return context.json(status, isNew ? 201 : 200);
});
