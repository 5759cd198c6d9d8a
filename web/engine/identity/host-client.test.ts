import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { hostIdOf } from "../../../protocol/identity/did-key.ts";
import { type ExchangeRequest, hostRecordSchema, exchangeReplySchema } from "../../../protocol/messages.ts";
import { toProblem } from "../../../protocol/problem.ts";
import { read, type Reply } from "../reply.ts";
import { FakeDeployment } from "../testing/fake-deployment.ts";
import { FakeServer } from "../testing/fake-server.ts";
import { type HostKey, makeHostKey, signingKeyOf } from "./host-key.ts";
import { createHostClient, type HostClient, type HostClientDeps } from "./host-client.ts";

const ORIGIN = "https://hands.example";
const NOW = 1_790_000_000_000;
const YEAR_MS = 365 * 86_400_000;

let key: HostKey;
beforeAll(async () => {
  key = await makeHostKey();
});

/** A deployment whose clock the test turns. */
class World {
  now = NOW;
  readonly deployment = new FakeDeployment(new FakeServer({ units: 100, leaseMs: 600_000 }), () => this.now);

  /** A client with the test's key, and a clock that is wrong by so much. */
  client(clockErrorMs = 0, changes: Partial<HostClientDeps> = {}): HostClient {
    return createHostClient({
      origin: ORIGIN,
      fetcher: this.deployment.fetch,
      key: async () => signingKeyOf(key),
      now: () => this.now + clockErrorMs,
      prove: async (challenge) => ({ challenge, nonce: 1 }),
      ...changes,
    });
  }
}

let exchanges = 0;
const newExchange = (): ExchangeRequest => ({
  protocolVersion: 1,
  exchangeId: `00000000-0000-4000-8000-${String(exchanges++).padStart(12, "0")}`,
  reports: [],
  renewals: [],
});
const exchange = (client: HostClient): Promise<Reply<unknown>> => {
  const request = newExchange();
  return client.ask((routes) => read(exchangeReplySchema, routes.exchange.$post({ json: request })));
};
const record = (client: HostClient): Promise<Reply<unknown>> => client.ask((routes) => read(hostRecordSchema, routes.hosts.me.$get()));
const done = { kind: "reply" };

