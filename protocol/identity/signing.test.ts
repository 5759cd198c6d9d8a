import { createSignature } from "http-message-sig";
import { beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "../problem.ts";
import { MAX_CLOCK_DIFFERENCE_MS } from "./covered.ts";
import { nextNonce, signedHeaders, type UnsignedRequest } from "./signing.ts";
import { type SigningKey, webCryptoKey } from "./signing-key.ts";
import { type ReceivedRequest, verifyRequest } from "./verifying.ts";

const NOW = 1_790_000_000_123;
const ADDRESS = "https://many.example/api/v1/exchange";
const BODY = new TextEncoder().encode('{"hello":"world"}');

let key: SigningKey;
let otherKey: SigningKey;
beforeAll(async () => {
  [key, otherKey] = await Promise.all([newKey(), newKey()]);
});

const newKey = async () => webCryptoKey(await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));

/** A request as it arrives, and what may be changed on its way. */
async function sent(unsigned: Partial<UnsignedRequest> = {}, nonce = NOW, signer = key): Promise<ReceivedRequest> {
  const request = { method: "POST", url: ADDRESS, headers: new Headers({ authorization: "Bearer session" }), body: BODY, ...unsigned };
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(await signedHeaders(signer, request, nonce))) headers.set(name, value);
  return { method: request.method, url: request.url, headers, body: request.body ?? new Uint8Array() };
}

function altered(request: ReceivedRequest, name: string, change: (value: string) => string): ReceivedRequest {
  const headers = new Headers(request.headers);
  headers.set(name, change(headers.get(name) ?? ""));
  return { ...request, headers };
}

function without(request: ReceivedRequest, name: string): ReceivedRequest {
  const headers = new Headers(request.headers);
  headers.delete(name);
  return { ...request, headers };
}

