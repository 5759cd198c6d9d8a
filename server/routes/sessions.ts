/** Sessions: a host that is enrolled asks for another one. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { sessionReplySchema, sessionRequestSchema } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { limitBody } from "./body-limit.ts";
import { signedKey } from "./host-auth.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_SIGNATURE } from "./security.ts";
import { sessionReply } from "./session-reply.ts";

const open = createRoute({
  method: "post",
  path: "/",
  tags: ["hosts"],
  summary: "Ask for a session",
  description: "Signed by the host's key; no session is needed to get one. The host has to be enrolled.",
  security: BY_SIGNATURE,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: sessionRequestSchema } } } },
  responses: {
    200: { description: "A session, and the server's time", content: { "application/json": { schema: sessionReplySchema } } },
    "4XX": problemResponse("Refused"),
  },
});

export const sessionRoutes = newRouter().openapi(open, async (context) => {
  const { key, caller } = await signedKey(context);
  orThrow(await cellOf(context.env).openSession(caller));
  return context.json(await sessionReply(context, key), 200);
});
