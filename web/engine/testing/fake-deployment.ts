/**
 * A {@link FakeServer} behind the routes of the real one: signatures are verified, sessions end, and a nonce that
 * does not grow is refused. Stands for `fetch`.
 */
import { verifyRequest } from "../../../protocol/identity/verifying.ts";
import type { HostId } from "../../../protocol/ids.ts";
import { enrolRequestSchema, exchangeRequestSchema, type SessionReply } from "../../../protocol/messages.ts";
import { hintedProblem, ProblemError, toProblem } from "../../../protocol/problem.ts";
import type { FakeServer } from "./fake-server.ts";

interface FakeSession {
  readonly hostId: HostId;
  readonly expiresAt: number;
}

/** The work that a surge asks for, as the test's `prove` answers it. */
const CHALLENGE = "challenge";

export class FakeDeployment {
  readonly server: FakeServer;
  sessionMs = 900_000;
  /** Enrolling costs a work proof. */
  surging = false;
  /** `METHOD path` of every request, in order. */
  readonly asked: string[] = [];
  readonly sessions = new Map<string, FakeSession>();
  /** The last nonce of each host. */
  readonly nonces = new Map<HostId, number>();
  readonly #erased = new Set<HostId>();
  readonly #now: () => number;

  constructor(server: FakeServer, now: () => number) {
    this.server = server;
    this.#now = now;
  }

  /** As its person would, from another device. */
  erase(hostId: HostId): void {
    this.#erased.add(hostId);
    this.server.forgetHosts();
    this.sessions.clear();
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    this.asked.push(`${request.method} ${pathname}`);
    try {
      return await this.#answer(request, pathname);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const problem = toProblem(error.kind, error.message, error.errors, error.errorCount, error.hints);
      return Response.json(problem, { status: problem.status });
    }
  };

  async #answer(request: Request, path: string): Promise<Response> {
    const body = new Uint8Array(await request.clone().arrayBuffer());
    switch (`${request.method} ${path}`) {
      case "POST /api/v1/hosts": {
        const hostId = await this.#signer(request, body);
        if (this.#erased.has(hostId)) throw new ProblemError("erased-host", "erased");
        this.#checkWork(enrolRequestSchema.parse(await request.json()).workProof?.challenge);
        this.server.enrol(hostId);
        return Response.json(this.#open(hostId), { status: 201 });
      }
      case "POST /api/v1/sessions": {
        const hostId = await this.#signer(request, body);
        this.server.checkHost(hostId);
        return Response.json(this.#open(hostId), { status: 201 });
      }
      case "POST /api/v1/exchange": {
        const hostId = this.#bearer(request);
        if ((await this.#signer(request, body)) !== hostId) throw new ProblemError("foreign-session", "another key signed");
        return Response.json(this.server.exchange(hostId, exchangeRequestSchema.parse(await request.json()), this.#now()));
      }
      case "GET /api/v1/hosts/me":
        return Response.json(this.server.record(this.#bearer(request)));
      default:
        throw new ProblemError("not-found", path);
    }
  }

  #open(hostId: HostId): SessionReply {
    const session = `session-${this.sessions.size}`;
    const serverTime = this.#now();
    this.sessions.set(session, { hostId, expiresAt: serverTime + this.sessionMs });
    return { hostId, session, sessionExpiresAt: serverTime + this.sessionMs, serverTime };
  }

  #bearer({ headers }: Request): HostId {
    const session = this.sessions.get(headers.get("authorization")?.replace("Bearer ", "") ?? "");
    if (session === undefined || session.expiresAt <= this.#now()) throw new ProblemError("expired-session", "ask for another");
    return session.hostId;
  }

  /** The host whose key signed this request, which is its newest. */
  async #signer({ method, url, headers }: Request, body: Uint8Array<ArrayBuffer>): Promise<HostId> {
    const { key, nonce } = await verifyRequest({ method, url, headers, body }, this.#now());
    const lastNonce = this.nonces.get(key.hostId) ?? 0;
    if (nonce <= lastNonce) throw hintedProblem("replayed-request", "sign it anew", { serverTime: this.#now(), lastNonce });
    this.nonces.set(key.hostId, nonce);
    return key.hostId;
  }

  #checkWork(challenge: string | undefined): void {
    if (!this.surging || challenge === CHALLENGE) return;
    throw hintedProblem("work-proof-required", "too many enrol just now", { challenge: CHALLENGE, workBits: 4 });
  }
}
