/** Who is asking, on the real workerd: what is signed, what is not, and what only looks like it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiHost, enrolApiHost, madeUp, sendSigned, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { deploymentSecret } from "../e2e/support/secret.ts";
import { newSigningHost, type SigningHost, signingHost } from "../e2e/support/signing-host.ts";
import { hostIdOf, publicKeyOf } from "../protocol/identity/did-key.ts";
import { exchangeReplySchema, sessionReplySchema } from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { keysFrom } from "./identity/deployment-keys.ts";
import { issueSession, SESSION_MS } from "./identity/sessions.ts";

const YEAR_MS = 365 * 86_400_000;
const BODY = JSON.stringify({ protocolVersion: 1 });

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const at = (path: string): string => `${deployment.url}/api/v1/${path}`;

/** The kind, the status and the hints of a refusal; fails on anything that is no problem document. */
async function refusal(answer: Response | Promise<Response>) {
  const problem = problemSchema.parse(await (await answer).json());
  return { ...problem, kind: problemKind(problem) };
}

const wish = { seconds: 60, operationsPerSecond: 0, minUnits: 2, maxUnits: 2 };
const exchangeBody = (members: object = {}): string =>
  JSON.stringify({ protocolVersion: 1, exchangeId: crypto.randomUUID(), reports: [], renewals: [], ...members });

/** An exchange of this host's, signed, and not yet sent. */
async function signedExchange(host: ApiHost, members: object = {}) {
  const request = { method: "POST", url: at("exchange"), session: host.session, body: exchangeBody(members) };
  return { url: request.url, init: { method: "POST", body: request.body, headers: await host.signing.headersOf(request) } };
}

describe("enrolment", () => {
  test("I1 a host names itself by its key, and enrolling again is the same host", async () => {
    const signing = await newSigningHost();
    const [first, again] = [await enrolApiHost(deployment.url, signing), await enrolApiHost(deployment.url, signing)];
    expect(first.hostId).toBe(hostIdOf(publicKeyOf(signing.key.did)));
    expect(again.hostId).toBe(first.hostId);
    expect((await again.record()).enrolledAt).toBe((await first.record()).enrolledAt);
  });

  test("I4 an enrolled host gets another session with its signature alone; a stranger does not", async () => {
    const host = await enrolApiHost(deployment.url);
    const answer = await sendSigned(host.signing, { method: "POST", url: at("sessions"), body: BODY });
    const { hostId, session, serverTime, sessionExpiresAt } = sessionReplySchema.parse(await answer.json());
    expect(hostId).toBe(host.hostId);
    expect(sessionExpiresAt).toBeGreaterThan(serverTime);
    expect((await fetch(at("hosts/me"), { headers: { authorization: `Bearer ${session}` } })).status).toBe(200);
    const stranger = sendSigned(await newSigningHost(), { method: "POST", url: at("sessions"), body: BODY });
    expect(await refusal(stranger)).toMatchObject({ kind: "unknown-host", status: 401 });
  });

  test("I1 a host that was erased is not known any more, and its key not taken again", async () => {
    const host = await enrolApiHost(deployment.url);
    expect((await host.send("DELETE", "hosts/me")).status).toBe(204);
    expect((await refusal(host.exchange({ wish }))).kind).toBe("unknown-host");
    expect((await refusal(fetch(at("hosts/me"), { headers: { authorization: `Bearer ${host.session}` } }))).kind).toBe("unknown-host");
    const again = sendSigned(host.signing, { method: "POST", url: at("hosts"), body: BODY });
    expect(await refusal(again)).toMatchObject({ kind: "erased-host", status: 410 });
  });
});

describe("signatures", () => {
  test("I2 what changes something is refused without a signature, and without a session", async () => {
    const host = await enrolApiHost(deployment.url);
    const { url, init } = await signedExchange(host);
    const json = { "content-type": "application/json" };
    const unsigned = fetch(url, { ...init, headers: { ...json, authorization: `Bearer ${host.session}` } });
    expect((await refusal(unsigned)).kind).toBe("missing-signature");
    const without = sendSigned(host.signing, { method: "POST", url, body: exchangeBody() });
    expect((await refusal(without)).kind).toBe("missing-key");
    expect((await refusal(fetch(at("hosts"), { method: "POST", headers: json, body: BODY }))).kind).toBe("missing-signature");
  });

  test("I2 a body that was changed after signing is refused, and nothing of it is stored", async () => {
    await deployment.submitRows(["67,1,10", "67,11,10"], { name: "changed" });
    const host = await enrolApiHost(deployment.url);
    const { url, init } = await signedExchange(host, { wish });
    const changed = fetch(url, { ...init, body: init.body.replace('"minUnits":2', '"minUnits":1') });
    expect(await refusal(changed)).toMatchObject({ kind: "bad-signature", errors: [{ field: "content-digest" }] });
    expect(await host.record()).toMatchObject({ inFlight: 0 });
    expect((await fetch(url, init)).status).toBe(200);
  });

  test("I2 a signature is good for one address, one method and one session only", async () => {
    const host = await enrolApiHost(deployment.url);
    const { url, init } = await signedExchange(host);
    expect((await refusal(fetch(`${url}?x=1`, init))).kind).toBe("bad-signature");
    expect((await refusal(fetch(at("links"), init))).kind).toBe("bad-signature");
    expect((await refusal(fetch(at("hosts/me"), { ...init, method: "PATCH", body: '{"name":"x"}' }))).kind).toBe("bad-signature");
    const elsewhere = url.replace("127.0.0.1", "localhost");
    expect((await refusal(fetch(elsewhere, init))).kind).toBe("bad-signature");
    const other = await enrolApiHost(deployment.url, host.signing);
    const withOther = { ...init.headers, authorization: `Bearer ${other.session}x` };
    expect((await refusal(fetch(url, { ...init, headers: withOther }))).kind).toBe("expired-session");
  });

  test("I3 a request that is replayed is refused; signed anew it is answered as it was first", async () => {
    const host = await enrolApiHost(deployment.url);
    const exchangeId = crypto.randomUUID();
    const { url, init } = await signedExchange(host, { exchangeId });
    const first = await (await fetch(url, init)).text();
    const replayed = await refusal(fetch(url, init));
    expect(replayed).toMatchObject({ kind: "replayed-request", status: 409 });
    const nonce = Number(/nonce="(\d+)"/.exec(init.headers["signature-input"] ?? "")?.[1]);
    expect(replayed.lastNonce).toBe(nonce);
    const again = await signedExchange(host, { exchangeId });
    expect(await (await fetch(again.url, again.init)).text()).toBe(first);
  });

  test.each([
    ["behind", -YEAR_MS],
    ["ahead", YEAR_MS],
  ])("I3 a clock that is a year %s is told the time, and goes on with it", async (_where, difference) => {
    const { key } = await newSigningHost();
    let offset = difference;
    const signing = signingHost(key, () => Date.now() + offset);
    const refused = await refusal(sendSigned(signing, { method: "POST", url: at("hosts"), body: BODY }));
    expect(refused).toMatchObject({ kind: "clock-difference", status: 401 });
    offset += (refused.serverTime ?? 0) - (Date.now() + difference);
    // Its own nonces have run ahead with its clock; the server has taken none of them.
    const corrected = signingHost(key, () => Date.now() + offset);
    expect((await enrolApiHost(deployment.url, corrected)).hostId).toBe(hostIdOf(publicKeyOf(key.did)));
  });
});

