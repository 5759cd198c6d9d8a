/** Hosts: enrolment, and what a host has on record. */
import { createRoute } from "@hono/zod-openapi";
import { ID_RANDOM_BYTES, makeHostId } from "../../protocol/ids.ts";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { enrolReplySchema, enrolRequestSchema, hostRecordSchema } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { hostKeyOf, keyDigest, makeHostKey } from "../keys.ts";
import { limitBody } from "./body-limit.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";

const enrol = createRoute({
  method: "post",
  path: "/",
  tags: ["hosts"],
  summary: "Enrol a new host",
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: enrolRequestSchema } } } },
  responses: {
    201: {
      description: "The host's id, and its key, which is shown only here",
      content: { "application/json": { schema: enrolReplySchema } },
    },
    "4XX": problemResponse("Refused"),
  },
});

const me = createRoute({
  method: "get",
  path: "/me",
  tags: ["hosts"],
  summary: "What this host has on record",
  security: [{ hostKey: [] }],
  responses: {
    200: { description: "Results by their standing, and credit", content: { "application/json": { schema: hostRecordSchema } } },
    "4XX": problemResponse("Refused"),
  },
});

export const hostRoutes = newRouter()
  .openapi(enrol, async (context) => {
    const hostId = makeHostId(crypto.getRandomValues(new Uint8Array(ID_RANDOM_BYTES)));
    const hostKey = makeHostKey(hostId);
    await cellOf(context.env).enrol(hostId, keyDigest(hostKey));
    return context.json({ hostId, hostKey }, 201);
  })
  .openapi(me, async (context) => {
    const { hostId, keyDigest: digest } = hostKeyOf(context.req.header("authorization"));
    return context.json(orThrow(await cellOf(context.env).hostRecord(hostId, digest)), 200);
  });
