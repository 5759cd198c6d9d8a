/** What a host may change of its own record: its name, and whether it is on record at all. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { hostRecordSchema, renameRequestSchema } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { limitBody } from "./body-limit.ts";
import { signedHost } from "./host-auth.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_SIGNED_SESSION } from "./security.ts";

const security = BY_SIGNED_SESSION;

const rename = createRoute({
  method: "patch",
  path: "/me",
  tags: ["hosts"],
  summary: "Give this host a name, or take it away with an empty one",
  security,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: renameRequestSchema } } } },
  responses: {
    200: { description: "What is on record now", content: { "application/json": { schema: hostRecordSchema } } },
    "4XX": problemResponse("Refused"),
  },
});

const erase = createRoute({
  method: "delete",
  path: "/me",
  tags: ["hosts"],
  summary: "Erase this host",
  description: "Its key, name, volunteer, network and reputation are forgotten, and what it holds is leased to others. Its counts stay.",
  security,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  responses: { 204: { description: "Erased" }, "4XX": problemResponse("Refused") },
});

export const ownHostRoutes = newRouter()
  .openapi(rename, async (context) => {
    const caller = await signedHost(context);
    const { name } = context.req.valid("json");
    return context.json(orThrow(await cellOf(context.env).renameHost(caller, name)), 200);
  })
  .openapi(erase, async (context) => {
    orThrow(await cellOf(context.env).eraseHost(await signedHost(context)));
    return context.body(null, 204);
  });
