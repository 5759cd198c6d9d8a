/** Hosts: enrolment, and what a host has on record. */
import { createRoute } from "@hono/zod-openapi";
import { base64urlnopad } from "@scure/base";
import type { Context } from "hono";
import { MAX_JSON_BODY_BYTES } from "../../protocol/limits.ts";
import { enrolRequestSchema, hostRecordSchema, sessionReplySchema, type WorkProof } from "../../protocol/messages.ts";
import { hintedProblem } from "../../protocol/problem.ts";
import { orThrow, type Refusable } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import { deploymentKeys } from "../identity/deployment-keys.ts";
import { hasWorked, newChallenge } from "../identity/work-challenge.ts";
import { limitBody } from "./body-limit.ts";
import { sessionHost, signedKey } from "./host-auth.ts";
import { problemResponse } from "./problems.ts";
import { type AppEnv, newRouter } from "./router.ts";
import { BY_SESSION, BY_SIGNATURE } from "./security.ts";
import { sessionReply } from "./session-reply.ts";

const enrol = createRoute({
  method: "post",
  path: "/",
  tags: ["hosts"],
  summary: "Enrol a host",
  description:
    "A host is its key: the request is signed by it, and `hostId` follows from it. Enrolling again changes nothing. While very many " +
    "enrol, `work-proof-required` carries a `challenge`: find a nonce so that the SHA-256 of its letters and the nonce's eight " +
    "bytes, the highest first, begins with `workBits` zero bits, and enrol with both as `workProof`.",
  security: BY_SIGNATURE,
  middleware: limitBody(MAX_JSON_BODY_BYTES),
  request: { body: { required: true, content: { "application/json": { schema: enrolRequestSchema } } } },
  responses: {
    201: {
      description: "The host's id, a first session, and the server's time",
      content: { "application/json": { schema: sessionReplySchema } },
    },
    "4XX": problemResponse("Refused"),
  },
});

const me = createRoute({
  method: "get",
  path: "/me",
  tags: ["hosts"],
  summary: "What this host has on record",
  security: BY_SESSION,
  responses: {
    200: { description: "Results by their standing, and credit", content: { "application/json": { schema: hostRecordSchema } } },
    "4XX": problemResponse("Refused"),
  },
});

export const hostRoutes = newRouter()
  .openapi(enrol, async (context) => {
    const { workProof } = context.req.valid("json");
    const { key, caller } = await signedKey(context);
    const enrolment = { caller, publicKey: base64urlnopad.encode(key.publicKey), hasWorked: await proven(context, key.did, workProof) };
    orThrow(await withChallenge(context, key.did, await cellOf(context.env).enrol(enrolment)));
    return context.json(await sessionReply(context, key), 201);
  })
  .openapi(me, async (context) => {
    const hostId = await sessionHost(context);
    return context.json(orThrow(await cellOf(context.env).hostRecord(hostId)), 200);
  });

async function proven({ env }: Context<AppEnv>, did: string, proof: WorkProof | undefined): Promise<boolean> {
  return proof !== undefined && hasWorked((await deploymentKeys(env)).workProof, did, proof, Date.now());
}

/** The cell says how much work it takes; the challenge that it is done for, the front Worker signs. */
async function withChallenge<T>({ env }: Context<AppEnv>, did: string, answer: Refusable<T>): Promise<Refusable<T>> {
  if (answer.ok || answer.kind !== "work-proof-required") return answer;
  const { workBits = 0 } = answer.hints;
  const challenge = await newChallenge((await deploymentKeys(env)).workProof, did, workBits, Date.now());
  throw hintedProblem(answer.kind, answer.detail, { challenge, workBits });
}
