/** The session that a host gets when it enrols, and whenever it asks for another. */
import type { Context } from "hono";
import type { KnownKey } from "../../protocol/identity/verifying.ts";
import type { SessionReply } from "../../protocol/messages.ts";
import { deploymentKeys } from "../identity/deployment-keys.ts";
import { issueSession } from "../identity/sessions.ts";
import type { AppEnv } from "./router.ts";

export async function sessionReply({ env }: Context<AppEnv>, { hostId, did }: KnownKey): Promise<SessionReply> {
  const now = Date.now();
  const { session } = await deploymentKeys(env);
  return { hostId, ...(await issueSession(session, { hostId, did }, now)), serverTime: now };
}
