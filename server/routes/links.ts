/** Links: a code that one device shows and another uses makes the two one volunteer's. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { linkReplySchema, redeemRequestSchema, volunteerRecordSchema } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { limitBody } from "./body-limit.ts";
import { signedHost } from "./host-auth.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_SIGNED_SESSION } from "./security.ts";

const security = BY_SIGNED_SESSION;

const show = createRoute({
  method: "post",
  path: "/",
  tags: ["volunteers"],
  summary: "Get a code with which another host joins this one's volunteer",
  description: "It works once, and for ten minutes.",
  security,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  responses: {
    201: { description: "The code, which is shown only here", content: { "application/json": { schema: linkReplySchema } } },
    "4XX": problemResponse("Refused"),
  },
});

const redeem = createRoute({
  method: "post",
  path: "/redeem",
  tags: ["volunteers"],
  summary: "Make this host one of the volunteer's whose host shows the code",
  description: "The host that has redeemed a code may send it again: that changes nothing.",
  security,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: redeemRequestSchema } } } },
  responses: {
    200: { description: "The volunteer, this host included", content: { "application/json": { schema: volunteerRecordSchema } } },
    "4XX": problemResponse("Refused; the host stays whose it was"),
  },
});

export const linkRoutes = newRouter()
  .openapi(show, async (context) => context.json(orThrow(await cellOf(context.env).showLinkCode(await signedHost(context))), 201))
  .openapi(redeem, async (context) => {
    const caller = await signedHost(context);
    const { code } = context.req.valid("json");
    return context.json(orThrow(await cellOf(context.env).redeemLinkCode(caller, code)), 200);
  });
