/** Hosts as the operator sees them, and whether the operator answers for them. */
import { createRoute, z } from "@hono/zod-openapi";
import { hostIdSchema } from "../../protocol/ids.ts";
import { hostFileSchema } from "../../protocol/messages.ts";
import { requireOperatorKey } from "../access/asker.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_OPERATOR_KEY } from "./security.ts";

const request = { params: z.object({ hostId: hostIdSchema }) };
const common = {
  tags: ["hosts"],
  security: BY_OPERATOR_KEY,
  request,
  responses: {
    200: { description: "What is on record of the host", content: { "application/json": { schema: hostFileSchema } } },
    "4XX": problemResponse("Refused, or no such host"),
  },
};

const show = createRoute({ ...common, method: "get", path: "/{hostId}", summary: "What is on record of a host" });

const vouch = createRoute({
  ...common,
  method: "put",
  path: "/{hostId}/vouched",
  summary: "Answer for a host: it is trusted from the start",
  description: "For machines of one's own. A result of it that is proven wrong ends the trust as it does for others.",
});

const unvouch = createRoute({ ...common, method: "delete", path: "/{hostId}/vouched", summary: "Answer for a host no more" });

export const vouchingRoutes = newRouter()
  .openapi(show, async (context) => {
    await requireOperatorKey(context.env, context.req.header("authorization"));
    return context.json(orThrow(await cellOf(context.env).hostFile(context.req.valid("param").hostId)), 200);
  })
  .openapi(vouch, async (context) => {
    await requireOperatorKey(context.env, context.req.header("authorization"));
    return context.json(orThrow(await cellOf(context.env).vouch(context.req.valid("param").hostId, true)), 200);
  })
  .openapi(unvouch, async (context) => {
    await requireOperatorKey(context.env, context.req.header("authorization"));
    return context.json(orThrow(await cellOf(context.env).vouch(context.req.valid("param").hostId, false)), 200);
  });
