/** Volunteers: the person behind the calling host, as far as they say. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { renameRequestSchema, volunteerRecordSchema } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { limitBody } from "./body-limit.ts";
import { sessionHost, signedHost } from "./host-auth.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_SESSION, BY_SIGNED_SESSION } from "./security.ts";

const security = BY_SIGNED_SESSION;
const record = { content: { "application/json": { schema: volunteerRecordSchema } } };

const me = createRoute({
  method: "get",
  path: "/me",
  tags: ["volunteers"],
  summary: "The calling host's volunteer: all hosts, and their credit",
  security: BY_SESSION,
  responses: { 200: { description: "A host that was never linked is alone in it", ...record }, "4XX": problemResponse("Refused") },
});

const rename = createRoute({
  method: "patch",
  path: "/me",
  tags: ["volunteers"],
  summary: "Give the volunteer a name, or take it away with an empty one",
  security,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: renameRequestSchema } } } },
  responses: { 200: { description: "What is on record now", ...record }, "4XX": problemResponse("Refused") },
});

const erase = createRoute({
  method: "delete",
  path: "/me",
  tags: ["volunteers"],
  summary: "Erase the volunteer with all hosts",
  description: "As `DELETE /hosts/me` does for one host, and the volunteer's name with them.",
  security,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  responses: { 204: { description: "Erased" }, "4XX": problemResponse("Refused") },
});

export const volunteerRoutes = newRouter()
  .openapi(me, async (context) => context.json(orThrow(await cellOf(context.env).volunteerRecord(await sessionHost(context))), 200))
  .openapi(rename, async (context) => {
    const caller = await signedHost(context);
    const { name } = context.req.valid("json");
    return context.json(orThrow(await cellOf(context.env).renameVolunteer(caller, name)), 200);
  })
  .openapi(erase, async (context) => {
    orThrow(await cellOf(context.env).eraseVolunteer(await signedHost(context)));
    return context.body(null, 204);
  });
