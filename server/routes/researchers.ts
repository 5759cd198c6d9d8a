/** Researchers: who may hand in batches beside the operator, and who is asking. */
import { createRoute } from "@hono/zod-openapi";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import {
  ALL_SCOPES,
  type Caller,
  callerSchema,
  type KeyRecord,
  newResearcherSchema,
  researcherListSchema,
  researcherRequestSchema,
} from "../../protocol/research.ts";
import { askerOf, requireOperatorKey } from "../access/asker.ts";
import { registryOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { limitBody } from "./body-limit.ts";
import { problemResponse } from "./problems.ts";
import { newRouter } from "./router.ts";
import { BY_KEY, BY_OPERATOR_KEY } from "./security.ts";

const add = createRoute({
  method: "post",
  path: "/",
  tags: ["researchers"],
  summary: "Make a researcher, with a first key that has all scopes",
  description: "The key's text is in this answer and nowhere else: the server keeps its SHA-256.",
  security: BY_OPERATOR_KEY,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: researcherRequestSchema } } } },
  responses: {
    201: { description: "Hand the key to the researcher", content: { "application/json": { schema: newResearcherSchema } } },
    "4XX": problemResponse("Refused"),
  },
});

const list = createRoute({
  method: "get",
  path: "/",
  tags: ["researchers"],
  summary: "The researchers of this deployment, the oldest first",
  security: BY_OPERATOR_KEY,
  responses: {
    200: { description: "Without their keys", content: { "application/json": { schema: researcherListSchema } } },
    "4XX": problemResponse("Refused"),
  },
});

const me = createRoute({
  method: "get",
  path: "/me",
  tags: ["researchers"],
  summary: "Who is asking: what the key that is sent is for, and what it has used today",
  security: BY_KEY,
  responses: {
    200: { description: "The operator has all scopes and no quota", content: { "application/json": { schema: callerSchema } } },
    "4XX": problemResponse("The key opens nothing here"),
  },
});

async function describeCaller(env: Env, key: KeyRecord): Promise<Caller> {
  const registry = registryOf(env);
  const researcher = await registry.researcher(key.researcherId);
  if (researcher === undefined) throw new Error(`the researcher ${key.researcherId} is missing`);
  return { role: "researcher", scopes: key.scopes, researcher, key, usedToday: await registry.usedToday(key.accountId) };
}

export const researcherRoutes = newRouter()
  .openapi(add, async (context) => {
    await requireOperatorKey(context.env, context.req.header("authorization"));
    return context.json(await registryOf(context.env).addResearcher(context.req.valid("json").name), 201);
  })
  .openapi(list, async (context) => {
    await requireOperatorKey(context.env, context.req.header("authorization"));
    return context.json({ researchers: await registryOf(context.env).researchers() }, 200);
  })
  .openapi(me, async (context) => {
    const { holder } = await askerOf(context.env, context.req.header("authorization"));
    const caller: Caller = holder === null ? { role: "operator", scopes: [...ALL_SCOPES] } : await describeCaller(context.env, holder);
    return context.json(caller, 200);
  });
