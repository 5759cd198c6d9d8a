/**
 * Sessions: short JWTs that say which host is calling and which key signs for it (RFC 7800), so that a front Worker
 * knows a host without asking its cell. A session lets its bearer read; whatever changes something is signed as well.
 */
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { type HostId, hostIdSchema } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { newRecent, type Recent } from "../cell/recent.ts";

/** Long enough that asking for another costs nothing, short enough that a stolen one is soon worth nothing. */
export const SESSION_MS = 15 * 60_000;

const ALGORITHM = "HS256";

/** Sessions that an isolate remembers having verified: about a kilobyte each. */
const REMEMBERED_SESSIONS = 5_000;

export interface Session {
  readonly hostId: HostId;
  /** The did:key that has to sign. */
  readonly did: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const claimsSchema = z.object({ sub: hostIdSchema, exp: z.number(), cnf: z.object({ kid: z.string() }) });

/** A new session of a host whose key was just proven. */
export async function issueSession(key: CryptoKey, host: Pick<Session, "hostId" | "did">, now: number) {
  const issuedAt = Math.floor(now / 1_000);
  const expiry = issuedAt + SESSION_MS / 1_000;
  const session = await new SignJWT({ cnf: { kid: host.did } })
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(host.hostId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .sign(key);
  return { session, sessionExpiresAt: expiry * 1_000 };
}

export interface SessionReader {
  /** The session of an `Authorization` field. Throws a `ProblemError`: `missing-key` or `expired-session`. */
  read(key: CryptoKey, authorization: string | undefined, now: number): Promise<Session>;
}

/** Reads sessions, and remembers those that were good: within its time a session is verified once. */
export function newSessionReader(remembered: Recent<string, Session> = newRecent(REMEMBERED_SESSIONS)): SessionReader {
  return {
    async read(key, authorization, now) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined) throw new ProblemError("missing-key", "Send the host's session as `Authorization: Bearer SESSION`");
      const session = remembered.get(token) ?? (await verified(key, token, now));
      if (session.expiresAt > now) {
        remembered.set(token, session);
        return session;
      }
      remembered.delete(token);
      throw ended();
    },
  };
}

async function verified(key: CryptoKey, token: string, now: number): Promise<Session> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM], currentDate: new Date(now) });
    const { sub, exp, cnf } = claimsSchema.parse(payload);
    return { hostId: sub, did: cnf.kid, expiresAt: exp * 1_000 };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw ended();
    throw new ProblemError(
      "expired-session",
      "The bearer token is no session of this deployment; ask for one with a signed POST to /api/v1/sessions",
    );
  }
}

const ended = (): ProblemError => new ProblemError("expired-session", "Ask for another one with a signed POST to /api/v1/sessions");
