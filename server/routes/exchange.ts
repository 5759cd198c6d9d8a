/** The exchange: report finished work and lease new work in one request. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_EXCHANGE_BODY_BYTES } from "../../protocol/limits.ts";
import { exchangeReplySchema, exchangeRequestSchema } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { limitBody } from "./body-limit.ts";
import { signedHost } from "./host-auth.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_SIGNED_SESSION } from "./security.ts";

const exchange = createRoute({
  method: "post",
  path: "/",
  tags: ["hosts"],
  summary: "Report finished work, renew leases, lease new work",
  description:
    "Everything in one transaction: it is stored before it is answered, or refused and nothing of it is stored. " +
    "Sent again with the same `exchangeId` and a new signature, it is answered as it was first.",
  security: BY_SIGNED_SESSION,
  middleware: limitBody(MAX_EXCHANGE_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: exchangeRequestSchema } } } },
  responses: {
    200: { description: "What is stored, and the leases issued", content: { "application/json": { schema: exchangeReplySchema } } },
    "4XX": problemResponse("Refused; `errors[0].field` points at what is wrong in the body"),
  },
});

export const exchangeRoutes = newRouter().openapi(exchange, async (context) => {
  const caller = await signedHost(context);
  const request = context.req.valid("json");
  return context.json(orThrow(await cellOf(context.env).exchange(caller, request)), 200);
});