async function refusal(request: ReceivedRequest, now = NOW): Promise<ProblemError> {
  try {
    await verifyRequest(request, now);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("the request was taken");
}

describe("I2 a signed request names its host and its nonce", () => {
  test.each<[string, Partial<UnsignedRequest>]>([
    ["with a body and a session", {}],
    ["without a session", { headers: new Headers() }],
    ["without a body", { method: "DELETE", body: undefined as never }],
    ["with an empty body", { body: new Uint8Array() }],
    ["with a query", { url: `${ADDRESS}?a=1&b=%20` }],
    ["with a port", { url: "http://127.0.0.1:8787/api/v1/exchange" }],
    ["with a fragment, which is never sent", { url: `${ADDRESS}#part` }],
  ])("%s", async (_what, unsigned) => {
    const request = await sent(unsigned);
    const signed = await verifyRequest({ ...request, url: request.url.replace("#part", "") }, NOW);
    expect(signed.nonce).toBe(NOW);
    expect(signed.key.did).toBe(key.did);
  });

  test("behind a proxy that ended TLS", async () => {
    const request = await sent();
    const signed = await verifyRequest({ ...request, url: request.url.replace("https:", "http:") }, NOW);
    expect(signed.key.did).toBe(key.did);
  });
});

describe("I2 what was changed after signing, or not signed, is refused", () => {
  test.each<[string, (request: ReceivedRequest) => ReceivedRequest, string]>([
    ["the body", (request) => ({ ...request, body: new TextEncoder().encode('{"hello":"World"}') }), "content-digest"],
    ["a body added", (request) => ({ ...without(request, "content-digest"), body: BODY }), "signature-input"],
    ["the method", (request) => ({ ...request, method: "PUT" }), "signature"],
    ["the path", (request) => ({ ...request, url: request.url.replace("exchange", "hosts") }), "signature"],
    ["the host", (request) => ({ ...request, url: request.url.replace("many", "other") }), "signature"],
    ["a query added", (request) => ({ ...request, url: `${request.url}?x=1` }), "signature-input"],
    ["the session", (request) => altered(request, "authorization", () => "Bearer stolen"), "signature"],
    ["the digest and the body", (request) => altered(request, "content-digest", (value) => value.replace(/:./, ":A")), "content-digest"],
    ["the signature", (request) => altered(request, "signature", (value) => value.replace(/=:.{8}/, "=:AAAAAAAA")), "signature"],
    [
      "the nonce",
      (request) => altered(request, "signature-input", (value) => value.replace(/nonce="\d+/, `nonce="${NOW + 1}`)),
      "signature",
    ],
    ["the key's name", (request) => altered(request, "signature-input", (value) => value.replace(key.did, otherKey.did)), "signature"],
    [
      "a coverage that leaves the path out",
      (request) => altered(request, "signature-input", (v) => v.replace(' "@path"', "")),
      "signature-input",
    ],
    [
      "a coverage that leaves the body out",
      (request) => altered(request, "signature-input", (value) => value.replace(' "content-digest"', "")),
      "signature-input",
    ],
    [
      "a coverage that leaves the session out",
      (request) => altered(request, "signature-input", (value) => value.replace(' "authorization"', "")),
      "signature-input",
    ],
    ["another tag", (request) => altered(request, "signature-input", (value) => value.replace("manyhands", "web-bot-auth")), "tag"],
    [
      "another algorithm",
      (request) => altered(request, "signature-input", (value) => value.replace("ed25519", "hmac-sha256")),
      "signature-input",
    ],
    [
      "a name that is no did:key",
      (request) => altered(request, "signature-input", (value) => value.replace("did:key:", "did:web:")),
      "keyid",
    ],
    ["a nonce that is no number", (request) => altered(request, "signature-input", (v) => v.replace(/nonce="\d+/, 'nonce="soon')), "nonce"],
    [
      "a time that is not the nonce's",
      (request) => altered(request, "signature-input", (v) => v.replace(/created=\d/, "created=2")),
      "created",
    ],
    ["a time after which it is void", (request) => altered(request, "signature-input", (v) => `${v};expires=1`), "expires"],
    ["no time", (request) => altered(request, "signature-input", (value) => value.replace(/;created=\d+/, "")), "signature-input"],
    ["fields that cannot be read", (request) => altered(request, "signature-input", () => "host=("), "signature-input"],
    ["a signature that is no signature", (request) => altered(request, "signature", () => "host=:AAAA:"), "signature"],
  ])("%s", async (_what, change, field) => {
    const problem = await refusal(change(await sent()));
    expect([problem.kind, problem.errors[0]?.field]).toEqual(["bad-signature", field]);
  });

  test("no signature at all is told as such", async () => {
    const request = await sent();
    expect((await refusal(without(request, "signature"))).kind).toBe("missing-signature");
    expect((await refusal(without(request, "signature-input"))).kind).toBe("missing-signature");
  });
});

describe("I3 a signature's time is near the server's", () => {
  test.each([
    ["just within, behind", -MAX_CLOCK_DIFFERENCE_MS],
    ["just within, ahead", MAX_CLOCK_DIFFERENCE_MS],
  ])("%s", async (_what, difference) => {
    expect((await verifyRequest(await sent({}, NOW + difference), NOW)).nonce).toBe(NOW + difference);
  });

  test.each([
    ["a year behind", -365 * 86_400_000],
    ["a year ahead", 365 * 86_400_000],
    ["just too far behind", -MAX_CLOCK_DIFFERENCE_MS - 1],
    ["just too far ahead", MAX_CLOCK_DIFFERENCE_MS + 1],
  ])("a clock %s is told the server's time, and signs rightly with it", async (_what, difference) => {
    const problem = await refusal(await sent({}, NOW + difference));
    expect([problem.kind, problem.hints.serverTime]).toEqual(["clock-difference", NOW]);
    const corrected = await sent({}, nextNonce(0, problem.hints.serverTime ?? 0));
    expect((await verifyRequest(corrected, NOW)).nonce).toBe(NOW);
  });
});

test("I3 nonces grow, whatever the clock does", () => {
  expect(nextNonce(100, 200.7)).toBe(200);
  expect(nextNonce(200, 200)).toBe(201);
  expect(nextNonce(300, 200)).toBe(301);
});

test("I2 the signature of RFC 9421's example B.2.6 comes out of the library with our kind of key", async () => {
  const d = "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU";
  const x = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs";
  const jwk = { kty: "OKP", crv: "Ed25519", d, x };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
  const publicKey = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, "Ed25519", true, ["verify"]);
  const theirs = await webCryptoKey({ privateKey, publicKey });
  const { signature } = await createSignature(
    {
      kind: "request",
      method: "POST",
      targetUri: "https://example.com/foo?param=Value&Pet=dog",
      fields: [
        { name: "date", value: "Tue, 20 Apr 2021 02:07:55 GMT" },
        { name: "content-type", value: "application/json" },
        { name: "content-length", value: "18" },
      ],
    },
    {
      label: "sig-b26",
      components: ["date", "@method", "@path", "@authority", "content-type", "content-length"],
      parameters: { created: 1_618_884_473, keyid: "test-key-ed25519" },
      signer: { algorithm: "ed25519", sign: (bytes) => theirs.sign(new Uint8Array(bytes)) },
    },
  );
  expect(signature).toBe("sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:");
});
