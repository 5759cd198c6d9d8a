/**
 * Which host a request is from. Whatever changes something is signed by the host's key; all but enrolment and the
 * request for a session carry a session too. Whether the host is enrolled and its nonce new, the cell finds out.
 */
import type { Context } from "hono";
import { type KnownKey, knownKeyOf, type Signed, verifyRequest } from "../../protocol/identity/verifying.ts";
import type { HostId } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Caller } from "../cell/caller.ts";
import { newRecent } from "../cell/recent.ts";
import { deploymentKeys } from "../identity/deployment-keys.ts";
import { prefixOf } from "../identity/network-prefix.ts";
import { newSessionReader, type Session } from "../identity/sessions.ts";
import type { AppEnv } from "./router.ts";

/** Keys of hosts that an isolate remembers, imported and ready: about a kilobyte each. */
const REMEMBERED_KEYS = 5_000;

const sessions = newSessionReader();
const keys = newRecent<string, KnownKey>(REMEMBERED_KEYS);

/** The host whose session this is. For requests that only read. */
export async function sessionHost(context: Context<AppEnv>): Promise<HostId> {
  return (await sessionOf(context)).hostId;
}

/** The host whose session this is and whose key has signed the request. For requests that change something. */
export async function signedHost(context: Context<AppEnv>): Promise<Caller> {
  const { did } = await sessionOf(context);
  const { key, caller } = await signedKey(context);
  if (key.did === did) return caller;
  throw new ProblemError("foreign-session", `The session belongs to another key than ${key.did}, which signed the request`);
}

/** The key that has signed the request, with a session or without: the host may not be enrolled. */
export async function signedKey(context: Context<AppEnv>): Promise<{ readonly key: KnownKey; readonly caller: Caller }> {
  const { key, nonce } = await signatureOf(context);
  return { key, caller: { hostId: key.hostId, nonce, prefix: await prefixOf(context.env, context.req.raw, Date.now()) } };
}

async function sessionOf(context: Context<AppEnv>): Promise<Session> {
  const { session } = await deploymentKeys(context.env);
  return sessions.read(session, context.req.header("authorization"), Date.now());
}

/** The route has limited the body: every route of a signed request has to. */
async function signatureOf({ req }: Context<AppEnv>): Promise<Signed> {
  const { method, url, headers } = req.raw;
  // Read as the route reads it, so that it is read once. Bytes that are no UTF-8 come out changed, and are refused for it.
  const body = new Uint8Array(new TextEncoder().encode(await req.text()));
  const signed = await verifyRequest({ method, url, headers, body }, Date.now(), async (did) => keys.get(did) ?? (await knownKeyOf(did)));
  // Only now: names that nobody can sign for would crowd out the others.
  keys.set(signed.key.did, signed.key);
  return signed;
}