describe("a host's client", () => {
  it("H14 enrols, and is the host of its key", async () => {
    const world = new World();
    const client = world.client();
    expect(await client.enrol()).toMatchObject({ kind: "reply", value: { hostId: hostIdOf(key.publicKey) } });
    expect(await exchange(client)).toMatchObject(done);
    expect(world.deployment.asked).toEqual(["POST /api/v1/hosts", "POST /api/v1/exchange"]);
  });

  it("asks for one session, whoever asks at the same time, and needs no signature to read", async () => {
    const world = new World();
    await world.client().enrol();
    world.now += 1_000;
    const client = world.client();
    expect(await Promise.all([record(client), record(client), exchange(client)])).toMatchObject([done, done, done]);
    expect(world.deployment.asked.filter((asked) => asked.endsWith("/sessions"))).toHaveLength(1);
    const nonces = world.deployment.nonces.get(hostIdOf(key.publicKey));
    await record(client);
    expect(world.deployment.nonces.get(hostIdOf(key.publicKey))).toBe(nonces);
  });

  it.each([
    ["before it ends", 850_000],
    ["when it has ended", 10_000_000],
  ])("renews its session %s", async (_, passed) => {
    const world = new World();
    const client = world.client();
    await client.enrol();
    world.now += passed;
    expect(await exchange(client)).toMatchObject(done);
    expect(world.deployment.asked.slice(1)).toEqual(["POST /api/v1/sessions", "POST /api/v1/exchange"]);
  });

  it("asks for another session when the server no longer takes it", async () => {
    const world = new World();
    const client = world.client();
    await client.enrol();
    world.deployment.sessions.clear();
    expect(await exchange(client)).toMatchObject(done);
    expect(world.deployment.asked.slice(1)).toEqual(["POST /api/v1/exchange", "POST /api/v1/sessions", "POST /api/v1/exchange"]);
  });

  it("says that the server does not know it, and enrols only when it is told to", async () => {
    const world = new World();
    const client = world.client();
    expect(await exchange(client)).toMatchObject({ kind: "refused", problem: "unknown-host" });
    expect(world.deployment.asked).toEqual(["POST /api/v1/sessions"]);
  });

  it("does a little work when enrolments surge", async () => {
    const world = new World();
    world.deployment.surging = true;
    const prove = vi.fn(async (challenge: string) => ({ challenge, nonce: 1 }));
    expect(await world.client(0, { prove }).enrol()).toMatchObject(done);
    expect(prove.mock.calls).toEqual([["challenge", 4]]);
  });

  it("does not even begin with too much of it", async () => {
    const problem = { ...toProblem("work-proof-required", "much"), challenge: "heavy", workBits: 40 };
    const prove = vi.fn<HostClientDeps["prove"]>();
    const fetcher = async (): Promise<Response> => Response.json(problem, { status: 428 });
    expect(await new World().client(0, { fetcher, prove }).enrol()).toMatchObject({ problem: "work-proof-required" });
    expect(prove).not.toHaveBeenCalled();
  });

  it("gives up on a server that never has enough of it", async () => {
    const problem = { ...toProblem("work-proof-required", "more"), challenge: "again", workBits: 1 };
    const fetcher = vi.fn(async () => Response.json(problem, { status: 428 }));
    expect(await new World().client(0, { fetcher }).enrol()).toMatchObject({ kind: "refused", problem: "work-proof-required" });
    expect(fetcher.mock.calls.length).toBeLessThan(10);
  });

  it("passes on how long a server asks to wait, and does not press it", async () => {
    const problem = { ...toProblem("too-many-requests", "slowly"), retryAfterSeconds: 7 };
    const fetcher = vi.fn(async () => Response.json(problem, { status: 429 }));
    expect(await new World().client(0, { fetcher }).enrol()).toMatchObject({ problem: "too-many-requests", retryAfterMs: 7_000 });
    expect(fetcher).toHaveBeenCalledTimes(1);
  });

  it("takes silence, and a key that is not to be had, for no answer", async () => {
    const silent = new World().client(0, { fetcher: () => Promise.reject(new TypeError("no network")) });
    expect(await silent.enrol()).toEqual({ kind: "no-answer" });
    expect(await exchange(silent)).toEqual({ kind: "no-answer" });
    const keyless = new World().client(0, { key: () => Promise.reject(new Error("storage is forbidden")) });
    expect(await keyless.enrol()).toEqual({ kind: "no-answer" });
  });
});

describe("H15 clocks", () => {
  it.each([-YEAR_MS, -3_600_000, -250_000, 0, 250_000, 3_600_000, YEAR_MS])(
    "wrong by %d ms do not keep a host out",
    async (clockErrorMs) => {
      const world = new World();
      const client = world.client(clockErrorMs);
      expect(await client.enrol()).toMatchObject(done);
      expect(await exchange(client)).toMatchObject(done);
      world.now += 600_000;
      expect(await exchange(client)).toMatchObject(done);
      expect(world.deployment.asked.length).toBeLessThan(6);
    },
  );

  it("that leap while a host works are seen through", async () => {
    const world = new World();
    let clockErrorMs = 0;
    const client = world.client(0, { now: () => world.now + clockErrorMs });
    await client.enrol();
    for (clockErrorMs of [YEAR_MS, -YEAR_MS, 0]) expect(await exchange(client)).toMatchObject(done);
  });

  it("that leap forwards and back do not leave nonces of the future behind", async () => {
    const world = new World();
    const ahead = world.client(299_000);
    await ahead.enrol();
    const behind = world.client(-299_000);
    expect(await exchange(behind)).toMatchObject(done);
    expect(await exchange(ahead)).toMatchObject(done);
    expect(await exchange(behind)).toMatchObject(done);
  });
});

describe("H16 several holders of one key", () => {
  it("all get through, in whatever order they speak, however wrong their clocks are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -YEAR_MS, max: YEAR_MS }), { minLength: 2, maxLength: 3 }),
        fc.array(fc.record({ who: fc.nat(2), passed: fc.nat(100_000), together: fc.boolean() }), { maxLength: 12 }),
        async (clockErrors, steps) => {
          const world = new World();
          const clients = clockErrors.map((clockErrorMs) => world.client(clockErrorMs));
          for (const client of clients) expect(await client.enrol()).toMatchObject(done);
          for (const { who, passed, together } of steps) {
            world.now += passed;
            const speaking = together ? clients : clients.slice(who % clients.length, (who % clients.length) + 1);
            for (const reply of await Promise.all(speaking.map(exchange))) expect(reply).toMatchObject(done);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