describe("sessions", () => {
  test("I4 a stolen session is of no use with another key", async () => {
    const [host, thief] = [await enrolApiHost(deployment.url), await enrolApiHost(deployment.url)];
    const stolen = { method: "POST", url: at("exchange"), session: host.session, body: exchangeBody({ wish }) };
    expect(await refusal(sendSigned(thief.signing, stolen))).toMatchObject({ kind: "foreign-session", status: 403 });
    const stranger = await newSigningHost();
    expect((await refusal(sendSigned(stranger, { ...stolen, body: exchangeBody() }))).kind).toBe("foreign-session");
    expect(await host.record()).toMatchObject({ inFlight: 0 });
  });

  test("I4 I5 a session outlives a crash of the server, and ends with its time", async () => {
    const host = await enrolApiHost(deployment.url);
    await deployment.kill();
    await deployment.restart();
    expect(await host.record()).toMatchObject({ hostId: host.hostId });
    const { session: key } = await keysFrom(deploymentSecret(deployment.dataFolder));
    const sessionOf = async (issuedAt: number): Promise<string> =>
      (await issueSession(key, { hostId: host.hostId, did: host.signing.key.did }, issuedAt)).session;
    const ask = async (session: string) => fetch(at("hosts/me"), { headers: { authorization: `Bearer ${session}` } });
    expect((await ask(await sessionOf(Date.now()))).status).toBe(200);
    const ended = await sessionOf(Date.now() - SESSION_MS - 1_000);
    expect(await refusal(ask(ended))).toMatchObject({ kind: "expired-session", status: 401 });
    const exchange = sendSigned(host.signing, { method: "POST", url: at("exchange"), session: ended, body: exchangeBody() });
    expect((await refusal(exchange)).kind).toBe("expired-session");
  });
});

describe("two clients with one key", () => {
  /** What a client does with a refused nonce: it signs with a larger one. */
  async function persistently(host: ApiHost, members: object): Promise<Response> {
    const answer = await host.exchange({ exchangeId: crypto.randomUUID(), ...members });
    if (answer.ok) return answer;
    const { kind, lastNonce = 0 } = await refusal(answer);
    expect(kind).toBe("replayed-request");
    host.signing.overtake(lastNonce);
    return host.exchange(members as Record<string, unknown>);
  }

  test("I3 two tabs, or a restored disk image, go on by turns whatever their clocks say; neither spoils the other", async () => {
    const { batchId } = await deployment.submitRows(
      Array.from({ length: 8 }, (_, i) => `67,${1 + i * 10},10`),
      { name: "shared key" },
    );
    const { key } = await newSigningHost();
    const clocks: SigningHost[] = [signingHost(key, () => Date.now() + 200_000), signingHost(key, () => Date.now())];
    const tabs: ApiHost[] = [];
    for (const clock of clocks) {
      if (tabs.length > 0) clock.overtake(Date.now() + 250_000);
      tabs.push(await enrolApiHost(deployment.url, clock));
    }
    const taken = new Set<number>();
    for (let turn = 0; turn < 3; turn++) {
      for (const tab of tabs) {
        const { leases } = exchangeReplySchema.parse(await (await persistently(tab, { wish })).json());
        for (const lease of leases) {
          const units = unitsOf(lease);
          for (const unit of lease.batchId === batchId ? units : []) {
            expect(taken.has(unit)).toBe(false);
            taken.add(unit);
          }
          const reports = [{ leaseId: lease.leaseId, outcomes: units.map((unit) => madeUp(unit)) }];
          expect((await persistently(tab, { reports })).status).toBe(200);
        }
      }
    }
    expect(taken.size).toBeGreaterThan(0);
    expect(await deployment.status(batchId)).toMatchObject({ results: taken.size });
    expect(await tabs[0]?.record()).toMatchObject({ rejected: 0, inFlight: 0 });
  });
});
