/**
 * Requests in the name of a host. Each carries the host's session, and is signed with its key if it changes
 * anything; each try is signed anew. What a refusal tells how to do better is done at once, a few times:
 * another session, the server's time, a larger nonce, a little work. Nothing here throws or rejects.
 */
import { hc } from "hono/client";
import type { SigningKey } from "../../../protocol/identity/signing-key.ts";
import { PROTOCOL_VERSION, type SessionReply, sessionReplySchema, type WorkProof } from "../../../protocol/messages.ts";
import type { AppType } from "../../../server/app.ts";
import { read, type Refused, type Reply } from "../reply.ts";
import { ServerClock } from "./server-clock.ts";
import { authorizedFetch, signedFetch } from "./signed-fetch.ts";

export type Routes = ReturnType<typeof hc<AppType>>["api"]["v1"];

export interface HostClientDeps {
  /** Where the server is. */
  readonly origin: string;
  readonly fetcher: typeof fetch;
  /** The host's key. */
  readonly key: () => Promise<SigningKey>;
  readonly now: () => number;
  /** Finds the work proof that a challenge asks for, in so many bits. */
  readonly prove: (challenge: string, bits: number) => Promise<WorkProof>;
}

export interface HostClient {
  /** Makes the host known to the server. Again, it changes nothing. */
  enrol(): Promise<Reply<SessionReply>>;
  /** Asks in the name of this host: `send` makes one try, on routes that sign it. */
  ask<T>(send: (routes: Routes) => Promise<Reply<T>>): Promise<Reply<T>>;
  /** When an instant of the server's clock is by the device's own. */
  toLocal(serverTime: number): number;
  /** Forgets the session: the key may be another one from here on. */
  forget(): void;
}

/** Tries of one request. Each mends what the one before was refused for; a server that never has enough gets no more. */
const MOST_TRIES = 5;

/** The most work that is done to enrol: some seconds on a telephone. A server that wants more is busy for us. */
const MOST_WORK_BITS = 22;

/** A session is renewed when so little of it is left, or half of a short one: a request must not end after it. */
const RENEW_BEFORE_MS = 60_000;

const HELLO = { protocolVersion: PROTOCOL_VERSION } as const;

export function createHostClient({ origin, fetcher, key, now, prove }: HostClientDeps): HostClient {
  const clock = new ServerClock(now);
  let session: { readonly token: string; readonly renewAt: number } | null = null;
  let opening: Promise<Reply<SessionReply>> | null = null;

  const signed = signedFetch(fetcher, key, clock);
  const withKey = routesOver(origin, signed);
  const withSession = routesOver(
    origin,
    authorizedFetch(fetcher, signed, () => session?.token ?? ""),
  );

  async function withTries<T>(attempt: () => Promise<Reply<T>>): Promise<Reply<T>> {
    for (let tries = 1; ; tries++) {
      const reply = await attempt();
      if (tries === MOST_TRIES || reply.kind !== "refused") return reply;
      if (SESSION_GONE.has(reply.problem)) session = null;
      else if (!mendClock(clock, reply)) return reply;
    }
  }

  function takeSession(reply: Reply<SessionReply>): Reply<SessionReply> {
    if (reply.kind !== "reply") return reply;
    const { session: token, sessionExpiresAt, serverTime } = reply.value;
    clock.learn(serverTime);
    const termMs = sessionExpiresAt - serverTime;
    session = { token, renewAt: now() + Math.max(termMs / 2, termMs - RENEW_BEFORE_MS) };
    return reply;
  }

  /** One session for all who ask at the same time. */
  function openSession(): Promise<Reply<SessionReply>> {
    opening ??= withTries(() => read(sessionReplySchema, withKey.sessions.$post({ json: HELLO })))
      .then(takeSession)
      .finally(() => {
        opening = null;
      });
    return opening;
  }

  return {
    async enrol() {
      let proof: { readonly workProof?: WorkProof } = {};
      for (let tries = 1; ; tries++) {
        const reply = await withTries(() => read(sessionReplySchema, withKey.hosts.$post({ json: { ...HELLO, ...proof } })));
        const work = workAskedBy(reply);
        if (tries === MOST_TRIES || work === undefined) return takeSession(reply);
        proof = { workProof: await prove(work.challenge, work.bits) };
      }
    },
    ask: (send) =>
      withTries(async () => {
        const opened = session === null || session.renewAt <= now() ? await openSession() : undefined;
        return opened === undefined || opened.kind === "reply" ? send(withSession) : opened;
      }),
    toLocal: (serverTime) => clock.toLocal(serverTime),
    forget() {
      session = null;
    },
  };
}

const routesOver = (origin: string, send: typeof fetch): Routes => hc<AppType>(origin, { fetch: send }).api.v1;

/** `missing-key`: of several requests at once one dropped the session that another was about to carry. */
const SESSION_GONE: ReadonlySet<Refused["problem"]> = new Set(["missing-key", "expired-session", "foreign-session"]);

/** Sets the clock by what a refusal tells; false when that was not what it was refused for. */
function mendClock(clock: ServerClock, { problem, hints: { serverTime, lastNonce } }: Refused): boolean {
  if (problem === "replayed-request") {
    if (serverTime !== undefined) clock.learn(serverTime);
    if (lastNonce !== undefined) clock.outrun(lastNonce);
    return true;
  }
  if (problem !== "clock-difference" || serverTime === undefined) return false;
  clock.restart(serverTime);
  return true;
}

/** The work that a refusal asks for, if it can be done. */
function workAskedBy(reply: Reply<unknown>): { readonly challenge: string; readonly bits: number } | undefined {
  if (reply.kind !== "refused") return undefined;
  const { challenge, workBits } = reply.hints;
  return challenge === undefined || workBits === undefined || workBits > MOST_WORK_BITS ? undefined : { challenge, bits: workBits };
}
