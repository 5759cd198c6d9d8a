import { SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { hostIdSchema } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { newRecent } from "../cell/recent.ts";
import { keysFrom } from "./deployment-keys.ts";
import { issueSession, newSessionReader, SESSION_MS, type Session } from "./sessions.ts";

const NOW = 1_790_000_000_000;
const host = { hostId: hostIdSchema.parse("haaaaaaaaaaaaaaaa"), did: "did:key:z6Mk" };

let key: CryptoKey;
let otherKey: CryptoKey;
beforeAll(async () => {
  const [ours, others] = await Promise.all([keysFrom(new Uint8Array(32)), keysFrom(new Uint8Array(32).fill(1))]);
  [key, otherKey] = [ours.session, others.session];
});

const refusalOf = async (reading: Promise<unknown>): Promise<unknown> => {
  const error = await reading.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  return error instanceof ProblemError ? error.kind : error;
};

test("I4 a session names its host and its key until it ends", async () => {
  const { session, sessionExpiresAt } = await issueSession(key, host, NOW);
  const reader = newSessionReader();
  expect(sessionExpiresAt).toBe(NOW + SESSION_MS);
  expect(await reader.read(key, `Bearer ${session}`, NOW)).toEqual({ ...host, expiresAt: sessionExpiresAt });
  expect(await reader.read(key, `bearer ${session}`, sessionExpiresAt - 1)).toMatchObject(host);
  expect(await refusalOf(reader.read(key, `Bearer ${session}`, sessionExpiresAt))).toBe("expired-session");
  expect(await refusalOf(newSessionReader().read(key, `Bearer ${session}`, sessionExpiresAt))).toBe("expired-session");
});

test("I4 a session is verified once", async () => {
  const { session } = await issueSession(key, host, NOW);
  const remembered = newRecent<string, Session>();
  await newSessionReader(remembered).read(key, `Bearer ${session}`, NOW);
  // A key that verifies nothing: what is remembered needs none.
  expect(await newSessionReader(remembered).read(otherKey, `Bearer ${session}`, NOW)).toMatchObject(host);
  expect(await refusalOf(newSessionReader().read(otherKey, `Bearer ${session}`, NOW))).toBe("expired-session");
});

test("I4 what is no session of this deployment is refused", async () => {
  const reader = newSessionReader();
  const claims = new SignJWT({ cnf: { kid: host.did } }).setSubject(host.hostId).setExpirationTime(NOW / 1_000 + 60);
  const wrong = [
    "anything",
    "a.b.c",
    // Unsigned, signed by another deployment, and without the key that signs.
    `${btoa('{"alg":"none"}').replaceAll("=", "")}.${btoa(JSON.stringify({ sub: host.hostId, exp: 9e9, cnf: { kid: host.did } })).replaceAll("=", "")}.`,
    await claims.setProtectedHeader({ alg: "HS256" }).sign(otherKey),
    await new SignJWT({}).setSubject(host.hostId).setExpirationTime(9e9).setProtectedHeader({ alg: "HS256" }).sign(key),
  ];
  for (const token of wrong) expect(await refusalOf(reader.read(key, `Bearer ${token}`, NOW))).toBe("expired-session");
  for (const header of [undefined, "", "Basic abc", "Bearer ", "Bearer a b"]) {
    expect(await refusalOf(reader.read(key, header, NOW))).toBe("missing-key");
  }
});
