/** What one host, one network and a flood of new hosts may ask of the real server. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { enrolApiHost, sendSigned } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { newSigningHost, type SigningHost } from "../e2e/support/signing-host.ts";
import { solveWork } from "../protocol/identity/work-proof.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { SURGE_PER_MINUTE } from "./domain/enrolment-surge.ts";
import { ratesOf } from "./domain/rates.ts";

let deployment: Deployment | undefined;
afterEach(() => deployment?.close());

async function refusal(response: Response) {
  const problem = problemSchema.parse(await response.json());
  return { ...problem, kind: problemKind(problem) };
}

/** Asks for enrolment, as if from an address, where a proxy is trusted. */
async function enrol(host: SigningHost, members: object = {}, from?: string): Promise<Response> {
  const request = { method: "POST", url: `${deployment?.url}/api/v1/hosts`, body: JSON.stringify({ protocolVersion: 1, ...members }) };
  const forwarded = from === undefined ? {} : { "x-forwarded-for": from };
  return fetch(request.url, { method: "POST", body: request.body, headers: { ...(await host.headersOf(request)), ...forwarded } });
}

test("I7 a host that asks too often is told when to ask again, in the header too", async () => {
  deployment = await startDeployment({ hostRequestsPerSecond: 0.01 });
  const host = await enrolApiHost(deployment.url);
  const answers: Response[] = [];
  for (let i = 0; i < ratesOf("0.01").host.burst; i++) answers.push(await host.exchange({}));
  const refused = answers.at(-1);
  if (refused === undefined) throw new Error("nothing was asked");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refusal(refused)).toMatchObject({ kind: "too-many-requests", retryAfterSeconds: expect.any(Number) });
  expect((await enrolApiHost(deployment.url)).hostId).not.toBe(host.hostId);
});

test("I6 I8 new hosts of one network are slowed where a proxy tells networks apart, and no address is kept", async () => {
  deployment = await startDeployment({ trustedProxyHeader: "x-forwarded-for" });
  const { burst } = ratesOf(undefined).enrolment;
  const statuses: number[] = [];
  for (let i = 0; i <= burst; i++) {
    statuses.push((await enrol(await newSigningHost(), {}, `198.51.100.200, 203.0.113.${i}`)).status);
  }
  expect(statuses).toEqual([...Array.from({ length: burst }, () => 201), 429]);
  expect((await enrol(await newSigningHost(), {}, "203.0.114.1")).status).toBe(201);
  // From one's own network there is no telling who is who.
  expect((await enrol(await newSigningHost(), {}, "192.168.1.1")).status).toBe(201);
  await deployment.kill();
  const kept = filesUnder(deployment.dataFolder).map((file) => readFileSync(file, "latin1"));
  expect(kept.length).toBeGreaterThan(2);
  expect(kept.filter((text) => /203\.0\.11[34]|198\.51\.100/.test(text))).toEqual([]);
});

test("I6 without a trusted proxy nobody can say where a request comes from but the connection", async () => {
  deployment = await startDeployment();
  const { burst } = ratesOf(undefined).enrolment;
  for (let i = 0; i <= burst; i++) expect((await enrol(await newSigningHost(), {}, "203.0.113.1")).status).toBe(201);
});

test("I9 in a surge a new host shows a little work, and an enrolled one goes on as before", async () => {
  // A surge is counted by the minute of the clock, and the test wants to be within one.
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 20_000) await sleep(left);
  deployment = await startDeployment();
  const early = await newSigningHost();
  expect((await enrol(early)).status).toBe(201);
  for (let i = 1; i < SURGE_PER_MINUTE; i += 20) {
    await Promise.all(Array.from({ length: 20 }, async () => enrol(await newSigningHost())));
  }
  const late = await newSigningHost();
  const { kind, challenge = "", workBits = 0 } = await refusal(await enrol(late));
  expect(kind).toBe("work-proof-required");
  const nonce = await solveWork(challenge, workBits, { now: () => performance.now(), pause: () => turn() });
  expect((await refusal(await enrol(late, { workProof: { challenge, nonce: nonce + 1 } }))).kind).toBe("work-proof-required");
  expect((await refusal(await enrol(await newSigningHost(), { workProof: { challenge, nonce } }))).kind).toBe("work-proof-required");
  expect((await enrol(late, { workProof: { challenge, nonce } })).status).toBe(201);
  expect((await enrol(early)).status).toBe(201);
  expect(
    (await sendSigned(early, { method: "POST", url: `${deployment.url}/api/v1/sessions`, body: '{"protocolVersion":1}' })).status,
  ).toBe(200);
});

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
