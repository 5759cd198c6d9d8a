/** Keys of researchers: made, named, rotated, revoked. */
import { createRoute, z } from "@hono/zod-openapi";
import { keyIdSchema, researcherIdSchema } from "../../protocol/ids.ts";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import {
  keyChangeSchema,
  keyListSchema,
  keyRecordSchema,
  keyRequestSchema,
  newKeySchema,
  rotationSchema,
} from "../../protocol/research.ts";
import { requireScope } from "../access/asker.ts";
import { orThrow } from "../cell/refusal.ts";
import { registryOf } from "../cells.ts";
import { limitBody } from "./body-limit.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY } from "./security.ts";

const SCOPE = "Scope: `keys:write`.";
const keyParam = { params: z.object({ keyId: keyIdSchema }) };
const record = { content: { "application/json": { schema: keyRecordSchema } } };
const withText = { content: { "application/json": { schema: newKeySchema } } };
const shared = { tags: ["keys"], security: BY_KEY };

const list = createRoute({
  ...shared,
  method: "get",
  path: "/",
  summary: "The keys of a researcher, revoked ones too, the oldest first",
  description: `${SCOPE} A researcher sees their own; the operator says whose.`,
  request: { query: z.strictObject({ researcherId: researcherIdSchema.optional() }) },
  responses: {
    200: { description: "Without their texts", content: { "application/json": { schema: keyListSchema } } },
    "4XX": problemResponse("Refused"),
  },
});

const make = createRoute({
  ...shared,
  method: "post",
  path: "/",
  summary: "Make a key",
  description: `${SCOPE} A key that is made with another has some of its scopes, ends no later, and draws on the same quota.`,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: keyRequestSchema } } } },
  responses: { 201: { description: "With its text, this once", ...withText }, "4XX": problemResponse("Refused") },
});

const change = createRoute({
  ...shared,
  method: "patch",
  path: "/{keyId}",
  summary: "Name a key anew; change its quota",
  description: `${SCOPE} The quota is the operator's to change.`,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { ...keyParam, body: { required: true, content: { "application/json": { schema: keyChangeSchema } } } },
  responses: { 200: { description: "What is on record now", ...record }, "4XX": problemResponse("Refused") },
});

const rotate = createRoute({
  ...shared,
  method: "post",
  path: "/{keyId}/rotate",
  summary: "Give a key another text",
  description: `${SCOPE} The old text ends at once, or after \`graceSeconds\`. Id, name, scopes and quota stay.`,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { ...keyParam, body: { required: true, content: { "application/json": { schema: rotationSchema } } } },
  responses: { 200: { description: "With its new text, this once", ...withText }, "4XX": problemResponse("Refused") },
});

const revoke = createRoute({
  ...shared,
  method: "delete",
  path: "/{keyId}",
  summary: "Revoke a key, from the next request on",
  description: `${SCOPE} An upload that is under way with it ends refused.`,
  request: keyParam,
  responses: { 200: { description: "What is on record now", ...record }, "4XX": problemResponse("Refused") },
});

export const keyRoutes = newRouter()
  .openapi(list, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "keys:write");
    const { researcherId } = context.req.valid("query");
    return context.json({ keys: orThrow(await registryOf(context.env).keys(holder, researcherId)) }, 200);
  })
  .openapi(make, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "keys:write");
    return context.json(orThrow(await registryOf(context.env).makeKey(holder, context.req.valid("json"))), 201);
  })
  .openapi(change, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "keys:write");
    const { keyId } = context.req.valid("param");
    return context.json(orThrow(await registryOf(context.env).changeKey(holder, keyId, context.req.valid("json"))), 200);
  })
  .openapi(rotate, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "keys:write");
    const { keyId } = context.req.valid("param");
    const { graceSeconds } = context.req.valid("json");
    return context.json(orThrow(await registryOf(context.env).rotateKey(holder, keyId, graceSeconds)), 200);
  })
  .openapi(revoke, async (context) => {
    const { holder } = await requireScope(context.env, context.req.header("authorization"), "keys:write");
    const { keyId } = context.req.valid("param");
    return context.json(orThrow(await registryOf(context.env).revokeKey(holder, keyId)), 200);
  });
