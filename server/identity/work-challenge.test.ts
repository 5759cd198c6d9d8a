import { beforeAll, expect, test } from "vitest";
import { solveWork } from "../../protocol/identity/work-proof.ts";
import { keysFrom } from "./deployment-keys.ts";
import { hasWorked, newChallenge } from "./work-challenge.ts";

const NOW = 1_790_000_000_000;
const BITS = 10;
const DID = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";

let key: CryptoKey;
beforeAll(async () => {
  key = (await keysFrom(new Uint8Array(32))).workProof;
});

const solve = (challenge: string, bits = BITS): Promise<number> => solveWork(challenge, bits, { now: () => 0, pause: async () => {} });

test("I9 an answered challenge is proof for the key it was given to, until it ends", async () => {
  const challenge = await newChallenge(key, DID, BITS, NOW);
  const proof = { challenge, nonce: await solve(challenge) };
  expect(await hasWorked(key, DID, proof, NOW)).toBe(true);
  expect(await hasWorked(key, DID, proof, NOW + 299_999)).toBe(true);
  expect(await hasWorked(key, DID, proof, NOW + 300_000)).toBe(false);
  expect(await hasWorked(key, `${DID}x`, proof, NOW)).toBe(false);
  const others = (await keysFrom(new Uint8Array(32).fill(1))).workProof;
  expect(await hasWorked(others, DID, proof, NOW)).toBe(false);
});

test("I9 a challenge that was made easier, or made up, proves nothing", async () => {
  const challenge = await newChallenge(key, DID, 30, NOW);
  const easier = challenge.replace(/^30/, "1");
  expect(await hasWorked(key, DID, { challenge: easier, nonce: await solve(easier, 1) }, NOW)).toBe(false);
  expect(await hasWorked(key, DID, { challenge, nonce: 0 }, NOW)).toBe(false);
  for (const text of ["", "18", "a.b.c", "1.9999999999999.x", "1e1.9999999999999.x"]) {
    expect(await hasWorked(key, DID, { challenge: text, nonce: 0 }, NOW)).toBe(false);
  }
});
